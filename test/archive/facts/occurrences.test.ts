import { hash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Occurrences } from "../../../archive/facts/occurrences.ts";

const digest = fc.nat().map((n) => hash("sha256", `${n}`).slice(0, 32));
const few = fc.constantFrom("0".repeat(32), "f".repeat(32), `${"0".repeat(12)}1${"a".repeat(19)}`);

it("counts digests as a map of them would, however many there are", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(digest, few), { maxLength: 9_000, size: "max" }), (digests) => {
      const occurrences = new Occurrences();
      const counts = new Map<string, number>();
      for (const each of digests) {
        const count = (counts.get(each) ?? 0) + 1;
        counts.set(each, count);
        expect(occurrences.count(each)).toBe(count);
      }
    }),
    { numRuns: 20 },
  );
});
