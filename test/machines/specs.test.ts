import { describe, test } from "vitest";
import { relationshipDefinition } from "../../machines/index.ts";
import { SPECS } from "./specs/index.ts";
import { givenOn } from "./specs/spec.ts";

describe("the machine, sentence by sentence", () => {
  test.each(SPECS.map((spec) => [spec.title, spec] as const))("%s", (_, spec) => {
    spec.prove(givenOn(relationshipDefinition()));
  });
});
