import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cli, jsonOf, openCli } from "../../support/cli.ts";

describe("tenure attention", () => {
  let cli: Cli;
  beforeAll(async () => {
    cli = await openCli();
    await cli.up();
  });
  afterAll(async () => {
    await cli?.run(["down"]);
    await cli?.close();
  });

  it("R-DEC-1, R-DEC-8, R-ARC-6: imports are looked at by run; confirm, dismiss and archetypes say what came of it", async () => {
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const wrote = (time: string, channel: string, text?: string) =>
      JSON.stringify({
        client: "c1",
        at: `${yesterday}T${time}:00Z`,
        direction: "in",
        channel,
        ...(text && { text }),
      });
    const file = join(cli.home, "messages.jsonl");
    await writeFile(
      file,
      [wrote("10:00", "email"), wrote("10:01", "chat"), wrote("10:02", "phone", "you\u001b[31m idiots")].join(
        "\n",
      ),
    );
    await cli.run([
      "open",
      "c1",
      "--as",
      "ops:olga",
      "--contract",
      "k1",
      "--email",
      "ann@example.org",
      "--zone",
      "UTC",
    ]);
    expect(await cli.run(["attention", "c1"])).toMatchObject({ code: 0, out: "Nothing was noticed.\n" });
    await cli.run(["import", "interactions", file]);
    expect(await cli.run(["attention", "run", "--as", "ops:olga"])).toMatchObject({
      out: "0 clients looked at: 0 new, 0 told to relationships\n",
    });

    const all = jsonOf(await cli.run(["attention", "c1", "--state", "open", "-o", "json"]));
    expect(all.map(({ kind }) => kind).sort()).toEqual(["insult", "streak"]);
    const idOf = (kind: string): string => all.find((one) => one.kind === kind).id;
    const table = (await cli.run(["attention", "--kind", "insult"])).out;
    expect(table).toContain("messages 1; category insult");
    expect(table).not.toContain("idiots");

    expect(await cli.run(["attention", "archetypes", "c1", "--as", "manager:mia"])).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^impatient {2}R-ARC-6; tenure coach show impatient\n {2}.*email, chat, phone\n/,
      ),
    });
    const shown = await cli.run(["attention", "show", idOf("insult"), "--as", "ops:olga"]);
    expect(shown).toMatchObject({
      code: 0,
      out: expect.stringContaining(" 10:02Z phone: you[31m idiots\n"),
    });
    expect(await cli.run(["attention", "show", idOf("insult"), "--as", "client:ann"])).toMatchObject({
      code: 5,
    });
    const insult = ["attention", "confirm", idOf("insult"), "--as", "ops:olga"];
    expect(await cli.run([...insult, "--field", "category=profanity"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("incident.reported, entry 4: c1 is active"),
    });
    expect(await cli.run(insult)).toMatchObject({
      code: 3,
      err: expect.stringContaining("confirmed before, by ops:olga"),
    });
    const streak = ["attention", "dismiss", idOf("streak"), "--as", "ops:olga"];
    expect(await cli.run(streak)).toMatchObject({ code: 2 });
    expect(await cli.run([...streak, "--reason", "a joke"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("dismissed  streak of c1"),
    });
    expect(await cli.run(["attention", "confirm", "s-none", "--as", "ops:olga"])).toMatchObject({
      code: 4,
    });
    expect(await cli.run(["attention", "--kind", "none"])).toMatchObject({ code: 2 });
    const types = jsonOf(await cli.run(["timeline", "c1", "-o", "json"])).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(["streak.noticed", "incident.reported", "streak.judged"]));
  });
});
