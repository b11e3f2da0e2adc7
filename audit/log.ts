// Which log an engine signs: its origin and its keys, kept in the key folder and in the database.
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { chmod, link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Archive } from "../archive/open.ts";
import type { LogSigners } from "./checkpoint.ts";
import { type LogPolicy, policyText, type Witness } from "./logPolicy.ts";
import { signerOf, verifierKey } from "./note.ts";

/** A log that this engine signs. */
export interface Log extends LogSigners {
  /** Names the tree, and the keys that sign its heads: `host/journal/<uuid>`. */
  readonly origin: string;
  /** For auditors to keep: the log's key, and its clock, which has to have signed too. */
  readonly policy: LogPolicy;
}

/** Key folder and database are not those of one log; says what to do. */
export class OtherLog extends Error {
  override readonly name = "OtherLog";
}

export interface LogAt {
  /** The folder of the signing keys, made when absent. */
  readonly folder: string;
  readonly log: Archive["log"];
  /** Where a new log's origin begins: a host, and a path where it has one. */
  readonly host: string;
  /** Ms since the epoch. */
  readonly clock?: () => number;
}

/** In the key folder. The two keys are private; `origin` and `policy` are for anybody. */
const FILES = { log: "log.pem", clock: "clock.pem", origin: "origin", policy: "policy" } as const;

/** The name of the log's own clock in its policy. */
const CLOCK = "clock";

/** What an auditor believes of a log: its key, and that its clock has signed. */
export function policyOf({ log, clock }: LogSigners): LogPolicy {
  const own: Witness = { verifier: clock.verifier, url: null };
  return { logs: [log.verifier], witnesses: new Map([[CLOCK, own]]), groups: new Map(), quorum: CLOCK };
}

const unlessAbsent = (error: NodeJS.ErrnoException): null => {
  if (error.code !== "ENOENT") throw error;
  return null;
};

function keyIn(pem: string, file: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== "ed25519")
    throw new Error(`${file} is ${key.asymmetricKeyType}, not ed25519`);
  return key;
}

/** Makes a file that is there whole or not at all, and never in the place of another. */
async function make(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.${randomUUID()}`;
  await writeFile(draft, text, { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await unlink(draft);
  }
}

const newKey = (): string =>
  generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/**
 * The log of a key folder and a database: made at the first start, and from then on the same.
 * @throws {OtherLog} when the folder is another log's, or the database.
 */
export async function openLog({ folder, log, host, clock = Date.now }: LogAt): Promise<Log> {
  const at = (name: keyof typeof FILES) => join(folder, FILES[name]);
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  const [kept, logPem, clockPem, held] = await Promise.all([
    readFile(at("origin"), "utf8").catch(unlessAbsent),
    readFile(at("log"), "utf8").catch(unlessAbsent),
    readFile(at("clock"), "utf8").catch(unlessAbsent),
    log.current(),
  ]);
  const origin = kept?.trim() ?? null;
  const fresh = logPem === null && clockPem === null;
  if (held && fresh)
    throw new OtherLog(
      `this database is the journal ${held.origin}, and ${folder} holds no key of it. Engines on one database share ` +
        `their signing keys: copy ${FILES.log}, ${FILES.clock} and ${FILES.origin} here from the key folder of the first one`,
    );
  if (!held && origin !== null)
    throw new OtherLog(
      `${folder} is the key folder of the journal ${origin}, and this database has none yet. Name the database that it ` +
        "belongs to, or give a new database a state folder of its own (--home, TENURE_HOME)",
    );
  if (fresh) {
    await make(at("log"), newKey());
    await make(at("clock"), newKey());
  }
  const [logKey, clockKey] = await Promise.all([
    readFile(at("log"), "utf8").then((pem) => keyIn(pem, at("log"))),
    readFile(at("clock"), "utf8").then((pem) => keyIn(pem, at("clock"))),
  ]);
  const name = origin ?? held?.origin ?? `${host}/journal/${randomUUID()}`;
  const signers = { log: signerOf(name, 1, logKey), clock: signerOf(name, 4, clockKey) };
  const own = { logKey: verifierKey(signers.log.verifier), clockKey: verifierKey(signers.clock.verifier) };
  const said =
    held ?? (await log.begin({ one: true, origin: name, ...own, at: new Date(clock()).toISOString() }));
  if (said.origin !== name || said.logKey !== own.logKey || said.clockKey !== own.clockKey) {
    // Another engine was faster at the first start of both: a key that never signed is in nobody's way.
    if (fresh) await Promise.all([unlink(at("log")), unlink(at("clock"))]);
    throw new OtherLog(
      `this database is the journal ${said.origin}, signed by the key ${said.logKey}, and ${folder} holds ` +
        `${fresh ? "no key of it" : `the keys of ${name}`}. Copy ${FILES.log}, ${FILES.clock} and ${FILES.origin} here from ` +
        "the key folder that belongs to it, or name the database that these keys belong to",
    );
  }
  if (origin === null) await make(at("origin"), `${name}\n`);
  const policy = policyOf(signers);
  await writeFile(at("policy"), policyText(policy), { mode: 0o600 });
  return { origin: name, ...signers, policy };
}
