import { readFile } from "node:fs/promises";
import { changes, type Moment, momentOf, NoSuchMoment, Unproven } from "../../../../audit/asOf.ts";
import { NoCaseFile } from "../../../../audit/caseFile/container.ts";
import type { CaseFileFault } from "../../../../audit/caseFile/faults.ts";
import { ABSENCES, vaultIds } from "../../../../audit/caseFile/format.ts";
import { type Opened, openCaseFile } from "../../../../audit/caseFile/open.ts";
import type { Contents } from "../../../../audit/caseFile/read.ts";
import { BadPolicy, type LogPolicy, readPolicy } from "../../../../audit/logPolicy.ts";
import { reasons } from "../../../../machines/index.ts";
import type { Cli, RunCommand } from "../../cli.ts";
import { EXIT, Exit, usage } from "../../exit.ts";
import { type Output, table, when } from "../../output.ts";
import { ENTRY_HEADS, entryCells } from "../clients.ts";
import { printChanges, printMoment } from "./show.ts";

interface CaseFileOptions {
  readonly seq?: number;
  readonly compare?: readonly number[];
  readonly policy?: string;
}

/** Faults that are told one by one. */
const TOLD = 20;

async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw usage(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

async function policyIn(file: string): Promise<LogPolicy> {
  const text = (await bytesOf(file)).toString();
  try {
    return readPolicy(text);
  } catch (error) {
    if (!(error instanceof BadPolicy)) throw error;
    throw usage(`--policy ${file}: ${error.message}`);
  }
}

/** Without signs that move a terminal's cursor: a forged file may hold any. */
const tidy = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    typeof inner === "string" ? inner.replaceAll(/\p{Cc}/gu, "\ufffd") : inner,
  ) as T;

/** Marks of a check that passed, failed, or could not be made. */
function mark(output: Output, passed: boolean | null): string {
  if (passed === null) return output.style("yellow", "–");
  return passed ? output.style("green", "✓") : output.style("red", "✗");
}

function printFault(output: Output, { check, where, says, expected, found }: CaseFileFault): void {
  output.line(`  ${output.style("red", "✗")} ${check.padEnd(10)} ${where}: ${says}`);
  if (expected !== undefined) output.line(output.style("dim", `      expected  ${expected}`));
  if (found !== undefined) output.line(output.style("dim", `      found     ${found}`));
}

/** How many of each: `2 reason, 1 notice`. */
function counted(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
}

function printChecks({ output }: Cli, { contents, checks, faults, log, checkpoint }: Opened): void {
  const { client, madeAt, entries, leftOut } = tidy(contents.manifest);
  output.line(
    `${output.style("bold", `Case file of ${client}`)}, made ${when(madeAt)}: ${entries} ${entries === 1 ? "entry" : "entries"}`,
  );
  for (const { name, says, passed } of checks)
    output.line(
      `  ${mark(output, passed)} ${name.padEnd(10)} ${passed === null ? "not checked: " : ""}${says}`,
    );
  output.line();
  if (leftOut.chosen.length > 0) output.line(`Left out on demand: ${leftOut.chosen.join(", ")}.`);
  if (leftOut.texts.length > 0)
    output.line(
      `Texts that are not here: ${counted(leftOut.texts.map(({ why }) => ABSENCES[why]))}; the proof does not need them.`,
    );
  if (log && checkpoint) {
    const { origin, keyId, at, cosigned } = tidy(checkpoint);
    output.line(
      `Signed ${at === null ? "" : `${when(at)} `}by ${origin}, key ${keyId}, ${
        log.given
          ? "one that you gave"
          : "the one in the file: ask for it by another way, and give it with --policy"
      }; cosigned by ${cosigned.join(", ") || "nobody"}.`,
    );
  }
  if (faults.length === 0) output.line(output.style("green", "All of it is as it was written."));
  else
    output.line(
      output.style(
        "red",
        faults.length === 1 ? "One fault:" : `${faults.length} faults, the first one first:`,
      ),
    );
  for (const fault of tidy(faults.slice(0, TOLD))) printFault(output, fault);
  if (faults.length > TOLD) output.line(output.style("dim", `  … and ${faults.length - TOLD} more: -o json`));
}

/**
 * The state after an entry, or why the journal does not lead to one.
 * @throws {Exit} when the case has no such entry.
 */
function momentAt({ contents }: Opened, seq: number): Moment | Unproven {
  try {
    return tidy(momentOf(contents.entries, { seq }));
  } catch (error) {
    if (error instanceof Unproven) return error;
    if (error instanceof NoSuchMoment) throw new Exit(EXIT.missing, error.message);
    throw error;
  }
}

/** The texts that the last entry of a moment speaks of, those that are disclosed. */
function printTexts(output: Output, { entries, texts }: Contents, { seq }: Moment): void {
  const entry = entries.find((candidate) => candidate.seq === seq);
  const ids = vaultIds([entry?.reason, entry?.data]);
  for (const { id, kind, text } of texts.filter((candidate) => ids.includes(candidate.id)))
    output.line(`\n${output.style("dim", `${kind}, ${id}:`)}\n${tidy(text.split("\n")).join("\n")}`);
}

/** `tenure audit open`: checks a case file and shows what is in it; needs the file and nothing else. */
export const openCase: RunCommand<[file: string, options: CaseFileOptions]> = async (cli, file, options) => {
  const { output } = cli;
  const { seq, compare } = options;
  if (compare && seq !== undefined) throw usage("either --seq N or --compare N M");
  if (compare && compare.length !== 2) throw usage("--compare takes two entries, for instance --compare 3 7");
  const bytes = await bytesOf(file);
  const believed = options.policy === undefined ? undefined : await policyIn(options.policy);
  let opened: Opened;
  try {
    opened = openCaseFile(bytes, believed);
  } catch (error) {
    if (!(error instanceof NoCaseFile)) throw error;
    throw new Exit(
      EXIT.failed,
      `${file} is no case file, or was changed so that it cannot be read: ${error.message}`,
    );
  }
  const { contents, checks, faults, log, checkpoint } = opened;
  const { client, madeAt, leftOut } = contents.manifest;
  const [one, other] = (seq === undefined ? (compare ?? []) : [seq]).map((wanted) =>
    momentAt(opened, wanted),
  );
  const unproven = [one, other].find((moment) => moment instanceof Unproven);
  const moments = one && other && !(one instanceof Unproven || other instanceof Unproven);

  output.data({
    ok: faults.length === 0,
    file,
    client,
    madeAt,
    log,
    checkpoint,
    checks,
    faults,
    leftOut,
    ...(unproven && { difference: unproven.difference }),
    ...(!unproven && one && { moment: one, ...(moments && { other, changes: changes(one, other) }) }),
    ...(!one && { entries: contents.entries }),
  });
  if (output.json) return faults.length === 0 ? EXIT.done : EXIT.failed;
  printChecks(cli, opened);
  output.line();
  if (unproven) output.line(`The exact state cannot be shown: ${unproven.difference.says}`);
  else if (moments)
    printChanges(output, one.seq <= other.seq ? [one, other] : [other, one], changes(one, other));
  else if (one) {
    printMoment(output, one as Moment);
    printTexts(output, contents, one as Moment);
  } else {
    const rows = tidy(contents.entries).map((entry) => entryCells(output, entry, reasons));
    for (const line of table(output, ENTRY_HEADS, rows)) output.line(line);
  }
  return faults.length === 0 ? EXIT.done : EXIT.failed;
};
