// Which pages may make a browser ask: our own, and no others (DNS rebinding, cross-site requests).
import type { Context, MiddlewareHandler } from "hono";
import { ProblemError } from "../../../services/problem.ts";

/** Hosts of this machine. */
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/** Methods that change nothing. */
const ASKING = ["GET", "HEAD", "OPTIONS"];
export const isAsking = ({ req }: Context): boolean => ASKING.includes(req.method);

export interface OriginOptions {
  /** Where others reach us: its host is answered too. Without one, this machine only. */
  readonly publicUrl?: string | undefined;
  /** Whether whoever comes to a path shows a signature or a link of ours, from wherever. */
  readonly isSigned: (path: string) => boolean;
  /** Whether a path has rules of its own for pages of others. */
  readonly isShared: (path: string) => boolean;
}

/** Whether a page of ours asks, as the browser says; null: no browser says anything. */
export function fromOurs(c: Context, publicUrl?: string): boolean | null {
  const [site, origin] = [c.req.header("sec-fetch-site"), c.req.header("origin")];
  if (site === undefined && origin === undefined) return null;
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  if (origin === undefined) return true;
  // The host was looked at before: it is ours. Only on this machine do pages of ours come by http, unless it is said so:
  // elsewhere, whoever sits between could have written such a page.
  const host = c.req.header("host") ?? "";
  const ours = [
    ...(isLoopback(host) ? [`http://${host}`] : []),
    ...(publicUrl ? [new URL(publicUrl).origin] : []),
  ];
  return ours.includes(origin);
}

/**
 * Keeps out what a page of another site makes a browser send.
 * @throws {ProblemError} `elsewhere` for a host that is not ours, `crossSite` for a change that another page asks for.
 */
export function onlyOurs({ publicUrl, isSigned, isShared }: OriginOptions): MiddlewareHandler {
  const ours = publicUrl ? new URL(publicUrl).host : null;
  return async (c, next) => {
    const { path } = c.req;
    if (isSigned(path)) return next();
    const host = c.req.header("host") ?? "";
    // A page of another site that resolves its name to this machine is stopped here.
    if (!isLoopback(host) && host !== ours)
      throw new ProblemError(
        "elsewhere",
        ours === null
          ? "without a login by a provider, this API is open on this machine only"
          : `this API answers under ${ours} only`,
      );
    if (!isAsking(c) && !isShared(path) && fromOurs(c, publicUrl) === false)
      throw new ProblemError("crossSite", "a page of another site asks; nothing was changed");
    return next();
  };
}
