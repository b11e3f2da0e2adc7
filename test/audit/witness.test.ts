import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApi } from "../../apps/api/app.ts";
import { type Served, serveApi } from "../../apps/api/server.ts";
import { witnessRoutes } from "../../apps/api/witness.ts";
import { type Archive, openArchive } from "../../archive/open.ts";
import { signCheckpoint } from "../../audit/checkpoint.ts";
import { type Log, openLog } from "../../audit/log.ts";
import { type LogPolicy, openCheckpoint, policyText, readPolicy } from "../../audit/logPolicy.ts";
import { leafData, leafHash, provesConsistency, treeOf } from "../../audit/merkle.ts";
import { Notary, Unsignable } from "../../audit/notary.ts";
import { readNote, type Signer, signerOf, verifierKey } from "../../audit/note.ts";
import { outside } from "../../audit/outside.ts";
import { checkProof, prover, readProof } from "../../audit/proof.ts";
import { hashesOf } from "../../audit/tiles.ts";
import { nameOfLog, type WitnessDesk, witnessDesk } from "../../audit/witness.ts";
import { Witnesses, withWitnesses } from "../../audit/witnesses.ts";
import { type Backend, embedded } from "../support/archives.ts";
import { journalOf } from "../support/entries.ts";
import { stranger } from "../support/log.ts";

let backend: Backend;
let folder: string;
let archive: Archive;
let log: Log;
const served: Served[] = [];
let names = 0;

beforeAll(async () => {
  backend = await embedded.start();
  folder = await mkdtemp(join(tmpdir(), "tenure-witness-"));
  archive = await openArchive(await backend.place());
  log = await openLog({ folder: join(folder, "keys"), log: archive.log, host: "tenure.example" });
});
afterAll(async () => {
  for (const api of served) await api.close();
  await archive?.close();
  await backend?.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Running {
  readonly desk: WitnessDesk;
  readonly url: string;
  readonly signer: Signer;
  readonly kept: Map<string, string>;
}

/** A real witness, its state in memory. */
async function startWitness(logs = [log.log.verifier]): Promise<Running> {
  const signer = signerOf(`w${++names}.example`, 4, generateKeyPairSync("ed25519").privateKey);
  const kept = new Map<string, string>();
  const desk = witnessDesk({
    ...{ signer, logs },
    kept: async (name) => kept.get(name) ?? null,
    keep: async (name, note) => void kept.set(name, note),
  });
  const api = await serveApi(witnessRoutes(desk), { port: 0 });
  served.push(api);
  return { desk, url: api.url, signer, kept };
}

const wantedOf = (
  ...witnesses: readonly (Pick<Running, "signer"> & { readonly url: string })[]
): LogPolicy => {
  const lines = witnesses.map(({ signer, url }, n) => `witness w${n} ${verifierKey(signer.verifier)} ${url}`);
  const group = `group all all ${witnesses.map((_, n) => `w${n}`).join(" ")}`;
  return readPolicy([...lines, group, "quorum all", ""].join("\n"));
};

let files = 0;
const keeperOf = (wanted?: LogPolicy, of = archive): Notary =>
  new Notary({
    ...{ archive: of, log, outside: outside(join(folder, `signed-${++files}`)) },
    witnesses: new Witnesses({ tree: of.tree, log, wanted }),
  });
let clients = 0;
const grow = (entries: number, of = archive) =>
  of.journal.record(
    journalOf(
      `c${++clients}`,
      Array.from({ length: entries }, () => ({})),
    ),
  );

describe("witnesses that the log asks", () => {
  it("cosign every checkpoint, each from where it stands, and the published note has their lines", async () => {
    await grow(3);
    const [one, two] = [await startWitness(), await startWitness()];
    const alone = keeperOf(wantedOf(one));
    const first = await alone.cosign();
    expect(first?.asked).toEqual([{ witness: "w0", failed: null }]);
    await grow(300);
    const both = keeperOf(wantedOf(one, two));
    const signed = await both.cosign();
    if (!signed) throw new Error("there are entries");
    expect(signed).toMatchObject({ size: 303, grown: 300 });
    expect(openCheckpoint(signed.note, both.witnesses.policy)).toMatchObject({
      size: 303,
      cosigned: ["clock", "w0", "w1"],
    });
    expect(readNote(signed.note).lines).toHaveLength(4);
    // The rows of the archive stay as they were signed: the lines stand beside them.
    expect(readNote((await archive.tree.last())?.note ?? "").lines).toHaveLength(2);
    const seen = one.kept.get(nameOfLog(log.origin)) ?? "";
    expect(openCheckpoint(seen, withWitnesses(log, wantedOf(one)))).toMatchObject({ size: 303 });
    const monitored = await fetch(`${one.url}/${nameOfLog(log.origin)}/checkpoint`);
    expect(await monitored.text()).toBe(seen);
    // Again: it is the same size, and nothing is wrong with that.
    expect((await both.cosign())?.asked).toEqual([
      { witness: "w0", failed: null },
      { witness: "w1", failed: null },
    ]);
  });

  it("of whom one is away: it is said, the log goes on, and the newest that enough have cosigned is published", async () => {
    const [one, gone] = [await startWitness(), await startWitness()];
    const keeper = keeperOf(wantedOf(one, gone));
    const before = await keeper.cosign();
    await served.at(-1)?.close();
    await grow(2);
    const after = await keeper.cosign();
    expect(after?.asked).toMatchObject([{ failed: null }, { witness: "w1", failed: expect.any(String) }]);
    expect(await keeper.witnesses.published()).toMatchObject({ size: before?.size });
    expect(() => openCheckpoint(after?.note ?? "", keeper.witnesses.policy)).toThrow("too few have cosigned");
  });

  it("that have seen more than there is: nothing is signed any more, and the reason is said", async () => {
    const witness = await startWitness();
    await keeperOf(wantedOf(witness)).cosign();
    // An older copy of the database, and the same keys.
    const older = await openArchive(await backend.place());
    await older.journal.record(journalOf("c1", [{}, {}, {}]));
    const alone = keeperOf(undefined, older);
    await alone.sign();
    await older.journal.record(journalOf("c2", [{}]));
    const back = keeperOf(wantedOf(witness), older);
    await expect(back.sign()).rejects.toThrow(Unsignable);
    await expect(back.sign()).rejects.toThrow(/w0 has seen \d+ leaves of this log, and there are 3/);
    expect(await older.tree.last()).toMatchObject({ size: 3 });
    await older.close();
  });

  it.each([
    ["shorter", 2, 3],
    ["as long", 3, 3],
  ])(
    "that have seen another log of the same name, %s: nothing is signed any more",
    async (_, seen, there) => {
      const witness = await startWitness();
      const place = await backend.place();
      const first = await openArchive(place);
      await first.journal.record(
        journalOf(
          "x",
          Array.from({ length: seen }, () => ({})),
        ),
      );
      await keeperOf(wantedOf(witness), first).cosign();
      await first.close();
      const other = await openArchive(await backend.place());
      await other.journal.record(
        journalOf(
          "y",
          Array.from({ length: there }, () => ({})),
        ),
      );
      const forked = keeperOf(wantedOf(witness), other);
      await expect(forked.cosign()).rejects.toThrow(`has seen ${seen} leaves of this log that were others`);
      await other.close();
    },
  );

  it("whose line is somebody else's: it is not kept", async () => {
    const [one, two] = [await startWitness(), await startWitness()];
    const keeper = keeperOf(wantedOf({ signer: two.signer, url: one.url }));
    expect((await keeper.cosign())?.asked).toMatchObject([{ failed: "its answer has no line of its key" }]);
  });
});

describe("a witness (C2SP tlog-witness)", () => {
  it.each([
    ["400: no request", "hello", 400],
    ["400: no checkpoint", "old 0\n\nhello\n", 400],
  ])("%s", async (_, body, status) => {
    const { desk } = await startWitness();
    expect(await desk.add(body)).toMatchObject({ status });
  });

  it("404 another log, 403 another key, 400, 409 and 422, and it keeps nothing of them", async () => {
    const witness = await startWitness();
    await keeperOf(wantedOf(witness)).cosign();
    const name = nameOfLog(log.origin);
    const seen = witness.kept.get(name) ?? "";
    const tree = treeOf(hashesOf(archive.tree));
    const newest = (await archive.tree.last())?.size ?? 0;
    const ask = async (
      old: number,
      size: number,
      by: Pick<Log, "log" | "clock"> = log,
      root?: Buffer,
      proof = old,
    ) => {
      const note = signCheckpoint({ size, root: root ?? (await tree.root(Math.min(size, newest))) }, by, 7);
      const nodes = size <= newest && proof <= size ? await tree.consistency(proof, size) : [];
      const { status, body, type } = await witness.desk.add(
        `old ${old}\n${nodes.map((node) => `${node.toString("base64")}\n`).join("")}\n${note}`,
      );
      return { status, body, type };
    };
    const elsewhere = stranger({ origin: "elsewhere.example" });
    expect(await ask(newest, newest, elsewhere)).toMatchObject({ status: 404 });
    expect(await ask(newest, newest, stranger(log))).toMatchObject({ status: 403 });
    expect(await ask(newest, newest - 1)).toMatchObject({ status: 400 });
    const stands = { status: 409, type: "text/x.tlog.size", body: `${newest}\n` };
    expect(await ask(newest - 1, newest)).toEqual(stands);
    expect(await ask(0, newest)).toEqual(stands);
    expect(await ask(newest, newest, log, Buffer.alloc(32, 1))).toEqual(stands);
    expect(await ask(newest, newest + 1, log, Buffer.alloc(32, 1))).toMatchObject({ status: 422 });
    expect(witness.kept.get(name)).toBe(seen);
    expect(await ask(newest, newest)).toMatchObject({
      status: 200,
      body: expect.stringMatching(/^— w\d+\.example \S{104}\n$/u),
    });
  });

  it("cosigns one of two that fork at the same moment", async () => {
    const witness = await startWitness();
    const notes = [1, 2].map((byte) => signCheckpoint({ size: 1, root: Buffer.alloc(32, byte) }, log, 7));
    const answers = await Promise.all(notes.map((note) => witness.desk.add(`old 0\n\n${note}`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 409]);
  });
});

describe("tenure witness", () => {
  const TENURE = join(import.meta.dirname, "../../apps/cli/tenure.mjs");

  it("cosigns until it is told to stop, and knows its name, its key and what it has seen when it starts again", async () => {
    const home = join(folder, "home");
    const policy = join(folder, "followed.policy");
    await writeFile(policy, policyText(log.policy));
    const start = async (...more: readonly string[]) => {
      const args = [TENURE, "--home", home, "witness", "--log", policy, "--port", "0", "-o", "json", ...more];
      const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
      const line = await new Promise<string>((resolve) =>
        child.stdout.once("data", (said) => resolve(`${said}`)),
      );
      return { child, ended, said: JSON.parse(line) as { name: string; url: string; line: string } };
    };
    const first = await start("--name", "witness.example/tenure");
    const wanted = readPolicy(`${first.said.line}\nquorum witness.example-tenure\n`);
    const keeper = keeperOf(wanted);
    const signed = await keeper.cosign();
    expect(openCheckpoint(signed?.note ?? "", keeper.witnesses.policy).cosigned).toContain(
      "witness.example-tenure",
    );
    first.child.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    const again = await start();
    expect(again.said).toMatchObject({ name: "witness.example/tenure" });
    expect(again.said.line.split(" ")[2]).toBe(first.said.line.split(" ")[2]);
    const seen = await fetch(`${again.said.url}/${nameOfLog(log.origin)}/checkpoint`);
    expect(await seen.text()).toContain(`\n${signed?.size}\n`);
    for (const name of await readdir(join(home, "witness")))
      expect((await stat(join(home, "witness", name))).mode & 0o077, name).toBe(0);
    again.child.kill("SIGTERM");
    expect(await again.ended).toBe(0);
  });
});

describe("the log over HTTP (C2SP tlog-tiles)", () => {
  it("gives checkpoint, tiles and bundles to those who may read it, and nothing that is not signed", async () => {
    const keeper = keeperOf();
    await grow(400);
    await keeper.sign();
    const size = (await archive.tree.last())?.size ?? 0;
    await grow(5);
    const apis = await Promise.all(
      [false, true].map(async (openLog) => {
        const parts = {
          archive,
          notary: keeper,
          policies: [],
          instance: "test",
          log: pino({ enabled: false }),
        };
        // Nothing of this test reaches a relationship.
        const engine = {} as Parameters<typeof createApi>[0]["engine"];
        const api = await serveApi(createApi({ ...parts, engine, openLog }), { port: 0 });
        served.push(api);
        return api.url;
      }),
    );
    const [closed = "", opened = ""] = apis;
    const as = (role: string) => ({ headers: { "tenure-actor": `${role}:ada` } });
    for (const path of ["/checkpoint", "/tile/0/000", "/tile/entries/000"]) {
      expect((await fetch(closed + path)).status, path).toBe(401);
      expect((await fetch(closed + path, as("sales"))).status, path).toBe(403);
      expect((await fetch(closed + path, as("auditor"))).status, path).toBe(200);
      expect((await fetch(opened + path)).status, path).toBe(200);
    }
    const checkpoint = await fetch(`${opened}/checkpoint`);
    expect(checkpoint.headers.get("cache-control")).toBe("no-cache");
    const note = await checkpoint.text();
    const head = openCheckpoint(note, log.policy);
    expect(head.size).toBe(size);
    const get = async (path: string) => {
      const answer = await fetch(opened + path);
      return answer.ok ? Buffer.from(await answer.arrayBuffer()) : answer.status;
    };
    const tile = await get("/tile/0/000");
    const bundle = await get("/tile/entries/000");
    if (!Buffer.isBuffer(tile) || !Buffer.isBuffer(bundle)) throw new Error("they are there");
    for (let n = 0; n < 256; n++) {
      expect(bundle.readUInt16BE(n * 34)).toBe(32);
      const data = bundle.subarray(n * 34 + 2, (n + 1) * 34);
      expect(leafHash(data).equals(tile.subarray(n * 32, (n + 1) * 32))).toBe(true);
    }
    const wide = size - Math.floor(size / 256) * 256;
    const last = `00${Math.floor(size / 256)}`;
    expect(await get(`/tile/0/${last}.p/${wide}`)).toHaveLength(wide * 32);
    expect(await get(`/tile/0/${last}.p/${wide + 1}`)).toBe(404);
    expect(await get("/tile/1/000")).toBe(404);
    expect(await get("/tile/0/0")).toBe(404);

    // The tree that others read from tiles is the one that was signed.
    const read = treeOf(async (level, from, to) => {
      const n = Math.floor(from / 256);
      const name = `/tile/${level}/${String(n).padStart(3, "0")}${to - from === 256 ? "" : `.p/${to - from}`}`;
      const bytes = await get(name);
      if (!Buffer.isBuffer(bytes)) throw new Error(`${name}: ${bytes}`);
      return Array.from({ length: to - from }, (_, at) => bytes.subarray(at * 32, (at + 1) * 32));
    });
    expect(await read.root(size)).toEqual(head.root);
    const proof = await read.consistency(100, size);
    expect(provesConsistency({ size: 100, root: await read.root(100) }, head, proof)).toBe(true);
  });

  it("proves a leaf by one file", async () => {
    const newest = await archive.tree.last();
    const [leaf] = await archive.tree.leaves(77, 78, 1);
    if (!newest || !leaf) throw new Error("there are leaves");
    const text = await prover(archive.tree, newest.note, newest.size)(leaf);
    expect(readProof(text).extra?.toString("hex")).toBe(leaf.salt);
    expect(checkProof(readProof(text), leafData(leaf), log.policy)).toMatchObject({ size: newest.size });
  });
});
