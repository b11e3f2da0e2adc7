// Writes docs/variables.md from the schema; `node worker/config/page.ts --check` only compares.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { SECTIONS } from "../config.ts";
import type { Variable } from "./variable.ts";

const PAGE = "docs/variables.md";
const at = fileURLToPath(new URL(`../../${PAGE}`, import.meta.url));

const cell = (text: string): string => text.replaceAll("|", "\\|");

function row([name, variable]: [string, Variable]): string {
  const { says, allowed, default: fallback, otherwise, unit, secret, readers } = variable;
  const missing = fallback === undefined ? (otherwise ?? "none") : `\`${fallback}\``;
  const cells = [
    `\`${name}\``,
    `${says}.`,
    unit === undefined ? allowed : `${allowed} (${unit})`,
    missing,
    secret ? "secret" : "",
    readers.join(", "),
  ];
  return `| ${cells.map(cell).join(" | ")} |`;
}

function page(): string {
  const sections = SECTIONS.map(({ title, variables }) =>
    [
      `## ${title}`,
      "",
      "| variable | what it is for | allowed | if not set | secret | read by |",
      "|---|---|---|---|---|---|",
      ...Object.entries(variables).map(row),
    ].join("\n"),
  );
  return `${[
    "# Variables",
    [
      "<!-- Written by `npm run generate` from worker/config/. -->",
      "Tenure is configured by environment variables. All of them are listed here; `tenure help variables` prints the same",
      "list, and `tenure doctor` says which ones are set and what is wrong.",
    ].join("\n"),
    [
      "- A variable that is set and empty counts as not set, except where its line says otherwise.",
      "- A wrong value stops the start with one line: the name, what is wrong, and what is allowed. The value is never",
      "  printed.",
      "- An unknown name that begins with `TENURE_` stops the start too, and the line names the nearest one that exists.",
      "  Names that Kubernetes makes for a Service (`TENURE_SERVICE_HOST`, `TENURE_PORT_7400_TCP`) are left alone.",
      "- Variables that begin with `TEMPORAL_` are read by Temporal's own loader, which also takes",
      "  `TEMPORAL_GRPC_META_…` for headers; see",
      "  [Temporal's documentation](https://docs.temporal.io/develop/environment-configuration).",
      "- `NO_COLOR` and `FORCE_COLOR` decide about colours in the terminal, and PostgreSQL's client library reads its",
      "  own `PG…` variables where `DATABASE_URL` leaves something out.",
    ].join("\n"),
    ...sections,
  ].join("\n\n")}\n`;
}

if (!process.argv.includes("--check")) await writeFile(at, page());
else if ((await readFile(at, "utf8").catch(() => "")) !== page()) {
  console.error(`stale: ${PAGE} (npm run generate writes it)`);
  process.exitCode = 1;
}
