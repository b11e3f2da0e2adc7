import { LAYOUTS, reportNames, reportOf } from "../../../insight/reports/catalogue.ts";
import { type Declare, examples } from "../declare.ts";

export const report: Declare = (program, start) =>
  program
    .command("report")
    .summary("reports of what is recorded, or of a file")
    .description(
      "Makes a report of everything that is recorded; or of a file of purchases or interactions, without importing it.",
    )
    .argument("[name]", "a report; without one, they are listed")
    .option("--from <file>", "the file to make it from")
    .option("--at <date>", "as of the end of that day: later rows are left out")
    .option("--since <date>", "only what happened from that day on; not for files")
    .option("--currency <code>", "of amounts (default: the one with the most rows); not for files")
    .option("--zone <zone>", "of files: IANA time zone of clients whose rows name none (default: UTC)")
    .addHelpText(
      "after",
      `
Reports:
${reportNames.map((name) => `  ${name.padEnd(10)} ${reportOf(name).says} (${reportOf(name).rule}; of ${reportOf(name).of})`).join("\n")}

Files:
${Object.entries(LAYOUTS)
  .map(([kind, layout]) => `  ${kind.padEnd(13)} ${layout}`)
  .join("\n")}
${examples("report retention", "report conduct --since 2026-01-01 -o html > conduct.html", "report tiers --from examples/data/cdnow_sample.txt", "report cohorts --from examples/data/cdnow_sample.txt --at 1997-12-31 -o svg > cohorts.svg", "report storms --from messages.jsonl --zone Europe/Berlin -o json")}`,
    )
    .action(start(async () => (await import("../actions/report.ts")).report, "csv", "svg", "html"));
