import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ListedSessions } from "../../../../apps/api/login/sessions.ts";
import { hashOf } from "../../../../services/login/secrets.ts";
import { type Parts, startParts } from "../../../support/engine.ts";
import { browser, loginBy, startProvider, type TestProvider } from "../../../support/oidc.ts";

const ANNA = { sub: "s-anna", preferred_username: "anna", roles: ["senior"] };
const OLGA = { sub: "s-olga", preferred_username: "olga", roles: ["ops"] };
const HOUR = 3_600_000;

let provider: TestProvider;
let parts: Parts;
let local: Parts;
beforeAll(async () => {
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
});

/** A browser in which somebody has signed in. */
function asked(user: ReturnType<typeof browser>, at: Parts) {
  const secret = user.cookies(at.url).get("tenure-session") ?? "";
  const ask = (path: string, method = "GET") =>
    user.go(`${at.url}/v1${path}`, {
      method,
      headers: {
        accept: "application/json",
        ...(method === "POST" && { "content-type": "application/json", origin: at.url }),
      },
    });
  return {
    secret,
    list: async () => ((await (await ask("/sessions")).json()) as ListedSessions).items,
    end: async (id: string) => (await ask(`/sessions/${id}/end`, "POST")).status,
    known: async () => (await ask("/whoami")).status === 200,
  };
}

async function signedIn(sub: string) {
  const user = browser();
  await user.signIn(`${parts.url}/login?next=/v1/whoami`, sub);
  return asked(user, parts);
}

describe("sessions of one's own (R-ROL-1)", () => {
  it("are listed, the newest first, and one is ended from another", async () => {
    const [first, second] = [await signedIn(ANNA.sub), await signedIn(ANNA.sub)];
    const listed = await second.list();
    expect(listed).toMatchObject([
      { kind: "browser", current: true },
      { kind: "browser", current: false },
    ]);
    expect(Date.parse(listed[0]?.endsAt ?? "") - Date.parse(listed[0]?.beganAt ?? "")).toBe(12 * HOUR);
    const [, { id = "" } = {}] = listed;
    expect(await second.end(id)).toBe(200);
    expect([await first.known(), await second.known()]).toEqual([false, true]);
    expect(await second.end(id)).toBe(404);
    expect(await second.list()).toHaveLength(1);
  });

  it("have names that let nobody in, and are nobody else's to see or end", async () => {
    const [anna, olga] = [await signedIn(ANNA.sub), await signedIn(OLGA.sub)];
    const [own] = await olga.list();
    const { id = "" } = own ?? {};
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    for (const kept of [olga.secret, hashOf(olga.secret)]) expect(JSON.stringify(own)).not.toContain(kept);
    expect((await anna.list()).map((one) => one.id)).not.toContain(id);
    expect(await anna.end(id)).toBe(404);
    // Neither the secret nor what is kept of it is a name.
    for (const other of [olga.secret, hashOf(olga.secret)]) expect(await olga.end(other)).toBe(404);
    expect(await olga.known()).toBe(true);
    expect(
      (await fetch(`${parts.url}/v1/whoami`, { headers: { authorization: `Bearer ${id}` } })).status,
    ).toBe(401);
  });

  it("that are over are not listed", async () => {
    const anna = await signedIn(ANNA.sub);
    const before = (await anna.list()).length;
    const other = await signedIn(ANNA.sub);
    await parts.archive.sessions.seen(hashOf(other.secret), new Date(Date.now() - 2 * HOUR).toISOString());
    expect(await anna.list()).toHaveLength(before);
  });

  it("are those of the local login, where that is all there is", async () => {
    const user = browser();
    await user.post(`${local.url}/login`, { name: "olga", role: "ops" });
    const olga = asked(user, local);
    const [own] = await olga.list();
    expect(own).toMatchObject({ kind: "browser", current: true });
    expect(await olga.end(own?.id ?? "")).toBe(200);
    expect(await olga.known()).toBe(false);
  });
});
