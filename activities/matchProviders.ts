import { placeOf } from "../archive/effects.ts";
import type { Provider } from "../archive/providers.ts";
import { DAY, type EffectParams } from "../machines/index.ts";
import type { Hand, Ports } from "./ports.ts";

const MOST = 20;
/** A need that names where: `region:berlin` asks for a provider that works in berlin. */
const REGION = "region:";

/** R-HND-2: meets every need, was verified lately, takes clients. */
function fits(
  provider: Provider,
  { needs, verifiedDays }: EffectParams<"matchProviders">,
  at: string,
): boolean {
  const age = Date.parse(at) - Date.parse(provider.verifiedAt);
  return (
    provider.capacity > 0 &&
    age <= verifiedDays * DAY &&
    needs.every((need) =>
      need.startsWith(REGION)
        ? provider.regions.includes(need.slice(REGION.length))
        : provider.capabilities.includes(need),
    )
  );
}

/** Looks up the providers that fit, the best price first. */
export const matchProviders =
  ({ catalogue }: Ports): Hand<"matchProviders"> =>
  async ({ id, params }, at) => {
    const all = await catalogue.providersFor(placeOf(id).client);
    const candidates = all
      .filter((provider) => fits(provider, params, at))
      .sort((a, b) => a.price - b.price || (a.id < b.id ? -1 : 1))
      .slice(0, MOST)
      .map((provider) => provider.id);
    return { type: "providers.matched", data: { effectId: id, candidates } };
  };
