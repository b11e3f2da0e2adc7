import { writeFile } from "node:fs/promises";
import { clientPath, query } from "../../api.ts";
import type { RunCommand } from "../../cli.ts";
import { withEngine } from "../../engine.ts";
import { EXIT, usage } from "../../exit.ts";

interface ExportOptions {
  /** As `-o` names it: the file, where it is no format. */
  readonly format: string;
  readonly without?: readonly string[];
}

/** `tenure audit export`: writes the case file of a client. */
export const exportCase: RunCommand<[client: string, options: ExportOptions]> = async (
  cli,
  client,
  { format, without = [] },
) => {
  const { output } = cli;
  const file = format.endsWith(".zip") ? format : `${client.replaceAll(":", "_")}.tenure.zip`;
  const path = clientPath(client, `/case-file${query({ without: without.join(",") || undefined })}`);
  const bytes = await withEngine(cli, (api) => api.bytes(path));
  try {
    await writeFile(file, bytes);
  } catch (error) {
    throw usage(`${file} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
  output.data({ client, file, bytes: bytes.length });
  output.line(
    `${output.style("green", "exported")}  ${client} to ${file}, ${Math.ceil(bytes.length / 1024)} KB`,
  );
  output.line(`  anybody checks it, without a server: tenure audit open ${file}`);
  return EXIT.done;
};
