import { describe, expect, it } from "vitest";
import { bounceIn, messagesIn } from "../../../apps/cli/bounces.ts";

const MARK = "0123456789abcdef0123456789abcdef";

interface Said {
  readonly action?: string;
  readonly status?: string;
  readonly envelopeId?: string;
  /** The part with the mail that came back. */
  readonly copy?: string;
  readonly head?: readonly string[];
}

/** A notification as mail servers write them (RFC 3464). */
function notification({
  action = "failed",
  status = "5.1.1",
  envelopeId,
  copy = `Content-Type: text/rfc822-headers\r\n\r\nFrom: help@tenure.example\r\nMessage-ID: <${MARK}@tenure.example>\r\nSubject: Warning`,
  head = [],
}: Said = {}): string {
  return [
    "From: MAILER-DAEMON@mx.example",
    "To: help@tenure.example",
    "Date: Fri, 20 Nov 2026 10:00:00 +0000",
    "Subject: Undelivered Mail Returned to Sender",
    ...head,
    "MIME-Version: 1.0",
    'Content-Type: multipart/report; report-type=delivery-status;\r\n boundary="b0"',
    "",
    "--b0",
    "Content-Type: text/plain; charset=utf-8",
    "",
    "Mary <mary@poppins.example> is not here.",
    "--b0",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.example",
    ...(envelopeId === undefined ? [] : [`Original-Envelope-Id: ${envelopeId}`]),
    "",
    "Final-Recipient: rfc822; mary@poppins.example",
    `Action: ${action}`,
    `Status: ${status}`,
    "Diagnostic-Code: smtp; 550 5.1.1 <mary@poppins.example>:",
    "    user unknown",
    "Last-Attempt-Date: Fri, 20 Nov 2026 10:59:00 +0100",
    "",
    "--b0",
    copy,
    "--b0--",
    "",
  ].join("\r\n");
}

const read = (text: string) => bounceIn(Buffer.from(text));

describe("bounces (RFC 3464)", () => {
  it.each([
    ["failed", "5.1.1", "bounced"],
    // It was tried for days, and is given up: final, whatever the class says.
    ["failed", "4.4.7", "bounced"],
    ["delayed", "4.4.1", "delayed"],
    ["delivered", "2.1.5", "delivered"],
    ["relayed", "2.1.9", "delivered"],
    ["Failed", "5.2.2 (mailbox full)", "bounced"],
  ])("%s %s are read as %s", async (action, status, expected) => {
    expect(await read(notification({ action, status }))).toEqual({
      messageId: `${MARK}@tenure.example`,
      action: expected,
      status: status.slice(0, 5),
      at: "2026-11-20T09:59:00.000Z",
    });
  });

  it.each([
    [
      "by the whole mail",
      {
        copy: `Content-Type: message/rfc822\r\n\r\nMessage-ID:\r\n <${MARK}@tenure.example>\r\n\r\nDear Mary`,
      },
    ],
    ["by the envelope's id", { copy: "Content-Type: text/plain\r\n\r\nnothing", envelopeId: MARK }],
    [
      "by what it answers to",
      { copy: "Content-Type: text/plain\r\n\r\nnothing", head: [`In-Reply-To: <${MARK}@tenure.example>`] },
    ],
  ])("lead back to the notice %s", async (_, said) => {
    expect((await read(notification(said)))?.messageId?.slice(0, 32)).toBe(MARK);
  });

  it("of a mail that is not ours lead nowhere", async () => {
    const copy = "Content-Type: message/rfc822\r\n\r\nMessage-ID: <another@tenure.example>\r\n\r\nDear Bert";
    expect(await read(notification({ copy }))).toMatchObject({ action: "bounced", messageId: null });
  });

  it.each([
    ["a letter", "From: mary@poppins.example\r\nSubject: hello\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n"],
    ["an unknown action", notification({ action: "eaten" })],
    ["no status", notification({ status: "gone" })],
    ["nothing", ""],
  ])("are no other message: %s", async (_, text) => {
    expect(await read(text)).toBeNull();
  });

  it("are found one by one in an mbox, and alone in a file", async () => {
    const from = "From MAILER-DAEMON Fri Nov 20 10:00:00 2026\r\n";
    const letter = "Subject: hello\r\n\r\n>From here on it is body text.\r\n";
    const mbox = Buffer.from(`${from}${notification()}\r\n${from}${letter}\r\n${from}${notification()}`);
    const messages = messagesIn(mbox);
    expect(messages).toHaveLength(3);
    expect(messages[1]?.toString()).toContain("\r\nFrom here on");
    const found = await Promise.all(messages.map(bounceIn));
    expect(found.map((bounce) => bounce?.action ?? null)).toEqual(["bounced", null, "bounced"]);
    expect(messagesIn(Buffer.from(notification()))).toHaveLength(1);
    expect(messagesIn(Buffer.from(" \n"))).toEqual([]);
  });
});
