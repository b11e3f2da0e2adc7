import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scripted, type World } from "../../activities/adapters/scripted.ts";
import { systemPorts } from "../../activities/adapters/system.ts";
import { type Activities, activities } from "../../activities/index.ts";
import type { EffectOf, Result } from "../../activities/ports.ts";
import { type Archive, openArchive } from "../../archive/open.ts";
import { commitment } from "../../archive/seal.ts";
import {
  type Effect,
  type EffectType,
  effectTypes,
  isKept,
  type WorldEffect,
} from "../../machines/effects.ts";
import { type Backend, backends } from "../support/archives.ts";
import { hour, journalOf } from "../support/entries.ts";

const AT = hour(100);

type Params = { readonly [T in EffectType]: EffectOf<T>["params"] };

/** One sound example of every effect. */
const examples: Params = {
  sendNotice: {
    notice: "N4",
    channel: "email",
    slots: { n: 1, of: 2, happenedAt: AT, appealDays: 14 },
    about: "d3",
  },
  openTask: { kind: "call", role: "ops", dueAt: hour(172), about: "d3", points: ["talk through each point"] },
  closeTasks: { about: "d3", kind: null },
  restrictChannels: { allowed: ["post"] },
  liftRestriction: {},
  recordNote: { note: "formal, to the point" },
  pointToChannel: { channel: "chat", open: "post" },
  freezeDossier: { dossierId: "dos1", decisionId: "d3" },
  stopWork: { cause: "arrears" },
  resumeWork: {},
  raiseAlert: { what: "a loss waits for a decision", about: "f1" },
  stopMailings: {},
  suppressContact: {},
  allowContact: {},
  matchProviders: { needs: ["tyres"], verifiedDays: 180 },
  offerProvider: { providerId: "p1" },
  askProvider: { providerId: "p1", items: ["contacts"], needs: ["tyres"], regions: [] },
  exportData: { providerId: "p1", items: ["contacts"] },
  revokeAccess: { providerId: "p1" },
  exportPlain: {},
  planMove: { providerId: "p1", dueAt: "2026-12-31T00:00:00.000Z" },
};

const effectOf = (id: string, type: EffectType, params: Effect["params"] = examples[type]): Effect =>
  ({ id, type, params }) as Effect;

describe.each(backends)("the activities on $name", ({ start }) => {
  let backend: Backend;
  let archive: Archive;
  let effects: Activities;
  const worlds = new Map<string, World>();
  let clients = 0;

  beforeAll(async () => {
    backend = await start();
    archive = await openArchive(await backend.place());
    effects = activities(scripted(systemPorts(archive), (client) => worlds.get(client)));
  });
  afterAll(async () => {
    await archive?.close();
    await backend?.stop();
  });

  /** A client whose relationship is in the archive. */
  async function newClient(world?: World): Promise<string> {
    const client = `h${++clients}`;
    if (world) worlds.set(client, world);
    await archive.journal.record(journalOf(client, [{}]));
    return client;
  }
  /** Carries an effect out, as an activity, or, where it is a row, as `record` does. */
  const run = async (effect: Effect, at = AT): Promise<Result | null> => {
    const { type } = effect;
    if (!isKept(type)) return effects[type as WorldEffect](effect as never, at);
    await archive.effects.keep([{ effect, at }]);
    return null;
  };

  /** Everything in the archive about a client that an effect may have changed. */
  const traces = async (client: string) => ({
    effects: await archive.effects.list(client),
    tasks: await archive.tasks.list({ client }),
    notices: await archive.outbox.list(client),
    measures: await archive.effects.measures(client),
  });

  it.each(effectTypes())(
    "carry out %s once: a repetition has the same result and changes nothing",
    async (type) => {
      const client = await newClient();
      const effect = effectOf(`${client}/2/0`, type);
      const first = await run(effect);
      const after = await traces(client);
      expect(await run(effect, hour(500))).toEqual(first);
      expect(await Promise.all([run(effect), run(effect)])).toEqual([first, first]);
      expect(await traces(client)).toEqual(after);
      expect(after.effects).toEqual([
        { id: effect.id, type, params: examples[type], at: AT, settledAt: AT, result: first },
      ]);
    },
  );

  it("refuse an effect that is not what it says it is, and name the fault only", async () => {
    const client = await newClient();
    const effect = effectOf(`${client}/2/0`, "recordNote", { note: "x", author: "Mary Poppins" } as never);
    await expect(run(effect)).rejects.toThrow(
      expect.objectContaining({ type: "MalformedEffect", nonRetryable: true }),
    );
    await expect(run(effect)).rejects.not.toThrow("Mary");
    expect((await traces(client)).effects).toEqual([]);
  });

  it("capture a notice in the client's words and language, and report it as delivered at once", async () => {
    const client = await newClient();
    const textRef = await archive.vault.put(client, "text", "это невыносимо");
    await archive.vault.setName(client, "Ada");
    const params = { ...examples.sendNotice, slots: { ...examples.sendNotice.slots, said: textRef } };
    const effect = effectOf(`${client}/2/0`, "sendNotice", params);
    const told = await run(effect);
    // The event names the words that were sent, by an id that commits to them.
    const wordsRef = (await archive.outbox.list(client))[0]?.vaultId ?? "";
    const disclosed = await archive.vault.disclose(wordsRef);
    expect(disclosed && commitment(disclosed)).toBe(wordsRef);
    expect(told).toEqual({
      type: "notice.delivered",
      data: { effectId: effect.id, notice: "N4", channel: "email", deliveredAt: AT, wordsRef },
    });
    expect(await archive.outbox.list(client)).toEqual([
      {
        id: effect.id,
        client,
        notice: "N4",
        channel: "email",
        locale: "en",
        status: "captured",
        cause: null,
        at: AT,
        vaultId: wordsRef,
      },
    ]);
    const words = await archive.outbox.read(effect.id);
    expect(words?.subject).toBe("Warning 1 of 2");
    expect(words?.body).toMatch(/^Hello Ada,\n\nOn .* with these words: “это невыносимо”\./);
    // The effect, which the history keeps too, holds the id only.
    expect(JSON.stringify(await archive.effects.list(client))).not.toContain("невыносимо");
  });

  it("R-LIF-20 follow the script of a story: a channel bounces, is silent, or delivers", async () => {
    const client = await newClient({ channels: { email: "bounces", chat: "silent", phone: "unknown" } });
    const send = (n: number, channel: "email" | "chat" | "post" | "phone") =>
      run(effectOf(`${client}/2/${n}`, "sendNotice", { ...examples.sendNotice, channel }));
    const report = { notice: "N4" };
    expect(await send(0, "email")).toEqual({
      type: "notice.failed",
      data: {
        ...report,
        effectId: `${client}/2/0`,
        channel: "email",
        cause: "bounced",
        wordsRef: expect.stringMatching(/^v_/),
      },
    });
    expect(await send(1, "chat")).toBeNull();
    expect(await send(2, "post")).toMatchObject({ type: "notice.delivered", data: { channel: "post" } });
    expect(await send(3, "phone")).toMatchObject({ type: "notice.unknown", data: { cause: "no-answer" } });
    const statuses = (await archive.outbox.list(client)).map(({ status, cause }) => [status, cause]);
    expect(statuses).toEqual([
      ["failed", "bounced"],
      ["sent", null],
      ["captured", null],
      ["unknown", "no-answer"],
    ]);
  });

  it("try a notice again while the archive does not hold the relationship", async () => {
    await expect(run(effectOf("nobody/2/0", "sendNotice"))).rejects.toThrow(
      expect.objectContaining({ type: "NotRecorded", nonRetryable: false }),
    );
  });

  it("R-HND-2 match providers by needs, region, capacity and date, the best price first", async () => {
    const provider = (id: string, change: object = {}) => ({
      id,
      name: id,
      capabilities: ["tyres", "brakes"],
      regions: ["berlin"],
      price: 100,
      capacity: 1,
      contact: "desk",
      verifiedAt: AT,
      ...change,
    });
    const daysBefore = (days: number, ms = 0) =>
      new Date(Date.parse(AT) - days * 86_400_000 - ms).toISOString();
    const rows = [
      provider("dear", { price: 101 }),
      provider("b-same"),
      provider("a-same"),
      provider("last-day", { price: 99, verifiedAt: daysBefore(180) }),
      provider("too-old", { verifiedAt: daysBefore(180, 1) }),
      provider("full", { capacity: 0 }),
      provider("no-brakes", { capabilities: ["tyres"] }),
      provider("elsewhere", { regions: ["paris"] }),
    ];
    const match = async (client: string, needs: string[]) => {
      const result = await run(effectOf(`${client}/2/0`, "matchProviders", { needs, verifiedDays: 180 }));
      return result?.type === "providers.matched" ? result.data.candidates : null;
    };
    await archive.providers.importProviders(rows);
    const here = ["last-day", "a-same", "b-same", "dear"];
    expect(await match(await newClient(), ["tyres", "brakes", "region:berlin"])).toEqual(here);
    expect(await match(await newClient(), ["tyres", "region:paris"])).toEqual(["elsewhere"]);
    expect(await match(await newClient(), ["tyres"])).toEqual([
      "last-day",
      "a-same",
      "b-same",
      "elsewhere",
      "no-brakes",
      "dear",
    ]);
    expect(await match(await newClient(), ["pears"])).toEqual([]);
    // A story brings its own providers.
    expect(await match(await newClient({ providers: [] }), ["tyres"])).toEqual([]);
    expect(await match(await newClient({ providers: [provider("own")] }), ["tyres"])).toEqual(["own"]);
  });

  it("give the steps of a handover and alerts to people, with what is to be done", async () => {
    const client = await newClient();
    const types = ["offerProvider", "exportData", "exportPlain", "raiseAlert"] as const;
    for (const [n, type] of types.entries()) expect(await run(effectOf(`${client}/2/${n}`, type))).toBeNull();
    const tasks = await archive.tasks.list({ client });
    expect(tasks.map(({ kind, role, about, dueAt, state }) => [kind, role, about, dueAt, state])).toEqual([
      ["alert", "manager", "f1", AT, "open"],
      // A later step of a handover ends the task of the one before.
      ["handover", "ops", "p1", null, "done"],
      ["handover", "ops", "p1", null, "done"],
      ["handover", "ops", null, null, "open"],
    ]);
    expect(tasks.map(({ points }) => points[0]).join()).toContain("agreed to, and nothing else");
    expect(await archive.tasks.list({ client, role: "manager" })).toHaveLength(1);
    expect(await archive.tasks.list({ client, dueBefore: hour(101) })).toHaveLength(1);
    expect(await archive.tasks.list({ client, dueBefore: AT })).toHaveLength(0);
  });

  it("leave a task to the person who does it", async () => {
    const client = await newClient();
    const id = `${client}/2/0`;
    await run(effectOf(id, "openTask"));
    expect(await archive.tasks.done(id, "ops:ben", hour(101))).toBe(true);
    expect(await archive.tasks.done(id, "ops:eve", hour(102))).toBe(false);
    await run(effectOf(`${client}/3/0`, "closeTasks"));
    expect(await archive.tasks.list({ client, state: "open" })).toEqual([]);
    expect(await archive.tasks.list({ client, state: "done" })).toMatchObject([
      { id, state: "done", doneBy: "ops:ben", doneAt: hour(101) },
    ]);
    const other = `${client}/4/0`;
    await run(effectOf(other, "openTask"));
    await run(effectOf(`${client}/5/0`, "closeTasks"));
    expect(await archive.tasks.done(other, "ops:ben", hour(103))).toBe(false);
    expect(await archive.tasks.list({ client, state: "closed" })).toMatchObject([
      { id: other, state: "closed" },
    ]);
  });

  it("come to the same end in whatever order effects run, and however often", async () => {
    const step = fc.oneof(
      fc
        .record({ about: fc.constantFrom("d1", "d2", null), kind: fc.constantFrom("call", "judge") })
        .map(({ about, kind }) => ["openTask", { ...examples.openTask, about, kind }] as const),
      fc
        .record({ about: fc.constantFrom("d1", "d2", null), kind: fc.constantFrom("call", null) })
        .map((params) => ["closeTasks", params] as const),
      fc.constantFrom("post", "chat").map((channel) => ["restrictChannels", { allowed: [channel] }] as const),
      fc
        .constantFrom<EffectType>(
          "liftRestriction",
          "stopWork",
          "resumeWork",
          "stopMailings",
          "suppressContact",
          "allowContact",
          "recordNote",
        )
        .map((type) => [type, examples[type]] as const),
    );
    const plan = fc
      .array(step, { minLength: 1, maxLength: 10 })
      .chain((steps) =>
        fc.tuple(
          fc.constant(steps),
          fc.shuffledSubarray([...steps.keys(), ...steps.keys()], { minLength: 0 }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(plan, async ([steps, order]) => {
        const [inOrder, shuffled] = [await newClient(), await newClient()];
        // Two effects an entry, so that both parts of an effect's place count.
        const effects = (client: string) =>
          steps.map(([type, params], i) =>
            effectOf(`${client}/${2 + Math.floor(i / 2)}/${i % 2}`, type, params as Effect["params"]),
          );
        for (const effect of effects(inOrder)) await run(effect);
        const other = effects(shuffled);
        for (const index of [...order, ...steps.keys()]) {
          const effect = other[index];
          if (effect) await run(effect);
        }
        const seen = async (client: string) =>
          JSON.parse(JSON.stringify(await traces(client)).replaceAll(`"${client}`, '"c'));
        expect(await seen(shuffled)).toEqual(await seen(inOrder));
        expect(await expected(inOrder, steps)).toEqual(await actual(inOrder));
      }),
      { numRuns: 30 },
    );
  });

  type Plan = readonly (readonly [EffectType, object])[];

  /** What a reader of the effects, in their order, would say. */
  async function expected(client: string, steps: Plan) {
    const open = new Map<number, { about: string | null; kind: string }>();
    let channels: unknown = null;
    let [work, mailings, contact] = [false, false, false];
    for (const [i, [type, params]] of steps.entries()) {
      const said = params as { about: string | null; kind: string; allowed: unknown };
      if (type === "openTask") open.set(i, said);
      if (type === "closeTasks")
        for (const [at, task] of open)
          if ((said.about === null || said.about === task.about) && (said.kind ?? task.kind) === task.kind)
            open.delete(at);
      if (type === "restrictChannels") channels = said.allowed;
      if (type === "liftRestriction") channels = null;
      if (type === "stopWork" || type === "resumeWork") work = type === "stopWork";
      if (type === "stopMailings" || type === "allowContact") mailings = type === "stopMailings";
      if (type === "suppressContact" || type === "allowContact") contact = type === "suppressContact";
    }
    const ids = [...open.keys()].map((i) => `${client}/${2 + Math.floor(i / 2)}/${i % 2}`);
    return { open: ids.sort(), channels, work, mailings, contact };
  }
  async function actual(client: string) {
    const open = (await archive.tasks.list({ client, state: "open" })).map(({ id }) => id).sort();
    const { channels, workStopped, mailingsStopped, contactSuppressed } =
      await archive.effects.measures(client);
    return { open, channels, work: workStopped, mailings: mailingsStopped, contact: contactSuppressed };
  }

  it("record entries, recall them by their event, and return what stands where another history would have gone", async () => {
    const client = `h${++clients}`;
    const entries = journalOf(client, [{}, {}]);
    expect(await effects.record(entries)).toBeNull();
    expect(await effects.record(entries)).toBeNull();
    expect(await effects.recall(client, [entries[1]?.eventId ?? ""])).toEqual([entries[1]]);
    expect(await effects.record(journalOf(client, [{ policy: "other" }]))).toEqual(entries);
    expect(await effects.entriesAfter(client, 1)).toEqual(entries.slice(1));
  });
});
