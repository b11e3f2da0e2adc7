import type { FactRow } from "../../archive/facts/kept.ts";
import type { Minor } from "../../values/money.ts";

type Demand = FactRow<"demands">;

/** What a client wants and has accepted nothing instead of, as all demands for it say together. */
export interface Want {
  readonly about: string;
  /** Of the demands. */
  readonly ids: readonly string[];
  readonly kind: Demand["kind"];
  /** When it was demanded first, as long as it is open, and last: ISO instants. */
  readonly since: string;
  readonly at: string;
  /** Alternatives that were offered. */
  readonly offered: readonly string[];
  /** What giving in would cost, as told last; null while nobody told. */
  readonly cost: Minor | null;
  readonly currency: string | null;
}

const CUSTOM = ["feature", "certificate", "other"];

/** R-DEC-5: whether it is of what we do not sell. */
export const isCustom = ({ kind }: Pick<Want, "kind">): boolean => CUSTOM.includes(kind);

const key = (demand: Demand): string => `${demand.at} ${JSON.stringify(demand)}`;

/**
 * The wants that are open, the one demanded last at the end. Accepting an alternative closes a want, until it is
 * demanded anew; a demand that was told of is told of further by another one for the same.
 */
export function wantsOf(demands: readonly Demand[]): Want[] {
  const ordered = [...demands].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const wants = [...new Set(ordered.map(({ about }) => about))].flatMap((about): Want[] => {
    const all = ordered.filter((demand) => demand.about === about);
    const closed = all.findLast(({ accepted }) => accepted !== null)?.at ?? "";
    const open = all.filter(({ at }) => at > closed);
    const last = open.at(-1);
    if (last === undefined) return [];
    const priced = open.findLast(({ cost }) => cost !== null);
    return [
      {
        about,
        ids: open.map(({ id }) => id),
        kind: last.kind,
        since: open[0]?.at ?? last.at,
        at: last.at,
        offered: [...new Set(open.flatMap(({ offered }) => offered ?? []))].sort(),
        cost: priced?.cost ?? null,
        currency: priced?.currency ?? null,
      },
    ];
  });
  return wants.sort((a, b) => (`${a.at} ${a.about}` < `${b.at} ${b.about}` ? -1 : 1));
}
