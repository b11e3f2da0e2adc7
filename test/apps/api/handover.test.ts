import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import { text as readAll } from "node:stream/consumers";
import { Decrypter, generateIdentity, identityToRecipient } from "age-encryption";
import { unzipSync } from "fflate";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Entry } from "../../../machines/index.ts";
import { type Parts, startParts } from "../../support/engine.ts";
import { handoverOf, SECRETS } from "../../support/handover.ts";
import { soon } from "../../support/soon.ts";

let parts: Parts;
let drive: ReturnType<typeof handoverOf>;
let receiver: Server;
/** What the provider's machine was told, by path. */
const heard: { path: string; headers: IncomingMessage["headers"]; body: string }[] = [];
let endpoint = "";

beforeAll(async () => {
  receiver = createServer(async (message, response) => {
    const body = await readAll(message);
    heard.push({ path: message.url ?? "", headers: message.headers, body });
    response.writeHead(message.url === "/refuses" ? 400 : 200).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const at = receiver.address();
  endpoint = `http://127.0.0.1:${at && typeof at === "object" ? at.port : 0}`;
  parts = await startParts(undefined, undefined, {
    connections: { providers: { publicUrl: "https://tenure.example", allowPrivate: true } },
  });
  drive = handoverOf(parts);
});
afterAll(async () => {
  await parts?.stop();
  receiver?.close();
});

const provider = (id: string, need: string, change: object = {}) => ({
  ...{ id, name: `${id} & Söhne`, capabilities: [need], regions: ["berlin"], price: 100, capacity: 5 },
  ...{ contact: "desk 4", verifiedAt: "2026-11-01", ...change },
});

/** A need of a test's own, and providers that meet it: the first one named is offered first. */
async function market(...changes: readonly object[]): Promise<{ need: string; ids: string[] }> {
  const need = parts.name();
  const ids = changes.map((_, n) => `${need}-p${n}`);
  const rows = changes.map((change, n) => provider(ids[n] ?? "", need, { price: 100 + n, ...change }));
  const answer = await parts.call("POST", "/providers", "ops:olga", rows);
  expect(answer).toMatchObject({ status: 200, body: { imported: rows.length } });
  return { need, ids };
}

const entriesOf = async (client: string, type: string): Promise<Entry[]> =>
  (await parts.archive.journal.timeline(client)).filter((entry) => entry.type === type);

const openTasks = async (client: string) =>
  (await parts.archive.tasks.list({ client, state: "open" })).filter(({ kind }) => kind === "handover");

/** Up to the package that lies ready for the provider. */
async function consented(need: string, items: readonly string[], opening: object = {}) {
  const client = await drive.parting(need, opening);
  const page = drive.linkOf(await drive.until(client, "offered", "client"), "client");
  expect(await drive.press(page, "agree", items)).toMatchObject({ status: 200 });
  const asked = await drive.until(client, "asking", "answer");
  return { client, page, question: drive.linkOf(asked, "answer") };
}

async function ready(need: string, items: readonly string[], opening: object = {}) {
  const given = await consented(need, items, opening);
  expect(await drive.press(given.question, "accept")).toMatchObject({ status: 200 });
  const exporting = await drive.until(given.client, "exporting", "package");
  return { ...given, exporting, fetch: drive.linkOf(exporting, "package") };
}

describe("a handover from the match to the confirmed move", () => {
  it("R-HND-4 G10a: match, offer, consent, acceptance, exactly the consented items, plan, confirmation", async () => {
    const { need, ids } = await market({}, { price: 90, regions: ["paris"] }, { capacity: 0 });
    const [fits = ""] = ids;
    const client = await drive.parting(need);
    const offered = await drive.until(client, "offered", "client");
    expect(offered).toMatchObject({ providerId: fits, items: [], outcome: null });
    const [matched] = await entriesOf(client, "providers.matched");
    expect(matched?.data).toMatchObject({ candidates: [fits] });
    const { findings } = (matched as Entry).data as { findings: unknown[] };
    expect(findings).toContainEqual({
      ...{ providerId: ids[1], fits: false, why: ["absent:berlin"] },
    });

    // The client's page says what is asked for; nothing of it needs a script.
    const page = drive.linkOf(offered, "client");
    const offer = await drive.open(page);
    expect(offer).toMatchObject({ status: 200, type: "text/html; charset=UTF-8" });
    expect(offer.text).toContain(`${fits} &amp; Söhne`);
    expect(offer.text).toContain("your name and the addresses we reach you at");
    expect(offer.text).not.toContain("<script");
    await soon(async () => expect(await openTasks(client)).toMatchObject([{ about: fits }]));

    const asked = await drive.press(page, "agree", ["contact", "matters"]);
    expect(asked.text).toContain("We are asking");
    await drive.until(client, "asking", "answer");
    expect((await entriesOf(client, "consent.given")).map(({ actor, data }) => ({ actor, data }))).toEqual([
      { actor: { id: client, role: "client" }, data: { providerId: fits, items: ["contact", "matters"] } },
    ]);

    // Nothing personal is in the question.
    const question = drive.linkOf(await drive.until(client, "asking", "answer"), "answer");
    const questionPage = await drive.open(question);
    expect(questionPage.text).toContain(need);
    for (const word of ["Ann", "ann@example.org", client]) expect(questionPage.text).not.toContain(word);
    // It tells nothing of the client's language either.
    expect((await drive.open(question, "en;q=0.5, de, ru-RU;q=0.8")).text).toContain(
      "Можете принять нашего клиента?",
    );
    expect((await drive.press(question, "accept")).text).toContain("Thank you");

    const exporting = await drive.until(client, "exporting", "package");
    const fetch = drive.linkOf(exporting, "package");
    const look = await drive.open(fetch);
    expect(look.text).toContain(exporting.packages[0]?.sha256);
    // Looking at the link fetches nothing, and tells nobody.
    expect(await entriesOf(client, "export.delivered")).toEqual([]);
    const file = await drive.press(fetch, "download");
    expect(file).toMatchObject({ status: 200, type: "application/zip" });
    const sha256 = createHash("sha256").update(file.bytes).digest("hex");
    const [delivered] = await entriesOf(client, "export.delivered");
    expect(delivered).toMatchObject({
      actor: { id: fits, role: "system" },
      data: { providerId: fits, hash: sha256 },
    });

    const files = drive.files(file.bytes);
    expect(Object.keys(files).sort()).toEqual(["data.json", "index.html", "manifest.json", "matters.csv"]);
    const data = JSON.parse(files["data.json"] ?? "");
    expect(data.items).toEqual({
      contact: { name: "Ann Example", email: "ann@example.org", chat: null, phone: null, post: null },
      matters: [],
    });
    const [consent] = await entriesOf(client, "consent.given");
    const { seq, eventId, at, hash } = consent as Entry;
    const manifest = JSON.parse(files["manifest.json"] ?? "");
    expect(manifest).toMatchObject({ consent: { seq, eventId, at, hash }, items: ["contact", "matters"] });
    const raw = unzipSync(file.bytes);
    for (const { name, sha256: said } of manifest.files)
      expect(
        createHash("sha256")
          .update(raw[name] ?? "")
          .digest("hex"),
        name,
      ).toBe(said);
    for (const secret of [...SECRETS, "customisation", "berlin"])
      expect(Object.values(files).join()).not.toContain(secret);

    // The plan is dated, the tasks remind of it, and the client confirms.
    await drive.until(client, "moving", "client");
    const plan = await drive.open(page);
    expect(plan.text.match(/<time datetime="\d{4}-\d{2}-\d{2}">/g)).toHaveLength(5);
    const dated = [/^2026-/, /^2026-/, /^2026-/].map((year) => expect.stringMatching(year));
    await soon(async () => expect((await openTasks(client)).map(({ dueAt }) => dueAt)).toEqual(dated));
    await drive.signal(client, "ops:olga", "move.planned", { on: "2026-12-24" });
    expect((await drive.open(page)).text).toContain('datetime="2026-12-24"');
    expect((await drive.press(page, "confirm")).text).toContain("You have moved");
    expect(await drive.look(client)).toMatchObject({ body: { stage: "settled", outcome: "done" } });
    expect((await entriesOf(client, "move.confirmed")).map(({ actor }) => actor.role)).toEqual(["client"]);
    expect(await openTasks(client)).toEqual([]);
  });

  it("R-HND-3 hands every item over that there is, and nothing else", async () => {
    const { need } = await market({});
    const items = ["contact", "contract", "history", "invoices", "letters", "matters", "needs"];
    const { client, fetch } = await ready(need, items);
    await drive.signal(client, "ops:olga", "message.sent", { messageId: "late", channel: "email" });
    const files = drive.files((await drive.press(fetch, "download")).bytes);
    const { items: data } = JSON.parse(files["data.json"] ?? "");
    expect(Object.keys(data).sort()).toEqual(items);
    expect(data.contract).toEqual({
      ...{ number: "k1", since: "2025-01-01T00:00:00.000Z", channel: "email", kind: "b2b", currency: "EUR" },
    });
    expect(data.needs).toMatchObject({ needs: [need], regions: ["berlin"], budget: 200 });
    // As it was when the provider accepted; and of all that happened only what concerns the service.
    expect(data.history.map(({ event }: { event: string }) => event)).toEqual([
      ...["fault.opened", "message.received", "quote.sent", "fault.cured", "fault.opened", "fault.cured"],
    ]);
    expect(files["history.csv"]?.split("\r\n")[3]).toMatch(/^2026-.*,quote\.sent,q1,,12345$/);
    expect(files["index.html"]).toContain("€123.45");
    for (const secret of SECRETS) expect(Object.values(files).join()).not.toContain(secret);
    expect(Object.values(files).join()).not.toContain("incident");
  });

  it("R-HND-4 a package for a provider with a key opens with that key and no other", async () => {
    const identity = await generateIdentity();
    const { need } = await market({ key: await identityToRecipient(identity) });
    const { client, fetch } = await ready(need, ["contact"]);
    await soon(async () =>
      expect((await openTasks(client))[0]?.points.join()).toContain("only the provider's key opens it"),
    );
    const { bytes } = await drive.press(fetch, "download");
    const opened = async (key: string) => {
      const decrypter = new Decrypter();
      decrypter.addIdentity(key);
      return decrypter.decrypt(bytes);
    };
    expect(drive.files(await opened(identity))["data.json"]).toContain("Ann Example");
    await expect(opened(await generateIdentity())).rejects.toThrow();
    expect(Buffer.from(bytes).includes("Ann")).toBe(false);
  });
});

describe("a handover that goes another way", () => {
  it("R-HND-4 a provider that refuses is followed by the next one, and the page before says no more", async () => {
    const { need, ids } = await market({}, {});
    const { client, page, question } = await consented(need, ["contact"]);
    expect((await drive.press(question, "refuse")).text).toContain("Thank you for the answer");
    const next = await drive.until(client, "offered", "client");
    expect(next.providerId).toBe(ids[1]);
    expect(await drive.open(page)).toMatchObject({ status: 410 });
    expect((await drive.open(page)).text).not.toContain(ids[1]);
    expect((await drive.open(drive.linkOf(next, "client"))).text).toContain(`${ids[1]} &amp; Söhne`);
    // Said again it is the same answer; said otherwise it is refused.
    expect(await drive.post(question, { action: "refuse" })).toMatchObject({ status: 200 });
    expect(await drive.post(question, { action: "accept" })).toMatchObject({ status: 409 });
    expect(await entriesOf(client, "provider.refused")).toHaveLength(1);
  });

  it("R-HND-3 taking the consent back ends the access at once and drops the package; the client gets a copy", async () => {
    const { need, ids } = await market({});
    const { client, page, fetch } = await ready(need, ["contact", "needs"]);
    expect(await drive.press(fetch, "download")).toMatchObject({ status: 200 });
    await drive.until(client, "moving", "client");
    expect((await drive.press(page, "revokeAll")).text).toContain("has no access to your data any more");
    const settled = await drive.until(client, "settled", "copy");
    expect(settled.outcome).toBe("revoked");
    expect(await drive.press(fetch, "download")).toMatchObject({ status: 410 });
    expect((await drive.open(fetch)).text).not.toContain(ids[0]);
    const exported = (await parts.archive.effects.list(client)).find(({ type }) => type === "exportData");
    expect(await parts.archive.handovers.bytes(exported?.id ?? "")).toBeNull();
    await soon(async () =>
      expect((await openTasks(client)).flatMap(({ points }) => points)).toContainEqual(
        expect.stringContaining("delete what it has fetched"),
      ),
    );

    const copy = await drive.press(drive.linkOf(settled, "copy"), "download");
    const files = drive.files(copy.bytes);
    expect(JSON.parse(files["data.json"] ?? "")).toMatchObject({
      provider: null,
      items: { contact: { name: "Ann Example" }, needs: { needs: [need] } },
    });
    for (const secret of SECRETS) expect(Object.values(files).join()).not.toContain(secret);
    // Refusing never blocks the exit (R-HND-4).
    await drive.signal(client, `client:${client}`, "duties.done", { items: [] });
  });

  it("R-HND-3 consent to single items can be taken back: the package is made anew without them", async () => {
    const { need } = await market({});
    const { client, page, fetch } = await ready(need, ["contact", "needs"]);
    expect(await drive.press(page, "revoke", [])).toMatchObject({ status: 200 });
    expect((await drive.press(page, "revoke", ["contact"])).status).toBe(200);
    expect((await entriesOf(client, "consent.revoked")).map(({ data }) => data)).toMatchObject([
      { items: ["contact"] },
    ]);
    const narrowed = await drive.until(client, "exporting", "package");
    expect(narrowed.items).toEqual(["needs"]);
    expect(await drive.press(fetch, "download")).toMatchObject({ status: 410 });
    const again = await drive.press(drive.linkOf(narrowed, "package"), "download");
    expect(Object.keys(JSON.parse(drive.files(again.bytes)["data.json"] ?? "").items)).toEqual(["needs"]);
  });

  it("R-HND-4 declining gives nothing to anybody; nothing ticked is no consent", async () => {
    const { need } = await market({});
    const client = await drive.parting(need, { locale: "ru" });
    const page = drive.linkOf(await drive.until(client, "offered", "client"), "client");
    const none = await drive.press(page, "agree");
    expect(none.text).toContain("Отметьте хотя бы один пункт");
    expect(none.text).toContain('<html lang="ru">');
    expect(await drive.post(page, { action: "agree", items: ["dossier"] })).toMatchObject({ status: 400 });
    expect(await drive.post(page, { action: "confirm" })).toMatchObject({ status: 409 });
    expect(await entriesOf(client, "consent.given")).toEqual([]);
    expect((await drive.press(page, "decline")).text).toContain("Никому ничего не передано");
    expect(await drive.press(page, "decline")).toMatchObject({ status: 200 });
    expect(await entriesOf(client, "handover.declined")).toHaveLength(1);
    expect(await drive.look(client)).toMatchObject({
      body: { stage: "settled", outcome: "declined", links: [] },
    });
    expect(await openTasks(client)).toEqual([]);
  });

  it("erasing the client ends every link, and nobody reads a package any more", async () => {
    const { need } = await market({});
    const { client, page, fetch } = await ready(need, ["contact"]);
    const exported = (await parts.archive.effects.list(client)).find(({ type }) => type === "exportData");
    expect(await parts.archive.handovers.bytes(exported?.id ?? "")).not.toBeNull();
    const erased = await parts.call("POST", `/clients/${client}/erasure`, "compliance:carl", {
      reason: "asked for",
    });
    expect(erased.status).toBe(200);
    for (const path of [page, fetch]) expect(await drive.open(path)).toMatchObject({ status: 404 });
    expect(await drive.press(fetch, "download")).toMatchObject({ status: 404 });
    expect(await parts.archive.handovers.bytes(exported?.id ?? "")).toBeNull();
    expect(await drive.look(client)).toMatchObject({ status: 410 });
  });
});

describe("links", () => {
  it("are for one purpose, expire, and say nothing when they are wrong", async () => {
    const { need, ids } = await market({});
    const client = await drive.parting(need);
    const offered = await drive.until(client, "offered", "client");
    const page = drive.linkOf(offered, "client");
    const { effects } = (await parts.archive.handovers.asked(client)) ?? {};
    const offer = effects?.offer ?? "";
    const sign = async (purpose: "client" | "answer" | "package", at = new Date().toISOString()) =>
      `/handover/${(await parts.archive.handovers.sign(purpose, offer, at)).token}`;

    const expired = await sign("client", "2020-01-01T00:00:00.000Z");
    const [said = "", mark = ""] = page.slice("/handover/".length).split(".");
    const forged = Buffer.from(JSON.stringify(["package", offer, Date.now() + 1e9])).toString("base64url");
    const wrong: [string, number][] = [
      [expired, 410],
      [`/handover/${said}.${mark.slice(0, -2)}AA`, 404],
      [`/handover/${forged}.${mark}`, 404],
      ["/handover/x", 404],
      [`/handover/${"a".repeat(2_000)}`, 404],
      // Signed here, and there is no such thing behind it.
      [await sign("answer"), 410],
      [await sign("package"), 410],
    ];
    for (const [path, status] of wrong) {
      const shown = await drive.open(path);
      expect(shown, path).toMatchObject({ status, type: "text/html; charset=UTF-8" });
      for (const word of ["Ann", client, ids[0] ?? "", need]) expect(shown.text).not.toContain(word);
      for (const asked of [drive.get(path), drive.post(path, { action: "agree", items: ["contact"] })])
        expect(await asked).toMatchObject({ status, type: "application/problem+json" });
    }
    expect((await drive.open(expired, "ru")).text).toContain("Срок ссылки истёк");
    // A link is for its own purpose only.
    expect(await drive.post(page, { action: "accept" })).toMatchObject({ status: 409 });
    expect(await drive.post(page, { action: "download" })).toMatchObject({ status: 409 });
    // Personal data are in no token.
    expect(Buffer.from(said, "base64url").toString()).toBe(
      JSON.stringify(["client", offer, Date.parse(offered.links[0]?.expiresAt ?? "")]),
    );
    expect(await entriesOf(client, "consent.given")).toEqual([]);
  });

  it("are given to those who look after clients, and pages are kept by nobody", async () => {
    const { need } = await market({});
    const client = await drive.parting(need);
    const page = drive.linkOf(await drive.until(client, "offered", "client"), "client");
    for (const as of ["finance:fred", "sales:sid", "auditor:aud", "client:ann"])
      expect(await parts.call("GET", `/clients/${client}/handover`, as)).toMatchObject({ status: 403 });
    const response = await fetch(parts.url + page, { headers: { accept: "text/html" } });
    await response.text();
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "content-security-policy": expect.stringContaining("default-src 'none'"),
    });
    expect(await parts.call("GET", `/clients/${parts.name()}/handover`, "ops:olga")).toMatchObject({
      status: 404,
    });
  });

  it("open under another name than this machine's; nothing else does", async () => {
    const statusOf = (path: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const asked = request(parts.url + path, { headers: { host: "tenure.example" } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        asked.on("error", reject).end();
      });
    expect(await statusOf("/handover/x")).toBe(404);
    for (const path of ["/v1/providers", "/v1/clients", "/v1/clients/c1/handover"])
      expect(await statusOf(path)).toBe(403);
  });
});

describe("a provider's machine", () => {
  const answer = async (secret: string, body: unknown) => {
    const text = JSON.stringify(body);
    const [id, now] = ["m1", new Date()];
    const response = await fetch(`${parts.url}/hooks/provider`, {
      method: "POST",
      headers: {
        ...{ "content-type": "application/json", "webhook-id": id },
        "webhook-timestamp": `${Math.floor(now.getTime() / 1000)}`,
        "webhook-signature": new Webhook(secret).sign(id, now, text),
      },
      body: text,
    });
    return { status: response.status, body: await response.json() };
  };
  const toldOn = (path: string) => heard.filter((message) => message.path === path);

  it("R-HND-4 is asked, answers and fetches, signed by a secret of the provider's own", async () => {
    const { need, ids } = await market({ endpoint: `${endpoint}/machine` }, {});
    const [id = "", other = ""] = ids;
    const secretOf = async (name: string, rotate = false) =>
      (await parts.call("POST", `/providers/${name}/secret`, "ops:olga", { rotate })).body.secret as string;
    const [secret, foreign] = [await secretOf(id), await secretOf(other)];
    const { client } = await consented(need, ["contact"]);
    const [asked] = await vi.waitUntil(() => toldOn("/machine").length > 0 && toldOn("/machine"));
    const verified = new Webhook(secret).verify(asked?.body ?? "", asked?.headers as Record<string, string>);
    expect(verified).toMatchObject({
      type: "handover.asked",
      data: { providerId: id, needs: [need], regions: ["berlin"], items: ["contact"] },
    });
    for (const word of ["Ann", "ann@example.org"]) expect(asked?.body).not.toContain(word);
    const { question } = (verified as { data: { question: string } }).data;
    // No person has to ask.
    await soon(async () => expect(await openTasks(client)).toEqual([]));

    const accepted = { type: "handover.accepted", data: { question } };
    expect(await answer(foreign, accepted)).toMatchObject({ status: 401 });
    expect(await answer(secret, { ...accepted, data: { question: "c1/2/0" } })).toMatchObject({
      status: 401,
    });
    expect(await entriesOf(client, "provider.accepted")).toEqual([]);
    // While a secret is replaced, the one before is still taken.
    await secretOf(id, true);
    expect(await answer(secret, accepted)).toMatchObject({ status: 200 });
    expect(await answer(secret, accepted)).toMatchObject({ status: 200 });
    expect(await answer(secret, { type: "handover.refused", data: { question } })).toMatchObject({
      status: 409,
    });
    expect(await entriesOf(client, "provider.accepted")).toHaveLength(1);

    await drive.until(client, "exporting", "package");
    const lastTold = () => JSON.parse(toldOn("/machine").at(-1)?.body ?? "");
    // The package is there a moment before its provider is told.
    await soon(() =>
      expect(lastTold()).toMatchObject({ type: "handover.ready", data: { encrypted: false } }),
    );
    const last = lastTold();
    expect(last.data.url).toMatch(/^https:\/\/tenure\.example\/handover\//);
    const fetched = await drive.post(new URL(last.data.url).pathname, { action: "download" });
    expect(createHash("sha256").update(fetched.bytes).digest("hex")).toBe(last.data.sha256);
    await drive.until(client, "moving");
    await drive.press(drive.linkOf(await drive.until(client, "moving", "client"), "client"), "revokeAll");
    await drive.until(client, "settled", "copy");
    await soon(() =>
      expect(JSON.parse(toldOn("/machine").at(-1)?.body ?? "")).toMatchObject({ type: "handover.revoked" }),
    );
  });

  it("R-HND-4 that will not be asked leaves it to a person", async () => {
    const { need, ids } = await market({ endpoint: `${endpoint}/refuses` });
    const { client } = await consented(need, ["contact"]);
    await soon(async () => expect(await openTasks(client)).toMatchObject([{ about: ids[0] }]));
    expect(toldOn("/refuses")).toHaveLength(1);
  });
});

describe("the catalogue over HTTP", () => {
  it("R-HND-1 takes a file, lists and shows what it holds, and names the lines of faults", async () => {
    const id = parts.name();
    const head = "id,name,capabilities,regions,price,capacity,contact,verifiedAt,rival";
    const text = `${head}\n${id},Orchard,pears green-apples,berlin,90000,5,the desk,2026-10-01,yes\n`;
    const send = (body: unknown, as = "ops:olga") => parts.call("POST", "/providers", as, body);
    expect(await send({ format: "csv", text })).toMatchObject({ status: 200, body: { imported: 1 } });
    expect(await parts.call("GET", `/providers/${id}`, "ops:olga")).toMatchObject({
      body: { id, capabilities: ["pears", "green-apples"], price: 90_000, rival: true, taken: 0 },
    });
    const { body } = await parts.call("GET", "/providers", "auditor:aud");
    expect(body.items.map((row: { id: string }) => row.id)).toContain(id);
    const faulty = `${text}${id}x,Orchard,,,cheap,5,the desk,2026-10-01,\n`;
    expect(await send({ format: "csv", text: faulty })).toMatchObject({
      status: 400,
      body: { faults: [{ path: "row 2 (line 3), price" }] },
    });
    expect(await send({ format: "csv", text }, "sales:sid")).toMatchObject({ status: 403 });
    expect(await parts.call("GET", `/providers/${id}x`, "ops:olga")).toMatchObject({ status: 404 });
    expect(await parts.call("POST", `/providers/${id}/secret`, "finance:fred", {})).toMatchObject({
      status: 403,
    });
  });

  it("R-HND-2 says for a client why each provider fits or not, before anything is asked of anybody", async () => {
    const { need, ids } = await market({ price: 300 }, { price: 200 });
    const client = await drive.parting(need);
    const ask = async (query = "") =>
      (await parts.call("GET", `/clients/${client}/providers${query}`, "manager:mia")).body;
    const told = await ask();
    expect(told.wanted).toMatchObject({ needs: [need], regions: ["berlin"], budget: 200, verifiedDays: 180 });
    expect(told.matches[0]).toMatchObject({ provider: ids[1], fits: true });
    const dear = told.matches.find(({ provider }: { provider: string }) => provider === ids[0]);
    expect(dear.findings.filter(({ passed }: { passed: boolean }) => !passed)).toMatchObject([
      { rule: "R-HND-2", read: { price: 300 }, threshold: { value: 200, from: "budget" } },
    ]);
    const dearer = await ask("?budget=300");
    expect(dearer.matches.slice(0, 2).map(({ fits }: { fits: boolean }) => fits)).toEqual([true, true]);
    expect((await ask("?needs=nothing-of-the-kind")).matches[0].fits).toBe(false);
  });
});
