import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { announce } from "../../../worker/running.ts";
import { type Parts, startParts } from "../../support/engine.ts";
import { handoverOf } from "../../support/handover.ts";

const TENURE = fileURLToPath(new URL("../../../apps/cli/tenure.mjs", import.meta.url));
const run = promisify(execFile);

let parts: Parts;
let home: string;
let drive: ReturnType<typeof handoverOf>;
beforeAll(async () => {
  parts = await startParts();
  drive = handoverOf(parts);
  home = await mkdtemp(join(tmpdir(), "tenure-handover-"));
  const place = { pid: process.pid, temporal: "", namespace: "", ui: null, archive: "", startedAt: "" };
  await announce(home, { ...place, instance: "test", api: parts.url });
});
afterAll(async () => {
  await parts?.stop();
  await rm(home, { recursive: true, force: true });
});

const tenure = (...args: readonly string[]) =>
  run(process.execPath, [TENURE, ...args], { env: { ...process.env, TENURE_HOME: home, NO_COLOR: "1" } });

describe("the command line", () => {
  it("R-HND-2, R-HND-4 says why each provider fits, where a handover stands, and the links to hand on", async () => {
    const need = parts.name();
    const rows = ["near", "far"].map((id, n) => ({
      id: `${need}-${id}`,
      name: id,
      capabilities: [need],
      regions: n === 0 ? ["berlin"] : [],
      price: 150 - n,
      capacity: 1,
      contact: "desk",
      verifiedAt: "2026-11-01",
    }));
    await parts.call("POST", "/providers", "ops:olga", rows);
    const client = await drive.parting(need);
    const offered = await drive.until(client, "offered", "client");

    const match = await tenure("providers", "match", client, "--as", "manager:max");
    expect(match.stdout).toContain(
      `${client} needs ${need}, in berlin, for at most 200, verified at most 180`,
    );
    expect(match.stdout).toContain(`fits  ${need}-near, price 150`);
    expect(match.stdout).toMatch(
      /✗ R-HND-2 {3}it works where the client is {2}\[absent berlin; limit berlin/,
    );
    const other = await tenure(
      "providers",
      "match",
      client,
      "--as",
      "manager:max",
      "--regions",
      "x",
      "-o",
      "json",
    );
    expect(JSON.parse(other.stdout).matches.every(({ fits }: { fits: boolean }) => !fits)).toBe(true);

    const shown = await tenure("handover", client, "--as", "ops:olga");
    expect(shown.stdout).toContain("offered: the client decides whether, and what may go there");
    const [link = ""] = /http:\S+\/handover\/\S+/.exec(shown.stdout) ?? [];
    expect((await drive.open(new URL(link).pathname)).text).toContain("Moving to near");
    expect(offered.links[0]?.url.split("/handover/")[0]).toBe(parts.url);

    await expect(tenure("handover", client, "--as", "finance:fred")).rejects.toMatchObject({ code: 5 });
    await expect(tenure("handover", parts.name(), "--as", "ops:olga")).rejects.toMatchObject({ code: 4 });
  });
});
