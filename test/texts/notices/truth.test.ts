// R-COM-1: every notice that a walk of the machine meets says only what is so, in the state and on the channel that it
// is sent from. What a text claims is marked in it; when that is true, texts/notices/claims.ts says.
import { beforeAll, describe, expect, it } from "vitest";
import {
  begin,
  type Context,
  DAY,
  type EffectParams,
  iso,
  judge,
  NOTICE_SLOTS,
  OPENED,
  type Step,
  type Stored,
} from "../../../machines/index.ts";
import { CLAIM_NAMES, CLAIMS, type Claim, onlyOf, type Situation } from "../../../texts/notices/claims.ts";
import { readSources } from "../../../texts/notices/lint.ts";
import { NOTICES } from "../../../texts/notices/points.ts";
import { LOCALES, type Locale, type NoticeTexts, parseTexts } from "../../../texts/notices/texts.ts";
import { write } from "../../../texts/notices/write.ts";
import { type By, envelope, OPENING, policy, Relationship, SECTIONS, T0 } from "../../support/machine.ts";
import { marked } from "../../support/marked.ts";
import { beginnings, explore, type Reached, start } from "../../support/model.ts";

const HOUR = 3_600_000;
const { definition } = marked();
const sources = readSources();
const situations = new Map<string, Situation>();

/** Alike to every claim: dates and ids aside, which the conditions hold to the facts of each. */
const keyOf = ({ params, entry, context, state, before, past }: Situation) =>
  JSON.stringify([
    params.notice,
    params.channel,
    Object.entries(params.slots).map(([slot, value]) => [slot, /^\d{4}-/.test(`${value}`) ? "day" : value]),
    entry.type,
    state,
    before.state,
    onlyOf(context),
    past.flatMap(({ effects }) => effects).findLast(({ type }) => /^(stop|resume)Work$/.test(type))?.type,
  ]);

const isAgain = ({ entry: { type } }: Step) => type === "notice.failed" || type === "delivery.checked";

const sentBy = ({ entry }: Step) =>
  entry.effects
    .filter(({ type }) => type === "sendNotice")
    .map(({ params }) => params as EffectParams<"sendNotice">);

/** Where a notice was asked for first: here, or where the letter was sent that goes out again now. */
function firstOf(path: readonly Step[], n: number, params: EffectParams<"sendNotice">): number {
  const step = path[n];
  if (!step || !isAgain(step)) return n;
  const { work: _, ...told } = params.slots;
  return path.findLastIndex(
    (earlier, m) =>
      m < n &&
      !isAgain(earlier) &&
      sentBy(earlier).some(({ notice, about, slots: { work: __, ...slots } }) =>
        notice === "N7"
          ? about === params.about
          : notice === params.notice && JSON.stringify(slots) === JSON.stringify(told),
      ),
  );
}

const standsAt = ({ stored, entry }: Step) => ({ context: stored.context as Context, state: entry.to.state });

/** Keeps every notice of these steps, one of each kind. `path`: all steps from the opening to the last of them. */
function collect(path: readonly Step[], from: number): void {
  for (const [n, step] of path.entries()) {
    if (n < from || n === 0 || step.entry.outcome !== "accepted") continue;
    for (const params of sentBy(step)) {
      const asked = firstOf(path, n, params);
      const [before, after] = [path[asked - 1], path[asked]];
      if (!before || !after) throw new Error(`nobody asked for ${params.notice}`);
      const situation: Situation = {
        params,
        ...standsAt(step),
        past: path
          .slice(0, n + 1)
          .filter(({ entry }) => entry.outcome === "accepted")
          .map(({ entry }) => entry),
        entry: after.entry,
        before: standsAt(before),
        after: standsAt(after),
      };
      const key = keyOf(situation);
      if (!situations.has(key)) situations.set(key, situation);
    }
  }
}

type Said = readonly [type: string, by: By, data: object];

/** What people may say anywhere and the walk does not: the notices that answer it differ. */
const PROBES: readonly Said[] = [
  ...["tone", "orders", "scope"].map(
    (kind): Said => ["boundary.stated", "ops:olga", { textRef: "v_00000000", matterRef: "v_00000001", kind }],
  ),
  ...["loyal", "ourError", "principle", "budget"].flatMap((kind): Said[] => [
    ["discount.decided", "manager:max", { kind, granted: true, condition: null, total: 90 }],
    ["discount.decided", "manager:max", { kind, granted: true, condition: "scope" }],
    ["discount.decided", "manager:max", { kind, granted: false, condition: null }],
  ]),
  ["help.needed", "manager:max", { kind: "senior", ref: "x", nameRef: "v_00000000" }],
  ["compensation.decided", "manager:max", { faultId: "f9", amount: 0 }],
  ["compensation.decided", "finance:fred", { faultId: "f1", amount: 700, answerableRef: "v_00000000" }],
  ["thanks.given", "manager:max", { factRef: "v_00000000", rewardRef: "v_00000001" }],
];

/** One more event an hour later. */
function probe({ stored, steps }: Reached, [type, by, data]: Said): void {
  const at = stored.at + HOUR;
  collect([...steps, ...judge(definition, stored as Stored, envelope(type, by, data, at), at)], steps.length);
}

const day = (days: number) => iso(T0 + days * DAY);
const overdue = (r: Relationship, invoiceId: string, due: number) =>
  r.on(60, "payment.overdue", "finance:fred", {
    invoiceId,
    dueOn: day(due).slice(0, 10),
    ourPartDone: true,
  });
const product = (r: Relationship, feasible: boolean, about?: string) =>
  r.on(60, "product.assessed", "product:pia", {
    about,
    others: 0,
    onRoadmap: false,
    feasible,
    build: 100,
    support: 10,
    pays: 50,
    workaroundsRejected: true,
  });
const assessed = (r: Relationship, about: object) => {
  for (const by of ["manager:max", "senior:sid"] as const) r.on(60, "ground.assessed", by, { about });
};
const finance = (r: Relationship, cost: number) =>
  r.on(60, "finance.assessed", "finance:fred", { revenue: 100, benefit: 0, cost });

/** What opens each ground, with its fact and without where that can be. */
const GROUNDS: readonly (readonly [ground: string, facts: (r: Relationship) => void])[] = [
  ["arrears", (r) => overdue(r, "b1", 10)],
  ["arrears", (r) => [overdue(r, "b2", 20), overdue(r, "b1", 10)]],
  ["silence", (r) => r.on(60, "client.silent", "manager:max", { since: day(5) })],
  ["customisation", (r) => product(r, true, "pears")],
  ["outgrown", (r) => product(r, false)],
  ["unprofitable", (r) => finance(r, 130)],
  ["unprofitable", (r) => [finance(r, 130), overdue(r, "b1", 10)]],
  ["terms", (r) => r.on(60, "terms.refused", "manager:max", { term: "prepayment" })],
  ["returns", (r) => assessed(r, { ground: "returns", cost: 100, margin: 50 })],
  ["sabotage", (r) => assessed(r, { ground: "sabotage", deliberate: true })],
  ["chemistry", (r) => assessed(r, { ground: "chemistry", personalService: true, otherSpecialist: false })],
  ["lostInterest", (r) => assessed(r, { ground: "lostInterest", lifeChanged: true, repositioned: false })],
];

/** A client is parted with on a ground. `meanwhile`: what happens between the approval and the letter. */
function parted(
  ground: string,
  facts: (r: Relationship) => void,
  meanwhile: (r: Relationship) => void = () => {},
): Relationship {
  const r = new Relationship(OPENING, definition);
  facts(r);
  r.on(70, "exit.requested", "manager:max", { requestId: "r1", ground });
  r.on(70, "clause.answered", "legal:lena", { ground, terminable: true, clauseRef: "k1", noticeDays: 7 });
  r.on(70, "dossier.compiled", "manager:max", { dossierId: "D1", sections: SECTIONS, hash: "0".repeat(64) });
  r.on(70, "exit.approved", "senior:sam", { requestId: "r1" });
  meanwhile(r);
  const about = r.context.farewell?.decisionId;
  r.on(71, "call.made", "manager:max", { about, outcome: "reached", calledAt: day(71) });
  return r;
}

const paid = (r: Relationship) =>
  r.on(70.5, "payment.received", "finance:fred", { invoiceId: "b1", paidOn: day(70).slice(0, 10) });

/** A former client, ours to blame or not, is asked back. */
function askedBack(leave: (r: Relationship) => void, amount: number | null): Relationship {
  const r = new Relationship(OPENING, definition);
  r.on(1, "fault.opened", "ops:olga", { faultId: "f1", at: day(1), loss: true });
  if (amount !== null) r.on(1, "compensation.decided", "manager:max", { faultId: "f1", amount });
  r.on(2, "fault.cured", "ops:olga", { faultId: "f1", at: day(2) });
  leave(r);
  finance(r, 50);
  r.on(90, "cause.assessed", "manager:max", { cause: "weBrokeAgreement", cured: true });
  r.on(90, "winback.approved", "manager:max");
  return r;
}

const leaves = (r: Relationship) => r.on(3, "client.left", "client:c1", { cause: "weBrokeAgreement" });

/** Corners that a walk does not reach: every ground with its fact, payments that come late, losses made good. */
function corners(): Relationship[] {
  const told = GROUNDS.map(([ground, facts]) => parted(ground, facts));
  for (const r of told) {
    const effectId = r.last.effects.find(({ type }) => type === "sendNotice")?.id;
    paid(r);
    r.on(72, "notice.failed", "system:post", { effectId, notice: "N7", channel: "email", cause: "bounced" });
  }
  return [
    ...told,
    ...GROUNDS.map(([ground, facts]) => parted(ground, facts, paid)),
    ...[null, 0, 700].map((amount) => askedBack(leaves, amount)),
  ];
}

beforeAll(() => {
  const opening = { ...OPENING, channels: ["chat", "post"], policy };
  const chat = begin(definition, "c1", envelope(OPENED, "ops:olga", opening, T0), T0);
  const from = [
    ...beginnings(definition),
    start(definition, chat),
    start(definition, chat, ["incident", "notice.delivered N4"]),
  ];
  const states = explore(definition, from, 450, (before, next) => collect(next.steps, before.steps.length));
  for (const { steps } of corners()) collect(steps, 1);
  for (const reached of states.values()) for (const said of PROBES) probe(reached, said);
}, 300_000);

const HOUSE = {
  company: "Example Works",
  contact: "hello@example.org",
  postal: ["Mill Lane 1", "Exampleton"],
};

/** Every notice with its claims that are not true there, in words. */
function untrue(locale: Locale, texts: NoticeTexts): string[] {
  const found = new Set<string>();
  for (const now of situations.values()) {
    const { params, context, state } = now;
    const claims = new Set<Claim>();
    const slots = Object.fromEntries(
      Object.entries(params.slots).map(([slot, value]) => [slot, /^v_/.test(`${value}`) ? "a text" : value]),
    );
    const reader = {
      locale,
      zone: context.zone,
      currency: context.currency,
      name: null,
      house: HOUSE,
      by: params.channel,
      only: onlyOf(context),
    };
    write(params.notice, slots, reader, texts, (claim) => claims.add(claim));
    for (const claim of claims)
      if (!CLAIMS[claim].holds(now))
        found.add(`${params.notice} after ${now.entry.type} in ${state}: not so that ${CLAIMS[claim].says}`);
  }
  return [...found];
}

describe.each(LOCALES)("R-COM-1 R-LAW-5 the notices of a walk, in %s,", (locale) => {
  it("claim nothing that is not so", () => {
    expect(untrue(locale, parseTexts(locale, sources[locale]))).toEqual([]);
  }, 60_000);

  it("make every claim somewhere", () => {
    const made = new Set<Claim>();
    for (const { params, context } of situations.values())
      write(
        params.notice,
        params.slots,
        { locale, zone: "UTC", currency: "EUR", name: null, by: params.channel, only: onlyOf(context) },
        undefined,
        (claim) => made.add(claim),
      );
    expect(CLAIM_NAMES.filter((claim) => !made.has(claim))).toEqual([]);
  });
});

it("R-LAW-5 the farewell is met on every ground of facts", () => {
  const grounds = new Set([...situations.values()].map(({ params: { slots } }) => slots.ground));
  expect(GROUNDS.map(([ground]) => ground).filter((ground) => !grounds.has(ground))).toEqual([]);
});

it("the walk meets every notice, on every channel that it is written to", () => {
  const met = new Set([...situations.values()].map(({ params }) => params.notice));
  expect(NOTICES.filter((notice) => !met.has(notice))).toEqual([]);
  const channels = new Set([...situations.values()].map(({ params }) => params.channel));
  expect([...channels].sort()).toEqual(["chat", "email", "post"]);
});

it("no claim has the name of a slot: one would hide the other", () => {
  const slots = new Set(["reply", ...Object.values(NOTICE_SLOTS).flatMap((each) => Object.keys(each))]);
  expect(CLAIM_NAMES.filter((claim) => slots.has(claim))).toEqual([]);
});

describe("R-COM-1 a text that says more than is so is found", () => {
  it.each([
    [
      "a promise of work while it is paused",
      "N7",
      /<paused>Until then the work stays paused\.<\/paused>/,
      "<goesOn>Until then we do what the contract says.</goesOn>",
      "the work goes on",
    ],
    [
      "work that goes on where nothing had stopped",
      "N8",
      /<expired>The warning/,
      "<resumes>All of it works again.</resumes> <expired>The warning",
      "work that had stopped goes on",
    ],
    [
      "a reply to a letter by post",
      "N4",
      /if you see it differently, you can appeal/i,
      "<message>Reply to it.</message> If you see it differently, you can appeal",
      "whoever reads it can reply to it",
    ],
    [
      "a compensation that nobody decided on",
      "N10",
      "We have put that right since.",
      "We have put that right since. <madeUp>We made up for your loss.</madeUp>",
      "a loss was compensated",
    ],
    [
      "money where it is not the ground",
      "N7",
      "reason, select, money {<money>",
      "reason, select, fit {<money>",
      "money is the ground",
    ],
  ] as const)("%s", (_, notice, from, to, says) => {
    const edited = sources.en.replace(from, to);
    expect(edited).not.toBe(sources.en);
    expect(untrue("en", parseTexts("en", edited)).join("\n")).toMatch(
      new RegExp(`^${notice} .*not so that ${says}`, "m"),
    );
  });
});
