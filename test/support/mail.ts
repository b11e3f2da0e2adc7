import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerSession } from "smtp-server";

export type Stage = "MAIL" | "RCPT" | "DATA";

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

/** What the server does once it has a message: answers, says nothing, answers after so many ms, or hangs up. */
export type AfterData = "answer" | "silence" | "hangUp" | number;

/** A real SMTP server in this process that answers as it is told. */
export interface MailServer {
  readonly url: string;
  readonly port: number;
  /** The mailbox: messages that were taken, whether or not the sender was told. */
  readonly received: readonly Received[];
  /** Codes that it refuses with. */
  readonly refusals: Map<Stage, number>;
  /** Mailboxes that it does not have. */
  readonly unknown: Set<string>;
  afterData: AfterData;
  /** Called when it is asked, and when a message is in the mailbox, each time before the sender is told. */
  onStage: (stage: Stage | "received") => void;
  close(): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
  const received: Received[] = [];
  const refusals = new Map<Stage, number>();
  const unknown = new Set<string>();
  const sockets = new Set<() => void>();
  const answer = (stage: Stage, done: (error?: Error) => void) => {
    mail.onStage(stage);
    const responseCode = refusals.get(stage);
    // The words name the recipient, as real servers' do.
    done(
      responseCode ? Object.assign(new Error("mary@poppins.example says no"), { responseCode }) : undefined,
    );
  };
  const hangUpOn = (session: SMTPServerSession) => {
    for (const connection of server.connections as Set<{ session?: unknown; _socket: { destroy(): void } }>)
      if (connection.session === session) connection._socket.destroy();
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    closeTimeout: 100,
    onAuth: (_auth, _session, done) => done(new Error("no such user")),
    onMailFrom: (_address, _session, done) => answer("MAIL", done),
    onRcptTo({ address }, _session, done) {
      if (unknown.has(address)) done(Object.assign(new Error("no such mailbox"), { responseCode: 550 }));
      else answer("RCPT", done);
    },
    onData(stream, session, done) {
      let text = "";
      stream.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
      });
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        const message = {
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          text,
        };
        if (!refusals.has("DATA")) {
          received.push(message);
          mail.onStage("received");
        }
        const { afterData } = mail;
        if (afterData === "answer") return answer("DATA", done);
        if (afterData === "hangUp") return hangUpOn(session);
        if (afterData === "silence") return;
        const timer = setTimeout(() => answer("DATA", done), afterData);
        sockets.add(() => clearTimeout(timer));
      });
    },
  });
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  const mail: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    port,
    received,
    refusals,
    unknown,
    afterData: "answer",
    onStage: () => {},
    async close() {
      for (const end of sockets) end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return mail;
}

/** A message's text without the transfer encodings, as far as our own messages use them. */
export const decoded = (text: string): string =>
  text
    .replaceAll(/=\r\n/g, "")
    .replaceAll(/(?:=[0-9A-F]{2})+/g, (bytes) =>
      Buffer.from(bytes.replaceAll("=", ""), "hex").toString("utf8"),
    );
