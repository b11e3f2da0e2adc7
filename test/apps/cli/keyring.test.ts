// Where the token of a session lies: in a real Secret Service, and in a file where there is none.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ended } from "../../support/command.ts";
import { type Parts, startParts } from "../../support/engine.ts";
import { browser, loginBy, startProvider, type TestProvider } from "../../support/oidc.ts";
import { soon } from "../../support/soon.ts";

const ANNA = { sub: "s-anna", preferred_username: "anna", roles: ["senior"] };
const TENURE = fileURLToPath(new URL("../../../apps/cli/tenure.mjs", import.meta.url));
const NO_BUS = { DBUS_SESSION_BUS_ADDRESS: undefined, XDG_RUNTIME_DIR: undefined, DISPLAY: undefined };

let provider: TestProvider;
let parts: Parts;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenure-keyring-"));
  provider = await startProvider([ANNA]);
  parts = await startParts(undefined, undefined, {
    login: loginBy(provider),
  });
  provider.serve(parts.url);
});
afterAll(async () => {
  await parts?.stop();
  await provider?.close();
  await rm(folder, { recursive: true, force: true });
});

type Env = Readonly<Record<string, string | undefined>>;

/** Runs a command as a process of its own: a keyring goes by a process's own environment. */
async function tenure(env: Env, ...args: readonly string[]): Promise<Ended> {
  const surroundings = { ...process.env, ...NO_BUS, NO_COLOR: "1", TENURE_URL: parts.url, ...env };
  const child = spawn(process.execPath, [TENURE, ...args], { env: surroundings });
  let [out, err] = ["", ""];
  let confirmed: Promise<void> | undefined;
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
    const [, address = "", code = ""] = /Open (\S+) and confirm the code (\S+)/.exec(err) ?? [];
    if (address !== "") confirmed ??= browser().confirm(address, code, ANNA.sub);
  });
  const [code] = (await once(child, "close")) as [number | null];
  await confirmed;
  return { code, out, err };
}

describe("a session of the command line (R-ROL-1)", () => {
  it("lies in a file of one's own where there is no keyring, and says so", async () => {
    const env = { XDG_CONFIG_HOME: join(folder, "bare"), TENURE_HOME: folder };
    expect(await tenure(env, "login")).toMatchObject({ code: 0 });
    const file = join(folder, "bare", "tenure", "sessions.json");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, "utf8")).toContain("tnr_s_");
    expect((await tenure(env, "whoami")).out).toContain(`kept in ${file}`);
    expect(await tenure(env, "logout")).toMatchObject({ code: 0 });
  });
});

const has = (command: string): boolean => spawnSync("which", [command]).status === 0;

/** Whether there is a Secret Service on a bus. */
const isServed = (env: Env): boolean => {
  const asked = "org.freedesktop.DBus.NameHasOwner";
  const args = ["--session", "--dest=org.freedesktop.DBus", "--print-reply", "/", asked];
  const { stdout } = spawnSync("dbus-send", [...args, "string:org.freedesktop.secrets"], {
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  return stdout.includes("boolean true");
};

/** A session bus of its own, and a Secret Service that opens with a password, or stays locked without one. */
async function startKeyring(home: string, password: string | null) {
  await mkdir(home, { recursive: true });
  const bus = spawn("dbus-daemon", ["--session", "--nofork", "--print-address=1"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [address] = (await once(createInterface(bus.stdout), "line")) as [string];
  const env = { DBUS_SESSION_BUS_ADDRESS: address, XDG_DATA_HOME: home, XDG_RUNTIME_DIR: home };
  const how = password === null ? ["--start"] : ["--unlock"];
  const daemon = spawn("gnome-keyring-daemon", [...how, "--foreground", "--components=secrets"], {
    env: { ...process.env, ...NO_BUS, ...env, HOME: home },
    stdio: ["pipe", "ignore", "ignore"],
  });
  daemon.stdin.end(password ?? "");
  await soon(() => expect(isServed(env)).toBe(true));
  const end = async (child: ChildProcess) => {
    const over = once(child, "exit");
    child.kill();
    await over;
  };
  return {
    env,
    async stop() {
      await end(daemon);
      await end(bus);
    },
  };
}

// What has no Secret Service to install has the file, which is tried above.
describe.runIf(["gnome-keyring-daemon", "dbus-daemon", "dbus-send"].every(has))(
  "the system's keyring (R-ROL-1)",
  () => {
    it("holds the token, and the file none; one variable keeps it out", async () => {
      const data = join(folder, "data");
      let keyring = await startKeyring(data, "a password");
      const config = join(folder, "config");
      const env = { ...keyring.env, XDG_CONFIG_HOME: config, TENURE_HOME: folder };
      const file = join(config, "tenure", "sessions.json");
      try {
        expect(await tenure(env, "login")).toMatchObject({ code: 0, out: expect.stringContaining("anna") });
        expect(await readFile(file, "utf8")).not.toContain("tnr_");
        expect((await tenure(env, "whoami")).out).toContain("kept in the system's keyring");
        expect(JSON.parse((await tenure(env, "whoami", "-o", "json")).out)).toMatchObject({
          ...{ person: "anna", by: "session", keptIn: "the system's keyring" },
        });
        expect(await tenure(env, "list")).toMatchObject({ code: 0 });
        await keyring.stop();

        // Locked, and nobody there whom it could ask.
        keyring = await startKeyring(data, null);
        const locked = { ...env, ...keyring.env };
        const refused = await tenure(locked, "list");
        expect(refused).toMatchObject({
          code: 2,
          err: expect.stringContaining("does not give this session"),
        });
        await keyring.stop();

        keyring = await startKeyring(data, "a password");
        const again = { ...env, ...keyring.env };
        expect(await tenure(again, "logout")).toMatchObject({ code: 0, out: "signed out\n" });
        await expect(stat(file)).rejects.toThrow();
        expect(await tenure(again, "whoami")).toMatchObject({ code: 2 });

        const without = { ...again, TENURE_KEYRING: "0" };
        expect(await tenure(without, "login")).toMatchObject({ code: 0 });
        expect((await tenure(without, "whoami")).out).toContain(`kept in ${file}`);
      } finally {
        await keyring.stop();
      }
    }, 120_000);
  },
);
