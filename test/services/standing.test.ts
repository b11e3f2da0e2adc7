import { afterAll, beforeAll, expect, it } from "vitest";
import { type Archive, openArchive } from "../../archive/open.ts";
import { DAY, type Entry, iso } from "../../machines/index.ts";
import { standings } from "../../services/standing.ts";
import { type Backend, backends } from "../support/archives.ts";
import { Relationship, T0 } from "../support/machine.ts";

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
