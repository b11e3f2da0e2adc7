import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OutboxDetail, OutboxRow } from "../../api/delivery/outbox.ts";
import type { Unsubscribed } from "../../api/delivery/unsubscribe.ts";
import { clientPath } from "../api.ts";
import type { Cli, RunCommand } from "../cli.ts";
import { askEngine, withEngine } from "../engine.ts";
import { EXIT, Exit, usage } from "../exit.ts";
import { printList } from "../list.ts";
import { when } from "../output.ts";
import { actorFrom } from "../words.ts";

interface OutboxListOptions {
  readonly client?: string;
  readonly status?: string;
  readonly since?: string;
  readonly limit: number;
}

/** `tenure outbox list` */
export const list: RunCommand<[options: OutboxListOptions]> = async (
  cli,
  { client, status, since: given, limit },
) => {
  const since = given === undefined ? undefined : Date.parse(given);
  if (since !== undefined && Number.isNaN(since))
    throw usage(`--since is a date or an instant, not ${given}`);
  const wanted = { client, status, since: since === undefined ? undefined : new Date(since).toISOString() };
  await askEngine(cli, (api) =>
    printList<OutboxRow>(cli, api, {
      path: "/outbox",
      wanted,
      limit,
      empty: "No such notice.",
      heads: ["id", "client", "notice", "channel", "status", "attempts", "at"],
      cells: (row) => [
        row.id,
        row.client,
        row.notice,
        row.channel,
        row.status + (row.cause === null ? "" : ` (${row.cause})`),
        `${row.attempts}`,
        when(row.at),
      ],
    }),
  );
  return EXIT.done;
};

async function detailOf(cli: Cli, id: string): Promise<OutboxDetail> {
  const [client, seq, n] = id.split("/");
  if (!client || !/^\d+$/.test(seq ?? "") || !/^\d+$/.test(n ?? ""))
    throw usage(`${id} is not the id of a notice, like c1/4/0; \`tenure outbox list\` shows them`);
  return askEngine(cli, (api) => api.get<OutboxDetail>(`/outbox/${encodeURIComponent(client)}/${seq}/${n}`));
}

/** The head of a mail as it went out. */
const headOf = (message: string): string[] => message.split(/\r?\n\r?\n/, 1)[0]?.split(/\r?\n/) ?? [];

/** `tenure outbox show` */
export const show: RunCommand<[id: string, options: { readonly raw?: boolean }]> = async (
  cli,
  id,
  { raw = false },
) => {
  const { output } = cli;
  const detail = await detailOf(cli, id);
  const { words, attempts, reports, channel } = detail;
  const sent = attempts.findLast(({ message }) => message !== null)?.message ?? null;
  output.data(detail);
  if (raw) {
    if (sent === null) throw new Exit(EXIT.missing, `${id} was not handed to anybody: nothing went out`);
    output.line(sent);
    return EXIT.done;
  }
  const fact = (name: string, value: string) =>
    output.line(`  ${output.style("dim", name.padEnd(9))} ${value}`);
  output.line(`${detail.notice} to ${detail.client} by ${channel} is ${output.style("bold", detail.status)}`);
  fact("id", id);
  fact("since", when(detail.at));
  if (detail.cause !== null) fact("because", detail.cause);
  for (const { n, at, endedAt, outcome, cause, idempotent } of attempts)
    fact(
      `attempt ${n}`,
      [
        `${when(at)}: ${outcome ?? "no outcome"}`,
        cause !== null && `(${cause})`,
        endedAt !== null && `at ${when(endedAt)}`,
        outcome === null && idempotent && "and may be made again",
      ]
        .filter((part) => part !== false)
        .join(" "),
    );
  for (const { status, at, cause } of reports)
    fact("reported", `${status}${cause === null ? "" : ` (${cause})`} at ${when(at)}`);
  output.line();
  if (words === null) {
    output.line(output.style("dim", "The words were erased, with all personal data of this client."));
    return EXIT.done;
  }
  if (channel === "email" && sent !== null)
    for (const line of headOf(sent)) output.line(output.style("dim", line));
  else output.line(output.style("bold", words.subject));
  output.line();
  output.line(words.body);
  return EXIT.done;
};

/** `tenure outbox open`: the page that the client got, or the letter to print. */
export const open: RunCommand<[id: string, options: { readonly print?: boolean }]> = async (
  cli,
  id,
  { print = false },
) => {
  const { output } = cli;
  const { words, attempts, channel } = await detailOf(cli, id);
  const sent = attempts.findLast(({ message }) => message !== null)?.message;
  const page = channel === "post" ? sent : words?.html;
  const text = page ?? (words && `${words.subject}\n\n${words.body}\n`);
  if (text === null) throw new Exit(EXIT.refused, `the words of ${id} were erased`);
  if (print) {
    output.data({ id, text });
    output.line(text);
    return EXIT.done;
  }
  // Words of a client: nobody else on this machine may read them.
  const folder = await mkdtemp(join(tmpdir(), "tenure-outbox-"));
  const file = join(folder, `${id.replaceAll("/", "-")}.${page === undefined ? "txt" : "html"}`);
  await writeFile(file, text, { mode: 0o600 });
  output.data({ id, file });
  output.line(file);
  return EXIT.done;
};

/** `tenure unsubscribe` */
export const unsubscribe: RunCommand<[client: string, options: { readonly as?: string }]> = async (
  cli,
  client,
  options,
) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const answer = await withEngine(cli, (api) =>
    api.post<Unsubscribed>(clientPath(client, "/unsubscription"), {}, { as }),
  );
  output.data(answer);
  output.line(`${client} gets no mailings (N10, N15), since ${when(answer.unsubscribedAt)}`);
  return EXIT.done;
};
