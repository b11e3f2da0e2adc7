import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Archive, openArchive } from "../../archive/open.ts";
import { gather } from "../../handover/package/gather.ts";
import { type Backend, backends } from "../support/archives.ts";
import { journalOf, type Said } from "../support/entries.ts";

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

const statement = fc.record({
  type: fc.constantFrom("intake.assessed", "needs.stated", "return.requested", "feedback.received"),
  data: fc.record({ needs: fc.array(fc.constantFrom("apples", "pears"), { maxLength: 2 }) }),
  outcome: fc.constantFrom("accepted", "accepted", "refused"),
}) satisfies fc.Arbitrary<Said>;

it("R-HND-3 R-HND-4 exports the needs that were stated last, whichever event stated them", async () => {
  let clients = 0;
  const given = fc.array(statement, { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(given, async (said) => {
      clients += 1;
      const client = `n${clients}`;
      await archive.journal.record(journalOf(client, [{}, ...said]));
      const counts = said.filter(({ outcome }) => outcome === "accepted");
      const since = counts.slice(counts.findLastIndex(({ type }) => type === "return.requested") + 1);
      const last = since.findLast(({ type }) => type === "intake.assessed" || type === "needs.stated");
      const { needs } = await gather(archive, client, ["needs"]);
      expect(needs?.map((row) => row.needs)).toEqual(last ? [last.data.needs] : []);
    }),
    { numRuns: 60 },
  );
});
