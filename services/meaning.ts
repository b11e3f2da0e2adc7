// What the form of a field does not tell: moments that have been or are to come, names that exist, addresses.
import { z } from "zod";
import {
  type Channel,
  type Envelope,
  type InputFault,
  type Marked,
  marked,
  untimely,
} from "../machines/index.ts";
import { isZone } from "../values/days.ts";
import { ProblemError } from "./problem.ts";

/** What is wrong with data that have the form of a schema (R-LIF-27). @param path of the data in the input */
export function strayIn(
  schema: z.ZodType,
  data: unknown,
  came: Pick<Envelope, "receivedAt" | "day">,
  path = "",
): InputFault[] {
  const fields = marked(schema, data, path);
  return [...untimely(fields, came, ["past", "claimed", "promised"]), ...strangeZones(fields)];
}

/** Time zones that there are none of. */
export const strangeZones = (fields: readonly Marked[]): InputFault[] =>
  fields
    .filter(({ named, value }) => named === "zone" && !isZone(value))
    .map(({ path }) => ({ path, says: "an IANA time zone that there is, like Europe/Berlin" }));

/** @throws {ProblemError} `malformed`, where anything is wrong. */
export function mustFit(faults: readonly InputFault[]): void {
  if (faults.length === 0) return;
  const why = faults.map(({ path, says }) => `${path}: ${says}`).join("; ");
  throw new ProblemError("malformed", why, { faults });
}

const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
const LABEL = "[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?";
const EMAIL = new RegExp(`^[^\\s@"(),:;<>[\\]\\\\]{1,64}@(?:${LABEL}\\.)+(?=.*\\p{L})${LABEL}$`, "u");
const PHONE = /^\+?[\d(][\d ()./-]*(?: ?(?:;ext=|ext\.? ?|x)\d{1,6})?$/i;
const digitsIn = (text: string): number => text.replace(/(;|ext|x).*$/i, "").replaceAll(/\D/g, "").length;

/** How an address on each channel looks, and what is said where it does not. */
const ADDRESSES: Readonly<
  Record<Channel, { readonly says: string; readonly fits: (text: string) => boolean }>
> = {
  email: {
    says: "an e-mail address with its domain, like ann@example.org",
    fits: (text) => text.length <= 254 && EMAIL.test(text) && !/^\.|\.\.|\.@/.test(text),
  },
  chat: {
    says: "a chat address, an id or a name without blanks, like 4711 or @ann",
    fits: (text) => /^\S{2,200}$/u.test(text) && /[\p{L}\p{N}]/u.test(text),
  },
  phone: {
    says: "a telephone number of 5 to 15 digits, like +49 30 901820",
    fits: (text) => PHONE.test(text) && digitsIn(text) >= 5 && digitsIn(text) <= 15,
  },
  post: {
    says: "a postal address, its lines separated by line breaks or semicolons",
    fits: (text) => text.length >= 5 && /\p{L}/u.test(text),
  },
};

const addressOn = (channel: Channel) => {
  const { says, fits } = ADDRESSES[channel];
  return z
    .string()
    .trim()
    .max(500, "at most 500 characters")
    .refine(
      (text) =>
        !UNPRINTABLE.test(channel === "post" ? text.replaceAll(/[\r\n\t]/g, " ") : text) && fits(text),
      says,
    );
};

/** A client's name, as it stands in a greeting and on a letter. */
export const nameSchema = () =>
  z
    .string()
    .trim()
    .min(1, "a name, not empty")
    .max(200, "a name of at most 200 characters")
    .refine((text) => !UNPRINTABLE.test(text), "a name in one line");

/** An address on each channel. A function, so that each caller may describe its own. */
export const addressSchemas = () => ({
  email: addressOn("email"),
  chat: addressOn("chat"),
  phone: addressOn("phone"),
  post: addressOn("post"),
});
