import { describe, expect, test } from "vitest";
import { type GuardName, guardNames } from "../../machines/index.ts";
import { mutant } from "../support/mutant.ts";
import { SPECS } from "./specs/index.ts";
import { givenOn } from "./specs/spec.ts";

/** The sentences that name the guard's requirement come first: one of them notices most often. */
function sentencesFor(guard: GuardName) {
  const [requirement = guard] = guard.split("/");
  const naming = SPECS.filter(({ title }) => title.split(" ").includes(requirement));
  return new Set([...naming, ...SPECS]);
}

/** A sentence of the machine that does not hold on the mutant, or null when nothing notices. */
function noticedBy(guard: GuardName, always: boolean): string | null {
  const definition = mutant(guard, always);
  for (const spec of sentencesFor(guard)) {
    try {
      spec.prove(givenOn(definition));
    } catch {
      return spec.title;
    }
  }
  return null;
}

describe("every guard matters: some sentence fails when it is", () => {
  test.each(guardNames())("%s always true", (guard) => {
    expect(noticedBy(guard, true)).not.toBeNull();
  });
  test.each(guardNames())("%s always false", (guard) => {
    expect(noticedBy(guard, false)).not.toBeNull();
  });
});
