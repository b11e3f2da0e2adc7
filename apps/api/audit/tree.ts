// The signed tree over the journal, over HTTP.
import { createRoute, z } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import type { Logger } from "pino";
import type { Archive } from "../../../archive/open.ts";
import { BadPolicy, policyText, readPolicy, readSigned } from "../../../audit/logPolicy.ts";
import { type Notary, Unsignable } from "../../../audit/notary.ts";
import { splitNotes } from "../../../audit/note.ts";
import { verifyRecords } from "../../../audit/records.ts";
import { type Verified, verify } from "../../../audit/verify.ts";
import { ProblemError } from "../../../services/problem.ts";
import type { ApiApp } from "../actor.ts";
import { lines, NDJSON, told } from "../lines.ts";
import { clientParam, problem } from "../schemas.ts";

/** The largest file of checkpoints that can be compared with, in bytes: years of one a minute. */
const MAX_FILE = 256 * 1_048_576;
/** Where verifications are asked for. */
export const VERIFY = "/v1/audit/verify";

const order = z
  .strictObject({
    client: clientParam.shape.client.optional().openapi({
      description: "Reads the entries of this client only; the tree is always read whole",
    }),
    checkpoint: z
      .string()
      .optional()
      .openapi({ description: "Checkpoints that were kept outside: signed notes" }),
    policy: z
      .string()
      .optional()
      .openapi({ description: "Whom to believe about the log (C2SP tlog-policy); the engine's if left out" }),
  })
  .openapi("Verification");

const lineSchema = z
  .object({
    progress: z.object({ done: z.int(), of: z.int() }).optional(),
    result: z.record(z.string(), z.unknown()).optional(),
  })
  .openapi("VerificationLine", { description: "Lines of progress, then one with the result" });

const checkpointSchema = z
  .object({
    note: z.string().openapi({ description: "C2SP signed note of a tlog-checkpoint; keep it outside" }),
    origin: z.string().openapi({ description: "The name of the log, and of its key" }),
    size: z.int().openapi({ description: "Leaves that it covers: entries, erasures and rebuilds" }),
    root: z.string().openapi({ description: "Hex" }),
    at: z.string(),
    grown: z.int().openapi({ description: "Leaves that it has more than the one before" }),
    keyId: z.string(),
    witnesses: z
      .array(z.object({ witness: z.string(), failed: z.string().nullable() }))
      .openapi({ description: "Who was asked to cosign; failed: why they have not" }),
    policy: z
      .string()
      .openapi({ description: "Whom to believe about the log (C2SP tlog-policy); keep it too" }),
  })
  .openapi("Checkpoint");
export type CheckpointAnswer = z.infer<typeof checkpointSchema>;

const routes = {
  verify: createRoute({
    method: "post",
    path: VERIFY,
    operationId: "verifyJournal",
    summary: "Read everything and check every hash, chain, leaf, root and signature, up to the first fault",
    request: { body: { required: true, content: { "application/json": { schema: order } } } },
    responses: {
      200: { description: "Progress, then the result", content: { [NDJSON]: { schema: lineSchema } } },
      400: problem("Malformed: what is wrong, and where"),
      404: problem("There is no such client"),
      503: problem("A part of the engine cannot be reached; try again"),
    },
  }),
  checkpoint: createRoute({
    method: "post",
    path: "/v1/audit/checkpoint",
    operationId: "signCheckpoint",
    summary: "Take every new entry into the tree and sign its head",
    responses: {
      200: {
        description: "The newest checkpoint",
        content: { "application/json": { schema: checkpointSchema } },
      },
      404: problem("The journal is empty"),
      500: problem("The journal contradicts what was signed before: nothing is signed over it"),
      503: problem("A part of the engine cannot be reached; try again"),
    },
  }),
} as const;

function malformed(path: string, says: string): ProblemError {
  return new ProblemError("malformed", `in the body: ${path}: ${says}`, { faults: [{ path, says }] });
}

export interface TreeRouteOptions {
  readonly archive: Archive;
  readonly notary: Notary;
  readonly log: Logger;
}

/** Adds the routes of the tree. */
export function treeRoutes(app: ApiApp, { archive, notary, log }: TreeRouteOptions): void {
  const { log: signed, outside, witnesses } = notary;

  app.use(
    VERIFY,
    bodyLimit({
      maxSize: MAX_FILE,
      onError: () => {
        throw new ProblemError(
          "tooLarge",
          `the checkpoints have more than ${MAX_FILE} bytes; send the newest`,
        );
      },
    }),
  );

  app.openapi(routes.verify, async (c) => {
    const { client, checkpoint, policy: text } = c.req.valid("json");
    const given = checkpoint === undefined ? [] : splitNotes(checkpoint);
    if (checkpoint !== undefined && given.length === 0) throw malformed("checkpoint", "there is none in it");
    let { policy } = signed;
    try {
      if (text !== undefined) policy = readPolicy(text);
    } catch (error) {
      if (!(error instanceof BadPolicy)) throw error;
      throw malformed("policy", `a log policy (C2SP tlog-policy); ${error.message}`);
    }
    if (client !== undefined) {
      const [row, entries, leaf] = await Promise.all([
        archive.relationships.get(client),
        archive.tree.entries(null, 1, client),
        archive.tree.knows(client),
      ]);
      if (!row && entries.length === 0 && !leaf)
        throw new ProblemError("missing", `there is no client ${client}`);
    }
    const pages = told<{ done: number; of: number }, Verified>(async (report, signal) => {
      const progress = (done: number, of: number) => report({ done, of });
      const { tree: held, eventKeys } = archive;
      const asked = { held, eventKeys, policy, outside, notes: given, client, progress, signal };
      const verified = await verify(asked);
      return { ...verified, fault: verified.fault ?? (await verifyRecords(archive)) };
    });
    // The first line is there before the answer begins, so that an archive that is away is a problem.
    return c.body(lines(await pages.next(), pages), 200, { "content-type": NDJSON }) as never;
  });

  app.openapi(routes.checkpoint, async (c) => {
    try {
      const newest = await notary.cosign();
      if (!newest) throw new ProblemError("missing", "the journal is empty: there is nothing to sign");
      const { origin, size, root, at, keyId } = readSigned(newest.note, signed.policy);
      const head = { origin, size, root: root.toString("hex"), at: at ?? "", keyId };
      const { note, grown, asked } = newest;
      return c.json(
        { note, grown, ...head, witnesses: [...asked], policy: policyText(witnesses.policy) },
        200,
      );
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      if (error instanceof Unsignable)
        throw new ProblemError("failed", `nothing is signed over this journal: ${why}`);
      log.error({ error: why }, "the journal was not signed");
      throw new ProblemError("unavailable", "the archive does not answer; try again");
    }
  });
}
