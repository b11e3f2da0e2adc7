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
export interface AskedWitness {
  readonly witness: string;
  /** Null: it has cosigned. */
  readonly failed: string | null;
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

/** A text is sent to a witness. @throws {Error} when it does not answer. */
async function post(url: string, body: string): Promise<{ status: number; text: string }> {
  const to = `${url.replace(/\/+$/, "")}/add-checkpoint`;
  const signal = AbortSignal.timeout(WITHIN);
  const answer = await fetch(to, { method: "POST", body, signal, redirect: "error" });
  return { status: answer.status, text: await answer.text() };
}

/** Those who are to cosign, as a policy names them. */
export class Witnesses {
  /** What auditors are to believe: the log, its clock, and as many witnesses as were asked for. */
  readonly policy: LogPolicy;
  readonly #tree: Archive["tree"];
  readonly #clock: () => number;
  /** All but the log's own. */
  readonly #others: readonly (readonly [name: string, witness: Witness])[];
  #contradiction: string | null = null;

  constructor({ tree, log, wanted, clock = Date.now }: WitnessesOptions) {
    this.policy = withWitnesses(log, wanted);
    this.#tree = tree;
    this.#clock = clock;
    const own = policyOf(log).witnesses;
    this.#others = [...this.policy.witnesses].filter(([name]) => !own.has(name));
  }

  /** Why nothing may be signed any more, once a witness has said so: it has seen another log than ours. */
  get contradiction(): string | null {
    return this.#contradiction;
  }

  /** Has every witness cosign a checkpoint that has not; those that do not answer in time are left out. */
  ask(row: CheckpointRow): Promise<readonly AskedWitness[]> {
    return Promise.all(
      this.#others.map(async ([name, witness]): Promise<AskedWitness> => {
        try {
          return { witness: name, failed: await this.#askOne(name, witness, row) };
        } catch (error) {
          return { witness: name, failed: error instanceof Error ? error.message : String(error) };
        }
      }),
    );
  }

  /** A checkpoint's note with the lines that there are. */
  async lined({ note, size }: CheckpointRow): Promise<string> {
    if (this.#others.length === 0) return note;
    const wanted = this.#others.map(([, { verifier }]) => verifierKey(verifier));
    const rows = await this.#tree.cosignatures(size);
    const lines = rows.filter(({ witness }) => wanted.includes(witness)).map(({ line }) => line);
    return note + lines.join("");
  }

  /** The newest checkpoint that enough have cosigned; where there is none, the newest. Null while there is nothing. */
  async published(): Promise<CheckpointRow | null> {
    const rows = await this.#tree.newest(this.#others.length === 0 ? 1 : BACK);
    for (const row of rows) {
      try {
        const { cosigned } = readSigned(await this.lined(row), this.policy);
        if (meetsQuorum(this.policy, cosigned)) return row;
      } catch (error) {
        if (!(error instanceof BadNote)) throw error;
      }
    }
    return rows[0] ?? null;
  }

  /** @returns why it failed, or null. */
  async #askOne(name: string, witness: Witness, row: CheckpointRow): Promise<string | null> {
    if (witness.url === null) return "the policy gives no address for it";
    const { size, note } = row;
    let old = await this.#tree.cosignedBy(verifierKey(witness.verifier));
    // A later one was cosigned: it covers this one.
    if (old > size) return null;
    for (let tries = 0; tries < TRIES; tries++) {
      const proof = await treeOf(hashesOf(this.#tree)).consistency(old, size);
      const nodes = proof.map((node) => `${node.toString("base64")}\n`).join("");
      const { status, text } = await post(witness.url, `old ${old}\n${nodes}\n${note}`);
      if (status === 200) return this.#keep(row, witness, text);
      if (status === 422 && old > 0) return this.#contradicts(name, sawOthers(old));
      if (status !== 409) return `it answered ${status}`;
      const stands = await this.#standsElsewhere(name, old, text);
      if (typeof stands === "string") return stands;
      if (stands > size) return null;
      old = stands;
    }
    return `it said ${TRIES} times that it stands elsewhere`;
  }

  /** Keeps the line that a witness answered with. @returns why it is none, or null. */
  async #keep({ note, size }: CheckpointRow, { verifier }: Witness, answer: string): Promise<string | null> {
    const { text: signed } = readNote(note);
    const read = readNote(`${signed}\n${answer}`);
    if (signaturesOf(read, [verifier]).length === 0) return "its answer has no line of its key";
    const line = read.lines.find(({ id, name: by }) => id === verifier.id && by === verifier.name);
    const at = new Date(this.#clock()).toISOString();
    await this.#tree.cosigned({ size, witness: verifierKey(verifier), line: line?.line ?? "", at });
    return null;
  }

  /**
   * A witness answered that it does not stand where we thought.
   * @returns where it does, or why it failed.
   */
  async #standsElsewhere(name: string, old: number, answer: string): Promise<number | string> {
    const digits = /^(\d{1,15})\n?$/.exec(answer)?.[1];
    if (digits === undefined) return "it answered 409 without a size";
    const seen = Number(digits);
    // It stands where we said that it does, and refuses: what it has seen there was something else.
    if (seen === old && old > 0) return this.#contradicts(name, sawOthers(old));
    const [newest] = await this.#tree.newest(1);
    const size = newest?.size ?? 0;
    return seen > size
      ? this.#contradicts(name, `has seen ${seen} leaves of this log, and there are ${size}`)
      : seen;
  }

  #contradicts(name: string, says: string): string {
    this.#contradiction ??= `the witness ${name} ${says}: this database is older than it was, or another one`;
    return this.#contradiction;
  }
}

const sawOthers = (leaves: number): string => `has seen ${leaves} leaves of this log that were others`;
