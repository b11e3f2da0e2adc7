// What of an entry, a finding or an explanation a role may read (R-ROL-1, R-ROL-2): one table, by the names of fields.
import {
  type Entry,
  type Explanation,
  eventSpec,
  type Finding,
  isEventType,
  type Role,
} from "../machines/index.ts";
import { seesDossiers, seesWorth } from "./access.ts";

/** Whether a role may read fields of a class. */
const CLASSES = { worth: seesWorth, dossier: seesDossiers } as const;

/**
 * Fields that are not for everybody, wherever they stand in what an event or a condition says: what clients bring,
 * cost, owe and are offered, which tier and segment they are in, and what a dossier holds.
 */
const FIELDS: Readonly<Record<string, keyof typeof CLASSES>> = {
  amount: "worth",
  benefit: "worth",
  bonusRef: "worth",
  budget: "worth",
  build: "worth",
  cost: "worth",
  costs: "worth",
  effortRepaid: "worth",
  loss: "worth",
  margin: "worth",
  netValue: "worth",
  oldTotal: "worth",
  owed: "worth",
  pays: "worth",
  prepayPct: "worth",
  revenue: "worth",
  segment: "worth",
  support: "worth",
  tier: "worth",
  total: "worth",
  value: "worth",
  assessed: "dossier",
  demand: "dossier",
  risks: "dossier",
  sections: "dossier",
  sums: "dossier",
  verdict: "dossier",
};

/** What is published: no sum of a client's is in it. */
const POLICY = "policy";

function without(value: unknown, hidden: (field: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, hidden));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([field, held]) =>
      hidden(field) ? [] : [[field, field === POLICY ? held : without(held, hidden)]],
    ),
  );
}

/** The class of a field: conditions name sums of a kind by a word before it, as in `marginCost`. */
function classOf(field: string): keyof typeof CLASSES | null {
  const last = /[A-Z]?[a-z]+$/.exec(field)?.[0] ?? "";
  for (const name of [field, last.toLowerCase()])
    if (Object.hasOwn(FIELDS, name)) return FIELDS[name] ?? null;
  return null;
}

const hiddenFrom =
  (role: Role) =>
  (field: string): boolean => {
    const kind = classOf(field);
    return kind !== null && !CLASSES[kind](role);
  };

/** Any value as a role may read it, by the names of its fields. */
export const presented = <T>(role: Role, value: T): T =>
  // What is cut out of it are fields of open objects.
  without(value, hiddenFrom(role)) as T;

/** Limits that are published, or that conditions of a rule, a provider or an event have by themselves. */
const PUBLISHED = /^(policy .*|R-[A-Z]+-\d+|needs|regions|roles of the event)$/;

/** Whether a limit that a value was held against is for a role: some are sums of the client's. */
function readsLimit(role: Role, from: string): boolean {
  if (PUBLISHED.test(from)) return true;
  return from === "budget" ? seesWorth(role) : seesWorth(role) && seesDossiers(role);
}

/** A condition as a role may read it: what it says and whether it held, without sums that are not for them. */
export function presentedFinding(role: Role, finding: Finding): Finding {
  const { threshold, ...rest } = finding;
  const limit = threshold && readsLimit(role, threshold.from) ? { threshold } : {};
  return { ...rest, ...limit, read: presented(role, finding.read) };
}

/** An explanation as a role may read it. */
export function presentedExplanation(role: Role, told: Explanation): Explanation {
  const shown = (finding: Finding) => presentedFinding(role, finding);
  return {
    ...told,
    admission: told.admission.map(shown),
    candidates: told.candidates.map((one) => ({ ...one, findings: one.findings.map(shown) })),
    misplaced: told.misplaced.map(shown),
  };
}

/** Whether a role may say such an event itself: then it may read what it says. */
const says = (role: Role, type: string): boolean => isEventType(type) && eventSpec(type).roles.includes(role);

/** An entry as a role may read it. Its hash is the one of the whole: only who may read all of it can check it. */
export function presentedEntry(role: Role, entry: Entry): Entry {
  const hidden = hiddenFrom(role);
  return {
    ...entry,
    data: says(role, entry.type) ? entry.data : without(entry.data, hidden),
    findings: entry.findings.map((finding) => presentedFinding(role, finding)),
    effects: entry.effects.map((effect) => ({ ...effect, params: without(effect.params, hidden) })),
  };
}
