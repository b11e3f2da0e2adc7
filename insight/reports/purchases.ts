import { type Day, isDay } from "../../values/days.ts";
import { type Minor, minorOf } from "../../values/money.ts";
import type { FileLayout } from "./file.ts";

/** One purchase; less than nothing paid is a return. */
export interface Purchase {
  readonly client: string;
  readonly day: Day;
  readonly amount: Minor;
}

const FIELDS = "master id, sample id, date yyyymmdd, units, dollars";
const ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;
const UNITS = /^-?\d{1,9}$/;

function parse(text: string): Purchase | string {
  const fields = text.trim().split(/\s+/);
  const [client = "", sample = "", date = "", units = "", dollars = ""] = fields;
  if (fields.length !== 5) return `has ${fields.length} fields; a purchase has 5: ${FIELDS}`;
  if (!ID.test(client)) return "the master id is not 1 to 64 letters, digits, or _ . : - after the first";
  if (!ID.test(sample)) return "the sample id is not 1 to 64 letters, digits, or _ . : - after the first";
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  if (!isDay(day)) return "the date is no day of the calendar as yyyymmdd";
  if (!UNITS.test(units)) return "the units are no whole number";
  const amount = minorOf(dollars);
  if (amount === null)
    return "the dollars are no amount with at most two decimals, up to 10000000000.00 either way";
  return { client, day, amount };
}

/** The layout of the CDNOW sample: five columns with blanks between, a purchase a line. */
export const purchases: FileLayout<Purchase> = { one: "a purchase", parse, dayOf: ({ day }) => day };
