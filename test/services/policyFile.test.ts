import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { POLICIES, policyFiles } from "../../services/policies.ts";
import { dated, mustBePolicy, policyJsonSchema, readPolicy } from "../../services/policyFile.ts";

const files = await policyFiles(POLICIES);
const text = await readFile(join(POLICIES, files.at(-1) ?? ""), "utf8");

/** The faults after one edit of a policy; the edit has to change something. */
function objections(from: string | RegExp, to: string): string[] {
  const edited = text.replace(from, to);
  expect(edited).not.toBe(text);
  const { policy, faults } = readPolicy(edited);
  expect(policy === null).toBe(faults.length > 0);
  return faults.map(({ line, column, path, says }) => {
    // What is named stands there.
    const there = edited.split("\n")[line - 1]?.slice(column - 1) ?? "";
    const key = path.split(".").at(-1) ?? "";
    return `${there.startsWith(key) ? "at its key" : `at ${there.slice(0, 5)}`} | ${path}: ${says}`;
  });
}

it.each(files)("R-POL-3 %s is a policy", async (file) => {
  expect(readPolicy(await readFile(join(POLICIES, file), "utf8")).faults).toEqual([]);
});

describe("R-POL-3 what is no policy is said with its place, and what is allowed there", () => {
  it.each([
    [
      "a misspelt key",
      "bounceDays:",
      "bounceDay:",
      [
        "at condu | conduct.bounceDays: it is missing: a number",
        "at its key | conduct.bounceDay: there is no such key; did you mean bounceDays?",
      ],
    ],
    [
      "a key of elsewhere",
      /^appeal:\n/m,
      "appeal:\n  colour: red\n",
      ["at its key | appeal.colour: there is no such key; there are windowDays, verdictDays"],
    ],
    [
      "a section of no policy",
      /^appeal:\n/m,
      "apeal:\n",
      [
        "at # yam | appeal: it is missing: keys with their values",
        "at its key | apeal: there is no such key; did you mean appeal?",
      ],
    ],
    [
      "too much",
      "minPrepaymentPct: 30",
      "minPrepaymentPct: 130",
      ["at its key | terms.minPrepaymentPct: 100 at most"],
    ],
    ["too little", "windowDays: 14", "windowDays: 0", ["at its key | appeal.windowDays: 1 at least"]],
    ["a fraction", "windowDays: 14", "windowDays: 1.5", ["at its key | appeal.windowDays: a whole number"]],
    [
      "a text for a number",
      "windowDays: 14",
      "windowDays: soon",
      ["at its key | appeal.windowDays: a number"],
    ],
    [
      "another word",
      "verdict: proven",
      "verdict: shown",
      ["at its key | discounts.cheaper.verdict: one of free, conditional, proven, compensate, none"],
    ],
    ["what is fixed", "warnings: 2", "warnings: 3", ["at its key | conduct.warnings: 2, and nothing else"]],
    ["an item of a list", "[90, 180]", "[90, soon]", ["at soon] | reports.retentionDays.1: a number"]],
    [
      "too many items",
      "[90, 180]",
      "[1, 2, 3, 4, 5, 6]",
      ["at its key | reports.retentionDays: 5 items at most"],
    ],
    [
      "no date",
      /validFrom: .*/,
      'validFrom: "2027-02-30"',
      ["at its key | validFrom: a date of the calendar from 1970 to 2199, like 2026-11-01"],
    ],
    [
      "what is conditional without a condition",
      "conditions: [scope], instead",
      "conditions: [], instead",
      ["at its key | discounts.budget: what is conditional names a condition: annual, bulk, scope, barter"],
    ],
  ])("%s", (_, from, to, faults) => {
    expect(objections(from, to)).toEqual(faults);
  });

  it.each([
    ["", /expected object|keys with their values/],
    ["a: [1\nb: 2", /end with a \]/],
    ["a: 1\na: 2", /unique/],
    ["a: *here", /no anchor &here before it/],
    ["- 1", /keys with their values/],
  ])("%j", (given, says) => {
    const { policy, faults } = readPolicy(given);
    expect(policy).toBeNull();
    expect(faults[0]?.says).toMatch(says);
    expect(faults[0]?.line).toBeGreaterThan(0);
  });
});

describe("R-POL-3 a policy that contradicts itself is none", () => {
  it.each([
    ["silentProspectDays: 60", "silentProspectDays: 5", "terms.silentProspectDays"],
    ["unpaidGroundDays: 30", "unpaidGroundDays: 7", "service.unpaidGroundDays"],
    ["silentGroundDays: 60", "silentGroundDays: 30", "service.silentGroundDays"],
    ["cancelDays: 4", "cancelDays: 8", "attention.cancelDays"],
    ["streaksNotUrgent: 3", "streaksNotUrgent: 31", "attention.streaksNotUrgent"],
    ["escalateAfterDays: 5", "escalateAfterDays: 1", "tasks.escalateAfterDays"],
    ["warnedCoolOffDays: 180", "warnedCoolOffDays: 30", "conduct.warnedCoolOffDays"],
  ])("%s, %s", (from, to, path) => {
    const faults = objections(from, to);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`at its key | ${path}: `);
    // One day more, or less, is right.
    const better = to.replace(
      /\d+/,
      (n) => `${/cancelDays|streaks/.test(to) ? Number(n) - 1 : Number(n) + 1}`,
    );
    expect(objections(from, better)).toEqual([]);
  });
});

it("R-POL-3 a version begins as another one: its name and its day are new, and nothing else", () => {
  const next = dated(text, { version: "2031-05", validFrom: "2031-05-01" });
  expect(mustBePolicy("next", next)).toEqual({
    ...mustBePolicy("last", text),
    version: "2031-05",
    validFrom: "2031-05-01",
  });
  const lines = text.split("\n");
  expect(next.split("\n").filter((line, n) => line !== lines[n])).toEqual([
    'version: "2031-05"',
    'validFrom: "2031-05-01"',
  ]);
});

it("R-POL-3 editors know the form of a policy", async () => {
  const kept = await readFile(join(POLICIES, "policy.schema.json"), "utf8");
  expect(JSON.parse(kept), "`tenure policy schema` prints it anew").toEqual(
    JSON.parse(JSON.stringify(policyJsonSchema())),
  );
  for (const file of files)
    expect(await readFile(join(POLICIES, file), "utf8")).toContain("$schema=policy.schema.json");
});

it("R-POL-3 an engine does not begin with what is no policy, and says where it is wrong", () => {
  expect(() => mustBePolicy("policies/x.yaml", text.replace("windowDays: 14", "windowDays: 0"))).toThrow(
    /^policies\/x\.yaml is not a policy: \d+:3 appeal\.windowDays: 1 at least$/,
  );
});
