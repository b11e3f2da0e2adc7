// The console's files. Pages of other origins can neither frame it nor be reached from it, and only its own scripts run.
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Context } from "hono";
import type { ApiApp } from "./actor.ts";

/** Where the console is. */
export const CONSOLE = "/console";

/** Stands in the built page where the nonce goes (apps/console/vite.config.ts). */
const NONCE = "NONCE-OF-THIS-ANSWER";

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** What a browser is told to refuse, for a page with this nonce. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    // Mantine writes its variables into style elements, which carry the nonce.
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

const HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

const page = (c: Context, html: string, nonce: string, status: 200 | 503) =>
  c.body(html, status, {
    ...HEADERS,
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy(nonce),
    "cache-control": "no-store",
  });

const waiting = (says: string) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Tenure</title>
<meta http-equiv="refresh" content="2"><h1>Tenure</h1><p>${says}</p></html>`;

/**
 * Serves the console under `/console/`.
 * @param built the folder of its files, once they are built
 */
export function consoleRoutes(app: ApiApp, built: Promise<string>): void {
  let folder: string | null = null;
  let failed = false;
  built.then(
    (found) => {
      folder = found;
    },
    () => {
      failed = true;
    },
  );

  app.get("/", (c) => c.redirect(`${CONSOLE}/`));
  app.get(CONSOLE, (c) => c.redirect(`${CONSOLE}/`));
  app.get(`${CONSOLE}/:path{.*}`, async (c) => {
    const nonce = randomBytes(16).toString("base64");
    if (folder === null) {
      const says = failed
        ? "The console could not be built; the log of the engine says why. The API and the command line work."
        : "The console is being built, which takes some seconds the first time. This page looks again by itself.";
      return page(c, waiting(says), nonce, 503);
    }
    const path = c.req.param("path") ?? "";
    const type = TYPES[extname(path)];
    // The names of files say what is in them, and hold neither dots that climb nor folders of others.
    if (type && /^(assets\/)?[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(path)) {
      const bytes = await readFile(join(folder, path)).catch(() => null);
      if (bytes === null) return c.notFound();
      return c.body(bytes, 200, {
        ...HEADERS,
        "content-type": type,
        "cache-control": "public, max-age=31536000, immutable",
      });
    }
    if (path.startsWith("assets/")) return c.notFound();
    const html = await readFile(join(folder, "index.html"), "utf8");
    return page(c, html.replaceAll(NONCE, nonce), nonce, 200);
  });
}
