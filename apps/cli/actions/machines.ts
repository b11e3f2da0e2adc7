import type { EventAnswer } from "../../../services/said.ts";
import type { MachineView } from "../../api/machines.ts";
import type { ClientRow, ClientView } from "../../api/schemas.ts";
import { type Api, clientPath, every } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { askEngine, withEngine } from "../engine.ts";
import { EXIT, Exit, usage } from "../exit.ts";
import { table } from "../output.ts";
import { actorFrom } from "../words.ts";

interface MoveOptions {
  readonly all?: boolean;
  readonly to?: string;
  readonly as?: string;
}

type Ref = Pick<MachineView, "id" | "version" | "hash">;

const nameOf = ({ id, version, hash }: Ref): string => `${id} ${version} (${hash.slice(0, 12)})`;

/** `tenure machines list`: every version, and how many relationships are on it. */
export const list: RunCommand<[]> = async (cli) => {
  const { output } = cli;
  const machines = await askEngine(cli, (api) => every(api.rows<MachineView>("/machines")));
  output.data({ machines });
  const rows = machines.map(({ id, version, hash, status, newest, relationships }) => [
    `${id} ${version}`,
    hash.slice(0, 12),
    status ?? "not in this build",
    `${relationships}`,
    newest ? "new relationships begin on it" : "",
  ]);
  for (const line of table(output, ["version", "hash", "status", "relationships", ""], rows))
    output.line(line);
  return EXIT.done;
};

/** @throws {Exit} naming those that there are. */
function wanted(machines: readonly MachineView[], to: string | undefined): MachineView {
  const here = machines.filter(({ status }) => status !== null);
  const found = here.find(({ version, newest }) => (to === undefined ? newest : version === to));
  if (found) return found;
  throw new Exit(
    EXIT.missing,
    `there is no version ${to}; there are ${here.map(({ version }) => version).join(", ")}`,
  );
}

/** Every client that is on another machine. */
async function others(api: Api, to: Ref): Promise<string[]> {
  const clients: string[] = [];
  for await (const { client, machineHash } of api.rows<ClientRow>("/clients"))
    if (machineHash !== to.hash) clients.push(client);
  return clients;
}

/** `tenure machines move`: relationships go on under another version of their machine (R-VER-3). */
export const move: RunCommand<[client: string | undefined, options: MoveOptions]> = async (
  cli,
  client,
  options,
) => {
  const { output } = cli;
  if ((client === undefined) === (options.all !== true)) throw usage("name a client, or say --all");
  const as = actorFrom(cli, options.as);
  const done = await withEngine(cli, async (api) => {
    const to = wanted(await every(api.rows<MachineView>("/machines")), options.to);
    const { id, version, hash } = to;
    const moved: { client: string; outcome: string; says?: string }[] = [];
    const named = client === undefined ? await others(api, to) : [client];
    for (const [n, one] of named.entries()) {
      output.progress(`${n + 1} of ${named.length} relationships`);
      const { machine: from, ended } = await api.get<ClientView>(clientPath(one));
      // Nothing goes on that could go on elsewhere.
      if (client === undefined && ended) continue;
      const data = { from, to: { id, version, hash } };
      const sent = { type: "machine.adopted", data };
      const answer = api.post<EventAnswer>(clientPath(one, "/events"), sent, { as });
      // One that is refused is told with the others; a client who is named alone is told as any event is.
      moved.push(
        client !== undefined
          ? { client: one, outcome: (await answer).outcome }
          : await answer.then(
              ({ outcome }) => ({ client: one, outcome }),
              (error: unknown) => {
                if (!(error instanceof Exit) || error.code !== EXIT.refused) throw error;
                return { client: one, outcome: "refused", says: error.message };
              },
            ),
      );
    }
    output.progress(null);
    return { to, moved };
  });
  output.data(done);
  const refused = done.moved.filter(({ outcome }) => outcome === "refused");
  for (const { client: one, says } of refused)
    output.line(`${output.style("red", "refused")}  ${one}: ${says}`);
  output.line(
    `${output.style("green", "moved")}  ${done.moved.length - refused.length} to ${nameOf(done.to)}`,
  );
  return refused.length > 0 ? EXIT.refused : EXIT.done;
};
