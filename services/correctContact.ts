// How a client is named and reached is put right: words go to the vault, and the relationship hears of the rest.
import type { Archive } from "../archive/open.ts";
import {
  type Actor,
  CHANNELS,
  type Channel,
  type EventData,
  type Finding,
  type Opening,
} from "../machines/index.ts";
import { mustFit, strangeZones } from "./meaning.ts";
import { ProblemError } from "./problem.ts";
import type { EventAnswer, Pending, Submission } from "./said.ts";
import type { Standings } from "./standing.ts";

/** The event by which a relationship hears of it. */
const CORRECTED = "contact.corrected";

/** What is put right; at least one of it. */
export interface Correction extends EventData<typeof CORRECTED> {
  /** Kept in the vault. */
  readonly contact?: Partial<Record<Channel | "name", string | undefined>> | undefined;
  readonly eventId?: string | undefined;
}

export interface CorrectionParts {
  readonly archive: Archive;
  readonly standings: Pick<Standings, "of">;
  readonly apply: (client: string, actor: Actor, said: Submission) => Promise<EventAnswer | Pending>;
}

/** Puts right how clients are reached (R-COM-1). */
export function corrector({ archive, standings, apply }: CorrectionParts) {
  const { relationships, suggestions, vault } = archive;

  /** The ways to reach a client, as they were told last. */
  async function channelsOf(client: string): Promise<readonly Channel[]> {
    const entries = await suggestions.entriesOf(client, ["relationship.opened", CORRECTED]);
    const told = entries.map(({ data }) => (data as Partial<Opening>).channels);
    return told.findLast((channels) => channels !== undefined) ?? [];
  }

  /** @throws {ProblemError} `missing`, `refused` where the relationship has ended, malformed, or of the event's own. */
  return async function correct(
    client: string,
    actor: Actor,
    { contact = {}, eventId, ...told }: Correction,
  ): Promise<EventAnswer | Pending> {
    const row = await relationships.get(client);
    if (!row) throw new ProblemError("missing", `there is no client ${client}`);
    const zone = told.zone === undefined ? [] : [{ path: "zone", value: told.zone, named: "zone" as const }];
    mustFit(strangeZones(zone));
    // Before anything is kept: a relationship that has ended takes no correction.
    if ((await standings.of(client).catch(() => null))?.ended) {
      const says = `the relationship has ended in ${row.state}; nothing more can happen to it`;
      const finding: Finding = { rule: "R-LIF-0", says, passed: false, read: { state: row.state } };
      throw new ProblemError("refused", says, { state: row.state, findings: [finding] });
    }
    const words = Object.entries(contact).filter((pair): pair is [Channel | "name", string] => !!pair[1]);
    const added = CHANNELS.filter((way) => contact[way] !== undefined);
    const before = await channelsOf(client);
    // Whoever can be reached in a new way is; and a new address on an old one is put on record by what stays as it was.
    const channels = told.channels ?? (words.length > 0 ? [...new Set([...before, ...added])] : undefined);
    for (const [field, text] of words) {
      if (field === "name") await vault.setName(client, text);
      else await vault.setAddress(client, field, text);
    }
    const data = { ...told, ...(channels && { channels }) };
    return apply(client, actor, { type: CORRECTED, ...(eventId !== undefined && { eventId }), data });
  };
}
