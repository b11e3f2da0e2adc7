import { describe, expect, test } from "vitest";
import { guardNames, type Law } from "../../machines/index.ts";
import { mutant } from "../support/mutant.ts";
import { SPECS } from "./specs/index.ts";
import { givenOn } from "./specs/spec.ts";

/** The first sentence of the law that does not hold on the mutant, or null when nothing notices. */
function noticedBy(law: Law): string | null {
  for (const spec of SPECS) {
    try {
      spec.prove(givenOn(law));
    } catch {
      return spec.title;
    }
  }
  return null;
}

describe("every guard matters: some sentence fails when it is", () => {
  test.each(guardNames())("%s always true", (guard) => {
    expect(noticedBy(mutant(guard, true))).not.toBeNull();
  });
  test.each(guardNames())("%s always false", (guard) => {
    expect(noticedBy(mutant(guard, false))).not.toBeNull();
  });
});
