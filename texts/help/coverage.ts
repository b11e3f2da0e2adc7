// R-HLP-3, R-REP-6: which share of the questions a guide already answers, and where one is missing.
import type { Guide, Guides, Language } from "./read.ts";

/** A question of a client's, filed under a topic. */
export interface AskedQuestion {
  /** ISO instant. */
  readonly at: string;
  /** An opaque id. */
  readonly client: string;
  readonly topic: string;
}

export interface TopicCoverage {
  readonly topic: string;
  readonly questions: number;
  readonly clients: number;
  /** Questions by clients who had asked about the topic before. */
  readonly repeated: number;
  /** Where it is answered; none: a gap. */
  readonly guides: readonly string[];
}

export interface Coverage {
  readonly questions: number;
  /** Questions whose topic a guide answers. */
  readonly answered: number;
  /** `answered` of `questions`, in percent with two decimals. */
  readonly share: number;
  /** Every topic, the most asked first; ties by name. */
  readonly topics: readonly TopicCoverage[];
}

const percent = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100;

/** The guides that answer each topic. */
function byTopic(guides: readonly Guide[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { at, answers } of guides)
    for (const topic of new Set(answers)) found.set(topic, [...(found.get(topic) ?? []), at]);
  return found;
}

/**
 * Holds questions against the catalogue. Memory grows with the clients and topics, not with the questions.
 * @param language counts only guides in this one
 */
export async function coverageOf(
  questions: AsyncIterable<AskedQuestion> | Iterable<AskedQuestion>,
  { guides }: Guides,
  language?: Language,
): Promise<Coverage> {
  const known = byTopic(
    guides.filter(({ languages }) => language === undefined || languages.includes(language)),
  );
  const topics = new Map<string, { questions: number; readonly clients: Set<string> }>();
  let asked = 0;
  let answered = 0;
  for await (const { client, topic } of questions) {
    asked += 1;
    if (known.has(topic)) answered += 1;
    const found = topics.get(topic) ?? { questions: 0, clients: new Set<string>() };
    found.questions += 1;
    found.clients.add(client);
    topics.set(topic, found);
  }
  return {
    questions: asked,
    answered,
    share: percent(answered, asked),
    topics: [...topics]
      .map(([topic, found]) => ({
        topic,
        questions: found.questions,
        clients: found.clients.size,
        repeated: found.questions - found.clients.size,
        guides: known.get(topic) ?? [],
      }))
      .sort((a, b) => b.questions - a.questions || (a.topic < b.topic ? -1 : 1)),
  };
}
