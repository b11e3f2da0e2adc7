// npm run check:proof: what we sign, held against other people's programs: golang.org/x/mod, filippo.io/torchwood (its
// witness too, with --witness) and OpenSSL. Where there is no Go, nothing is checked, and it says so.
import { execFile, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseArgs, promisify } from "node:util";
import { pino } from "pino";
import { createApi } from "../../apps/api/app.ts";
import { serveApi } from "../../apps/api/server.ts";
import { witnessRoutes } from "../../apps/api/witness.ts";
import { openArchive } from "../../archive/open.ts";
import { unpacked } from "../../audit/caseFile/container.ts";
import { gather } from "../../audit/caseFile/gather.ts";
import { writeCaseFile } from "../../audit/caseFile/write.ts";
import { openLog } from "../../audit/log.ts";
import { policyText, readPolicy } from "../../audit/logPolicy.ts";
import { treeOf } from "../../audit/merkle.ts";
import { Notary } from "../../audit/notary.ts";
import { readNote, signerOf, verifierKey } from "../../audit/note.ts";
import { outside } from "../../audit/outside.ts";
import { hashesOf } from "../../audit/tiles.ts";
import { witnessDesk } from "../../audit/witness.ts";
import { Witnesses } from "../../audit/witnesses.ts";
import type { Entry } from "../../machines/journal.ts";
import { journalOf } from "../support/entries.ts";

const run = promisify(execFile);
const { values: options } = parseArgs({ options: { witness: { type: "boolean", default: false } } });

const go = await run("go", ["version"]).then(
  ({ stdout }) => stdout.trim(),
  () => null,
);
if (go === null) {
  console.log("check:proof: there is no Go on the PATH, so nothing was held against other people's programs");
  process.exit(0);
}

const CACHE = join(import.meta.dirname, "../../node_modules/.cache/proof");
const checker = join(CACHE, "proof");
await mkdir(CACHE, { recursive: true });
await run("go", ["build", "-o", checker, "."], { cwd: join(import.meta.dirname, "go") });

const home = await mkdtemp(join(tmpdir(), "tenure-proof-"));
const ends: (() => Promise<unknown>)[] = [() => rm(home, { recursive: true, force: true })];
const write = async (name: string, content: string | Uint8Array): Promise<string> => {
  const file = join(home, name);
  await writeFile(file, content);
  return file;
};
let checks = 0;
const passed = (what: string): void => {
  checks += 1;
  console.log(`ok  ${what}`);
};
const others = async (what: string, ...args: readonly string[]): Promise<void> => {
  try {
    await run(checker, args);
  } catch (error) {
    const { stdout = "", message } = error as Error & { stdout?: string };
    throw new Error(`${what}: ${stdout.trim() || message}`);
  }
  passed(what);
};
/** What has to fail there as it does here. */
const refused = async (what: string, ...args: readonly string[]): Promise<void> => {
  const taken = await run(checker, args).then(
    () => true,
    () => false,
  );
  if (taken) throw new Error(`${what}: it was taken`);
  passed(`${what}: refused`);
};

/** A witness that others wrote, on a port of its own. */
async function litewitness(log: Awaited<ReturnType<typeof openLog>>): Promise<string> {
  await run("go", ["install", "filippo.io/torchwood/cmd/litewitness@v0.9.0"], {
    env: { ...process.env, GOBIN: CACHE },
  });
  const socket = join(home, "agent");
  const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
  ends.push(async () => agent.kill());
  const keyFile = join(home, "ssh");
  await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", keyFile]);
  const env = { ...process.env, SSH_AUTH_SOCK: socket };
  for (let tries = 0; ; tries++) {
    const added = await run("ssh-add", [keyFile], { env }).then(
      () => true,
      () => tries > 50,
    );
    if (added) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const name = "witness.example/litewitness";
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const at = server.address();
      server.close(() => resolve(at && typeof at === "object" ? at.port : 0));
    });
  });
  const database = join(home, "witness.db");
  const fingerprint = (await run("ssh-keygen", ["-lf", `${keyFile}.pub`])).stdout.split(" ")[1] ?? "";
  const start = () =>
    spawn(
      join(CACHE, "litewitness"),
      [
        "-db",
        database,
        "-name",
        name,
        "-key",
        fingerprint,
        "-ssh-agent",
        socket,
        "-listen",
        `127.0.0.1:${port}`,
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
  const server = start();
  ends.push(async () => server.kill());
  const said = await new Promise<string>((resolve, reject) => {
    let text = "";
    server.stderr?.on("data", (chunk) => {
      text += chunk;
      const key = /vkey="?([^\s"]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{40,})/.exec(text)?.[1];
      if (key) resolve(key);
    });
    server.once("exit", () => reject(new Error(`litewitness ended: ${text}`)));
  });
  const db = new DatabaseSync(database);
  db.exec("pragma busy_timeout = 5000");
  const empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  db.prepare("insert into log values (?, 0, ?)").run(log.origin, empty);
  db.prepare("insert into key values (?, ?)").run(log.origin, verifierKey(log.log.verifier));
  db.close();
  return `witness litewitness ${said} http://127.0.0.1:${port}`;
}

try {
  const archive = await openArchive({ folder: "memory" });
  ends.push(() => archive.close());
  const log = await openLog({ folder: join(home, "keys"), log: archive.log, host: "tenure.example" });
  const signer = signerOf("witness.example/own", 4, generateKeyPairSync("ed25519").privateKey);
  const seen = new Map<string, string>();
  const desk = witnessDesk({
    ...{ signer, logs: [log.log.verifier] },
    kept: async (name) => seen.get(name) ?? null,
    keep: async (name, note) => void seen.set(name, note),
  });
  const witness = await serveApi(witnessRoutes(desk), { port: 0 });
  ends.push(() => witness.close());
  const lines = [`witness own ${verifierKey(signer.verifier)} ${witness.url}`];
  if (options.witness) lines.push(await litewitness(log));
  const names = lines.map((line) => line.split(" ")[1]);
  const wanted = readPolicy([...lines, `group all all ${names.join(" ")}`, "quorum all", ""].join("\n"));
  const witnesses = new Witnesses({ tree: archive.tree, log, wanted });
  const keeper = new Notary({ archive, log, witnesses, outside: outside(join(home, "signed.txt")) });
  const policy = await write("policy", policyText(witnesses.policy));

  const notes: string[] = [];
  const client = (n: number) => `c${n}`;
  const entries: Entry[] = [];
  for (const [n, count] of [1, 4, 250, 2, 413, 600].entries()) {
    const journal = journalOf(
      client(n),
      Array.from({ length: count }, () => ({})),
    );
    entries.push(...journal);
    await archive.journal.record(journal);
    const signed = await keeper.cosign();
    const failed = signed?.asked.find((asked) => asked.failed !== null);
    if (!signed || failed) throw new Error(`${failed?.witness} has not cosigned: ${failed?.failed}`);
    const file = await write(`${signed.size}.checkpoint`, signed.note);
    notes.push(file);
    await others(`checkpoint of ${signed.size} leaves`, "checkpoint", policy, file, `${signed.size}`);
    await others(
      `its ${names.length + 2} lines, each by its key`,
      ...["note", policy, file, `${names.length + 2}`],
    );
  }
  const tree = treeOf(hashesOf(archive.tree));
  const sizes = notes.map((file) => Number(/(\d+)\.checkpoint$/.exec(file)?.[1]));
  for (let n = 1; n < notes.length; n++) {
    const [from = 0, to = 0] = [sizes[n - 1], sizes[n]];
    const proof = (await tree.consistency(from, to)).map((node) => node.toString("hex")).join(",");
    const files = [notes[n - 1] ?? "", notes[n] ?? ""];
    await others(`consistency of ${from} and ${to} leaves`, "consistency", policy, ...files, proof);
  }

  const sources = {
    archive,
    notary: keeper,
    runs: async () => ({ histories: [], gone: 0 }),
    clock: Date.now,
  };
  const material = await gather(sources, client(2));
  const { files } = unpacked(await writeCaseFile(material, log.log));
  const proofs = Object.keys(files).filter((name) => name.endsWith(".tlog-proof"));
  const kept = await write("case.policy", files["proof/policy"] ?? "");
  let proof = "";
  for (const [n, name] of proofs.sort().entries()) {
    proof = await write("entry.tlog-proof", files[name] ?? "");
    const hash = material.entries[n]?.hash ?? "";
    const args = ["proof", kept, proof, hash];
    if (n % 50 === 0) await others(`${name} of a case file`, ...args);
    else await run(checker, args);
  }
  passed(`all ${proofs.length} proofs of that case file`);
  await refused("the proof of another entry", "proof", kept, proof, material.entries[0]?.hash ?? "");
  const manifest = await write("manifest.note", files["manifest.note"] ?? "");
  await others("the manifest's note", "note", kept, manifest, "1");
  await refused("the manifest's note as a checkpoint", "checkpoint", kept, manifest, "0");
  const bent = (await readFile(notes.at(-1) ?? "", "utf8")).replace(
    /^(\d+)$/m,
    (size) => `${Number(size) + 1}`,
  );
  await refused("a checkpoint whose size was changed", "note", policy, await write("bent", bent), "3");

  const parts = { archive, notary: keeper, policies: [], instance: "check", log: pino({ enabled: false }) };
  // Nothing here reaches a relationship.
  const engine = {} as Parameters<typeof createApi>[0]["engine"];
  const api = await serveApi(createApi({ ...parts, engine }), { port: 0 });
  ends.push(() => api.close());
  await others("every tile and every bundle against the signed head", "log", policy, api.url, "auditor:ada");
  await refused("the log, to whoever may not read it", "log", policy, api.url, "sales:sam");

  const { text, lines: signatures } = readNote(await readFile(notes.at(-1) ?? "", "utf8"));
  const pem = log.log.verifier.key.export({ type: "spki", format: "pem" }).toString();
  const verified = await run("openssl", [
    ...["pkeyutl", "-verify", "-pubin", "-rawin", "-inkey", await write("log.pub.pem", pem)],
    ...["-in", await write("text", text), "-sigfile", await write("signature", signatures[0]?.bytes ?? "")],
  ]).catch((error: NodeJS.ErrnoException) => (error.code === "ENOENT" ? null : Promise.reject(error)));
  if (verified) passed("the log's line, by OpenSSL");
  console.log(`check:proof: ${checks} checks passed, by ${go}`);
} finally {
  for (const end of ends.reverse()) await end();
}
process.exit();
