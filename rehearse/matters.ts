import type { EffectRef, Entry } from "../machines/index.ts";

type MatterKind = "warning" | "restriction" | "exit";

/** A decision, as a story speaks of it: `warning 1`. */
interface Matter {
  readonly kind: MatterKind;
  readonly id: string;
}

const decided = ({ type, params }: EffectRef): Matter | null => {
  const { notice, about, decisionId, kind } = params as Partial<Record<string, string>>;
  if (type === "freezeDossier" && decisionId !== undefined) return { kind: "exit", id: decisionId };
  // A client without a written channel is warned by a call.
  if (type === "openTask" && kind === "callWarning" && typeof about === "string")
    return { kind: "warning", id: about };
  if (type !== "sendNotice" || typeof about !== "string") return null;
  if (notice === "N4") return { kind: "warning", id: about };
  return notice === "N5" ? { kind: "restriction", id: about } : null;
};

const effectsOf = (entries: readonly Entry[]) => entries.flatMap((entry) => entry.effects);

function matters(entries: readonly Entry[]): Matter[] {
  const seen = new Map<string, Matter>();
  for (const matter of effectsOf(entries).map(decided)) if (matter) seen.set(matter.id, matter);
  return [...seen.values()];
}

/** The id of `warning 1`, `restriction`, `exit` (without a number: the last one), or null. */
export function idOf(words: string, entries: readonly Entry[]): string | null {
  const [, kind, number] = /^(warning|restriction|exit)(?: (\d+))?$/.exec(words) ?? [];
  const found = matters(entries).filter((matter) => matter.kind === kind);
  return (number === undefined ? found.at(-1) : found[Number(number) - 1])?.id ?? null;
}

/** A decision's id in words, a notice's by its name; other ids as they are. */
export function wordsOf(id: string, entries: readonly Entry[]): string {
  const all = matters(entries);
  const matter = all.find((one) => one.id === id);
  if (!matter) {
    const effect = effectsOf(entries).find((one) => one.id === id);
    return (effect?.params as { notice?: string } | undefined)?.notice ?? id;
  }
  return `${matter.kind} ${all.filter((one) => one.kind === matter.kind).indexOf(matter) + 1}`;
}

/** The effect that `N4` (the last attempt), `N4 2` (the second attempt) or `matchProviders` names, or null. */
export function effectOf(words: string, entries: readonly Entry[]): EffectRef | null {
  const [, name, number] = /^(\w+)(?: (\d+))?$/.exec(words) ?? [];
  const found = effectsOf(entries).filter(({ type, params }) =>
    type === "sendNotice" ? (params as { notice: string }).notice === name : type === name,
  );
  return (number === undefined ? found.at(-1) : found[Number(number) - 1]) ?? null;
}
