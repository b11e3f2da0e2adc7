// Which machines there are, and which relationships are on them.
import type { Client } from "@temporalio/client";
import { WorkflowNotFoundError } from "@temporalio/client";
import type { Archive } from "../archive/open.ts";
import { relationshipId } from "../contracts/messages.ts";
import { type MachineRef, nameOf } from "../machines/format.ts";
import { newest, registry, released } from "../machines/versions/index.ts";

/** A machine that this build has, or that a relationship is on. */
export interface KnownMachine extends MachineRef {
  /** Null where this build does not have it. `candidate`: its file may still change. */
  readonly status: "released" | "candidate" | null;
  /** New relationships begin on it. */
  readonly newest: boolean;
  /** Relationships that are on it, ended ones too. */
  readonly relationships: number;
}

type Relationships = Pick<Archive, "relationships">;

/** Every machine, those of this build first, the oldest first. */
export async function machinesOf({ relationships }: Relationships): Promise<KnownMachine[]> {
  const rows = await relationships.machines();
  const own = registry().known();
  const counted = ({ hash }: MachineRef) => rows.find((row) => row.hash === hash)?.relationships ?? 0;
  const here = own.map(
    (ref): KnownMachine => ({
      ...ref,
      status: released(ref) ? "released" : "candidate",
      newest: ref.hash === newest().ref.hash,
      relationships: counted(ref),
    }),
  );
  const foreign = rows.filter(({ hash }) => !own.some((ref) => ref.hash === hash));
  return [...here, ...foreign.map((row): KnownMachine => ({ ...row, status: null, newest: false }))];
}

/** Live relationships need machines that this build does not have. */
export class MachinesMissing extends Error {
  override readonly name = "MachinesMissing";
}

const NAMED = 5;
const PAGE = 500;

async function runs(temporal: Client, client: string): Promise<boolean> {
  try {
    const { status } = await temporal.workflow.getHandle(relationshipId(client)).describe();
    return status.name === "RUNNING";
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/**
 * R-VER-2: a build that lacks a machine which live relationships are on would let them stand still.
 * @throws {MachinesMissing} naming machines and relationships, and what to do.
 */
export async function mustHaveMachines(archive: Relationships, temporal: Client): Promise<void> {
  const missing = (await machinesOf(archive)).filter(({ status }) => status === null);
  const says: string[] = [];
  for (const machine of missing) {
    const live: string[] = [];
    for (let after: string | null = ""; after !== null && live.length <= NAMED; ) {
      const page = await archive.relationships.list({ machine: machine.hash, after, limit: PAGE });
      for (const { client } of page.rows)
        if (live.length <= NAMED && (await runs(temporal, client))) live.push(client);
      after = page.next;
    }
    if (live.length === 0) continue;
    const more = live.length > NAMED ? ", …" : "";
    says.push(`  ${nameOf(machine)}: ${live.slice(0, NAMED).join(", ")}${more}`);
  }
  if (says.length === 0) return;
  throw new MachinesMissing(
    [
      "this build lacks machines that live relationships are on:",
      ...says,
      `It has ${registry().known().map(nameOf).join(", ")}. Start the build that has them, and release machines ` +
        "before relationships begin on them (`npm run release:machine -- --release`).",
    ].join("\n"),
  );
}
