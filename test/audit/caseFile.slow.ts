import { execFile } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Files, NoCaseFile, packed, unpacked } from "../../audit/caseFile/container.ts";
import type { CaseFileFault, CheckName } from "../../audit/caseFile/faults.ts";
import {
  digestOf,
  FILES,
  type Manifest,
  type Notice,
  pretty,
  proofFile,
  signedText,
} from "../../audit/caseFile/format.ts";
import { openCaseFile } from "../../audit/caseFile/open.ts";
import { type LogSigners, readCheckpoint, signCheckpoint } from "../../audit/checkpoint.ts";
import { type LogPolicy, policyText, readPolicy } from "../../audit/logPolicy.ts";
import { signatureLine, signerOf, splitNotes } from "../../audit/note.ts";
import { type Proof, proofText, readProof } from "../../audit/proof.ts";
import { certify, newEventKey, readCertificate } from "../../audit/signatures.ts";
import { closeEntry, type Entry } from "../../machines/journal.ts";
import { type Cli, jsonOf, openCli, type Upped } from "../support/cli.ts";
import { stranger } from "../support/log.ts";

const NAME = "Ann Marker-Example";
const EMAIL = "ann.marker@example.org";
const REASON = "he said <script>alert('markerReason')</script> & more";
const EVIDENCE = "markerEvidence: the words that fell";

let cli: Cli;
let engine: Upped;
/** The case file of c1, exported from a running engine. */
let whole: Uint8Array;
let files: Files;
/** The keys of the engine that wrote it. */
let log: LogSigners;

const ok = async (...args: readonly string[]) => {
  const ended = await cli.run(args);
  expect(ended.code, ended.err + ended.out).toBe(0);
  return ended;
};
const exported = async (client: string, ...more: readonly string[]): Promise<Uint8Array> => {
  const file = join(cli.home, `${client}.zip`);
  await ok("audit", "export", client, "-o", file, ...more);
  return readFile(file);
};
/** Waits until the journal of c1 has this many entries: effects come back in their own time. */
const reaches = (entries: number) =>
  vi.waitFor(async () => expect(jsonOf(await ok("timeline", "c1", "-o", "json"))).toHaveLength(entries), {
    timeout: 30_000,
  });
const at = (name: string) => join(cli.home, name);

beforeAll(async () => {
  cli = await openCli();
  engine = await cli.up();
  await ok("open", "c0", "--as", "ops:olga", "--contract", "k-1");
  const contact = ["--name", NAME, "--email", EMAIL];
  await ok("open", "c1", "--as", "ops:olga", "--contract", "k-17", "--zone", "Europe/Berlin", ...contact);
  const incident = {
    incidentId: "i1",
    category: "insult",
    happenedAt: "2026-01-02T10:00:00Z",
    evidence: [EVIDENCE],
  };
  await ok("apply", "c1", "incident.reported", "--as", "ops:olga", "--data", JSON.stringify(incident));
  const confirmed = ["--data", '{"incidentId":"i1","explainedBy":null}', "--reason", REASON];
  await cli.run(["apply", "c1", "incident.confirmed", "--as", "manager:olga", ...confirmed]);
  await ok("apply", "c1", "incident.confirmed", "--as", "manager:max", ...confirmed);
  await reaches(5);
  const exit = ["--field", "requestId=r1", "--reason", "enough"];
  await cli.run(["apply", "c1", "exit.approved", "--as", "senior:anna", ...exit]);
  await ok("apply", "c0", "client.left", "--as", "ops:olga", "--field", "cause=other");
  await reaches(6);

  whole = await exported("c1");
  ({ files } = unpacked(whole));
  const origin = (await readFile(at("keys/origin"), "utf8")).trim();
  const signer = async (type: 1 | 4, name: string) =>
    signerOf(origin, type, createPrivateKey(await readFile(at(`keys/${name}.pem`), "utf8")));
  log = { log: await signer(1, "log"), clock: await signer(4, "clock") };
}, 180_000);
afterAll(async () => {
  await ok("down");
  await engine?.ended;
  await cli?.close();
}, 60_000);

const textOf = (name: string, from = files): string => Buffer.from(from[name] ?? []).toString();
const linesOf = <T>(name: string): T[] =>
  textOf(name)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
const jsonl = (rows: readonly unknown[]) =>
  Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));

/** Packs altered files as somebody would who hides it: the manifest and the container fit again. */
async function hidden(
  changed: Readonly<Record<string, Uint8Array | null>>,
  signer?: LogSigners,
): Promise<Uint8Array> {
  const all: Record<string, Uint8Array> = { ...files };
  for (const [name, bytes] of Object.entries(changed)) {
    if (bytes === null) delete all[name];
    else all[name] = bytes;
  }
  const manifest = JSON.parse(textOf(FILES.manifest, all)) as Manifest;
  const listed = Object.entries(all).filter(([name]) => name !== FILES.manifest && name !== FILES.signature);
  manifest.files = Object.fromEntries(
    listed.map(([name, bytes]) => [name, { bytes: bytes.length, sha256: digestOf(bytes) }]),
  );
  const manifestBytes = Buffer.from(pretty(manifest));
  all[FILES.manifest] = manifestBytes;
  const text = signedText(manifestBytes);
  if (signer) all[FILES.signature] = Buffer.from(`${text}\n${signatureLine(text, signer.log)}`);
  return packed(all, manifest.madeAt);
}

const faultsOf = (bytes: Uint8Array, believed?: LogPolicy): readonly CaseFileFault[] =>
  openCaseFile(bytes, believed).faults;
const checksOf = (faults: readonly CaseFileFault[]): CheckName[] => [
  ...new Set(faults.map(({ check }) => check)),
];

it("R-ROL-4 a case file is whole: every check is made and passes, with the key inside and with the key from elsewhere", async () => {
  const { checks, faults, log: used, contents, checkpoint } = openCaseFile(whole);
  expect(faults).toEqual([]);
  expect(checks.map(({ passed }) => passed)).toEqual(checks.map(() => true));
  expect(used?.given).toBe(false);
  expect(contents.entries.map(({ type, outcome }) => [type, outcome])).toEqual([
    ["relationship.opened", "accepted"],
    ["incident.reported", "accepted"],
    ["incident.confirmed", "refused"],
    ["incident.confirmed", "accepted"],
    ["notice.delivered", "accepted"],
    ["exit.approved", "refused"],
  ]);
  expect(contents.texts.map(({ kind, text }) => [kind, text])).toEqual(
    expect.arrayContaining([
      ["reason", REASON],
      ["evidence.0", EVIDENCE],
      ["notice", expect.stringContaining(NAME)],
    ]),
  );
  expect(contents.histories.size).toBe(1);
  // The tree has the entries of all relationships, so the proofs are proofs.
  expect(checkpoint?.size).toBeGreaterThan(contents.entries.length);
  expect([...contents.proofs.keys()]).toEqual(contents.entries.map(({ seq }) => seq));
  expect([...contents.proofs.values()].every((proof) => readProof(proof).path.length > 1)).toBe(true);
  expect(checkpoint).toMatchObject({ origin: log.log.verifier.name, cosigned: ["clock"] });
  const kept = readPolicy(await readFile(at("keys/policy"), "utf8"));
  expect(openCaseFile(whole, kept)).toMatchObject({ faults: [], log: { given: true, keyIds: used?.keyIds } });
});

describe("R-ROL-4 what was altered is found and named", () => {
  it("in 200 files with one random byte changed anywhere", () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (index, flip) => {
        const bytes = Uint8Array.from(whole);
        bytes[index] = (bytes[index] ?? 0) ^ flip;
        try {
          expect(faultsOf(bytes).length, `byte ${index}`).toBeGreaterThan(0);
        } catch (error) {
          expect(error, `byte ${index}`).toBeInstanceOf(NoCaseFile);
        }
      }),
      { numRuns: 200, seed: 20261122 },
    );
  });

  it("in a file that was cut off or added to", () => {
    for (const bytes of [
      whole.subarray(0, -1),
      whole.subarray(1),
      Buffer.concat([whole, Buffer.from("x")]),
    ]) {
      let found: unknown;
      try {
        found = checksOf(faultsOf(bytes));
      } catch (error) {
        found = error;
      }
      expect(found instanceof NoCaseFile || (Array.isArray(found) && found.includes("container"))).toBe(true);
    }
  });

  /** Every value inside a JSON value: where it stands, and what puts another one there. */
  function leaves(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
    if (typeof value !== "object" || value === null) return [path];
    return Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]));
  }
  function altered(value: unknown, path: readonly (string | number)[]): unknown {
    const [name, ...rest] = path;
    if (name === undefined) {
      if (typeof value === "number") return value + 1;
      if (typeof value === "boolean") return !value;
      return typeof value === "string"
        ? `${value === "" ? "x" : value.slice(0, -1)}${value.endsWith("7") ? "8" : "7"}`
        : "x";
    }
    const copy = structuredClone(value) as Record<string, unknown>;
    copy[name] = altered(copy[name], rest);
    return copy;
  }

  it("in 200 files with one value changed, whose manifest, container and signature fit again: by the proof alone", async () => {
    const places: { name: string; line: number; path: readonly (string | number)[] }[] = [];
    for (const name of [FILES.journal, FILES.texts])
      linesOf(name).forEach((row, line) => {
        for (const path of leaves(row)) places.push({ name, line, path });
      });
    const proof: Readonly<Record<string, readonly CheckName[]>> = {
      [FILES.journal]: ["entries"],
      [FILES.texts]: ["texts"],
    };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), async ({ name, line, path }) => {
        const rows = linesOf(name).map((row, n) => (n === line ? altered(row, path) : row));
        const found = checksOf(faultsOf(await hidden({ [name]: jsonl(rows) }, log)));
        expect(found, `${name} ${line} ${path.join(".")}`).toEqual(
          expect.arrayContaining([...(proof[name] ?? [])]),
        );
        expect(found).not.toContain("manifest");
      }),
      { numRuns: 200, seed: 20261122 },
    );
  }, 240_000);

  it("in a proof: any of its letters, its place, its salt, its checkpoint, or the proof of another entry", async () => {
    const name = proofFile(3);
    const text = textOf(name);
    const faultsWith = async (changed: string) =>
      faultsOf(await hidden({ [name]: Buffer.from(changed) }, log)).filter(({ seq }) => seq === 3);
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.integer({ min: 33, max: 126 }), async (index, code) => {
        const changed = text.slice(0, index) + String.fromCharCode(code) + text.slice(index + 1);
        fc.pre(changed !== text);
        expect(await faultsWith(changed), changed).toEqual([expect.objectContaining({ check: "proof" })]);
      }),
      { numRuns: 60, seed: 20261122 },
    );
    const proof = readProof(text);
    const salt = Buffer.alloc(16);
    const found = async (other: Proof) => (await faultsWith(proofText(other))).map(({ check }) => check);
    for (const other of [
      { ...proof, index: proof.index + 1 },
      { ...proof, extra: salt },
      { ...proof, extra: null },
      { ...proof, path: proof.path.slice(1) },
      readProof(textOf(proofFile(2))),
    ])
      expect(new Set(await found(other))).toEqual(new Set(["proof"]));
    expect(checksOf(faultsOf(await hidden({ [name]: null }, log)))).toEqual(["proof"]);
    const more = await hidden({ [proofFile(77)]: Buffer.from(text) }, log);
    expect(faultsOf(more)).toMatchObject([{ check: "proof", where: proofFile(77) }]);
  });

  it("where a salt is spelt in another way that means the same bytes", async () => {
    const texts = linesOf<{ salt: string }>(FILES.texts);
    const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const again = texts.map(({ salt, ...text }) => {
      // 16 bytes leave four bits of the last digit unused.
      const last = digits.indexOf(salt.at(-1) ?? "");
      return { ...text, salt: salt.slice(0, -1) + digits[last + 1] };
    });
    const faults = faultsOf(await hidden({ [FILES.texts]: jsonl(again) }, log));
    expect(faults.map(({ check }) => check)).toEqual(texts.map(() => "texts"));
  });

  it("where the entry was sealed anew: by the tree, the chain and the machine", async () => {
    const entries = linesOf<Entry>(FILES.journal);
    const forged = entries.map((entry) => {
      if (entry.seq !== 3) return entry;
      const { hash: _, ...rest } = entry;
      return closeEntry({ ...rest, outcome: "accepted", findings: [] });
    });
    const faults = faultsOf(await hidden({ [FILES.journal]: jsonl(forged) }, log));
    expect(checksOf(faults)).toEqual(["chain", "proof", "machine", "histories"]);
    expect(faults.find(({ check }) => check === "proof")).toMatchObject({ seq: 3 });
    expect(faults.find(({ check }) => check === "machine")).toMatchObject({
      says: expect.stringContaining("entry 3"),
    });
  });

  it("where a whole journal was written anew, entry by entry: by the tree and by Temporal's histories", async () => {
    let prev = "0".repeat(64);
    const forged = linesOf<Entry>(FILES.journal).map(({ hash: _, ...entry }) => {
      const anew = closeEntry({ ...entry, actor: { ...entry.actor, id: "somebody" }, prev });
      prev = anew.hash;
      return anew;
    });
    const manifest = { ...(JSON.parse(textOf(FILES.manifest)) as Manifest), head: prev };
    const bytes = await hidden(
      { [FILES.journal]: jsonl(forged), [FILES.manifest]: Buffer.from(pretty(manifest)) },
      log,
    );
    expect(checksOf(faultsOf(bytes))).toEqual(expect.arrayContaining(["proof", "histories"]));
  });

  it.each([
    ["the last entry removed", (rows: unknown[]) => rows.slice(0, -1), ["chain", "proof"]],
    ["an entry in the middle removed", (rows: unknown[]) => rows.toSpliced(2, 1), ["chain", "proof"]],
    ["two entries swapped", (rows: unknown[]) => rows.toSpliced(2, 2, rows[3], rows[2]), ["chain", "proof"]],
    ["an entry put in twice", (rows: unknown[]) => rows.toSpliced(2, 0, rows[2]), ["chain", "proof"]],
  ])("%s", async (_, change, found) => {
    const bytes = await hidden({ [FILES.journal]: jsonl(change(linesOf(FILES.journal))) }, log);
    expect(checksOf(faultsOf(bytes))).toEqual(expect.arrayContaining(found));
  });

  it.each([
    ["a notice's status", FILES.notices, (text: string) => text.replace('"captured"', '"bounced"')],
    ["the page", FILES.page, (text: string) => text.replace("Refused", "Accepted")],
    ["the client's address", FILES.contact, (text: string) => text.replace(EMAIL, "eve@example.org")],
  ])("%s, by the signature of the manifest", async (_, name, change) => {
    const bytes = await hidden({ [name]: Buffer.from(change(textOf(name))) });
    expect(faultsOf(bytes)).toEqual([expect.objectContaining({ check: "manifest", where: FILES.signature })]);
  });

  it("a file that is missing, and one that was added", async () => {
    const { [FILES.page]: _, ...rest } = files;
    expect(faultsOf(await packed(rest, "2026-11-22T00:00:00Z"))).toEqual([
      expect.objectContaining({ check: "manifest", where: FILES.page }),
    ]);
    expect(
      faultsOf(await packed({ ...files, "letter.txt": Buffer.from("x") }, "2026-11-22T00:00:00Z")),
    ).toEqual([expect.objectContaining({ check: "manifest", where: "letter.txt" })]);
  });

  it("a notice that was not asked for, one that is missing, and one with other words than were sent", async () => {
    const [notice] = linesOf<Notice>(FILES.notices);
    const other = openCaseFile(whole).contents.texts.find(({ text }) => text === EVIDENCE);
    const faultsWith = async (rows: readonly unknown[]) =>
      faultsOf(await hidden({ [FILES.notices]: jsonl(rows) }, log)).filter(
        ({ check }) => check === "notices",
      );
    expect(await faultsWith([notice, { ...notice, id: "c1/2/0" }])).toEqual([
      expect.objectContaining({ where: `${FILES.notices}, c1/2/0` }),
    ]);
    expect(await faultsWith([])).toEqual([expect.objectContaining({ seq: 5 })]);
    expect(await faultsWith([{ ...notice, text: other?.id }])).toEqual([
      expect.objectContaining({ expected: notice?.text, found: other?.id }),
    ]);
  });

  it("a policy, a machine, a history", async () => {
    const names = Object.keys(files);
    const change = async (folder: string, from: RegExp, to: string) => {
      const name = names.find((path) => path.startsWith(folder)) ?? "";
      const text = textOf(name);
      expect(text).toMatch(from);
      return checksOf(faultsOf(await hidden({ [name]: Buffer.from(text.replace(from, to)) }, log)));
    };
    expect(await change("policies/", /"overdueDays": \d+/, '"overdueDays": 99')).toEqual(["policy"]);
    expect(await change("machines/", /"onboarding"/, '"onbording"')).toEqual(["machine"]);
    const name = names.find((path) => path.startsWith("histories/")) ?? "";
    const history = textOf(name).replaceAll(/"data": "([A-Za-z0-9+/=]{200,})"/g, (all, data: string) => {
      const said = Buffer.from(data, "base64").toString();
      return said.includes("prev")
        ? `"data": "${Buffer.from(said.replaceAll('"seq":4', '"seq":3')).toString("base64")}"`
        : all;
    });
    expect(checksOf(faultsOf(await hidden({ [name]: Buffer.from(history) }, log)))).toEqual(["histories"]);
  });

  /** The checkpoint and every proof under it, with another note. */
  function under(note: string): Record<string, Uint8Array> {
    const proofs = Object.keys(files).filter((name) => name.endsWith(".tlog-proof"));
    return Object.fromEntries([
      [FILES.checkpoint, Buffer.from(note)],
      ...proofs.map((name) => [name, Buffer.from(proofText({ ...readProof(textOf(name)), note }))] as const),
    ]);
  }

  it("a key that was replaced: by the signatures, and, where everything was signed again, by the policy from elsewhere", async () => {
    const other = stranger({ origin: log.log.verifier.name });
    const policy = Buffer.from(policyText(other.policy));
    expect(checksOf(faultsOf(await hidden({ [FILES.logPolicy]: policy }, log)))).toEqual([
      "manifest",
      "proof",
      "senders",
    ]);

    const note = signCheckpoint(readCheckpoint(textOf(FILES.checkpoint)), other, 1_764_288_000);
    const keys = splitNotes(textOf(FILES.eventKeys)).map((certificate) => {
      const { key, since } = readCertificate(certificate, [log.log.verifier]);
      return certify({ publicKey: key }, other.log, since);
    });
    const eventKeys = Buffer.from(keys.join("\n"));
    const parts = { [FILES.logPolicy]: policy, [FILES.eventKeys]: eventKeys, ...under(note) };
    const again = await hidden(parts, other);
    expect(openCaseFile(again)).toMatchObject({ faults: [], log: { given: false } });
    const believed = readPolicy(await readFile(at("keys/policy"), "utf8"));
    expect(checksOf(faultsOf(again, believed))).toEqual(["manifest", "proof", "senders"]);
  });

  it("who vouched for an event: a key that is not there, and another one that the log has certified", async () => {
    const came = linesOf<Entry>(FILES.journal).filter(({ signature }) => signature !== undefined);
    expect(came.length).toBeGreaterThan(1);
    const fresh = certify(newEventKey(), log.log, "2020-01-01T00:00:00.000Z");
    for (const eventKeys of ["", fresh]) {
      const found = faultsOf(await hidden({ [FILES.eventKeys]: Buffer.from(eventKeys) }, log));
      expect(found.filter(({ check }) => check === "senders")).toMatchObject(
        came.map(({ seq }) => ({ seq, says: "is signed by a key that this log has not certified" })),
      );
      expect(checksOf(found)).toEqual(["senders"]);
    }
    // A file from before events were signed has no such part, and is read as it always was.
    const before = linesOf<Entry>(FILES.journal).map(({ signature: _, ...entry }) => entry);
    const old = faultsOf(await hidden({ [FILES.eventKeys]: null, [FILES.journal]: jsonl(before) }, log));
    expect(checksOf(old)).not.toContain("senders");
  });

  it("a checkpoint of another tree, and one that nobody says the time of", async () => {
    const checkpoint = readCheckpoint(textOf(FILES.checkpoint));
    const root = Buffer.from(checkpoint.root);
    root[0] = (root[0] ?? 0) ^ 1;
    const note = signCheckpoint({ ...checkpoint, root }, log, 1_764_288_000);
    const faults = faultsOf(await hidden(under(note), log));
    expect(checksOf(faults)).toEqual(["proof"]);
    expect(faults).toHaveLength(6);
    const timeless = textOf(FILES.checkpoint).split("\n").toSpliced(-2, 1).join("\n");
    expect(faultsOf(await hidden(under(timeless), log))).toMatchObject([
      { check: "proof", says: expect.stringContaining("too few have cosigned it") },
    ]);
  });
});

it("a journal that another machine judged is said to be so, and everything else is checked", async () => {
  let prev = "0".repeat(64);
  const foreign = linesOf<Entry>(FILES.journal).map(({ hash: _, ...entry }) => {
    const anew = closeEntry({
      ...entry,
      machine: { ...entry.machine, version: "2", hash: "b".repeat(64) },
      prev,
    });
    prev = anew.hash;
    return anew;
  });
  const { checks, faults } = openCaseFile(await hidden({ [FILES.journal]: jsonl(foreign) }, log));
  expect(checks.find(({ name }) => name === "machine")).toMatchObject({ passed: false });
  expect(faults.find(({ check }) => check === "machine")).toMatchObject({
    seq: 1,
    says: expect.stringContaining("file is not in the case file"),
  });
  expect(
    checks.filter(({ name }) => ["entries", "texts"].includes(name)).map(({ passed }) => passed),
  ).toEqual([true, true]);
});

describe("R-ROL-4 what is left out", () => {
  const everything = (bytes: Uint8Array) =>
    Object.values(unpacked(bytes).files)
      .map((content) => Buffer.from(content).toString())
      .join("\n");

  it.each([
    ["texts", ["markerReason", "markerEvidence", "enough"], [NAME, EMAIL]],
    ["names", [NAME, EMAIL], ["markerReason", "markerEvidence"]],
    ["notices", ["Warning 1 of 2"], ["markerReason", NAME]],
  ])("%s: not a word of them is in the file, and the proof holds", async (kind, gone, there) => {
    const bytes = await exported("c1", "--without", kind);
    const content = everything(bytes);
    for (const words of gone) expect(content).not.toContain(words);
    for (const words of there) expect(content).toContain(words);
    const { faults, contents } = openCaseFile(bytes);
    expect(faults).toEqual([]);
    expect(contents.manifest.leftOut.chosen).toEqual([kind]);
    expect(contents.manifest.leftOut.texts.length).toBeGreaterThan(0);
    const { out } = await ok("audit", "open", at("c1.zip"));
    expect(out).toContain(`Left out on demand: ${kind}.`);
  });

  it("a single text by its id; a text that is missing without a word is a fault", async () => {
    const { id } = openCaseFile(whole).contents.texts.find(({ text }) => text === EVIDENCE) ?? { id: "" };
    const bytes = await exported("c1", "--without", id);
    expect(everything(bytes)).not.toContain("markerEvidence");
    expect(openCaseFile(bytes)).toMatchObject({
      faults: [],
      contents: { manifest: { leftOut: { texts: [{ id, kind: "evidence.0", why: "chosen" }] } } },
    });
    const texts = linesOf<{ id: string }>(FILES.texts).filter((text) => text.id !== id);
    expect(faultsOf(await hidden({ [FILES.texts]: jsonl(texts) }, log))).toEqual([
      expect.objectContaining({ check: "texts", where: `${FILES.texts}, ${id}` }),
    ]);
  });

  it("nothing else can be left out", async () => {
    const { code, err } = await cli.run(["audit", "export", "c1", "--without", "actors"]);
    expect(code).toBe(2);
    expect(err).toContain("one of texts, names, notices, or a vault id");
  });
});

it("R-ROL-4 the page is for people: what happened, why it was refused, what they were told; nothing in it runs", () => {
  const page = textOf(FILES.page);
  expect(page).toContain("another person confirms than reported");
  expect(page).toContain("Warning 1 of 2");
  expect(page).toContain("&lt;script&gt;alert('markerReason')&lt;/script&gt; &amp; more");
  expect(page).not.toMatch(/<script|<img|<link|https?:|javascript:| on[a-z]+=/i);
  expect(page).toContain("Europe/Berlin");
});

describe("tenure audit open", () => {
  it("without network, home and database: nothing but the file and the program", async () => {
    const file = at("alone.zip");
    await writeFile(file, whole);
    const root = join(import.meta.dirname, "../..");
    const cut = join(root, "test/audit/fixture-no-network.ts");
    // Node itself refuses every file but these, every process and every thread.
    const node = ["--permission", `--allow-fs-read=${root}/*`, `--allow-fs-read=${file}`, "--import", cut];
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [...node, join(root, "apps/cli/tenure.mjs"), "audit", "open", file, "--seq", "5", "-o", "json"],
      { env: { PATH: process.env.PATH, HOME: "/nonexistent" }, cwd: root },
    );
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      client: "c1",
      faults: [],
      moment: { seq: 5, state: "warnedOnce", deadlines: [{ name: "coolOff" }] },
    });
  });

  it("shows the exact state after an entry, and what is different between two", async () => {
    const file = at("shown.zip");
    await writeFile(file, whole);
    const [{ moment }] = jsonOf(await ok("audit", "open", file, "--seq", "4", "-o", "json"));
    expect(moment).toMatchObject({
      ...{ state: "active", rung: "active", policy: "2026-11" },
      notices: [{ id: "c1/4/0", notice: "N4", status: "underWay" }],
    });
    const [{ changes }] = jsonOf(await ok("audit", "open", file, "--compare", "4", "5", "-o", "json"));
    expect(changes).toMatchObject({
      changed: [
        { what: "state", from: "active", to: "warnedOnce" },
        { what: "rung", from: "active", to: "warnedOnce" },
      ],
      notices: [{ id: "c1/4/0", status: "delivered" }],
    });
    const { out } = await ok("audit", "open", file, "--compare", "4", "5");
    expect(out).toContain("active → warnedOnce");
    expect(await cli.run(["audit", "open", file, "--seq", "9"])).toMatchObject({
      code: 4,
      err: expect.stringContaining("there is no entry 9"),
    });
  });

  it("ends with 1 on a fault, and says which entry; with 2 where there is nothing to open", async () => {
    const file = at("forged.zip");
    const text = textOf(FILES.journal).replace('"outcome":"refused"', '"outcome":"accepted"');
    await writeFile(file, await hidden({ [FILES.journal]: Buffer.from(text) }));
    const { code, out } = await cli.run(["audit", "open", file]);
    expect(code).toBe(1);
    expect(out).toContain("journal.jsonl, entry 3: was altered");
    expect(await cli.run(["audit", "open", at("nowhere.zip")])).toMatchObject({ code: 2 });
    await writeFile(file, "no zip");
    expect(await cli.run(["audit", "open", file])).toMatchObject({
      code: 1,
      err: expect.stringContaining("is no case file"),
    });
    await writeFile(file, whole);
    const policy = at("nobodys.policy");
    await writeFile(policy, policyText(stranger({ origin: log.log.verifier.name }).policy));
    const other = await cli.run(["audit", "open", file, "--policy", policy]);
    expect(other.code).toBe(1);
    expect(other.out).toContain("another key signed it");
  });

  it("is for a file; an export is for a client", async () => {
    expect(await cli.run(["audit", "export", "nobody", "-o", at("x.zip")])).toMatchObject({ code: 4 });
    expect(await cli.run(["list", "-o", "x.zip"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("audit export"),
    });
  });
});

it("after an erasure the case file still proves everything, and has not a word of the client's", async () => {
  await ok("erase", "c1", "--as", "compliance:carl", "--reason", "asked for, case 17");
  const bytes = await exported("c1");
  const { faults, contents } = openCaseFile(bytes);
  expect(faults).toEqual([]);
  expect(contents.manifest.leftOut.texts.every(({ why }) => why === "erased")).toBe(true);
  expect(contents.manifest.leftOut.texts.length).toBeGreaterThan(3);
  const content = Object.values(unpacked(bytes).files).map((file) => Buffer.from(file).toString());
  for (const words of [NAME, EMAIL, "markerReason", "markerEvidence"])
    expect(content.filter((text) => text.includes(words))).toEqual([]);
  expect((await ok("audit", "open", at("c1.zip"))).out).toContain("the key that opened it is destroyed");
});
