import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Attendant } from "../../../activities/jobs/attendClients.ts";
import type { FactKind } from "../../../archive/facts/catalogue.ts";
import { type Archive, openArchive } from "../../../archive/open.ts";
import type { Envelope } from "../../../machines/index.ts";
import { importInto } from "../../archive/facts/rows.ts";
import { policy } from "../../insight/attention/known.ts";
import { type Backend, backends } from "../../support/archives.ts";
import { hour, journalOf } from "../../support/entries.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");

describe.each(backends)("attention on $name", ({ start }) => {
  let backend: Backend;
  let archive: Archive;
  let told: (readonly [client: string, event: Envelope])[] = [];
  let now = NOW;
  const eye = () =>
    new Attendant({
      archive,
      policy: () => policy,
      clock: () => now,
      tell: async (client, event) => void told.push([client, event]),
    });

  beforeAll(async () => {
    backend = await start();
    archive = await openArchive(await backend.place());
    for (const client of ["c1", "c2", "c3"])
      await archive.journal.record(journalOf(client, [{ at: hour(1) }]));
  });
  afterAll(async () => {
    await archive?.close();
    await backend?.stop();
  });

  const wrote = (client: string, at: string, text?: string, id?: string) => ({
    client,
    at: `2026-11-20T${at}:00Z`,
    direction: "in",
    channel: "email",
    ...(text && { text }),
    ...(id && { id }),
  });
  /** What relationships were told by signals alone; what facts tell is seen to elsewhere (tellFacts.test.ts). */
  const noticed = () => told.filter(([, { type }]) => type === "streak.noticed");
  const tell = (kind: FactKind, ...rows: readonly object[]) => importInto(archive, kind, rows);
  const due = async () =>
    (await archive.suggestions.due(new Date(now).toISOString(), "", 10)).map(({ client }) => client);
  const listed = (client: string, kind?: string) => archive.suggestions.list({ client, kind });
  const by = { id: "olga", role: "ops" } as const;
  const judged = { at: "2026-11-22T12:00:00.000Z", reason: null };

  it("R-DEC-1: facts make their client due, once looked at nobody is; strangers never are", async () => {
    expect(await due()).toEqual([]);
    await tell("interactions", wrote("c2", "10:00"), wrote("c1", "10:00"), wrote("stranger", "10:00"));
    expect(await due()).toEqual(["c1", "c2"]);
    const { looked, failed, next } = await eye().page();
    expect(looked.map(({ client }) => client).sort()).toEqual(["c1", "c2"]);
    expect({ failed, next }).toEqual({ failed: [], next: null });
    expect(await due()).toEqual([]);
    // What is known already is nothing new.
    await tell("interactions", wrote("c1", "10:00"));
    expect(await due()).toEqual([]);
    expect(await eye().look("stranger")).toBeNull();
  });

  it("R-DEC-1: one streak is told once, also when an earlier message comes to light, and grows with the later ones", async () => {
    told = [];
    await tell("interactions", wrote("c1", "10:01", undefined, "m1"), wrote("c1", "10:02", undefined, "m2"));
    await eye().page();
    const [streak] = await listed("c1", "streak");
    expect(noticed()).toMatchObject([
      ["c1", { type: "streak.noticed", occurredAt: "2026-11-20T10:02:00.000Z", actor: { role: "system" } }],
    ]);
    expect(noticed()[0]?.[1].data).toMatchObject({ streakId: streak?.id, messages: 3, channels: ["email"] });
    await tell("interactions", wrote("c1", "09:59"), wrote("c1", "10:09"));
    await eye().page();
    expect(noticed()).toHaveLength(1);
    expect(await listed("c1", "streak")).toMatchObject([
      { id: streak?.id, numbers: { messages: 5 }, taskId: null },
    ]);
  });

  it("R-DEC-8: a suggestion holds no words, opens a task, and does not come back once it was dismissed", async () => {
    await tell("interactions", wrote("c2", "12:00", "MARKER you idiots"));
    await eye().page();
    const [insult] = await listed("c2", "insult");
    expect(insult).toMatchObject({ state: "open", numbers: { category: "insult", messages: 1 } });
    expect(JSON.stringify(insult)).not.toMatch(/MARKER|idiot/);
    const tasks = () => archive.tasks.list({ client: "c2" });
    expect(await tasks()).toMatchObject([
      { kind: "suggestion", role: "ops", about: insult?.id, state: "open" },
    ]);
    expect(await archive.suggestions.judge(insult?.id ?? "", "dismissed", by, judged)).toBe(true);
    expect(await archive.suggestions.judge(insult?.id ?? "", "confirmed", by, judged)).toBe(false);
    expect(await tasks()).toMatchObject([{ state: "done", doneBy: "ops:olga" }]);

    await tell("interactions", wrote("c2", "12:30", "where is it"));
    await eye().page();
    expect(await listed("c2", "insult")).toMatchObject([{ state: "dismissed", actorId: "olga" }]);
    // Other words of that day are another matter.
    await tell("interactions", wrote("c2", "13:00", "morons"));
    await eye().page();
    expect((await listed("c2", "insult")).map(({ state }) => state)).toEqual(["open", "dismissed"]);
    expect(await tasks()).toHaveLength(2);
  });

  it("R-LIF-6: time alone makes a client due, and a payment takes the suggestion back", async () => {
    await tell("payments", { client: "c3", invoice: "i1", amount: "10", due: "2026-11-20" });
    expect((await eye().page()).looked).toMatchObject([{ client: "c3", added: 0 }]);
    now = Date.parse("2026-11-26T22:00:00Z");
    expect(await due()).toEqual([]);
    now = Date.parse("2026-11-27T12:00:00Z");
    expect(await due()).toEqual(["c3"]);
    expect((await eye().page()).looked).toMatchObject([{ client: "c3", added: 1 }]);
    expect(await listed("c3")).toMatchObject([
      { kind: "overdue", state: "open", numbers: { amount: 1_000 } },
    ]);
    expect(await due()).toEqual([]);
    await tell("payments", {
      client: "c3",
      invoice: "i1",
      amount: "10",
      due: "2026-11-20",
      paid: "2026-11-22",
    });
    await eye().page();
    expect(await listed("c3")).toMatchObject([{ state: "dismissed", actorRole: "system" }]);
    expect(await archive.tasks.list({ client: "c3", state: "open" })).toEqual([]);
    now = NOW;
  });

  it("R-LIF-0 a look that fails is made again, and tells nobody twice: what it tells is stamped once", async () => {
    await tell("interactions", wrote("c3", "08:00"), wrote("c3", "08:01"), wrote("c3", "08:02"));
    const why: (readonly [string, unknown])[] = [];
    const sent: Envelope[] = [];
    const down = new Attendant({
      archive,
      policy: () => policy,
      clock: () => now,
      failed: (...failed) => void why.push(failed),
      tell: async (_, event) => {
        sent.push(event);
        throw new Error("away");
      },
    });
    expect(await down.page()).toEqual({ looked: [], failed: ["c3"], next: null });
    expect(why).toEqual([["c3", new Error("away")]]);
    expect(await due()).toEqual(["c3"]);
    told = [];
    now += 60_000;
    // Each of the two waits with its first event until the other has one too: neither has looked before the other.
    const both = Promise.withResolvers<void>();
    let waiting = 0;
    const twin = () => {
      let isFirst = true;
      return new Attendant({
        archive,
        policy: () => policy,
        clock: () => now,
        async tell(client, event) {
          told.push([client, event]);
          if (!isFirst) return;
          isFirst = false;
          waiting += 1;
          if (waiting === 2) both.resolve();
          await both.promise;
        },
      });
    };
    await Promise.all([twin().page(), twin().page()]);
    now = NOW;
    expect(told.length).toBeGreaterThan(0);
    const [first] = sent;
    const again = told.filter(([, { eventId }]) => eventId === first?.eventId);
    expect(again).toHaveLength(2);
    for (const [, event] of again) expect(event).toEqual(first);
    expect(await listed("c3", "streak")).toHaveLength(1);
  });

  it("R-DEC-1, R-DEC-15: a judged streak that grows stays judged; another return is another matter", async () => {
    const [streak] = await listed("c1", "streak");
    await archive.suggestions.judge(streak?.id ?? "", "confirmed", by, judged);
    told = [];
    await tell("interactions", wrote("c1", "10:10"));
    const sold = { client: "c1", on: "2026-11-01", units: 1, amount: "10", cost: "5" };
    const back = (id: string) => ({ client: "c1", id, on: "2026-11-02", units: -1, amount: "-6", cost: "0" });
    await tell("purchases", sold, back("r1"));
    await eye().page();
    expect(noticed()).toEqual([]);
    expect(await listed("c1", "streak")).toMatchObject([{ state: "confirmed", numbers: { messages: 5 } }]);
    const [returns] = await listed("c1", "returns");
    expect(returns).toMatchObject({ facts: ["r1"], numbers: { cost: 600, margin: 500 } });
    await archive.suggestions.judge(returns?.id ?? "", "dismissed", by, judged);
    await tell("interactions", wrote("c1", "10:11"));
    await eye().page();
    expect(await listed("c1", "returns")).toHaveLength(1);
    await tell("purchases", back("r2"));
    await eye().page();
    expect(await listed("c1", "returns")).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ state: "open", facts: ["r2", "r1"] })]),
    );
  });

  it("facts that come in during a look make their client due again", async () => {
    const during = new Attendant({
      archive,
      policy: () => policy,
      clock: () => now,
      tell: async () => void (await tell("interactions", wrote("c1", "16:05"))),
    });
    await tell("interactions", wrote("c1", "16:00"), { ...wrote("c1", "16:01"), direction: "out" });
    await tell("interactions", ...["16:02", "16:03", "16:04"].map((at) => wrote("c1", at)));
    expect((await during.page()).looked).toMatchObject([{ client: "c1", told: 2 }]);
    expect(await due()).toEqual(["c1"]);
    await eye().page();
    expect((await listed("c1", "streak"))[0]).toMatchObject({ numbers: { messages: 4 } });
    expect(await due()).toEqual([]);
  });

  it("R-DEC-5 R-LIF-16: the journal tells what product answered, and when a relationship began anew", async () => {
    expect(await archive.suggestions.heardAt("c4")).toBeNull();
    const journal = journalOf("c4", [
      {},
      { type: "return.requested", outcome: "refused" },
      { type: "return.requested" },
      { type: "product.assessed", data: { about: "pears" } },
      { type: "call.made", data: { outcome: "reached" } },
      { type: "call.made", data: { outcome: "failed" } },
      { type: "message.received", outcome: "refused" },
      { type: "payment.received", data: { invoiceId: "i1" } },
    ]);
    const wants = (about: string, at: string) => ({
      client: "c4",
      id: `${about}.${at.slice(11, 13)}`,
      at,
      about,
      kind: "feature",
    });
    await archive.journal.record(journal.slice(0, 2));
    await tell("demands", wants("pears", hour(1)));
    await tell("hours", {
      client: "c4",
      role: "product",
      minutes: 60,
      kind: "development",
      day: "2026-11-02",
    });
    await tell("interactions", {
      client: "c4",
      at: hour(1),
      direction: "in",
      channel: "email",
      text: "idiots",
    });
    await eye().page();
    const development = (state: string) => ({ kind: "development", state, numbers: { about: ["pears"] } });
    expect(await listed("c4", "development")).toMatchObject([development("open")]);
    expect(await listed("c4", "insult")).toMatchObject([{ state: "open" }]);
    await archive.journal.record(journal.slice(2, 3));
    // It was wanted before the return: that is history.
    await eye().look("c4");
    expect(await listed("c4", "development")).toMatchObject([development("dismissed")]);
    expect(await listed("c4", "insult")).toMatchObject([{ state: "dismissed", actorRole: "system" }]);
    await archive.journal.record(journal.slice(3));
    expect(await archive.suggestions.heardAt("c4")).toBe(hour(4));
    await tell("payments", { client: "c4", invoice: "i1", amount: "10", due: "2026-11-01" });
    await tell("demands", wants("pears", hour(2)), wants("plums", hour(2)));
    await tell("hours", {
      client: "c4",
      role: "product",
      minutes: 30,
      kind: "development",
      day: "2026-11-03",
    });
    await eye().look("c4");
    expect(await listed("c4", "development")).toMatchObject([
      { state: "open", numbers: { about: ["plums"], minutes: 30 } },
      development("dismissed"),
    ]);
    expect(await archive.tasks.list({ client: "c4", state: "open" })).toMatchObject([
      { kind: "suggestion", role: "manager" },
    ]);
  });

  it("R-LIF-6: what is overdue stays so while the relationship stands still, and is noticed when it goes on", async () => {
    const journal = journalOf("c5", [{}, { to: { state: "offboarding" } }, {}]);
    await archive.journal.record(journal.slice(0, 1));
    await tell("payments", { client: "c5", invoice: "i1", amount: "10", due: "2026-11-01" });
    const overdue = async () => {
      await eye().look("c5");
      return (await listed("c5", "overdue")).map(({ state }) => state);
    };
    expect(await overdue()).toEqual(["open"]);
    await archive.journal.record(journal.slice(1, 2));
    expect(await overdue()).toEqual(["open"]);
    // An appeal was upheld.
    await archive.journal.record(journal.slice(2));
    expect(await overdue()).toEqual(["open"]);
    expect(await archive.tasks.list({ client: "c5", state: "open" })).toHaveLength(1);
  });

  it("words of an erased client are heard no more", async () => {
    const { interactions } = await archive.facts.of("c2");
    const refs = interactions.flatMap(({ textRef }) => textRef ?? []);
    expect((await archive.suggestions.textsOf("c2", refs)).size).toBe(3);
    expect((await archive.suggestions.textsOf("c1", refs)).size).toBe(0);
    expect((await listed("c2", "insult")).flatMap(({ words }) => words)).not.toEqual([]);
    const [insult] = await listed("c2", "insult");
    const messages = async () => (insult ? await eye().messages(insult) : []);
    expect(await messages()).toMatchObject([{ at: "2026-11-20T13:00:00.000Z", text: "morons" }]);
    await archive.vault.erase("c2");
    expect(await messages()).toMatchObject([{ at: "2026-11-20T13:00:00.000Z", text: null }]);
    expect(await archive.suggestions.textsOf("c2", refs)).toEqual(new Map());
    // Which word it was tells of the text.
    expect((await listed("c2", "insult")).flatMap(({ words }) => words)).toEqual([]);
    expect(await eye().look("c2")).toMatchObject({ added: 0 });
  });
});
