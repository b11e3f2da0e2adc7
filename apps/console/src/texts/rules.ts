// Conditions of rules in Russian. The machine names each in English; a condition that is not here is shown as it names it.
import { ASK_PATTERNS, ASKS } from "./asks.ts";
import type { ConsoleLanguage } from "./language.ts";

const RU: Readonly<Record<string, string>> = {
  "a cause of suspension stands": "причина приостановки остаётся",
  "a contract is in force from before": "прежний договор действует",
  "a demand behind the threat is on record, and none is without an alternative offered":
    "требование за угрозой записано, и по каждому предложена замена",
  "a flagged prospect is admitted by a manager": "обратившегося с тревожными признаками принимает менеджер",
  "a ground to part stands": "основание для расставания есть",
  "a legal hold stands": "действует юридическая заморозка",
  "a loss through our fault waits for a decision": "потери по нашей вине ждут решения",
  "a notice of ours failed on every channel": "наше уведомление не прошло ни по одному каналу",
  "a notice of ours failed, and the client has another channel":
    "наше уведомление не прошло, и у клиента есть другой канал",
  "a personal service, and no other specialist": "услуга личная, и другого специалиста нет",
  "a provider fits": "подходящий исполнитель есть",
  "a restriction is in force": "действует ограничение",
  "a soft no asks for nothing": "мягкий отказ ничего не требует",
  "a warning came back that had counted as delivered, and moves nothing any more":
    "вернулось предупреждение, которое считалось доставленным, и оно уже ничего не меняет",
  "a warning is pending, or the incident happened before the last one was delivered":
    "предупреждение ещё в пути, или происшествие случилось до доставки последнего",
  "an appeal on this decision is open": "апелляция на это решение открыта",
  "an exit of ours does not fall with it": "наше расставание этим не отменяется",
  "an incident after the second warning's delivery opened the ground":
    "основание открыло происшествие после доставки второго предупреждения",
  "another person approves than requested": "согласует не тот, кто предложил",
  "another person confirms than reported": "подтверждает не тот, кто сообщил",
  "another person judges than decided": "оценивает не тот, кто решил",
  "another person than legal orders it": "распоряжается не юрист",
  "another provider fits": "подходит другой исполнитель",
  "building and supporting it costs more than the client pays":
    "сделать и поддерживать дороже, чем платит клиент",
  "by what is on record, the invoice is not paid, credited or voided":
    "по записям счёт не оплачен, не списан и не отменён",
  "every channel has failed": "ни один канал не сработал",
  "fewer than two warnings stand": "действующих предупреждений меньше двух",
  "how the client is reached was put right, and can be written to":
    "контакты исправлены, и клиенту можно писать",
  "it can do all that is needed": "умеет всё, что нужно",
  "it happened after the last warning was delivered, and none is pending":
    "случилось после доставки последнего предупреждения, и других в пути нет",
  "it is conduct towards our people, not criticism": "это поведение по отношению к людям, а не критика",
  "it is off the roadmap": "этого нет в наших планах",
  "it is older than a judgement that it would have changed": "оно старше решения, которое могло бы изменить",
  "it takes one more client": "может взять ещё одного клиента",
  "it was verified lately": "недавно проверен",
  "it was written after the channel was closed": "написано после закрытия канала",
  "it works where the client is": "работает там, где клиент",
  "its price is within the budget": "цена укладывается в бюджет",
  "legal has answered for the ground conduct": "юристы ответили об основании «поведение»",
  "legal has answered whether a clause covers the ground":
    "юристы ответили, есть ли пункт договора на это основание",
  "legal has reviewed the exit clause": "юристы проверили пункт о расторжении",
  "life changed, and repositioning failed": "жизнь изменилась, а новое предложение не помогло",
  "no appeal on the exit is open": "апелляции на расставание нет",
  "no appeal on this decision was filed before": "это решение раньше не обжаловали",
  "no cause of the suspension is left": "причин приостановки не осталось",
  "no confirmed incident is open": "подтверждённых открытых происшествий нет",
  "no exit request is open": "открытого предложения расстаться нет",
  "no legal hold stands": "юридической заморозки нет",
  "no legal hold stands already": "юридической заморозки ещё нет",
  "no manager was asked to look at it before": "менеджера об этом ещё не просили",
  "no offer was made before": "предложения ещё не делали",
  "no open fault of ours explains the incident": "происшествие не объясняется нашей открытой ошибкой",
  "no open fault of ours explains what the client did":
    "поступки клиента не объясняются нашей открытой ошибкой",
  "no other client needs it": "другим клиентам это не нужно",
  "no other provider fits": "другой исполнитель не подходит",
  "no other warning waits, and every channel has failed":
    "других предупреждений в пути нет, и ни один канал не сработал",
  "no other warning waits, and the client has another channel":
    "других предупреждений в пути нет, и у клиента есть другой канал",
  "no restriction is in force": "ограничения нет",
  "no strike counts": "действующих предупреждений нет",
  "no warning waits any more": "предупреждений в пути больше нет",
  "no warning waits for its delivery": "ни одно предупреждение не ждёт доставки",
  "nobody was alerted to this streak yet": "об этой серии ещё никого не предупреждали",
  "one warning is in force": "действует одно предупреждение",
  "our part is done": "наша часть выполнена",
  "our terms were refused": "наши условия отвергнуты",
  "returns cost more than the margin": "возвраты стоят больше маржи",
  "sales and a manager, two people, have signed": "подписали двое: продажи и менеджер",
  "silence does not pause the work already": "работа ещё не приостановлена из-за молчания",
  "somebody wrote it": "это написал человек",
  "somebody vouches for whoever says it: the event is signed":
    "за того, кто это говорит, есть кому поручиться: событие подписано",
  "the call about the exit reached the client": "до клиента дозвонились о расставании",
  "the call about the pending warning reached the client": "до клиента дозвонились о предупреждении",
  "the cause can be cured": "причину можно устранить",
  "the cause is cured": "причина устранена",
  "the cause is lost contact, our broken agreement, a cheaper offer or an obstacle":
    "причина — потерянная связь, нарушение с нашей стороны, более дешёвое предложение или препятствие",
  "the client can be reached by telephone only": "с клиентом можно связаться только по телефону",
  "the client has announced that they leave": "клиент объявил, что уходит",
  "the client has another channel": "у клиента есть другой канал",
  "the client is core or wavering": "клиент основной или колеблется",
  "the client is marked as a VIP": "клиент отмечен как VIP",
  "the client is not marked yet": "клиент ещё не отмечен",
  "the client is retail": "клиент розничный",
  "the client moves to another tier": "клиент переходит на другой уровень",
  "the client rejected the workarounds": "клиент отверг обходные пути",
  "the client wants no mailings": "клиент не хочет рассылок",
  "the client was spoken to, or calls failed or do not apply":
    "с клиентом поговорили, или звонки не удались либо не нужны",
  "the consent is for the provider offered": "согласие дано на предложенного исполнителя",
  "the consent taken back is the provider's in question": "отозвано согласие на этого исполнителя",
  "the consent to other data items stands": "согласие на остальные данные действует",
  "the contract can be ended on this ground": "договор можно расторгнуть по этому основанию",
  "the contract can be ended, or the client is not restricted yet":
    "договор можно расторгнуть, или клиент ещё не ограничен",
  "the contract cannot be ended on this ground": "договор нельзя расторгнуть по этому основанию",
  "the contract was not rewritten to our harm": "договор не переписан во вред нам",
  "the decision is a warning, a restriction or an exit of ours that stands":
    "решение — действующее предупреждение, ограничение или расставание",
  "the dossier has its six sections": "в досье есть все шесть разделов",
  "the dossier is newer than the last confirmed incident":
    "досье новее последнего подтверждённого происшествия",
  "the effect that is named is on record": "названное действие есть в журнале",
  "the evidence is newer than the last goodbye": "доказательство новее последнего расставания",
  "the exit falls with it": "вместе с ним отменяется расставание",
  "the exit rests on this warning": "расставание держится на этом предупреждении",
  "the export reached the provider in question": "данные дошли до этого исполнителя",
  "the export to the provider in question failed for good": "передать данные этому исполнителю не удалось",
  "the fact that the refusal names is on record": "факт, на который ссылается отказ, записан",
  "the farewell reached the client in writing": "прощальное письмо дошло до клиента",
  "the farewell's last attempt arrived": "последняя попытка прощального письма дошла",
  "the farewell's last attempt failed": "последняя попытка прощального письма не удалась",
  "the fault of ours that is named is on record": "названная наша ошибка записана",
  "the fault was not cured before it began": "ошибка исправлена не раньше, чем началась",
  "the ground of an exit under way is not gone by it": "основание идущего расставания этим не исчезает",
  "the ground of the exit is gone": "основание расставания исчезло",
  "the ground of the request is gone": "основание предложения исчезло",
  "the handover is done, declined, or none fits": "передача завершена, отклонена или некому передать",
  "the handover is still open": "передача ещё не завершена",
  "the incident is explained by faults of ours": "происшествие объясняется нашими ошибками",
  "the incident is not confirmed or dismissed yet": "происшествие ещё не подтверждено и не отклонено",
  "the incident was reported": "о происшествии сообщили",
  "the incident was reported and is still undecided": "о происшествии сообщили, решения ещё нет",
  "the last day that the farewell names has come": "последний день, названный в письме, наступил",
  "the last exit was not for conduct": "прошлое расставание было не из-за поведения",
  "the matrix of the policy allows it, or it is a soft no":
    "таблица политики это разрешает, или это мягкий отказ",
  "the message came in on a closed channel": "сообщение пришло по закрытому каналу",
  "the net value is assessed and not negative": "чистая польза оценена и не отрицательна",
  "the net value is not negative": "чистая польза не отрицательна",
  "the note on the record of a client restricted for conduct stands":
    "заметка об ограничении за поведение действует",
  "the notice was a warning that counts as delivered":
    "уведомление было предупреждением, которое считается доставленным",
  "the notice's last attempt is in doubt": "о последней попытке уведомления ничего не известно",
  "the offer reached the client": "предложение дошло до клиента",
  "the pending warning's last attempt arrived": "последняя попытка предупреждения дошла",
  "the pending warning's last attempt failed": "последняя попытка предупреждения не удалась",
  "the prospect's goals fit what we do": "цели обратившегося подходят к тому, что мы делаем",
  "the provider asked has accepted": "исполнитель, которого спросили, согласен",
  "the provider asked refused, and another fits": "исполнитель отказал, но подходит другой",
  "the provider asked refused, and no other fits": "исполнитель отказал, и другого нет",
  "the registered letter is about the exit": "заказное письмо — о расставании",
  "the restriction has a ground other than conduct": "ограничение не из-за поведения",
  "the task is on record": "задача есть в журнале",
  "the threat is assessed, and solving costs more than it risks":
    "угроза оценена, и уступить дороже, чем она стоит",
  "the tier is above low": "уровень выше низкого",
  "the tier is high": "уровень высокий",
  "the tier is not low, or no bonus comes with the letter": "уровень не низкий, или письмо без бонуса",
  "there were two goodbyes": "расставались уже дважды",
  "this intake follows a return": "это приём после возвращения",
  "this invoice does not pause the work already": "работа ещё не приостановлена из-за этого счёта",
  "this is the request that is open": "это открытый запрос",
  "two people found the sabotage deliberate": "двое сочли саботаж намеренным",
  "two warnings are in force": "действуют два предупреждения",
  "two warnings stand": "действуют два предупреждения",
  "what product answered about is what the client wants now":
    "продукт ответил о том, чего клиент хочет сейчас",
  "what the client needs is infeasible and not planned": "нужное клиенту невыполнимо и не запланировано",
  "what the letter told of does not hold any more": "то, о чём говорило письмо, больше не верно",
  "without the goodbye of the exit there were fewer than two": "без этого расставания их было меньше двух",
  "the tier is not low": "уровень не низкий",
};

/** Conditions with a number or a name in them. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^the relationship is where (.+) belongs: (.+)$/, "отношения там, где возможно $1: $2"],
  [/^(.+) may signal (.+)$/, "сообщать $2 могут: $1"],
  [/^(\d+) calls about the pending warning failed$/, "неудачных звонков о предупреждении: $1"],
  [/^(\d+) calls about the exit failed$/, "неудачных звонков о расставании: $1"],
  [
    /^at least (\d+) streaks of (\d+) days were found not urgent$/,
    "не меньше $1 серий за $2 дн. признаны несрочными",
  ],
  [
    /^fewer than (\d+) streaks of (\d+) days were found not urgent$/,
    "меньше $1 серий за $2 дн. признаны несрочными",
  ],
  [/^a new review finds the client (.+) or (.+)$/, "новая оценка: клиент $1 или $2"],
  [
    /^asked again after our answer, or at least (\d+) questions at once$/,
    "спросили снова после ответа, или вопросов сразу не меньше $1",
  ],
  [
    /^at least (\d+) messages in a row, all channels together$/,
    "сообщений подряд по всем каналам не меньше $1",
  ],
  [/^draining in (\d+) reviews running$/, "отнимает силы по оценкам подряд: $1"],
  [/^fewer than (\d+) faults of ours in (\d+) days$/, "наших ошибок за $2 дн. меньше $1"],
  [/^filed within (\d+) days of being told$/, "подано не позже $1 дн. после сообщения"],
  [
    /^it came back within (\d+) days, neither answered nor appealed$/,
    "вернулось в течение $1 дн., без ответа и апелляции",
  ],
  [/^more than (\d+) hours were spent before the contract$/, "до договора потрачено больше $1 ч"],
  [/^no answer for at least (\d+) days$/, "нет ответа не меньше $1 дн."],
  [/^our part done, unpaid for (\d+) days$/, "наша часть выполнена, не оплачено $1 дн."],
  [/^silent for (\d+) days$/, "молчит $1 дн."],
  [
    /^the client was not pointed to the open channel for (\d+) hours$/,
    "клиенту не напоминали об открытом канале $1 ч",
  ],
  [
    /^the client's duties are done, or (\d+) days have passed since the client was told$/,
    "обязанности клиента выполнены, или с сообщения прошло $1 дн.",
  ],
  [/^the contact took more than (\d+) seconds$/, "контакт длился больше $1 с"],
  [
    /^the effort is not repaid, or (\d+) of our people asked off$/,
    "усилия не окупились, или сняться попросили: $1",
  ],
  [/^the ground (.+) is gone$/, "основание «$1» исчезло"],
  [/^the help is a (.+)$/, "вид помощи: $1"],
  [
    /^the net value is negative, or the margin at most (\d+) %$/,
    "чистая польза отрицательна, или маржа не больше $1 %",
  ],
  [/^the payment is at least (\d+) days late$/, "оплата опаздывает не меньше чем на $1 дн."],
  [/^the prepayment is at least (\d+) %$/, "предоплата не меньше $1 %"],
  [/^the transfer list is finished: (.+)$/, "список передачи завершён: $1"],
];

/** A condition in the language of the reader, or as the machine names it. */
export function ruleIn(language: ConsoleLanguage, says: string): string {
  if (language === "en") return says;
  const known = Object.hasOwn(RU, says) ? RU[says] : undefined;
  if (known !== undefined) return known;
  for (const [pattern, ru] of PATTERNS) if (pattern.test(says)) return says.replace(pattern, ru);
  return says;
}

/**
 * What a task asks, or what is open, in the language of the reader, or as the machine names it.
 * @param word puts a code of a closed list into words
 */
export function askIn(language: ConsoleLanguage, says: string, word: (code: string) => string): string {
  if (language === "en") return says;
  if (Object.hasOwn(ASKS, says)) return ASKS[says] ?? says;
  for (const [pattern, ru] of ASK_PATTERNS) {
    const parts = pattern.exec(says);
    if (parts) return ru.replaceAll(/\{(\d)\}/g, (_, n: string) => word(parts[Number(n)] ?? ""));
  }
  return ruleIn(language, says);
}
