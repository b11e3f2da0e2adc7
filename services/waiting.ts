// What waits for somebody of ours and is no task of its own: derived from where relationships stand (R-TSK-3).
import type { InboxRow, UnreadMatters } from "../archive/inbox.ts";
import type { Archive } from "../archive/open.ts";
import { isSignalKind, SIGNAL_KINDS, signalKind } from "../insight/attention/kinds.ts";
import { commandFor, iso, type OpenMatter, type Role } from "../machines/index.ts";
import { JournalBroken, type Standings } from "./standing.ts";

/** Something that waits, and what answers it. */
export interface WaitingItem {
  /** `incident`, `request`, `clause`, …, or `suggestion`. */
  readonly what: string;
  readonly says: string;
  readonly events: readonly string[];
  readonly command: string;
}

/** The command that answers what is open. */
export function answerTo(client: string, { events: [first], role, known }: OpenMatter): string | null {
  return first === undefined ? null : commandFor(client, first, role, known);
}

const COMES_AGAIN: readonly OpenMatter["kind"][] = ["finance", "clause"];

/** client/waiting/what/id; questions of one name come again, after a return or with another exit: each is another one. */
const idOf = (client: string, { kind, id, since }: OpenMatter): string =>
  `${client}/waiting/${kind}/${id}${COMES_AGAIN.includes(kind) ? `/${Date.parse(since)}` : ""}`;

/** Kinds of suggestions that somebody has to judge, with whose they are. */
export const JUDGES: readonly (readonly [kind: string, role: Role])[] = SIGNAL_KINDS.flatMap((kind) => {
  const { role } = signalKind(kind);
  return role === null ? [] : [[kind, role] as const];
});

/** What of a row of the inbox waits, or null for a task. */
export function waitingOf({ client, about, matter, suggestion }: InboxRow): WaitingItem | null {
  if (matter) {
    const { kind: what, says, events } = matter;
    return { what, says, events, command: answerTo(client, matter) ?? `tenure show ${client}` };
  }
  if (suggestion === null || !isSignalKind(suggestion)) return null;
  const { says, event } = signalKind(suggestion);
  const command = `tenure attention confirm ${about}, or dismiss`;
  return { what: "suggestion", says, events: event === null ? [] : [event], command };
}

/** Reads what waits in relationships whose journals went on, so that it can be listed. */
export function matterReader(
  { inbox, tasks }: Pick<Archive, "inbox" | "tasks">,
  standings: Standings,
  clock: () => number,
) {
  async function waitingIn(client: string): Promise<readonly OpenMatter[]> {
    const view = await standings.view(client, iso(clock())).catch((error: unknown) => {
      // `tenure doctor` and `audit verify` tell of it.
      if (error instanceof JournalBroken) return null;
      throw error;
    });
    return view?.waiting ?? [];
  }

  async function read(unread: UnreadMatters): Promise<void> {
    const { client } = unread;
    const waiting = await waitingIn(client);
    // An incident waits since it was reported, whenever it happened.
    const reported = waiting.some(({ kind }) => kind === "incident")
      ? await tasks.reportedAt(client)
      : new Map<string, string>();
    const matters = waiting.flatMap(({ role, ...rest }) => {
      if (role === null) return [];
      const since = rest.kind === "incident" ? (reported.get(rest.id) ?? rest.since) : rest.since;
      const matter = { ...rest, role, since };
      return [{ id: idOf(client, matter), matter }];
    });
    await inbox.keepMatters(unread, matters);
  }

  /** Of all clients, or of one. */
  return async (client?: string): Promise<void> => {
    for (const unread of await inbox.unreadMatters(client)) await read(unread);
  };
}
