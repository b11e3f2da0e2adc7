// A mail server for the demo only: it takes every message and sends none, so that some can fail on purpose.
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** Addresses that begin so are not known here, or never hear whether their message was taken. */
export const REFUSED = "refused-";
export const SILENT = "silent-";

export interface DemoMail {
  /** What the engine needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

async function converse(socket: Socket): Promise<void> {
  const say = (line: string) => void socket.write(`${line}\r\n`);
  let to = "";
  let writing = false;
  say("220 demo");
  for await (const line of createInterface({ input: socket })) {
    if (writing) {
      if (line !== ".") continue;
      writing = false;
      if (to.includes(SILENT)) return void socket.destroy();
      say("250 taken");
      continue;
    }
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "RCPT") to = line;
    writing = verb === "DATA";
    if (verb === "QUIT") return void socket.end("221 bye\r\n");
    say(
      writing
        ? "354 go on"
        : verb === "RCPT" && to.includes(REFUSED)
          ? "550 5.1.1 nobody of that name"
          : "250 ok",
    );
  }
}

/** Starts it on this machine, on any free port. */
export async function openDemoMail(): Promise<DemoMail> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    void converse(socket).catch(() => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const from = "desk@example.org";
  return {
    env: { TENURE_SMTP_URL: `smtp://127.0.0.1:${port}`, TENURE_SMTP_FROM: from, TENURE_QUIET_HOURS: "off" },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
