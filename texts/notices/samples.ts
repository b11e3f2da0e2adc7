// Slots to show and to check notices with: what the law could have given, and every way in which it could.
import { NOTICE_SLOTS, type Notice, type Slot } from "../../machines/index.ts";
import type { Locale } from "./texts.ts";
import type { NoticeSlots, Reader } from "./write.ts";

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
    webDesign: "the design of a website",
    alternative: "Orchard & Co, who build shops on a ready-made platform",
    matter: "the import of your price list",
    said: "you idiots",
    decided: "the words fell in writing, and the delay before them had been cured a week earlier",
    bonus: "the first month without a fee",
    changed: "the plan that you had costs a third less",
    manager: "Ivan Petrov",
    role: "account manager",
    contact: "ivan@example.org",
    colleague: "Maria Lind",
    engineer: "integration engineer",
    skill: "she has set up twenty shops like yours",
    what: "on November 3 we sent your order to the wrong address",
    remedy: "a courier brings it to you at our expense",
    reward: "early access to the new catalogue",
  },
  ru: {
    goal: "магазин, готовый через пять дней",
    webDesign: "дизайн сайта",
    alternative: "«Сад и Ко», которые собирают магазины на готовой платформе",
    matter: "загрузка вашего прайс-листа",
    said: "вы идиоты",
    decided:
      "слова прозвучали письменно, а задержка, которая им предшествовала, была устранена за неделю до этого",
    bonus: "первый месяц без оплаты",
    changed: "тариф, который у вас был, стал на треть дешевле",
    manager: "Иван Петров",
    role: "менеджер по работе с клиентами",
    contact: "ivan@example.org",
    colleague: "Мария Линд",
    engineer: "инженер по интеграции",
    skill: "она настроила двадцать таких магазинов, как ваш",
    what: "3 ноября мы отправили ваш заказ не по тому адресу",
    remedy: "курьер привезёт его вам за наш счёт",
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
    weBrokeAgreement: { bonus: said.bonus, until: SOON },
    cheaperElsewhere: { changed: said.changed },
  };
  return {
    N1: [
      { title: "with a prepayment", slots: { channels: ["email", "chat", "phone"], prepayPct: 30 } },
      { title: "the contract says whether", slots: { channels: ["post"] } },
    ],
    N2: [
      {
        title: "another goal",
        slots: {
          cause: "misfit",
          goal: said.goal,
          needs: [said.webDesign],
          alternative: said.alternative,
        },
      },
      { title: "other terms", slots: { cause: "terms", goal: said.goal } },
      { title: "no pilot", slots: { cause: "pilot" } },
      { title: "it would not pay", slots: { cause: "netValue" } },
      { title: "no answer", slots: { cause: "silent" } },
    ],
    N3: [
      { title: "orders, or a tone", slots: { matter: said.matter, ours: false } },
      { title: "after a fault of ours", slots: { ours: true } },
    ],
    N4: [
      { title: "the first", slots: { n: 1, ...warned, channel: "chat", said: said.said } },
      { title: "the second", slots: { n: 2, ...warned } },
    ],
    N5: ["email", "chat", "phone", "post"].map((channel) => ({
      title: channel,
      slots: { channel, ...limit },
    })),
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
    ],
    N7: [
      { title: "conduct, spoken first", slots: { ...parting, spoken: true, reason: "conduct" } },
      {
        title: "goals, with an alternative",
        slots: { ...parting, spoken: true, reason: "fit", alternative: said.alternative },
      },
      { title: "money, in writing", slots: { ...parting, spoken: false, reason: "money" } },
    ],
    N8: ["conduct", "limits", "payment", "reply", "winBack"].map((what) => ({
      title: what,
      slots: { what, from: AT },
    })),
    N9: ["warning", "restriction", "exit"].flatMap((kind) => [
      { title: `${kind}, upheld`, slots: { kind, upheld: true, ...judged } },
      { title: `${kind}, rejected`, slots: { kind, upheld: false, ...judged, reasons: said.decided } },
    ]),
    N10: [
      ...["lostContact", "weBrokeAgreement", "cheaperElsewhere", "obstacle"].map((cause) => ({
        title: cause,
        slots: { promotion: false, cause, ...(more[cause] ?? {}) },
      })),
      { title: "a promotion", slots: { promotion: true, cause: "other", bonus: said.bonus, until: SOON } },
    ],
    N11: [
      {
        title: "by name",
        slots: { manager: said.manager, role: said.role, contact: said.contact, from: AT, nextOn: SOON },
      },
      { title: "little known", slots: { from: AT } },
    ],
    N12: [
      { title: "yes", slots: { granted: true, condition: "annual", total: 960_000, until: SOON } },
      ...["bulk", "scope", "barter"].map((condition) => ({
        title: `yes, in return for: ${condition}`,
        slots: { granted: true, condition },
      })),
      { title: "yes, to a loyal client", slots: { granted: true, total: 960_000 } },
      { title: "a soft no", slots: { granted: false } },
      ...["consulting", "loyalty", "promotion", "extras", "referral", "raffle", "barter", "compensation"].map(
        (instead) => ({ title: `a soft no, and instead: ${instead}`, slots: { granted: false, instead } }),
      ),
    ],
    N13: [
      {
        title: "in full",
        slots: { what: said.what, remedy: said.remedy, curedBy: SOON, amount: 4_900 },
      },
      { title: "little known", slots: {} },
    ],
    N14: [
      {
        title: "by name",
        slots: {
          colleague: said.colleague,
          role: said.engineer,
          skill: said.skill,
          contact: "maria@example.org",
          nextOn: SOON,
        },
      },
      { title: "little known", slots: {} },
    ],
    N15: [
      { title: "core", slots: { segment: "core", reward: said.reward, until: SOON } },
      { title: "wavering", slots: { segment: "wavering" } },
    ],
  };
}

/** To whom the samples are written. */
export const SAMPLE_READERS: Readonly<Record<Locale, Reader>> = {
  en: {
    locale: "en",
    zone: "Europe/Berlin",
    currency: "EUR",
    name: "Ann",
    house: { company: "Example Works", contact: "hello@example.org" },
  },
  ru: {
    locale: "ru",
    zone: "Europe/Moscow",
    currency: "RUB",
    name: "Анна",
    house: { company: "Пример и партнёры", contact: "hello@example.org" },
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
    if (kind === "list") return [["email", "chat"]];
    // One of each plural form.
    return name.endsWith("Pct") ? [0, 30] : [1, 2, 5, 21];
  };
  return optional ? [null, ...given()] : given();
}

/** Every combination of a notice's choices, flags and absent slots. */
export function combinations(notice: Notice): NoticeSlots[] {
  let all: NoticeSlots[] = [{}];
  for (const [name, slot] of Object.entries(NOTICE_SLOTS[notice]))
    all = all.flatMap((slots) =>
      valuesFor(name, slot).map((value) => (value === null ? slots : { ...slots, [name]: value })),
    );
  return all;
}
