import { bars } from "./bars.ts";
import { type Deeds, daysBetween, type Span, said, spanned, within } from "./deeds.ts";
import { SHADES } from "./plot.ts";
import { counted, left, plural, type Report, right, shareIn } from "./report.ts";

/** The events that the report reads. */
export const QUESTION_TYPES = ["questions.repeated", "answer.given", "help.needed"] as const;

/** What was answered, and asked again so soon, was not answered well. */
const AGAIN_DAYS = 14;

/** An answer or a guide, and how often it was asked again after it. */
export interface AnswerCount {
  readonly kind: string;
  readonly ref: string;
  readonly given: number;
  /** Questions that came again within a fortnight, none other answered in between. */
  readonly again: number;
}

export interface Asking {
  readonly client: string;
  readonly times: number;
  /** All questions of those times. */
  readonly questions: number;
  readonly afterAnswer: number;
}

export interface Questions {
  readonly answers: readonly AnswerCount[];
  readonly clients: readonly Asking[];
  /** Times of repeated questions that followed no answer of ours: nothing stands where one is missing. */
  readonly unanswered: number;
}

/** R-REP-6: repeated questions, and after which of our answers and guides they came. */
export async function questionsOf(deeds: Deeds, span: Span): Promise<Questions> {
  const answers = new Map<string, { kind: string; ref: string; given: number; again: number }>();
  const clients = new Map<string, { times: number; questions: number; afterAnswer: number }>();
  let unanswered = 0;
  let last = null as { client: string; at: string; answer: { again: number } } | null;
  for await (const deed of deeds) {
    if (last?.client !== deed.client) last = null;
    if (!QUESTION_TYPES.some((type) => type === deed.type)) continue;
    if (deed.type !== "questions.repeated") {
      const [kind, ref] = [said(deed, "kind"), said(deed, "ref")];
      if (deed.type === "help.needed" && kind !== "guide") continue;
      const answer = answers.get(`${kind}\n${ref}`) ?? { kind, ref, given: 0, again: 0 };
      answers.set(`${kind}\n${ref}`, answer);
      if (within(span, deed.at)) answer.given += 1;
      last = { client: deed.client, at: deed.at, answer };
      continue;
    }
    if (!within(span, deed.at)) continue;
    const own = clients.get(deed.client) ?? { times: 0, questions: 0, afterAnswer: 0 };
    clients.set(deed.client, own);
    own.times += 1;
    own.questions += Number(said(deed, "count"));
    if (said(deed, "afterAnswer") === "true") own.afterAnswer += 1;
    if (last && daysBetween(last.at, deed.at) <= AGAIN_DAYS) last.answer.again += 1;
    else unanswered += 1;
  }
  return {
    answers: [...answers.values()]
      .filter(({ given, again }) => given + again > 0)
      .sort((a, b) => b.again - a.again || b.given - a.given || (a.ref < b.ref ? -1 : 1)),
    clients: [...clients]
      .map(([client, own]) => ({ client, ...own }))
      .sort((a, b) => b.questions - a.questions || (a.client < b.client ? -1 : 1)),
    unanswered,
  };
}

/** What is to be done about an answer; nothing, where it is well. */
function gapOf({ ref, given, again }: AnswerCount, known: ReadonlySet<string>): string {
  if (known.has(ref)) return again > 0 ? "does not answer: mend the guide" : "";
  return given > 1 ? "no guide: write one" : "";
}

function picture(
  answers: readonly AnswerCount[],
  says: (answer: AnswerCount) => string,
  title: string,
): string {
  return bars({
    title,
    note: "Answers and guides: asked again after them, of how often they were given (R-REP-6)",
    legend: [
      ["#c92a2a", "asked again"],
      [SHADES[2], "not asked again"],
    ],
    groups: [
      {
        title: "Answers and guides",
        rows: answers.map((answer) => ({
          label: answer.ref,
          parts: [
            { value: answer.again, fill: "#c92a2a" },
            { value: Math.max(0, answer.given - answer.again), fill: SHADES[2] },
          ],
          told: `${counted(answer.again)} of ${counted(answer.given)}${says(answer) ? `: ${says(answer)}` : ""}`,
        })),
      },
    ],
  });
}

/**
 * `tenure report questions` (R-REP-6): repeated questions, and where the guides have gaps.
 * @param known what guides there are, by where they stand: an answer that none of them is may become one
 */
export async function questions(deeds: Deeds, span: Span, known: ReadonlySet<string>): Promise<Report> {
  const found = await questionsOf(deeds, span);
  const times = found.clients.reduce((sum, own) => sum + own.times, 0);
  const title = `${plural(times, "time")} that questions came again, ${spanned(span)}`;
  const says = (answer: AnswerCount) => gapOf(answer, known);
  const gaps = found.answers.filter((answer) => says(answer) !== "");
  return {
    empty: times + found.answers.length === 0,
    data: {
      ...span,
      times,
      unanswered: found.unanswered,
      answers: found.answers.map((answer) => ({
        ...answer,
        guide: known.has(answer.ref),
        gap: says(answer) || null,
      })),
      clients: found.clients,
    },
    sheets: [
      {
        title,
        columns: [
          left("answer or guide"),
          left("kind"),
          right("given"),
          right("asked again"),
          right("of given"),
          left(""),
        ],
        rows: found.answers.map((answer) => [
          answer.ref,
          answer.kind,
          counted(answer.given),
          counted(answer.again),
          shareIn({ count: answer.again, of: answer.given }),
          says(answer),
        ]),
      },
      {
        title: plural(found.clients.length, "client who asked again", "clients who asked again"),
        columns: [left("client"), right("times"), right("questions"), right("after our answer")],
        rows: found.clients.map((own) => [
          own.client,
          ...[own.times, own.questions, own.afterAnswer].map(counted),
        ]),
      },
    ],
    remarks: [
      `R-REP-6: asked again: within ${AGAIN_DAYS} days of the last answer; ${plural(found.unanswered, "time")} there was none.`,
      `${plural(gaps.length, "gap")} in the guides. \`tenure guides coverage --from FILE\` holds questions by topic against the catalogue.`,
    ],
    *csv() {
      yield ["kind", "ref", "guide", "given", "again"];
      for (const { kind, ref, given, again } of found.answers)
        yield [kind, ref, known.has(ref) ? 1 : 0, given, again];
    },
    svg: () => picture(found.answers, says, title),
  };
}
