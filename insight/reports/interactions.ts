import { z } from "zod";
import { type Day, dayIn, isZone } from "../../values/days.ts";
import type { FileLayout } from "./file.ts";

/** One message between a client and a company of ours. */
export interface Interaction {
  readonly client: string;
  readonly company: string;
  readonly channel: string;
  /** `in` from the client, `out` from us. */
  readonly direction: "in" | "out";
  /** Ms since the epoch. */
  readonly at: number;
  /** The day it was for the client. */
  readonly day: Day;
}

const name = z
  .string()
  .regex(/^[^\p{C}]{1,200}$/u, "is not 1 to 200 characters, none of them a control character");
const row = z.object({
  client: name,
  company: name,
  channel: name,
  direction: z.enum(["in", "out"], "is neither in nor out"),
  at: z.iso.datetime({
    offset: true,
    error: "is no moment with its offset, like 2026-01-20T19:32:17Z or …+03:00",
  }),
  zone: z.string().optional(),
});

/**
 * The layout of interactions: JSON with `client`, `company`, `channel`, `direction` (in, out), `at`, and the client's
 * `zone` where it is known; other fields are passed over.
 * @param zone the time zone of clients whose rows name none
 */
export function interactions(zone: string): FileLayout<Interaction> {
  const calendars = new Map<string, (t: number) => Day>([[zone, dayIn(zone)]]);
  const calendarOf = (own: string): ((t: number) => Day) | undefined => {
    if (!calendars.has(own) && isZone(own)) calendars.set(own, dayIn(own));
    return calendars.get(own);
  };
  return {
    one: "an interaction",
    dayOf: ({ day }) => day,
    parse(text) {
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        return "is no JSON; an interaction is an object with client, company, channel, direction and at";
      }
      const read = row.safeParse(value);
      if (!read.success) {
        const [issue] = read.error.issues;
        const field = issue?.path.join(".") ?? "";
        if (field === "") return "is no object with client, company, channel, direction and at";
        return `${field} ${issue?.code === "invalid_type" ? "is missing, or no text" : issue?.message}`;
      }
      const { client, company, channel, direction, zone: own } = read.data;
      const dayOf = calendarOf(own ?? zone);
      if (!dayOf) return "zone is no time zone of the IANA list";
      const at = Date.parse(read.data.at);
      return { client, company, channel, direction, at, day: dayOf(at) };
    },
  };
}
