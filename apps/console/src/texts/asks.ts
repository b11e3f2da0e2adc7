// What tasks ask and what is open, in Russian: as the machine names it in English, by its whole text or by a pattern.
export const ASKS: Readonly<Record<string, string>> = {
  "answer the client's messages, in one dialogue": "ответить на сообщения клиента в одном диалоге",
  "ask for the data to be deleted": "попросить удалить данные",
  "ask the client what the next provider must do": "спросить клиента, что нужно от следующего исполнителя",
  "ask the provider whether it takes the client": "спросить исполнителя, возьмёт ли он клиента",
  "call the client": "позвонить клиенту",
  "complete the farewell": "завершить расставание",
  "confirm or dismiss what was noticed": "подтвердить или отклонить замеченное",
  "decide on the compensation": "решить о возмещении",
  "decide on the exit that was requested": "решить о предложенном расставании",
  "decide how long the work stays paused": "решить, сколько ещё работа стоит",
  "decide what follows after two warnings and a further incident":
    "решить, что дальше после двух предупреждений и нового происшествия",
  "decide whether the limits are still needed": "решить, нужны ли ещё ограничения",
  "decide whether the prospect is worth more work": "решить, стоит ли обратившийся дальнейшей работы",
  "do by hand what did not succeed": "сделать вручную то, что не удалось",
  "find another colleague for the client": "найти клиенту другого сотрудника",
  "find out who opened the channel": "выяснить, кто открыл канал",
  "find out whether the farewell arrived": "выяснить, дошло ли прощальное письмо",
  "find out whether the notice arrived": "выяснить, дошло ли уведомление",
  "find out whether the warning arrived": "выяснить, дошло ли предупреждение",
  "give the client the export": "отдать клиенту его данные",
  "give the provider the data that the client agreed to":
    "передать исполнителю данные, на которые согласен клиент",
  "help the client to move": "помочь клиенту перейти",
  "judge the appeal": "рассмотреть апелляцию",
  "judge whether it is urgent": "оценить, срочно ли это",
  "look at a client who drains us": "посмотреть на клиента, который отнимает силы",
  "look at a client whose tier has changed": "посмотреть на клиента, у которого изменился уровень",
  "look at the case": "разобраться в деле",
  "look for a provider by hand: none in the catalogue fits":
    "найти исполнителя вручную: в каталоге подходящего нет",
  "look once more at a decision: what it rests on has changed":
    "пересмотреть решение: его основание изменилось",
  "look whether what the import had led to still stands":
    "проверить, остаётся ли в силе то, к чему привёл импорт",
  "make good what our fault did": "исправить последствия нашей ошибки",
  "make the one offer to stay": "сделать единственное предложение остаться",
  "offer the provider, and ask which data may go there":
    "предложить исполнителя и спросить, какие данные передать",
  "post the letter": "отправить письмо",
  "remind the team of the note on the record": "напомнить команде о заметке",
  "see that client and provider are ready to move": "убедиться, что клиент и исполнитель готовы",
  "see that the colleague has taken over": "убедиться, что коллега принял дела",
  "see to the move": "проследить за переходом",
  "send the guide": "отправить инструкцию",
  "speak the farewell": "проговорить расставание по телефону",
  "speak the warning": "проговорить предупреждение по телефону",
  "find out why it does not succeed": "выяснить, почему не удаётся",
  // what became of a report
  "confirmed; a warning was sent": "подтверждено; отправлено предупреждение",
  "confirmed; the warning was struck out on appeal": "подтверждено; предупреждение снято по апелляции",
  "confirmed; a fault of ours explains it, which is made good, and a boundary was stated":
    "подтверждено; объясняется нашей ошибкой, которую исправляем; обозначена граница",
  "confirmed; it is a ground to part, which the manager decides on":
    "подтверждено; это основание расстаться, решает менеджер",
  "confirmed; it has joined the dossier": "подтверждено; добавлено в досье",
  dismissed: "отклонено",
  "the relationship has ended since": "с тех пор отношения закончились",
  "waits: somebody else has to confirm or dismiss it":
    "ждёт: подтвердить или отклонить должен другой человек",
  "a colleague has taken the client over": "клиента принял другой сотрудник",
  "waits: a manager looks for a colleague": "ждёт: менеджер ищет другого сотрудника",
  // what was noticed
  "messages in a row before we answered": "сообщения подряд до нашего ответа",
  "much work before the contract": "много работы до договора",
  "questions asked again after our answer, or many at once": "вопросы повторно после ответа или много сразу",
  "questions that a guide answers": "вопросы, на которые отвечает инструкция",
  "words that may be an insult": "слова, похожие на оскорбление",
  anger: "гнев",
  "“or else” said repeatedly": "повторяется «иначе…»",
  "asked and took it back nearly every day": "просит и отменяет почти каждый день",
  "no answer to us for long": "долго не отвечает нам",
  "an invoice is overdue": "счёт просрочен",
  "asked to pay less again and again": "снова и снова просит платить меньше",
  "development before product answered what is wanted": "разработка до ответа продукта о том, чего хотят",
  "a review or a mention was found": "найден отзыв или упоминание",
  "take note": "принять к сведению",
  "tell the client a boundary": "обозначить клиенту границу",
  "tell the client by telephone what no notice could": "сообщить по телефону то, что не удалось письмом",
  "thank the client": "поблагодарить клиента",
  // what is open
  "reported as criticism: nothing to confirm": "сообщено как критика: подтверждать нечего",
  "not cured yet": "ещё не исправлено",
  "the loss through our fault waits for a decision": "потери по нашей вине ждут решения",
  "a further incident after two warnings": "новое происшествие после двух предупреждений",
  "what the client brings and costs": "что клиент приносит и сколько стоит",
};

/** With a code of a closed list in them, which is put into words as well. */
export const ASK_PATTERNS: readonly (readonly [RegExp, string])[] = [
  [
    /^(\w+), reported: somebody else confirms or dismisses it$/,
    "{1}: подтвердит или отклонит другой человек",
  ],
  [/^(\w+) for (\w+), (\w+), told (\S+)$/, "{1} ({2}), {3}, сообщено {4}"],
  [/^(\w+) for (\w+), (\w+), not told yet$/, "{1} ({2}), {3}, ещё не сообщено"],
  [/^against the (\w+) for (\w+)$/, "против: {1} ({2})"],
  [/^an exit for (\w+)$/, "расстаться по основанию: {1}"],
  [/^whether a clause covers (\w+)$/, "есть ли пункт договора на основание: {1}"],
  [/^(\w+), under a threat$/, "{1}, под угрозой"],
];
