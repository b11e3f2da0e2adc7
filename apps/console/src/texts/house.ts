// Texts of the screens about our own people and our own rules.
export const HOUSE = {
  "nav.deputies": ["Deputies", "Замещения"],

  "deputies.title": ["Who stands in for whom", "Кто кого замещает"],
  "deputies.says": [
    "A deputy sees and takes what an absent colleague of the same role has to do. Each acts in their own name: four eyes stay four.",
    "Заместитель видит и берёт задачи отсутствующего коллеги той же роли. Каждый действует от своего имени: четыре глаза остаются четырьмя.",
  ],
  "deputies.empty": ["Nobody stands in for anybody.", "Никто никого не замещает."],
  "deputies.all": ["Show what is over too", "Показать и прошедшие"],
  "deputies.absent": ["Who is away", "Кого нет"],
  "deputies.deputy": ["Who stands in", "Кто замещает"],
  "deputies.from": ["From (now, if left out)", "С какого времени (сейчас, если не указано)"],
  "deputies.until": ["Until", "До"],
  "deputies.setBy": ["Named by", "Кто назначил"],
  "deputies.now": ["now", "сейчас"],
  "deputies.later": ["later", "позже"],
  "deputies.over": ["over", "прошло"],
  "deputies.endedBy": ["ended {at} by {actor}", "закончено {at}, {actor}"],
  "deputies.add": ["Name a deputy", "Назначить заместителя"],
  "deputies.role": ["In the role", "В роли"],
  "deputies.away": ["For you: {actor}", "За вас: {actor}"],
  "deputies.done": [
    "{deputy} stands in for {absent} until {until}.",
    "{deputy} замещает {absent} до {until}.",
  ],
  "deputies.end": ["End", "Закончить"],
  "deputies.endOf": ["End: {deputy} for {absent}", "Закончить: {deputy} за {absent}"],
  "deputies.same": ["Somebody else than who is away", "Не тот, кого нет"],
  "deputies.order": ["Later than the beginning", "Позже начала"],
  "deputies.past": ["A time that is still to come", "Время, которое ещё не прошло"],
} as const satisfies Readonly<Record<string, readonly [en: string, ru: string]>>;
