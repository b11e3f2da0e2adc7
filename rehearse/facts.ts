// The facts of a story: rows as a file of them has them, with moments for instants and days; and what they lead to.
import { Attendant } from "../activities/jobs/attendClients.ts";
import type { FactKind } from "../archive/facts/catalogue.ts";
import { factSchema, fieldsOf } from "../archive/facts/kinds.ts";
import type { GivenRow } from "../archive/facts/rows.ts";
import type { Archive } from "../archive/open.ts";
import { toldOf } from "../insight/dossier/dossier.ts";
import { type Actor, type Envelope, eventIdOf, type Instant, iso, type Policy } from "../machines/index.ts";
import { compile } from "../services/compileDossier.ts";
import { toldBy } from "../services/confirmed.ts";
import { dayAt } from "../services/dating.ts";
import type { StageFacts } from "./play.ts";
import type { Checks, EventStep, FactsStep } from "./story.ts";
import { baseOf, dateOf, MOMENT, offsetOf } from "./time.ts";

/** How much of an instant a column of this type holds: a day, or all of it. */
const LENGTHS: Readonly<Record<string, number>> = { date: 10, timestamptz: Number.POSITIVE_INFINITY };
const MONTH = 7;
const DATE = 10;

/** The client that a story calls so: whoever is not named is the story's own. */
const clientOf = (story: string, name: unknown): string =>
  name === undefined ? story : `${story}.${String(name)}`;

/** What a story calls so: other stories on the same archive want things of their own. */
export const wantOf = (story: string, about: unknown): string =>
  `${String(about).slice(0, LONGEST_WANT)}.${eventIdOf(story).slice(0, 8)}`;
/** As long as an id may be, with the mark of the story. */
const LONGEST_WANT = 55;

/** The rows of a story as `tenure import` takes them. @param at the moment that `now` means */
function rowsOf(
  [kind, rows]: FactsStep["facts"][number],
  scene: Pick<FactsScene, "client" | "zone" | "base">,
  at: Instant,
): GivenRow[] {
  const fields = new Map(fieldsOf(kind));
  const translated = (name: string, value: unknown): unknown => {
    if (typeof value !== "string" || !(value === "now" || MOMENT.test(value))) return value;
    const length = name === "period" ? MONTH : LENGTHS[fields.get(name)?.column ?? ""];
    if (length === undefined) return value;
    if (value === "now") return (length > DATE ? iso(at) : dayAt(scene.zone, iso(at))).slice(0, length);
    return length > DATE ? iso(scene.base + offsetOf(value)) : dateOf(value, scene.base).slice(0, length);
  };
  return rows.map((row, n) => ({
    line: n + 1,
    value: {
      ...Object.fromEntries(Object.entries(row).map(([name, value]) => [name, translated(name, value)])),
      client: clientOf(scene.client, row.client),
      ...(kind === "demands" && row.about !== undefined && { about: wantOf(scene.client, row.about) }),
    },
  }));
}

/** What is wrong with a step's facts, before anything has happened. */
export const checkFacts: Checks["step"] = (story, { does, at }) => {
  if (does?.kind !== "facts") return [];
  const base = baseOf(story);
  return does.facts.flatMap((told) =>
    rowsOf(told, { client: "c", zone: story.given.client.zone, base }, base + at).flatMap(
      ({ line, value }) => {
        const parsed = factSchema(told[0]).safeParse(value);
        if (parsed.success) return [];
        return parsed.error.issues.map(({ path, message }) => ({
          path: ["facts", told[0], line - 1, ...path],
          says: message,
        }));
      },
    ),
  );
};

/** A stage, as far as facts need it. */
interface FactsScene {
  readonly client: string;
  /** Whose days are those of its facts. */
  readonly zone: string;
  /** The instant of T0. */
  readonly base: Instant;
  readonly archive: Archive;
  readonly policy: Policy;
  readonly take: (kind: FactKind, rows: readonly GivenRow[], by: Actor, at: Instant) => Promise<void>;
  readonly send: (envelope: Envelope) => Promise<unknown>;
}

/** What facts lead to in a story, by the services' own code. */
export function stageFacts(scene: FactsScene): StageFacts {
  const { client, archive, policy, take, send } = scene;
  let now: Instant = 0;
  const eye = new Attendant({
    archive,
    policy: () => policy,
    clock: () => now,
    tell: (_, envelope) => send(envelope),
  });
  return {
    async tell({ facts, by }, at) {
      for (const told of facts) await take(told[0], rowsOf(told, scene, at), by, at);
    },
    async attend(at) {
      now = at;
      await eye.look(client);
    },
    async suggestions() {
      const all = await archive.suggestions.list({ client });
      return all
        .map(({ id, kind, state, foundAt }) => ({ id, kind, open: state === "open", foundAt }))
        .sort((a, b) => (a.foundAt < b.foundAt ? -1 : a.foundAt > b.foundAt ? 1 : 0));
    },
    async confirm(id, by: Actor, at): Promise<EventStep> {
      const suggestion = await archive.suggestions.get(id);
      const told = suggestion && (await toldBy(suggestion, archive.suggestions.textsOf));
      if (!told) throw new Error(`nothing is told by the suggestion ${suggestion?.kind ?? id}`);
      await archive.suggestions.judge(id, "confirmed", by, { at: iso(at), reason: null });
      const { type: event, data } = told;
      return { kind: "event", event, by, about: undefined, data, reason: undefined };
    },
    async dossier(at) {
      return toldOf(await compile(archive, client, iso(at)));
    },
  };
}
