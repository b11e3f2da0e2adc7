import type { Locale } from "../machines/index.ts";

/**
 * R-HND-3: what a client may let us hand over: a closed list, of what the archive really has. The dossier, incidents,
 * warnings, restrictions, appeals, threats, feedback, tiers, segments, costs and notes are never among it.
 */
export const DATA_ITEMS = [
  "contact",
  "contract",
  "needs",
  "matters",
  "history",
  "invoices",
  "letters",
] as const;
export type DataItem = (typeof DATA_ITEMS)[number];

export const isDataItem = (word: string): word is DataItem =>
  (DATA_ITEMS as readonly string[]).includes(word);

/** What the client is told about an item before agreeing to it. */
interface About {
  readonly title: string;
  readonly says: string;
}

export const ABOUT_ITEMS: Readonly<Record<Locale, Readonly<Record<DataItem, About>>>> = {
  en: {
    contact: { title: "Contact details", says: "your name and the addresses we reach you at" },
    contract: {
      title: "Contract summary",
      says: "its number, since when, on which channel it began, and the currency",
    },
    needs: { title: "What you need", says: "your goals, needs, regions and budget, as you told us" },
    matters: {
      title: "Open matters",
      says: "what we have not put right yet, with what was promised and by when",
    },
    history: {
      title: "Service history",
      says: "the dates of messages, answers, quotes and repairs, without what was said",
    },
    invoices: {
      title: "Invoices",
      says: "their numbers, due dates, the amounts on record, and when they were paid",
    },
    letters: {
      title: "Service letters",
      says: "our letters about how we work, who looks after you, and what we put right",
    },
  },
  ru: {
    contact: { title: "Контакты", says: "ваше имя и адреса, по которым мы с вами связываемся" },
    contract: {
      title: "Договор коротко",
      says: "номер, с какого дня, на каком канале начали, валюта",
    },
    needs: { title: "Что вам нужно", says: "ваши цели, потребности, регионы и бюджет, как вы их назвали" },
    matters: {
      title: "Открытые вопросы",
      says: "что мы ещё не исправили, что обещали и к какому сроку",
    },
    history: {
      title: "История обслуживания",
      says: "даты сообщений, ответов, смет и исправлений, без содержания разговоров",
    },
    invoices: { title: "Счета", says: "номера, сроки оплаты, известные нам суммы и даты оплаты" },
    letters: {
      title: "Письма о работе",
      says: "наши письма о порядке работы, о том, кто вас ведёт, и о том, что мы исправили",
    },
  },
};
