import type { Archive } from "../../archive/open.ts";
import type { Channel } from "../../machines/index.ts";
import type { Carrier } from "../ports.ts";
import { chatWebhook } from "./chatWebhook.ts";
import { type OutgoingConfig, outgoing } from "./outgoing.ts";
import { type LetterConfig, post } from "./post.ts";
import type { PostConfig } from "./signedPost.ts";
import { type SmtpConfig, smtp } from "./smtp.ts";
import { type TelegramConfig, telegram } from "./telegram.ts";

/** What takes notices to clients; on a channel that is not said here they stay in the outbox. */
export interface CarrierConnections {
  readonly smtp?: SmtpConfig | undefined;
  /** Who carries chat messages. */
  readonly chat?: { readonly telegram: TelegramConfig } | { readonly webhook: PostConfig } | undefined;
  readonly letters?: LetterConfig | undefined;
  /** What may leave, and when. */
  readonly outgoing?: OutgoingConfig | undefined;
  /** Where our API is reached from outside, for the link to unsubscribe; without it, mailings have none. */
  readonly publicUrl?: string | undefined;
}

/** The carriers of these connections as one. */
export function carriersOf(archive: Archive, connections: CarrierConnections): Carrier {
  const { smtp: mail, chat, letters, publicUrl } = connections;
  const link = publicUrl !== undefined && {
    unsubscribe: async (id: string) =>
      new URL(`/unsubscribe/${await archive.mailings.unsubscribeToken(id)}`, publicUrl).href,
  };
  const carriers: Partial<Record<Channel, Carrier>> = {
    ...(mail && { email: smtp({ ...mail, ...link }, archive.vault) }),
    ...(chat && {
      chat:
        "telegram" in chat
          ? telegram(chat.telegram, archive.vault)
          : chatWebhook(chat.webhook, archive.vault),
    }),
    ...(letters && { post: post(letters, archive) }),
  };
  return outgoing(connections.outgoing ?? {}, archive, {
    // Nothing leaves the house by a channel that has no carrier: a notice stays in the outbox.
    prepare: async (dispatch) => carriers[dispatch.channel]?.prepare(dispatch) ?? { status: "captured" },
  });
}
