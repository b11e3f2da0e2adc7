import { defineConfig } from "vite";

/** Where the API serves the console. */
export const AT = "/console/";

/** Stands in the built page where the API writes the nonce of each answer. */
export const NONCE = "NONCE-OF-THIS-ANSWER";

export default defineConfig({
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
