import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandHere } from "../../support/command.ts";
import { contract, type Parts, startParts } from "../../support/engine.ts";
import { browser, CLIENT_ID, loginBy, startProvider, type TestProvider } from "../../support/oidc.ts";

const ANNA = { sub: "s-anna", preferred_username: "Anna", roles: ["senior", "manager"] };
const OLGA = { sub: "s-olga", preferred_username: "olga", roles: ["ops"] };

let provider: TestProvider;
let parts: Parts;
let local: Parts;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenure-login-"));
  provider = await startProvider([ANNA, OLGA]);
  parts = await startParts(undefined, undefined, {
    login: loginBy(provider),
  });
  provider.serve(parts.url);
  local = await startParts();
});
afterAll(async () => {
  await parts?.stop();
  await local?.stop();
  await provider?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a command in this process; `said` hears each piece of its standard error. */
async function run(args: readonly string[], { at = parts, env = {}, said = (_: string): void => {} } = {}) {
  const surroundings = {
    NO_COLOR: "1",
    XDG_CONFIG_HOME: folder,
    // Whoever runs this may have a keyring, which is none of its business.
    TENURE_KEYRING: "0",
    TENURE_URL: at.url,
    TENURE_HOME: folder,
    ...env,
  };
  // What commander reads by itself.
  const before = { ...process.env };
  Object.assign(process.env, surroundings);
  try {
    return await commandHere(args, surroundings, said);
  } finally {
    for (const name of Object.keys(surroundings)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}

const sessions = join("tenure", "sessions.json");

describe("tenure login", () => {
  it("R-ROL-1: signs in on another device, acts as who signed in, and signs out", async () => {
    const refused = await run(["list", "--as", "ops:olga"]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("tenure login");

    const user = browser();
    let confirmed: Promise<void> | undefined;
    const signedIn = await run(["login"], {
      said: (line) => {
        const [, address = "", code = ""] = /Open (\S+) and confirm the code (\S+)/.exec(line) ?? [];
        if (address !== "") confirmed ??= user.confirm(address, code, ANNA.sub);
      },
    });
    await confirmed;
    expect(signedIn).toMatchObject({ code: 0 });
    expect(signedIn.out).toContain("signed in as anna (manager, senior)");
    const file = join(folder, sessions);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, "tenure"))).mode & 0o077).toBe(0);
    expect(await readFile(file, "utf8")).toContain("tnr_s_");

    const who = await run(["whoami", "-o", "json", "--acting-role", "senior"]);
    expect(JSON.parse(who.out)).toMatchObject({
      person: "anna",
      role: "senior",
      by: "session",
      login: "oidc",
    });
    expect(await run(["list", "--acting-role", "ops"])).toMatchObject({ code: 5 });

    // Another session of hers is seen here, and ended; another's cannot be.
    await user.signIn(`${parts.url}/login?next=/v1/whoami`, ANNA.sub);
    const own = (await run(["sessions", "-o", "json"])).out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(own).toMatchObject([
      { kind: "browser", current: false },
      { kind: "cli", current: true },
    ]);
    expect((await run(["sessions"])).out).toMatch(/command line .* this one/);
    expect(await run(["sessions", "end", own[0].id])).toMatchObject({ code: 0 });
    expect((await user.go(`${parts.url}/v1/whoami`)).status).toBe(401);
    expect(await run(["sessions", "end", own[0].id])).toMatchObject({ code: 4 });

    // Acting names nobody: --as is refused with what to do.
    const client = parts.name();
    const as = await run(["open", client, "--as", "manager:anna"]);
    expect(as).toMatchObject({ code: 2 });
    expect(as.err).toContain("you are signed in (anna)");
    const opened = await run([
      "open",
      client,
      "--email",
      "ann@example.org",
      "--contract",
      "k1",
      "--zone",
      "Europe/Berlin",
    ]);
    expect(opened, opened.err).toMatchObject({ code: 0 });
    expect(opened.err).not.toContain("Local login");
    const [entry] = await parts.archive.journal.timeline(client);
    expect(entry?.actor).toEqual({ id: "anna", role: "manager" });

    const token = await run([
      "tokens",
      "create",
      "--role",
      "senior",
      "--scope",
      "read",
      "--expires",
      "1d",
      "-o",
      "json",
    ]);
    const { secret, id } = JSON.parse(token.out);
    expect((await run(["tokens"])).out).toContain(id);

    expect(await run(["logout"])).toMatchObject({ code: 0, out: "signed out\n" });
    await expect(stat(file)).rejects.toThrow();
    expect(await run(["whoami"])).toMatchObject({ code: 2 });

    const program = { env: { TENURE_TOKEN: secret } };
    expect((await run(["whoami"], program)).out).toContain("anna, as senior");
    const told = await run(["apply", client, "client.left", "--field", "cause=other"], program);
    expect(told).toMatchObject({ code: 5 });
    expect(await run(["tokens", "revoke", id], program)).toMatchObject({ code: 5 });
  }, 90_000);

  it("R-ROL-1: what the provider ends is over on the command line too", async () => {
    const user = browser();
    let confirmed: Promise<void> | undefined;
    await run(["login"], {
      said: (line) => {
        const [, address = "", code = ""] = /Open (\S+) and confirm the code (\S+)/.exec(line) ?? [];
        if (address !== "") confirmed ??= user.confirm(address, code, OLGA.sub);
      },
    });
    await confirmed;
    expect(await run(["whoami"])).toMatchObject({ code: 0 });
    const now = Math.floor(Date.now() / 1_000);
    const events = { "http://schemas.openid.net/event/backchannel-logout": {} };
    const logout = {
      iss: provider.issuer,
      aud: CLIENT_ID,
      iat: now,
      exp: now + 60,
      jti: "j1",
      sub: OLGA.sub,
      events,
    };
    const told = await fetch(`${parts.url}/logout/backchannel`, {
      method: "POST",
      body: new URLSearchParams({ logout_token: await provider.sign(logout, { typ: "logout+jwt" }) }),
    });
    expect(told.status).toBe(200);
    const who = await run(["whoami"]);
    expect(who).toMatchObject({ code: 2 });
    expect(who.err).toContain("sign in again");
    expect(await run(["logout"])).toMatchObject({ code: 0 });
  }, 90_000);
});

describe("the local login on the command line", () => {
  it("R-ROL-1: commands that act say that nobody has checked who acts, and not in JSON", async () => {
    const client = local.name();
    const open = [
      "open",
      client,
      "--as",
      "ops:Olga",
      "--email",
      "ann@example.org",
      "--contract",
      "k1",
      "--zone",
      "Europe/Berlin",
    ];
    const opened = await run(open, { at: local });
    expect(opened).toMatchObject({ code: 0 });
    expect(opened.err).toContain("Local login: nobody has checked that this is ops:olga.");
    const left = await run(
      ["apply", client, "client.left", "--as", "ops:olga", "--field", "cause=other", "-o", "json"],
      { at: local },
    );
    expect(left).toMatchObject({ code: 0, err: "" });
    expect((await run(["show", client], { at: local })).err).toBe("");
    expect((await run(["whoami", "--as", "ops:olga"], { at: local })).out).toContain(
      "nobody has checked who you are",
    );
    expect(await run(["login"], { at: local })).toMatchObject({ code: 4 });
    expect(await run(["open", client, "--as", "ops:olga."], { at: local })).toMatchObject({ code: 2 });
  });

  it("R-TSK-5: deputies and looks are listed, set and ended", async () => {
    const client = local.name();
    expect((await local.call("POST", `/clients/${client}`, "ops:olga", contract)).status).toBe(201);
    const at = { at: local };
    const added = await run(["deputies", "add", "manager:mia", "--until", "14d", "--as", "manager:max"], at);
    expect(added.out).toContain("manager:mia stands in for manager:max");
    const [{ id }] = (await run(["deputies", "-o", "json"], at)).out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(await run(["deputies", "end", id, "--as", "ops:olga"], at)).toMatchObject({ code: 5 });
    expect(await run(["deputies", "end", id, "--as", "manager:max"], at)).toMatchObject({ code: 0 });
    expect((await run(["deputies"], at)).out).toBe("Nobody stands in for anybody.\n");

    await run(["dossier", "show", client, "--as", "manager:max"], at);
    expect((await run(["reads", "--client", client], at)).out).toMatch(/manager:max +local +dossier/);
    expect(await run(["reads", "--as", "ops:olga"], at)).toMatchObject({ code: 5 });
  });
});
