// The signed tree over the journal, at the door.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import type { Logger } from "pino";
import type { Archive } from "../../../archive/open.ts";
import { keyId, readNote, splitNotes, verifierKey } from "../../../audit/checkpoint.ts";
import { verifyErasures } from "../../../audit/erasures.ts";
import { publicKeyOf } from "../../../audit/keyPair.ts";
import { type Notary, Unsignable } from "../../../audit/notary.ts";
import { type Verified, verify } from "../../../audit/verify.ts";
import { lines, NDJSON, told } from "../lines.ts";
import { ProblemError } from "../problem.ts";
import { clientParam, problem } from "../schemas.ts";

/** The largest file of checkpoints that can be compared with, in bytes: years of one a minute. */
const MAX_FILE = 256 * 1_048_576;
/** Where verifications are asked for. */
export const VERIFY = "/audit/verify";

const order = z
  .strictObject({
    client: clientParam.shape.client.optional().openapi({
      description: "Reads the entries of this client only; the tree is always read whole",
    }),
    checkpoint: z
      .string()
      .optional()
      .openapi({ description: "Checkpoints that were kept outside: signed notes" }),
    key: z
      .string()
      .optional()
      .openapi({ description: "The public key that signed, in PEM; the engine's if left out" }),
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
    size: z.int().openapi({ description: "Entries that it covers" }),
    root: z.string().openapi({ description: "Hex" }),
    at: z.string(),
    grown: z.int().openapi({ description: "Entries that it has more than the one before" }),
    keyId: z.string(),
    key: z.string().openapi({ description: "The public key, in PEM" }),
    verifierKey: z.string().openapi({ description: "The same, as C2SP tools take it" }),
  })
  .openapi("Checkpoint");
export type CheckpointAnswer = z.infer<typeof checkpointSchema>;

const routes = {
  verify: createRoute({
    method: "post",
    path: VERIFY,
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
    path: "/audit/checkpoint",
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

export interface TreeDoorOptions {
  readonly archive: Archive;
  readonly notary: Notary;
  readonly log: Logger;
}

/** Opens the door to the tree. */
export function treeDoor(app: OpenAPIHono, { archive, notary, log }: TreeDoorOptions): void {
  const { key, outside } = notary;

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
    const { client, checkpoint, key: pem } = c.req.valid("json");
    const given = checkpoint === undefined ? [] : splitNotes(checkpoint);
    if (checkpoint !== undefined && given.length === 0) throw malformed("checkpoint", "there is none in it");
    let publicKey = key.publicKey;
    try {
      if (pem !== undefined) publicKey = publicKeyOf(pem);
    } catch {
      throw malformed("key", "a public key of Ed25519 in PEM");
    }
    if (client !== undefined) {
      const [row, entries, leaves] = await Promise.all([
        archive.relationships.get(client),
        archive.tree.entries(null, 1, client),
        archive.tree.leavesOf(client),
      ]);
      if (!row && entries.length + leaves.length === 0)
        throw new ProblemError("missing", `there is no client ${client}`);
    }
    const notes = [...(await outside.all()), ...given];
    const pages = told<{ done: number; of: number }, Verified>(async (report, signal) => {
      const progress = (done: number, of: number) => report({ done, of });
      const asked = { held: archive.tree, key: publicKey, notes, client, progress, signal };
      const verified = await verify(asked);
      return { ...verified, fault: verified.fault ?? (await verifyErasures(archive, verified.erasures)) };
    });
    // The first line is there before the answer begins, so that an archive that is away is a problem.
    return c.body(lines(await pages.next(), pages), 200, { "content-type": NDJSON }) as never;
  });

  app.openapi(routes.checkpoint, async (c) => {
    try {
      const signed = await notary.sign();
      if (!signed) throw new ProblemError("missing", "the journal is empty: there is nothing to sign");
      const { size, root, at } = readNote(signed.note).checkpoint;
      const signer = {
        keyId: keyId(key.publicKey),
        key: key.publicPem,
        verifierKey: verifierKey(key.publicKey),
      };
      return c.json({ ...signed, size, root: root.toString("hex"), at, ...signer }, 200);
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
