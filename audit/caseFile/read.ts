// From files to what they say. What cannot be read is a fault, and the rest is read all the same.
import { z } from "zod";
import type { Entry } from "../../machines/journal.ts";
import { BadPolicy, type LogPolicy, readPolicy } from "../logPolicy.ts";
import { splitNotes } from "../note.ts";
import { type Files, NoCaseFile } from "./container.ts";
import type { CaseFileFault, CheckName } from "./faults.ts";
import { FILES, type Manifest, type Notice, provenBy, SCHEMAS, type Text } from "./format.ts";

/** What a case file says, sound or not. */
export interface Contents {
  readonly files: Files;
  readonly manifest: Manifest;
  readonly entries: readonly Entry[];
  /** The proofs of entries, by their seq. */
  readonly proofs: ReadonlyMap<number, string>;
  readonly texts: readonly Text[];
  readonly notices: readonly Notice[];
  /** By path. */
  readonly machines: ReadonlyMap<string, string>;
  /** Policies by their version. */
  readonly policies: ReadonlyMap<string, unknown>;
  /** Histories by the name of their file. */
  readonly histories: ReadonlyMap<string, unknown>;
  readonly contact: Readonly<Record<string, string>>;
  readonly checkpoint: string;
  readonly signature: string;
  /** Certificates of the keys that signed its events; a file from before there were any has none. */
  readonly eventKeys: readonly string[];
  /** Whom the file says to believe about the log, or null when it does not say so. */
  readonly logPolicy: LogPolicy | null;
}

const place = z.looseObject({ state: z.string() });
/** As much of an entry as the checks read; whether it says the truth is theirs to find. */
const entry = z.looseObject({
  client: z.string(),
  seq: z.int(),
  eventId: z.string(),
  type: z.string(),
  at: z.string(),
  recordedAt: z.string(),
  receivedAt: z.string(),
  occurredAt: z.string(),
  actor: z.looseObject({ id: z.string(), role: z.string() }),
  outcome: z.string(),
  from: place,
  to: place,
  findings: z.array(z.looseObject({ rule: z.string(), says: z.string(), read: z.looseObject({}) })),
  effects: z.array(z.looseObject({ id: z.string(), type: z.string() })),
  deadlines: z.array(z.looseObject({ name: z.string(), due: z.string() })),
  machine: z.looseObject({ id: z.string(), version: z.string(), hash: z.string() }),
  policy: z.string(),
  prev: z.string(),
  hash: z.string(),
});

const utf8 = new TextDecoder("utf-8", { fatal: true });

class Unreadable extends Error {}

function json<T>(text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unreadable("it is not JSON");
  }
  const result = schema.safeParse(value);
  // The value itself: what a schema makes of it may lack a key that was hashed.
  if (result.success) return value as T;
  const [issue] = result.error.issues;
  throw new Unreadable(`${issue?.path.map(String).join(".") || "it"}: ${issue?.message}`);
}

function textOf(files: Files, name: string): string {
  const bytes = files[name];
  if (bytes === undefined) throw new Unreadable("it is missing");
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Unreadable("it is not text in UTF-8");
  }
}

/** @throws {NoCaseFile} without a manifest that can be read: then nothing says what the file should hold. */
export function readContents(files: Files): { contents: Contents; faults: CaseFileFault[] } {
  const faults: CaseFileFault[] = [];
  function tried<T>(check: CheckName, where: string, read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      faults.push({ check, where, says: `cannot be read: ${error.message}` });
      return null;
    }
  }
  function lines<T>(check: CheckName, name: string, schema: z.ZodType<T>): T[] {
    const text = tried(check, name, () => textOf(files, name)) ?? "";
    return text
      .split("\n")
      .filter((line) => line !== "")
      .flatMap((line, index) => tried(check, `${name}, line ${index + 1}`, () => json(line, schema)) ?? []);
  }
  function folder<T>(check: CheckName, name: string, schema: z.ZodType<T>): Map<string, T> {
    const read = new Map<string, T>();
    for (const path of Object.keys(files).filter((path) => path.startsWith(name))) {
      const value = tried(check, path, () => json(textOf(files, path), schema));
      if (value !== null) read.set(path.slice(name.length).replace(/\.json$/, ""), value);
    }
    return read;
  }
  function texts(check: CheckName, name: string): Map<string, string> {
    const read = new Map<string, string>();
    for (const path of Object.keys(files).filter((path) => path.startsWith(name))) {
      const text = tried(check, path, () => textOf(files, path));
      if (text !== null) read.set(path, text);
    }
    return read;
  }
  let manifest: Manifest;
  try {
    manifest = json(textOf(files, FILES.manifest), SCHEMAS.manifest);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new NoCaseFile(`${FILES.manifest} cannot be read: ${error.message}`);
  }
  const anything = z.record(z.string(), z.unknown());
  const contents: Contents = {
    files,
    manifest,
    // The schema asks for what the checks read; what else makes an entry is theirs to find missing.
    entries: lines("entries", FILES.journal, entry) as unknown as Entry[],
    proofs: new Map(
      Object.keys(files).flatMap((name) => {
        const seq = provenBy(name);
        const text = seq === null ? null : tried("proof", name, () => textOf(files, name));
        return seq === null || text === null ? [] : [[seq, text] as const];
      }),
    ),
    texts: lines("texts", FILES.texts, SCHEMAS.text),
    notices: lines("notices", FILES.notices, SCHEMAS.notice),
    machines: texts("machine", "machines/"),
    policies: folder("policy", "policies/", anything),
    histories: folder("histories", "histories/", anything),
    contact:
      tried("texts", FILES.contact, () =>
        json(textOf(files, FILES.contact), z.record(z.string(), z.string())),
      ) ?? {},
    checkpoint: tried("proof", FILES.checkpoint, () => textOf(files, FILES.checkpoint)) ?? "",
    eventKeys: splitNotes(
      Object.hasOwn(files, FILES.eventKeys)
        ? (tried("senders", FILES.eventKeys, () => textOf(files, FILES.eventKeys)) ?? "")
        : "",
    ),
    signature: tried("manifest", FILES.signature, () => textOf(files, FILES.signature)) ?? "",
    logPolicy: tried("proof", FILES.logPolicy, () => logPolicyIn(textOf(files, FILES.logPolicy))),
  };
  return { contents, faults };
}

function logPolicyIn(text: string): LogPolicy {
  try {
    return readPolicy(text);
  } catch (error) {
    if (error instanceof BadPolicy) throw new Unreadable(error.message);
    throw error;
  }
}
