/** A value as it stands in a journal: plain JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * What one condition of one rule said about one event: the smallest piece of an explanation.
 *
 * `passed` is null when the answer depends on data that the question did not bring (a dry `explain`).
 * `route` marks a condition that only chooses between outcomes; failing it is no reason for a refusal.
 */
export interface Finding {
  /** Requirement id, for instance `R-DEC-7`. */
  readonly rule: string;
  /** The condition in words, for people. */
  readonly says: string;
  readonly passed: boolean | null;
  /** What the rule looked at. Amounts in minor units, times as ISO instants, periods in days. */
  readonly read: { readonly [key: string]: Json };
  /** The limit it was held against and where that limit comes from. */
  readonly threshold?: { readonly value: Json; readonly from: string };
  readonly route?: true;
  /** It asks for a second person: whoever is refused by this alone has to find somebody else. */
  readonly secondPerson?: true;
}

/** Thrown by the data of a dry question when a rule reads it; caught by {@link ask} only. */
export class DataNotGiven extends Error {}

/** What the function finds, or undefined when it needs data that a dry question did not bring. */
export function ask<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof DataNotGiven) return undefined;
    throw error;
  }
}

interface CheckOptions {
  readonly read?: () => { readonly [key: string]: Json | undefined };
  readonly threshold?: { readonly value: Json; readonly from: string };
  readonly route?: boolean;
  readonly secondPerson?: boolean;
}

/** Evaluates one condition into a {@link Finding}; `test` and `read` may touch the event's data. */
export function check(rule: string, says: string, test: () => boolean, options: CheckOptions = {}): Finding {
  const given = ask(() => options.read?.() ?? {}) ?? {};
  const read: Record<string, Json> = {};
  for (const name in given) {
    const value = given[name];
    if (value !== undefined) read[name] = value;
  }
  return {
    rule,
    says,
    passed: ask(test) ?? null,
    read,
    ...(options.threshold && { threshold: options.threshold }),
    ...(options.route && { route: true }),
    ...(options.secondPerson && { secondPerson: true }),
  };
}

/** A condition that only chooses between outcomes of an admissible event. */
export function route(
  rule: string,
  says: string,
  test: () => boolean,
  options: Omit<CheckOptions, "route"> = {},
): Finding {
  return check(rule, says, test, { ...options, route: true });
}

/** Four eyes: a condition that only another person can meet. */
export function byAnother(
  rule: string,
  says: string,
  test: () => boolean,
  options: Omit<CheckOptions, "route" | "secondPerson"> = {},
): Finding {
  return check(rule, says, test, { ...options, secondPerson: true });
}

/** True when nothing failed and nothing was left open. */
export function passes(findings: readonly Finding[]): boolean {
  return findings.every((finding) => finding.passed === true);
}

/** Takes equal findings together: several candidate transitions ask the same question. */
export function distinct(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.rule}\n${finding.says}`;
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
}
