import { placeOf } from "../../archive/place.ts";
import type { EffectActivity, Ports } from "../ports.ts";

/** R-COM-3: puts the note on the client's record, where our people see it before they talk. */
export const recordNote =
  ({ crm }: Ports): EffectActivity<"recordNote"> =>
  async ({ id, params: { note, seconds = null } }, at) => {
    await crm.note({ id, client: placeOf(id).client, note, seconds, at });
    return null;
  };
