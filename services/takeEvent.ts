// What a sender says becomes an envelope here: who, when, by which API, and words by their vault ids.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Archive } from "../archive/open.ts";
import type { Stamps } from "../archive/receipts.ts";
import {
  type Actor,
  type Channel,
  type Entry,
  type Envelope,
  type EventData,
  type Finding,
  iso,
  OPENED,
  type Opening,
  openingSchema,
  type Policy,
  reasons,
  type Where,
} from "../machines/index.ts";
import { mayLead, maySignal, speaksFor, takes } from "./access.ts";
import { dayAt, zoneOf } from "./dating.ts";
import type { Engine } from "./engine.ts";
import { filledIn, keptAs } from "./filled.ts";
import { mustFit, strayIn } from "./meaning.ts";
import { policyInForce } from "./policies.ts";
import { ProblemError, type RefusedAt, refusalKind } from "./problem.ts";
import type { EventAnswer, Pending, Submission } from "./said.ts";
import type { SecondEyes } from "./secondEyes.ts";
import type { Standings } from "./standing.ts";
import { deposit, partsOf } from "./words.ts";

export interface EventTakerOptions {
  readonly engine: Engine;
  readonly archive: Archive;
  readonly policies: readonly Policy[];
  readonly standings: Pick<Standings, "of">;
  /** Takes what somebody may decide where an agent of theirs proposed. */
  readonly taking: SecondEyes["taking"];
  /** The API's clock, ms since the epoch. */
  readonly clock: () => number;
}

/** What the body of an opening holds besides the opening itself. */
export type OpeningBody = Opening & {
  readonly policy?: string | undefined;
  readonly eventId?: string | undefined;
  readonly occurredAt?: string | undefined;
  readonly contact?: Partial<Record<Channel | "name", string | undefined>> | undefined;
};

const API = "api";
const TASK_CLOSED = "task.closed";
const OPENED_WITHIN = 5_000;
/** With what the engine takes for an answer, under the ten seconds within which a sender has one, ms. */
const STAMPED_WITHIN = 2_000;

/**
 * The times of an event that comes in now: the API's own, and the sender's for when it happened.
 * @param now ms since the epoch
 * @throws {ProblemError} `malformed` for what has not happened yet
 */
export function times(occurredAt: string | undefined, now: number): Stamps {
  const receivedAt = iso(now);
  if (occurredAt !== undefined && Date.parse(occurredAt) > now)
    throw new ProblemError("malformed", `occurredAt lies in the future; it is ${receivedAt} now`, {
      faults: [{ path: "occurredAt", says: `an instant not after ${receivedAt}` }],
    });
  return { occurredAt: occurredAt ?? receivedAt, receivedAt };
}

/** Says no to an event as the journal recorded it. */
function refuse(type: string, at: RefusedAt, findings: readonly Finding[]): never {
  const kind = refusalKind(findings);
  const why = findings.map(({ says }) => says).join("; ");
  const detail = {
    role: `${type} is not for this role: ${why}`,
    secondPerson: `${type} waits for a second person: ${why}`,
    refused: `${type} is refused; this does not hold: ${why}`,
  }[kind];
  throw new ProblemError(kind, detail, { ...at, findings });
}

/** Nothing is recorded of one client's words about another: its journal is not theirs to write in. */
function mustSpeakFor(actor: Actor, client: string): void {
  if (speaksFor(actor, client)) return;
  const says = "a client speaks for itself only";
  const finding: Finding = { rule: "R-ROL-1", says, passed: false, read: { role: actor.role, id: actor.id } };
  throw new ProblemError("role", `${says}: this is another one, and nothing was recorded`, {
    findings: [finding],
  });
}

/** Takes openings and events in. */
export function eventTaker({ engine, archive, policies, standings, taking, clock }: EventTakerOptions) {
  const { journal, receipts, relationships, vault } = archive;
  const known = async (client: string) => (await relationships.get(client)) !== null;
  const unknown = (client: string) =>
    new ProblemError(
      "missing",
      `there is no client ${client}; \`tenure open ${client}\` opens a relationship`,
    );

  async function entryAt(client: string, seq: number): Promise<Entry | undefined> {
    const [entry] = await journal.timeline(client, { afterSeq: seq - 1, limit: 1 });
    return entry?.seq === seq ? entry : undefined;
  }

  function policyFor(version: string | undefined): Policy {
    const policy =
      version === undefined ? policyInForce(policies, clock()) : policies.find((p) => p.version === version);
    if (policy) return policy;
    const says = `one of ${policies.map((p) => p.version).join(", ")}`;
    throw new ProblemError("malformed", `there is no such policy; ${says}`, {
      faults: [{ path: "policy", says }],
    });
  }

  /** The stamps that stand for an event's id; this API's own where the archive does not answer in time. */
  async function standing(client: string, eventId: string, own: Stamps): Promise<Stamps> {
    const over = new AbortController();
    const late = sleep(STAMPED_WITHIN, own, { signal: over.signal }).catch(() => own);
    try {
      return await Promise.race([receipts.stamp(client, eventId, own).catch(() => own), late]);
    } finally {
      over.abort();
    }
  }

  /**
   * The times of an event whose id may have come in before: when it came in, and, where the sender does not say when it
   * happened, that too, are as of the first time, whoever repeats it and by whichever way.
   * @throws {ProblemError} `refused` what happened after that: it is another event.
   */
  async function stamped(
    client: string,
    said: { readonly eventId: string; readonly type: string; readonly occurredAt?: string | undefined },
    own: Stamps,
  ): Promise<Stamps> {
    const { eventId, type } = said;
    const { receivedAt, occurredAt: first } = await standing(client, eventId, own);
    const occurredAt = said.occurredAt ?? first;
    if (Date.parse(occurredAt) <= Date.parse(receivedAt)) return { receivedAt, occurredAt };
    const { state } = (await relationships.get(client)) ?? { state: "none" };
    const says = "it had happened when its eventId came in first";
    return refuse(type, { eventId, state }, [{ rule: "R-LIF-0", says, passed: false, read: { receivedAt } }]);
  }

  /** The entry that an event with this id was given, or null when there is none, or one with other content. */
  async function firstEntry(client: string, event: Envelope): Promise<Entry | null> {
    const [found] = await journal.recall(client, [event.eventId]);
    if (!found) return null;
    const said = (e: Envelope | Entry) => [e.type, e.actor, e.reason, e.data];
    const time = (e: Envelope | Entry) => Date.parse(e.occurredAt);
    // What came in first while the archive was away has no receipt of then. As in the machine, its time was left out where
    // it happened as it came in.
    const sameTime = time(event) === Date.parse(event.receivedAt) || time(event) === time(found);
    return sameTime && isDeepStrictEqual(said(found), said(event)) ? found : null;
  }

  /** R-LIF-27: which tasks are open, the archive knows; a repetition is answered as before, the wrong role by the machine. */
  async function mustBeOpen(client: string, event: Envelope): Promise<void> {
    if (!maySignal(event.actor, TASK_CLOSED)) return;
    const { taskId } = event.data as EventData<typeof TASK_CLOSED>;
    const task = await archive.tasks.get(taskId);
    if ((await journal.recall(client, [event.eventId])).length > 0) return;
    if (task?.client === client && task.state === "open") {
      const { escalatedTo = null } = (await archive.tasks.handling([taskId])).get(taskId) ?? {};
      const role = escalatedTo ?? task.role;
      if (mayLead(event.actor) || takes(event.actor.role, role)) return;
      throw new ProblemError("role", `${taskId} is for ${role}; ${event.actor.role} may not close it`);
    }
    const row = await relationships.get(client);
    if (!row) throw unknown(client);
    const state = task?.client === client ? task.state : "unknown";
    const finding = { rule: "R-LIF-27", says: "the task is open", passed: false, read: { task: state } };
    refuse(event.type, { eventId: event.eventId, state: row.state }, [finding]);
  }

  interface EventJudgement extends Where {
    readonly outcome: "accepted" | "refused";
    readonly seq: number;
    readonly findings: readonly Finding[];
    readonly repeated?: true | undefined;
  }

  async function answer(
    client: string,
    { eventId, type }: Pick<Envelope, "eventId" | "type">,
    told: EventJudgement,
  ): Promise<EventAnswer> {
    const { outcome, seq, state, rung } = told;
    const repeated = told.repeated ? { repeated: true as const } : {};
    const at = { eventId, seq, state, ...(rung !== undefined && { rung }), ...repeated };
    if (outcome === "accepted") return { client, type, outcome, ...at };
    let { findings } = told;
    // A relationship remembers that it refused, the journal remembers why.
    if (findings.length === 0)
      findings = reasons((await entryAt(client, seq).catch(() => undefined))?.findings ?? []);
    return refuse(type, at, findings);
  }

  const answerAgain = (client: string, event: Envelope, { outcome, seq, to, findings }: Entry) =>
    answer(client, event, { outcome, seq, ...to, findings: reasons(findings), repeated: true });

  /**
   * Applies an event.
   * @param onBehalfOf the person whose agent proposed it
   * @throws {ProblemError} refused, of the wrong role, of a client who speaks for another, unknown, malformed or out of reach.
   */
  async function apply(
    client: string,
    actor: Actor,
    said: Submission,
    onBehalfOf?: string,
  ): Promise<EventAnswer | Pending> {
    mustSpeakFor(actor, client);
    const parts = partsOf(said.type);
    const eventId = said.eventId ?? randomUUID();
    const own = times(said.occurredAt, clock());
    // Nobody can repeat an id that this API has just made and not told yet.
    const [stamps, zone] = await Promise.all([
      said.eventId === undefined ? own : stamped(client, { ...said, eventId }, own),
      zoneOf(relationships, client),
    ]);
    const came = { ...stamps, day: zone === null ? undefined : dayAt(zone, stamps.receivedAt) };
    mustFit(strayIn(parts.data, said.data, came, "data"));
    let met = false;
    const keep = async (path: string, text: string): Promise<string> => {
      met ||= (await known(client)) || (await engine.exists(client));
      if (!met) throw unknown(client);
      return vault.put(client, keptAs(said.type, path), text, `${eventId}/${path}`);
    };
    const reason = (await deposit(parts.reason, said.reason, keep, "reason")) as string | undefined;
    const filled = filledIn(said.type);
    const made = filled && (await filled.data(archive, client, said, stamps.receivedAt));
    await made?.keep(actor);
    const data = made ? made.data : await deposit(parts.data, said.data, keep);
    const event: Envelope = {
      eventId,
      type: said.type,
      ...came,
      actor,
      ...(reason !== undefined && { reason }),
      door: API,
      ...(onBehalfOf !== undefined && { onBehalfOf }),
      data,
    };

    if (said.type === TASK_CLOSED) await mustBeOpen(client, event);
    const reply = await taking(client, event, () => engine.apply(client, event));
    if (reply === "recorded") {
      // The sender is told the id now, and asked to repeat it: nobody could before, and what is answered at once needs
      // no row.
      if (said.eventId === undefined) await standing(client, eventId, stamps);
      const detail = "kept, and not yet judged; send it again with the same eventId for the answer";
      return { client, eventId, type: said.type, outcome: "recorded", detail };
    }
    if (reply === null) {
      const row = await relationships.get(client);
      if (!row) throw unknown(client);
      const first = await firstEntry(client, event);
      if (first) return answerAgain(client, event, first);
      // Temporal runs no such workflow: only the journal knows whether that is as it should be.
      const standing = await standings.of(client).catch(() => null);
      if (!standing?.ended)
        throw new ProblemError(
          "unavailable",
          `Temporal does not run ${client}, and nothing was recorded: \`tenure rebuild ${client}\` starts it from its journal; then send it again`,
        );
      const says = `the relationship has ended in ${row.state}; nothing more can happen to it`;
      const finding: Finding = { rule: "R-LIF-0", says, passed: false, read: { state: row.state } };
      return refuse(said.type, { eventId, state: row.state }, [finding]);
    }
    return answer(client, event, reply);
  }

  /** Opens a relationship; opened before with the same eventId, it is answered as then. */
  async function open(client: string, actor: Actor, body: OpeningBody): Promise<EventAnswer | Pending> {
    const { policy: version, eventId = randomUUID(), occurredAt, contact = {}, ...opening } = body;
    const policy = policyFor(version);
    const own = times(occurredAt, clock());
    const exists = (since: string) =>
      new ProblemError(
        "exists",
        `${client} has a relationship since ${since}; show it: tenure show ${client}`,
      );
    const underWay = () =>
      new ProblemError("unavailable", `${client} is being opened and not recorded yet; try again`);
    const answerBy = ({ to, findings }: Entry, repeated?: true) =>
      answer(client, { eventId, type: OPENED }, { outcome: "accepted", seq: 1, ...to, findings, repeated });
    /** The answer to whoever opens what was opened before: as then, where it is the same opening. */
    const answerOpened = (first: Entry) => {
      const before = first.data as Opening & { policy: Policy };
      const data = { ...opening, policy: version === undefined ? before.policy : policy };
      const same =
        first.eventId === eventId &&
        (occurredAt === undefined || Date.parse(occurredAt) === Date.parse(first.occurredAt)) &&
        isDeepStrictEqual(first.actor, actor) &&
        isDeepStrictEqual(before, data);
      if (!same) throw exists(first.at);
      return answerBy(first, true);
    };

    const opened = await entryAt(client, 1);
    if (opened) return answerOpened(opened);
    if (await engine.exists(client)) throw underWay();
    const stamps = await stamped(client, { eventId, type: OPENED, occurredAt }, own);
    const came = { ...stamps, day: dayAt(opening.zone, stamps.receivedAt) };
    mustFit(strayIn(openingSchema(), opening, came));
    const event: Envelope = {
      eventId,
      type: OPENED,
      ...came,
      actor,
      door: API,
      data: { ...opening, policy },
    };
    for (const [field, words] of Object.entries(contact)) {
      if (words === undefined) continue;
      if (field === "name") await vault.setName(client, words);
      else await vault.setAddress(client, field as Channel, words);
    }
    // Where somebody was faster, it may have been this opening, through another door: its entry tells.
    const started = await engine.open(client, event);

    const limit = Date.now() + OPENED_WITHIN;
    for (let pause = 20; Date.now() < limit; pause = Math.min(2 * pause, 200)) {
      const first = await entryAt(client, 1);
      if (first) return started ? answerBy(first) : answerOpened(first);
      await sleep(pause);
    }
    if (!started) throw underWay();
    const detail = "kept, and not yet recorded; send it again with the same eventId for the answer";
    return { client, eventId, type: OPENED, outcome: "recorded", detail };
  }

  return { apply, open };
}
