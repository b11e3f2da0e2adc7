// What clients and providers read on the pages of a handover.
import type { MoveStep } from "../../../handover/movePlan.ts";
import type { Locale } from "../../../machines/index.ts";
import type { Dead } from "../../../services/handoverLinks.ts";

interface PageWords {
  readonly dead: Readonly<Record<Dead, readonly [title: string, says: string]>>;
  readonly wrong: readonly [title: string, says: string];
  readonly later: readonly [title: string, says: string];
  readonly until: (day: string) => string;
  readonly client: {
    readonly title: (provider: string) => string;
    readonly offer: (provider: string) => string;
    readonly free: string;
    readonly about: {
      readonly can: string;
      readonly where: string;
      readonly price: string;
      readonly contact: string;
    };
    readonly which: string;
    readonly never: string;
    readonly agree: string;
    readonly none: string;
    readonly decline: string;
    readonly asking: (provider: string) => string;
    readonly exporting: (provider: string) => string;
    readonly moving: (provider: string) => string;
    readonly agreed: string;
    readonly takeBack: string;
    readonly revoke: string;
    readonly revokeAll: string;
    readonly plan: string;
    readonly steps: Readonly<Record<MoveStep, (provider: string) => string>>;
    readonly confirmSays: string;
    readonly confirm: string;
    readonly done: (provider: string) => string;
    readonly declined: string;
    readonly revoked: (provider: string) => string;
    readonly settled: string;
  };
  readonly answer: {
    /** Of our company; null where nobody said what we are called. */
    readonly title: (company: string | null) => string;
    readonly says: string;
    readonly needs: string;
    readonly regions: string;
    readonly items: string;
    readonly nothing: string;
    readonly accept: string;
    readonly refuse: string;
    readonly accepted: string;
    readonly refused: string;
  };
  readonly package: {
    readonly title: string;
    readonly own: string;
    readonly says: string;
    readonly holds: string;
    readonly encrypted: string;
    readonly plain: string;
    readonly size: string;
    readonly hash: string;
    readonly download: string;
  };
}

export const WORDS: Readonly<Record<Locale, PageWords>> = {
  en: {
    dead: {
      unknown: ["This link is not valid", "Please check that it is whole, or ask us for a new one."],
      expired: ["This link has expired", "Please ask us for a new one."],
      over: ["This question is no longer open", "There is nothing left to do here."],
      revoked: [
        "This access has ended",
        "The consent to it was taken back. Please delete what you have fetched.",
      ],
    },
    wrong: ["That did not work", "Nothing was recorded. Please go back and try again."],
    later: ["We have your answer", "It is kept and will be worked on shortly. You need not send it again."],
    until: (day) => `Please answer by ${day}.`,
    client: {
      title: (provider) => `Moving to ${provider}`,
      offer: (provider) =>
        `For what you need, ${provider} fits. If you like, we will help you to move there.`,
      free: "It is up to you. Whatever you answer, nothing changes in what was agreed with us.",
      about: { can: "What it does", where: "Where", price: "Price", contact: "Contact" },
      which: "Which of your data may we give them?",
      never: "Only what you tick is given, to nobody else. How we worked together is never shared.",
      agree: "Give what is ticked",
      none: "Please tick at least one, or choose not to move.",
      decline: "No, thank you",
      asking: (provider) => `Thank you. We are asking ${provider} whether they can take you on.`,
      exporting: (provider) => `${provider} will take you on. Your data are ready for them.`,
      moving: (provider) => `${provider} has your data. This is the plan of the move.`,
      agreed: "You agreed to give them",
      takeBack: "You can take your consent back, for some of it or for all of it. The access ends at once.",
      revoke: "Take back what is ticked",
      revokeAll: "Take back everything",
      plan: "The plan",
      steps: {
        agree: (provider) => `we agree on the day with you and ${provider}`,
        read: (provider) => `${provider} has read your data and asks what is missing`,
        start: (provider) => `${provider} takes over`,
        check: () => "we ask you how it goes",
        confirm: () => "you confirm the move here",
      },
      confirmSays: "Once everything works at the new place:",
      confirm: "Confirm the move",
      done: (provider) => `You have moved to ${provider}. We wish you all the best.`,
      declined: "You chose not to move with our help. Nothing was given to anybody.",
      revoked: (provider) => `You took your consent back. ${provider} has no access to your data any more.`,
      settled: "This handover is over. There is nothing left to do here.",
    },
    answer: {
      title: (company) => `Can you take on a client of ${company ?? "ours"}?`,
      says: "A client of ours is moving on, and you fit what they need. They know that we ask you.",
      needs: "What they need",
      regions: "Where",
      items: "What they agreed to give you, once you accept",
      nothing: "nothing in particular",
      accept: "Yes, we take them on",
      refuse: "No, not now",
      accepted: "Thank you. You will get a link to the client's data.",
      refused: "Thank you for the answer. There is nothing left to do here.",
    },
    package: {
      title: "A client's data for you",
      own: "Your data",
      says: "The client agreed to give you exactly this, for the move. The link is for you alone.",
      holds: "It holds",
      encrypted: "It is encrypted to your age key: age --decrypt -i KEY FILE.",
      plain: "It is a zip file. Open index.html in it to read; data.json and the CSV files are for programs.",
      size: "Size, bytes",
      hash: "SHA-256",
      download: "Download",
    },
  },
  ru: {
    dead: {
      unknown: [
        "Ссылка недействительна",
        "Проверьте, что она скопирована целиком, или попросите у нас новую.",
      ],
      expired: ["Срок ссылки истёк", "Попросите у нас новую."],
      over: ["Вопрос уже закрыт", "Здесь больше ничего делать не нужно."],
      revoked: ["Доступ прекращён", "Согласие отозвано. Пожалуйста, удалите всё, что успели скачать."],
    },
    wrong: ["Не получилось", "Ничего не записано. Вернитесь и попробуйте ещё раз."],
    later: ["Ваш ответ у нас", "Он сохранён, скоро мы им займёмся. Отправлять ещё раз не нужно."],
    until: (day) => `Ответьте, пожалуйста, до ${day}.`,
    client: {
      title: (provider) => `Переход в компанию ${provider}`,
      offer: (provider) =>
        `Для ваших задач подходит компания ${provider}. Если хотите, мы поможем перейти туда.`,
      free: "Решать вам. Что бы вы ни ответили, наши договорённости не меняются.",
      about: { can: "Что делает", where: "Где", price: "Цена", contact: "Контакт" },
      which: "Какие ваши данные можно передать?",
      never:
        "Передаём только отмеченное и только этой компании. Как мы с вами работали, не рассказываем никому.",
      agree: "Передать отмеченное",
      none: "Отметьте хотя бы один пункт или откажитесь от перехода.",
      decline: "Нет, спасибо",
      asking: (provider) => `Спасибо. Спрашиваем компанию ${provider}, может ли она вас принять.`,
      exporting: (provider) => `Компания ${provider} готова вас принять. Данные для неё подготовлены.`,
      moving: (provider) => `Данные у компании ${provider}. Вот план перехода.`,
      agreed: "Вы согласились передать",
      takeBack: "Согласие можно отозвать: по отдельным пунктам или целиком. Доступ закроется сразу.",
      revoke: "Отозвать отмеченное",
      revokeAll: "Отозвать всё",
      plan: "План",
      steps: {
        agree: (provider) => `договариваемся о дне с вами и с компанией ${provider}`,
        read: (provider) => `компания ${provider} прочитала данные и спрашивает, чего не хватает`,
        start: (provider) => `компания ${provider} начинает работу`,
        check: () => "узнаём у вас, как идут дела",
        confirm: () => "вы подтверждаете переход на этой странице",
      },
      confirmSays: "Когда на новом месте всё заработает:",
      confirm: "Подтвердить переход",
      done: (provider) => `Вы перешли в компанию ${provider}. Желаем успехов.`,
      declined: "Вы решили переходить без нашей помощи. Никому ничего не передано.",
      revoked: (provider) =>
        `Вы отозвали согласие. У компании ${provider} больше нет доступа к вашим данным.`,
      settled: "Передача завершена. Здесь больше ничего делать не нужно.",
    },
    answer: {
      title: (company) =>
        company === null ? "Можете принять нашего клиента?" : `Можете принять клиента компании ${company}?`,
      says: "Наш клиент переходит к другому исполнителю, и вы подходите для его задач. Он знает, что мы вас спрашиваем.",
      needs: "Что нужно",
      regions: "Где",
      items: "Что он согласен передать, когда вы согласитесь",
      nothing: "ничего особенного",
      accept: "Да, принимаем",
      refuse: "Нет, сейчас не можем",
      accepted: "Спасибо. Вы получите ссылку на данные клиента.",
      refused: "Спасибо за ответ. Здесь больше ничего делать не нужно.",
    },
    package: {
      title: "Данные клиента для вас",
      own: "Ваши данные",
      says: "Клиент согласился передать вам именно это, для перехода. Ссылка только для вас.",
      holds: "Внутри",
      encrypted: "Файл зашифрован вашим ключом age: age --decrypt -i КЛЮЧ ФАЙЛ.",
      plain:
        "Это zip-файл. Чтобы прочитать, откройте в нём index.html; data.json и файлы CSV — для программ.",
      size: "Размер, байт",
      hash: "SHA-256",
      download: "Скачать",
    },
  },
};
