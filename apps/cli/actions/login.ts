import { setTimeout as sleep } from "node:timers/promises";
import type { ShownWhoami } from "../../api/login/login.ts";
import type { Api } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { askEngine, withEngine } from "../engine.ts";
import { EXIT, Exit } from "../exit.ts";
import { when } from "../output.ts";
import { type KeptSession, keepSession } from "../signedIn.ts";

interface DeviceLogin {
  readonly device: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete: string | null;
  /** Seconds. */
  readonly expiresIn: number;
  readonly interval: number;
}
type Polled = KeptSession & {
  readonly roles: readonly string[];
  readonly pending?: true;
  readonly slower?: boolean;
};

/** RFC 8628: how much longer to wait where the provider says so, s. */
const SLOWER = 5;

/** Asks until somebody has signed in. @throws {Exit} when nobody does in time */
async function signedIn(api: Api, { device, expiresIn, interval }: DeviceLogin): Promise<Polled> {
  const limit = Date.now() + expiresIn * 1_000;
  for (let pause = interval; Date.now() < limit; ) {
    await sleep(pause * 1_000);
    const polled = await api.post<Polled>("/login/device/session", { device });
    if (!polled.pending) return polled;
    if (polled.slower) pause += SLOWER;
  }
  throw new Exit(EXIT.tryAgain, "nobody signed in within the time that the code was good for; try again");
}

/** `tenure login` */
export const login: RunCommand<[]> = async (cli) => {
  const { output, env } = cli;
  // Whoever signs in anew is not who was signed in before.
  const anew = { ...cli, reader: undefined, credentials: {} };
  const { person, roles, endsAt } = await withEngine(anew, async (api) => {
    const begun = await api.post<DeviceLogin>("/login/device", {});
    const { verificationUriComplete, verificationUri, userCode } = begun;
    output.note(`Open ${verificationUriComplete ?? verificationUri} and confirm the code ${userCode}`);
    const session = await signedIn(api, begun);
    const { token } = session;
    await keepSession(env, api.url, { token, person: session.person, endsAt: session.endsAt });
    return session;
  });
  output.data({ person, roles, endsAt });
  output.line(`signed in as ${person} (${roles.join(", ")}), until ${when(endsAt)}`);
  return EXIT.done;
};

/** `tenure logout` */
export const logout: RunCommand<[]> = async (cli) => {
  const { output, env } = cli;
  const { ended, url } = await withEngine(cli, async (api) => {
    const answer = await api
      .post<{ readonly ended: boolean }>("/logout", {})
      // A session that is over is ended here all the same.
      .catch((error: unknown) => {
        if (error instanceof Exit && error.problem) return { ended: false };
        throw error;
      });
    return { ...answer, url: api.url };
  });
  await keepSession(env, url, null);
  output.data({ ended });
  output.line(ended ? "signed out" : "nobody was signed in");
  return EXIT.done;
};

/** `tenure whoami` */
export const whoami: RunCommand<[]> = async (cli) => {
  const { output } = cli;
  const who = await askEngine(cli, (api) => api.get<ShownWhoami>("/whoami"));
  output.data({ ...who, keptIn: cli.keptIn ?? null });
  const { person, roles, role, teams, login: kind, by, scopes } = who;
  output.line(`${person}, as ${role}`);
  if (roles.length > 1) output.line(`  roles   ${roles.join(", ")}; --acting-role picks one`);
  if (teams.length > 0) output.line(`  teams   ${teams.join(", ")}`);
  if (scopes !== null) output.line(`  scopes  ${scopes.join(", ")}`);
  output.line(
    kind === "local"
      ? "  login   local: nobody has checked who you are"
      : `  login   by the provider, known by a ${by}`,
  );
  if (cli.keptIn !== undefined) output.line(`  token   kept in ${cli.keptIn}`);
  return EXIT.done;
};
