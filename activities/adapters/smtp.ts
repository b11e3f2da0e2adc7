import { createHash } from "node:crypto";
import { ApplicationFailure } from "@temporalio/common";
import { createTransport } from "nodemailer";
import type { Archive } from "../../archive/open.ts";
import type { Carrier, Dispatch } from "../ports.ts";

/** How mail goes out. `from` is an address, with or without a name: `Support <help@example.org>`. */
export interface SmtpConfig {
  /** `smtp://user:password@host:587` or `smtps://…`. */
  readonly url: string;
  readonly from: string;
}

const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;

interface Refusal {
  readonly code?: string;
  readonly responseCode?: number;
  readonly permanent?: boolean;
}

/** True when the server will never take this message for this recipient; a login that fails is our own trouble. */
function final({ code, responseCode, permanent }: Refusal): boolean {
  if (code !== "EENVELOPE" && code !== "EMESSAGE") return false;
  return responseCode === undefined || (permanent === true && responseCode !== 530);
}

/** The same message has the same id, so that a server or a reader can tell a repetition. */
function messageId(effectId: string, from: string): string {
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? "localhost";
  return `<${createHash("sha256").update(effectId).digest("hex").slice(0, 32)}@${domain}>`;
}

/**
 * Sends e-mail by SMTP; other channels go to `others`. A refusal for good (5xx) is an answer; a server that is
 * busy (4xx), silent or out of reach is a retryable `MailServer` failure. Neither repeats the server's words:
 * they name the recipient.
 */
export function smtp(config: SmtpConfig, vault: Archive["vault"], others: Carrier): Carrier {
  const transport = createTransport({
    url: config.url,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async carry(dispatch: Dispatch) {
      if (dispatch.channel !== "email") return others.carry(dispatch);
      const address = await vault.addressOf(dispatch.client, "email");
      if (address === null) return { status: "refused", cause: "no-address" };
      try {
        await transport.sendMail({
          from: config.from,
          to: { name: "", address },
          subject: dispatch.words.subject,
          text: dispatch.words.body,
          messageId: messageId(dispatch.id, config.from),
          headers: { "Auto-Submitted": "auto-generated" },
        });
        return { status: "accepted", at: new Date().toISOString() };
      } catch (error) {
        const refusal = error as Refusal;
        const { code, responseCode } = refusal;
        if (final(refusal))
          return { status: "refused", cause: responseCode ? `smtp-${responseCode}` : "bad-address" };
        const why = responseCode ? `answered ${responseCode}` : `gave no answer (${code ?? "unknown"})`;
        throw ApplicationFailure.retryable(`the mail server ${why}`, "MailServer");
      }
    },
  };
}
