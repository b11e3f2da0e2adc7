// Server-sent events, read.
import type { Schemas } from "./api.d.ts";
import type { TenureHeard } from "./index.ts";

function heardOf(block: string): TenureHeard | null {
  const fields = new Map(
    block.split("\n").map((line): [string, string] => {
      const at = line.indexOf(":");
      return [line.slice(0, at), line.slice(at + 1).trim()];
    }),
  );
  const [event, id, data] = [fields.get("event"), fields.get("id"), fields.get("data")];
  if (event === "tasks") return { event };
  if (event !== "entry" || id === undefined || data === undefined) return null;
  return { event, id, entry: JSON.parse(data) as Schemas["Entry"] };
}

/** What a stream tells until it ends or breaks off. */
export async function* heardIn(body: ReadableStream<Uint8Array> | null): AsyncGenerator<TenureHeard, void> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      // A stream that breaks off has ended.
      const read = await reader?.read().catch(() => undefined);
      if (!read || read.done) return;
      const blocks = (rest + read.value).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const heard = heardOf(block);
        if (heard) yield heard;
      }
    }
  } finally {
    await reader?.cancel().catch(() => {});
  }
}
