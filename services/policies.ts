import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { malformed, type Policy, policySchema } from "../machines/index.ts";

/** The folder of this build. */
export const POLICIES = fileURLToPath(new URL("../policies", import.meta.url));

/**
 * Reads every policy version of a folder, the oldest first.
 * @throws {Malformed} naming the file and the key when one is not valid.
 */
export async function readPolicies(folder: string): Promise<Policy[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".yaml"));
  const policies = await Promise.all(
    names.map(async (name) => {
      const parsed = policySchema().safeParse(parse(await readFile(join(folder, name), "utf8")));
      if (!parsed.success) throw malformed(`policies/${name} is not a policy`, parsed.error);
      return parsed.data;
    }),
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
