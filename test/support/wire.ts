// A line to the engine that can go dead without closing, as a network does.
import { connect, createServer, type Socket } from "node:net";

export interface Wire {
  readonly url: string;
  /** How many requests went by it whose first line begins so. */
  asked(begins: string): number;
  /** Lets nothing through any more; connections stay open. */
  deaden(): void;
  /** Lets new connections through; those of before are gone. */
  mend(): void;
  stop(): Promise<void>;
}

/** @param to where the engine listens, for instance `http://127.0.0.1:7400` */
export async function wire(to: string): Promise<Wire> {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  const heads: string[] = [];
  let dead = false;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("data", (bytes) => {
        if (dead) return;
        if (from === near) heads.push(bytes.toString("latin1").split("\r\n")[0] ?? "");
        into.write(bytes);
      });
      from.on("error", () => {});
      from.on("close", () => {
        sockets.delete(from);
        if (!dead) into.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    asked: (begins) => heads.filter((head) => head.startsWith(begins)).length,
    deaden: () => {
      dead = true;
    },
    mend() {
      cut();
      dead = false;
    },
    stop() {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
