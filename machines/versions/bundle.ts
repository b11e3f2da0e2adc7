import { createHash } from "node:crypto";
import { join } from "node:path";
import { rolldown } from "rolldown";

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * The source of a machine as one file: the same bytes for the same source, wherever it lies. What it takes from packages
 * stays outside.
 */
export async function bundled(source: string): Promise<string> {
  const build = await rolldown({
    input: source,
    cwd: join(source, ".."),
    platform: "neutral",
    external: (name) => !name.startsWith(".") && !name.startsWith("/"),
    treeshake: { moduleSideEffects: false },
  });
  const { output } = await build.generate({
    format: "esm",
    comments: false,
    minify: false,
    sourcemap: false,
    entryFileNames: "machine.mjs",
  });
  await build.close();
  return output[0].code.replaceAll("\r\n", "\n");
}
