import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

/** Where the API serves the console. */
export const AT = "/console/";

/** Stands in the built page where the API writes the nonce of each answer. */
export const NONCE = "NONCE-OF-THIS-ANSWER";

/** How large the picture of the machine is: a place is kept for it before it has come. */
function pictured(): { readonly width: number; readonly height: number } {
  const picture = readFileSync(new URL("../../diagrams/lifecycle.svg", import.meta.url), "utf8");
  const [, width, height] = /viewBox="\S+ \S+ (\S+) (\S+)"/.exec(picture) ?? [];
  if (!width || !height) throw new Error("diagrams/lifecycle.svg has no viewBox");
  return { width: Math.round(Number(width)), height: Math.round(Number(height)) };
}

export default defineConfig({
  define: { PICTURED: JSON.stringify(pictured()) },
  root: import.meta.dirname,
  base: AT,
  // Hints for authors of packages, by the hundred.
  logLevel: "error",
  html: { cspNonce: NONCE },
  oxc: { jsx: { runtime: "automatic" } },
  build: {
    target: "es2023",
    // Data URLs would need more of the policy than our own files do.
    assetsInlineLimit: 0,
    emptyOutDir: true,
    modulePreload: { polyfill: false },
  },
});
