// Secrets that show who somebody is. Of each one a hash is kept: 32 random bytes need no slow one.
import { createHash, randomBytes } from "node:crypto";

/** What every secret of ours that is sent as `Authorization: Bearer` begins with, so that scanners find lost ones. */
export const PREFIX = "tnr_";

export const newSecret = (prefix = ""): string => prefix + randomBytes(32).toString("base64url");

export const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("base64url");
