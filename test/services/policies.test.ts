import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Policy } from "../../machines/index.ts";
import { POLICIES, policyValues, readPolicies } from "../../services/policies.ts";
import { placeOf, ruled, ruleOf } from "../../services/policyRules.ts";

const policies = await readPolicies(POLICIES);
const newest = policies.at(-1) as Policy;

describe("the policy as it is published", () => {
  it("R-POL-1: every value of every version has its rule, and no rule of the table is idle", () => {
    const paths = policies.flatMap((policy) => policyValues(policies, policy).map(({ path }) => path));
    expect(paths.length).toBeGreaterThan(100);
    expect(paths.filter((path) => ruleOf(path) === null)).toEqual([]);
    const used = new Set([...paths, "unsigned"].map(placeOf));
    expect(ruled.filter((place) => !used.has(place))).toEqual([]);
  });

  it("R-POL-1: the rules that it names are rules of the code", () => {
    const sources = globSync("{machines,insight,services,activities}/**/*.ts")
      .filter((path) => !/versions|policyRules/.test(path))
      .map((path) => readFileSync(path, "utf8"))
      .join("\n");
    const named = new Set(ruled.map(ruleOf));
    expect([...named].filter((rule) => !new RegExp(`${rule}(?!\\d)`).test(sources))).toEqual([]);
  });

  it("R-POL-3: a value is told with the version from which on it is what it is", () => {
    const of = (version: string, validFrom: string, warnedCoolOffDays: number): Policy => ({
      ...newest,
      version,
      validFrom,
      conduct: { ...newest.conduct, warnedCoolOffDays },
    });
    // It was 180 once before: what came between counts.
    const all = [of("1", "2024-01-01", 180), of("2", "2025-01-01", 90), of("3", "2026-01-01", 180)];
    const last = policyValues(all, all[2] as Policy);
    const told = (path: string) => last.find((value) => value.path === path);
    expect(told("conduct.warnedCoolOffDays")).toEqual({
      path: "conduct.warnedCoolOffDays",
      value: 180,
      rule: "R-LIF-9",
      since: "3",
      sinceDay: "2026-01-01",
    });
    expect(told("conduct.warnings")).toMatchObject({ value: 2, since: "1", sinceDay: "2024-01-01" });
    expect(told("reports.retentionDays")).toMatchObject({ value: newest.reports.retentionDays });
    expect(told("version")).toBeUndefined();
    expect(
      policyValues(all, all[1] as Policy).find(({ path }) => path === "conduct.warnedCoolOffDays"),
    ).toMatchObject({ value: 90, since: "2" });
  });
});
