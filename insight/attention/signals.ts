import type { FactsOfClient } from "../../archive/facts/kept.ts";
import {
  development,
  discounts,
  nextLook,
  overdue,
  precontract,
  returns,
  reviews,
  silence,
} from "./counts.ts";
import { type ClientCircumstances, known, type Signal } from "./signal.ts";
import { anger, askCancel, insults, orElse, questions, streaks } from "./talk.ts";

const RULES = [
  streaks,
  precontract,
  questions,
  insults,
  anger,
  orElse,
  askCancel,
  silence,
  overdue,
  returns,
  discounts,
  development,
  reviews,
];

/** What there is to notice about a client, and when time alone may add to it (ISO instant, or null). */
export interface Noticed {
  readonly signals: readonly Signal[];
  readonly next: string | null;
}

/** R-DEC-1, R-DEC-14, R-DEC-17, R-ARC-1 to 25: what facts about a client give to notice. It judges nobody. */
export function notice(facts: FactsOfClient, given: ClientCircumstances): Noticed {
  const ready = known(facts, given);
  return { signals: RULES.flatMap((rule) => rule(ready)), next: nextLook(ready) };
}

/** The signals in facts about a client; see {@link notice}. */
export const signalsOf = (facts: FactsOfClient, given: ClientCircumstances): readonly Signal[] =>
  notice(facts, given).signals;
