import { CHANNELS } from "../../machines/index.ts";
import {
  channels,
  onOff,
  SECRETS,
  secrets,
  text,
  URL_ALLOWED,
  type Variables,
  webUrl,
  whole,
} from "./variable.ts";

/** Help desk, CRM, and other receivers. */
export const OUTSIDE = {
  TENURE_WEBHOOK_URL: {
    readers: ["worker", "API"],
    secret: true,
    schema: webUrl,
    says: "The help desk that closes channels, told by signed webhooks",
    allowed: URL_ALLOWED,
    otherwise: "no help desk",
  },
  TENURE_WEBHOOK_SECRET: {
    readers: ["worker", "API"],
    secret: true,
    schema: secrets,
    says: "What these webhooks are signed with; every secret signs",
    allowed: SECRETS,
    otherwise: "required with TENURE_WEBHOOK_URL",
  },
  TENURE_CHATWOOT_URL: {
    readers: ["worker", "API"],
    schema: webUrl,
    says: "Chatwoot as the help desk, instead of a webhook",
    allowed: URL_ALLOWED,
    otherwise: "no help desk",
  },
  TENURE_CHATWOOT_ACCOUNT: {
    readers: ["worker", "API"],
    schema: whole,
    says: "The number of the Chatwoot account",
    allowed: "a whole number from 1",
    otherwise: "required with TENURE_CHATWOOT_URL",
  },
  TENURE_CHATWOOT_TOKEN: {
    readers: ["worker", "API"],
    secret: true,
    schema: text,
    says: "The access token of an agent or bot of Chatwoot",
    allowed: "an access token",
    otherwise: "required with TENURE_CHATWOOT_URL",
  },
  TENURE_CHATWOOT_CHANNELS: {
    readers: ["worker", "API"],
    schema: channels,
    says: "The channels that come in through Chatwoot",
    allowed: `some of ${CHANNELS.join(", ")}, commas between them`,
    default: "email,chat",
  },
  TENURE_CRM_URL: {
    readers: ["worker"],
    secret: true,
    schema: webUrl,
    says: "The CRM that takes notes, told by signed webhooks",
    allowed: URL_ALLOWED,
    otherwise: "no CRM",
  },
  TENURE_CRM_SECRET: {
    readers: ["worker"],
    secret: true,
    schema: secrets,
    says: "What these webhooks are signed with; every secret signs",
    allowed: SECRETS,
    otherwise: "required with TENURE_CRM_URL",
  },
  TENURE_HUBSPOT_TOKEN: {
    readers: ["worker"],
    secret: true,
    schema: text,
    says: "The token of a HubSpot app: HubSpot as the CRM, instead of a webhook",
    allowed: "an access token",
    otherwise: "no CRM",
  },
  TENURE_HUBSPOT_PROPERTY: {
    readers: ["worker"],
    schema: text,
    says: "The property of a HubSpot contact that holds our client id",
    allowed: "the internal name of a property",
    otherwise: "tenure_client",
  },
  TENURE_HUBSPOT_URL: {
    readers: ["worker"],
    schema: webUrl,
    says: "Another address of HubSpot's API",
    allowed: URL_ALLOWED,
    otherwise: "https://api.hubapi.com",
  },
  TENURE_WEBHOOK_ALLOW_PRIVATE: {
    readers: ["worker", "API"],
    schema: onOff,
    says: "Lets every receiver of our messages be on this machine or a private network",
    allowed: "1 or 0",
    default: "0",
  },
} as const satisfies Variables;

/** Help for people. */
export const HELP = {
  TENURE_GUIDES: {
    readers: ["worker", "API"],
    schema: text,
    says: "The catalogue of guides that clients' questions are compared with",
    allowed: "the path of a YAML file",
    otherwise: "questions are compared with no guide",
  },
} as const satisfies Variables;
