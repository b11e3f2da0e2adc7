#!/usr/bin/env node
// The command `tenure`, in JavaScript that older Nodes read too: they get one line in place of a stack trace.
import { existsSync } from "node:fs";
import module from "node:module";

if (process.features.typescript) {
  // Most commands take less time than reading the code anew would.
  module.enableCompileCache();
  await import("./tenure.ts");
} else {
  const brought = existsSync(new URL("../../node_modules/node/bin/node", import.meta.url));
  const remedy = brought
    ? "run `npx tenure`, which uses the Node that `npm ci` installed here"
    : "install Node 24 (https://nodejs.org)";
  console.error(`Tenure needs Node 22.18 or newer, and this is ${process.versions.node}: ${remedy}`);
  process.exitCode = 1;
}
