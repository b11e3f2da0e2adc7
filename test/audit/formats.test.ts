import { createHash, createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCheckpoint, signCheckpoint } from "../../audit/checkpoint.ts";
import { policyOf } from "../../audit/log.ts";
import { BadPolicy, openCheckpoint, policyText, readPolicy, readSigned } from "../../audit/logPolicy.ts";
import { append, EMPTY, leafHash, provesConsistency, saltedLeaf, treeOf } from "../../audit/merkle.ts";
import {
  BadNote,
  readNote,
  readVerifier,
  signatureLine,
  signerOf,
  splitNotes,
  verifierKey,
} from "../../audit/note.ts";
import { outside } from "../../audit/outside.ts";
import { checkProof, proofText, readProof } from "../../audit/proof.ts";
import { tileBytes, tileName, tilePath } from "../../audit/tiles.ts";

/** Made by others' programs, and verified by them: golang.org/x/mod and filippo.io/torchwood. */
const vector = (name: string): string => readFileSync(new URL(`vectors/${name}`, import.meta.url), "utf8");

/** An Ed25519 key whose seed is one byte again and again. */
const seeded = (byte: number) =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, byte)]),
    format: "der",
    type: "pkcs8",
  });
const ORIGIN = "tenure.example/journal/00000000-0000-4000-8000-000000000001";
const signers = { log: signerOf(ORIGIN, 1, seeded(1)), clock: signerOf(ORIGIN, 4, seeded(2)) };
const policy = policyOf(signers);
const SECONDS = 1_764_288_000;
const SIZES = [0, 1, 5, 255, 256, 257, 70_000];

const data = (n: number) => createHash("sha256").update(`entry ${n}`).digest();
const levels: Buffer[][] = [Array.from({ length: 70_000 }, (_, n) => leafHash(data(n)))];
append(EMPTY, levels[0] ?? [], (level, index, hash) => {
  levels[level] ??= [];
  (levels[level] as Buffer[])[index] = hash;
});
const tree = treeOf(async (level, from, to) => (levels[level] ?? []).slice(from, to));
const noteAt = async (size: number) =>
  signCheckpoint({ size, root: await tree.root(size) }, signers, SECONDS);

describe("the formats, byte by byte as others' programs take them", () => {
  it.each(SIZES)("the checkpoint of %i leaves", async (size) => {
    expect(await noteAt(size)).toBe(vector(`${size}.checkpoint`));
    expect(openCheckpoint(vector(`${size}.checkpoint`), policy)).toMatchObject({
      ...{ origin: ORIGIN, size, cosigned: ["clock"] },
      at: new Date(SECONDS * 1_000).toISOString(),
    });
  });

  it("the log's policy", () => {
    expect(policyText(policy)).toBe(vector("policy"));
    expect(policyText(readPolicy(vector("policy")))).toBe(vector("policy"));
  });

  it.each(SIZES.filter((size) => size > 0))("proofs under %i leaves", async (size) => {
    const text = vector(`${size}.tlog-proof`);
    const { index } = readProof(text);
    const path = await tree.inclusion(index, size);
    expect(proofText({ extra: null, index, path, note: await noteAt(size) })).toBe(text);
    expect(checkProof(readProof(text), data(index), policy)).toMatchObject({ size });
    expect(() => checkProof(readProof(text), data(index + 1), policy)).toThrow(BadNote);
  });

  it("a proof with the salt of its leaf", () => {
    const proof = readProof(vector("salted.tlog-proof"));
    const leaf = Buffer.from(vector("salted.leaf"), "hex");
    expect(proof).toMatchObject({ index: 7, extra: { length: 16 } });
    const log = readNote(proof.note).lines[0];
    expect(log?.name).toBe(ORIGIN);
    expect(() => checkProof(proof, leaf, { ...policy, quorum: null, witnesses: new Map() })).not.toThrow();
    expect(saltedLeaf({ salt: "00".repeat(16), hash: "11".repeat(32) })).toHaveLength(32);
  });

  it("what a witness is sent: the consistency of 5 and 257 leaves", async () => {
    const [head = "", ...note] = vector("old5.add-checkpoint").split("\n\n");
    const [old, ...lines] = head.split("\n");
    expect(old).toBe("old 5");
    const proof = lines.map((line) => Buffer.from(line, "base64"));
    expect(await tree.consistency(5, 257)).toEqual(proof);
    const to = readCheckpoint(note.join("\n\n"));
    expect(provesConsistency({ size: 5, root: await tree.root(5) }, to, proof)).toBe(true);
  });

  it("names of tiles, and no other spelling of one", () => {
    const names = [
      "/tile/0/x001/x234/067",
      "/tile/0/273.p/112",
      "/tile/1/001.p/17",
      "/tile/2/000.p/1",
      "/tile/entries/000.p/5",
      "/tile/entries/x070/000",
    ];
    for (const name of names) {
      const tile = tilePath(name);
      expect(tile && tileName(tile), name).toBe(name);
    }
    expect(tilePath("/tile/0/x001/x234/067")).toEqual({ level: 0, n: 1_234_067, width: 256 });
    for (const wrong of [
      ...[
        "/tile/0/1",
        "/tile/0/0001",
        "/tile/00/001",
        "/tile/0/001.p/0",
        "/tile/0/001.p/256",
        "/tile/0/x000/001",
      ],
      ...[
        "/tile/0/001.p/01",
        "/tile/0/001/002",
        "/tile/x/001",
        "/tile/0/001/",
        "/tile/0/x001",
        "/tile/-1/001",
      ],
    ])
      expect(tilePath(wrong), wrong).toBeNull();
  });

  it("tiles of every level, whole and partial, and none that the tree does not have", async () => {
    const salts = new Map(levels[0]?.map((_, n) => [n, { salt: "ab".repeat(16), hash: "cd".repeat(32) }]));
    const rows = {
      leafRange: async (from: number, to: number) =>
        Array.from({ length: to - from }, (_, n) => salts.get(from + n)).filter((leaf) => leaf !== undefined),
      nodeRange: async (level: number, from: number, to: number) =>
        (levels[level] ?? []).slice(from, to).map((hash) => hash.toString("hex")),
    };
    const bytes = (name: string, size: number) => {
      const tile = tilePath(name);
      if (!tile) throw new Error(name);
      return tileBytes(rows, tile, size);
    };
    expect((await bytes("/tile/0/000", 256))?.length).toBe(8_192);
    expect((await bytes("/tile/entries/000", 256))?.length).toBe(8_704);
    expect((await bytes("/tile/entries/000.p/5", 5))?.subarray(0, 2)).toEqual(Buffer.of(0, 32));
    expect(await bytes("/tile/1/000.p/1", 256)).toEqual(levels[1]?.[0]);
    expect(await bytes("/tile/1/000.p/17", 70_000)).toEqual(Buffer.concat(levels[1]?.slice(0, 17) ?? []));
    expect(await bytes("/tile/2/000.p/1", 70_000)).toEqual(levels[2]?.[0]);
    for (const [name, size] of [
      ["/tile/0/000", 255],
      ["/tile/1/000.p/1", 255],
      ["/tile/1/000.p/2", 256],
      ["/tile/3/000.p/1", 70_000],
      ["/tile/entries/x001/000", 70_000],
    ] as const)
      expect(await bytes(name, size), name).toBeNull();
  });
});

describe("signed notes", () => {
  const [note] = splitNotes(vector("5.checkpoint"));
  const whole = note ?? "";

  it("keeps keys in their one spelling", () => {
    const key = verifierKey(signers.log.verifier);
    expect(verifierKey(readVerifier(key))).toBe(key);
    for (const wrong of ["", "x", key.replace("+c3b81493+", "+c3b81494+"), key.slice(0, -1), `a b${key}`])
      expect(() => readVerifier(wrong), wrong).toThrow(BadNote);
    expect(() => signerOf("a+b", 1, seeded(1))).toThrow(BadNote);
  });

  it("reads its own two lines, and passes over lines of others, of whatever length", () => {
    const other = signatureLine(readNote(whole).text, signerOf("witness.example/w", 4, seeded(3)), 7);
    const strange = `— mldsa.example ${Buffer.alloc(3_000, 7).toString("base64")}\n`;
    const more = `${whole}${other}${strange}`;
    expect(readNote(more).lines).toHaveLength(4);
    expect(openCheckpoint(more, policy)).toMatchObject({ size: 5, cosigned: ["clock"] });
    // The same name and another key is another line too.
    const namesake = signatureLine(readNote(whole).text, signerOf(ORIGIN, 1, seeded(9)));
    expect(openCheckpoint(`${whole}${namesake}`, policy)).toMatchObject({ size: 5 });
  });

  it("refuses a line that is forged, a note without its clock, an extension line, and what is no note", () => {
    const { text, lines } = readNote(whole);
    const line = (bytes: Buffer) => `— ${ORIGIN} ${bytes.toString("base64")}\n`;
    const [log, clock] = lines.map(({ id, bytes }) => Buffer.concat([Buffer.from(id, "hex"), bytes]));
    const bent = (bytes: Buffer | undefined, at: number) => {
      const copy = Buffer.from(bytes ?? []);
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy;
    };
    const signed = (...parts: readonly Buffer[]) => `${text}\n${parts.map(line).join("")}`;
    if (!log || !clock) throw new Error("two lines");
    expect(signed(log, clock)).toBe(whole);
    expect(() => openCheckpoint(signed(bent(log, 9), clock), policy)).toThrow("forged");
    expect(() => openCheckpoint(signed(log, bent(clock, 11)), policy)).toThrow("forged");
    expect(() => openCheckpoint(signed(log, bent(clock, 40)), policy)).toThrow("forged");
    expect(() => openCheckpoint(signed(log), policy)).toThrow("too few have cosigned");
    expect(readSigned(signed(log), policy)).toMatchObject({ cosigned: [], at: null });
    expect(() => openCheckpoint(signed(clock), policy)).toThrow("not by");
    const extended = `${text}at 2026-11-22T07:23:36.583Z\n`;
    expect(() => readCheckpoint(`${extended}\n${signatureLine(extended, signers.log)}`)).toThrow(BadNote);
    for (const wrong of [
      "",
      "a word\n",
      `${text}\n`,
      whole.replace("\n\n", "\n"),
      `${whole}\u0007\n`,
      whole.slice(0, -1),
    ])
      expect(() => readNote(wrong), JSON.stringify(wrong)).toThrow(BadNote);
  });
});

describe("policies (C2SP tlog-policy)", () => {
  const keys = [3, 4, 5].map((seed) => verifierKey(signerOf(`w${seed}.example`, 4, seeded(seed)).verifier));
  const log = `log ${verifierKey(signers.log.verifier)}`;
  const of = (...lines: readonly string[]) => readPolicy([log, ...lines, ""].join("\n"));
  const witnesses = keys.map((key, n) => `witness w${n} ${key} https://w${n}.example`);
  const text = readNote(vector("5.checkpoint")).text;
  const cosigned = (...seeds: readonly number[]) =>
    `${text}\n${signatureLine(text, signers.log)}${seeds
      .map((seed) => signatureLine(text, signerOf(`w${seed}.example`, 4, seeded(seed)), seed))
      .join("")}`;

  it("asks for so many of a group, and for groups of groups", () => {
    const two = of(...witnesses, "group two 2 w0 w1 w2", "quorum two");
    expect(() => openCheckpoint(cosigned(3), two)).toThrow("too few");
    expect(openCheckpoint(cosigned(3, 5), two)).toMatchObject({ cosigned: ["w0", "w2"] });
    const deep = of(...witnesses, "group any any w0 w1", "group all all any w2", "quorum all");
    expect(() => openCheckpoint(cosigned(3, 4), deep)).toThrow("too few");
    // The earliest instant by which somebody had seen it.
    expect(openCheckpoint(cosigned(5, 4), deep).at).toBe("1970-01-01T00:00:04.000Z");
    expect(openCheckpoint(cosigned(), of("quorum none")).at).toBeNull();
    expect(policyText(readPolicy(policyText(deep)))).toBe(policyText(deep));
  });

  it("takes any of several logs", () => {
    const other = signerOf(ORIGIN, 1, seeded(8));
    const both = readPolicy(`log ${verifierKey(other.verifier)}\n${log}\nquorum none\n`);
    expect(openCheckpoint(cosigned(), both)).toMatchObject({ size: 5 });
  });

  it.each([
    ["no quorum", []],
    ["two quorums", ["quorum none", "quorum none"]],
    ["an unknown name", ["quorum nobody"]],
    ["a group of more than there are", [...witnesses, "group g 4 w0 w1 w2", "quorum g"]],
    ["a member twice", [...witnesses, "group g 2 w0 w0", "quorum g"]],
    ["a name used twice", [...witnesses, witnesses[0] ?? "", "quorum w0"]],
    ["a witness with a log's key", [`witness w ${verifierKey(signers.log.verifier)}`, "quorum w"]],
    ["a line of something else", ["trust everybody", "quorum none"]],
  ])("refuses %s", (_, lines) => {
    expect(() => of(...lines)).toThrow(BadPolicy);
  });
});

describe("the file outside the database", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tenure-outside-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const all = async (file: string): Promise<string[]> => {
    const notes: string[] = [];
    for await (const note of outside(file).all()) notes.push(note);
    return notes;
  };

  it("reads thousands of notes piece by piece, and finds the last one behind a long one", async () => {
    const file = join(folder, "long");
    const notes = await Promise.all(Array.from({ length: 400 }, (_, n) => noteAt(n + 1)));
    // More signatures than one piece of the file holds.
    const many = Array.from(
      { length: 90 },
      (_, n) => `— w${n}.example ${Buffer.alloc(3_000, n).toString("base64")}\n`,
    );
    const long = `${await noteAt(401)}${many.join("")}`;
    await outside(file).append(notes);
    await outside(file).append([long]);
    expect(long.length).toBeGreaterThan(300_000);
    expect(await outside(file).last()).toBe(long);
    expect(await all(file)).toEqual([...notes, long]);
    await outside(file).append([await noteAt(402)]);
    expect(await outside(file).last()).toBe(await noteAt(402));
  });

  it("mends whatever a crash tore off, to the byte", async () => {
    const file = join(folder, "torn");
    const [one, two] = [await noteAt(1), await noteAt(2)];
    const bytes = Buffer.from(`${one}\n${two}`);
    const first = Buffer.byteLength(one);
    for (let kept = 0; kept <= bytes.length; kept++) {
      await writeFile(file, bytes.subarray(0, kept));
      const last = await outside(file).last();
      expect(last, `${kept} bytes`).toBe(kept === bytes.length ? two : kept >= first ? one : null);
      await outside(file).append(last === null ? [one, two] : last === one ? [two] : []);
      expect(await all(file)).toEqual([one, two]);
    }
  });
});
