// R-POL-1: the thresholds that decide, version by version.
import { createRoute, z } from "@hono/zod-openapi";
import { pageIn as inMemory, type MemoryKey } from "../../archive/page.ts";
import type { Policy } from "../../machines/index.ts";
import { policyInForce, policyValues } from "../../services/policies.ts";
import type { ApiApp } from "./actor.ts";
import { answered, listed, listOf, listQuery } from "./lists.ts";
import { problem } from "./schemas.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const policyView = z
  .object({
    version: z.string(),
    validFrom: z.string().openapi({ description: "A date" }),
    inForce: z.boolean().openapi({ description: "New contracts are signed under it" }),
    values: z.array(
      z.object({
        path: z.string().openapi({ example: "conduct.warnings" }),
        value: z.union([scalar, z.array(scalar)]).openapi({
          description:
            "Periods in the unit that the name says, shares in percent, rates in minor units an hour",
        }),
        rule: z.string().nullable().openapi({ description: "The requirement of the rule that reads it" }),
        since: z.string().openapi({ description: "The version from which on it is what it is" }),
        sinceDay: z.string().openapi({ description: "The date from which that version counts" }),
      }),
    ),
  })
  .openapi("Policy");
export type PolicyView = z.infer<typeof policyView>;
const page = listOf(policyView).openapi("Policies");
export type ListedPolicies = z.infer<typeof page>;

/** In memory: there are as many as versions were dated. */
const ORDER: readonly MemoryKey<Policy>[] = [
  { type: "text", of: ({ validFrom }) => validFrom },
  { type: "text", of: ({ version }) => version },
];

const route = createRoute({
  method: "get",
  path: "/v1/policies",
  operationId: "listPolicies",
  summary:
    "List the versions of the policy with their values; a relationship keeps the one it signed under (R-POL-3)",
  request: { query: listQuery(["-validFrom", "validFrom"], {}) },
  responses: {
    200: listed("The policies", policyView, page),
    400: problem("Malformed: what is wrong, and where"),
  },
});

export interface PoliciesOptions {
  /** Every version, the oldest first. */
  readonly policies: readonly Policy[];
  readonly clock: () => number;
}

export function policiesRoutes(app: ApiApp, { policies, clock }: PoliciesOptions): void {
  app.openapi(route, (c) => {
    const now = policyInForce(policies, clock());
    return answered(
      c,
      c.req.valid("query"),
      async (wanted) => inMemory(policies, ORDER, wanted),
      (policy) => ({
        version: policy.version,
        validFrom: policy.validFrom,
        inForce: policy === now,
        values: policyValues(policies, policy).map(({ value, ...rest }) => ({
          ...rest,
          value: typeof value === "object" ? [...value] : value,
        })),
      }),
    );
  });
}
