import { placeOf } from "../../archive/place.ts";
import { matchesOf, whyOf } from "../../machines/index.ts";
import type { EffectActivity, Ports } from "../ports.ts";

const MOST = 20;
/** As many as an event may tell of. */
const MOST_TOLD = 200;

/** R-HND-2: looks up the providers that fit, the best price first, and says of each why it fits or not. */
export const matchProviders =
  ({ catalogue }: Pick<Ports, "catalogue">): EffectActivity<"matchProviders"> =>
  async ({ id, params }, at) => {
    const all = await catalogue.providersFor(placeOf(id).client);
    const matches = matchesOf(all, params, at);
    const candidates = matches
      .filter(({ fits }) => fits)
      .slice(0, MOST)
      .map(({ provider }) => provider.id);
    const findings = matches
      .slice(0, MOST_TOLD)
      .map(({ provider, fits }) => ({ providerId: provider.id, fits, why: whyOf(provider, params, at) }));
    return { type: "providers.matched", data: { effectId: id, candidates, findings } };
  };
