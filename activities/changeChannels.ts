import { placeOf } from "../archive/effects.ts";
import type { Hand, Ports } from "./ports.ts";

/** Has the gate keep every channel but these closed. */
export const restrictChannels =
  ({ gate }: Ports): Hand<"restrictChannels"> =>
  async ({ id, params }, at) => {
    const { client, seq } = placeOf(id);
    await gate.enforce({ id, client, seq, allowed: params.allowed, at });
    return null;
  };

/** Has the gate open every channel. */
export const liftRestriction =
  ({ gate }: Ports): Hand<"liftRestriction"> =>
  async ({ id }, at) => {
    const { client, seq } = placeOf(id);
    await gate.enforce({ id, client, seq, allowed: null, at });
    return null;
  };
