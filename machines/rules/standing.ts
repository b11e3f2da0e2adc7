import { restriction, strikes } from "../context/derived.ts";
import { route } from "../findings.ts";
import type { Rule } from "./rule.ts";

/** The routers of the ladder: the rung is recounted from the decisions that remain in force (R-LIF-12). */
export const isRestricted: Rule = (context) => [
  route("R-LIF-12", "a restriction is in force", () => restriction(context) !== null),
];

export const isWarnedTwice: Rule = (context) => [
  route("R-LIF-12", "two warnings are in force", () => strikes(context).length >= 2, {
    read: () => ({ strikes: strikes(context).length }),
  }),
];

export const isWarnedOnce: Rule = (context) => [
  route("R-LIF-12", "one warning is in force", () => strikes(context).length === 1, {
    read: () => ({ strikes: strikes(context).length }),
  }),
];

/** A client who is under contract already starts live. */
export const underContract: Rule = (context) => [
  route("R-ONB-1", "a contract is in force from before", () => context.contract !== null),
];
