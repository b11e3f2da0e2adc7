import { DAY } from "../clock.ts";
import { check, type Finding, passes } from "../findings.ts";
import type { Policy } from "../policy.ts";
import type { Needs } from "../view.ts";

/** What the rules read of another provider. Money in minor units, times as ISO instants. */
export interface Offered {
  readonly id: string;
  readonly capabilities: readonly string[];
  readonly regions: readonly string[];
  readonly price: number;
  /** Clients that it takes, and those that it has taken. */
  readonly capacity: number;
  readonly taken?: number;
  readonly verifiedAt: string;
}

/** What a client needs of another provider. What is left out is no condition. */
export interface WantedProvider {
  /** What it must be able to do. `region:berlin` asks for a place, as one of `regions` does. */
  readonly needs: readonly string[];
  /** Where it must work: everywhere of these. */
  readonly regions?: readonly string[] | undefined;
  /** Minor units. */
  readonly budget?: number | undefined;
  /** Verified at most so many days ago. */
  readonly verifiedDays: number;
}

/** R-HND-2: one provider held against what is wanted, condition by condition. */
export interface Match {
  readonly provider: Offered;
  readonly fits: boolean;
  readonly findings: readonly Finding[];
}

/** What the machine knows of a client's needs, as conditions under its policy. */
export const wantedBy = (told: Needs | null, { handover: { verifiedDays } }: Policy): WantedProvider => ({
  needs: told?.needs ?? [],
  regions: told?.regions,
  budget: told?.budget ?? undefined,
  verifiedDays,
});

const REGION = "region:";

/** The conditions in the order in which a person would ask. */
const CONDITIONS = ["needs", "regions", "budget", "capacity", "verified"] as const;
type FitCondition = (typeof CONDITIONS)[number];

function conditionsOf(
  provider: Offered,
  { needs, regions = [], budget, verifiedDays }: WantedProvider,
  at: string,
): Partial<Record<FitCondition, Finding>> {
  const must = needs.filter((need) => !need.startsWith(REGION));
  const places = [
    ...regions,
    ...needs.filter((need) => need.startsWith(REGION)).map((need) => need.slice(REGION.length)),
  ];
  const lacking = (wanted: readonly string[], has: readonly string[]) =>
    wanted.filter((word) => !has.includes(word));
  const lacks = lacking(must, provider.capabilities);
  const absent = lacking(places, provider.regions);
  const { price, capacity, taken = 0, verifiedAt } = provider;
  const daysAgo = (Date.parse(at) - Date.parse(verifiedAt)) / DAY;
  return {
    needs: check("R-HND-2", "it can do all that is needed", () => lacks.length === 0, {
      read: () => ({ lacks }),
      threshold: { value: must, from: "needs" },
    }),
    ...(places.length > 0 && {
      regions: check("R-HND-2", "it works where the client is", () => absent.length === 0, {
        read: () => ({ absent }),
        threshold: { value: places, from: "regions" },
      }),
    }),
    ...(budget !== undefined && {
      budget: check("R-HND-2", "its price is within the budget", () => price <= budget, {
        read: () => ({ price }),
        threshold: { value: budget, from: "budget" },
      }),
    }),
    capacity: check("R-HND-2", "it takes one more client", () => capacity - taken >= 1, {
      read: () => ({ capacity, taken }),
      threshold: { value: 1, from: "R-HND-2" },
    }),
    verified: check("R-HND-2", "it was verified lately", () => daysAgo <= verifiedDays, {
      read: () => ({ verifiedAt, daysAgo: Math.ceil(daysAgo) }),
      threshold: { value: verifiedDays, from: "policy handover.verifiedDays" },
    }),
  };
}

const better = (a: Match, b: Match): number =>
  Number(b.fits) - Number(a.fits) ||
  a.provider.price - b.provider.price ||
  (a.provider.id < b.provider.id ? -1 : 1);

/** R-HND-2: every provider, why it fits or not; those that fit come first, then the lower price. */
export function matchesOf(all: readonly Offered[], wanted: WantedProvider, at: string): Match[] {
  return all
    .map((provider) => {
      const findings = Object.values(conditionsOf(provider, wanted, at));
      return { provider, fits: passes(findings), findings };
    })
    .sort(better);
}

const LONGEST = 64;

/**
 * The reasons as the journal keeps them, short words with the value read: of a provider that fits each condition, of
 * another one those that failed, for instance `lacks:pears` or `verified:181`.
 */
export function whyOf(provider: Offered, wanted: WantedProvider, at: string): string[] {
  const findings = conditionsOf(provider, wanted, at);
  const fits = passes(Object.values(findings));
  return CONDITIONS.flatMap((condition): string[] => {
    const finding = findings[condition];
    if (!finding || finding.passed !== fits) return [];
    const { lacks, absent, price, capacity, taken, daysAgo } = finding.read;
    switch (condition) {
      case "needs":
        return fits ? ["needs:met"] : (lacks as string[]).map((need) => `lacks:${need}`);
      case "regions":
        return fits ? ["regions:met"] : (absent as string[]).map((region) => `absent:${region}`);
      case "budget":
        return [`price:${price}`];
      case "capacity":
        return [`left:${Math.max(0, Number(capacity) - Number(taken))}`];
      case "verified":
        return [`verified:${daysAgo}`];
    }
    return [];
  })
    .map((word) => word.slice(0, LONGEST))
    .slice(0, 20);
}
