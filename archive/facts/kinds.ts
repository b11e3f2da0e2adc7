// Every kind of fact: which fields a row has, what each may say, and the column that it is kept in.
import { z } from "zod";
import { DATE_SAYS, INSTANT_SAYS, isDate, isInstant, iso, type Role } from "../../machines/index.ts";
import { isZone } from "../../values/days.ts";
import type { FactKind } from "./catalogue.ts";

/** How a field's value is kept. `money` and `risks` are text until their currency is known; `words` go to the vault. */
type Use = "plain" | "money" | "risks" | "words";

export interface Field {
  /** What a row may say; what it gives out is one spelling of it, the same for equal values. */
  readonly schema: z.ZodType;
  /** For people: what it is, and what it takes. */
  readonly says: string;
  readonly takes: string;
  readonly use: Use;
  /** The SQL type of its column. */
  readonly column: string;
  /** How a cell of a file of text is read as JSON. */
  readonly cell: "text" | "whole" | "flag" | "list" | "risks";
  readonly optional: boolean;
  /** It cannot lie in the future. */
  readonly past: boolean;
  /** May be told later, by another row with the same id; at most one of a kind. */
  readonly later: boolean;
}

const ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;
const IDS = "letters, digits and _ . : - after the first, up to 64; opaque, never a name or an address";
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const DECIMAL = /^(-?)0*(\d+)(?:\.(?=\d)(\d*?)0*)?$/;
/** The longest words, in characters. */
const MOST_WORDS = 20_000;

/** Reads a text by `read`, which gives null for what it is not. */
const readBy = (read: (text: string) => string | null, error: string) =>
  z.string({ error }).transform((text, ctx) => {
    const value = read(text);
    if (value !== null) return value;
    ctx.issues.push({ code: "custom", message: error, input: text });
    return z.NEVER;
  });

function instantOf(text: string): string | null {
  return INSTANT.test(text) && isInstant(text) ? iso(Date.parse(text)) : null;
}

/** One spelling of a decimal: `007.50` is `7.5`. JSON's numbers of up to 15 digits come through as they were written. */
function decimalOf(given: string | number): string | null {
  const text = String(given);
  const [, sign, whole = "", broken = ""] = text.length <= 24 ? (DECIMAL.exec(text) ?? []) : [];
  if (whole === "") return null;
  const digits = broken === "" ? whole : `${whole}.${broken}`;
  return sign === "-" && digits !== "0" ? `-${digits}` : digits;
}

const decimal = (allowed: (text: string) => boolean, error: string) =>
  z.union([z.string(), z.number()], { error }).transform((given, ctx) => {
    const text = decimalOf(given);
    if (text !== null && allowed(text)) return text;
    ctx.issues.push({ code: "custom", message: error, input: given });
    return z.NEVER;
  });

const field = (
  schema: z.ZodType,
  says: string,
  takes: string,
  column = "text",
  more: Partial<Field> = {},
): Field => ({
  schema,
  says,
  takes,
  column,
  use: "plain",
  cell: "text",
  optional: false,
  past: false,
  later: false,
  ...more,
});

const optional = (given: Field): Field => ({ ...given, schema: given.schema.optional(), optional: true });
/** Not known at first, and told once. */
const later = (given: Field): Field => ({ ...optional(given), later: true });

const id = (says: string) =>
  field(z.string({ error: `an id: ${IDS}` }).regex(ID, `an id: ${IDS}`), says, "id");
const instant = (says: string) =>
  field(readBy(instantOf, INSTANT_SAYS), says, "instant", "timestamptz", { past: true });
const dateOf = (text: string) => (isDate(text) ? text : null);
const day = (says: string) => field(readBy(dateOf, DATE_SAYS), says, "date", "date", { past: true });
const dueDay = (says: string) => field(readBy(dateOf, DATE_SAYS), says, "date", "date");
const whole = (min: number, max: number, says: string) => {
  const error = `a whole number from ${min} to ${max}`;
  return field(z.int({ error }).min(min, error).max(max, error), says, `${min} to ${max}`, "integer", {
    cell: "whole",
  });
};
const flag = (says: string) =>
  field(z.boolean({ error: "true or false" }), says, "true | false", "boolean", { cell: "flag" });
const oneOf = (words: readonly string[], says: string) =>
  field(z.enum(words, { error: `one of ${words.join(", ")}` }), says, words.join(" | "));
const zone = (says: string) =>
  field(
    readBy((text) => (isZone(text) ? text : null), "an IANA time zone, like Europe/Berlin"),
    says,
    "time zone",
  );
const CURRENCIES = new Set(Intl.supportedValuesOf("currency"));
export const isCurrency = (code: string): boolean => CURRENCIES.has(code);
const currency = optional(
  field(
    readBy((text) => (isCurrency(text) ? text : null), "a currency of ISO 4217, like EUR"),
    "the client's; where there is a relationship, its currency",
    "currency",
  ),
);
const MONEY = "an amount as a decimal, like 29.33, up to ten thousand million";
const money = (says: string) =>
  field(
    decimal(() => true, MONEY),
    says,
    "decimal",
    "bigint",
    { use: "money" },
  );
const amount = (says: string) =>
  field(
    decimal((text) => !text.startsWith("-"), `${MONEY}, not below nothing`),
    says,
    "decimal from 0",
    "bigint",
    { use: "money" },
  );
const words = (says: string) => {
  const error = `a text of 1 to ${MOST_WORDS} characters, without NUL`;
  return optional(
    field(
      z
        .string({ error })
        .trim()
        .min(1, error)
        .max(MOST_WORDS, error)
        .refine((text) => !text.includes("\0") && text.isWellFormed(), error),
      `${says}; kept in the vault`,
      "text",
      "text",
      { use: "words" },
    ),
  );
};
const ids = (says: string) => {
  const error = `a list of up to 50 ids: ${IDS}`;
  const one = z.string({ error }).regex(ID, error);
  return field(z.array(one, { error }).max(50, error), says, "ids", "json", { cell: "list" });
};

const CHANCE = "a probability from 0 to 1 with at most four decimals, like 0.25";
const RISK = "what may happen: probability (0 to 1, at most four decimals) and impact (an amount from 0)";
const risks = (says: string) => {
  const risk = z.strictObject(
    {
      probability: decimal((text) => /^(0(\.\d{1,4})?|1)$/.test(text), CHANCE),
      impact: amount("").schema,
    },
    { error: RISK },
  );
  const error = `1 to 50 risks: ${RISK}`;
  return field(z.array(risk, { error }).min(1, error).max(50, error), says, "probability:impact, …", "json", {
    use: "risks",
    cell: "risks",
  });
};

const STAFF = [
  "ops",
  "sales",
  "manager",
  "senior",
  "finance",
  "legal",
  "product",
  "compliance",
] satisfies readonly Role[];

/** A row's own id, where its sender has one. */
const own = optional(id("the row's own id; without one, rows are known by what they say"));
const client = id("the client");

export interface Kind {
  /** Who may tell of it. */
  readonly roles: readonly Role[];
  readonly fields: Readonly<Record<string, Field>>;
  /** What names a row of one client: two rows of one name are one fact. */
  readonly name: string;
  /** Rows of one name that say different things are states of one fact, and the newest counts (R-FCT-3). */
  readonly states: boolean;
  /** What is wrong with values that are each well formed; null: nothing. */
  readonly check?: ((values: Readonly<Record<string, unknown>>) => string | null) | undefined;
}

const kind = (
  roles: readonly Role[],
  fields: Readonly<Record<string, Field>>,
  name = "id",
  { states = false, check }: Partial<Pick<Kind, "states" | "check">> = {},
): Kind => {
  const paid = Object.values(fields).some(({ use }) => use === "money" || use === "risks");
  return {
    roles,
    name,
    states,
    check,
    fields: { ...(name === "id" && { id: own }), client, ...fields, ...(paid && { currency }) },
  };
};

/** Of an invoice, what is owed lies between nothing and the amount; of a credit, the other way round. */
function invoiceFault({ amount, owed, paid, voided }: Readonly<Record<string, unknown>>): string | null {
  if (voided === true && Number(owed ?? 0) !== 0)
    return "owed: nothing is owed of an invoice that was voided";
  if (voided === true && paid !== undefined)
    return "paid: nothing was paid of an invoice that was voided; leave the day out";
  if (owed === undefined) return null;
  const [whole, rest] = [Number(amount), Number(owed)];
  return rest < Math.min(0, whole) || rest > Math.max(0, whole)
    ? "owed: from nothing to the amount of the invoice"
    : null;
}

const KINDS: Readonly<Record<FactKind, Kind>> = {
  interactions: kind(STAFF, {
    at: instant("when"),
    direction: oneOf(["in", "out"], "from the client, or from us"),
    channel: id("email, chat, phone, or any other"),
    thread: optional(id("the dialogue it belongs to")),
    seconds: optional(whole(0, 86_400, "how long the contact took (R-COM-3)")),
    chars: optional(whole(0, 10_000_000, "characters of the message")),
    company: optional(id("the company of ours that was written to")),
    agent: optional(id("who of ours")),
    zone: optional(zone("the client's, where there is no relationship that knows it")),
    auto: optional(flag("nobody wrote it: out of office, an acknowledgement (R-FCT-2)")),
    text: words("what was said"),
  }),
  hours: kind(STAFF, {
    role: oneOf(STAFF, "whose time"),
    minutes: whole(1, 60_000, "minutes"),
    kind: oneOf(["service", "development", "shipping", "precontract"], "on what (R-DEC-6, R-DEC-14)"),
    day: day("the day in the client's time zone"),
    agent: optional(id("who of ours")),
  }),
  purchases: kind(["ops", "sales", "finance", "manager"], {
    on: day("the day in the client's time zone"),
    units: whole(-1_000_000_000, 1_000_000_000, "units"),
    amount: money("paid"),
    cost: optional(money("what the goods cost us; of a return, below nothing: what came back is worth")),
  }),
  payments: kind(
    ["finance", "manager"],
    {
      invoice: id("the invoice; of several rows the newest state counts"),
      amount: money("what it is for; a credit is below nothing"),
      due: dueDay("due on"),
      paid: optional(day("paid on; of a part, the last one")),
      owed: optional(
        money("what is still owed of it; by default nothing once it is paid or voided, else all"),
      ),
      voided: optional(flag("it was voided: nothing is owed of it")),
      asOf: optional(instant("when this state was so; by default as of the import")),
    },
    "invoice",
    { states: true, check: invoiceFault },
  ),
  concessions: kind(["manager", "finance"], {
    on: day("granted on"),
    cost: amount("what it cost us"),
    underThreat: flag("granted under a threat"),
    demand: optional(id("the demand it answered")),
    text: words("what was granted, and why"),
  }),
  discounts: kind(["ops", "sales", "manager", "finance"], {
    on: day("asked for on"),
    kind: oneOf(
      ["loyal", "promise", "budget", "freeMonths", "ourError", "insistent", "principle", "cheaper"],
      "the reason given",
    ),
    asked: amount("asked for"),
    granted: amount("granted; 0 for none"),
    condition: optional(oneOf(["annual", "bulk", "scope", "barter"], "granted on this condition")),
    text: words("what was asked for"),
  }),
  faults: kind(["ops", "product", "manager"], {
    id: id("the fault; one row each"),
    opened: instant("since when"),
    cured: later(instant("until when; may be told later, by a row with the same id")),
    loss: optional(amount("what the client lost by it")),
    text: words("what went wrong"),
  }),
  scores: kind(
    ["ops", "sales", "manager"],
    {
      period: field(
        readBy((text) => (isDate(`${text}-01`) ? text : null), "a month from 1970 to 2199, like 2026-10"),
        "the month, of a longer period its last; one row each",
        "month",
        "text",
        { past: true },
      ),
      score: whole(0, 100, "satisfaction"),
    },
    "period",
  ),
  meetings: kind(["ops", "sales", "manager", "senior"], {
    at: instant("when it was to begin"),
    announced: flag("whether the client said before that they would not come"),
    text: words("what it was about"),
  }),
  agreements: kind(STAFF, {
    on: day("the day on which it was broken"),
    form: oneOf(["oral", "written"], "how it was made"),
    about: optional(id("what was agreed on")),
    text: words("what was agreed on, and what happened"),
  }),
  coupons: kind(["ops", "sales", "manager", "finance"], {
    on: day("used on"),
    amount: amount("what it took off the price"),
    code: optional(id("the coupon")),
    source: optional(id("where it came from, like an aggregator")),
  }),
  reviews: kind(["ops", "sales", "manager", "senior"], {
    kind: oneOf(["review", "mention"], "which"),
    good: flag("whether it speaks well of us"),
    at: instant("when it was published"),
    where: optional(id("the site")),
    text: words("what it says"),
  }),
  demands: kind(STAFF, {
    id: id("the demand; one row each"),
    at: instant("when"),
    about: id("what is wanted: who wants the same names the same"),
    kind: oneOf(["feature", "certificate", "refund", "exchange", "other"], "of what sort"),
    importance: optional(oneOf(["low", "medium", "high"], "to the client")),
    offered: optional(ids("alternatives that were offered")),
    accepted: later(id("the alternative that was accepted; may be told later, by a row with the same id")),
    cost: optional(amount("what giving in would cost us (R-DEC-4)")),
    reason: words("why it is wanted"),
    consequence: words("what follows without it"),
  }),
  threats: kind(STAFF, {
    at: instant("when"),
    demand: id("the demand behind it"),
    risks: risks("what may follow"),
    text: words("what was said"),
  }),
};

export const factKind = (name: FactKind): Kind => KINDS[name];

/** The fields of a kind, in the order in which people read them. */
export const fieldsOf = (name: FactKind): [name: string, field: Field][] =>
  Object.entries(factKind(name).fields);

/** The column that a field is kept in: of words, their vault id. */
export const columnOf = (name: string, { use }: Field): string =>
  (use === "words" ? `${name}Ref` : name).replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const schemas = new Map<FactKind, z.ZodType<Readonly<Record<string, unknown>>>>();

/** What a row of this kind may say: no field more. */
export function factSchema(name: FactKind): z.ZodType<Readonly<Record<string, unknown>>> {
  const known = schemas.get(name);
  if (known) return known;
  const shape = fieldsOf(name).map(([field, { schema }]) => [field, schema]);
  const schema = z.strictObject(Object.fromEntries(shape), {
    error: "an object with the fields of the kind",
  });
  schemas.set(name, schema);
  return schema;
}
