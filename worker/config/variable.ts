// What a variable is, and how texts are read.
import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { CHANNELS, type Channel } from "../../machines/index.ts";
import { reason } from "../temporal/bring.ts";

export interface Variable {
  /** What it is for, in one sentence without a full stop. */
  readonly says: string;
  /** Which values are allowed, in words that follow "allowed:". */
  readonly allowed: string;
  /** What is read where it is not set; it is parsed like any other value. */
  readonly default?: string;
  /** What holds where it is not set, in words, where that is no fixed value. */
  readonly otherwise?: string;
  readonly unit?: string;
  /** A password, token or key, or a URL that may contain one. */
  readonly secret?: true;
  /** Who reads it: commands of the CLI, the worker, the API. */
  readonly readers: readonly ("CLI" | "worker" | "API")[];
  /** Set and empty counts as set. */
  readonly emptyCounts?: true;
  /** Reads the text. Its messages follow the name, "is no number", and never repeat the text. */
  readonly schema: z.ZodType<unknown, string>;
}
export type Variables = Readonly<Record<string, Variable>>;

export const text = z.string();
export const onOff = z.enum(["0", "1"], "is neither 0 nor 1").transform((given) => given === "1");
export const whole = z
  .string()
  .regex(/^\d{1,15}$/, "is no whole number")
  .transform(Number)
  .refine((number) => number >= 1, "is less than 1");
export const url = (protocol: RegExp, begins: string) =>
  z.url({ protocol, error: `is no URL that begins with ${begins}` });
export const webUrl = url(/^https?$/, "https:// or http://");

/** A value read by a function of ours; what it throws is said after the name. */
export const readBy = <T>(read: (given: string) => T) =>
  z.string().transform((given, context): T => {
    try {
      return read(given);
    } catch (error) {
      context.addIssue(reason(error));
      return z.NEVER;
    }
  });

/** `off` for null, or a value of the schema. */
export const orOff = <T>(schema: z.ZodType<T, string>) =>
  z.union([z.literal("off").transform(() => null), schema], {
    error: ({ input }) => schema.safeParse(input).error?.issues[0]?.message,
  });

export const partsOf = (given: string, between: string): string[] =>
  given.split(between).flatMap((part) => part.trim() || []);

export const secrets = readBy((given): readonly [string, ...string[]] => {
  const [first = "", ...others] = given.split(",").map((part) => part.trim());
  for (const secret of [first, ...others])
    try {
      new Webhook(secret);
    } catch {
      throw new Error("holds a secret that is not base64");
    }
  return [first, ...others];
});
export const SECRETS = "secrets in base64, with or without whsec_ in front, commas between them";

const HOURS = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;
export const hours = z
  .string()
  .regex(HOURS, "is no span between two times of day")
  .transform((given) => {
    const [, fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = (HOURS.exec(given) ?? []).map(Number);
    return { from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute };
  });

export const channels = readBy((given): readonly [Channel, ...Channel[]] => {
  const words = given.split(",").map((word) => word.trim());
  const [first, ...others] = words.filter((word): word is Channel => CHANNELS.some((it) => it === word));
  if (first === undefined || others.length + 1 !== words.length) throw new Error("names another channel");
  return [first, ...others];
});

export const URL_ALLOWED = "a URL that begins with https:// or http://";
