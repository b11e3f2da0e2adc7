// Who may signal which event, as the machine has it: every role and event, tried by the command line and the console. By the
// API: test/apps/api/access.test.ts.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EventType, eventData, eventSpec, eventTypes } from "../../machines/index.ts";
import { ACTING } from "../../services/access.ts";
import { commandHere, type Ended } from "../support/command.ts";
import { type Desk, startDesk } from "../support/console.ts";
import { soundData } from "../support/spoiling.ts";

let desk: Desk;
let client: string;
beforeAll(async () => {
  desk = await startDesk();
  client = await desk.opened();
}, 120_000);
afterAll(() => desk?.stop());

const STAFF = ACTING.filter((role) => role !== "client");
const personOf = (role: string): string => `${role}:${role === "client" ? client : "somebody"}`;
const forbidden = (role: (typeof ACTING)[number]): EventType[] =>
  eventTypes().filter((type) => !eventSpec(type).roles.includes(role));

/** A command, on the desk's engine. */
const tenure = (...args: string[]): Promise<Ended> =>
  commandHere(["--url", desk.parts.url, ...args], { NO_COLOR: "1" });

describe("R-ROL-1: who may signal which event, by the command line", () => {
  it.each(STAFF)("%s is told of every event whether it is for this role", async (role) => {
    const { code, out, err } = await tenure("allowed", client, "--as", personOf(role));
    expect(code, err).toBe(0);
    const [, others = ""] = out.split("Not for this role");
    const told = others
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
    expect(told.sort()).toEqual(
      forbidden(role)
        .map((type) => `${type} (${eventSpec(type).roles.join(", ")})`)
        .sort(),
    );
  });

  it.each(ACTING)("%s is refused every event that is not for it", async (role) => {
    const before = (await desk.parts.archive.journal.timeline(client)).length;
    for (const type of forbidden(role)) {
      const data = type === "dossier.compiled" ? {} : soundData(eventData(type));
      const reason = ["--reason", "to see whether it is let through"];
      const given = ["--data", JSON.stringify(data), ...reason];
      const { code, out } = await tenure("apply", client, type, "--as", personOf(role), ...given);
      expect(code, `${role} ${type}: ${out}`).toBe(5);
      expect(out).toContain(`may signal ${type}`);
    }
    const entries = (await desk.parts.archive.journal.timeline(client)).slice(before);
    expect(entries.map(({ type, outcome }) => `${type} ${outcome}`)).toEqual(
      forbidden(role).map((type) => `${type} refused`),
    );
  });
});

describe("R-ROL-1: who may signal which event, by the console", () => {
  it.each(STAFF)("%s is offered no event that is not for it, and told whose each is", async (role) => {
    const { page, faults } = await desk.sit({ as: personOf(role) });
    await page.goto(`clients/${client}`);
    await page.locator("section[aria-labelledby=not-now]").waitFor();
    const shown = async (where: string) =>
      (
        await page.locator(where).evaluateAll((all) => all.map((one) => one.getAttribute("data-event")))
      ).sort();
    expect(await shown("section[aria-labelledby=not-now] > details [data-event]")).toEqual(
      forbidden(role).sort(),
    );
    const offered = await shown("section[aria-labelledby=allowed] [data-event]");
    expect(offered.filter((type) => forbidden(role).some((one) => one === type))).toEqual([]);
    expect(await shown("[data-event]")).toEqual([...eventTypes()].sort());
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
