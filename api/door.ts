// What a sender says becomes an envelope here: who, when, by which door, and words by their vault ids.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { ERASURE } from "../archive/erasures.ts";
import type { Archive } from "../archive/open.ts";
import { WHY_ERASED } from "../archive/vault.ts";
import {
  type Actor,
  type Channel,
  type Entry,
  type Envelope,
  type Finding,
  iso,
  OPENED,
  type Opening,
  type Policy,
  reasons,
  type Where,
} from "../machines/index.ts";
import { COMPILED, compiledData } from "./dossier/compile.ts";
import type { Engine } from "./engine.ts";
import { policyInForce } from "./policies.ts";
import { ProblemError, type RefusedAt, refusalKind } from "./problem.ts";
import { type EventAnswer, type Pending, partsOf, type Submission } from "./schemas.ts";
import { deposit } from "./words.ts";

export interface DoorOptions {
  readonly engine: Engine;
  readonly archive: Archive;
  readonly policies: readonly Policy[];
  /** The door's clock, ms since the epoch. */
  readonly clock: () => number;
}

/** What the body of an opening holds besides the opening itself. */
export type OpeningBody = Opening & {
  readonly policy?: string | undefined;
  readonly eventId?: string | undefined;
  readonly occurredAt?: string | undefined;
  readonly contact?: Partial<Record<Channel | "name", string | undefined>> | undefined;
};

const DOOR = "api";
const OPENED_WITHIN = 5_000;

/** The times of an event: the door's own for when it came in, the sender's for when it happened. */
function times(occurredAt: string | undefined, now: number): { occurredAt: string; receivedAt: string } {
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

/** Takes openings and events in. */
export function door({ engine, archive, policies, clock }: DoorOptions) {
  const { journal, relationships, vault } = archive;
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

  /** The entry that an event with this id was given, or null when there is none, or one with other content. */
  async function firstEntry(client: string, event: Envelope, occurred: boolean): Promise<Entry | null> {
    const [found] = await journal.recall(client, [event.eventId]);
    if (!found) return null;
    const said = (e: Envelope | Entry) => [e.type, e.actor, e.reason, e.data];
    // A sender who left the time out says the same thing when repeating it later.
    const sameTime = !occurred || found.occurredAt === event.occurredAt;
    return sameTime && isDeepStrictEqual(said(found), said(event)) ? found : null;
  }

  interface Told extends Where {
    readonly outcome: "accepted" | "refused";
    readonly seq: number;
    readonly findings: readonly Finding[];
    readonly repeated?: true | undefined;
  }

  async function answer(client: string, { eventId, type }: Envelope, told: Told): Promise<EventAnswer> {
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
   * @throws {ProblemError} refused, of the wrong role, unknown, malformed or out of reach.
   */
  async function apply(client: string, actor: Actor, said: Submission): Promise<EventAnswer | Pending> {
    const parts = partsOf(said.type);
    const eventId = said.eventId ?? randomUUID();
    const stamps = times(said.occurredAt, clock());
    let met = false;
    const keep = async (path: string, text: string): Promise<string> => {
      met ||= (await known(client)) || (await engine.exists(client));
      if (!met) throw unknown(client);
      const kind = said.type === ERASURE ? WHY_ERASED : path;
      return vault.put(client, kind, text, `${eventId}/${path}`);
    };
    const reason = (await deposit(parts.reason, said.reason, keep, "reason")) as string | undefined;
    const data =
      said.type === COMPILED
        ? await compiledData(archive, client, actor, said, stamps.receivedAt)
        : await deposit(parts.data, said.data, keep);
    const event: Envelope = {
      eventId,
      type: said.type,
      ...stamps,
      actor,
      ...(reason !== undefined && { reason }),
      door: DOOR,
      data,
    };

    const reply = await engine.apply(client, event);
    if (reply === "recorded") {
      const detail = "kept, and not yet judged; send it again with the same eventId for the answer";
      return { client, eventId, type: said.type, outcome: "recorded", detail };
    }
    const occurred = said.occurredAt !== undefined;
    if (reply === null) {
      const row = await relationships.get(client);
      if (!row) throw unknown(client);
      const first = await firstEntry(client, event, occurred);
      if (first) return answerAgain(client, event, first);
      const says = `the relationship has ended in ${row.state}; nothing more can happen to it`;
      const finding: Finding = { rule: "R-LIF-0", says, passed: false, read: { state: row.state } };
      return refuse(said.type, { eventId, state: row.state }, [finding]);
    }
    if (reply.outcome === "refused" && said.eventId !== undefined && !occurred) {
      const first = await firstEntry(client, event, occurred);
      if (first && first.occurredAt !== event.occurredAt) return answerAgain(client, event, first);
    }
    return answer(client, event, reply);
  }

  /** Opens a relationship; opened before with the same eventId, it is answered as then. */
  async function open(client: string, actor: Actor, body: OpeningBody): Promise<EventAnswer | Pending> {
    const { policy: version, eventId = randomUUID(), occurredAt, contact = {}, ...opening } = body;
    const policy = policyFor(version);
    const event: Envelope = {
      eventId,
      type: OPENED,
      ...times(occurredAt, clock()),
      actor,
      door: DOOR,
      data: { ...opening, policy },
    };
    const exists = (since: string) =>
      new ProblemError(
        "exists",
        `${client} has a relationship since ${since}; show it: tenure show ${client}`,
      );

    const opened = await entryAt(client, 1);
    if (opened) {
      const before = opened.data as Opening & { policy: Policy };
      const data = { ...opening, policy: version === undefined ? before.policy : policy };
      const same =
        opened.eventId === eventId &&
        isDeepStrictEqual(opened.actor, actor) &&
        isDeepStrictEqual(before, data);
      if (!same) throw exists(opened.at);
      return answer(client, event, {
        ...opened.to,
        outcome: "accepted",
        seq: 1,
        findings: [],
        repeated: true,
      });
    }
    if (await engine.exists(client))
      throw new ProblemError("unavailable", `${client} is being opened and not recorded yet; try again`);
    for (const [field, words] of Object.entries(contact)) {
      if (words === undefined) continue;
      if (field === "name") await vault.setName(client, words);
      else await vault.setAddress(client, field as Channel, words);
    }
    if (!(await engine.open(client, event))) throw exists("just now");

    const limit = Date.now() + OPENED_WITHIN;
    for (let pause = 20; Date.now() < limit; pause = Math.min(2 * pause, 200)) {
      const row = await relationships.get(client);
      if (row) {
        const { state, rung, seq } = row;
        return answer(client, event, {
          ...{ state, ...(rung !== null && { rung }), seq },
          outcome: "accepted",
          findings: [],
        });
      }
      await sleep(pause);
    }
    const detail = "kept, and not yet recorded; send it again with the same eventId for the answer";
    return { client, eventId, type: OPENED, outcome: "recorded", detail };
  }

  return { apply, open };
}
