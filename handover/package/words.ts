// What people read in a package, in the client's language.
import type { Channel, Locale } from "../../machines/index.ts";

interface PackageWords {
  readonly title: string;
  /** `on` is a day. */
  readonly made: (on: string, provider: string | null) => string;
  /** Whose consent it rests on. */
  readonly consent: (on: string, entry: number) => string;
  readonly own: string;
  readonly nothing: string;
  readonly files: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly channels: Readonly<Record<Channel, string>>;
  readonly words: Readonly<Record<string, string>>;
}

export const WORDS: Readonly<Record<Locale, PackageWords>> = {
  en: {
    title: "Data for the move",
    made: (on, provider) => (provider === null ? `Made on ${on}.` : `Made on ${on} for ${provider}.`),
    consent: (on, entry) =>
      `It holds what the client agreed to on ${on} (entry ${entry} of our journal), and nothing else.`,
    own: "It is a copy for the client, of everything that a provider could be given.",
    nothing: "There is nothing on record.",
    files:
      "The same data for machines: data.json and the CSV files. manifest.json lists the SHA-256 of each file.",
    columns: {
      name: "Name",
      email: "E-mail",
      chat: "Chat",
      phone: "Phone",
      post: "Post",
      number: "No.",
      since: "Since",
      channel: "Channel",
      kind: "Kind of client",
      currency: "Currency",
      goals: "Goals",
      needs: "Needs",
      regions: "Regions",
      budget: "Budget",
      statedAt: "As of",
      what: "What",
      remedy: "Remedy",
      promisedBy: "Promised by",
      at: "When",
      event: "What happened",
      amount: "Amount",
      dueOn: "Due",
      paidOn: "Paid",
      subject: "Subject",
      text: "Text",
    },
    channels: { email: "e-mail", chat: "chat", phone: "phone", post: "post" },
    words: {
      b2b: "company",
      retail: "private",
      "contract.signed": "contract signed",
      "message.received": "message from the client",
      "message.sent": "our message",
      "answer.given": "answer or guide given",
      "quote.sent": "quote sent",
      "fault.opened": "a fault of ours became known",
      "fault.cured": "the fault was put right",
      "compensation.decided": "compensation decided",
    },
  },
  ru: {
    title: "Данные для переезда",
    made: (on, provider) =>
      provider === null ? `Подготовлено ${on}.` : `Подготовлено ${on} для: ${provider}.`,
    consent: (on, entry) =>
      `Здесь то, на что клиент согласился ${on} (запись ${entry} нашего журнала), и больше ничего.`,
    own: "Это копия для клиента: всё, что можно было бы передать другому исполнителю.",
    nothing: "Записей нет.",
    files: "Те же данные для программ: data.json и файлы CSV. В manifest.json — SHA-256 каждого файла.",
    columns: {
      name: "Имя",
      email: "Эл. почта",
      chat: "Чат",
      phone: "Телефон",
      post: "Почта",
      number: "№",
      since: "С какого дня",
      channel: "Канал",
      kind: "Вид клиента",
      currency: "Валюта",
      goals: "Цели",
      needs: "Потребности",
      regions: "Регионы",
      budget: "Бюджет",
      statedAt: "На дату",
      what: "Что",
      remedy: "Как исправим",
      promisedBy: "Обещано к",
      at: "Когда",
      event: "Что было",
      amount: "Сумма",
      dueOn: "Срок",
      paidOn: "Оплачено",
      subject: "Тема",
      text: "Текст",
    },
    channels: { email: "эл. почта", chat: "чат", phone: "телефон", post: "почта" },
    words: {
      b2b: "компания",
      retail: "частное лицо",
      "contract.signed": "договор подписан",
      "message.received": "сообщение клиента",
      "message.sent": "наше сообщение",
      "answer.given": "дан ответ или руководство",
      "quote.sent": "отправлена смета",
      "fault.opened": "обнаружена наша ошибка",
      "fault.cured": "ошибка исправлена",
      "compensation.decided": "решение о возмещении",
    },
  },
};
