import { afterAll, beforeAll, expect, it } from "vitest";
import { type Archive, openArchive } from "../../archive/open.ts";
import { DAY, type Entry, iso, relationshipDefinition } from "../../machines/index.ts";
import { envelopeOf } from "../../machines/step/step.ts";
import { registry } from "../../machines/versions/index.ts";
import { standings } from "../../services/standing.ts";
import { type Backend, backends } from "../support/archives.ts";
import { Relationship, T0 } from "../support/machine.ts";
import { beginnings, explore } from "../support/model.ts";

let backend: Backend;
let archive: Archive;
beforeAll(async () => {
  backend = await (backends[0] as (typeof backends)[number]).start();
  archive = await openArchive(await backend.place());
});
afterAll(async () => {
  await archive?.close();
  await backend?.stop();
});

it("R-HND-2 the view knows what was stated last, however long the journal is", async () => {
  const r = new Relationship();
  const entries: Entry[] = [r.last.entry];
  const say = (type: string, by: "sales:sam" | "ops:olga", data: object) =>
    entries.push(r.on(1, type, by, data).entry);
  say("needs.stated", "sales:sam", { needs: ["apples"] });
  // More than two pages of whatever reads it.
  for (let n = 0; n < 1_200; n += 1) say("feedback.received", "ops:olga", { ref: `f${n}`, good: true });
  say("needs.stated", "ops:olga", { needs: ["pears"], budget: 5 });
  await archive.journal.record(entries);
  const { of, view } = standings(archive);
  const now = iso(T0 + 2 * DAY);
  expect((await of(entries[0]?.client ?? ""))?.seq).toBe(entries.length);
  expect((await view(entries[0]?.client ?? "", now))?.needs).toMatchObject({ needs: ["pears"], budget: 5 });
  expect(await view("nobody", now)).toBeNull();
});

const definition = relationshipDefinition();
const reached = explore(definition, beginnings(definition), 450, () => {});

it.each(registry().known())(
  "R-LIF-0 a journal of machine $version is read on from any of its entries",
  async (ref) => {
    const machine = registry().machineOf(ref);
    if (!machine) throw new Error("this build has it");
    // Two regions take the event, and were not entered in the order of the chart.
    const life = [...reached.values()].find(({ steps }) => {
      const [before, last] = steps.slice(-2);
      return (
        last?.entry.type === "providers.matched" &&
        JSON.stringify(before?.stored.snapshot.value).includes("preparing") &&
        JSON.stringify(last.stored.snapshot.value).includes("found")
      );
    });
    const [opening, ...events] = (life?.steps ?? []).map(({ entry }) => entry);
    if (!opening) throw new Error("the walk comes there");
    const client = `read-on-${ref.version}`;
    let step = machine.begin(client, envelopeOf(opening), Date.parse(opening.recordedAt));
    const entries = [step.entry];
    for (const event of events.filter(({ type }) => !type.startsWith("deadline.")))
      for (step of machine.judge(step.stored, envelopeOf(event), Date.parse(event.recordedAt)))
        entries.push(step.entry);
    expect(entries.at(-1)).toMatchObject({ type: "providers.matched", outcome: "accepted", machine: ref });
    const { of } = standings(archive);
    for (const entry of entries) {
      await archive.journal.record([entry]);
      expect((await of(client))?.seq).toBe(entry.seq);
    }
  },
);
