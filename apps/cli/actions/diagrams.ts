import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunCommand } from "../cli.ts";
import { EXIT } from "../exit.ts";

const FOLDER = fileURLToPath(new URL("../../../diagrams", import.meta.url));

/** `tenure diagrams`: draws the machine that runs, or looks whether the drawings still tell the truth. */
export const diagrams: RunCommand<[options: { readonly check?: boolean }]> = async (
  { output },
  { check = false },
) => {
  const { checkDiagrams, writeDiagrams } = await import("../diagrams.ts");
  const files = (await (check ? checkDiagrams(FOLDER) : writeDiagrams(FOLDER))).map((file) =>
    relative(process.cwd(), file),
  );
  output.data(check ? { stale: files } : { written: files });
  const word = check ? output.style("red", "stale") : output.style("green", "written");
  for (const file of files) output.line(`${word}  ${file}`);
  if (files.length === 0) output.line("The diagrams say what the machine does.");
  else if (check) output.line("Draw them again: tenure diagrams");
  return check && files.length > 0 ? EXIT.failed : EXIT.done;
};
