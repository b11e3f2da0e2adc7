// Said once after `npm ci` where the user's Node is too old to run Tenure by itself. npm puts the Node of node_modules
// in front for its scripts, so the user's own is known from npm's user agent only.
import { existsSync } from "node:fs";

const [, version = "24", major, minor] =
  / node\/v((\d+)\.(\d+)\.\d+)/.exec(` ${process.env.npm_config_user_agent}`) ?? [];
if (Number(major ?? 24) + Number(minor ?? 0) / 100 < 22.18) {
  const brought = existsSync(new URL("../../node_modules/node/bin/node", import.meta.url));
  const remedy = brought
    ? "use `npm run …` and `npx tenure`, which run on the Node that was installed here"
    : "install Node 24 (https://nodejs.org)";
  console.log(`Tenure needs Node 22.18 or newer, and this is ${version}: ${remedy}`);
}
