import { describe, expect, it } from "vitest";
import type { FactRow, FactsOfClient } from "../../../archive/facts/kept.ts";
import type { SignalKind } from "../../../insight/attention/kinds.ts";
import type { ClientCircumstances, Topic } from "../../../insight/attention/signal.ts";
import { notice, signalsOf } from "../../../insight/attention/signals.ts";
import { journalOf } from "../../support/entries.ts";
import { row } from "../dossier/given.ts";
import {
  asked,
  bought,
  facts,
  given,
  message,
  NOW,
  ours,
  owed,
  policy,
  reviewed,
  talk,
  threatened,
  worked,
} from "./known.ts";

const found = (of: Partial<FactsOfClient>, more: Partial<ClientCircumstances> = {}) =>
  signalsOf(facts(of), given(more));
const one = (kind: SignalKind, of: Partial<FactsOfClient>, more: Partial<ClientCircumstances> = {}) =>
  found(of, more).filter((signal) => signal.kind === kind);

describe("what is noticed", () => {
  it("nothing in nothing", () => {
    expect(notice(facts({}), given())).toEqual({ signals: [], next: null });
  });

  describe("R-DEC-1 streaks", () => {
    const storm = [
      message("11-20 10:00"),
      message("11-20 10:01", undefined, { channel: "chat" }),
      message("11-20 10:02", undefined, { channel: "phone", thread: "t1" }),
      message("11-20 10:03"),
    ];

    it("G5: one at the third message, all channels together", () => {
      expect(one("streak", talk(...storm))).toEqual([
        {
          kind: "streak",
          at: "2026-11-20T10:02:00.000Z",
          words: [],
          facts: [
            "2026-11-20T10:00:00.000Z.email",
            "2026-11-20T10:01:00.000Z.chat",
            "2026-11-20T10:02:00.000Z.phone",
            "2026-11-20T10:03:00.000Z.email",
          ],
          numbers: { messages: 4, channels: ["email", "chat", "phone"], threads: ["t1"] },
        },
      ]);
    });

    it("none with our reply between, none over midnight of the client, none of long ago", () => {
      expect(one("streak", talk(...storm.slice(0, 2), ours("11-20 10:01"), ...storm.slice(2)))).toEqual([]);
      const night = [message("11-20 22:50"), message("11-20 22:55"), message("11-20 23:05")];
      expect(one("streak", talk(...night))).toEqual([]);
      expect(one("streak", talk(...night), { zone: "UTC" })).toHaveLength(1);
      const old = ["10:00", "10:01", "10:02"].map((time) => message(`10-20 ${time}`));
      expect(one("streak", talk(...old))).toEqual([]);
    });

    it("none that was answered on a day that is over; on the day itself it is told all the same", () => {
      const answered = talk(...storm, ours("11-20 11:00"));
      expect(one("streak", answered)).toEqual([]);
      expect(one("streak", answered, { now: "2026-11-20T12:00:00.000Z" })).toHaveLength(1);
      expect(
        one(
          "streak",
          talk(...storm, message("11-20 11:00", undefined, { direction: "out", company: "other" })),
        ),
      ).toHaveLength(1);
    });

    it("equal rows are several messages, each with a name of its own", () => {
      const [signal] = one("streak", talk(...[1, 2, 3].map(() => message("11-20 10:00"))));
      expect(signal?.facts).toEqual(["", ".2", ".3"].map((nth) => `2026-11-20T10:00:00.000Z.email${nth}`));
    });
  });

  describe("R-DEC-17 questions", () => {
    const QUESTION = "Where do I find the invoice archive?";

    it("asked again after our answer; not when we have not answered, and not another one", () => {
      const again = [message("11-20 10:00", QUESTION), ours("11-20 11:00"), message("11-20 12:00", QUESTION)];
      expect(one("questions", talk(...again))).toMatchObject([
        { at: "2026-11-20T12:00:00.000Z", numbers: { count: 2, again: 1, afterAnswer: true } },
      ]);
      const thanked = one("questions", talk(...again, message("11-20 11:30", "Thank you.")));
      expect(thanked[0]?.facts).toEqual(["2026-11-20T10:00:00.000Z.email", "2026-11-20T12:00:00.000Z.email"]);
      expect(one("questions", talk(...again.filter(({ direction }) => direction === "in")))).toEqual([]);
      const other = message("11-20 12:00", "When will the courier arrive?");
      expect(one("questions", talk(...again.slice(0, 2), other))).toEqual([]);
    });

    it("seven at once on one day, not six, not seven over days", () => {
      const ask = (n: number, day = 20) =>
        message(`11-${day} 10:0${n}`, `Is part number${n}xx${n} available?`);
      const seven = [0, 1, 2, 3, 4, 5, 6].map((n) => ask(n));
      expect(one("questions", talk(...seven))).toMatchObject([{ numbers: { count: 7, afterAnswer: false } }]);
      expect(one("questions", talk(...seven.slice(1)))).toEqual([]);
      expect(one("questions", talk(...[0, 1, 2, 3, 4, 5, 6].map((n) => ask(n, 14 + n))))).toEqual([]);
    });

    it("G15: what a guide answers is one answer with the guide", () => {
      const topics: Topic[] = [{ guide: "install-module", about: [["insta", "modul"]] }];
      const ten = Array.from({ length: 10 }, (_, n) =>
        message(`11-20 10:1${n}`, "How do I install the module?"),
      );
      expect(one("covered", talk(...ten), { topics })).toMatchObject([
        { numbers: { count: 10, guide: "install-module", answered: 10 } },
      ]);
      expect(one("questions", talk(...ten), { topics })).toEqual([]);
      expect(one("covered", talk(...ten))).toEqual([]);
      const [other, best] = [
        { guide: "a-module", about: [["modul", "colou"]] },
        { guide: "z-module", about: [["modul"]] },
      ];
      for (const order of [
        [other, best, ...topics],
        [...topics, best, other],
      ])
        expect(one("covered", talk(...ten), { topics: order as Topic[] })).toMatchObject([
          { numbers: { guide: "install-module" } },
        ]);
      const half = talk(
        ...ten.slice(0, 5),
        ...[1, 2, 3, 4, 5].map((n) => message(`11-20 11:0${n}`, `Is part number${n}xx there?`)),
      );
      expect(one("covered", half, { topics })).toHaveLength(1);
      expect(one("covered", talk(...(half.interactions ?? []).slice(1)), { topics })).toEqual([]);
      expect(one("streak", talk(...ten))).toHaveLength(1);
    });
  });

  it("R-DEC-8: one insult a day, with the words' places and no words; the gravest tells the category", () => {
    const rude = [
      message("11-20 10:00", "You idiots"),
      message("11-20 11:00", "I will find you"),
      message("11-21 10:00", "shit"),
      message("11-21 10:30", "thank you"),
    ];
    const signals = one("insult", talk(...rude));
    expect(signals).toMatchObject([
      { at: "2026-11-20T10:00:00.000Z", numbers: { messages: 2, category: "aggression" } },
      { at: "2026-11-21T10:00:00.000Z", numbers: { messages: 1, category: "profanity" } },
    ]);
    expect(signals[0]?.words).toEqual([
      { ref: rude[0]?.textRef, word: expect.stringMatching(/^en\.insult\./), at: 4, length: 6 },
      { ref: rude[1]?.textRef, word: expect.stringMatching(/^en\.aggression\./), at: 0, length: 15 },
    ]);
    expect(JSON.stringify(signals)).not.toMatch(/idiot|find|shit/);
    expect(one("insult", talk(message("11-20 10:00", 'the book "The Idiot"')))).toEqual([]);
  });

  it("R-DEC-17: anger is sudden after calm messages; an insult is told as one", () => {
    const calm = [1, 2, 3].map((n) => message(`11-19 10:0${n}`, "Thank you, that works."));
    const rage = message("11-20 10:00", "This is outrageous");
    expect(one("anger", talk(...calm, rage))).toMatchObject([{ numbers: { sudden: true } }]);
    expect(one("anger", talk(...calm.slice(1), rage))).toMatchObject([{ numbers: { sudden: false } }]);
    // How many are calm enough is for the policy to say (R-POL-1).
    const { policy } = given();
    const attention = { ...policy.attention, calmMessages: 2 };
    const sooner = one("anger", talk(...calm.slice(1), rage), { policy: { ...policy, attention } });
    expect(sooner).toMatchObject([{ numbers: { sudden: true } }]);
    expect(one("anger", talk(...calm))).toEqual([]);
    expect(one("anger", talk(message("11-20 10:00", "outrageous, you idiots")))).toEqual([]);
  });

  it("R-DEC-4: “or else” twice, in messages or as threats told of; not once", () => {
    const [first, second] = [
      message("11-18 10:00", "fix it or I'll leave"),
      message("11-20 10:00", "or else"),
    ];
    expect(one("orElse", talk(first, second))).toMatchObject([
      { at: "2026-11-20T10:00:00.000Z", numbers: { times: 2 } },
    ]);
    expect(one("orElse", { ...talk(first), threats: [threatened("11-19")] })).toMatchObject([
      { facts: ["2026-11-18T10:00:00.000Z.email", "threat.2026-11-19T10:00:00.000Z"] },
    ]);
    expect(one("orElse", talk(first))).toEqual([]);
    // A threat that was told of is not counted beside its own message.
    const same = { ...threatened("11-18"), at: first.at };
    expect(one("orElse", { ...talk(first), threats: [same] })).toEqual([]);
    expect(one("orElse", { ...talk(first, second), threats: [same] })).toMatchObject([
      { numbers: { times: 2 } },
    ]);
  });

  it("R-ARC-5: asked and took it back on four days of seven; not on three, nor on four of ten", () => {
    const days = (...of: readonly number[]) =>
      talk(
        ...of.flatMap((day) => [
          message(`11-${day} 09:00`, "Could you call me?"),
          message(`11-${day} 09:30`, "never mind"),
        ]),
      );
    expect(one("askCancel", days(15, 16, 18, 20))).toMatchObject([{ numbers: { days: 4 } }]);
    expect(one("askCancel", days(15, 16, 18))).toEqual([]);
    expect(one("askCancel", days(11, 15, 18, 20))).toEqual([]);
    const only = talk(...[15, 16, 18, 20].map((day) => message(`11-${day} 09:30`, "never mind")));
    expect(one("askCancel", only)).toEqual([]);
  });

  it("R-LIF-6, R-ARC-19: silence from our first message on that nobody answered, for so long", () => {
    const waiting = talk(message("10-01 10:00"), ours("10-23 12:00"), ours("11-10 12:00"));
    expect(one("silence", waiting)).toMatchObject([
      { facts: ["2026-10-23T12:00:00.000Z.email"], numbers: { since: "2026-10-23T12:00:00.000Z", days: 30 } },
    ]);
    // By the client's midnights: in Berlin, the 30th since then.
    expect(one("silence", waiting, { now: "2026-11-21T22:59:59.000Z" })).toEqual([]);
    expect(one("silence", waiting, { now: "2026-11-21T23:00:00.000Z" })).toMatchObject([
      { at: "2026-11-21T23:00:00.000Z" },
    ]);
    expect(one("silence", waiting, { state: "onboarding" })).toEqual([]);
    expect(one("silence", talk(ours("10-23 12:00"), message("11-10 12:00")))).toEqual([]);
  });

  it("R-LIF-6, R-ARC-18: an invoice late by so many of the client's days, unpaid", () => {
    const late = { payments: [owed("i1", "11-15"), owed("i2", "11-16"), owed("i3", "11-01", "11-02")] };
    expect(one("overdue", late)).toMatchObject([{ facts: ["i1"], numbers: { due: "2026-11-15", days: 7 } }]);
    expect(one("overdue", late, { now: "2026-11-21T22:59:00.000Z" })).toEqual([]);
    expect(one("overdue", late, { now: "2026-11-21T23:00:00.000Z" })).toHaveLength(1);
    expect(one("overdue", late, { state: "onboarding" })).toEqual([]);
  });

  it("R-ARC-17, R-DEC-15: returns that cost more than the margin; equal stays", () => {
    const sold = [bought("10-01", 20_000, 10_000)];
    const returned = (amount: number) => ({ purchases: [...sold, bought("10-20", -amount, 0)] });
    expect(one("returns", returned(10_001))).toMatchObject([
      { numbers: { cost: 10_001, margin: 10_000, returns: 1, currency: "EUR" } },
    ]);
    expect(one("returns", returned(10_000))).toEqual([]);
    const worthless = { ...bought("10-20", -1, 0), amount: 0, cost: 10_001 };
    expect(one("returns", { purchases: [...sold, worthless] })).toMatchObject([
      { numbers: { cost: 10_001 } },
    ]);
    const unpriced = { purchases: [...returned(10_001).purchases, { ...bought("10-21", 5, 0), cost: null }] };
    expect(one("returns", unpriced)).toEqual([]);
  });

  it("R-DEC-9, R-ARC-15, R-ARC-16: three asks in ninety days, not two", () => {
    const asks = [asked("09-01", "loyal"), asked("10-01", "principle", 100), asked("11-01", "cheaper")];
    expect(one("discounts", { discounts: asks })).toMatchObject([
      { numbers: { asks: 3, granted: 1, kinds: ["cheaper", "loyal", "principle"], last: "cheaper" } },
    ]);
    expect(one("discounts", { discounts: asks.slice(1) })).toEqual([]);
    const since = (on: string) => one("discounts", { discounts: [asked(on, "loyal"), ...asks.slice(1)] });
    expect([since("08-24"), since("08-25")].map(({ length }) => length)).toEqual([0, 1]);
    expect(one("discounts", { discounts: [asked("08-01", "loyal"), ...asks.slice(1)] })).toEqual([]);
  });

  it("R-REP-8: each review and mention of late", () => {
    const reviews = [reviewed("07-01", false), reviewed("11-20", false), reviewed("11-21", true)];
    expect(one("review", { reviews })).toMatchObject([
      { numbers: { good: false } },
      { numbers: { good: true } },
    ]);
  });

  it("R-DEC-14 G23: more than twenty hours before the contract, in onboarding; twenty are none", () => {
    const hours = [worked("11-01", 1_200), worked("11-02", 1)];
    expect(one("precontract", { hours }, { state: "onboarding" })).toMatchObject([
      { numbers: { minutes: 1_201, upTo: "2026-11-02" } },
    ]);
    expect(one("precontract", { hours: hours.slice(0, 1) }, { state: "onboarding" })).toEqual([]);
    expect(one("precontract", { hours })).toEqual([]);
  });

  it("R-LIF-6: who was talked to, or heard by the relationship, is not silent; a call nobody took is no talk", () => {
    const silent = (at: string, more: Partial<ClientCircumstances> = {}, call: object = {}) =>
      one("silence", talk({ ...ours(at), ...call }), more).length;
    const phone = (seconds: number | null) => ({ channel: "phone", seconds });
    expect(silent("10-01 10:00")).toBe(1);
    expect([phone(90), phone(0), phone(null)].map((call) => silent("10-01 10:00", {}, call))).toEqual([
      0, 1, 1,
    ]);
    expect(silent("10-01 10:00", { heardAt: "2026-10-02T10:00:00.000Z" })).toBe(0);
    expect(silent("10-01 10:00", { heardAt: "2026-09-30T10:00:00.000Z" })).toBe(1);
    expect(notice(facts(talk(ours("11-01 10:00"))), given({ heardAt: NOW })).next).toBeNull();
  });

  it("R-LIF-27: lateness counts the client's own midnights, to the minute, less those under hold", () => {
    const late = { payments: [owed("i1", "11-15")] };
    const begins = (zone: string, entries: ClientCircumstances["entries"] = []) =>
      notice(facts(late), given({ zone, entries, now: "2026-11-16T00:00:00.000Z" })).next;
    expect(begins("Asia/Kathmandu")).toBe("2026-11-21T18:15:00.000Z");
    expect(begins("America/St_Johns")).toBe("2026-11-22T03:30:00.000Z");
    const held = (to: string | null) =>
      journalOf("c1", [
        {},
        { type: "hold.placed", at: "2026-11-15T12:00:00.000Z" },
        ...(to === null ? [] : [{ type: "hold.lifted", at: to }]),
      ]);
    // Two midnights of Berlin under hold.
    expect(begins("Europe/Berlin", held("2026-11-17T12:00:00.000Z"))).toBe("2026-11-23T23:00:00.000Z");
    expect(begins("Europe/Berlin", held(null))).toBeNull();
    const on = (now: string) => one("overdue", late, { now, entries: held("2026-11-17T12:00:00.000Z") });
    expect(on("2026-11-23T22:59:00.000Z")).toEqual([]);
    expect(on("2026-11-23T23:00:00.000Z")).toMatchObject([{ numbers: { days: 7 } }]);
    expect(one("overdue", late, { entries: held(null) })).toEqual([]);
  });

  it("R-FCT-3: what is owed is the newest state, credits taken off, and nothing of what was voided", () => {
    const part = { ...owed("i1", "11-01"), owed: 4_000 };
    const credit = { ...owed("n1", "11-01"), amount: -3_000, owed: -3_000 };
    const amounts = (...payments: FactRow<"payments">[]) =>
      one("overdue", { payments }).map(({ numbers }) => [numbers.invoice, numbers.amount]);
    expect(amounts(part)).toEqual([["i1", 4_000]]);
    expect(amounts(part, credit)).toEqual([["i1", 1_000]]);
    // The oldest debt first; what is not owed is not overdue.
    expect(amounts(owed("i2", "11-02"), { ...part, owed: 2_000 }, credit)).toEqual([["i2", 9_000]]);
    expect(amounts({ ...owed("i3", "11-01"), owed: 0, voided: true })).toEqual([]);
    expect(amounts({ ...credit, owed: 0 }, part)).toEqual([["i1", 4_000]]);
    expect(amounts({ ...credit, currency: "USD" }, part)).toEqual([["i1", 4_000]]);
  });

  it("R-FCT-2: what nobody wrote is neither a word of the client's nor an answer of ours", () => {
    const auto = { auto: true };
    const away = talk(ours("10-01 10:00"), message("10-01 10:01", undefined, auto));
    expect(one("silence", away)).toHaveLength(1);
    const storm = talk(
      message("11-20 10:00"),
      { ...ours("11-20 10:01"), ...auto },
      message("11-20 10:02"),
      { ...ours("11-20 10:03"), ...auto },
      message("11-20 10:04"),
    );
    expect(one("streak", storm)).toHaveLength(1);
  });

  it("R-LIF-6: an invoice that the relationship knows to be paid is not overdue", () => {
    const payments = [owed("i1", "11-01"), owed("i2", "11-01")];
    const paid = journalOf("c1", [
      {},
      { type: "payment.received", data: { invoiceId: "i1", paidOn: "2026-11-01" } },
    ]);
    expect(one("overdue", { payments }, { entries: paid })).toMatchObject([{ numbers: { invoice: "i2" } }]);
    const later = { payments: [owed("i1", "11-20")] };
    expect(notice(facts(later), given({ entries: paid })).next).toBeNull();
  });

  describe("R-DEC-5: development before product has answered", () => {
    const wanted = (on: string, about: string, more: Partial<FactRow<"demands">> = {}) => ({
      ...row("demands", { id: `d-${about}-${on}`, at: `2026-${on}T10:00:00.000Z`, about, kind: "feature" }),
      ...more,
    });
    const built = (on: string) => ({ ...worked(on, 60), kind: "development" as const });
    const of = {
      demands: [wanted("11-05", "pears")],
      hours: [built("11-04"), built("11-05"), built("11-06")],
    };
    const answered = (at: string, about: string | null) => ({
      assessed: [{ at: `2026-${at}T12:00:00.000Z`, about }],
    });

    it("work from the day of the demand on, for the manager; other work, and other wants, are none", () => {
      expect(one("development", of)).toMatchObject([
        { at: "2026-11-06T00:00:00.000Z", numbers: { minutes: 120, about: ["pears"] } },
      ]);
      expect(one("development", { ...of, hours: [worked("11-06", 60)] })).toEqual([]);
      expect(one("development", { hours: of.hours })).toEqual([]);
      const demands = (more: Partial<FactRow<"demands">>) => ({
        ...of,
        demands: [wanted("11-05", "pears", more)],
      });
      expect(one("development", demands({ kind: "refund" }))).toEqual([]);
      expect(one("development", demands({ accepted: "apples" }))).toEqual([]);
    });

    it("an answer about the same, or about nothing named and since, ends it; one about something else does not", () => {
      expect(one("development", of, answered("11-07", "pears"))).toEqual([]);
      expect(one("development", of, answered("11-07", null))).toEqual([]);
      expect(one("development", of, answered("11-04", null))).toHaveLength(1);
      expect(one("development", of, answered("11-07", "plums"))).toHaveLength(1);
      const two = { ...of, demands: [...of.demands, wanted("11-06", "plums")] };
      expect(one("development", two, answered("11-07", "pears"))).toMatchObject([
        { numbers: { minutes: 60, about: ["plums"] } },
      ]);
    });
  });

  it("R-LIF-14 R-LIF-16: what was before a relationship began anew is held against nobody; debts last", () => {
    const before = {
      ...talk(ours("10-01 10:00"), message("10-02 10:00", "or else"), message("10-02 11:00", "or else")),
      hours: [worked("10-01", 1_201)],
      payments: [owed("i1", "10-01")],
      discounts: [asked("10-01", "loyal"), asked("10-02", "loyal"), asked("10-03", "loyal")],
      purchases: [bought("10-01", 20_000, 10_000), bought("10-02", -20_000, 0)],
      threats: [threatened("10-01"), threatened("10-02")],
    };
    const silent = { ...before, ...talk(ours("10-01 10:00")) };
    const kinds = (more: Partial<ClientCircumstances>) =>
      [...found(before, more), ...found(silent, more)].map(({ kind }) => kind).sort();
    const anew = "2026-11-20T10:00:00.000Z";
    expect(new Set(kinds({}))).toEqual(new Set(["discounts", "orElse", "overdue", "returns", "silence"]));
    expect(new Set(kinds({ anew }))).toEqual(new Set(["overdue"]));
    const early = { state: "onboarding", anew: "2026-10-01T10:00:00.000Z" };
    // The work of the day itself is for the new intake.
    expect(kinds(early)).toContain("precontract");
    expect(kinds({ state: "onboarding", anew })).toEqual([]);
    expect(notice(facts(silent), given({ now: "2026-10-10T00:00:00.000Z", anew })).next).toBeNull();
  });

  it("what people have judged counts no more; what is new counts by itself", () => {
    const twice = talk(message("11-18 10:00", "or else"), message("11-20 10:00", "or else"));
    const settled = (kind: SignalKind, fact: string) => kind === "orElse" && fact.startsWith("2026-11-18");
    expect(one("orElse", twice, { settled })).toEqual([]);
    const rude = talk(message("11-20 10:00", "idiots"), message("11-20 11:00", "morons"));
    const judged = (_: SignalKind, fact: string) => fact.startsWith("2026-11-20T10");
    expect(one("insult", rude, { settled: judged })).toMatchObject([{ numbers: { messages: 1 } }]);
  });

  it("R-LIF-21: says when time alone may add to it, and no earlier signal is there then", () => {
    const of = { ...talk(ours("11-01 10:00")), payments: [owed("i1", "11-20")] };
    const { signals, next } = notice(facts(of), given());
    expect(signals).toEqual([]);
    // The 27th begins in Berlin at 23:00 the day before.
    expect(next).toBe("2026-11-26T23:00:00.000Z");
    expect(one("overdue", of, { now: next ?? NOW })).toHaveLength(1);
    const begins = (zone: string) => notice(facts({ payments: of.payments }), given({ zone })).next;
    expect(begins("Pacific/Kiritimati")).toBe("2026-11-26T10:00:00.000Z");
    expect(begins("Pacific/Pago_Pago")).toBe("2026-11-27T11:00:00.000Z");
    const paid = notice(facts(talk(ours("11-01 10:00"))), given());
    expect(paid.next).toBe("2026-11-30T23:00:00.000Z");
    expect(one("silence", of, { now: paid.next ?? NOW })).toHaveLength(1);
    expect(notice(facts(of), given({ now: next ?? NOW })).next).toBe("2026-11-30T23:00:00.000Z");
  });

  it("reads every threshold from the policy", () => {
    const strict = { ...policy, attention: { ...policy.attention, streakMessages: 2, orElseTimes: 1 } };
    const two = talk(message("11-20 10:00", "or else"), message("11-20 10:01"));
    expect(found(two, { policy: strict }).map(({ kind }) => kind)).toEqual(["streak", "orElse"]);
    expect(found(two)).toEqual([]);
  });
});
