import { numbersIn } from "../../../insight/attention/spoken.ts";
import type {
  AttentionRun,
  JudgedSuggestion,
  ListedSuggestions,
  QuotedSuggestion,
  ShownArchetypes,
} from "../../api/attention.ts";
import { clientPath, query } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { askEngine, withEngine } from "../engine.ts";
import { EXIT, usage } from "../exit.ts";
import { sayMore } from "../list.ts";
import { type Output, table, when } from "../output.ts";
import { type Acting, actorFrom, wordsFrom } from "../words.ts";

const STYLES = { open: "yellow", confirmed: "green", dismissed: "gray" } as const;

const pathOf = (id: string, rest = ""): string => `/attention/${encodeURIComponent(id)}${rest}`;

/** `tenure attention`: what was noticed, the latest first. */
export const list: RunCommand<
  [
    client: string | undefined,
    options: { readonly kind?: string; readonly state?: string; readonly limit?: number },
  ]
> = async (cli, client, { kind, state, limit }) => {
  const { output } = cli;
  const { items: suggestions, next } = await askEngine(cli, (api) =>
    api.get<ListedSuggestions>(`/attention${query({ client, kind, state, limit: limit ?? 1_000 })}`),
  );
  for (const one of suggestions) output.data(one);
  if (suggestions.length === 0) output.line("Nothing was noticed.");
  else {
    const rows = suggestions.map(({ id, client, kind, at, state, role, numbers }) => [
      id,
      client,
      when(at),
      kind,
      output.style(STYLES[state], state),
      role ?? "",
      numbersIn(numbers),
    ]);
    for (const line of table(output, ["suggestion", "client", "at", "kind", "", "for", "numbers"], rows))
      output.line(line);
    if (next !== null) sayMore(output);
  }
  return EXIT.done;
};

/** `tenure attention run`: looks at every client of whom there is something new. Exit 75 where a look failed. */
export const run: RunCommand<[options: Acting]> = async (cli, options) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const ran = await withEngine(cli, (api) => api.post<AttentionRun>("/attention/run", {}, { as }));
  output.data(ran);
  const { clients, added, told, failed } = ran;
  output.line(
    `${clients} ${clients === 1 ? "client" : "clients"} looked at: ${added} new, ${told} told to relationships`,
  );
  if (failed.length > 0) output.line(`  failed, run it again: ${failed.join(", ")}`);
  return failed.length > 0 ? EXIT.tryAgain : EXIT.done;
};

/** A client's text, which may hold anything, as a terminal may show it. */
const plain = (text: string): string =>
  text.replaceAll(/[^\P{C}\n]/gu, "").replaceAll("\n", "\n            ");

/** `tenure attention show`: one suggestion, with the messages that it rests on. */
export const show: RunCommand<[id: string, options: Acting]> = async (cli, id, options) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const one = await askEngine(cli, (api) => api.get<QuotedSuggestion>(pathOf(id), { as }));
  output.data(one);
  const { kind, client, at, state, by, says, rule, first, role, event, facts, numbers, messages } = one;
  const { proposed } = one;
  const line = (name: string, value: string) =>
    output.line(`  ${output.style("dim", name.padEnd(9))} ${value}`);
  output.line(
    `${output.style("bold", `${kind} of ${client}`)}, ${when(at)}, ${output.style(STYLES[state], state)}`,
  );
  line("noticed", `${says} (${rule}): ${numbersIn(numbers)}`);
  line("answer", first);
  if (role !== null) line("for", role);
  if (event !== null) line("confirm", `tells the relationship ${event}`);
  if (proposed) {
    line("data", plain(JSON.stringify(proposed.data)));
    line("because", plain(proposed.reason));
  }
  if (by !== null) line("judged", `by ${by}`);
  if (messages.length === 0 && facts.length > 0) line("facts", facts.join(", "));
  for (const message of messages)
    line("wrote", `${when(message.at)} ${message.channel}: ${plain(message.text ?? "(no text is known)")}`);
  return EXIT.done;
};

function said(output: Output, { suggestion, told, next }: JudgedSuggestion): number {
  const { id, kind, client, state, event } = suggestion;
  output.line(`${output.style(STYLES[state], state)}  ${kind} of ${client} (${id})`);
  const answer = told as { readonly outcome: string; readonly state?: string; readonly seq?: number } | null;
  if (answer)
    output.line(
      answer.outcome === "recorded"
        ? `  ${event} is kept, and not judged yet`
        : `  ${event}, entry ${answer.seq}: ${client} is ${answer.state}`,
    );
  if (next) output.line(`  next: ${next}`);
  return answer?.outcome === "recorded" ? EXIT.tryAgain : EXIT.done;
}

/** `tenure attention confirm`: it is so; the event that it stands for is sent. */
export const confirm: RunCommand<
  [
    id: string,
    options: Acting & {
      readonly data?: string;
      readonly field?: readonly string[];
      readonly reason?: string;
    },
  ]
> = async (cli, id, options) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const reason = options.reason === undefined ? undefined : await wordsFrom(options.reason, "--reason");
  // The events take a while to load, and a list needs none.
  const { dataFrom, eventNamed } = await import("../fields.ts");
  const judged = await withEngine(cli, async (api) => {
    const { event } = await api.get<QuotedSuggestion>(pathOf(id), { as });
    const given = options.data !== undefined || options.field !== undefined;
    if (event === null && given) throw usage(`${id} stands for no event that takes data`);
    const data = event === null ? undefined : await dataFrom(eventNamed(event), options);
    return api.post<JudgedSuggestion>(pathOf(id, "/confirm"), { data, reason }, { as });
  });
  output.data(judged);
  return said(output, judged);
};

/** `tenure attention dismiss`: it is not so, and does not come back for the same facts. */
export const dismiss: RunCommand<[id: string, options: Acting & { readonly reason?: string }]> = async (
  cli,
  id,
  options,
) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  if (options.reason === undefined) throw usage("say why it is dismissed: --reason “…”, @file or -");
  const reason = await wordsFrom(options.reason, "--reason");
  const judged = await withEngine(cli, (api) =>
    api.post<JudgedSuggestion>(pathOf(id, "/dismiss"), { reason }, { as }),
  );
  output.data(judged);
  return said(output, judged);
};

/** `tenure attention archetypes`: which types a client's facts point to; it decides nothing. */
export const archetypes: RunCommand<[client: string, options: Acting]> = async (cli, client, options) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const found = await askEngine(cli, (api) =>
    api.get<ShownArchetypes>(clientPath(client, "/archetypes"), { as }),
  );
  output.data(found);
  if (found.archetypes.length === 0) output.line("Nothing that can be counted points to a type.");
  for (const { rule, name, reasons } of found.archetypes) {
    output.line(`${output.style("bold", name)}  ${rule}; tenure coach show ${name}`);
    for (const reason of reasons) output.line(`  ${reason}`);
  }
  output.line(
    output.style(
      "dim",
      `A label guides people, and decides nothing. Only people tell: ${found.people.map(({ name }) => name).join(", ")}.`,
    ),
  );
  return EXIT.done;
};
