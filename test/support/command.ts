import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { main } from "../../apps/cli/program.ts";

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command to its end, in this process. @param said hears each piece of its standard error */
export async function commandHere(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  said: (piece: string) => void = () => {},
): Promise<Ended> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  stderr.on("data", (chunk) => said(String(chunk)));
  const printed = Promise.all([text(stdout), text(stderr)]);
  // No more of a terminal's stream is used than any stream has.
  const to = (stream: PassThrough) => stream as unknown as NodeJS.WriteStream;
  const code = await main(["node", "tenure", ...args], env, to(stdout), to(stderr)).finally(() => {
    stdout.end();
    stderr.end();
  });
  const [out, err] = await printed;
  return { code, out, err };
}
