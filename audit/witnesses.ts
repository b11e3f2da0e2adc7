// Has others cosign the log's checkpoints (C2SP tlog-witness): whoever has seen a longer log says so.
import type { Archive } from "../archive/open.ts";
import type { CheckpointRow } from "../archive/tree.ts";
import type { LogSigners } from "./checkpoint.ts";
import { policyOf } from "./log.ts";
import { type LogPolicy, meetsQuorum, readSigned, type Witness } from "./logPolicy.ts";
import { treeOf } from "./merkle.ts";
import { BadNote, readNote, signaturesOf, verifierKey } from "./note.ts";
import { hashesOf } from "./tiles.ts";

/** What a witness did. */
export interface Asked {
  readonly witness: string;
  /** Null: it has cosigned. */
  readonly failed: string | null;
}

export interface Witnesses {
  /** What auditors are to believe: the log, its clock, and as many witnesses as were asked for. */
  readonly policy: LogPolicy;
  /** Why nothing may be signed any more, once a witness has said so: it has seen another log than ours. */
  readonly contradiction: string | null;
  /** Has every witness cosign a checkpoint that has not; those that do not answer in time are left out. */
  ask(row: CheckpointRow): Promise<readonly Asked[]>;
  /** A checkpoint's note with the lines that there are. */
  lined(row: CheckpointRow): Promise<string>;
  /** The newest checkpoint that enough have cosigned; where there is none, the newest. Null while there is nothing. */
  published(): Promise<CheckpointRow | null>;
}

export interface WitnessesOptions {
  readonly tree: Archive["tree"];
  readonly log: LogSigners;
  /** Who is asked, and how many have to answer; its lines for logs are passed over. */
  readonly wanted?: LogPolicy | undefined;
  /** Ms since the epoch. */
  readonly clock?: () => number;
}

const WITHIN = 10_000;
/** Asks of one witness, when it says that it stands elsewhere than we thought. */
const TRIES = 3;
/** How far back a checkpoint with enough cosignatures is looked for. */
const BACK = 100;
const BOTH = "clockAndQuorum";

/** The policy of a log whose operator wants these witnesses. */
export function withWitnesses(log: LogSigners, wanted: LogPolicy | undefined): LogPolicy {
  const own = policyOf(log);
  if (!wanted) return own;
  const clock = own.quorum ?? "";
  if ([clock, BOTH].some((name) => wanted.witnesses.has(name) || wanted.groups.has(name)))
    throw new Error(
      `a policy of witnesses may name nothing ${clock} or ${BOTH}: the log's own lines go by that`,
    );
  const witnesses = new Map([...own.witnesses, ...wanted.witnesses]);
  if (wanted.quorum === null) return { ...own, witnesses, groups: wanted.groups };
  const both = { least: 2, members: [clock, wanted.quorum] };
  return { logs: own.logs, witnesses, groups: new Map([...wanted.groups, [BOTH, both]]), quorum: BOTH };
}

export function witnessesOf({ tree, log, wanted, clock = Date.now }: WitnessesOptions): Witnesses {
  const policy = withWitnesses(log, wanted);
  const own = policyOf(log).witnesses;
  const others = [...policy.witnesses].filter(([name]) => !own.has(name));
  let contradiction: string | null = null;

  /** A text is sent to a witness. @throws {Error} when it does not answer. */
  async function post(url: string, body: string): Promise<{ status: number; text: string }> {
    const to = `${url.replace(/\/+$/, "")}/add-checkpoint`;
    const signal = AbortSignal.timeout(WITHIN);
    const answer = await fetch(to, { method: "POST", body, signal, redirect: "error" });
    return { status: answer.status, text: await answer.text() };
  }

  const contradicts = (name: string, says: string): string => {
    contradiction ??= `the witness ${name} ${says}: this database is older than it was, or another one`;
    return contradiction;
  };

  /** @returns why it failed, or null. */
  async function askOne(
    name: string,
    { verifier, url }: Witness,
    row: CheckpointRow,
  ): Promise<string | null> {
    if (url === null) return "the policy gives no address for it";
    const { size, note } = row;
    const witness = verifierKey(verifier);
    let old = await tree.cosignedBy(witness);
    // A later one was cosigned: it covers this one.
    if (old > size) return null;
    for (let tries = 0; tries < TRIES; tries++) {
      const proof = await treeOf(hashesOf(tree)).consistency(old, size);
      const nodes = proof.map((node) => `${node.toString("base64")}\n`).join("");
      const { status, text } = await post(url, `old ${old}\n${nodes}\n${note}`);
      if (status === 200) {
        const { text: signed } = readNote(note);
        const read = readNote(`${signed}\n${text}`);
        if (signaturesOf(read, [verifier]).length === 0) return "its answer has no line of its key";
        const line = read.lines.find(({ id, name: by }) => id === verifier.id && by === verifier.name);
        await tree.cosigned({
          ...{ size, witness, line: line?.line ?? "" },
          at: new Date(clock()).toISOString(),
        });
        return null;
      }
      if (status === 409) {
        const seen = /^(\d{1,15})\n?$/.exec(text)?.[1];
        if (seen === undefined) return `it answered ${status} without a size`;
        // It stands where we said that it does, and refuses: what it has seen there was something else.
        if (Number(seen) === old && old > 0)
          return contradicts(name, `has seen ${old} leaves of this log that were others`);
        old = Number(seen);
        const [newest] = await tree.newest(1);
        if (old > (newest?.size ?? 0))
          return contradicts(name, `has seen ${old} leaves of this log, and there are ${newest?.size ?? 0}`);
        if (old > size) return null;
        continue;
      }
      if (status === 422 && old > 0)
        return contradicts(name, `has seen ${old} leaves of this log that were others`);
      return `it answered ${status}`;
    }
    return `it said ${TRIES} times that it stands elsewhere`;
  }

  return {
    policy,
    get contradiction() {
      return contradiction;
    },
    ask: (row) =>
      Promise.all(
        others.map(async ([name, witness]): Promise<Asked> => {
          try {
            return { witness: name, failed: await askOne(name, witness, row) };
          } catch (error) {
            return { witness: name, failed: error instanceof Error ? error.message : String(error) };
          }
        }),
      ),
    async lined({ note, size }) {
      if (others.length === 0) return note;
      const wanted = others.map(([, { verifier }]) => verifierKey(verifier));
      const rows = await tree.cosignatures(size);
      return (
        note +
        rows
          .filter(({ witness }) => wanted.includes(witness))
          .map(({ line }) => line)
          .join("")
      );
    },
    async published() {
      const rows = await tree.newest(others.length === 0 ? 1 : BACK);
      for (const row of rows) {
        try {
          const { cosigned } = readSigned(await this.lined(row), policy);
          if (meetsQuorum(policy, cosigned)) return row;
        } catch (error) {
          if (!(error instanceof BadNote)) throw error;
        }
      }
      return rows[0] ?? null;
    },
  };
}
