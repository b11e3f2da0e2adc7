import {
  advance,
  begin,
  type Context,
  DAY,
  type Definition,
  type EffectRef,
  type Instant,
  iso,
  judge,
  nextDue,
  OPENED,
  type Opening,
  type Step,
  type Stored,
  settle,
} from "../../machines/index.ts";
import { type By, envelope, OPENING, PROSPECT, policy, SECTIONS, SUMS, T0 } from "./machine.ts";

/** One thing that may happen next in the model: some events in a row, or the next clock running out. */
export interface Act {
  readonly name: string;
  readonly run: (definition: Definition, stored: Stored) => Step[];
}

const HOUR = 3_600_000;

type Sent = readonly [type: string, by: By, data: unknown, occurredAt?: Instant];

/** Events an hour after the last entry, one after the other. */
function act(name: string, events: (context: Context) => readonly Sent[]): Act {
  return {
    name,
    run: (definition, stored) => {
      const steps: Step[] = [];
      let current = stored;
      for (const [type, by, data, occurredAt] of events(stored.context as Context)) {
        const at = current.at + HOUR;
        const sent = { ...envelope(type, by, data, at), occurredAt: iso(occurredAt ?? at) };
        const judged = judge(definition, current, sent, at);
        steps.push(...judged);
        current = judged.at(-1)?.stored ?? current;
      }
      return steps;
    },
  };
}

/** Lets the clock that is due first run out. */
const wait: Act = {
  name: "wait",
  run: (definition, stored) => {
    const due = nextDue(definition, stored);
    return due === null ? [] : advance(definition, stored, due, due);
  },
};

/** Lets time pass until shortly before the next clock runs out; then something harmless happens. */
const almostDue: Act = {
  name: "almost due",
  run: (definition, stored) => {
    const due = nextDue(definition, stored);
    if (due === null || due - stored.at < 12 * HOUR) return [];
    return judge(
      definition,
      stored,
      envelope("feedback.received", "ops:olga", { ref: "x", good: true }, due - 6 * HOUR),
      due,
    );
  },
};

const incident = (
  name: string,
  happened: (c: Context) => number,
  explainedBy: string | null,
  confirmer: By,
): Act =>
  act(name, (c) => {
    const incidentId = `i${c.seq}`;
    const happenedAt = iso(happened(c));
    return [
      ["incident.reported", "ops:olga", { incidentId, category: "insult", happenedAt, evidence: [] }],
      ["incident.confirmed", confirmer, { incidentId, explainedBy }],
    ];
  });

const dossier = [
  "dossier.compiled",
  "manager:max",
  { dossierId: "D1", sections: SECTIONS, hash: "0".repeat(64) },
] as const satisfies Sent;

const streak = (c: Context, each: string): Sent => [
  "streak.noticed",
  "system:engine",
  {
    ...{ streakId: `s${c.seq}${each}`, at: iso(c.at), messages: 3 },
    ...{ channels: ["email", "chat"], threads: ["t1"] },
  },
];

const request = (ground: string, ...facts: Sent[]): Act =>
  act(`request ${ground}`, (c) => [
    ...facts,
    ["exit.requested", "manager:max", { requestId: `r${c.seq}`, ground }],
  ]);

const approve = (terminable: boolean): Act =>
  act(terminable ? "approve" : "approve without a clause", (c) => [
    dossier,
    [
      "clause.answered",
      "legal:lena",
      { ground: c.request?.ground ?? "terms", terminable, clauseRef: "k1", noticeDays: 7 },
    ],
    ["exit.approved", "senior:sam", { requestId: c.request?.id ?? "none" }],
  ]);

const finance = (cost: number): Sent => [
  "finance.assessed",
  "finance:fred",
  { revenue: 100, benefit: 0, cost },
];
const product = (others: number): Sent => [
  "product.assessed",
  "product:pia",
  { others, onRoadmap: false, feasible: true, build: 100, support: 10, pays: 50, workaroundsRejected: true },
];

const latest = (c: Context) => c.decisions.at(-1)?.id ?? "none";
const exitOf = (c: Context) => c.farewell?.decisionId ?? "none";
const pendingOf = (c: Context) => c.decisions.find((d) => d.status === "pending")?.id ?? "none";
const providerOf = (c: Context) => c.handover?.provider ?? "p0";
const call = (name: string, about: (c: Context) => string, outcome: string): Act =>
  act(name, (c) => [["call.made", "manager:max", { about: about(c), outcome, calledAt: iso(c.at) }]]);
const simple = (type: string, by: By, data: unknown = {}): Act => act(type, () => [[type, by, data]]);

const agreed = { prepayPct: 30, damagingRewrite: false };

/** What people and the world may do at any time; the model tries all of it everywhere. */
const ACTS: readonly Act[] = [
  wait,
  almostDue,
  incident("incident", (c) => c.at + HOUR, null, "manager:max"),
  incident("old incident", (c) => c.at - 400 * DAY, null, "manager:max"),
  incident("incident of a day to come", (c) => c.at + 5 * DAY, null, "manager:max"),
  incident("incident that an unknown fault explains", (c) => c.at + HOUR, "f77", "manager:max"),
  incident("self-confirmed incident", (c) => c.at + HOUR, null, "manager:olga"),
  act("incident with an open fault", (c) => [
    ["fault.opened", "ops:olga", { faultId: "f1", at: iso(c.at), loss: false }],
    [
      "incident.reported",
      "ops:olga",
      { incidentId: `i${c.seq}`, category: "insult", happenedAt: iso(c.at + HOUR), evidence: [] },
    ],
    ["incident.confirmed", "manager:max", { incidentId: `i${c.seq}`, explainedBy: "f1" }],
    ["fault.cured", "ops:olga", { faultId: "f1", at: iso(c.at + 2 * HOUR) }],
  ]),
  act("dismissed incident", (c) => [
    [
      "incident.reported",
      "ops:olga",
      { incidentId: `i${c.seq}`, category: "criticism", happenedAt: iso(c.at), evidence: [] },
    ],
    ["incident.dismissed", "manager:max", { incidentId: `i${c.seq}` }],
  ]),
  call("call about the warning: reached", pendingOf, "reached"),
  call("call about the warning: no answer", pendingOf, "noAnswer"),
  call("call about the exit: reached", exitOf, "reached"),
  call("call about the exit: no answer", exitOf, "noAnswer"),
  act("letter posted", (c) => [["letter.posted", "ops:olga", { about: exitOf(c), trackingRef: "t1" }]]),
  request("conduct"),
  request("unprofitable", finance(130)),
  request("customisation", product(0)),
  request("arrears"),
  approve(true),
  approve(false),
  act("reject", (c) => [["exit.rejected", "senior:sam", { requestId: c.request?.id ?? "none" }]]),
  act("withdraw", (c) => [["exit.withdrawn", "manager:max", { requestId: c.request?.id ?? "none" }]]),
  act("value restored", () => [finance(50), product(3)]),
  act("restrict", () => [
    dossier,
    [
      "clause.answered",
      "legal:lena",
      { ground: "conduct", terminable: false, clauseRef: "k1", noticeDays: 7 },
    ],
    ["restriction.ordered", "manager:max", { channel: "post" }],
  ]),
  simple("conduct.improved", "manager:max", { evidence: "v_00000000" }),
  act("overdue", (c) => [
    [
      "payment.overdue",
      "finance:fred",
      { invoiceId: "b1", dueOn: iso(c.at - 10 * DAY).slice(0, 10), ourPartDone: true },
    ],
  ]),
  act("overdue again", (c) => [
    [
      "payment.overdue",
      "finance:fred",
      { invoiceId: "b2", dueOn: iso(c.at - 40 * DAY).slice(0, 10), ourPartDone: true },
    ],
  ]),
  act("paid", (c) => [
    ["payment.received", "finance:fred", { invoiceId: "b1", paidOn: iso(c.at).slice(0, 10) }],
    ["payment.received", "finance:fred", { invoiceId: "b2", paidOn: iso(c.at).slice(0, 10) }],
  ]),
  act("paid before it was missed", () => [
    ["payment.received", "finance:fred", { invoiceId: "b1", paidOn: "2025-01-02" }],
  ]),
  act("invoice voided", (c) => [
    ["invoice.changed", "finance:fred", { invoiceId: "b1", dueOn: "2025-12-01", owed: 0 }, c.at],
    ["invoice.changed", "finance:fred", { invoiceId: "b2", dueOn: "2025-12-01", owed: 0 }, c.at],
  ]),
  act("invoice had been voided before", () => [
    ["invoice.changed", "finance:fred", { invoiceId: "b1", dueOn: "2025-12-01", owed: 0 }, T0 - 300 * DAY],
  ]),
  ...(["message.received", "client.replied"] as const).map((type) =>
    act(`${type} told late`, (c) => [
      [
        type,
        "ops:olga",
        { messageId: "m0", ...(type === "message.received" && { threadId: "t1", channel: "post" }) },
        (c.silence?.at ?? c.at) - 2 * DAY,
      ],
    ]),
  ),
  act("fault told late", (c) => [
    [
      "fault.opened",
      "ops:olga",
      {
        faultId: `late${c.seq}`,
        at: iso(Object.values(c.incidents).at(-1)?.happenedAt ?? c.at),
        loss: false,
      },
    ],
  ]),
  simple("exit.revoked", "senior:sam"),
  simple("contact.corrected", "ops:olga", { channels: ["email", "post"] }),
  act("silent", (c) => [["client.silent", "manager:max", { since: iso(c.at - 31 * DAY) }]]),
  simple("client.replied", "ops:olga", { messageId: "m1" }),
  simple("message.received", "ops:olga", { messageId: "m1", threadId: "t1", channel: "email" }),
  simple("contact.logged", "ops:olga", { channel: "phone", seconds: 100, agentId: "olga" }),
  simple("discount.decided", "manager:max", {
    ...{ granted: true, kind: "other", proven: false, condition: "annual" },
  }),
  act("thanks", (c) => [
    ["segment.assigned", "manager:max", { period: `p${c.seq}`, segment: "core", effortRepaid: true }],
    ["thanks.given", "manager:max", {}],
  ]),
  act("draining", (c) => [
    ["segment.assigned", "system:engine", { period: `p${c.seq}`, segment: "draining", effortRepaid: false }],
  ]),
  act("tier moved", (c) => [
    ["tier.assigned", "system:engine", { period: `p${c.seq}`, tier: "low" }],
    ["tier.assigned", "system:engine", { period: `p${c.seq + 1}`, tier: "high" }],
  ]),
  act("streak", (c) => [streak(c, "")]),
  act("streaks not urgent", (c) => [
    ...["a", "b", "c"].flatMap((each): Sent[] => [
      streak(c, each),
      ["streak.judged", "ops:olga", { streakId: `s${c.seq}${each}`, urgent: false }],
    ]),
    streak(c, "d"),
  ]),
  act("VIP", (c) => [
    ["tier.assigned", "system:engine", { period: `p${c.seq}`, tier: "high" }],
    ["vip.marked", "ops:olga", {}],
  ]),
  act("VIP no more", (c) => [
    ["tier.assigned", "system:engine", { period: `p${c.seq}`, tier: "high" }],
    ["vip.marked", "ops:olga", {}],
    ["vip.removed", "ops:olga", {}],
  ]),
  simple("effort.summed", "system:engine", { kind: "precontract", minutes: 1201, upTo: "2026-01-02" }),
  act("much effort in the dossier", () => [
    ["dossier.compiled", "manager:max", { ...dossier[2], sums: { ...SUMS, precontractMinutes: 1201 } }],
  ]),
  act("loss through our fault", (c) => [
    ["fault.opened", "ops:olga", { faultId: "f9", at: iso(c.at), loss: true }],
  ]),
  act("another loss", (c) => [["fault.opened", "ops:olga", { faultId: "f8", at: iso(c.at), loss: true }]]),
  simple("compensation.decided", "manager:max", { faultId: "f9", amount: 100 }),
  simple("client.left", "client:c1", { cause: "weBrokeAgreement" }),
  act("appeal on the latest", (c) => [
    ["appeal.filed", "client:c1", { decisionId: latest(c), textRef: "v_00000000" }],
  ]),
  act("appeal on the first", (c) => [
    ["appeal.filed", "client:c1", { decisionId: c.decisions[0]?.id ?? "none", textRef: "v_00000000" }],
  ]),
  ...(["appeal.upheld", "appeal.rejected"] as const).map((type) =>
    act(type, (c) => [
      [
        type,
        "senior:judy",
        {
          decisionId: c.decisions.find((d) => d.appeal?.verdict === "open")?.id ?? "none",
          reasonsRef: "v_00000000",
        },
      ],
    ]),
  ),
  simple("hold.placed", "compliance:carl", { caseRef: "h1" }),
  simple("hold.lifted", "compliance:carl", { caseRef: "h1" }),
  simple("boundary.stated", "ops:olga", { textRef: "v_00000000" }),
  simple("leave.announced", "client:c1", { cause: "price", curable: true, at: "2026-12-01" }),
  act("leave announced by a client worth keeping", () => [
    finance(50),
    ["tier.assigned", "finance:fred", { period: "2026", tier: "high" }],
    ["leave.announced", "client:c1", { cause: "price", curable: true, at: "2026-12-01" }],
  ]),
  act("help to leave", () => [
    ["leave.announced", "client:c1", { cause: "moved", curable: false, at: "2026-12-01" }],
    ["handover.requested", "client:c1", {}],
  ]),
  simple("manager.changed", "manager:max", {
    managerId: "mia",
    transferred: { history: true, openMatters: true, promises: true, contacts: true },
  }),
  simple("questions.repeated", "ops:olga", { count: 8, afterAnswer: false }),
  simple("staff.askedOff", "ops:olga", { agentId: "olga" }),
  act("task closed by hand", (c) => [["task.closed", "ops:olga", { taskId: `${c.client}/${c.seq}/0` }]]),
  ...(["guide", "call", "colleague"] as const).map((kind) =>
    act(`help: ${kind}`, () => [["help.needed", "manager:max", { kind, ref: "x" }]]),
  ),
  act("consent", (c) => [
    ["consent.given", "client:c1", { providerId: providerOf(c), items: ["contacts", "orders"] }],
  ]),
  act("consent to an item taken back", (c) => [
    ["consent.revoked", "client:c1", { providerId: providerOf(c), items: ["orders"] }],
  ]),
  act("consent taken back", (c) => [["consent.revoked", "client:c1", { providerId: providerOf(c) }]]),
  simple("handover.declined", "client:c1"),
  act("provider accepts", (c) => [["provider.accepted", "ops:olga", { providerId: providerOf(c) }]]),
  act("provider refuses", (c) => [["provider.refused", "ops:olga", { providerId: providerOf(c) }]]),
  act("export arrives", (c) => [["export.delivered", "ops:olga", { providerId: providerOf(c) }]]),
  act("export fails", (c) => [
    [
      "effect.failed",
      "system:engine",
      { effectId: `c1/${c.handover?.exportSeq ?? 1}/0`, effect: "exportData", cause: "gone" },
    ],
  ]),
  act("move planned", (c) => [["move.planned", "ops:olga", { on: iso(c.at + 20 * DAY).slice(0, 10) }]]),
  simple("move.confirmed", "client:c1"),
  simple("duties.done", "ops:olga", { items: [] }),
  act("complete", (c) => [
    // The last day is some days ahead; whoever waits for it completes then.
    ["offboarding.completed", "ops:olga", {}],
    ...(c.farewell ? ([["duties.done", "ops:olga", { items: [] }]] as const) : []),
  ]),
  act("win back", () => [
    finance(50),
    ["cause.assessed", "manager:max", { cause: "weBrokeAgreement", cured: true }],
    ["winback.approved", "manager:max", {}],
  ]),
  simple("winback.accepted", "manager:max", agreed),
  simple("winback.declined", "client:c1"),
  simple("return.requested", "manager:max"),
  act("obstacle removed", (c) => [["obstacle.removed", "senior:sam", { evidenceAt: iso(c.at), ref: "e1" }]]),
  act("sign", () => [
    ["intake.assessed", "manager:max", { fit: true, needs: [], flagged: false }],
    finance(50),
    ["clause.answered", "legal:lena", { ground: "terms", terminable: true, clauseRef: "k1", noticeDays: 7 }],
    ["contract.signed", "sales:sven", { contractRef: "k1", ...agreed, channel: "email" }],
  ]),
  act("refuse", () => [
    ["pilot.rejected", "sales:sven", { pilotId: "p1" }],
    ["intake.refused", "manager:max", { cause: "pilot" }],
  ]),
  simple("prospect.withdrew", "client:c1"),
  simple("effect.failed", "system:engine", { effectId: "c1/1/0", effect: "openTask", cause: "gone" }),
];

/** What the world may report about effects that are on their way. */
function reports(stored: Stored): Act[] {
  const found: Act[] = [];
  const context = stored.context as Context;
  const ways = stored.outbox.filter((effect) => effect.type === "sendNotice");
  const arrived = context.letters
    .filter((letter) =>
      context.decisions.some((d) => d.id === letter.about && (d.status === "standing" || d.toldAt !== null)),
    )
    .map(
      (letter): EffectRef => ({
        id: `c1/${letter.seq}/0`,
        type: "sendNotice",
        params: { notice: letter.notice, channel: "email" },
      }),
    );
  const report = (type: string, effect: EffectRef, more: object): Act =>
    act(`${type} ${(effect.params as { notice: string }).notice}`, () => {
      const { notice, channel } = effect.params as { notice: string; channel: string };
      return [[type, "system:engine", { effectId: effect.id, notice, channel, ...more }]];
    });
  for (const effect of ways) found.push(report("notice.delivered", effect, { deliveredAt: iso(stored.at) }));
  for (const effect of [...ways, ...arrived])
    found.push(report("notice.failed", effect, { cause: "bounced" }));
  for (const effect of ways) found.push(report("notice.unknown", effect, { cause: "lost" }));
  for (const effect of ways.filter(({ params }) => (params as { notice: string }).notice === "N10"))
    found.push({ ...report("notice.failed", effect, { cause: "unsubscribed" }), name: "N10 is not wanted" });
  for (const { notice, unknown } of context.letters) {
    if (unknown === null) continue;
    const attempt: EffectRef = { id: unknown, type: "sendNotice", params: { notice, channel: "email" } };
    found.push(report("notice.delivered", attempt, { deliveredAt: iso(stored.at) }));
    for (const arrived of [true, false])
      found.push(
        act(`${notice} found to have ${arrived ? "arrived" : "failed"}`, (c) => [
          ["delivery.checked", "ops:olga", { effectId: unknown, arrived, at: iso(c.at) }],
        ]),
      );
  }
  for (const effect of stored.outbox.filter((e) => e.type === "matchProviders"))
    for (const candidates of [[], ["p1"], ["p1", "p2"]])
      found.push(
        act(`providers matched: ${candidates.length}`, () => [
          ["providers.matched", "system:engine", { effectId: effect.id, candidates }],
        ]),
      );
  return found;
}

/** All acts that the model tries from a state. */
export function actsFrom(stored: Stored): Act[] {
  return [...ACTS, ...reports(stored)];
}

/** Takes effects that need no report, and those that were reported on, out of the outbox. */
export function afterwards(steps: readonly Step[], stored: Stored): Stored {
  let current = stored;
  const reported = new Set(
    steps.map((step) => (step.entry.data as { effectId?: string }).effectId).filter((id) => id !== undefined),
  );
  for (const effect of stored.outbox)
    if (reported.has(effect.id) || !["sendNotice", "matchProviders"].includes(effect.type))
      current = settle(current, effect.id);
  // Only the newest attempts matter to the model.
  for (const effect of current.outbox.slice(0, -2)) current = settle(current, effect.id);
  return current;
}

/**
 * What makes two states alike to the model: the chart's value and the facts that guards read, without
 * ids and without times.
 */
export function keyOf(stored: Stored): string {
  const c = stored.context as Context;
  return JSON.stringify([
    stored.snapshot.value,
    c.kind,
    c.decisions
      .filter((d) => d.status === "standing" || d.status === "pending")
      .map((d) => [d.kind, d.ground === "conduct", d.status, d.appeal?.verdict])
      .slice(-4),
    c.conductGround !== null,
    c.request?.ground,
    [Object.keys(c.arrears).length, c.silentSince !== null],
    c.holds.at(-1)?.to === null,
    Math.min(c.endings.length, 2),
    c.endings.at(-1)?.ground === "conduct",
    c.farewell && [c.farewell.approach, c.farewell.toldAt !== null, c.farewell.dutiesDone],
    c.handover && [
      c.handover.outcome,
      c.handover.candidates.length,
      c.handover.items.length,
      c.handover.shared,
      c.handover.moveOn !== null,
    ],
    c.leavingSince !== null,
    c.letters.flatMap(({ notice, unknown }) => (unknown === null ? [] : [notice])),
    Math.min(3, Math.max(0, ...Object.values(c.failedCalls))),
    c.intake.returned,
    stored.outbox.map((effect) => effect.type),
  ]);
}

export interface Reached {
  readonly stored: Stored;
  readonly steps: readonly Step[];
  readonly acts: readonly string[];
}

/** An opening, and the acts by name that lead from it to where a walk begins. */
export function start(definition: Definition, opened: Step, acts: readonly string[] = []): Reached {
  let reached: Reached = { stored: afterwards([opened], opened.stored), steps: [opened], acts: [] };
  for (const name of acts) {
    const found = actsFrom(reached.stored).find((possible) => possible.name === name);
    if (!found)
      throw new Error(
        `the model has no act "${name}" here; it has ${actsFrom(reached.stored)
          .map((a) => a.name)
          .join(", ")}`,
      );
    reached = after(reached, found.name, found.run(definition, reached.stored));
  }
  return reached;
}

function after(from: Reached, name: string, steps: readonly Step[]): Reached {
  const last = steps.at(-1);
  if (!last) throw new Error(`nothing came of "${name}"`);
  return {
    stored: afterwards(steps, last.stored),
    steps: [...from.steps, ...steps],
    acts: [...from.acts, name],
  };
}

const STRIKE = ["incident", "notice.delivered N4"];
const TWICE = [...STRIKE, ...STRIKE];
const EXIT = ["request unprofitable", "approve"];
const SPOKEN = ["call about the exit: reached", "notice.delivered N7"];
const UPHELD = ["appeal on the latest", "appeal.upheld"];
const MOVING = [...EXIT, ...SPOKEN, "providers matched: 2", "consent", "provider accepts", "export arrives"];
const HELPED = ["help to leave", "providers matched: 2"];
const LIMITED = ["request unprofitable", "approve without a clause"];
const WON_BACK = ["client.left", "win back", "winback.accepted"];

/** Where walks begin: far corners that a walk from the opening alone would reach late. */
export const BEGINNINGS: readonly (readonly string[])[] = [
  [],
  STRIKE,
  [...STRIKE, "almost due", "request unprofitable"],
  [...STRIKE, "almost due", "incident"],
  TWICE,
  [...TWICE, "almost due", "request unprofitable"],
  [...TWICE, "incident"],
  [...TWICE, "incident", "restrict"],
  [...TWICE, "incident", "restrict", "almost due", "request unprofitable"],
  [...TWICE, "incident", "request conduct", "approve"],
  [...TWICE, "incident", "request unprofitable"],
  ["incident", "appeal on the latest"],
  ["incident", "notice.unknown N4"],
  ["incident", "notice.unknown N4", "wait"],
  ["incident", "notice.failed N4", "notice.unknown N4"],
  ["boundary.stated", "notice.unknown N3"],
  ["boundary.stated", "notice.failed N3", "notice.unknown N3"],
  ["boundary.stated", "notice.unknown N3", "N3 found to have arrived"],
  ["incident", "call about the warning: no answer", "call about the warning: no answer"],
  [
    "incident",
    "notice.failed N4",
    "notice.failed N4",
    "call about the warning: no answer",
    "call about the warning: no answer",
  ],
  ["incident", "notice.failed N4", "notice.delivered N4"],
  [...STRIKE, "incident", "notice.failed N4"],
  LIMITED,
  [...LIMITED, ...EXIT],
  [...LIMITED, ...EXIT, ...UPHELD],
  [...STRIKE, ...EXIT, "appeal on the first"],
  [...STRIKE, ...EXIT, "client.left", "appeal on the first"],
  EXIT,
  [...EXIT, "call about the exit: no answer", "call about the exit: no answer"],
  [...EXIT, "handover.declined", "call about the exit: reached", "notice.failed N7"],
  [...EXIT, "handover.declined", "call about the exit: reached", "notice.unknown N7"],
  [...EXIT, "handover.declined", "call about the exit: reached", "notice.unknown N7", "wait"],
  [...EXIT, "handover.declined", "call about the exit: reached", "notice.failed N7", "notice.unknown N7"],
  [...EXIT, "handover.declined", ...SPOKEN, "wait", "wait"],
  [...EXIT, ...SPOKEN, "providers matched: 2", "consent"],
  [...MOVING, "duties.done", "wait", "wait"],
  [...MOVING, "move planned", "duties.done", "wait", "wait", "wait"],
  [...EXIT, "client.left", ...UPHELD],
  ["overdue", "loss through our fault", "another loss", ...EXIT, ...UPHELD],
  [...TWICE, "incident", "request conduct", "approve", "client.left"],
  ["client.left"],
  [...WON_BACK, ...STRIKE, ...EXIT, "client.left", "appeal on the first"],
  [...WON_BACK, ...EXIT, "client.left", "appeal on the latest"],
  ["client.left", "win back", "winback.declined"],
  ["client.left", "return.requested"],
  ["hold.placed"],
  ["boundary.stated", "notice.unknown N3", "client.left"],
  [...STRIKE, "client.left", "appeal on the first", "win back"],
  [...STRIKE, ...LIMITED, "appeal on the first"],
  ["client.left", "win back", "notice.delivered N10"],
  [...EXIT, "client.left", "appeal on the latest", "win back"],
  [...EXIT, "client.left", "appeal on the latest", "win back", "winback.accepted", "client.left"],
  [...EXIT, "client.left", "appeal on the latest", "return.requested"],
  [...STRIKE, "client.left", "appeal on the first", "return.requested"],
  [...TWICE, "overdue", "silent", "client.left"],
  [
    ...["incident", "notice.failed N4", "notice.delivered N4"],
    ...["almost due", "incident", "notice.failed N4", "notice.delivered N4", "incident"],
    ...["request conduct", "approve"],
  ],
  [...STRIKE, ...EXIT],
  [...EXIT, "appeal on the latest"],
  ["silent"],
  ["boundary.stated", "notice.failed N3"],
  [...EXIT, ...SPOKEN, "providers matched: 1", "consent", "provider accepts", "export arrives"],
  ["help to leave"],
  HELPED,
  [...HELPED, "consent"],
  [...HELPED, "consent", "provider accepts"],
  [...HELPED, "consent", "provider accepts", "export arrives"],
  [...HELPED, "consent", "provider accepts", "export arrives", "move planned"],
  [...HELPED, "consent", "provider accepts", "export arrives", "move planned", "wait"],
  ["help to leave", "providers matched: 1", "consent"],
  ["help to leave", "providers matched: 1", "consent", "provider accepts"],
  ["help to leave", "providers matched: 1", "consent", "provider accepts", "export arrives"],
];

/** The kinds of client that the model begins with. */
export const OPENINGS = {
  client: OPENING,
  prospect: PROSPECT,
  phone: { ...OPENING, channels: ["phone", "email"] },
  telephone: {
    ...{ ...OPENING, channels: ["phone"] },
    contract: { contractRef: "k1", channel: "phone", signedAt: "2025-01-01T00:00:00Z" },
  },
  retail: { ...OPENING, kind: "retail" },
} as const satisfies Record<string, Opening>;

export type OpeningName = keyof typeof OPENINGS;

/** The opening of one of these, for a client and from a moment of one's own. */
export function open(definition: Definition, name: OpeningName, client = "c1", at: Instant = T0): Step {
  const opening = envelope(OPENED, "ops:olga", { ...OPENINGS[name], policy }, at);
  return begin(definition, client, opening, at);
}

/** All beginnings of the model: the acts above for a client under contract, and other kinds of clients. */
export function beginnings(definition: Definition): Reached[] {
  return [
    start(definition, open(definition, "prospect")),
    start(definition, open(definition, "phone")),
    start(definition, open(definition, "retail"), EXIT),
    start(definition, open(definition, "telephone"), ["incident"]),
    start(definition, open(definition, "telephone"), [...EXIT, "call about the exit: reached"]),
    ...BEGINNINGS.map((acts) => start(definition, open(definition, "client"), acts)),
  ];
}

/** Best-first: states whose chart value was looked at least often come first, so that rare corners are reached. */
export function explore(
  definition: Definition,
  from: readonly Reached[],
  limit: number,
  visit: (from: Reached, next: Reached, steps: readonly Step[], act: string) => void,
): ReadonlyMap<string, Reached> {
  const seen = new Map<string, Reached>();
  const waiting = new Map<string, Reached[]>();
  const looked = new Map<string, number>();
  const enqueue = (reached: Reached) => {
    const key = keyOf(reached.stored);
    if (seen.has(key)) return;
    seen.set(key, reached);
    const value = JSON.stringify(reached.stored.snapshot.value);
    waiting.set(value, [...(waiting.get(value) ?? []), reached]);
  };
  const next = (): Reached | undefined => {
    let rarest: string | undefined;
    for (const [value, list] of waiting)
      if (list.length > 0 && (rarest === undefined || (looked.get(value) ?? 0) < (looked.get(rarest) ?? 0)))
        rarest = value;
    if (rarest === undefined) return undefined;
    looked.set(rarest, (looked.get(rarest) ?? 0) + 1);
    return waiting.get(rarest)?.shift();
  };
  for (const reached of from) {
    visit(reached, reached, reached.steps, "begin");
    enqueue(reached);
  }
  for (let n = 0; n < limit; n += 1) {
    const here = from[n] ?? next();
    if (here === undefined) break;
    for (const possible of actsFrom(here.stored)) {
      const steps = possible.run(definition, here.stored);
      if (steps.length === 0) continue;
      const reached = after(here, possible.name, steps);
      visit(here, reached, steps, possible.name);
      if (steps.some((step) => step.entry.outcome === "accepted")) enqueue(reached);
    }
  }
  return seen;
}
