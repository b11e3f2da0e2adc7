// Temporal's histories of a relationship, as a case file contains them.
import type { Client } from "@temporalio/client";
import { relationshipId } from "../../contracts/messages.ts";
import { readHistories } from "../histories.ts";

/** The histories of a client's runs, the oldest first, as protobuf's own JSON. */
export interface Runs {
  readonly histories: readonly unknown[];
  /** Runs that the others name and that Temporal holds no more. */
  readonly gone: number;
}

type CodecPayloads = Parameters<
  Client["options"]["loadedDataConverter"]["payloadCodecs"][number]["decode"]
>[0];

/** Decrypts payloads wherever they stand in a message, in place. */
async function decrypt(
  value: unknown,
  decode: (payloads: CodecPayloads) => Promise<CodecPayloads>,
): Promise<void> {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return;
  const holder = value as { payloads?: CodecPayloads };
  if (Array.isArray(holder.payloads)) holder.payloads = await decode(holder.payloads);
  else for (const inner of Object.values(value)) await decrypt(inner, decode);
}

/** Reads every run's history. Encrypted payloads are opened: whoever checks the file has no key. */
export async function readRuns(temporal: Client, client: string): Promise<Runs> {
  const { runs, gone } = await readHistories(temporal, client);
  const { namespace, loadedDataConverter } = temporal.options;
  const context = { type: "workflow", namespace, workflowId: relationshipId(client) } as const;
  const decode = async (payloads: CodecPayloads): Promise<CodecPayloads> => {
    let opened = payloads;
    for (const codec of loadedDataConverter.payloadCodecs.toReversed())
      opened = await codec.decode(opened, context);
    return opened;
  };
  const histories: unknown[] = [];
  for (const { runId } of runs) {
    // Fetched again as the SDK's own message, which knows how it is written as JSON.
    const history = await temporal.workflow.getHandle(context.workflowId, runId).fetchHistory();
    await decrypt(history, decode);
    histories.push(JSON.parse(JSON.stringify(history)));
  }
  return { histories, gone: gone.length };
}
