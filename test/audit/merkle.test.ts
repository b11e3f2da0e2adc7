import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  append,
  EMPTY,
  EMPTY_ROOT,
  frontierRoot,
  leafHash,
  provesConsistency,
  provesInclusion,
  treeOf,
} from "../../audit/merkle.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const sha256 = (...parts: Uint8Array[]): Buffer => createHash("sha256").update(Buffer.concat(parts)).digest();

// RFC 6962 §2.1, word for word.
const splitOf = (n: number): number => {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
};
function MTH(d: readonly Uint8Array[]): Buffer {
  if (d.length === 0) return sha256();
  if (d.length === 1) return sha256(Buffer.of(0), d[0] ?? Buffer.of());
  const k = splitOf(d.length);
  return sha256(Buffer.of(1), MTH(d.slice(0, k)), MTH(d.slice(k)));
}
function PATH(m: number, d: readonly Uint8Array[]): Buffer[] {
  if (d.length === 1) return [];
  const k = splitOf(d.length);
  return m < k
    ? [...PATH(m, d.slice(0, k)), MTH(d.slice(k))]
    : [...PATH(m - k, d.slice(k)), MTH(d.slice(0, k))];
}
function SUBPROOF(m: number, d: readonly Uint8Array[], b: boolean): Buffer[] {
  if (m === d.length) return b ? [] : [MTH(d)];
  const k = splitOf(d.length);
  return m <= k
    ? [...SUBPROOF(m, d.slice(0, k), b), MTH(d.slice(k))]
    : [...SUBPROOF(m - k, d.slice(k), false), MTH(d.slice(0, k))];
}

/** A tree of these leaves, read from its hashes as they are kept: the leaves, and one hash for every 256 of a level. */
function grownOf(data: readonly Uint8Array[]) {
  const levels: Buffer[][] = [data.map(leafHash)];
  append(EMPTY, levels[0] ?? [], (level, index, hash) => {
    levels[level] ??= [];
    (levels[level] as Buffer[])[index] = hash;
  });
  const tree = treeOf(async (level, from, to) => (levels[level] ?? []).slice(from, to));
  const size = data.length;
  return {
    root: (at = size) => tree.root(at),
    frontier: (at = size) => tree.frontier(at),
    inclusion: (index: number, at = size) => tree.inclusion(index, at),
    consistency: (from: number, at = size) => tree.consistency(from, at),
  };
}

/** The leaves of the tests of Certificate Transparency, and what its implementations make of them. */
const INPUTS = [
  ...["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"],
].map((text) => Buffer.from(text, "hex"));
const ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const NODES = {
  a: "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
  b: "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
  c: "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
  d: "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
  e: "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
  f: "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
};

describe("the test vectors of Certificate Transparency (RFC 6962)", () => {
  const tree = grownOf(INPUTS);

  it("makes the roots of one to eight leaves, and of none", async () => {
    expect(hex(EMPTY_ROOT)).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(hex(await tree.root(0))).toBe(hex(EMPTY_ROOT));
    expect((await Promise.all(ROOTS.map((_, n) => tree.root(n + 1)))).map(hex)).toEqual(ROOTS);
    expect(
      ROOTS.map((_, n) => hex(frontierRoot(append(EMPTY, INPUTS.slice(0, n + 1).map(leafHash))))),
    ).toEqual(ROOTS);
  });

  it.each([
    [0, 1, []],
    [0, 8, [NODES.a, NODES.b, NODES.c]],
    [5, 8, [NODES.d, NODES.e, ROOTS[3]]],
    [2, 3, [ROOTS[1]]],
    [1, 5, [ROOTS[0], NODES.b, NODES.d]],
  ])("makes the audit path of leaf %i of %i", async (index, size, path) => {
    expect((await tree.inclusion(index, size)).map(hex)).toEqual(path);
  });

  it.each([
    [1, 1, []],
    [1, 8, [NODES.a, NODES.b, NODES.c]],
    [6, 8, [NODES.f, NODES.e, ROOTS[3]]],
    [2, 5, [NODES.b, NODES.d]],
  ])("proves that the tree of %i begins the one of %i", async (from, size, proof) => {
    expect((await tree.consistency(from, size)).map(hex)).toEqual(proof);
  });
});

const data = fc.array(fc.uint8Array({ maxLength: 4 }), { maxLength: 70 });
const grown = fc.array(fc.uint8Array({ maxLength: 4 }), { minLength: 1, maxLength: 70 }).chain((leaves) =>
  fc.record({
    leaves: fc.constant(leaves),
    size: fc.integer({ min: 1, max: leaves.length }),
    at: fc.nat(1_000_000),
  }),
);

describe("beside the recursive definition of RFC 6962", () => {
  it("grows to the same root in whatever pieces", async () => {
    await fc.assert(
      fc.asyncProperty(data, fc.nat(70), async (leaves, cut) => {
        const hashes = leaves.map(leafHash);
        const pieces = append(append(EMPTY, hashes.slice(0, cut)), hashes.slice(cut));
        const tree = grownOf(leaves);
        const root = hex(MTH(leaves));
        expect(hex(frontierRoot(pieces))).toBe(root);
        expect(hex(await tree.root())).toBe(root);
        expect(await tree.frontier()).toEqual(pieces);
        const earlier = Math.min(cut, leaves.length);
        expect(hex(await tree.root(earlier))).toBe(hex(MTH(leaves.slice(0, earlier))));
      }),
      { numRuns: 300 },
    );
  });

  it("makes the same proofs, and takes them", async () => {
    await fc.assert(
      fc.asyncProperty(grown, async ({ leaves, size, at }) => {
        const tree = grownOf(leaves);
        const d = leaves.slice(0, size);
        const head = { size, root: MTH(d) };
        const index = at % size;
        const path = await tree.inclusion(index, size);
        expect(path.map(hex)).toEqual(PATH(index, d).map(hex));
        expect(provesInclusion(leafHash(d[index] ?? Buffer.of()), index, head, path)).toBe(true);

        const from = at % (size + 1);
        const proof = await tree.consistency(from, size);
        expect(proof.map(hex)).toEqual(from === 0 ? [] : SUBPROOF(from, d, true).map(hex));
        expect(provesConsistency({ size: from, root: MTH(d.slice(0, from)) }, head, proof)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("refuses what no tree has", async () => {
    const tree = grownOf(INPUTS);
    for (const ask of [
      () => tree.root(9),
      () => tree.root(-1),
      () => tree.inclusion(8),
      () => tree.inclusion(3, 3),
      () => tree.consistency(4, 3),
      () => tree.root(1.5),
    ])
      await expect(ask()).rejects.toThrow(RangeError);
  });
});

/** Ways to forge a list of hashes; each makes another list. */
const forgeries: ((proof: readonly Buffer[], n: number) => Buffer[] | null)[] = [
  (proof, n) => {
    if (proof.length === 0) return null;
    const forged = proof.map((node) => Buffer.from(node));
    const node = forged[n % proof.length];
    if (node) node[n % node.length] = (node[n % node.length] ?? 0) ^ (1 << (n % 8));
    return forged;
  },
  (proof, n) => (proof.length === 0 ? null : proof.filter((_, at) => at !== n % proof.length)),
  (proof, n) => [
    ...proof.slice(0, n % (proof.length + 1)),
    sha256(Buffer.of(n % 256)),
    ...proof.slice(n % (proof.length + 1)),
  ],
  (proof, n) => [...proof, proof[n % Math.max(1, proof.length)] ?? sha256()],
  (proof, n) => {
    const [a, b] = [n % Math.max(1, proof.length), (n + 1) % Math.max(1, proof.length)];
    const [first, second] = [proof[a], proof[b]];
    if (!first || !second || first.equals(second)) return null;
    return proof.map((node, at) => (at === a ? second : at === b ? first : node));
  },
  (proof, n) => {
    const at = n % Math.max(1, proof.length);
    return proof.length === 0 ? null : proof.map((node, other) => (other === at ? node.subarray(1) : node));
  },
];
const forgery = fc.integer({ min: 0, max: forgeries.length - 1 });

/** Leaves of which no two are alike: otherwise a swap of two equal ones would be no forgery. */
const unlike = fc
  .record({ count: fc.integer({ min: 1, max: 70 }), at: fc.nat(1_000_000), n: fc.nat(1_000_000) })
  .map(({ count, at, n }) => ({
    leaves: Array.from({ length: count }, (_, leaf) => Buffer.from(`${leaf}`)),
    at,
    n,
  }));

describe("forged proofs", () => {
  it("refuses every forged audit path, leaf, place and root", async () => {
    await fc.assert(
      fc.asyncProperty(unlike, forgery, async ({ leaves, at, n }, way) => {
        const tree = grownOf(leaves);
        const size = leaves.length;
        const head = { size, root: await tree.root() };
        const index = at % size;
        const leaf = leafHash(leaves[index] ?? Buffer.of());
        const path = await tree.inclusion(index);
        const forged = forgeries[way]?.(path, n);
        if (forged) expect(provesInclusion(leaf, index, head, forged)).toBe(false);
        expect(provesInclusion(leafHash(Buffer.from("forged")), index, head, path)).toBe(false);
        expect(provesInclusion(leaf, index, { size, root: sha256(Buffer.of(n % 256)) }, path)).toBe(false);
        for (const wrong of [index - 1, index + 1, n % size, size, -1, 0.5, Number.NaN])
          if (wrong !== index) expect(provesInclusion(leaf, wrong, head, path)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it("refuses every forged proof that one tree begins another", async () => {
    await fc.assert(
      fc.asyncProperty(unlike, forgery, async ({ leaves, at, n }, way) => {
        const tree = grownOf(leaves);
        const to = { size: leaves.length, root: await tree.root() };
        const size = at % (leaves.length + 1);
        const from = { size, root: await tree.root(size) };
        const proof = await tree.consistency(size);
        const forged = forgeries[way]?.(proof, n);
        if (forged) expect(provesConsistency(from, to, forged)).toBe(false);
        const other = { size, root: sha256(Buffer.of(n % 256)) };
        expect(provesConsistency(other, to, proof)).toBe(false);
        if (size > 0) expect(provesConsistency(from, { size: to.size, root: other.root }, proof)).toBe(false);
        if (size !== to.size) expect(provesConsistency(to, from, proof)).toBe(false);
        expect(provesConsistency({ size: -1, root: from.root }, to, proof)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it("refuses a history that was written anew, for each of its sizes", async () => {
    await fc.assert(
      fc.asyncProperty(unlike, async ({ leaves, at }) => {
        const changed = at % leaves.length;
        const tree = grownOf(leaves);
        const anew = grownOf(leaves.map((leaf, n) => (n === changed ? Buffer.from("anew") : leaf)));
        for (let size = changed + 1; size <= leaves.length; size++)
          expect(
            provesConsistency(
              { size, root: await tree.root(size) },
              { size: leaves.length, root: await anew.root() },
              await anew.consistency(size),
            ),
          ).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});
