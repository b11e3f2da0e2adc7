import type { MadeToken, ShownToken } from "../../api/login/login.ts";
import { every, query } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { askEngine, withEngine } from "../engine.ts";
import { EXIT } from "../exit.ts";
import { table, when } from "../output.ts";
import { type Acting, actorFrom } from "../words.ts";

const standing = ({ revokedAt, endsAt }: ShownToken): string =>
  revokedAt === null ? `until ${when(endsAt)}` : `ended ${when(revokedAt)}`;

/** `tenure tokens` */
export const list: RunCommand<[options: Acting & { readonly all?: boolean }]> = async (cli, { as, all }) => {
  const { output } = cli;
  const tokens = await askEngine(cli, (api) =>
    every(api.rows<ShownToken>(`/tokens${query({ all })}`, undefined, { as: as ?? cli.reader })),
  );
  for (const token of tokens) output.data(token);
  if (tokens.length === 0) output.line("No token.");
  else {
    const rows = tokens.map((token) => [
      token.id,
      `${token.role}:${token.person}`,
      token.scopes.join(", "),
      standing(token),
      token.usedAt === null ? "never" : when(token.usedAt),
      token.note ?? "",
    ]);
    for (const line of table(output, ["token", "acts as", "for", "counts", "last used", "note"], rows))
      output.line(line);
  }
  return EXIT.done;
};

interface TokenOptions extends Acting {
  readonly role: string;
  readonly scope: readonly string[];
  readonly expires: number;
  readonly note?: string;
}

/** `tenure tokens create` */
export const create: RunCommand<[options: TokenOptions]> = async (cli, options) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const { role, scope, expires, note } = options;
  const wanted = { role, scopes: scope, days: expires, ...(note !== undefined && { note }) };
  const made = await withEngine(cli, (api) => api.post<MadeToken>("/tokens", wanted, { as }));
  output.data(made);
  output.line(made.secret);
  output.note(
    `It acts as ${made.role}:${made.person} until ${when(made.endsAt)}, and is not shown again. Send it as Authorization: Bearer, or set TENURE_TOKEN.`,
  );
  return EXIT.done;
};

/** `tenure tokens revoke` */
export const revoke: RunCommand<[token: string, options: Acting]> = async (cli, token, options) => {
  const as = actorFrom(cli, options.as);
  const path = `/tokens/${encodeURIComponent(token)}/revocation`;
  const ended = await withEngine(cli, (api) => api.post<ShownToken>(path, {}, { as }));
  cli.output.data(ended);
  cli.output.line(`${ended.id} has ended`);
  return EXIT.done;
};
