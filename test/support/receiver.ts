import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Call {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A real HTTP server that keeps what it gets, and answers as it is told. */
export async function startReceiver() {
  const calls: Call[] = [];
  const receiver = {
    calls,
    url: "",
    answer: (_response: ServerResponse, _call: Call): void => {},
    server: createServer(async (request, response) => {
      const call = { path: request.url ?? "", headers: request.headers, body: await text(request) };
      calls.push(call);
      receiver.answer(response, call);
    }) as Server,
    async close() {
      receiver.server.closeAllConnections();
      await new Promise((resolve) => receiver.server.close(resolve));
    },
  };
  receiver.server.listen(0, "127.0.0.1");
  await once(receiver.server, "listening");
  receiver.url = `http://127.0.0.1:${(receiver.server.address() as AddressInfo).port}`;
  return receiver;
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
