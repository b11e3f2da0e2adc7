// Bounces as mail servers write them: delivery status notifications (RFC 3464), alone or in an mbox.
import PostalMime, { type Attachment, type Email } from "postal-mime";

/** What a notification says of one of our mails. `messageId`: ours, or null where it names none. */
export interface Bounce {
  readonly messageId: string | null;
  /** `delayed`: the server goes on trying. */
  readonly action: "bounced" | "delivered" | "delayed";
  /** RFC 3463, for instance 5.1.1. */
  readonly status: string;
  /** ISO instant, where a readable one is given. */
  readonly at: string | null;
}

const ACTIONS: Readonly<Record<string, Bounce["action"]>> = {
  failed: "bounced",
  delayed: "delayed",
  delivered: "delivered",
  // Passed on to a server that tells nothing back, or to a list: no more will be heard.
  relayed: "delivered",
  expanded: "delivered",
};

/** Our Message-IDs, as archive/outbox.ts marks them. */
const OURS = /<([0-9a-f]{32}@[^\s<>]+)>/;
const MARK = /^[0-9a-f]{32}$/;

/** The messages of an mbox, or the one message that it is. */
export function messagesIn(file: Buffer): Buffer[] {
  // Bytes as they are: a message may be in any encoding.
  const text = file.toString("latin1");
  if (!text.startsWith("From ")) return text.trim() === "" ? [] : [file];
  return text
    .split(/^From .*\r?\n/m)
    .filter((part) => part.trim() !== "")
    .map((part) => Buffer.from(part.replaceAll(/^>(>*From )/gm, "$1"), "latin1"));
}

/** The fields of a notification, block by block: of the message, then of each recipient. */
function fieldsOf(text: string): ReadonlyMap<string, string>[] {
  return text
    .replaceAll(/\r?\n[ \t]+/g, " ")
    .split(/(?:\r?\n){2,}/)
    .map((block) => {
      const fields = block.split(/\r?\n/).flatMap((line): [string, string][] => {
        const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
        return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value.trim()]];
      });
      return new Map(fields);
    })
    .filter((fields) => fields.size > 0);
}

const textOf = ({ content }: Attachment): string =>
  typeof content === "string" ? content : Buffer.from(content as Uint8Array).toString("utf8");

const instant = (text: string | undefined): string | null => {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? null : new Date(at).toISOString();
};

/** The mail that a notification is about: by its envelope's id, by the copy that came back, or by what it answers to. */
function messageIdOf(mail: Email, envelopeId: string | undefined): string | null {
  const copies = mail.attachments.filter(({ mimeType }) =>
    /^(message\/rfc822|text\/rfc822-headers)/.test(mimeType),
  );
  for (const copy of copies) {
    const header = /^message-id:\s*(.*(?:\r?\n[ \t].*)?)$/im.exec(textOf(copy))?.[1];
    const found = OURS.exec(header ?? "")?.[1];
    if (found !== undefined) return found;
  }
  if (envelopeId !== undefined && MARK.test(envelopeId)) return envelopeId;
  return OURS.exec(`${mail.inReplyTo ?? ""} ${mail.references ?? ""}`)?.[1] ?? null;
}

/** What a message says of one of our mails; null when it is no notification. */
export async function bounceIn(message: Buffer): Promise<Bounce | null> {
  const mail = await PostalMime.parse(message, { forceRfc822Attachments: true, attachmentEncoding: "utf8" });
  const report = mail.attachments.find(({ mimeType }) =>
    /^message\/(global-)?delivery-status/.test(mimeType),
  );
  if (!report) return null;
  const [ofMessage, ...recipients] = fieldsOf(textOf(report));
  // Ours go to one recipient each.
  const recipient = recipients.find((fields) => fields.has("action"));
  const action = ACTIONS[recipient?.get("action")?.toLowerCase() ?? ""];
  const status = /\d\.\d{1,3}\.\d{1,3}/.exec(recipient?.get("status") ?? "")?.[0];
  if (!ofMessage || action === undefined || status === undefined) return null;
  const envelopeId = ofMessage.get("original-envelope-id");
  return {
    messageId: messageIdOf(mail, envelopeId),
    action,
    status,
    at: instant(recipient?.get("last-attempt-date")) ?? instant(mail.date),
  };
}
