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
    named(context.farewell?.provider ?? null, dataOf("consent.given", event).providerId),
  ),
];

export const revoked: Rule = (context, event) => [
  route("R-HND-3", "the consent taken back is the provider's in question", () =>
    named(context.farewell?.provider ?? null, dataOf("consent.revoked", event).providerId),
  ),
];

export const accepted: Rule = (context, event) => [
  route("R-HND-4", "the provider asked has accepted", () =>
    named(context.farewell?.provider ?? null, dataOf("provider.accepted", event).providerId),
  ),
];

export const refusedNext: Rule = (context, event) => [
  route(
    "R-HND-4",
    "the provider asked refused, and another fits",
    () =>
      named(context.farewell?.provider ?? null, dataOf("provider.refused", event).providerId) &&
      (context.farewell?.candidates.length ?? 0) > 0,
  ),
];

export const refusedLast: Rule = (context, event) => [
  route(
    "R-HND-4",
    "the provider asked refused, and no other fits",
    () =>
      named(context.farewell?.provider ?? null, dataOf("provider.refused", event).providerId) &&
      (context.farewell?.candidates.length ?? 0) === 0,
  ),
];

export const nextLeft: Rule = (context) => [
  route("R-HND-4", "another provider fits", () => (context.farewell?.candidates.length ?? 0) > 0),
];

export const exported: Rule = (context, event) => [
  route("R-HND-4", "the export reached the provider in question", () =>
    named(context.farewell?.provider ?? null, dataOf("export.delivered", event).providerId),
  ),
];

export const stillOpen: Rule = (context) => [
  route("R-HND-4", "the handover is still open", () => context.farewell?.handover === "open"),
];
