import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

interface CreateNote {
  readonly properties: Record<string, string>;
  readonly associations: readonly {
    readonly to: { readonly id: string };
    readonly types: readonly { readonly associationCategory: string; readonly associationTypeId: number }[];
  }[];
}

/**
 * A local server built from HubSpot's published API description (CRM v3): a contact by a property of one's own with
 * the ids of its notes, notes read in a batch, a note created with its association (202: note to contact).
 */
export async function hubspotServer(token: string, idProperty: string) {
  const contacts = new Map<string, string>();
  const notes = new Map<string, CreateNote>();
  const failures: { status: number; done?: boolean; afterMs?: number }[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const url = new URL(request.url ?? "", "http://hubspot.example");
    const send = (status: number, said: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { "content-type": "application/json;charset=utf-8", ...headers })
        .end(JSON.stringify(said));
    const fail = (status: number) =>
      send(
        status,
        { status: "error", message: "s3cret words", category: "OBJECT_NOT_FOUND" },
        status === 429 ? { "retry-after": "7" } : {},
      );
    if (request.headers.authorization !== `Bearer ${token}`) return fail(401);
    const now = new Date().toISOString();
    const dated = { createdAt: now, updatedAt: now, archived: false };
    const one = /^\/crm\/v3\/objects\/contacts\/([^/]+)$/.exec(url.pathname);
    if (request.method === "GET" && one?.[1]) {
      const asked = url.searchParams;
      const id = contacts.get(decodeURIComponent(one[1]));
      if (asked.get("idProperty") !== idProperty || id === undefined) return fail(404);
      const tied = [...notes].filter(([, note]) => note.associations.some(({ to }) => to.id === id));
      const results = tied.map(([noteId]) => ({ id: noteId, type: "contact_to_note" }));
      const associations =
        asked.get("associations") === "notes" && results.length > 0 ? { notes: { results } } : {};
      return send(200, { id, properties: {}, associations, ...dated });
    }
    if (request.method === "POST" && url.pathname === "/crm/v3/objects/notes/batch/read") {
      const { inputs } = JSON.parse(text) as { inputs: { id: string }[] };
      const results = inputs.map(({ id }) => ({ id, properties: notes.get(id)?.properties, ...dated }));
      return send(200, { status: "COMPLETE", results, startedAt: now, completedAt: now });
    }
    if (request.method !== "POST" || url.pathname !== "/crm/v3/objects/notes") return fail(404);
    const failure = failures.shift();
    const id = `${notes.size + 1}`;
    if (!failure || failure.done) notes.set(id, JSON.parse(text) as CreateNote);
    await new Promise((resolve) => setTimeout(resolve, failure?.afterMs ?? 0));
    return failure
      ? fail(failure.status)
      : send(201, { id, properties: notes.get(id)?.properties, ...dated });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, contacts, notes, failures, close };
}
