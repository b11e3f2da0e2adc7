// R-TSK-6: what became of what somebody reported, for whoever reported it.
import type { Archive } from "../archive/open.ts";
import type { Page, WantedPage } from "../archive/page.ts";
import { type Actor, type Entry, type EventData, phaseOf } from "../machines/index.ts";

/** What somebody reported, and what became of it. Times are ISO instants. */
export interface Reported {
  readonly client: string;
  readonly what: "incident" | "askedOff";
  /** The incident's id, or that of the agent. */
  readonly about: string;
  readonly at: string;
  /** Whether anybody still has to act. */
  readonly open: boolean;
  readonly says: string;
  /** When it was answered, and by whom (`role:id`). */
  readonly answeredAt: string | null;
  readonly answeredBy: string | null;
}

const PAGE = 1_000;

type ReportAnswer = Pick<Reported, "says" | "open"> & { readonly by: Entry | null };

/** The entry with which a relationship ended. */
const endIn = (later: readonly Entry[]) => later.find(({ to }) => phaseOf(to.state) === "over");

const named = (entry: Entry, field: string): unknown =>
  (entry.data as Readonly<Record<string, unknown>>)[field];

function confirmedAs(entry: Entry, later: readonly Entry[]): ReportAnswer {
  const sends = (notice: string) =>
    entry.effects.some(
      ({ type, params }) => type === "sendNotice" && (params as { notice?: string }).notice === notice,
    );
  const decision = `d${entry.seq}`;
  const struck = later.some(
    ({ type, data }) => type === "appeal.upheld" && (data as { decisionId?: string }).decisionId === decision,
  );
  const says = sends("N4")
    ? struck
      ? "confirmed; the warning was struck out on appeal"
      : "confirmed; a warning was sent"
    : sends("N13")
      ? "confirmed; a fault of ours explains it, which is made good, and a boundary was stated"
      : entry.effects.some(({ type }) => type === "openTask")
        ? "confirmed; it is a ground to part, which the manager decides on"
        : "confirmed; it has joined the dossier";
  return { says, open: false, by: entry };
}

function incidentAnswer(incidentId: string, later: readonly Entry[]): ReportAnswer {
  const own = later.filter((entry) => named(entry, "incidentId") === incidentId);
  const confirmed = own.find(({ type }) => type === "incident.confirmed");
  if (confirmed) return confirmedAs(confirmed, later);
  const dismissed = own.find(({ type }) => type === "incident.dismissed");
  if (dismissed) return { says: "dismissed", open: false, by: dismissed };
  const ended = endIn(later);
  if (ended) return { says: "the relationship has ended since", open: false, by: ended };
  return { says: "waits: somebody else has to confirm or dismiss it", open: true, by: null };
}

function askedOffAnswer(later: readonly Entry[]): ReportAnswer {
  const changed = later.find(
    (entry) =>
      entry.type === "manager.changed" ||
      (entry.type === "help.needed" && named(entry, "kind") === "colleague"),
  );
  if (changed) return { says: "a colleague has taken the client over", open: false, by: changed };
  const ended = endIn(later);
  if (ended) return { says: "the relationship has ended since", open: false, by: ended };
  return { says: "waits: a manager looks for a colleague", open: true, by: null };
}

/** What became of what this person reported. */
export function reportsOf({ tasks, journal }: Pick<Archive, "tasks" | "journal">) {
  async function after({ client, seq }: Entry): Promise<Entry[]> {
    const found: Entry[] = [];
    for (let page: Entry[] = []; ; ) {
      page = await journal.timeline(client, { afterSeq: found.at(-1)?.seq ?? seq, limit: PAGE });
      found.push(...page);
      if (page.length < PAGE) return found.filter(({ outcome }) => outcome === "accepted");
    }
  }

  return async function reported({ id }: Pick<Actor, "id">, page: WantedPage): Promise<Page<Reported>> {
    const told: Reported[] = [];
    const { rows, next } = await tasks.reportedBy(id, page);
    for (const entry of rows) {
      const isIncident = entry.type === "incident.reported";
      const later = await after(entry);
      const about = isIncident
        ? (entry.data as EventData<"incident.reported">).incidentId
        : (entry.data as EventData<"staff.askedOff">).agentId;
      const { says, open, by } = isIncident ? incidentAnswer(about, later) : askedOffAnswer(later);
      told.push({
        client: entry.client,
        what: isIncident ? "incident" : "askedOff",
        about,
        at: entry.at,
        open,
        says,
        answeredAt: by?.at ?? null,
        answeredBy: by && `${by.actor.role}:${by.actor.id}`,
      });
    }
    return { rows: told, next };
  };
}
