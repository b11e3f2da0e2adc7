// What waits for somebody of ours and is no task of its own: derived from where relationships stand (R-TSK-3).
import type { Archive } from "../archive/open.ts";
import { isSignalKind, signalKind } from "../insight/attention/kinds.ts";
import { commandFor, iso, type OpenMatter, phaseOf, type Role } from "../machines/index.ts";
import { JournalBroken, type Standings } from "./standing.ts";

/** Something that waits, and what answers it. */
export interface WaitingItem {
  /** client/waiting/what/id */
  readonly id: string;
  readonly client: string;
  /** `incident`, `request`, `clause`, …, or `suggestion`. */
  readonly what: string;
  readonly role: Role;
  readonly about: string;
  readonly says: string;
  readonly since: string;
  readonly events: readonly string[];
  readonly command: string;
}

/** An open task, as far as it stands for something that waits. */
interface OpenTask {
  readonly client: string;
  readonly kind: string;
  readonly about: string | null;
}

/** The command that answers what is open. */
export function answerTo(client: string, { events: [first], role, known }: OpenMatter): string | null {
  return first === undefined ? null : commandFor(client, first, role, known);
}

const COMES_AGAIN: readonly OpenMatter["kind"][] = ["finance", "clause"];

function waitingOf(client: string, matter: OpenMatter & { readonly role: Role }): WaitingItem {
  const { kind, id, says, since, events, role } = matter;
  return {
    // Questions of one name come again, after a return or with another exit: each is another one.
    id: `${client}/waiting/${kind}/${id}${COMES_AGAIN.includes(kind) ? `/${Date.parse(since)}` : ""}`,
    client,
    what: kind,
    role,
    about: id,
    says,
    since,
    events,
    command: answerTo(client, matter) ?? `tenure show ${client}`,
  };
}

/** A task stands for a matter that it is about; one about nothing in particular stands for all of its kind. */
const standsFor = (task: OpenTask, client: string, { task: kind, id }: OpenMatter): boolean =>
  task.client === client && task.kind === kind && (task.about === null || task.about === id);

interface KnownMatters {
  readonly seq: number;
  readonly waiting: readonly OpenMatter[];
}

const MOST = 20_000;

export function waiting(
  { tasks, suggestions, relationships }: Pick<Archive, "tasks" | "suggestions" | "relationships">,
  standings: Standings,
  clock: () => number,
) {
  // By the last entry that was read: what nothing has happened to, waits as before.
  const known = new Map<string, KnownMatters>();

  async function mattersOf(client: string, seq: number): Promise<readonly OpenMatter[]> {
    const before = known.get(client);
    if (before?.seq === seq) return before.waiting;
    const view = await standings.view(client, iso(clock())).catch((error: unknown) => {
      // `tenure doctor` and `audit verify` tell of it.
      if (error instanceof JournalBroken) return null;
      throw error;
    });
    const waiting = view?.waiting ?? [];
    // An incident waits since it was reported, whenever it happened.
    const reported = waiting.some(({ kind }) => kind === "incident")
      ? await tasks.reportedAt(client)
      : new Map<string, string>();
    const found = {
      seq,
      waiting: waiting.map((matter) =>
        matter.kind === "incident" ? { ...matter, since: reported.get(matter.id) ?? matter.since } : matter,
      ),
    };
    known.set(client, found);
    return found.waiting;
  }

  async function suggested(open: readonly OpenTask[], only?: string): Promise<WaitingItem[]> {
    const taken = new Set(open.filter(({ kind }) => kind === "suggestion").map(({ about }) => about));
    const found: WaitingItem[] = [];
    for (const { id, client, kind, at } of await suggestions.list({
      state: "open",
      client: only,
      limit: MOST,
    })) {
      const { role, says, event } = isSignalKind(kind)
        ? signalKind(kind)
        : { role: null, says: "", event: null };
      if (role === null || taken.has(id)) continue;
      const row = await relationships.get(client);
      if (!row || phaseOf(row.state) === "over") continue;
      found.push({
        id: `${client}/waiting/suggestion/${id}`,
        client,
        what: "suggestion",
        role,
        about: id,
        says,
        since: at,
        events: event === null ? [] : [event],
        command: `tenure attention confirm ${id}, or dismiss`,
      });
    }
    return found;
  }

  /** Everything that waits, of all clients or of one, and that none of these open tasks stands for. */
  return async function all(open: readonly OpenTask[], only?: string): Promise<WaitingItem[]> {
    const found: WaitingItem[] = [];
    const byClient = Map.groupBy(open, ({ client }) => client);
    for (const { client, seq } of await tasks.mattersOf(only))
      for (const matter of await mattersOf(client, seq)) {
        const { role } = matter;
        const stands = byClient.get(client)?.some((task) => standsFor(task, client, matter));
        if (role !== null && !stands) found.push(waitingOf(client, { ...matter, role }));
      }
    return [...found, ...(await suggested(open, only))];
  };
}
