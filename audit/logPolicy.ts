// Whom somebody believes about a log (C2SP tlog-policy): the log's keys, and who has to have cosigned.
import { type Checkpoint, checkpointIn, checkpointText } from "./checkpoint.ts";
import { BadNote, readNote, readVerifier, signaturesOf, type Verifier, verifierKey } from "./note.ts";

/** Somebody who cosigns; `url`: where they are asked to. */
export interface Witness {
  readonly verifier: Verifier;
  readonly url: string | null;
}

/** So many of these, witnesses or groups by name. */
interface Group {
  readonly least: number;
  readonly members: readonly string[];
}

export interface LogPolicy {
  /** Any one of them has to have signed. */
  readonly logs: readonly Verifier[];
  readonly witnesses: ReadonlyMap<string, Witness>;
  readonly groups: ReadonlyMap<string, Group>;
  /** The witness or group that has to have cosigned; null: nobody has to. */
  readonly quorum: string | null;
}

/** A text that is no policy; says in which line and why. */
export class BadPolicy extends Error {
  override readonly name = "BadPolicy";
}

/** A checkpoint that a policy is content with. */
export interface OpenedCheckpoint extends Checkpoint {
  /** The id of the log's key that signed: 8 hex digits. */
  readonly keyId: string;
  /** ISO instant of the earliest cosignature; null where nobody known cosigned. */
  readonly at: string | null;
  /** Names in the policy of those who cosigned. */
  readonly cosigned: readonly string[];
}

const NONE = "none";

/** @throws {BadPolicy} */
export function readPolicy(text: string): LogPolicy {
  const logs: Verifier[] = [];
  const witnesses = new Map<string, Witness>();
  const groups = new Map<string, Group>();
  let quorum: string | null | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const [keyword, ...rest] = line.trim().split(/\s+/);
    if (!keyword || keyword.startsWith("#")) continue;
    const wrong = (says: string) => new BadPolicy(`line ${index + 1}: ${says}`);
    const key = (given: string | undefined): Verifier => {
      try {
        return readVerifier(given ?? "");
      } catch (error) {
        throw error instanceof BadNote ? wrong(error.message) : error;
      }
    };
    const known = (name: string | undefined): name is string =>
      name !== undefined && (witnesses.has(name) || groups.has(name));
    const named = (name: string | undefined): string => {
      if (!name || name === NONE || known(name)) throw wrong("a name of its own is needed");
      return name;
    };
    if (keyword === "log") {
      const log = key(rest[0]);
      if (log.type !== 1 || rest.length > 2) throw wrong("log <key of type 1> [url]");
      logs.push(log);
    } else if (keyword === "witness") {
      const verifier = key(rest[1]);
      if (verifier.type !== 4 || rest.length > 3) throw wrong("witness <name> <key of type 4> [url]");
      witnesses.set(named(rest[0]), { verifier, url: rest[2] ?? null });
    } else if (keyword === "group") {
      const [name, least, ...members] = rest;
      const count = least === "all" ? members.length : least === "any" ? 1 : Number(least);
      const strange = members.find((member) => !known(member));
      if (strange !== undefined) throw wrong(`nothing before it is called ${strange}`);
      if (new Set(members).size !== members.length) throw wrong("it names one twice");
      if (!Number.isInteger(count) || count < 1 || count > members.length)
        throw wrong("group <name> <all, any, or how many of them> <names>");
      groups.set(named(name), { least: count, members });
    } else if (keyword === "quorum") {
      const [name] = rest;
      if (quorum !== undefined || rest.length !== 1) throw wrong("one line says quorum <name or none>");
      if (name !== NONE && !known(name)) throw wrong(`nothing before it is called ${name}`);
      quorum = name === NONE ? null : name;
    } else throw wrong(`${keyword} is none of log, witness, group, quorum`);
  }
  if (quorum === undefined) throw new BadPolicy("no line says quorum <name or none>");
  return { logs, witnesses, groups, quorum };
}

/** The text of a policy, as C2SP tools take it. */
export function policyText({ logs, witnesses, groups, quorum }: LogPolicy): string {
  return [
    ...logs.map((log) => `log ${verifierKey(log)}`),
    ...[...witnesses].map(
      ([name, { verifier, url }]) => `witness ${name} ${verifierKey(verifier)}${url ? ` ${url}` : ""}`,
    ),
    ...[...groups].map(([name, { least, members }]) => `group ${name} ${least} ${members.join(" ")}`),
    `quorum ${quorum ?? NONE}`,
    "",
  ].join("\n");
}

/** The same without what others have to cosign: the logs, and clocks that go by a log's name. */
export function ownLines({ logs, witnesses }: LogPolicy): LogPolicy {
  const clocks = [...witnesses].filter(([, { verifier }]) => logs.some(({ name }) => name === verifier.name));
  const [first] = clocks;
  if (!first) return { logs, witnesses: new Map(), groups: new Map(), quorum: null };
  const any = { least: 1, members: clocks.map(([name]) => name) };
  const one = clocks.length === 1;
  return {
    logs,
    witnesses: new Map(clocks),
    groups: new Map(one ? [] : [["clocks", any]]),
    quorum: one ? first[0] : "clocks",
  };
}

/** Whether these witnesses are enough. */
export function meetsQuorum({ witnesses, groups, quorum }: LogPolicy, cosigned: readonly string[]): boolean {
  const met = (name: string): boolean => {
    if (witnesses.has(name)) return cosigned.includes(name);
    const { least, members } = groups.get(name) ?? { least: 1, members: [] };
    return members.filter(met).length >= least;
  };
  return quorum === null || met(quorum);
}

/** The log and the witnesses of a policy who signed a note. @throws {BadNote} when it was not signed by a log of it. */
export function readSigned(note: string, { logs, witnesses }: LogPolicy): OpenedCheckpoint {
  const read = readNote(note);
  const checkpoint = checkpointIn(read);
  if (checkpointText(checkpoint) !== read.text) throw new BadNote("not a checkpoint in its one spelling");
  const [log] = signaturesOf(
    read,
    logs.filter(({ name }) => name === checkpoint.origin),
  );
  if (!log) {
    const names = logs.map(({ name, id }) => `${name} (key ${id})`).join(" or ");
    throw new BadNote(`signed by the log ${checkpoint.origin}, or said to be, and not by ${names}`);
  }
  const cosigned = [...witnesses].flatMap(([name, { verifier }]) =>
    signaturesOf(read, [verifier]).map(({ seconds }) => ({ name, seconds: seconds ?? 0 })),
  );
  const first = Math.min(...cosigned.map(({ seconds }) => seconds));
  return {
    ...checkpoint,
    keyId: log.verifier.id,
    at: Number.isFinite(first) ? new Date(first * 1_000).toISOString() : null,
    cosigned: cosigned.map(({ name }) => name),
  };
}

/**
 * The checkpoint that a note states, where the policy is content with who signed it.
 * @throws {BadNote} when it is no checkpoint, no log of the policy signed it, or too few witnesses did.
 */
export function openCheckpoint(note: string, policy: LogPolicy): OpenedCheckpoint {
  const checkpoint = readSigned(note, policy);
  if (!meetsQuorum(policy, checkpoint.cosigned))
    throw new BadNote(
      `too few have cosigned it: ${checkpoint.cosigned.join(", ") || "nobody"}, and the policy asks for ${policy.quorum}`,
    );
  return checkpoint;
}
