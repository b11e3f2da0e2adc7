import { hash } from "node:crypto";
import canonicalize from "canonicalize";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digest } from "../../machines/index.ts";

describe("the hash of an entry", () => {
  it("is what the library for canonical JSON and the platform's SHA-256 make of it", () => {
    const keys = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("10", "9", "01", "-1", "é", "\u{1f600}", "~"),
    );
    const value = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue({ noUnicodeString: false }),
        fc.array(tie("json")),
        fc.dictionary(keys, tie("json"), { noNullPrototype: true }),
      ),
    })).json;
    fc.assert(
      fc.property(value, (json) => {
        expect(digest(json)).toBe(hash("sha256", canonicalize(json) ?? "", "hex"));
      }),
      { numRuns: 3_000 },
    );
  });

  it("is of JSON alone: numbers that are none, half characters and functions have none", () => {
    for (const value of [undefined, Number.NaN, Number.POSITIVE_INFINITY, "\ud83d", [undefined], () => 1, 1n])
      expect(() => digest({ a: [value] })).toThrow("not a JSON value");
    expect(digest({ a: 1, b: undefined })).toBe(digest({ a: 1 }));
  });
});
