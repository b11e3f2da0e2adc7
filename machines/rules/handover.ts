import { seqOf } from "../context/letters.ts";
import type { Context } from "../context.ts";
import type { Envelope } from "../events.ts";
import { route } from "../findings.ts";
import { dataOf, type Rule } from "./rule.ts";

/** R-HND-2: somebody fits. */
export const fits: Rule = (_, event) => [
  route("R-HND-2", "a provider fits", () => dataOf("providers.matched", event).candidates.length > 0),
];

const named = (provider: string | null, providerId: string) => provider === providerId;

/** R-HND-3: consent is for the provider that was offered. */
export const consented: Rule = (context, event) => [
  route("R-HND-3", "the consent is for the provider offered", () =>
    named(context.handover?.provider ?? null, dataOf("consent.given", event).providerId),
  ),
];

export const revoked: Rule = (context, event) => [
  route("R-HND-3", "the consent taken back is the provider's in question", () =>
    named(context.handover?.provider ?? null, dataOf("consent.revoked", event).providerId),
  ),
];

/** The items that the client still agrees to after taking some back; all are taken back where none is named. */
export function itemsLeft(context: Context, event: Envelope): readonly string[] {
  const { items } = dataOf("consent.revoked", event);
  return items === undefined ? [] : (context.handover?.items ?? []).filter((item) => !items.includes(item));
}

/** R-HND-3: the consent to some items was taken back; for the others it stands. */
export const narrowed: Rule = (context, event) => [
  ...revoked(context, event),
  route("R-HND-3", "the consent to other data items stands", () => itemsLeft(context, event).length > 0),
];

export const accepted: Rule = (context, event) => [
  route("R-HND-4", "the provider asked has accepted", () =>
    named(context.handover?.provider ?? null, dataOf("provider.accepted", event).providerId),
  ),
];

export const refusedNext: Rule = (context, event) => [
  route(
    "R-HND-4",
    "the provider asked refused, and another fits",
    () =>
      named(context.handover?.provider ?? null, dataOf("provider.refused", event).providerId) &&
      (context.handover?.candidates.length ?? 0) > 0,
  ),
];

export const refusedLast: Rule = (context, event) => [
  route(
    "R-HND-4",
    "the provider asked refused, and no other fits",
    () =>
      named(context.handover?.provider ?? null, dataOf("provider.refused", event).providerId) &&
      (context.handover?.candidates.length ?? 0) === 0,
  ),
];

export const nextLeft: Rule = (context) => [
  route("R-HND-4", "another provider fits", () => (context.handover?.candidates.length ?? 0) > 0),
];

export const exported: Rule = (context, event) => [
  route("R-HND-4", "the export reached the provider in question", () =>
    named(context.handover?.provider ?? null, dataOf("export.delivered", event).providerId),
  ),
];

/** What we were to give the provider could not be given. */
const exportBroke: Rule = (context, event) => [
  route("R-HND-4", "the export to the provider in question failed for good", () => {
    const { effect, effectId } = dataOf("effect.failed", event);
    return effect === "exportData" && seqOf(effectId) === context.handover?.exportSeq;
  }),
];

export const exportBrokeNext: Rule = (context, event) => [
  ...exportBroke(context, event),
  ...nextLeft(context, event),
];

export const exportBrokeLast: Rule = (context, event) => [
  ...exportBroke(context, event),
  route("R-HND-4", "no other provider fits", () => (context.handover?.candidates.length ?? 0) === 0),
];

export const stillOpen: Rule = (context) => [
  route("R-HND-4", "the handover is still open", () => context.handover?.outcome === "open"),
];
