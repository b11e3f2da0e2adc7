import type { Suggestion } from "../archive/suggestions.ts";
import { type SignalKind, signalKind } from "../insight/attention/kinds.ts";
import { machineId } from "../insight/dossier/facts.ts";
import type { EventType } from "../machines/index.ts";

/** What the relationship is told when a person confirms a suggestion, as far as the facts tell it. */
export interface ToldBy {
  readonly type: EventType;
  readonly data: Readonly<Record<string, unknown>>;
}

type TextReader = (client: string, refs: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** Most pieces of evidence that a report of an incident takes. */
const MOST_EVIDENCE = 20;

/**
 * The event that a suggestion stands for; null where the machine hears of none.
 * @param urgent of a streak: whether it was (R-DEC-1)
 */
export async function toldBy(
  { id, kind, client, at, facts, words, numbers }: Suggestion,
  textsOf: TextReader,
  urgent = true,
): Promise<ToldBy | null> {
  const { event: type } = signalKind(kind as SignalKind);
  const told = async (): Promise<ToldBy["data"]> => {
    switch (kind as SignalKind) {
      case "streak":
        return { streakId: id, urgent };
      case "questions":
        return { count: numbers.count, afterAnswer: numbers.afterAnswer };
      case "covered":
        return { kind: "guide", ref: numbers.guide };
      case "anger":
        return { kind: "colleague", ref: id };
      case "insult": {
        // The words are evidence now: they are kept once more, under the incident.
        const refs = [...new Set(words.map(({ ref }) => ref))].slice(0, MOST_EVIDENCE);
        const texts = await textsOf(client, refs);
        return { incidentId: id, category: numbers.category, happenedAt: at, evidence: [...texts.values()] };
      }
      case "silence":
        return { since: numbers.since };
      case "overdue":
        return { invoiceId: machineId(String(numbers.invoice)), dueOn: numbers.due, amount: numbers.amount };
      case "returns":
        return { about: { ground: "returns", cost: numbers.cost, margin: numbers.margin } };
      case "discounts":
        return { granted: false, condition: null, kind: numbers.last };
      case "review":
        return { ref: machineId(facts[0] ?? ""), good: numbers.good };
      default:
        return {};
    }
  };
  return type === null ? null : { type, data: await told() };
}
