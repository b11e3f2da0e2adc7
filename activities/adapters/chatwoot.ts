import { ApplicationFailure } from "@temporalio/common";
import { z } from "zod";
import { CHANNELS, type Channel } from "../../machines/index.ts";
import type { Gate } from "../ports.ts";
import { refusal, unheard } from "./answers.ts";
import { addressOf, type Guarded, type GuardedAnswer, guardedRequest } from "./guardedRequest.ts";

/** A Chatwoot account, by its public API. A contact's `identifier` there is the client's id here. */
export interface ChatwootConfig extends Guarded {
  /** Where Chatwoot is: `https://app.chatwoot.com`, or one's own. */
  readonly url: string;
  readonly account: number;
  /** The access token of an agent or a bot. */
  readonly token: string;
  /** The channels that come in through Chatwoot. */
  readonly channels: readonly [Channel, ...Channel[]];
}

const CHATWOOT = { who: "Chatwoot", type: "Chatwoot", refused: "ChatwootRefused" } as const;

const contact = z.object({
  id: z.number(),
  identifier: z.string().nullish(),
  blocked: z.boolean().nullish(),
  custom_attributes: z.record(z.string(), z.unknown()).nullish(),
});
type Contact = z.infer<typeof contact>;

/** The contact's own attributes that keep what was ordered; an automation rule of Chatwoot's may read them. */
const OPEN = "tenure_open_channels";
const SEQ = "tenure_seq";

/** @throws {Error} without the URL in it, when Chatwoot could never be asked by this config. */
export function checkChatwoot(config: ChatwootConfig): void {
  addressOf(config.url, config);
}

/**
 * Chatwoot as a gate (R-LIF-11). Chatwoot blocks a contact as a whole: that is done when none of its channels is
 * open, and undone when one is; which ones are open stands in a custom attribute of the contact. Orders older than
 * the contact's last one change nothing.
 */
export function chatwoot(config: ChatwootConfig): Gate {
  const { url, account, token, channels: covers, timeoutMs } = config;
  const base = `${url.replace(/\/+$/, "")}/api/v1/accounts/${account}/contacts`;

  async function ask(method: "POST" | "PUT", path: string, said: unknown, about: string): Promise<unknown> {
    const headers = { "content-type": "application/json", api_access_token: token };
    let heard: GuardedAnswer;
    try {
      heard = await guardedRequest(base + path, { method, headers, body: JSON.stringify(said) }, config);
    } catch (error) {
      throw unheard(error, CHATWOOT, timeoutMs);
    }
    if (heard.status < 200 || heard.status > 299) throw refusal(heard, about, CHATWOOT);
    try {
      return JSON.parse(heard.body);
    } catch {
      throw ApplicationFailure.retryable(`Chatwoot's answer to ${about} is not JSON`, CHATWOOT.type);
    }
  }

  async function find(client: string): Promise<Contact | null> {
    const equal = { attribute_key: "identifier", filter_operator: "equal_to", query_operator: null };
    const answer = await ask("POST", "/filter", { payload: [{ ...equal, values: [client] }] }, client);
    const found = z.object({ payload: z.array(contact) }).safeParse(answer);
    if (!found.success)
      throw ApplicationFailure.nonRetryable(
        `Chatwoot's answer about ${client} is no list of contacts`,
        CHATWOOT.refused,
      );
    return found.data.payload.find(({ identifier }) => identifier === client) ?? null;
  }

  function openOf({ blocked, custom_attributes: attributes }: Contact): readonly Channel[] {
    if (blocked) return [];
    const kept = attributes?.[OPEN];
    if (typeof kept !== "string") return covers;
    const open = kept.split(",").map((word) => word.trim());
    return covers.filter((channel) => open.includes(channel));
  }

  return {
    covers,
    async enforce({ client, seq, allowed }) {
      const known = await find(client);
      if (!known)
        throw ApplicationFailure.nonRetryable(
          `Chatwoot has no contact whose identifier is ${client}`,
          CHATWOOT.refused,
        );
      const attributes = known.custom_attributes ?? {};
      if (Number(attributes[SEQ] ?? 0) > seq) return openOf(known);
      const open = covers.filter((channel) => (allowed ?? CHANNELS).includes(channel));
      const said = {
        blocked: open.length === 0,
        // What others keep there stays.
        custom_attributes: { ...attributes, [OPEN]: open.join(","), [SEQ]: seq },
      };
      await ask("PUT", `/${known.id}`, said, client);
      // What Chatwoot has now, and not what it says of the change: the description is vague about that answer.
      const changed = await find(client);
      return changed && openOf(changed);
    },
    async openTo(client) {
      const known = await find(client);
      return known && openOf(known);
    },
  };
}
