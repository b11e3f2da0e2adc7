import type { Changes, Moment } from "../../../../audit/asOf.ts";
import { knownZone } from "../../../../values/days.ts";
import type { MomentAnswer } from "../../../api/audit/agree.ts";
import { clientPath, query } from "../../api.ts";
import type { RunCommand } from "../../cli.ts";
import { withEngine } from "../../engine.ts";
import { EXIT, usage } from "../../exit.ts";
import { colored, findingLine, type Output, table } from "../../output.ts";
import { printDifference } from "./reconcile.ts";

interface ShowOptions {
  readonly at?: string;
  readonly seq?: number;
  readonly compare?: string;
}

/** An instant, as it is asked for. */
function instant(given: string, option: string): string {
  const at = Date.parse(given);
  if (Number.isNaN(at))
    throw usage(`${option} is a date or an instant like 2026-11-20T09:30:00Z, not ${given}`);
  return new Date(at).toISOString();
}

/** `2026-11-20 10:30:00 Europe/Berlin (2026-11-20 09:30:00Z)` */
function timeIn(zone: string): (instant: string) => string {
  const clock = new Intl.DateTimeFormat("sv-SE", {
    timeZone: knownZone(zone),
    dateStyle: "short",
    timeStyle: "medium",
  });
  return (text) => {
    const utc = `${text.slice(0, 10)} ${text.slice(11, 19)}Z`;
    return `${clock.format(new Date(text))} ${zone} (${utc})`;
  };
}

const factOf =
  (output: Output) =>
  (name: string, value: string): void =>
    output.line(`  ${output.style("dim", name.padEnd(13))} ${value}`);

/** A moment in words: where the relationship stood, what led there, what the client had been told, what was allowed. */
export function printMoment(output: Output, moment: Moment): void {
  const { client, seq, zone, held, ended, machine, policy, marks, head, last, deadlines, notices } = moment;
  const time = timeIn(zone);
  const fact = factOf(output);
  const when = moment.asked.at === undefined ? `after entry ${seq}` : `at ${time(moment.asked.at)}`;
  output.line(
    `${output.style("bold", client)} was ${colored(output, moment)} ${when}${held ? ", on legal hold" : ""}${ended ? "; it had ended" : ""}`,
  );
  fact("entry", `${seq}, hash ${head}`);
  fact(
    "judged by",
    `machine ${machine.id} ${machine.version} (${machine.hash.slice(0, 12)}), policy ${policy}`,
  );
  if (marks.length > 0) fact("marks", marks.join(", "));
  for (const { name, due } of deadlines)
    fact("deadline", `${name} ${time(due)}${held ? ", stands still" : ""}`);
  for (const { name, due } of moment.overdue)
    fact("overdue", `${name} had fallen due at ${time(due)} and was not applied yet`);
  for (const { seq: late, recordedAt } of moment.writtenLater)
    fact("not yet read", `entry ${late} counts from before, and was written down at ${time(recordedAt)}`);
  output.line();

  const { type, actor, attested, outcome, findings } = last;
  const by = `${actor.role}:${actor.id}${attested ? "" : " (unattested: nothing vouches for that)"}`;
  output.line(`The last entry: ${output.style("bold", type)} by ${by}, ${outcome}`);
  fact("happened", time(last.occurredAt));
  fact("came in", time(last.receivedAt));
  fact("counts from", time(last.at));
  fact("written down", time(last.recordedAt));
  if (last.reason !== undefined) fact("reason", `${last.reason} in the vault`);
  for (const finding of findings) output.line(findingLine(output, finding));
  output.line();

  if (notices.length === 0) output.line("No notice had been sent.");
  else {
    const rows = notices.map(({ notice, channel, askedAt, status, heardAt, seq: from }) => [
      notice,
      channel,
      `${from}`,
      time(askedAt),
      status === "underWay" ? "nothing heard yet" : `${status} ${time(heardAt ?? askedAt)}`,
    ]);
    for (const line of table(output, ["notice", "channel", "entry", "sent off", "what was heard"], rows))
      output.line(line);
  }
  output.line();
  const rows = moment.allowed.map(({ type: allowed, roles, admitted, says }) => [
    allowed,
    admitted === "yes" ? "yes" : "it depends",
    roles.join(", "),
    says,
  ]);
  for (const line of table(output, ["could be signalled", "", "by", ""], rows)) output.line(line);
}

/** What is different between two moments, in words. */
export function printChanges(output: Output, [from, to]: readonly [Moment, Moment], found: Changes): void {
  const time = timeIn(to.zone);
  const fact = factOf(output);
  output.line(`${output.style("bold", to.client)} from entry ${from.seq} to entry ${to.seq}`);
  fact("times", `${time(from.asked.at ?? from.at)} to ${time(to.asked.at ?? to.at)}`);
  if (found.entries) fact("entries", `${found.entries.from} to ${found.entries.to}`);
  for (const { what, from: was, to: is } of found.changed) fact(what, `${was} → ${is}`);
  for (const { name, due } of found.deadlines.armed) fact("new clock", `${name} ${time(due)}`);
  for (const { name, due } of found.deadlines.gone) fact("clock gone", `${name} ${time(due)}`);
  for (const { notice, channel, status } of found.notices)
    fact("notice", `${notice} by ${channel}: ${status}`);
  for (const type of found.allowed.added) fact("now allowed", type);
  for (const type of found.allowed.removed) fact("no longer", type);
  const { armed, gone } = found.deadlines;
  const { added, removed } = found.allowed;
  const nothing = [found.changed, armed, gone, found.notices, added, removed].every(
    (list) => list.length === 0,
  );
  if (nothing) output.line("  nothing is different");
}

/** `tenure audit show`: a relationship at a moment; exit 1 where its journal does not hold. */
export const show: RunCommand<[client: string, options: ShowOptions]> = async (cli, client, options) => {
  const { output } = cli;
  const { seq, compare } = options;
  if ((options.at === undefined) === (seq === undefined)) throw usage("say which moment: --at T or --seq N");
  const at = options.at === undefined ? undefined : instant(options.at, "--at");
  const compareSeq = compare !== undefined && /^\d+$/.test(compare) ? Number(compare) : undefined;
  const compareAt =
    compare === undefined || compareSeq !== undefined ? undefined : instant(compare, "--compare");
  const path = clientPath(client, `/moment${query({ at, seq, compareAt, compareSeq })}`);
  const answer = await withEngine(cli, (api) => api.get<MomentAnswer>(path));
  output.data(answer);
  const { moment, other, changes, difference } = answer;
  if (difference) {
    output.line(`${output.style("red", "unproven")}  ${client}: the journal does not hold up to there`);
    printDifference(output, difference);
    return EXIT.failed;
  }
  if (moment && other && changes)
    printChanges(output, moment.seq <= other.seq ? [moment, other] : [other, moment], changes);
  else if (moment) printMoment(output, moment);
  return EXIT.done;
};
