import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventData, eventSpec, eventTypes } from "../../../machines/index.ts";
import { contract, type Parts, startParts } from "../../support/engine.ts";
import { soundData, spoiltFields } from "../../support/spoiling.ts";

let parts: Parts;
let client = "";
beforeAll(async () => {
  parts = await startParts();
  client = parts.name();
  expect(await parts.call("POST", `/clients/${client}`, "ops:olga", contract)).toMatchObject({ status: 201 });
});
afterAll(() => parts?.stop());

const tellable = eventTypes().filter((type) => eventSpec(type).roles.some((role) => role !== "system"));

describe("what each field of an event may hold", () => {
  // Its data are compiled, and its sums are nobody's to state.
  const stated = tellable.filter((type) => type !== "dossier.compiled");

  it.each(stated)("R-LIF-27, R-LIF-0: %s", async (type) => {
    const schema = eventData(type);
    const role = eventSpec(type).roles.find((one) => one !== "system");
    const send = (data: unknown) => {
      const body = { type, data, reason: "because" };
      const as = role === "client" ? `client:${client}` : `${role}:anna`;
      return parts.call("POST", `/clients/${client}/events`, as, body);
    };
    // Effects come back meanwhile, as entries of other types.
    const entries = async () =>
      (await parts.archive.journal.timeline(client)).filter((entry) => entry.type === type).length;
    const before = await entries();
    for (const { field, data } of spoiltFields(schema)) {
      const { status, body } = await send(data);
      const where = `${field} = ${JSON.stringify(data[field])}`;
      expect(status, where).toBe(400);
      const paths = (body.faults as { path: string; says: string }[]).map(({ path }) => path);
      expect(paths, where).toContainEqual(expect.stringMatching(`^data\\.${field}(\\.|$)`));
      for (const { says } of body.faults) expect(says, where).not.toBe("");
    }
    expect(await entries()).toBe(before);
    if (type === "machine.adopted" || type === "erasure.ordered") return;
    // The rest of it was right: without the bad value it is judged.
    expect((await send(soundData(schema))).status).not.toBe(400);
  });

  it("R-LIF-0: what the engine says itself is taken from nobody else, whatever role they name", async () => {
    const own = eventTypes().filter((type) => !tellable.includes(type));
    expect(own).toContain("notice.delivered");
    for (const type of own) {
      const body = { type, data: soundData(eventData(type)) };
      for (const as of ["system:engine", "ops:olga"])
        expect(await parts.call("POST", `/clients/${client}/events`, as, body)).toMatchObject({
          status: 403,
        });
    }
  });
});

/** A code of ISO 4217's like any other, for what is in no currency at all. */
const NO_CURRENCY = "X".repeat(3);

describe("what an opening may hold", () => {
  const bad: [field: string, value: unknown][] = [
    ["zone", "Europe/Berln"],
    ["zone", ""],
    ["currency", "XXY"],
    ["currency", NO_CURRENCY],
    ["currency", "eur"],
    ["country", "XX"],
    ["country", "DEU"],
    ["locale", "de"],
    ["kind", "b2c"],
    ["channels", []],
    ["channels", ["email", "email"]],
    ["channels", ["fax"]],
    ["contract.signedAt", "2199-01-01T00:00:00Z"],
    ["contract.signedAt", "2026-02-30T00:00:00Z"],
    ["contract.channel", "fax"],
    ["contact.email", "ann"],
    ["contact.email", "ann@"],
    ["contact.email", "ann@localhost"],
    ["contact.email", "ann@example..org"],
    ["contact.email", "ann@example.org, bob@example.org"],
    ["contact.email", "Ann <ann@example.org>"],
    ["contact.phone", "call me"],
    ["contact.phone", "123"],
    ["contact.phone", "12345678901234567890"],
    ["contact.chat", "@"],
    ["contact.chat", "two words"],
    ["contact.post", "12345"],
    ["contact.name", "Ann\nBcc: all@example.org"],
  ];
  const withField = (field: string, value: unknown): object => {
    const [name = "", within] = field.split(".");
    if (within === undefined) return { ...contract, [name]: value };
    const before = name === "contract" ? contract.contract : {};
    return { ...contract, [name]: { ...before, [within]: value } };
  };

  it.each(bad)("R-LIF-27: no %s %j, and nothing is opened or kept", async (field, value) => {
    const unopened = parts.name();
    const body = withField(field, value);
    const said = await parts.call("POST", `/clients/${unopened}`, "ops:olga", body);
    expect(said.status).toBe(400);
    const [name = ""] = field.split(".");
    expect(JSON.stringify(said.body.faults)).toContain(name);
    expect((await parts.call("GET", `/clients/${unopened}`, "ops:olga")).status).toBe(404);
    expect(await parts.archive.vault.addressOf(unopened, "email")).toBeNull();
  });

  it.each([
    ["zone", "Asia/Kolkata"],
    ["currency", "JPY"],
    ["country", "RS"],
    ["contact.email", "анна@пример.рф"],
    ["contact.email", "ann+tenure@mail.example.co.uk"],
    ["contact.phone", "+49 (30) 901820-17"],
    ["contact.phone", "8 800 555-35-35"],
    ["contact.chat", "-1001234567890"],
    ["contact.chat", "@ann:example.org"],
    ["contact.post", "Rosenhof, 12 Main St\nBerlin"],
  ])("R-LIF-27: %s %s is one", async (field, value) => {
    const body = withField(field, value);
    expect(await parts.call("POST", `/clients/${parts.name()}`, "ops:olga", body)).toMatchObject({
      status: 201,
    });
  });
});
