import { describe, expect, it } from "vitest";
import type { Entry } from "../../../../machines/index.ts";
import { MemoryArchive } from "../../../../rehearse/memory.ts";
import { compile } from "../../../../services/compileDossier.ts";
import { AT, entry, POLICY } from "../../../insight/dossier/given.ts";

const OPENING = {
  zone: "UTC",
  currency: "EUR",
  policy: POLICY,
  contract: { signedAt: "2024-01-31T10:00:00.000Z" },
};
const opened = {
  ...entry("feedback.received", { ref: "x", good: true }),
  type: "relationship.opened",
  data: OPENING,
};
const journal = (...entries: readonly Entry[]) => [opened as unknown as Entry, ...entries];

describe("a dossier from an archive", () => {
  const signed = entry("contract.signed", {} as never, "2025-02-01T10:00:00.000Z");
  const returned = entry("return.requested", {}, "2026-01-01T10:00:00.000Z");
  const won = entry("winback.accepted", {} as never, "2026-03-01T10:00:00.000Z");
  it.each([
    ["as it was opened", journal(), AT, OPENING.contract.signedAt],
    ["since it was signed", journal(signed), AT, signed.at],
    ["not signed yet then", journal(signed), "2025-01-01T00:00:00.000Z", OPENING.contract.signedAt],
    ["none since the return", journal(signed, returned), AT, null],
    ["before the return", journal(signed, returned), "2025-12-31T00:00:00.000Z", signed.at],
    ["anew since the win-back", journal(signed, won), AT, won.at],
  ])("R-DEC-9: the contract counts as the machine counts it: %s", async (_, entries, at, signedAt) => {
    const archive = new MemoryArchive(entries).asArchive;
    expect(await compile(archive, "c1", at)).toMatchObject({ signedAt });
  });

  it("R-DEC-5: other clients who want the same are those of the moment, with whatever they demanded anew", async () => {
    const archive = new MemoryArchive(journal());
    const demands = [
      { client: "c1", id: "d1", day: 1 },
      { client: "c2", id: "d1", day: 1, accepted: "apples" },
      { client: "c2", id: "d2", day: 2 },
      { client: "c3", id: "d1", day: 1 },
      { client: "c3", id: "d2", day: 2, accepted: "apples" },
    ].map(({ day, ...row }, n) => ({
      line: n + 1,
      value: { ...row, at: `2026-11-0${day}T10:00:00Z`, about: "pears", kind: "feature" },
    }));
    archive.take("demands", demands, Date.parse(AT), "EUR");
    const others = async (at: string) => (await compile(archive.asArchive, "c1", at)).sums.demand?.others;
    expect(await others("2026-11-01T12:00:00.000Z")).toBe(1);
    expect(await others(AT)).toBe(1);
    expect(await archive.asArchive.facts.othersWanting("c9", "pears", AT)).toBe(2);
  });
});
