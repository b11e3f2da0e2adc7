// What comes in piece by piece; a piece may end in the middle of a line.

/** A body, as it is read. */
type Body = ReadableStream<Uint8Array<ArrayBuffer>>;

async function* partsIn(body: Body | null, end: string): AsyncGenerator<string, void> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value = "" } = (await reader?.read()) ?? { done: true };
    const parts = (rest + value).split(end);
    rest = parts.pop() ?? "";
    yield* parts;
    if (!done) continue;
    if (rest !== "") throw new Error("it broke off");
    return;
  }
}

/** Lines, but for empty ones. @throws where the last one is not whole */
export async function* linesIn(body: Body | null): AsyncGenerator<string, void> {
  for await (const line of partsIn(body, "\n")) if (line) yield line;
}

/** Server-sent events by their names, and null for comments, which say that the stream is alive. */
export async function* eventsIn(body: Body | null): AsyncGenerator<string | null, void> {
  for await (const block of partsIn(body, "\n\n")) yield /^event: ?(.*)$/m.exec(block)?.[1] ?? null;
}
