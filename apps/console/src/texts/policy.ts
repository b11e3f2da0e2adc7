// What the values of the policy are called. They come with the screen that shows them, and not with the first page.
import type { ConsoleLanguage } from "./language.ts";

type Pair = readonly [en: string, ru: string];

/** The parts of a policy, in the order of its file. */
export const PARTS: Readonly<Record<string, Pair>> = {
  conduct: ["Conduct", "Поведение"],
  exit: ["Parting", "Расставание"],
  unsigned: ["Unsigned events", "События без подписи"],
  terms: ["Terms", "Условия"],
  value: ["What clients bring and cost", "Что клиенты приносят и сколько стоят"],
  segments: ["Segments", "Сегменты"],
  attention: ["What is pointed out", "На что обращается внимание"],
  discounts: ["Discounts", "Скидки"],
  service: ["Work and pauses", "Работа и паузы"],
  appeal: ["Appeals", "Апелляции"],
  winBack: ["Win-back", "Возвращение клиента"],
  handover: ["Handover", "Передача другому исполнителю"],
  reports: ["Reports", "Отчёты"],
  tasks: ["Tasks", "Задачи"],
};

/** By the place of a value; `*` stands for any one name, which is told beside it. */
export const NAMES: Readonly<Record<string, Pair>> = {
  "conduct.warnings": [
    "Delivered warnings before the next incident opens the ground",
    "Доставленных предупреждений, после которых следующее происшествие становится основанием",
  ],
  "conduct.faultsMakeItOurs": [
    "Faults of ours that make an incident ours to answer for",
    "Столько наших ошибок делают происшествие нашей виной",
  ],
  "conduct.faultsWindowDays": ["Faults of ours are counted over", "Наши ошибки считаются за"],
  "conduct.warnedCoolOffDays": [
    "Clean for so long after a warning: it expires",
    "Без происшествий после предупреждения: оно истекает",
  ],
  "conduct.restrictedCoolOffDays": [
    "Clean for so long after a restriction: the channels are back",
    "Без происшествий после ограничения: каналы возвращаются",
  ],
  "conduct.deliveryDays": [
    "No report on a warning’s delivery: a person calls after",
    "О доставке предупреждения ничего не известно: звоним через",
  ],
  "conduct.bounceDays": [
    "A warning that comes back within so long is none",
    "Предупреждение, вернувшееся за это время, не считается",
  ],
  "conduct.callTries": [
    "Failed calls after which a warning is given up",
    "Неудачных звонков, после которых предупреждение снимается",
  ],
  "conduct.callDays": ["Time to reach the client about a warning", "Время дозвониться о предупреждении"],
  "conduct.contactSeconds": [
    "A contact with a client restricted for conduct takes at most",
    "Разговор с ограниченным за поведение клиентом длится не дольше",
  ],
  "conduct.pointerHours": [
    "Whoever writes on a closed channel is pointed to the open one every",
    "Пишущему в закрытый канал указываем на открытый не чаще, чем раз в",
  ],
  "exit.requestLapsesDays": [
    "A request to part that nobody decides lapses after",
    "Предложение расстаться, по которому нет решения, истекает через",
  ],
  "exit.unconfirmedDutiesDays": [
    "Duties that the client never confirms count as done after",
    "Обязанности, которые клиент не подтвердил, считаются выполненными через",
  ],
  "exit.reminderDays": [
    "We are reminded of a parting that does not end every",
    "О незавершённом расставании напоминаем каждые",
  ],
  "exit.deliveryDays": [
    "No report on the farewell’s delivery: a registered letter after",
    "О доставке прощания ничего не известно: заказное письмо через",
  ],
  "exit.callTries": [
    "Failed calls after which the farewell is written only",
    "Неудачных звонков, после которых прощание только пишется",
  ],
  "exit.callDays": ["Time to speak of the parting by phone", "Время сказать о расставании по телефону"],
  unsigned: [
    "What is taken of a sender that shows no signature of ours",
    "Что принимается от отправителя без нашей подписи",
  ],
  "terms.prepaymentAsked": ["We ask for prepayment", "Мы просим предоплату"],
  "terms.minPrepaymentPct": ["Prepayment of at least", "Предоплата не меньше"],
  "terms.silentProspectDays": [
    "A prospect who is silent for so long is refused",
    "Будущему клиенту, молчащему столько, отказываем",
  ],
  "terms.replyDays": ["Clients are asked to answer within", "Клиентов просим отвечать в течение"],
  "value.negligibleMarginPct": ["A margin is negligible up to, of revenue", "Маржа ничтожна до, от выручки"],
  "value.horizonMonths": [
    "What a client is expected to bring is counted over",
    "Ожидаемая польза от клиента считается за",
  ],
  "value.horizonCycles": [
    "The same in purchase cycles, where that is longer",
    "То же в циклах покупки, если это дольше",
  ],
  "value.preContractHours": [
    "More work than this before the contract: a manager looks at it",
    "Больше работы до договора: смотрит менеджер",
  ],
  "value.highPct": [
    "High tier: clients who bring, of the whole profit",
    "Верхний уровень: клиенты, приносящие от всей прибыли",
  ],
  "value.midPct": [
    "Middle tier: clients who bring, of the profit that remains",
    "Средний уровень: клиенты, приносящие от оставшейся прибыли",
  ],
  "value.rates.*.*": ["An hour costs", "Час стоит"],
  "segments.corePct": ["Core: the best, of the clients", "Основные: лучшие, от всех клиентов"],
  "segments.waveringPct": ["Wavering: the next, of the clients", "Колеблющиеся: следующие, от всех клиентов"],
  "segments.reviewDays": ["All clients are reviewed every", "Все клиенты пересматриваются каждые"],
  "segments.drainingReviews": [
    "Draining in so many reviews in a row can be a ground",
    "Основанием может стать, если клиент отнимает силы в стольких пересмотрах подряд",
  ],
  "segments.askedOff": [
    "and so many of our people asked off, or effort not repaid",
    "и столько сотрудников попросили их снять, или усилия не окупились",
  ],
  "segments.weights.contact": [
    "Points off satisfaction: for a contact",
    "Снимается баллов удовлетворённости: за обращение",
  ],
  "segments.weights.complaint": [
    "Points off satisfaction: for a complaint",
    "Снимается баллов удовлетворённости: за жалобу",
  ],
  "segments.weights.discountAsk": [
    "Points off satisfaction: for asking to pay less",
    "Снимается баллов удовлетворённости: за просьбу о скидке",
  ],
  "segments.weights.dayLate": [
    "Points off satisfaction: for a day late",
    "Снимается баллов удовлетворённости: за день просрочки",
  ],
  "segments.weights.meetingMissed": [
    "Points off satisfaction: for a meeting missed",
    "Снимается баллов удовлетворённости: за пропущенную встречу",
  ],
  "segments.weights.agreementBroken": [
    "Points off satisfaction: for an agreement broken",
    "Снимается баллов удовлетворённости: за нарушенную договорённость",
  ],
  "segments.weights.effortPct": [
    "Points off satisfaction: for each percent of revenue that effort costs",
    "Снимается баллов удовлетворённости: за каждый процент выручки, уходящий на работу",
  ],
  "attention.streakMessages": [
    "Messages in a row on one day, all channels together: an alert",
    "Сообщений подряд за день, все каналы вместе: внимание",
  ],
  "attention.streaksNotUrgent": [
    "So many streaks that were not urgent: a manager looks at it",
    "Столько серий, оказавшихся несрочными: смотрит менеджер",
  ],
  "attention.streaksWindowDays": ["Streaks are counted over", "Серии считаются за"],
  "attention.orElseTimes": ["“Or else” was heard so often", "«Иначе…» прозвучало столько раз"],
  "attention.cancelDays": ["Asked and took it back on so many days", "Просил и отменял столько дней"],
  "attention.cancelWindowDays": ["Those days are counted over", "Эти дни считаются за"],
  "attention.questionsWindowDays": [
    "Questions within so long count as asked at once",
    "Вопросы за столько считаются заданными разом",
  ],
  "attention.silentDays": ["No answer for so long is pointed out", "Нет ответа столько: указываем на это"],
  "attention.discountAsks": ["Asked to pay less so often", "Просил скидку столько раз"],
  "attention.discountWindowDays": ["Asks to pay less are counted over", "Просьбы о скидке считаются за"],
  "attention.returnsWindowMonths": [
    "Returns of so long are held against the margin",
    "С маржей сравниваются возвраты за",
  ],
  "attention.reviewTaskDays": [
    "A review or mention that was found is answered within",
    "На найденный отзыв отвечаем в течение",
  ],
  "attention.answerDays": ["Messages in a row are answered within", "На серию сообщений отвечаем в течение"],
  "attention.calmMessages": [
    "Calm messages before that make anger sudden",
    "Спокойных сообщений до того, чтобы гнев был внезапным",
  ],
  "attention.habitComplaints": [
    "Angry days and bad reviews that are a habit",
    "Гневных дней и плохих отзывов, которые уже привычка",
  ],
  "attention.rhythmPurchases": [
    "Days with a purchase that show how often somebody buys",
    "Дней с покупкой, по которым видно, как часто покупают",
  ],
  "attention.reviewedDays": [
    "A review or mention that is older is not pointed out",
    "На отзыв старше этого не указываем",
  ],
  "attention.heardDays": [
    "Words of a message that is older are not pointed out",
    "На слова из сообщений старше этого не указываем",
  ],
  "discounts.*.verdict": ["answer", "ответ"],
  "discounts.*.conditions": ["in return for one of", "в обмен на одно из"],
  "discounts.*.months": ["under contract, and nothing overdue, for", "по договору и без просрочек"],
  "discounts.*.instead": ["what to give instead, best first", "что дать взамен, сначала лучшее"],
  "service.overdueDays": [
    "Late by so much, our part done: work pauses",
    "Просрочка при выполненной нашей части: пауза",
  ],
  "service.unpaidGroundDays": ["Late by so much: a ground", "Просрочка, которая становится основанием"],
  "service.silentDays": ["No answer for so long: work pauses", "Нет ответа столько: пауза"],
  "service.silentGroundDays": ["No answer for so long: a ground", "Молчание, которое становится основанием"],
  "service.pausedReviewDays": ["A pause is looked at every", "Паузу пересматриваем каждые"],
  "service.compensationDays": [
    "A loss through our fault is decided on within",
    "О потерях по нашей вине решаем в течение",
  ],
  "service.questionsAtOnce": [
    "So many questions at once: one call for all",
    "Столько вопросов разом: один звонок по всем",
  ],
  "appeal.windowDays": [
    "From being told, a client can appeal within",
    "С уведомления клиент может подать апелляцию в течение",
  ],
  "appeal.verdictDays": ["An appeal is judged within", "Решение по апелляции в течение"],
  "winBack.offerDays": [
    "An offer to come back that nobody answers lapses after",
    "Предложение вернуться без ответа истекает через",
  ],
  "handover.verifiedDays": [
    "A provider who was verified longer ago is not offered",
    "Исполнителя, проверенного раньше, не предлагаем",
  ],
  "handover.matchDays": ["A provider is looked for at most", "Исполнителя ищем не дольше"],
  "handover.offerDays": ["The client answers within", "Клиент отвечает в течение"],
  "handover.providerDays": ["The provider answers within", "Исполнитель отвечает в течение"],
  "handover.exportDays": ["The data are there within", "Данные передаются в течение"],
  "handover.moveDays": [
    "A move that nobody confirms has taken place after",
    "Неподтверждённый переход считается состоявшимся через",
  ],
  "handover.moveReminderDays": ["Before a move, we are reminded", "О переходе напоминаем за"],
  "reports.retentionDays": [
    "After a discount, who is still a client after",
    "После скидки смотрим, кто остался клиентом через",
  ],
  "reports.netValueDays": ["What an admission has brought after", "Что дал приём клиента через"],
  "tasks.dueDays": [
    "A task is due within, unless its rule says otherwise",
    "Срок задачи, если правило не говорит иного",
  ],
  "tasks.remindAfterDays": ["Overdue for so long: a reminder", "Просрочена столько: напоминание"],
  "tasks.escalateAfterDays": [
    "Overdue for so long: it goes to a senior",
    "Просрочена столько: переходит старшему",
  ],
  "tasks.stalledMinutes": [
    "What does not succeed for so long is a task for ops",
    "Что не удаётся столько, становится задачей поддержки",
  ],
};

/** Words that stand in a policy only. */
export const WORDS: Readonly<Record<string, Pair>> = {
  free: ["yes, in return for nothing", "да, ничего взамен"],
  conditional: ["yes, on a condition", "да, с условием"],
  proven: [
    "yes, on a condition and with the cheaper offer shown",
    "да, с условием и показанным предложением",
  ],
  compensate: ["no discount: the loss is made good", "без скидки: потери возмещаются"],
  none: ["a soft no", "мягкий отказ"],
  facts: ["facts only", "только факты"],
  all: ["everything", "всё"],
  consulting: ["consulting", "консультация"],
  loyalty: ["loyalty scheme", "программа лояльности"],
  promotion: ["promotion", "акция"],
  extras: ["extras", "дополнения"],
  referral: ["referral", "рекомендация другого"],
  raffle: ["raffle", "розыгрыш"],
  findCause: ["find the cause", "найти причину"],
  compensation: ["compensation", "возмещение"],
};

/** The place in {@link NAMES}, and the names that `*` stands for; null where there is none. */
export function namedAt(path: string): { readonly at: string; readonly names: readonly string[] } | null {
  const parts = path.split(".");
  for (const at of Object.keys(NAMES)) {
    const asked = at.split(".");
    if (asked.length === parts.length && asked.every((part, n) => part === "*" || part === parts[n]))
      return { at, names: parts.filter((_, n) => asked[n] === "*") };
  }
  return null;
}

/** A pair in a language; the code where there is none. */
export const pairIn = (
  pairs: Readonly<Record<string, Pair>>,
  language: ConsoleLanguage,
  code: string,
): string => (Object.hasOwn(pairs, code) ? pairs[code]?.[language === "en" ? 0 : 1] : undefined) ?? code;
