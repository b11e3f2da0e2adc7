import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DefaultLogger, Runtime } from "@temporalio/worker";
import { describe, expect, it } from "vitest";
import { rehearseOnMachine } from "../../rehearse/onMachine.ts";
import { BadStory } from "../../rehearse/story.ts";
import { baseOf, dateOf, firstMidnight, isBeginning } from "../../rehearse/time.ts";
import { rehearseOnServer } from "../../worker/onServer.ts";
import { briefArchive } from "../support/archives.ts";
import { sharedBundle, sharedServer } from "../support/temporal.ts";

async function file(name: string, text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "tenure-story-")), `${name}.yaml`);
  await writeFile(path, `title: A day of the calendar\nsource: [R-LIF-27]\n${text}`);
  return path;
}

/** Pays on a day that the client's calendar has come to, in a zone, and not on the next one. */
const paidOn = (begins: string, zone: string, at: string, day: string) => `begins: ${begins}
given: {contract: email, client: {zone: ${zone}}}
steps:
  - {at: ${at}, by: manager:mia, event: help.needed, data: {kind: call, nextOn: ${day}},
     expect: {effects: [openTask call ops]}}
`;

describe("a story that begins on a day of the calendar", () => {
  it.each([
    ["2036-02-29", true],
    ["2036-02-29T00:00+05:45", true],
    ["2036-02-29T12:30:00Z", true],
    ["2035-02-29", false],
    ["2036-02-29T25:00Z", false],
    ["2036-02-29T00:00", false],
    ["2036-02-29T00:00+14:00", false],
    ["1969-12-31", false],
    ["tomorrow", false],
  ])("R-LIF-27: begins: %s, %s", async (begins, taken) => {
    expect(isBeginning(begins)).toBe(taken);
    const story = await file("begins", `begins: ${begins}\nsteps: [{at: T0}]\n`);
    if (taken) expect(await rehearseOnMachine([story])).toMatchObject([{ passed: true }]);
    else await expect(rehearseOnMachine([story])).rejects.toThrow(/line 3, begins: a date like 2027-02-27/);
  });

  it("R-LIF-27: days of a story are dates of the zone that its first instant names", () => {
    const base = baseOf({ begins: "2036-02-28T00:00+05:45" });
    expect(new Date(base).toISOString()).toBe("2036-02-27T18:15:00.000Z");
    expect(new Date(firstMidnight(base)).toISOString()).toBe("2036-02-28T00:00:00.000Z");
    expect(dateOf("T1", base)).toBe("2036-02-29");
    expect(dateOf("T2 23:00", base)).toBe("2036-03-01");
  });

  it("R-LIF-27: a zone that there is none of is no client's, nor does a correction name one", async () => {
    const given = await file("zone", "given: {client: {zone: Europe/Berln}}\nsteps: [{at: T0}]\n");
    await expect(rehearseOnMachine([given])).rejects.toThrow(/client\.zone: an IANA time zone that there is/);
    const step = "{at: T0, by: ops:ann, event: contact.corrected, data: {zone: Europe/Berln}}";
    const corrected = await file("corrected", `steps:\n  - ${step}\n`);
    await expect(rehearseOnMachine([corrected])).rejects.toThrow(BadStory);
  });

  it("R-LIF-27: it plays on a real server in the time that it names, and before today on the machine alone", async () => {
    Runtime.install({ logger: new DefaultLogger("ERROR"), shutdownSignals: [] });
    const archive = await briefArchive();
    const said: string[] = [];
    try {
      const files = [
        await file("ahead", paidOn("2036-02-29", "America/New_York", "T1 02:00", "2036-02-29")),
        await file("far", paidOn("2099-12-31", "Asia/Kathmandu", "T0 18:30", "2100-01-01")),
        await file("before", paidOn("2020-02-29", "Asia/Kathmandu", "T0 18:30", "2020-03-01")),
      ];
      const options = { temporal: await sharedServer(), archive, bundle: await sharedBundle() };
      const played = await rehearseOnServer(files, { ...options, say: (line) => said.push(line) });
      const alone = await rehearseOnMachine(files);
      expect(played.map(({ differences }) => differences)).toEqual([[], [], []]);
      expect(played.map(({ path }) => path)).toEqual(alone.map(({ path }) => path));
      expect(said.filter((line) => line.includes("on the machine alone")).join()).toMatch(/before/);
    } finally {
      await archive.close();
    }
  }, 60_000);
});
