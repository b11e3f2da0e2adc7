import { createHash } from "node:crypto";
import * as http from "node:http";
import * as https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { AssociationSpecAssociationCategoryEnum } from "@hubspot/api-client/lib/codegen/crm/objects/notes/index.js";
import type { Crm, CrmNote } from "../ports.ts";
import { refusal, unheard } from "./answers.ts";
import { addressOf, type Guarded, TIMEOUT_MS, TooLate } from "./guardedRequest.ts";
import { publicLookup } from "./privateAddress.ts";

/** A HubSpot account, by its official client. */
export interface HubspotConfig extends Guarded {
  /** The access token of a private app that may read contacts and write notes. */
  readonly token: string;
  /** The contact property that holds the client's id here; its values are unique there. Default `tenure_client`. */
  readonly idProperty?: string | undefined;
  /** Default `https://api.hubapi.com`. */
  readonly url?: string | undefined;
}

const HUBSPOT = { who: "HubSpot", type: "HubSpot", refused: "HubSpotRefused" } as const;
const URL_OF_HUBSPOT = "https://api.hubapi.com";
/** How notes are tied to contacts there, as HubSpot itself defines it. */
const HUBSPOT_DEFINED = "HUBSPOT_DEFINED" as AssociationSpecAssociationCategoryEnum;

/** @throws {Error} without the URL in it, when HubSpot could never be asked by this config. */
export function checkHubspot(config: HubspotConfig): void {
  addressOf(config.url ?? URL_OF_HUBSPOT, config);
}

/** Stands in the note, so that a repetition finds it: HubSpot has no key of the sender's for notes. */
const markOf = (id: string): string => `tenure-${createHash("sha256").update(id).digest("hex").slice(0, 16)}`;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function bodyOf({ id, note, seconds }: CrmNote): string {
  const limit = seconds === null ? "" : `<br>Contact: ${seconds} seconds at most`;
  return `${escaped(note)}${limit}<br>${markOf(id)}`;
}

interface ApiError {
  readonly code?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * HubSpot as the CRM (R-COM-3): a note on the contact's timeline, once for each effect.
 * @throws {ApplicationFailure} `HubSpotRefused`, for good: no such contact, no right to. `HubSpot`: try again.
 */
export function hubspot(config: HubspotConfig): Crm {
  const { token, idProperty = "tenure_client", url = URL_OF_HUBSPOT } = config;
  const { timeoutMs = TIMEOUT_MS, allowPrivate, resolve } = config;

  async function write(note: CrmNote, httpAgent: http.Agent): Promise<void> {
    // Loaded when there is something to tell: it is a large library.
    const { AssociationTypes, Client } = await import("@hubspot/api-client");
    const { crm } = new Client({ accessToken: token, basePath: url, httpAgent });
    const { basicApi: contacts } = crm.contacts;
    const { basicApi, batchApi } = crm.objects.notes;
    const contact = await contacts.getById(note.client, [], undefined, ["notes"], false, idProperty);
    const inputs = contact.associations?.notes?.results.map(({ id }) => ({ id })) ?? [];
    if (inputs.length > 0) {
      const asked = { inputs: inputs.slice(0, 100), properties: ["hs_note_body"], propertiesWithHistory: [] };
      const { results } = await batchApi.read(asked);
      if (results.some(({ properties }) => properties.hs_note_body?.includes(markOf(note.id)))) return;
    }
    const types = [
      { associationCategory: HUBSPOT_DEFINED, associationTypeId: AssociationTypes.noteToContact as number },
    ];
    await basicApi.create({
      properties: { hs_timestamp: note.at, hs_note_body: bodyOf(note) },
      associations: [{ to: { id: contact.id }, types }],
    });
  }

  return {
    async note(note) {
      const over = new AbortController();
      try {
        const { protocol } = addressOf(url, config);
        const { Agent } = protocol === "https:" ? https : http;
        const agent = new Agent(allowPrivate ? {} : { lookup: publicLookup(resolve) });
        const late = sleep(timeoutMs, null, { signal: over.signal }).then(() => {
          agent.destroy();
          throw new TooLate();
        });
        late.catch(() => {});
        await Promise.race([write(note, agent), late]).finally(() => agent.destroy());
      } catch (error) {
        const { code, headers } = error as ApiError;
        if (typeof code === "number")
          // The client's own words hold the whole answer, and headers.
          throw refusal({ status: code, retryAfter: headers?.["retry-after"] }, note.id, HUBSPOT);
        throw unheard(error, HUBSPOT, timeoutMs);
      } finally {
        over.abort();
      }
    },
  };
}
