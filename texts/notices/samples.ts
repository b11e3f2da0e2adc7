// Slots to show and to check notices with: what the machine could have given, and every way in which it could.
import { NOTICE_SLOTS, type Notice, type Slot } from "../../machines/index.ts";
import type { Locale } from "./texts.ts";
import type { NoticeReader, NoticeSlots } from "./write.ts";

/** One case of a notice, as the gallery shows it. */
export interface Sample {
  readonly title: string;
  readonly slots: NoticeSlots;
}

/** Samples differ by language in what a person would have written. */
type SampleTexts = Readonly<Record<Locale, Readonly<Record<string, string>>>>;

const SAID = {
  en: {
    goal: "a shop that is live in five days",
    alternative: "Orchard & Co, who build shops on a ready-made platform",
    provider: "Orchard & Co",
    matter: "the import of your price list",
    said: "you idiots",
    decided: "the words fell in writing, and the delay before them had been cured a week earlier",
    bonus: "the first month without a fee",
    changed: "the plan that you had costs a third less",
    manager: "Ivan Petrov",
    contact: "ivan@example.org",
    colleague: "Maria Lind",
    skill: "she has set up twenty shops like yours",
    what: "on November 3 we sent your order to the wrong address",
    remedy: "a courier brings it to you at our expense",
    included: "repairs, and answers by post within five days",
    excluded: "calls, and work beyond the contract",
    valued: "you tell us in good time when a date changes",
    reward: "early access to the new catalogue",
  },
  ru: {
    goal: "магазин, готовый через пять дней",
    alternative: "«Сад и Ко»: собирают магазины на готовой платформе",
    provider: "«Сад и Ко»",
    matter: "загрузка вашего прайс-листа",
    said: "вы идиоты",
    decided:
      "слова прозвучали письменно, а задержка, которая им предшествовала, была устранена за неделю до этого",
    bonus: "первый месяц без оплаты",
    changed: "тариф, который у вас был, стал на треть дешевле",
    manager: "Иван Петров",
    contact: "ivan@example.org",
    colleague: "Мария Линд",
    skill: "она настроила двадцать таких магазинов, как ваш",
    what: "3 ноября мы отправили ваш заказ не по тому адресу",
    remedy: "курьер привезёт его вам за наш счёт",
    included: "ремонт и письменные ответы в течение пяти дней",
    excluded: "звонки и работы сверх договора",
    valued: "вы заранее предупреждаете, если сроки меняются",
    reward: "ранний доступ к новому каталогу",
  },
} as const satisfies SampleTexts;

const AT = "2026-11-12T10:30:00.000Z";
const SOON = "2026-11-30";
const appealDays = 14;

/** What the gallery shows of each notice, in a language. */
export function samplesOf(locale: Locale): Readonly<Record<Notice, readonly Sample[]>> {
  const said = SAID[locale];
  const warned = { of: 2, happenedAt: AT, appealDays };
  const limit = { from: AT, reviewAt: "2027-02-10T10:30:00.000Z", appealDays };
  const parting = { lastDay: "2026-12-12T10:30:00.000Z", appealDays };
  const judged = { judgedBy: "senior", decision: "c1/12" };
  const more: Readonly<Record<string, NoticeSlots>> = {
    weBrokeAgreement: { bonus: said.bonus, until: SOON, compensated: true },
    cheaperElsewhere: { changed: said.changed },
  };
  return {
    N1: [
      {
        title: "with a prepayment",
        slots: { channels: ["email", "chat", "phone"], prepayPct: 30, replyDays: 5 },
      },
      { title: "the contract says whether", slots: { channels: ["post"] } },
    ],
    N2: [
      {
        title: "another goal",
        slots: {
          cause: "misfit",
          goal: said.goal,
          needs: ["web-design"],
          alternative: said.alternative,
        },
      },
      { title: "other terms", slots: { cause: "terms", goal: said.goal } },
      { title: "no pilot", slots: { cause: "pilot" } },
      { title: "it would not pay", slots: { cause: "netValue" } },
      { title: "no answer", slots: { cause: "silent" } },
    ],
    N3: [
      { title: "a tone", slots: { matter: said.matter, ours: false, kind: "tone" } },
      { title: "orders", slots: { ours: false, kind: "orders" } },
      { title: "beyond the scope", slots: { matter: said.matter, ours: false, kind: "scope" } },
      { title: "nobody said of what kind", slots: { ours: false } },
      { title: "after a fault of ours", slots: { ours: true, kind: "tone" } },
      { title: "while the work is paused", slots: { matter: said.matter, ours: false, work: "paused" } },
    ],
    N4: [
      { title: "the first", slots: { n: 1, ...warned, channel: "chat", said: said.said } },
      { title: "the second", slots: { n: 2, ...warned } },
      { title: "while the work is paused", slots: { n: 1, ...warned, work: "paused" } },
    ],
    N5: [
      ...["email", "chat", "phone", "post"].map((channel) => ({
        title: channel,
        slots: { channel, ...limit },
      })),
      {
        title: "with what the service includes",
        slots: { channel: "post", ...limit, included: said.included, excluded: said.excluded },
      },
      {
        title: "in place of an exit, while the work is paused",
        slots: { channel: "post", ...limit, byGround: true, work: "paused" },
      },
    ],
    N6: [
      {
        title: "arrears",
        slots: {
          cause: "arrears",
          since: "2026-11-01",
          amount: 125_000,
          invoice: "F-17",
          from: AT,
          stopsAt: SOON,
        },
      },
      { title: "silence", slots: { cause: "silence", since: "2026-10-10", from: AT, stopsAt: SOON } },
      { title: "little known", slots: { cause: "arrears", from: AT } },
      {
        title: "one more invoice",
        slots: { cause: "arrears", since: "2026-11-05", invoice: "F-18", from: AT, further: true },
      },
    ],
    N7: [
      {
        title: "conduct, spoken first",
        slots: { ...parting, spoken: true, reason: "conduct", ground: "conduct" },
      },
      {
        title: "a need that has outgrown us, with an alternative",
        slots: {
          ...parting,
          spoken: true,
          reason: "fit",
          ground: "outgrown",
          need: "web-design",
          alternative: said.provider,
        },
      },
      {
        title: "arrears, while the work is paused",
        slots: {
          ...parting,
          spoken: true,
          reason: "fit",
          ground: "arrears",
          invoice: "F-17",
          since: "2026-10-20",
          work: "paused",
        },
      },
      {
        title: "silence, while the work is paused",
        slots: { ...parting, spoken: false, reason: "fit", ground: "silence", since: AT, work: "paused" },
      },
      ...["blackmail", "customisation", "unprofitable"].map((ground) => ({
        title: `${ground}, in writing`,
        slots: {
          ...parting,
          spoken: false,
          reason: "money",
          ground,
          ...(ground === "customisation" && { need: "web-design" }),
        },
      })),
      ...["terms", "draining", "returns", "sabotage", "chemistry", "lostInterest"].map((ground) => ({
        title: ground,
        slots: { ...parting, spoken: true, reason: "fit", ground },
      })),
    ],
    N8: [
      { title: "one warning expires", slots: { what: "conduct", from: AT, ended: "warning", warnedAt: AT } },
      { title: "two warnings expire", slots: { what: "conduct", from: AT, ended: "warnings" } },
      { title: "limits for conduct are lifted", slots: { what: "conduct", from: AT, ended: "limits" } },
      ...["limits", "payment", "settled", "reply", "winBack", "revoked"].map((what) => ({
        title: what,
        slots: { what, from: AT },
      })),
      {
        title: "an exit is revoked, while the work is paused",
        slots: { what: "revoked", from: AT, work: "paused" },
      },
    ],
    N9: [
      ...["warning", "restriction", "exit"].flatMap((kind) => [
        { title: `${kind}, upheld`, slots: { kind, upheld: true, ...judged } },
        { title: `${kind}, rejected`, slots: { kind, upheld: false, ...judged, reasons: said.decided } },
      ]),
      {
        title: "exit, upheld, while the work is paused",
        slots: { kind: "exit", upheld: true, ...judged, work: "paused" },
      },
      {
        title: "exit, rejected, after the end",
        slots: { kind: "exit", upheld: false, ...judged, work: "over" },
      },
    ],
    N10: [
      ...["lostContact", "weBrokeAgreement", "cheaperElsewhere", "obstacle"].map((cause) => ({
        title: cause,
        slots: { promotion: false, cause, ...(more[cause] ?? {}) },
      })),
      { title: "after an exit of ours", slots: { promotion: false, cause: "other", weParted: true } },
      { title: "a promotion", slots: { promotion: true, cause: "other", bonus: said.bonus, until: SOON } },
    ],
    N11: [
      {
        title: "by name",
        slots: { manager: said.manager, rank: "manager", contact: said.contact, from: AT, nextOn: SOON },
      },
      { title: "little known", slots: { from: AT } },
    ],
    N12: [
      { title: "yes", slots: { granted: true, condition: "annual", total: 960_000, until: SOON } },
      ...["bulk", "scope", "barter"].map((condition) => ({
        title: `yes, in return for: ${condition}`,
        slots: { granted: true, condition },
      })),
      { title: "yes, to a loyal client", slots: { granted: true, loyal: true, total: 960_000 } },
      { title: "a soft no", slots: { granted: false } },
      ...["consulting", "loyalty", "promotion", "extras", "referral", "raffle", "barter", "compensation"].map(
        (instead) => ({ title: `a soft no, and instead: ${instead}`, slots: { granted: false, instead } }),
      ),
    ],
    N13: [
      {
        title: "in full",
        slots: {
          what: said.what,
          remedy: said.remedy,
          curedBy: SOON,
          amount: 4_900,
          answerable: said.colleague,
        },
      },
      { title: "cured, and no loss", slots: { what: said.what, cured: true, noLoss: true } },
      { title: "little known", slots: {} },
    ],
    N14: [
      {
        title: "by name",
        slots: {
          colleague: said.colleague,
          kind: "colleague",
          rank: "specialist",
          skill: said.skill,
          contact: "maria@example.org",
          nextOn: SOON,
        },
      },
      { title: "a senior", slots: { kind: "senior", rank: "senior" } },
      { title: "little known", slots: {} },
    ],
    N15: [
      {
        title: "with a reward",
        slots: { segment: "core", fact: said.valued, reward: said.reward, until: SOON },
      },
      { title: "in words", slots: { segment: "wavering" } },
    ],
  };
}

/** To whom the samples are written. */
export const SAMPLE_READERS: Readonly<Record<Locale, NoticeReader>> = {
  en: {
    locale: "en",
    zone: "Europe/Berlin",
    currency: "EUR",
    name: "Ann",
    house: {
      company: "Example Works",
      contact: "hello@example.org",
      postal: ["Example Works", "Mill Lane 1", "Exampleton"],
    },
  },
  ru: {
    locale: "ru",
    zone: "Europe/Moscow",
    currency: "RUB",
    name: "Анна",
    house: {
      company: "Пример и партнёры",
      contact: "hello@example.org",
      postal: ["Пример и партнёры", "Мельничная ул., 1", "Примерск"],
    },
  },
};

/** Every value of a slot that can make a difference to the words; null: absent. */
function valuesFor(name: string, { kind, optional }: Slot): readonly (NoticeSlots[string] | null)[] {
  const given = (): readonly NoticeSlots[string][] => {
    if (typeof kind !== "string") return kind;
    if (kind === "text" || kind === "provider") return [`Text ${name}`];
    if (kind === "date") return [SOON];
    if (kind === "money") return [125_000];
    if (kind === "flag") return [true, false];
    if (kind === "told") return [true];
    if (kind === "word") return ["web-design"];
    if (kind === "list") return [["email", "chat"]];
    // One of each plural form.
    return name.endsWith("Pct") ? [0, 30] : [1, 2, 5, 21];
  };
  return optional ? [null, ...given()] : given();
}

/**
 * Every combination of a notice's choices, flags and absent slots.
 * @param among the slots that vary; the others have one value, or are absent where they may be.
 */
export function combinations(notice: Notice, among: readonly string[]): NoticeSlots[] {
  let all: NoticeSlots[] = [{}];
  for (const [name, slot] of Object.entries(NOTICE_SLOTS[notice])) {
    const values = valuesFor(name, slot);
    all = all.flatMap((slots) =>
      (among.includes(name) ? values : values.slice(0, 1)).map((value) =>
        value === null ? slots : { ...slots, [name]: value },
      ),
    );
  }
  return all;
}
