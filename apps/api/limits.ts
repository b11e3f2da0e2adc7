// How often anybody may ask: callers each, and addresses where nobody is known yet.
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import ipaddr from "ipaddr.js";
import type { Caller } from "../../services/login/caller.ts";
import { hashOf } from "../../services/login/secrets.ts";
import { ProblemError } from "../../services/problem.ts";

export interface RateLimits {
  /** Requests a minute of one caller; as many at once. */
  readonly requests: number;
  /** Logins, and requests that show nobody, a minute of one address; as many at once. */
  readonly logins: number;
  /** Whether an address is a proxy's of ours: then it is the proxy that says who came. */
  readonly trusts?: ((address: string) => boolean) | undefined;
}

/** Buckets that are kept at most, so that nobody fills the memory with names: the one used longest ago goes first. */
const KEPT = 20_000;
const MINUTE = 60_000;

interface Bucket {
  left: number;
  at: number;
}

/** A bucket for each name, which fills up again all the time. @param most in one minute */
export function buckets(most: number, clock: () => number) {
  const known = new Map<string, Bucket>();
  return {
    /** Takes one. @returns for how many seconds nothing is left; 0 where one was */
    take(name: string): number {
      const now = clock();
      const { left, at } = known.get(name) ?? { left: most, at: now };
      const filled = Math.min(most, left + ((now - at) * most) / MINUTE);
      const rest = filled >= 1 ? filled - 1 : filled;
      known.delete(name);
      known.set(name, { left: rest, at: now });
      const [oldest] = known.keys();
      if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
      return filled >= 1 ? 0 : Math.max(1, Math.ceil(((1 - filled) * MINUTE) / most / 1_000));
    },
    size: () => known.size,
  };
}

/** One address, or of IPv6 the network that one household has. */
function asOne(address: string): string {
  if (!ipaddr.isValid(address)) return "unknown";
  const parsed = ipaddr.process(address);
  return parsed.kind() === "ipv4" ? parsed.toString() : parsed.toByteArray().slice(0, 8).join(".");
}

/**
 * Who comes, as far as proxies of ours say it: the last one that is none of them. What stands left of it anybody could
 * have written.
 */
function addressOf(c: Context, trusts: RateLimits["trusts"]): string {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>;
  const own = incoming?.socket.remoteAddress ?? "";
  if (!trusts?.(own)) return asOne(own);
  const told = (c.req.header("x-forwarded-for") ?? "").split(",").map((each) => each.trim());
  return asOne(told.findLast((each) => each !== "" && !trusts(each)) ?? own);
}

/** Where people sign in. */
const LOGINS = /^\/(login(\/|$)|v1\/login\/|logout\/)/;
/** The program of the console, which is many files. */
const FREE = /^\/($|health$|console|v1\/openapi\.json$)/;

const nameOf = (c: Context, { how, person }: Caller): string =>
  how === "token" ? hashOf(c.req.header("authorization") ?? "") : `${how} ${person}`;

/** Counts who asks how often. */
export function limiter({ requests, logins, trusts }: RateLimits, clock: () => number) {
  const [callers, addresses] = [buckets(requests, clock), buckets(logins, clock)];

  function mustBeFew(wait: number, what: string): void {
    if (wait === 0) return;
    throw new ProblemError("tooMany", `${what}; try again in ${wait} s`, { retryAfter: wait });
  }
  const mustLogInSeldom = (c: Context) =>
    mustBeFew(addresses.take(addressOf(c, trusts)), `more than ${logins} logins a minute from one address`);
  const mustAskSeldom = (name: string) =>
    mustBeFew(callers.take(name), `more than ${requests} requests a minute of one caller`);

  return {
    /** Of a route that is for everybody. @throws {ProblemError} `tooMany` */
    publicly(c: Context): void {
      if (LOGINS.test(c.req.path)) mustLogInSeldom(c);
      else if (!FREE.test(c.req.path)) mustAskSeldom(addressOf(c, trusts));
    },

    /** Whoever asks; what shows nobody counts as a login that failed. @throws {ProblemError} `tooMany` */
    async identified(c: Context, identify: () => Caller | Promise<Caller>): Promise<Caller> {
      let caller: Caller;
      try {
        caller = await identify();
      } catch (error) {
        if (error instanceof ProblemError && error.kind === "unidentified") mustLogInSeldom(c);
        throw error;
      }
      mustAskSeldom(nameOf(c, caller));
      return caller;
    },
  };
}

export type Limiter = ReturnType<typeof limiter>;
