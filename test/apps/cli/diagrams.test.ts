import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkDiagrams, render, writeDiagrams } from "../../../apps/cli/diagrams.ts";
import { page, spine } from "../../../machines/diagram.ts";
import type { Policy } from "../../../machines/index.ts";
import { policy } from "../../support/machine.ts";

describe("the picture: the ladder is the spine (R-ROL-3)", () => {
  const arrows = [...spine(policy).matchAll(/^ *(\w+) (<?)(==|--)>(?:\|"(.*)"\|)? (\w+)$/gm)].map(
    ([, from, both, shaft, says, to]) => ({ from, to, both: both === "<", thick: shaft === "==", says }),
  );

  test("the thick arrows lead from onboarding to terminated, rung by rung, and nowhere else", () => {
    const thick = arrows.filter((arrow) => arrow.thick).map(({ from, to }) => [from, to]);
    expect(thick).toHaveLength(7);
    expect(thick).toEqual(
      expect.arrayContaining([
        ["start", "onboarding"],
        ["onboarding", "active"],
        ["active", "warnedOnce"],
        ["warnedOnce", "warnedTwice"],
        ["warnedTwice", "restricted"],
        ["live", "offboarding"],
        ["offboarding", "terminated"],
      ]),
    );
  });

  test("between one pair of states there is one arrow", () => {
    const pairs = arrows.map(({ from, to }) => [from, to].sort().join(" "));
    expect(pairs.length).toBe(new Set(pairs).size);
  });

  test("what leads to a rung from every other one is told once", () => {
    const back = arrows.find(({ from, to }) => from === "active" && to === "warnedOnce");
    expect(back?.says).toContain("↑ any rung: conduct improved<br>");
    expect(back?.says).toContain("↑ any rung: 180 days clean<br>↑ restricted: 90 days clean");
  });
});

describe("the files: generated, committed, proven by generating them again", () => {
  let folder: string;
  const newer: Policy = {
    ...policy,
    version: "2027-01",
    validFrom: "2027-01-01",
    conduct: { ...policy.conduct, warnedCoolOffDays: 200 },
  };
  const at = (...names: string[]) => join(folder, ...names);
  /** What a reader sees: the text of a picture without its tags and styles. */
  const textOf = async (...names: string[]) =>
    (await readFile(at(...names), "utf8")).replace(/<style>.*?<\/style>/gs, "").replaceAll(/<[^>]+>/g, "");

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tenure-diagrams-"));
    await writeDiagrams(folder, [policy]);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("what was just written is not stale, and is not written again", async () => {
    expect(await checkDiagrams(folder, [policy])).toEqual([]);
    expect(await writeDiagrams(folder, [policy])).toEqual([]);
  });

  test("the picture says in text what the arrows and boxes are, drawn by Chromium", async () => {
    const text = await textOf("lifecycle.svg");
    for (const key of ["onboarding", "active", "warnedOnce", "warnedTwice", "restricted", "suspended"])
      expect(text).toContain(key);
    expect(text).toContain("180 days clean");
  });

  test("Mermaid can draw every chart of the page", async () => {
    const charts = [...page(policy).matchAll(/```mermaid\nstateDiagram-v2\n(.*?)```/gs)].map(
      ([, body]) => body,
    );
    expect(charts).toHaveLength(11);
    // No two states have one name, so all charts can be drawn as one.
    await writeFile(at("charts.mmd"), `stateDiagram-v2\n${charts.join("")}`);
    await render(at("charts.mmd"), at("charts.svg"));
    expect(await textOf("charts.svg")).toContain("handover declined");
  }, 60_000);

  test("a text that was touched is stale; so is a picture that is missing or was drawn from another text", async () => {
    const md = await readFile(at("lifecycle.md"), "utf8");
    const svg = await readFile(at("lifecycle.svg"), "utf8");
    await writeFile(at("lifecycle.md"), `${md} `);
    expect(await checkDiagrams(folder, [policy])).toEqual([at("lifecycle.md")]);
    await writeFile(at("lifecycle.md"), md);
    await rm(at("lifecycle.svg"));
    expect(await checkDiagrams(folder, [policy])).toEqual([at("lifecycle.svg")]);
    await writeFile(at("lifecycle.svg"), svg.replace(/sha256:./, "sha256:x"));
    expect(await checkDiagrams(folder, [policy])).toEqual([at("lifecycle.svg")]);
    await writeFile(at("lifecycle.svg"), svg);
    expect(await checkDiagrams(folder, [policy])).toEqual([]);
  });

  test("R-POL-3: a newer policy takes the first place, and the one before keeps a set of its own", async () => {
    const names = ["lifecycle.mmd", "lifecycle.md", "lifecycle.svg"];
    const both = [...names.map((name) => at(policy.version, name)), ...names.map((name) => at(name))];
    expect(await checkDiagrams(folder, [policy, newer])).toEqual(both);
    expect(await writeDiagrams(folder, [policy, newer])).toEqual(both);
    expect(await checkDiagrams(folder, [policy, newer])).toEqual([]);
    expect(await textOf("lifecycle.svg")).toContain("200 days clean");
    expect(await textOf(policy.version, "lifecycle.svg")).toContain("180 days clean");
  }, 60_000);
});
