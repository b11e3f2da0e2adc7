import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDesk } from "../../../apps/cli/actions/demoDesk.ts";
import { apiAt } from "../../../apps/cli/api.ts";
import { type DemoMail, openDemoMail } from "../../../apps/cli/demoMail.ts";
import { taskKinds } from "../../../machines/index.ts";
import { type Cli, jsonOf, openCli, type Upped } from "../../support/cli.ts";

describe("tenure tasks", () => {
  let cli: Cli;
  let mail: DemoMail;
  let upped: Upped;
  beforeAll(async () => {
    cli = await openCli();
    mail = await openDemoMail();
    upped = await cli.up(mail.env);
    await openDesk(apiAt(upped.place.api, "ops:demo"), true);
  }, 180_000);
  afterAll(async () => {
    await cli?.run(["down"]);
    await mail?.close();
    await cli?.close();
  });

  const list = async (...more: readonly string[]) =>
    jsonOf(await cli.run(["tasks", "list", "-o", "json", ...more]));

  it("R-TSK-2: after the demo there is something to do of every kind, each with what completes it", async () => {
    const items = await list();
    const kinds = new Set(items.map(({ kind }) => kind));
    expect(taskKinds().filter((kind) => !kinds.has(kind))).toEqual([]);
    for (const kind of ["alert", "suggestion", "waiting"]) expect(kinds).toContain(kind);
    for (const { command, says } of items) {
      expect(command).toMatch(/^tenure /);
      expect(says).not.toBe("");
    }
    const before = await cli.run(["list", "-o", "json"]);
    await openDesk(apiAt(upped.place.api, "ops:demo"), true);
    expect((await cli.run(["list", "-o", "json"])).out).toBe(before.out);
  }, 60_000);

  it("R-TSK-1: lists, takes, gives back, assigns, puts off and closes, and says in words why not", async () => {
    const table = (await cli.run(["tasks", "--role", "senior"])).out;
    expect(table).toMatch(/^task +kind +for +due +taken +what +command$/m);
    expect(table).toContain("tenure apply desk-appeal appeal.upheld --as senior:… --field decisionId=d3");
    expect(table).toMatch(/open, the oldest 0 days old; \d+ overdue, \d+ not taken, 0 yours, 0 put off/);
    const [{ id }] = await list("--kind", "rotate");
    const run = (...args: readonly string[]) => cli.run(["tasks", ...args]);
    expect(await run("claim", id)).toMatchObject({ code: 2 });
    expect(await run("claim", id, "--as", "ops:ann")).toMatchObject({ code: 5 });
    expect((await run("claim", id, "--as", "manager:max")).out).toContain("manager:max");
    expect(await list("--mine", "--as", "manager:max")).toMatchObject([{ id }]);
    expect(await run("--mine")).toMatchObject({ code: 2 });
    expect(await run("assign", id, "--to", "manager:mia", "--as", "manager:max")).toMatchObject({ code: 0 });
    expect(await run("release", id, "--as", "manager:mia")).toMatchObject({ code: 0 });
    expect(await run("snooze", id, "--until", "7d", "--as", "manager:mia")).toMatchObject({ code: 2 });
    const off = ["snooze", id, "--until", "7d", "--reason", "waits for the fair", "--as", "manager:mia"];
    expect(await run(...off)).toMatchObject({ code: 0 });
    expect(await list("--kind", "rotate")).toEqual([]);
    expect(await list("--kind", "rotate", "--snoozed")).toMatchObject([{ id, snoozedBy: "manager:mia" }]);
    expect(await run("done", id, "--as", "manager:mia")).toMatchObject({ code: 2 });
    const done = await run("done", id, "--reason", "Bob has taken over", "--as", "manager:mia");
    expect(done).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^closed {2}rotate of desk-help, entry \d+/),
    });
    expect(await run("show", id)).toMatchObject({
      err: expect.stringContaining("done already, by manager:mia"),
    });
    expect(await run("show", "desk-help/99/9")).toMatchObject({ code: 4 });
  }, 60_000);

  it("shows a relationship with what is open in it, and R-TSK-6 what became of reports", async () => {
    const { out } = await cli.run(["show", "desk-appeal"]);
    expect(out).toMatch(/^open +id +since +waits for +command$/m);
    expect(out).toMatch(/^appeal +d3 .* senior .*appeal\.upheld/m);
    expect(out).toMatch(/^decision +d3 .*warning for conduct, standing/m);
    const reports = (await cli.run(["tasks", "reported", "--as", "ops:olga"])).out;
    expect(reports).toMatch(/^desk-reported +incident i1 .*waits: somebody else has to confirm/m);
    expect(reports).toMatch(/^desk-ours +incident i1 .*a fault of ours explains it.* manager:max /m);
    expect(reports).toMatch(/^desk-help +asked off .*a manager looks for a colleague/m);
  }, 60_000);
});
