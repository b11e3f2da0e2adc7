// Policies on the command line: as files, without an engine; and as a running engine has them.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POLICIES, readPolicies } from "../../../services/policies.ts";
import { type Cli, jsonOf, openCli } from "../../support/cli.ts";

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli?.close());

const policy = (line: string, input?: string) =>
  cli.run(["policy", ...line.split(" ")], input === undefined ? {} : { input });

describe("tenure policy, R-POL-3", () => {
  it("check: the policies of this build are some; needs no engine", async () => {
    const { code, out } = await policy("check");
    expect({ code, out }).toEqual({ code: 0, out: "✓ 2026-11.yaml: policy 2026-11\n" });
  });

  it("new, then check: a version begins as another one, comments too; a fault has its line", async () => {
    const begun = await policy("new 2031-05");
    expect(begun.code).toBe(0);
    const before = await readFile(join(POLICIES, "2026-11.yaml"), "utf8");
    expect(begun.out).toBe(before.replace('"2026-11"', '"2031-05"').replace('"2026-11-01"', '"2031-05-01"'));
    const file = join(cli.home, "2031-05.yaml");
    await writeFile(file, begun.out);
    expect(await policy(`check ${file}`)).toMatchObject({ code: 0, out: `✓ ${file}: policy 2031-05\n` });
    const line = before.split("\n").findIndex((one) => one.includes("verdictDays:")) + 1;
    const misspelt = begun.out.replace("verdictDays:", "verdictDay:");
    const { code, out } = await policy("check -", misspelt);
    expect(code).toBe(1);
    expect(out).toContain(
      `✗ -:${line}:3: appeal.verdictDay: there is no such key; did you mean verdictDays?\n`,
    );
    const [told] = jsonOf(await policy("check - -o json", misspelt));
    expect(told).toMatchObject({ file: "-", version: null });
    expect(told.faults).toContainEqual({
      line,
      column: 3,
      path: "appeal.verdictDay",
      says: "there is no such key; did you mean verdictDays?",
    });
  });

  it.each([
    ["new 2026-11", 3, "there is a version 2026-11 already"],
    ["new 2031-05 --from 1999-01", 4, "there is no version 1999-01; there are 2026-11"],
    ["new 2031-13", 2, "validFrom: a date"],
    ["new may", 2, "version: "],
    ["check no-such-file", 2, "no-such-file"],
    ["list", 75, "no engine runs"],
  ])("%s ends with %i", async (line, code, says) => {
    expect(await policy(line)).toMatchObject({ code, err: expect.stringContaining(says) });
  });

  it("schema: JSON Schema, for editors", async () => {
    const { code, out } = await policy("schema");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(JSON.parse(await readFile(join(POLICIES, "policy.schema.json"), "utf8")));
  });

  it("list and show: the versions of a running engine, and the values of one, each with its rule", async () => {
    await cli.up();
    const [known] = await readPolicies(POLICIES);
    const [listed] = jsonOf(await policy("list -o json"));
    expect(listed).toMatchObject({ version: known?.version, validFrom: known?.validFrom, inForce: true });
    expect((await policy("list")).out).toContain("new contracts are signed under it");
    const values = jsonOf(await policy("show -o json"));
    expect(values).toHaveLength(listed.values);
    expect(values).toContainEqual({
      path: "appeal.windowDays",
      value: known?.appeal.windowDays,
      rule: "R-LIF-12",
      since: "2026-11",
      sinceDay: "2026-11-01",
    });
    expect((await policy("show 2026-11")).out).toMatch(/^ *appeal\.windowDays +14 +R-LIF-12 +2026-11$/m);
    expect(await policy("show 2031-05")).toMatchObject({
      code: 4,
      err: expect.stringContaining("there is no version 2031-05; there are 2026-11"),
    });
  });
});
