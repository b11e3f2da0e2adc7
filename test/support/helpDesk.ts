import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

export const SECRET = `whsec_${Buffer.from("a secret of thirty-two characters").toString("base64")}`;
export const ALL = ["email", "chat", "phone", "post"];

interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly afterMs?: number;
  /** Answers only after it has done what it was asked for, too late. */
  readonly done?: boolean;
}

interface Order {
  readonly type: string;
  readonly timestamp: string;
  readonly data: {
    readonly client: string;
    readonly seq: number;
    readonly block: readonly string[];
    readonly unblock: readonly string[];
  };
}

export interface Seen {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Order;
}

/**
 * A real HTTP help desk: it checks signatures, drops messages that it has had and orders that are older than the
 * last one, blocks and unblocks channel by channel, and says what is open. `answers`: what it answers to the next
 * orders instead. `stubborn`: clients whose channels it does not change, though it says 200. `tells`: false for one
 * that was written before receivers told what is open.
 */
export async function helpDesk({ tells = true } = {}) {
  const answers: Answer[] = [];
  const open = new Map<string, string[]>();
  const seqs = new Map<string, number>();
  const had = new Set<string>();
  const stubborn = new Set<string>();
  const seen: Seen[] = [];
  const openTo = (client: string): string[] => open.get(client) ?? ALL;

  function obey({ client, seq, block, unblock }: Order["data"]): void {
    if (stubborn.has(client) || seq < (seqs.get(client) ?? 0)) return;
    seqs.set(client, seq);
    const kept = openTo(client).filter((channel) => !block.includes(channel));
    open.set(
      client,
      ALL.filter((channel) => kept.includes(channel) || unblock.includes(channel)),
    );
  }

  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const body = new Webhook(SECRET).verify(text, request.headers as Record<string, string>) as Order;
    const id = `${request.headers["webhook-id"]}`;
    const { client } = body.data;
    if (body.type === "channels.query") {
      if (!tells) return response.writeHead(400).end("what is a channels.query?");
      return response.end(JSON.stringify({ open: openTo(client) }));
    }
    seen.push({ id, headers: request.headers, body });
    const { status, headers, afterMs = 0, done = false } = answers.shift() ?? { status: 200 };
    if ((status < 300 || done) && !had.has(id)) {
      had.add(id);
      obey(body.data);
    }
    const said =
      status === 200 && tells ? JSON.stringify({ open: openTo(client) }) : "no word of this is repeated";
    setTimeout(() => response.writeHead(status, headers).end(said), afterMs);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}/hook?token=s3cret`, answers, stubborn, open, openTo, seen, close };
}

export type HelpDesk = Awaited<ReturnType<typeof helpDesk>>;
