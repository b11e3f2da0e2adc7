// A key of the tests' own that vouches for what they send past the API.
import { holdsBy, newEventKey, signedBy } from "../../audit/signatures.ts";
import type { Entry, Envelope } from "../../machines/index.ts";

const key = newEventKey();

/** An event about a client, as the API of these tests signs it. */
export const signed = <T extends Envelope>(client: string, event: T): T => signedBy(key, client, event);

/** Whether {@link signed} has signed what an entry says. */
export const vouched = async (entry: Entry): Promise<boolean> => holdsBy(key.publicKey, entry);
