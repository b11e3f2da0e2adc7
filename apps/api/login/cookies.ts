// Cookies of sessions. On https their names begin with `__Host-`: the browser then takes them from this host only, and
// sends them to it only. Browsers refuse that prefix without https, so that on loopback, where there is http, the names
// stand alone.
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";

export type CookieName = "tenure-session" | "tenure-login";

/** @param publicUrl where others reach us */
export function cookiesOf(publicUrl: string | undefined) {
  const secured = publicUrl?.startsWith("https:") ? new URL(publicUrl).host : null;
  const isSecure = (c: Context): boolean => secured !== null && c.req.header("host") === secured;
  const nameOf = (c: Context, name: CookieName): string => (isSecure(c) ? `__Host-${name}` : name);
  return {
    read: (c: Context, name: CookieName): string | undefined => getCookie(c, nameOf(c, name)),

    /** @param maxAge seconds */
    write(c: Context, name: CookieName, value: string, maxAge: number): void {
      setCookie(c, nameOf(c, name), value, {
        path: "/",
        httpOnly: true,
        sameSite: "Lax",
        secure: isSecure(c),
        maxAge,
      });
    },
  };
}

export type Cookies = ReturnType<typeof cookiesOf>;
