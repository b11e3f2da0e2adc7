import { spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const cli = fileURLToPath(new URL("../../../apps/cli/", import.meta.url));
let elsewhere: string;
beforeAll(async () => {
  elsewhere = await mkdtemp(join(tmpdir(), "tenure-node-"));
  await mkdir(join(elsewhere, "apps/cli"), { recursive: true });
  for (const file of ["tenure.mjs", "installed.mjs"])
    await copyFile(join(cli, file), join(elsewhere, "apps/cli", file));
});
afterAll(() => rm(elsewhere, { recursive: true, force: true }));

/** As a Node without types would run it: this one, told to have none. */
function run(file: string, folder = cli, agent = "npm/11.0.0 node/v20.20.2 linux x64") {
  const old = "Object.defineProperty(process.features, 'typescript', { value: undefined })";
  const args = ["--import", `data:text/javascript,${encodeURIComponent(old)}`, join(folder, file)];
  const env = { ...process.env, npm_config_user_agent: agent, NODE_OPTIONS: "" };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
  return { status, stdout, stderr };
}

it("on an old Node the command ends with one line that says what to do", () => {
  expect(run("tenure.mjs")).toEqual({
    status: 1,
    stdout: "",
    stderr: `Tenure needs Node 22.18 or newer, and this is ${process.versions.node}: run \`npx tenure\`, which uses the Node that \`npm ci\` installed here\n`,
  });
  expect(run("tenure.mjs", join(elsewhere, "apps/cli")).stderr).toMatch(/: install Node 24 \(.+\)\n$/);
});

it("after `npm ci` with an old Node one line says what to do, and with a new one nothing is said", () => {
  expect(run("installed.mjs")).toEqual({
    status: 0,
    stderr: "",
    stdout:
      "Tenure needs Node 22.18 or newer, and this is 20.20.2: use `npm run …` and `npx tenure`, which run on the Node that was installed here\n",
  });
  expect(run("installed.mjs", join(elsewhere, "apps/cli")).stdout).toMatch(/: install Node 24 \(.+\)\n$/);
  for (const agent of ["npm/11.0.0 node/v22.18.0 linux x64", "npm/11.0.0 node/v24.1.0 linux x64", ""])
    expect(run("installed.mjs", cli, agent).stdout).toBe("");
  expect(run("installed.mjs", cli, "npm/10.0.0 node/v22.9.0 linux x64").stdout).toContain("22.9.0");
});
