import type { EffectRef } from "../machines/index.ts";

/** What the client was to be written by an effect: a notice, or a pointer to the open channel. Null: nothing. */
export function writtenBy({ type, params }: EffectRef): { notice: string; channel: string } | null {
  const { notice, channel } = params as { notice: string; channel: string };
  if (type === "sendNotice") return { notice, channel };
  return type === "pointToChannel" ? { notice: "pointer", channel } : null;
}
