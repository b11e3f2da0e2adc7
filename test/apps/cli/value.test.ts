import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Client, Connection } from "@temporalio/client";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Cli, jsonOf, openCli } from "../../support/cli.ts";

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli?.close());

const dayAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

it("R-DEC-11 R-REP-1 is Temporal's to start, and what is new is told through the engine's own queue", async () => {
  const { place } = await cli.up();
  const done = async (...args: readonly string[]) => {
    const ended = await cli.run(args);
    expect(ended, args.join(" ")).toMatchObject({ code: 0 });
    return ended;
  };
  expect(await cli.run(["value", "show", "--as", "manager:max"])).toMatchObject({ code: 4 });
  await done("open", "c1", "--as", "ops:olga", "--contract", "k-17");
  const facts = {
    purchases: { client: "c1", on: dayAgo(9), units: 1, amount: "500.00", cost: "120.00" },
    hours: { client: "c1", role: "ops", minutes: 61, kind: "service", day: dayAgo(8) },
  };
  for (const [kind, row] of Object.entries(facts)) {
    const file = join(cli.home, `${kind}.jsonl`);
    await writeFile(file, JSON.stringify(row));
    await done("import", kind, file);
  }

  const connection = await Connection.connect({ address: place.temporal });
  try {
    const client = new Client({ connection, namespace: place.namespace });
    const nightly = client.schedule.getHandle("value/tenure");
    expect((await nightly.describe()).spec.calendars).toMatchObject([{ hour: [{ start: 2 }] }]);
    await nightly.trigger();
    const workflowId = await vi.waitFor(
      async () => {
        const started = (await nightly.describe()).info.recentActions.at(-1)?.action;
        if (started?.type !== "startWorkflow") throw new Error("not started yet");
        return started.workflow.workflowId;
      },
      { timeout: 30_000, interval: 200 },
    );
    // Of the day that has ended.
    expect(await client.workflow.getHandle(workflowId).result()).toEqual({
      day: dayAgo(1),
      clients: 1,
      told: 1,
      failed: [],
    });
  } finally {
    await connection.close();
  }
  const journal = jsonOf(await done("timeline", "c1", "--as", "manager:max", "-o", "json"));
  expect(journal.map(({ type, outcome, data }) => [type, outcome, data?.tier])).toEqual([
    ["relationship.opened", "accepted", undefined],
    ["tier.assigned", "accepted", "high"],
  ]);

  // Whoever runs it by hand has the day so far, and the relationship nothing new to hear.
  const [made] = jsonOf(await done("value", "run", "--as", "manager:max", "-o", "json"));
  expect(made).toMatchObject({ day: dayAgo(0), clients: 1, told: 0, failed: [] });
  const [before] = jsonOf(
    await done("value", "run", "--at", dayAgo(20), "--as", "finance:fay", "-o", "json"),
  );
  expect(before).toMatchObject({ day: dayAgo(20), clients: 0, told: 0 });

  const shown = await done("value", "show", "c1", "--as", "manager:max");
  expect(shown.out).toMatch(/c1 +EUR, high, core, 47 points/);
  expect(shown.out).toMatch(/− service +30\.50\n.*− goods +120\.00\n.*profit +349\.50\n/);
  const [{ values }] = jsonOf(await done("value", "show", "c1", "--as", "manager:max", "-o", "json"));
  expect(values).toMatchObject([{ revenue: 50_000, cost: 15_050, profit: 34_950, net: 34_950, score: 47 }]);
  const all = await done("value", "show", "--as", "auditor:ada");
  expect(all.out).toMatch(/EUR +1 +500\.00 +150\.50 +349\.50 +349\.50 +high 1, mid 0, low 0 +core 1/);

  const refused = async (code: number, ...args: readonly string[]) =>
    expect(await cli.run(["value", ...args]), args.join(" ")).toMatchObject({ code });
  await refused(5, "show", "c1", "--as", "ops:olga");
  await refused(5, "run", "--as", "auditor:ada");
  await refused(4, "show", "c1", "--at", dayAgo(20), "--as", "manager:max");
  await refused(2, "run", "--at", "2126-01-01", "--as", "manager:max");
  await refused(2, "show", "--at", "2026-02-30", "--as", "manager:max");
});
