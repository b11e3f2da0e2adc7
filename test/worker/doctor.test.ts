import { Connection } from "@temporalio/client";
import { msToTs } from "@temporalio/common/lib/time.js";
import { expect, onTestFinished, test } from "vitest";
import { type DoctorCheck, examine } from "../../worker/doctor.ts";
import { sharedServer, unique } from "../support/temporal.ts";

const named = (checks: readonly DoctorCheck[], name: string): DoctorCheck | undefined =>
  checks.find((check) => check.name === name);

test("a server of ours passes every check, with versions, clock and the checks made elsewhere", async () => {
  const more = [{ name: "archive", ok: true, says: "reached" }];
  const checks = await examine(await sharedServer(), { more });
  expect(checks.map(({ name, ok }) => [name, ok])).toEqual(
    ["Node", "connection", "versions", "namespace", "search attributes", "clock", "archive"].map((name) => [
      name,
      true,
    ]),
  );
  expect(named(checks, "versions")?.says).toMatch(/^server 1\.\d+\.\d+, TypeScript SDK 1\.\d+\.\d+$/);
  expect(named(checks, "clock")?.says).toMatch(/^the server's is \d+ ms (behind|ahead of) ours, ± \d+ ms$/);
});

test("missing search attributes are registered; one of another type is told with the type wanted", async () => {
  const temporal = await sharedServer();
  const connection = await Connection.connect(temporal.connectionOptions);
  onTestFinished(() => connection.close());
  // Namespaces of their own: the server is shared.
  const bare = await namespaceOn(connection);
  const found = await examine({ ...temporal, namespace: bare });
  expect(named(found, "search attributes")).toEqual({
    name: "search attributes",
    ok: true,
    says: "registered now: TenureState, TenureRung, TenureDue, TenureHold",
  });
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: bare });
  expect(customAttributes).toMatchObject({ TenureState: 2, TenureRung: 2, TenureDue: 6, TenureHold: 5 });

  const other = await namespaceOn(connection);
  await connection.operatorService.addSearchAttributes({
    namespace: other,
    searchAttributes: { TenureHold: 2 },
  });
  const clash = named(await examine({ ...temporal, namespace: other }), "search attributes");
  expect(clash).toMatchObject({ ok: false, remedy: expect.stringContaining("TenureHold as Bool") });
});

async function namespaceOn(connection: Connection): Promise<string> {
  const namespace = unique("doctor");
  const service = connection.workflowService;
  const workflowExecutionRetentionPeriod = msToTs("1 day");
  await service.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
  // The server's caches learn of it within seconds.
  await expect
    .poll(() => connection.operatorService.listSearchAttributes({ namespace }), { timeout: 20_000 })
    .toBeDefined();
  return namespace;
}

test("an unknown namespace, a clock that differs and a server that is not there are told with what to do", async () => {
  const temporal = await sharedServer();
  const lost = await examine({ ...temporal, namespace: "nowhere" });
  expect(named(lost, "namespace")).toMatchObject({
    ok: false,
    remedy: expect.stringContaining("namespace create"),
  });

  const early = await examine(temporal, { clock: () => Date.now() - 5_000 });
  expect(named(early, "clock")).toMatchObject({ ok: false, remedy: expect.stringContaining("NTP") });
  expect(named(early, "clock")?.says).toMatch(/(4|5)\d\d\d ms ahead of ours/);

  const gone = await examine(
    { ...temporal, address: "127.0.0.1:1", connectionOptions: { address: "127.0.0.1:1" } },
    { patience: 300 },
  );
  expect(gone.map(({ name, ok }) => [name, ok])).toEqual([
    ["Node", true],
    ["connection", false],
  ]);
});
