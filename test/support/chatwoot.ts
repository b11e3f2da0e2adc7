import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Contact {
  readonly id: number;
  readonly identifier: string;
  blocked: boolean;
  custom_attributes: Record<string, unknown>;
}

/**
 * A local server built from Chatwoot's published API description: contacts of one account, `POST …/filter` by an
 * attribute (payload of conditions; `query_operator` null in the last one) and `PUT …/{id}` (`blocked`,
 * `custom_attributes`), with the token in `api_access_token`.
 */
export async function chatwootServer(account: number, token: string) {
  const contacts: Contact[] = [];
  const asked: { method: string; path: string; body: unknown }[] = [];
  const failures: number[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const { method = "", url: path = "" } = request;
    const body = JSON.parse(text || "null") as {
      payload?: { attribute_key: string; filter_operator: string; values: string[]; query_operator: null }[];
      blocked?: boolean;
      custom_attributes?: Record<string, unknown>;
    };
    const send = (status: number, said: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(said));
    if (request.headers.api_access_token !== token) return send(401, { error: "Invalid Access Token" });
    const failure = failures.shift();
    if (failure !== undefined) return send(failure, { description: "s3cret words" });
    asked.push({ method, path, body });
    const base = `/api/v1/accounts/${account}/contacts`;
    if (method === "POST" && path === `${base}/filter`) {
      const [condition] = body.payload ?? [];
      if (condition?.attribute_key !== "identifier" || condition.filter_operator !== "equal_to")
        return send(400, { description: "Invalid filter" });
      const found = contacts.filter(({ identifier }) => condition.values.includes(identifier));
      return send(200, { meta: { count: found.length, current_page: 1 }, payload: found });
    }
    const contact = contacts.find(({ id }) => path === `${base}/${id}`);
    if (method !== "PUT" || !contact) return send(404, { description: "Resource could not be found" });
    if (body.blocked !== undefined) contact.blocked = body.blocked;
    if (body.custom_attributes) contact.custom_attributes = body.custom_attributes;
    return send(200, { id: contact.id, payload: [contact] });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}/`, contacts, asked, failures, close };
}
