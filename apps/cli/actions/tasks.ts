import type { ClosedTask, SheetedItem, ShownInbox, ShownItem, ShownReports } from "../../api/tasks.ts";
import { every, query } from "../api.ts";
import type { Cli, RunCommand } from "../cli.ts";
import { askEngine, withEngine } from "../engine.ts";
import { EXIT, usage } from "../exit.ts";
import { moment } from "../moments.ts";
import { type Output, table, when } from "../output.ts";
import { type Acting, actorFrom, wordsFrom } from "../words.ts";

interface Filters extends Acting {
  readonly mine?: boolean;
  readonly role?: string;
  readonly unclaimed?: boolean;
  readonly overdue?: boolean;
  readonly waiting?: boolean;
  readonly snoozed?: boolean;
  readonly client?: string;
  readonly kind?: string;
  readonly limit?: number;
}

const pathOf = (id: string, rest = ""): string => `/tasks/${encodeURIComponent(id)}${rest}`;
const kindOf = ({ kind, what }: ShownItem): string => (what === null ? kind : `${kind} ${what}`);

function due(output: Output, { dueAt, overdue, remindedAt }: ShownItem): string {
  if (dueAt === null) return "";
  const words = remindedAt === null ? when(dueAt) : `${when(dueAt)} (reminded)`;
  return overdue ? output.style("red", words) : words;
}

function has({ claimedBy, escalated, snoozedUntil }: ShownItem): string {
  const words = [
    claimedBy ?? "",
    escalated === null ? "" : `from ${escalated.from} ${when(escalated.at)}`,
    snoozedUntil === null ? "" : `put off to ${when(snoozedUntil)}`,
  ];
  return words.filter((word) => word !== "").join("; ");
}

/** `tenure tasks`: what is to be done over all clients, the most pressing first. */
export const list: RunCommand<[options: Filters]> = async (cli, options) => {
  const { output, reader } = cli;
  const { as, mine, role, unclaimed, overdue, waiting, snoozed, client, kind, limit } = options;
  if ((mine || waiting) && as === undefined && cli.signedIn === null)
    throw usage("say who asks: --as role:id, for instance --as ops:ann (or set TENURE_AS)");
  const wanted = { mine, role, unclaimed, overdue, waiting, snoozed, client, kind };
  const items: ShownItem[] = [];
  const counts = await askEngine(cli, async (api) => {
    for (let cursor: string | undefined; ; ) {
      const path = `/tasks${query({ ...wanted, cursor, limit: limit ?? 1_000 })}`;
      const page = await api.get<ShownInbox>(path, { as: as ?? reader });
      items.push(...page.items);
      cursor = page.next ?? undefined;
      if (cursor === undefined || limit !== undefined) return page.counts;
    }
  });
  for (const item of items) output.data(item);
  if (items.length === 0) output.line("Nothing is to be done.");
  else {
    const rows = items.map((item) => [
      item.id,
      kindOf(item),
      item.role,
      due(output, item),
      has(item),
      item.says,
      output.style("dim", item.command),
    ]);
    for (const line of table(output, ["task", "kind", "for", "due", "taken", "what", "command"], rows))
      output.line(line);
  }
  const { items: all, overdue: late, unclaimed: free, mine: own, snoozed: asleep, oldestDays } = counts;
  const oldest = oldestDays === null ? "" : `, the oldest ${oldestDays} days old`;
  output.line(
    output.style(
      "dim",
      `${all} open${oldest}; ${late} overdue, ${free} not taken, ${own} yours, ${asleep} put off`,
    ),
  );
  return EXIT.done;
};

function printItem(output: Output, item: SheetedItem): void {
  const line = (name: string, value: string) =>
    output.line(`  ${output.style("dim", name.padEnd(9))} ${value}`);
  output.line(`${output.style("bold", `${kindOf(item)} of ${item.client}`)}, for ${item.role}  ${item.id}`);
  line("asks", item.says);
  for (const { heading, points } of item.sheet)
    points.forEach((point, n) => void line(n === 0 ? (heading?.toLowerCase() ?? "") : "", point));
  if (item.about !== null) line("about", item.about);
  line("opened", when(item.openedAt));
  if (item.dueAt !== null) line("due", due(output, item));
  if (has(item) !== "") line("taken", has(item));
  if (item.assignedBy !== null) line("given by", item.assignedBy);
  if (item.completedBy.length > 0) line("ends with", item.completedBy.join(", "));
  line("command", item.command);
}

/** `tenure tasks show` */
export const show: RunCommand<[id: string, options: Acting & { readonly lang?: string }]> = async (
  cli,
  id,
  { as, lang },
) => {
  const path = pathOf(id, query({ lang }));
  const item = await askEngine(cli, (api) => api.get<SheetedItem>(path, { as: as ?? cli.reader }));
  cli.output.data(item);
  printItem(cli.output, item);
  return EXIT.done;
};

async function change(
  cli: Cli,
  id: string,
  verb: string,
  body: object,
  as: string | undefined,
): Promise<number> {
  const item = await withEngine(cli, (api) => api.post<SheetedItem>(pathOf(id, `/${verb}`), body, { as }));
  cli.output.data(item);
  printItem(cli.output, item);
  return EXIT.done;
}

/** `tenure tasks claim` */
export const claim: RunCommand<[id: string, options: Acting]> = (cli, id, { as }) =>
  change(cli, id, "claim", {}, actorFrom(cli, as));

/** `tenure tasks release` */
export const release: RunCommand<[id: string, options: Acting]> = (cli, id, { as }) =>
  change(cli, id, "release", {}, actorFrom(cli, as));

/** `tenure tasks assign` */
export const assign: RunCommand<[id: string, options: Acting & { readonly to: string }]> = (
  cli,
  id,
  { as, to },
) => change(cli, id, "assign", { to }, actorFrom(cli, as));

interface Reasoned extends Acting {
  readonly reason?: string;
}

async function reasonFrom(reason: string | undefined): Promise<string> {
  if (reason === undefined) throw usage("say why: --reason “…”, @file or -");
  return wordsFrom(reason, "--reason");
}

/** `tenure tasks snooze` */
export const snooze: RunCommand<[id: string, options: Reasoned & { readonly until: string }]> = async (
  cli,
  id,
  { as, until, reason },
) => {
  const by = actorFrom(cli, as);
  const body = { until: moment(until, "--until"), reason: await reasonFrom(reason) };
  return change(cli, id, "snooze", body, by);
};

/** `tenure tasks done`: closes one by hand. */
export const done: RunCommand<[id: string, options: Reasoned & { readonly eventId?: string }]> = async (
  cli,
  id,
  { as, reason, eventId },
) => {
  const { output } = cli;
  const by = actorFrom(cli, as);
  const body = { reason: await reasonFrom(reason), eventId };
  const closed = await withEngine(cli, (api) => api.post<ClosedTask>(pathOf(id, "/done"), body, { as: by }));
  output.data(closed);
  const { item, outcome, seq } = closed;
  if (outcome === "recorded") {
    output.line(`${output.style("yellow", "recorded")}, and not judged yet: ${id}`);
    return EXIT.tryAgain;
  }
  output.line(`${output.style("green", "closed")}  ${item.kind} of ${item.client}, entry ${seq}`);
  return EXIT.done;
};

/** `tenure tasks reported`: what became of what you reported. */
export const reported: RunCommand<[options: Acting]> = async (cli, options) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const reports = await askEngine(cli, (api) =>
    every(api.rows<ShownReports["items"][number]>("/tasks/reported", undefined, { as })),
  );
  for (const report of reports) output.data(report);
  if (reports.length === 0) output.line("You have reported nothing.");
  else {
    const rows = reports.map(({ client, what, about, at, says, answeredAt, answeredBy }) => [
      client,
      what === "incident" ? `incident ${about}` : "asked off",
      when(at),
      says,
      answeredAt === null ? "" : `${answeredBy} ${when(answeredAt)}`,
    ]);
    for (const line of table(output, ["client", "report", "at", "what became of it", "by"], rows))
      output.line(line);
  }
  return EXIT.done;
};
