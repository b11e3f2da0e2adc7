import { type IncomingMessage, request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { isIP } from "node:net";
import { hostOf, isPublic, PrivateAddress, publicLookup, type Resolve } from "./privateAddress.ts";

/** A server outside that is asked something. */
export interface Guarded {
  /** How long it may take in all, ms; default 10 s. */
  readonly timeoutMs?: number | undefined;
  /** Lets it be on this machine or network. */
  readonly allowPrivate?: boolean | undefined;
  /** How names are resolved; default the system's way. */
  readonly resolve?: Resolve | undefined;
}

export interface GuardedCall {
  readonly method: "GET" | "POST" | "PUT";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** `retryAfter`: the header as it came. */
export interface GuardedAnswer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | undefined;
}

export const TIMEOUT_MS = 10_000;
/** The longest answer that is read, bytes. */
export const MOST = 65_536;

/** An address that nothing can be sent to. */
export class BadAddress extends Error {}
export class TooLong extends Error {}
export class TooLate extends Error {}

/**
 * The URL as it will be used.
 * @throws {BadAddress | PrivateAddress} which do not repeat it: it may hold a token.
 */
export function addressOf(url: string, { allowPrivate }: Guarded): URL {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !["http:", "https:"].includes(parsed.protocol))
    throw new BadAddress("the URL is not one of http:// or https://");
  if (parsed.username || parsed.password)
    throw new BadAddress("the URL holds a user or a password; leave them out");
  const host = hostOf(parsed);
  if (!allowPrivate && isIP(host) && !isPublic(host)) throw new PrivateAddress();
  return parsed;
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST) throw new TooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * Asks a server outside. Private, loopback, link-local and metadata addresses are refused, also behind a name, unless
 * they are allowed; redirects are not followed: an answer of 3xx is an answer like any other.
 * @throws {BadAddress | PrivateAddress | TooLong | TooLate} or what broke the connection.
 */
export async function guardedRequest(
  url: string,
  asked: GuardedCall,
  guarded: Guarded,
): Promise<GuardedAnswer> {
  const { timeoutMs = TIMEOUT_MS, allowPrivate, resolve } = guarded;
  const { method, headers, body = "" } = asked;
  const to = addressOf(url, guarded);
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise<GuardedAnswer>((settle, fail) => {
    const request = (to.protocol === "https:" ? secureRequest : plainRequest)(to, {
      method,
      headers: { ...headers, "content-length": `${Buffer.byteLength(body)}` },
      signal,
      // A connection that somebody else opened was not looked at by our lookup.
      agent: false,
      ...(!allowPrivate && { lookup: publicLookup(resolve) }),
    });
    request.on("error", fail);
    request.on("response", (response) => {
      const { statusCode = 0, headers: answered } = response;
      textOf(response)
        .then((text) => settle({ status: statusCode, body: text, retryAfter: answered["retry-after"] }))
        .catch(fail)
        .finally(() => request.destroy());
    });
    request.end(body);
  }).catch((error: unknown) => {
    // A receiver that stops in the middle of its answer looks like a broken connection.
    throw signal.aborted ? new TooLate() : error;
  });
}
