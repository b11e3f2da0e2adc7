import type { ShownDeputy } from "../../api/deputies.ts";
import type { ShownWhoami } from "../../api/login/login.ts";
import { every, query } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { askEngine, withEngine } from "../engine.ts";
import { EXIT, usage } from "../exit.ts";
import { moment } from "../moments.ts";
import { table, when } from "../output.ts";
import { type Acting, actorFrom } from "../words.ts";

/** `tenure deputies` */
export const list: RunCommand<[options: { readonly all?: boolean }]> = async (cli, { all }) => {
  const { output } = cli;
  const deputies = await askEngine(cli, (api) => every(api.rows<ShownDeputy>(`/deputies${query({ all })}`)));
  for (const deputy of deputies) output.data(deputy);
  if (deputies.length === 0) output.line("Nobody stands in for anybody.");
  else {
    const rows = deputies.map(({ role, absent, deputy, fromAt, untilAt, endedAt, setBy }) => [
      `${role}:${absent}`,
      `${role}:${deputy}`,
      when(fromAt),
      endedAt === null ? when(untilAt) : `ended ${when(endedAt)}`,
      setBy,
    ]);
    for (const line of table(output, ["absent", "deputy", "from", "until", "set by"], rows))
      output.line(line);
  }
  return EXIT.done;
};

interface AddOptions extends Acting {
  readonly for?: string;
  readonly from?: string;
  readonly until: string;
}

/** `tenure deputies add` */
export const add: RunCommand<[deputy: string, options: AddOptions]> = async (cli, given, options) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const [, role, deputy] = /^([a-z]+):(.+)$/.exec(given) ?? [];
  if (role === undefined) throw usage("who stands in is given as role:id, for instance manager:mia");
  const from = options.from === undefined ? new Date().toISOString() : moment(options.from, "--from");
  const until = moment(options.until, "--until");
  const added = await withEngine(cli, async (api) => {
    const absent = options.for ?? (await api.get<ShownWhoami>("/whoami", { as })).person;
    return api.post<ShownDeputy>("/deputies", { absent, deputy, role, from, until }, { as });
  });
  output.data(added);
  output.line(`${role}:${added.deputy} stands in for ${role}:${added.absent} until ${when(added.untilAt)}`);
  return EXIT.done;
};

/** `tenure deputies end` */
export const end: RunCommand<[deputy: string, options: Acting]> = async (cli, deputy, options) => {
  const as = actorFrom(cli, options.as);
  const path = `/deputies/${encodeURIComponent(deputy)}/end`;
  const ended = await withEngine(cli, (api) => api.post<ShownDeputy>(path, {}, { as }));
  cli.output.data(ended);
  cli.output.line(`${ended.deputy} no longer stands in for ${ended.absent}`);
  return EXIT.done;
};
