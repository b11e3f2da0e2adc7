import { z } from "zod";
import { decision, fact, type Specs, spec } from "./spec.ts";
import { fieldSchemas } from "./values.ts";

const { id, hash } = fieldSchemas();

const machineRef = z.strictObject({
  id,
  version: z.string().regex(/^[0-9A-Za-z.-]{1,32}$/, "a version, like 1"),
  hash,
});

const specs = {
  "hold.placed": decision(["compliance"], "A legal hold: every clock stops", { caseRef: id }),
  "hold.lifted": decision(["compliance"], "The legal hold is lifted", { caseRef: id }),
  "machine.adopted": fact(
    ["compliance", "system"],
    "The relationship goes on under another version of its machine",
    { from: machineRef, to: machineRef },
  ),
  "erasure.ordered": spec("fact", true)(["compliance", "legal"], "Erase the client's personal data", {}),
} as const satisfies Specs;

/** Of legal holds, machines and erasure. A function: the sandbox freezes what a module exports. */
export const holdEvents = () => specs;
