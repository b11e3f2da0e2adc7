import { z } from "zod";
import { DATE_SAYS, INSTANT_SAYS, isDate, isInstant } from "../clock.ts";
import { isCountry, isCurrency } from "../codes.ts";
import { CHANNELS, GROUNDS, ROLES } from "../vocabulary.ts";

const id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/, "an id: letters, digits and _ . : - up to 64")
  // Ids are keys of records, and every record answers to these: an incident that nobody reported would be there.
  .refine(
    (text) => !Object.hasOwn(Object.prototype, text),
    "an id, and no word like constructor or toString",
  );

/** Free text and addresses live in the vault; an event holds the id only. */
const vaultId = z
  .string()
  .regex(/^v_[A-Za-z0-9_-]{8,64}$/, "a vault id (v_…)")
  .meta({ vault: true });

const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, "a lower-case UUID");

const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/, {
    error: INSTANT_SAYS,
    abort: true,
  })
  .refine(isInstant, INSTANT_SAYS);

const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: DATE_SAYS, abort: true })
  .refine(isDate, DATE_SAYS);

/** What has been at the latest when the event comes in, and what is promised for a day from then on. */
const past = instant.meta({ when: "past" });
const pastOn = date.meta({ when: "past" });
const promised = date.meta({ when: "promised" });
/** What is said to have been: the rules hold it against what is on record. */
const claimed = instant.meta({ when: "claimed" });
const claimedOn = date.meta({ when: "claimed" });

/** Minor units of the relationship's currency, whole. */
const money = z.int().min(-1e12).max(1e12);

const amount = z.int().min(0).max(1e12);

const percent = z.number().min(0).max(100);

const ground = z.enum(GROUNDS);

const channel = z.enum(CHANNELS);

/** Ways to reach a client, best first. */
const channels = z
  .array(channel)
  .min(1)
  .max(4)
  .refine((list) => new Set(list).size === list.length, "each channel once");

/** Whether there is such a zone changes with the world: the machine looks at the form, the API at the name. */
const zone = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/, "an IANA time zone, like Europe/Berlin")
  .meta({ named: "zone" });

const role = z.enum(ROLES);

const ids = z.array(id).max(50);

const CURRENCY_SAYS = "a currency of ISO 4217, like EUR";

/** A currency of today, or one that old facts are in. */
const anyCurrency = z.string().regex(/^[A-Z]{3}$/, CURRENCY_SAYS);

const currency = z.string().refine(isCurrency, CURRENCY_SAYS);

const country = z.string().refine(isCountry, "a country of ISO 3166-1 by its two letters, like DE");

const count = z.int().min(0).max(1e6);

const minutes = z.int().min(0).max(1e9);

const risks = z
  .array(z.strictObject({ probabilityPct: percent, impact: amount }))
  .min(1)
  .max(50);

const effectId = z.string().regex(/^[^\s]{1,100}\/\d+\/\d+$/, "an effect id: client/seq/n");

const notice = z.string().regex(/^N(1[0-5]|[1-9])$/, "N1 to N15");

/** R-LAW-7: whether an adjustment was considered before a sanction. Kept, and read by nothing yet. */
const adjustment = z.strictObject({
  considered: z.boolean(),
  offered: z.boolean(),
  wordsRef: vaultId.optional(),
});

const hash = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in hex");

const fields = {
  adjustment,
  hash,
  id,
  vaultId,
  uuid,
  instant,
  past,
  claimed,
  date,
  pastOn,
  claimedOn,
  promised,
  money,
  amount,
  percent,
  ground,
  channel,
  channels,
  zone,
  role,
  ids,
  anyCurrency,
  currency,
  country,
  count,
  minutes,
  risks,
  effectId,
  notice,
};

/** The schemas that the fields of events are made of. A function: the sandbox freezes what a module exports. */
export const fieldSchemas = () => fields;
