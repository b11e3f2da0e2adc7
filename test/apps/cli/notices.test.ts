import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ClientView } from "../../../apps/api/schemas.ts";
import { apiAt, clientPath } from "../../../apps/cli/api.ts";
import { NOTICES } from "../../../texts/notices/points.ts";
import { type Cli, jsonOf, openCli, type Upped } from "../../support/cli.ts";

let cli: Cli;
let engine: Upped;
beforeAll(async () => {
  cli = await openCli();
  engine = await cli.up({ TENURE_COMPANY: "Example Works", TENURE_CONTACT: "hello@example.org" });
}, 120_000);
afterAll(async () => {
  await cli.run(["down"]);
  await engine.ended;
  await cli.close();
}, 60_000);

async function ok(...args: readonly string[]): Promise<string> {
  const { code, out, err } = await cli.run(args);
  expect(code, err).toBe(0);
  return out;
}

const words = [
  "--field",
  "textRef=keep to the import",
  "--field",
  "matterRef=the import",
  "--field",
  "kind=tone",
];
const boundary = ["boundary.stated", "--as", "ops:olga", ...words];

describe("tenure notice", () => {
  it("lists every notice, and shows one in every case", async () => {
    const listed = jsonOf(await cli.run(["notice", "list", "-o", "json"]));
    expect(listed.map(({ notice }) => notice)).toEqual(NOTICES);
    expect(await ok("notice", "list")).toMatch(/^N3 .*We can’t accept this tone .*Такой тон недопустим$/m);
    const shown = await ok("notice", "show", "N4", "--lang", "ru");
    expect(shown).toMatch(/^Предупреждение 1 из 2$/m);
    expect(shown).toMatch(/^Предупреждение 2 из 2$/m);
    const unknown = await cli.run(["notice", "show", "N16"]);
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.err).toContain("N1, N2");
  });

  it("R-COM-1 previews what is then in the outbox, in words and as a page", async () => {
    await ok(
      "open",
      "n1",
      "--as",
      "ops:olga",
      "--contract",
      "k-17",
      "--email",
      "ann@example.org",
      "--name",
      "Ann",
    );
    const file = join(cli.home, "page.html");
    const read = await ok("notice", "preview", "n1", ...boundary, "--html", file);
    expect(read).toContain("boundary.stated would be accepted: n1 would be active. Nothing was recorded.");
    expect(read).toMatch(/^N3 by email, in en$/m);
    expect(read).toContain("  Hello Ann,");
    expect(read).toContain("We go on helping you with this: the import.");
    expect(read).toMatch(/ask us here: hello@example\.org\.\n\n {2}Example Works$/m);
    expect(await readFile(file, "utf8")).toMatch(/<p>Hello Ann,<\/p>/);
    const [json] = jsonOf(
      await cli.run(["notice", "preview", "n1", ...boundary, "--lang", "ru", "-o", "json"]),
    );
    expect(json.notices).toMatchObject([{ notice: "N3", locale: "ru", subject: "Такой тон недопустим" }]);
    expect(jsonOf(await cli.run(["timeline", "n1", "-o", "json"]))).toHaveLength(1);
  });

  it("says that nothing is sent, and refuses as the event itself: exit 3, 5, 6", async () => {
    await ok("open", "n2", "--as", "ops:olga", "--contract", "k-17");
    const left = ["client.replied", "--as", "ops:olga", "--field", "messageId=m1"];
    const { code, out } = await cli.run(["notice", "preview", "n2", ...left]);
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringContaining("It sends no notice at once."),
    });
    const exit = (as: string) => [
      "notice",
      "preview",
      "n2",
      "exit.approved",
      "--as",
      as,
      "--field",
      "requestId=r1",
    ];
    const refused = await cli.run(exit("senior:anna"));
    expect(refused.code).toBe(3);
    expect(refused.out).toMatch(/^Refused by a rule; the client is active\n {2}✗ R-LIF-0/);
    expect((await cli.run(exit("ops:olga"))).code).toBe(5);
    expect((await cli.run(["notice", "preview", "nobody", ...boundary])).code).toBe(4);
    const partly = await cli.run(["notice", "preview", "n2", "boundary.stated", "--as", "ops:olga"]);
    expect(partly).toMatchObject({
      code: 2,
      err: expect.stringContaining("boundary.stated takes textRef: text"),
    });
  });

  it("R-COM-2 shows a caller what to say in the caller's language, and what the client reads after the call", async () => {
    await ok("open", "n3", "--as", "ops:olga", "--contract", "k-17", "--post", "Some Street 1");
    const api = apiAt(engine.place.api, "ops:olga");
    const signal = (as: string, type: string, data: object, reason?: string) =>
      api.post(clientPath("n3", "/events"), { type, data, reason }, { as });
    const ground = "unprofitable";
    const sections = ["conversations", "problems", "reviews", "ourFaults", "costToServe", "lossOnExit"];
    await signal("finance:fay", "finance.assessed", { revenue: 100, benefit: 0, cost: 500 });
    await signal("legal:leo", "clause.answered", {
      ground,
      terminable: true,
      clauseRef: "7",
      noticeDays: 14,
    });
    await signal("manager:mia", "dossier.compiled", { dossierId: "d1", sections, hash: "0".repeat(64) });
    await signal(
      "manager:mia",
      "exit.requested",
      { requestId: "r1", ground },
      "it costs more than it brings",
    );
    await signal("senior:sam", "exit.approved", { requestId: "r1" }, "so it does");

    // The task is opened behind the answer.
    const english = await vi.waitUntil(async () => {
      const shown = await ok("show", "n3");
      return shown.includes("callExit") && shown;
    });
    expect(english).toMatch(/callExit: Say\n {4}· Say first who you are and why you call/);
    expect(english).toMatch(/callExit: Never\n {4}· /);
    expect(english).toContain("going on costs both sides more than it brings");
    expect(english).not.toMatch(/say\.|never\./);
    expect(await ok("show", "n3", "--lang", "ru")).toContain("продолжать невыгодно обеим сторонам");

    const view = await api.get<ClientView>(clientPath("n3"));
    const call = view.tasks.find(({ kind }) => kind === "callExit");
    const made = { about: call?.about, outcome: "reached", calledAt: new Date().toISOString() };
    const data = JSON.stringify(made);
    const farewell = await ok("notice", "preview", "n3", "call.made", "--as", "manager:mia", "--data", data);
    expect(farewell).toMatch(/^N7 by post, in en\nService ends /m);
    expect(farewell).toContain("As we told you when we spoke");
    expect(farewell).toContain("On the present terms we cannot do for you what your goals need.");
    expect(farewell).toContain("Carrying on would cost both sides more than it brings.");
    expect(farewell).toContain("just write to us by post.");
  });
});
