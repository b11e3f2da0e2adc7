import type { Channel, Opening } from "../machines/index.ts";
import { pointer } from "../texts/notices/compose.ts";

/** What a mailbox rule is made of. */
export interface Closed {
  readonly client: string;
  readonly address: string;
  /** The channel that is open to the client. */
  readonly open: Channel;
  readonly locale: Opening["locale"];
  /** ISO instant. */
  readonly at: string;
}

/** A string of Sieve's (RFC 5228 §2.4.2): backslash and quote are escaped, and it stays on its line. */
const quoted = (text: string): string =>
  `"${text.replaceAll(/\s+/g, " ").trim().replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** Lines of text (RFC 5228 §2.4.2.2): a line that begins with a full stop gets another one. */
const multiLine = (text: string): string =>
  `text:\n${text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.replace(/^\./, ".."))
    .join("\n")}\n.\n`;

/**
 * A mailbox rule (Sieve, RFC 5228) that closes e-mail to one sender: what they write is filed apart, unread by
 * people, and answered with the pointer to the open channel, once a day at most (RFC 5230).
 */
export function sieve({ client, address, open, locale, at }: Closed): string {
  const { subject, body } = pointer(open, locale);
  return `# Tenure, ${at}: e-mail is closed to ${client}; open is ${open}.
# Remove this rule when the restriction is lifted: tenure channels show ${client}
require ["envelope", "fileinto", "mailbox", "vacation"];

if anyof (
  address :is :all "from" ${quoted(address)},
  envelope :is :all "from" ${quoted(address)}
) {
  vacation :days 1 :handle ${quoted(`tenure-${client}`)} :subject ${quoted(subject)} ${multiLine(body)};
  fileinto :create "Closed";
  stop;
}
`;
}
