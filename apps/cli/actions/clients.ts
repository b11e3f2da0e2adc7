import type { Entry, Finding, reasons } from "../../../machines/index.ts";
import { CHANNELS } from "../../../machines/vocabulary.ts";
import type { EventAnswer, Pending } from "../../../services/said.ts";
import type { Locale } from "../../../texts/notices/texts.ts";
import type { ClientRow, ClientView } from "../../api/schemas.ts";
import { printAnswer } from "../answers.ts";
import { type Api, clientPath, query } from "../api.ts";
import type { Cli, RunCommand } from "../cli.ts";
import { askEngine, withEngine } from "../engine.ts";
import { EXIT, usage } from "../exit.ts";
import { printList } from "../list.ts";
import { moment } from "../moments.ts";
import { colored, type Output, place, table, when } from "../output.ts";
import { actorFrom } from "../words.ts";

interface OpenClientOptions {
  readonly as?: string;
  readonly kind: string;
  readonly locale: string;
  readonly zone?: string;
  readonly currency: string;
  readonly channel?: readonly string[];
  readonly contract?: string;
  readonly contractChannel?: string;
  readonly signedAt?: string;
  readonly policy?: string;
  readonly name?: string;
  readonly email?: string;
  readonly chat?: string;
  readonly phone?: string;
  readonly post?: string;
  readonly eventId?: string;
}

/** `tenure open`: opens a relationship, of a prospect or with a contract in force. */
export const open: RunCommand<[client: string, options: OpenClientOptions]> = async (
  cli,
  client,
  options,
) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const { kind, locale, zone, currency, policy, eventId, name } = options;
  const addressed = CHANNELS.filter((way) => options[way] !== undefined);
  const channels = options.channel ?? (addressed.length > 0 ? addressed : ["email"]);
  const contact = Object.fromEntries(addressed.map((way) => [way, options[way]]));
  const contract = options.contract && {
    contractRef: options.contract,
    channel: options.contractChannel ?? channels.find((way) => way !== "phone") ?? "post",
    signedAt: options.signedAt ?? new Date().toISOString(),
  };
  const body = {
    kind,
    locale,
    zone: zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    currency,
    channels,
    policy,
    eventId,
    ...(contract && { contract }),
    ...((name !== undefined || addressed.length > 0) && { contact: { ...contact, name } }),
  };
  const answer = await withEngine(cli, (api) =>
    api.post<EventAnswer | Pending>(clientPath(client), body, { as }),
  );
  output.data(answer);
  if (answer.outcome === "recorded") {
    output.line(`${output.style("yellow", "recorded")}, not yet open: ${client}`);
    output.line(`  for the answer, run the same again with --event-id ${answer.eventId}`);
    return EXIT.tryAgain;
  }
  const again = answer.repeated ? output.style("dim", " (opened before)") : "";
  output.line(`${output.style("green", "opened")}  ${client} is ${colored(output, answer)}${again}`);
  return EXIT.done;
};

type CorrectionOptions = Partial<
  Pick<
    OpenClientOptions,
    "as" | "zone" | "locale" | "channel" | "name" | "email" | "chat" | "phone" | "post" | "eventId"
  >
>;

/** `tenure contact`: puts right how a client is named and reached. */
export const contact: RunCommand<[client: string, options: CorrectionOptions]> = async (
  cli,
  client,
  { as, zone, locale, channel: channels, eventId, ...words },
) => {
  const actor = actorFrom(cli, as);
  const told = { zone, locale, channels, ...(Object.keys(words).length > 0 && { contact: words }) };
  if (Object.values(told).every((value) => value === undefined))
    throw usage("say what is put right: --name, an address, --zone, --locale or --channel");
  const answer = await withEngine(cli, (api) =>
    api.post<EventAnswer | Pending>(clientPath(client, "/contact"), { ...told, eventId }, { as: actor }),
  );
  return printAnswer(cli.output, answer);
};

interface ClientListOptions {
  readonly state?: string;
  readonly rung?: string;
  readonly held?: boolean;
  readonly dueBefore?: string;
  readonly text?: string;
  readonly limit: number;
}

/** `tenure list` */
export const list: RunCommand<[options: ClientListOptions]> = async (cli, options) => {
  const { output } = cli;
  const { state, rung, held, text, limit } = options;
  const dueBefore = options.dueBefore === undefined ? undefined : moment(options.dueBefore, "--due-before");
  await askEngine(cli, (api) =>
    printList<ClientRow>(cli, api, {
      path: "/clients",
      wanted: { state, rung, hold: held, dueBefore, text },
      limit,
      empty: "No client fits. `tenure open <client>` opens a relationship.",
      heads: ["client", "state", "kind", "next deadline", "changed"],
      cells: (row) => [
        row.client,
        colored(output, row),
        row.kind,
        row.hold ? "on hold" : row.due ? `${row.dueName} ${when(row.due)}` : "",
        when(row.updatedAt),
      ],
    }),
  );
  return EXIT.done;
};

/** `tenure show` */
export const show: RunCommand<[client: string, options: { readonly lang?: Locale }]> = async (
  cli,
  client,
  { lang = "en" },
) => {
  const { output } = cli;
  const view = await askEngine(cli, (api) => api.get<ClientView>(clientPath(client)));
  output.data(view);
  if (output.json) return EXIT.done;
  const fact = (name: string, value: string) =>
    output.line(`  ${output.style("dim", name.padEnd(10))} ${value}`);
  output.line(
    `${output.style("bold", client)} is ${colored(output, view)}${view.held ? ", on legal hold" : ""}`,
  );
  fact("since", `${when(view.openedAt)}, ${view.kind}, ${view.locale}, ${view.zone}`);
  fact("last entry", `${view.seq}, ${when(view.at)}, policy ${view.policy}`);
  if (view.marks.length > 0) fact("marks", view.marks.join(", "));
  if (view.erasedAt) fact("erased", `the personal data, ${when(view.erasedAt)}`);
  if (view.live.status === "busy") fact("live", "something is in hand: events may not be judged yet");
  if (view.live.says !== null) fact("live", output.style("yellow", view.live.says));
  for (const { name, due } of view.deadlines) fact("deadline", `${name} ${when(due)}`);
  const { channels, workStopped, mailingsStopped, contactSuppressed, note } = view.measures;
  fact("channels", channels ? `only ${channels.join(", ")}` : "all open");
  const measures = [
    ...(workStopped ? ["work is paused"] : []),
    ...(mailingsStopped ? ["mailings stopped"] : []),
    ...(contactSuppressed ? ["no contact"] : []),
  ];
  if (measures.length > 0) fact("measures", measures.join(", "));
  if (note) fact("note", note);
  output.line();
  if (view.tasks.length === 0) output.line("No open task.");
  else {
    // Loaded when a task with points is printed, like the machine behind it.
    const hasPoints = view.tasks.some(({ points }) => points.length > 0);
    const talk = hasPoints ? await import("../../../texts/notices/talk.ts") : null;
    const rows = view.tasks.map(({ id, kind, role, dueAt, about, points, command }) => [
      kind,
      role,
      dueAt ? when(dueAt) : "",
      about ?? "",
      id,
      points.filter((point) => !talk?.isTalkPoint(point)).join("; "),
      output.style("dim", command),
    ]);
    for (const line of table(output, ["open task", "for", "due", "about", "id", "", "command"], rows))
      output.line(line);
    for (const { kind, points } of view.tasks)
      for (const { heading, points: lines } of talk?.callSheet(points.filter(talk.isTalkPoint), lang) ?? []) {
        output.line(`  ${output.style("dim", `${kind}:`)} ${heading}`);
        for (const line of lines) output.line(`    · ${line}`);
      }
  }
  printMatters(output, view);
  output.line();
  if (view.notices.length === 0) output.line("No notice yet.");
  else {
    const rows = view.notices.map(({ notice, channel, status, cause, at }) => [
      notice,
      channel,
      cause ? `${status}: ${cause}` : status,
      when(at),
    ]);
    for (const line of table(output, ["notice", "channel", "status", "at"], rows)) output.line(line);
  }
  return EXIT.done;
};

/** What is open: incidents, faults, requests, appeals, decisions in force, each with the command that answers it. */
function printMatters(output: Output, { matters }: ClientView): void {
  if (matters.length === 0) return;
  output.line();
  const rows = matters.map(({ kind, id, says, since, role, command }) => [
    kind,
    id,
    when(since),
    role ?? "",
    says,
    output.style("dim", command ?? ""),
  ]);
  for (const line of table(output, ["open", "id", "since", "waits for", "", "command"], rows))
    output.line(line);
}

/** The first reason, and how many more there are: `-o json` has them all. */
function whyRefused([first, ...more]: readonly Finding[]): string {
  const also = more.length > 0 ? ` (and ${more.length} more)` : "";
  return first ? `${first.rule} ${first.says}${also}` : "";
}

/**
 * One line of the journal: number, time, event, who, where it led, and the effects or why it was refused.
 * @param reasonsOf of a refusal; nobody else needs it
 */
export function entryCells(output: Output, entry: Entry, reasonsOf?: typeof reasons): string[] {
  const { seq, at, type, actor, attested, outcome, from, to, effects, findings } = entry;
  const moved = place(from) === place(to) ? place(to) : `${place(from)} → ${place(to)}`;
  const led = effects.map((effect) => {
    const { notice, kind } = effect.params as { notice?: string; kind?: string };
    return `${effect.type}${(notice ?? kind) ? ` ${notice ?? kind}` : ""}`;
  });
  const refused = outcome === "refused";
  return [
    `${seq}`,
    when(at),
    type,
    `${actor.role}:${actor.id}${attested ? "" : " (unattested)"}`,
    refused ? output.style("red", "refused") : moved,
    refused ? whyRefused(reasonsOf?.(findings) ?? findings) : output.style("dim", led.join(", ")),
  ];
}

/** The heads of {@link entryCells}. */
export const ENTRY_HEADS = ["#", "at", "event", "by", "state", "effects"];

async function printTimeline(api: Api, path: string, { output }: Cli): Promise<void> {
  const cells: string[][] = [];
  for await (const entry of api.rows<Entry>(path)) {
    output.data(entry);
    if (output.json) continue;
    // The machine takes a moment to load, and only refusals need it.
    const machine = entry.outcome === "refused" ? await import("../../../machines/index.ts") : null;
    cells.push(entryCells(output, entry, machine?.reasons));
  }
  if (output.json) return;
  for (const line of table(output, ENTRY_HEADS, cells)) output.line(line);
}

/** `tenure timeline` */
export const timeline: RunCommand<[client: string, options: { readonly asOf?: string }]> = async (
  cli,
  client,
  options,
) => {
  const asOf = options.asOf === undefined ? undefined : moment(options.asOf, "--as-of");
  await askEngine(cli, (api) => printTimeline(api, clientPath(client, `/timeline${query({ asOf })}`), cli));
  return EXIT.done;
};
