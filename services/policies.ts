import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Policy } from "../machines/index.ts";
import { mustBePolicy } from "./policyFile.ts";
import { ruleOf } from "./policyRules.ts";

/** The folder of this build. */
export const POLICIES = fileURLToPath(new URL("../policies", import.meta.url));

/** The names of the files of a folder that hold policies, in their order. */
export const policyFiles = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();

/**
 * Reads every policy version of a folder, the oldest first.
 * @throws {Malformed} naming the file, the line and the key when one is not valid.
 */
export async function readPolicies(folder: string): Promise<Policy[]> {
  const policies = await Promise.all(
    (await policyFiles(folder)).map(async (name) =>
      mustBePolicy(`policies/${name}`, await readFile(join(folder, name), "utf8")),
    ),
  );
  if (policies.length === 0) throw new Error(`there is no policy in ${folder}`);
  return policies.sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
}

/** The newest version that is valid at `now` (ms); before the first one, the first. */
export function policyInForce(policies: readonly Policy[], now: number): Policy {
  const valid = policies.filter((policy) => Date.parse(policy.validFrom) <= now);
  const policy = valid.at(-1) ?? policies[0];
  if (!policy) throw new Error("there is no policy");
  return policy;
}

type PolicyScalar = string | number | boolean;

/** One value of a policy, as it is published (R-POL-1). */
export interface PolicyValue {
  /** Where it stands: `conduct.warnings`. */
  readonly path: string;
  readonly value: PolicyScalar | readonly PolicyScalar[];
  /** The requirement of the rule that reads it. */
  readonly rule: string | null;
  /** The version from which on it is what it is, and the first day of that one. */
  readonly since: string;
  readonly sinceDay: string;
}

function* leavesOf(part: object, path = ""): Generator<readonly [string, PolicyValue["value"]]> {
  for (const [name, value] of Object.entries(part) as [string, unknown][]) {
    const at = path === "" ? name : `${path}.${name}`;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) yield* leavesOf(value, at);
    else if (value !== undefined) yield [at, value as PolicyValue["value"]];
  }
}

const valuesAt = ({ version: _, validFrom: __, ...values }: Policy) => new Map(leavesOf(values));

/**
 * The values of one policy, in the order of its file.
 * @param policies every version, the oldest first
 */
export function policyValues(policies: readonly Policy[], policy: Policy): PolicyValue[] {
  const until = policies.slice(0, policies.indexOf(policy));
  const before = until.reverse().map((older) => ({ older, values: valuesAt(older) }));
  return [...valuesAt(policy)].map(([path, value]) => {
    const same = JSON.stringify(value);
    const changed = before.findIndex(({ values }) => JSON.stringify(values.get(path)) !== same);
    const unchanged = changed < 0 ? before : before.slice(0, changed);
    const { version, validFrom } = unchanged.at(-1)?.older ?? policy;
    return { path, value, rule: ruleOf(path), since: version, sinceDay: validFrom };
  });
}
