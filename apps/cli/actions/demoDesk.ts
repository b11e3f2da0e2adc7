// The demo's desk: clients in whose relationships somebody has to act, one task of each kind (`tenure tasks`).
import { setTimeout as sleep } from "node:timers/promises";
import { dayIn } from "../../../values/days.ts";
import type { ClientView } from "../../api/schemas.ts";
import type { ShownInbox } from "../../api/tasks.ts";
import { type Api, clientPath, query } from "../api.ts";
import { REFUSED, SILENT } from "../demoMail.ts";
import { EXIT, Exit } from "../exit.ts";

const PATIENCE = 60_000;
const PAUSE = 100;
const AT_A_TIME = 4;

/** One client of the desk, as its steps drive it. */
interface DeskHand {
  /** Signals an event; `as` is `role:id`. */
  does(as: string, type: string, data?: object, reason?: string): Promise<void>;
  /** Waits until somebody has to do something of this kind. @returns what it is about */
  asked(kind: string): Promise<string>;
  /** Waits until the relationship is in a state. */
  is(state: string): Promise<void>;
  /** The client wrote this. */
  wrote(text: string): Promise<void>;
}

interface DeskClient {
  readonly opening?: object;
  /** What its address begins with: the demo's mail server does not take it. Such clients need that server. */
  readonly mail?: string;
  readonly steps: (on: DeskHand) => Promise<void>;
}

const ZONE = "Europe/Berlin";
const now = (): string => new Date().toISOString();
/** The clients' day. */
const today = (): string => dayIn(ZONE)(Date.now());
const SECTIONS = ["conversations", "problems", "reviews", "ourFaults", "costToServe", "lossOnExit"];

async function incident(
  { does }: DeskHand,
  incidentId: string,
  explainedBy: string | null = null,
): Promise<void> {
  const reported = { incidentId, category: "insult", happenedAt: now(), evidence: [] };
  await does("ops:olga", "incident.reported", reported);
  await does("manager:max", "incident.confirmed", { incidentId, explainedBy }, "insulted Bob in mail 4711");
}

async function requested({ does }: DeskHand): Promise<void> {
  await does("finance:fred", "finance.assessed", { revenue: 100_00, benefit: 0, cost: 130_00 });
  await does(
    "manager:max",
    "exit.requested",
    { requestId: "r1", ground: "unprofitable" },
    "it costs more than it brings",
  );
}

async function parting(on: DeskHand): Promise<void> {
  const { does } = on;
  await requested(on);
  const clause = { ground: "unprofitable", terminable: true, clauseRef: "k7", noticeDays: 0 };
  await does("legal:lena", "clause.answered", clause);
  await does("manager:max", "dossier.compiled", {
    dossierId: "d1",
    sections: SECTIONS,
    hash: "0".repeat(64),
  });
  await does("senior:sam", "exit.approved", { requestId: "r1" }, "it costs more than it brings");
}

const PROVIDER = {
  id: "demo-orchard",
  name: "Orchard & Co",
  capabilities: ["green-apples"],
  regions: ["berlin"],
  price: 90_000,
  capacity: 5,
  contact: "hello@orchard.example",
};

/** By id; in brackets what each leaves on the desk. */
const CLIENTS: Readonly<Record<string, DeskClient>> = {
  // answer, alert
  "desk-storm": {
    steps: ({ does }) =>
      does("ops:olga", "streak.noticed", {
        streakId: "s1",
        at: now(),
        messages: 3,
        channels: ["email", "chat"],
        threads: ["t1", "t2"],
      }),
  },
  // call, guide, senior, rotate
  "desk-help": {
    async steps({ does }) {
      await does("ops:olga", "questions.repeated", { count: 8, afterAnswer: false });
      for (const kind of ["guide", "colleague"]) await does("ops:olga", "help.needed", { kind, ref: "q1" });
      await does("ops:olga", "staff.askedOff", { agentId: "olga" });
    },
  },
  // retain, thank
  "desk-leaving": {
    async steps({ does }) {
      await does("finance:fred", "finance.assessed", { revenue: 900_00, benefit: 0, cost: 100_00 });
      await does("finance:fred", "tier.assigned", { period: "2026", tier: "high" });
      await does("ops:olga", "leave.announced", { cause: "price", curable: true, at: today() });
      await does("manager:max", "segment.assigned", { period: "2026", segment: "core", effortRepaid: true });
    },
  },
  // review, helpToLeave
  "desk-tier": {
    async steps({ does }) {
      await does("finance:fred", "tier.assigned", { period: "2025", tier: "low" });
      await does("finance:fred", "tier.assigned", { period: "2026", tier: "high" });
      await does("ops:olga", "leave.announced", { cause: "moved", curable: false, at: today() });
    },
  },
  // remedy
  "desk-ours": {
    async steps(on) {
      await on.does("ops:olga", "fault.opened", { faultId: "f1", at: now(), loss: false });
      await incident(on, "i1", "f1");
    },
  },
  // judge
  "desk-appeal": {
    async steps(on) {
      await incident(on, "i1");
      await on.is("warnedOnce");
      const decisionId = "d3";
      await on.does("ops:olga", "appeal.filed", { decisionId, textRef: "I was quoting a film" });
    },
  },
  // reconsider
  "desk-told-late": {
    async steps(on) {
      await incident(on, "i1");
      await on.is("warnedOnce");
      const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
      await on.does("ops:olga", "fault.opened", { faultId: "f1", at: anHourAgo, loss: false });
    },
  },
  // callWarning
  "desk-bounced": {
    opening: { channels: ["email"] },
    mail: REFUSED,
    async steps(on) {
      await incident(on, "i1");
      await on.asked("callWarning");
    },
  },
  // checkDelivery
  "desk-in-doubt": {
    mail: SILENT,
    async steps(on) {
      await on.does("ops:olga", "boundary.stated", { textRef: "we do not change the list price" });
      await on.asked("checkDelivery");
    },
  },
  // decideConduct
  "desk-conduct": {
    async steps(on) {
      await incident(on, "i1");
      await on.is("warnedOnce");
      await incident(on, "i2");
      await on.is("warnedTwice");
      await incident(on, "i3");
    },
  },
  // decideExit, and legal's answer
  "desk-request": { steps: requested },
  // callExit, handover
  "desk-farewell": {
    async steps(on) {
      await on.does("manager:max", "needs.stated", { needs: ["submarines"] });
      await parting(on);
      await on.asked("callExit");
    },
  },
  // overdue
  "desk-moving": {
    async steps(on) {
      const { does, asked } = on;
      await does("manager:max", "needs.stated", { needs: PROVIDER.capabilities, regions: PROVIDER.regions });
      await parting(on);
      const about = await asked("callExit");
      await does("manager:max", "call.made", { about, outcome: "reached", calledAt: now() });
      const providerId = await asked("handover");
      await does("ops:olga", "consent.given", { providerId, items: ["contacts"] });
      await does("ops:olga", "provider.accepted", { providerId });
      await does("ops:olga", "provider.refused", { providerId });
      await asked("overdue");
    },
  },
  // postLetter
  "desk-letter": {
    opening: { kind: "retail", channels: ["email"] },
    mail: REFUSED,
    async steps(on) {
      await parting(on);
      await on.asked("postLetter");
    },
  },
  // complete
  "desk-last-day": {
    opening: { kind: "retail" },
    async steps(on) {
      await parting(on);
      await on.asked("complete");
    },
  },
  // an incident that waits for somebody else
  "desk-reported": {
    steps: ({ does }) =>
      does("ops:olga", "incident.reported", {
        incidentId: "i1",
        category: "insult",
        happenedAt: now(),
        evidence: [],
      }),
  },
  // finance's answer
  "desk-prospect": {
    opening: { contract: undefined },
    steps: ({ does }) => does("manager:max", "intake.assessed", { fit: true, needs: [], flagged: false }),
  },
  // suggestion
  "desk-noticed": { steps: ({ wrote }) => wrote("You idiots, where is my parcel?") },
};

/** Asks again until it is there. */
async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const limit = Date.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > limit) throw new Exit(EXIT.failed, `the demo waited in vain: ${what}`);
    await sleep(PAUSE);
  }
}

function drive(api: Api, client: string): DeskHand {
  const path = clientPath(client);
  return {
    async does(as, type, data = {}, reason) {
      await api.post(`${path}/events`, { type, data, reason }, { as });
    },
    asked: (kind) =>
      until(`${client} has nothing of ${kind}`, async () => {
        const { items } = await api.get<ShownInbox>(`/tasks${query({ client, kind })}`, { as: "ops:demo" });
        return items[0] && (items[0].about ?? "");
      }),
    async is(state) {
      await until(`${client} is not ${state}`, async () => {
        const view = await api.get<ClientView>(path);
        return view.state === state || undefined;
      });
    },
    async wrote(text) {
      const row = { client, at: now(), direction: "in", channel: "email", text };
      await api.post("/facts/interactions", row, { as: "ops:demo" });
    },
  };
}

/** What is on the desk: how many items, and of which kinds. */
export interface DemoDesk {
  readonly items: number;
  readonly kinds: readonly string[];
}

async function isOpen(api: Api, client: string): Promise<boolean> {
  try {
    await api.get(clientPath(client));
    return true;
  } catch (error) {
    if (error instanceof Exit && error.code === EXIT.missing) return false;
    throw error;
  }
}

/**
 * Opens the clients of the desk, and leads each to where somebody has to act; those of an earlier run stay as they are.
 * @param mail whether the engine sends through the demo's own mail server: without it, no notice fails
 */
export async function openDesk(api: Api, mail: boolean): Promise<DemoDesk> {
  await api.post("/providers", [{ ...PROVIDER, verifiedAt: now().slice(0, 10) }], { as: "ops:demo" });
  const waiting = Object.entries(CLIENTS).values();
  const worker = async () => {
    for (const [client, { opening, mail: begins, steps }] of waiting) {
      if ((begins !== undefined && !mail) || (await isOpen(api, client))) continue;
      const contract = { contractRef: `k-${client}`, channel: "email", signedAt: "2025-01-01T00:00:00Z" };
      const usual = { kind: "b2b", locale: "en", zone: ZONE, currency: "EUR" };
      const contact = { email: `${begins ?? ""}${client}@example.org` };
      const body = { ...usual, channels: ["email", "post"], contract, contact, ...opening };
      await api.post(clientPath(client), body, { as: "sales:demo" });
      await steps(drive(api, client));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  const { items } = await api.get<ShownInbox>("/tasks?limit=1000", { as: "ops:demo" });
  return { items: items.length, kinds: [...new Set(items.map(({ kind }) => kind))].sort() };
}
