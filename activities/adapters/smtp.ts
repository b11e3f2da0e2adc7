import { Readable } from "node:stream";
import { ApplicationFailure } from "@temporalio/common";
import MailComposer from "nodemailer/lib/mail-composer";
import { parseConnectionUrl } from "nodemailer/lib/shared";
import SMTPConnection, { type SMTPConnectionAuth, type SMTPEnvelope } from "nodemailer/lib/smtp-connection";
import type { Archive } from "../../archive/open.ts";
import { markOf } from "../../archive/outbox.ts";
import { iso } from "../../machines/index.ts";
import type { Carriage, Carrier } from "../ports.ts";

/** How mail goes out. `from` is an address, with or without a name: `Support <help@example.org>`. */
export interface SmtpConfig {
  /** `smtp://user:password@host:587` or `smtps://…`. */
  readonly url: string;
  readonly from: string;
  /** How long the server may be silent, ms; default two minutes, for some look at a message that long. */
  readonly silenceMs?: number;
  /** The link by which the reader of a mailing unsubscribes. */
  readonly unsubscribe?: (effectId: string) => Promise<string>;
}

const CONNECT_MS = 10_000;
const SILENCE_MS = 120_000;

interface Trouble {
  readonly code?: string;
  readonly responseCode?: number;
  readonly permanent?: boolean;
}

/** True when the server will never take this message for this recipient; a login that fails is our own trouble. */
function final({ code, responseCode, permanent }: Trouble): boolean {
  if (responseCode === undefined) return code === "EENVELOPE";
  return (code === "EENVELOPE" || code === "EMESSAGE") && permanent === true && responseCode !== 530;
}

/** The same message has the same id, so that a server, a reader or a bounce can tell a repetition. */
function messageId(effectId: string, from: string): string {
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? "localhost";
  return `<${markOf(effectId)}@${domain}>`;
}

/** One conversation with the server: connect, log in, send. */
function converse(
  connection: SMTPConnection,
  auth: SMTPConnectionAuth | undefined,
  envelope: SMTPEnvelope,
  message: Readable,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const then = (next: () => void) => (error?: Error | null) => (error ? reject(error) : next());
    const send = () => connection.send(envelope, message, then(resolve));
    // Heard for as long as the connection lasts: an error that nobody hears would end the process.
    connection.on("error", reject);
    connection.connect(
      then(() => (auth && connection.allowsAuth ? connection.login(auth, then(send)) : send())),
    );
  }).finally(() => connection.close());
}

/**
 * Hands messages to a server by SMTP (RFC 5321). A refusal for good (5xx) is an answer; a server that is busy (4xx), or
 * that was lost before it was given the message, is a retryable `MailServer` failure. SMTP has no key by which a server
 * could drop a repetition: once the message was on its way, no answer leaves its outcome unknown. Nothing repeats the
 * server's words: they name the recipient.
 */
export function mailer(config: Pick<SmtpConfig, "url" | "silenceMs">) {
  const { silenceMs = SILENCE_MS } = config;
  const { auth, ...server } = parseConnectionUrl(config.url) as { auth?: SMTPConnectionAuth };
  const options = {
    ...server,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: silenceMs,
  };

  return async (envelope: SMTPEnvelope, text: string): Promise<Carriage> => {
    let handedOver = false;
    // Read from only when the server has said that it takes the message (354).
    const message = new Readable({
      read() {
        handedOver = true;
        this.push(text);
        this.push(null);
      },
    });
    try {
      await converse(new SMTPConnection(options), auth, envelope, message);
      return { status: "accepted", at: iso(Date.now()) };
    } catch (error) {
      const trouble = error as Trouble;
      const { code, responseCode } = trouble;
      if (final(trouble))
        return { status: "refused", cause: responseCode ? `smtp-${responseCode}` : "bad-address" };
      if (handedOver && responseCode === undefined)
        return { status: "unknown", cause: code === "ETIMEDOUT" ? "no-answer" : "broken-off" };
      const why = responseCode ? `answered ${responseCode}` : `gave no answer (${code ?? "unknown"})`;
      throw ApplicationFailure.retryable(`the mail server ${why}`, "MailServer");
    }
  };
}

/** A message as it goes over the wire, so that what is kept is what was sent, byte for byte. */
export async function wired(mail: ReturnType<MailComposer["compile"]>): Promise<string> {
  return (await mail.build()).toString("utf8").replaceAll(/\r?\n/g, "\r\n");
}

/** Takes notices to clients by e-mail. */
export function smtp(config: SmtpConfig, vault: Archive["vault"]): Carrier {
  const { from, unsubscribe } = config;
  const send = mailer(config);
  return {
    async prepare({ id, client, words, mailing }) {
      const address = await vault.addressOf(client, "email");
      if (address === null) return { status: "refused", cause: "no-address" };
      const link = mailing && (await unsubscribe?.(id));
      const mail = new MailComposer({
        from,
        to: { name: "", address },
        subject: words.subject,
        text: words.body,
        ...(words.html !== undefined && { html: words.html }),
        messageId: messageId(id, from),
        disableFileAccess: true,
        disableUrlAccess: true,
        headers: {
          "Auto-Submitted": "auto-generated",
          // One click is enough (RFC 8058).
          ...(link && {
            "List-Unsubscribe": `<${link}>`,
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
          }),
        },
      }).compile();
      const message = await wired(mail);
      // A bounce by a server that knows RFC 3461 leads back to the notice even without the message in it.
      const dsn = { id: markOf(id), return: "headers", notify: ["failure", "delay"] };
      const envelope = { ...mail.getEnvelope(), dsn };
      return {
        status: "ready",
        message,
        idempotent: false,
        send: () => send(envelope, message),
      };
    },
  };
}
