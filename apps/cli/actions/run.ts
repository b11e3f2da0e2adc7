import type { Watched } from "../../../services/watch.ts";
import { isZone } from "../../../values/days.ts";
import type { DoctorCheck } from "../../../worker/doctor.ts";
import { findRunning, type RunningPlace, stopRunning } from "../../../worker/running.ts";
import type { ClientRow } from "../../api/schemas.ts";
import type { ShownInbox } from "../../api/tasks.ts";
import type { ListedTellings } from "../../api/tellings.ts";
import { type Api, apiAt } from "../api.ts";
import type { Cli, RunCommand } from "../cli.ts";
import { startAlone } from "../engine.ts";
import { EXIT } from "../exit.ts";
import { when } from "../output.ts";

/** How many of a long list are named. */
const SHOWN = 20;

function tell({ output }: Cli, headline: string, place: RunningPlace): void {
  output.data(place);
  output.line(headline);
  const fact = (name: string, value: string) =>
    output.line(`  ${output.style("dim", name.padEnd(9))} ${value}`);
  fact("API", `${place.api}  (${place.api}/openapi.json)`);
  fact("console", `${place.api}/console/`);
  fact("Temporal", `${place.temporal}, namespace ${place.namespace}`);
  if (place.ui) fact("web UI", place.ui);
  fact("archive", place.archive);
  fact("process", `${place.pid}, since ${when(place.startedAt)}`);
}

/** `tenure up`: runs everything until it is told to stop. */
export const up: RunCommand<[options: { readonly port?: number }]> = async (cli, { port }) => {
  const { output } = cli;
  const before = await findRunning(cli.home);
  if (before) {
    tell(cli, "Tenure is running already:", before);
    return EXIT.done;
  }
  let ask: (signal: string) => void = () => {};
  const asked = new Promise<string>((resolve) => {
    ask = resolve;
  });
  let times = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    times += 1;
    // Whoever asks twice does not want to wait; the embedded server ends with this process anyway.
    if (times > 1) process.exit(130);
    ask(signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, onSignal);
  try {
    const engine = await startAlone(cli, (line) => output.note(line), {
      shared: true,
      ...(port !== undefined && { port }),
    });
    if (!engine) return up(cli, {});
    tell(
      cli,
      `${output.style("green", "Tenure is up.")} Stop it with Ctrl-C or \`tenure down\`.`,
      engine.place,
    );
    const end = await Promise.race([asked.then(() => null), engine.broken.then((what) => ({ what }))]);
    if (end) output.note(`${end.what}; stopping`);
    await engine.stop();
    output.note("Tenure is down.");
    return end ? EXIT.tryAgain : EXIT.done;
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
};

/** `tenure down` */
export const down: RunCommand<[]> = async ({ home, output }) => {
  const pid = await stopRunning(home);
  output.data({ stopped: pid });
  output.line(pid === null ? "Nothing runs here." : `Tenure is down (process ${pid}).`);
  return EXIT.done;
};

/** Relationships that stand still: the running engine looks at them. */
async function relationshipsCheck(api: Api | null): Promise<DoctorCheck[]> {
  if (!api) return [];
  const name = "relationships";
  try {
    const { ailing, ailings, woken, rebuilt } = await api.get<Watched>("/watch");
    const done = [
      ...(woken.length > 0 ? [`${woken.length} were told of entries that they did not know`] : []),
      ...(rebuilt.length > 0 ? [`${rebuilt.length} were rebuilt`] : []),
    ];
    if (ailings === 0) return [{ name, ok: true, says: ["none stands still", ...done].join("; ") }];
    const named = ailing.map(({ client, status, says }) => `${client} is ${status}: ${says}`);
    const rest = ailings > ailing.length ? [`and ${ailings - ailing.length} more`] : [];
    return [
      {
        name,
        ok: false,
        says: [`${ailings} stand still`, ...done].join("; "),
        remedy: [...named, ...rest].join("\n  "),
      },
    ];
  } catch (error) {
    return [{ name, ok: false, says: error instanceof Error ? error.message : String(error) }];
  }
}

/** Effects that have not succeeded for long: Temporal goes on trying, whatever a person knows of it. */
async function effectsCheck(api: Api | null): Promise<DoctorCheck[]> {
  if (!api) return [];
  const name = "effects";
  try {
    const { items } = await api.get<ShownInbox>("/tasks?kind=stalled&snoozed=true&limit=1000");
    if (items.length === 0) return [{ name, ok: true, says: "none has been tried for long" }];
    const lines = items.slice(0, SHOWN).map(({ about, points }) => `${about}: ${points[0] ?? ""}`);
    const rest =
      items.length > SHOWN ? [`and ${items.length - SHOWN} more: tenure tasks list --kind stalled`] : [];
    const says = items.length === 1 ? "1 does not succeed" : `${items.length} do not succeed`;
    return [{ name, ok: false, says, remedy: [...lines, ...rest].join("\n  ") }];
  } catch (error) {
    return [{ name, ok: false, says: error instanceof Error ? error.message : String(error) }];
  }
}

/** What waits for our people and could not be told where they are. */
async function toldCheck(api: Api | null): Promise<DoctorCheck[]> {
  if (!api) return [];
  const { nameOf } = await import("../../../worker/telling.ts");
  const name = "told";
  try {
    const { items } = await api.get<ListedTellings>("/tellings");
    return items.map((one): DoctorCheck => {
      const { lastAt, waiting, lost, cause } = one;
      const where = nameOf(one);
      const last = lastAt === null ? "nothing was told yet" : `told last ${when(lastAt)}`;
      if (waiting + lost === 0) return { name, ok: true, says: `${where}: ${last}` };
      const counts = [
        ...(waiting > 0 ? [`${waiting} not told yet, and tried again`] : []),
        ...(lost > 0 ? [`${lost} perhaps not told`] : []),
      ];
      return {
        name,
        ok: false,
        says: `${where}: ${counts.join(", ")}${cause === null ? "" : ` (${cause})`}; ${last}`,
        remedy: "What somebody takes is counted no more: tenure tasks --unclaimed",
      };
    });
  } catch (error) {
    return [{ name, ok: false, says: error instanceof Error ? error.message : String(error) }];
  }
}

/** R-LIF-27: clients of a time zone that nobody knows, whose day is taken to be UTC's. */
async function zonesCheck(api: Api | null): Promise<DoctorCheck[]> {
  if (!api) return [];
  const name = "time zones";
  try {
    const lost: string[] = [];
    for await (const { client, zone } of api.rows<ClientRow>("/clients"))
      if (!isZone(zone)) lost.push(client);
    if (lost.length === 0) return [{ name, ok: true, says: "every client's is known" }];
    const named = lost.slice(0, SHOWN).map((client) => `tenure contact ${client} --zone Europe/Berlin`);
    const rest = lost.length > SHOWN ? [`and ${lost.length - SHOWN} more`] : [];
    return [
      {
        name,
        ok: false,
        says: `of ${lost.length} clients nobody knows the zone: UTC stands for it`,
        remedy: ["put right where they are, for instance", ...named, ...rest].join("\n  "),
      },
    ];
  } catch (error) {
    return [{ name, ok: false, says: error instanceof Error ? error.message : String(error) }];
  }
}

/** The variables, and what they connect. */
async function configChecks(env: Cli["env"]): Promise<DoctorCheck[]> {
  const { ConfigError, isSet, readConfig, variableNames } = await import("../../../worker/config.ts");
  const { gateChecks } = await import("../../../worker/temporal/gate.ts");
  const { deliveryChecks } = await import("../../../worker/delivery.ts");
  const { tellingChecks } = await import("../../../worker/telling.ts");
  const name = "variables";
  try {
    const config = readConfig(env);
    const set = variableNames().filter((variable) => isSet(env, variable));
    return [
      { name, ok: true, says: set.length > 0 ? `${set.join(", ")} set` : "none is set" },
      ...deliveryChecks(config),
      ...tellingChecks(config),
      ...(await gateChecks(config)),
    ];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.lines.map((says) => ({ name, ok: false, says }));
  }
}

/** `tenure doctor`: looks at everything that has to be right. */
export const doctor: RunCommand<[]> = async ({ env, home, output, reader, credentials }) => {
  const { examine } = await import("../../../worker/doctor.ts");
  const { findTemporal } = await import("../../../worker/temporal/temporal.ts");
  const running = await findRunning(home);
  const api = running && apiAt(running.api, reader, credentials);
  // A running engine's own server is looked at where it is; a second one cannot run on its state.
  const temporal = running?.ui
    ? {
        address: running.temporal,
        namespace: running.namespace,
        connectionOptions: { address: running.temporal },
        embedded: null,
      }
    : await findTemporal({ env, home, say: (line) => output.note(line), headless: true });
  try {
    const more = [
      ...(await configChecks(env)),
      ...(await relationshipsCheck(api)),
      ...(await effectsCheck(api)),
      ...(await toldCheck(api)),
      ...(await zonesCheck(api)),
    ];
    const checks = await examine(temporal, { more });
    for (const check of checks) output.data(check);
    for (const { name, ok, says, remedy } of checks) {
      const mark = ok ? output.style("green", "✓") : output.style("red", "✗");
      output.line(`${mark} ${name.padEnd(18)} ${says}`);
      if (remedy) output.line(`  ${output.style("dim", remedy)}`);
    }
    return checks.every(({ ok }) => ok) ? EXIT.done : EXIT.failed;
  } finally {
    await temporal.embedded?.stop();
  }
};
