import { APPROVAL } from "../reading.ts";
import { pathOf, withQuery } from "../router.ts";

/**
 * Where an event is signalled from. An approval begins with reading; what is no plain event has a screen of
 * its own.
 * @param about what it is about: its id, and the task that asked for it
 */
export function formPath(
  client: string,
  type: string,
  about: { readonly about?: string | null; readonly task?: string } = {},
): string {
  if (type === APPROVAL) return pathOf("approvals", client);
  if (type === "contact.corrected") return pathOf("clients", client, "contact");
  if (type === "erasure.ordered") return withQuery("/erasure", { client });
  return withQuery(pathOf("clients", client, "do", type), about);
}
