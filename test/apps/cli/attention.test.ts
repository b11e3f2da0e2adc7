import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonOf, openShell, type Shell } from "../../support/cli.ts";

describe("tenure attention", () => {
  let shell: Shell;
  beforeAll(async () => {
    shell = await openShell();
    await shell.up();
  });
  afterAll(async () => {
    await shell?.run(["down"]);
    await shell?.close();
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
    const file = join(shell.home, "messages.jsonl");
    await writeFile(
      file,
      [wrote("10:00", "email"), wrote("10:01", "chat"), wrote("10:02", "phone", "you\u001b[31m idiots")].join(
        "\n",
      ),
    );
    await shell.run([
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
    expect(await shell.run(["attention", "c1"])).toMatchObject({ code: 0, out: "Nothing was noticed.\n" });
    await shell.run(["import", "interactions", file]);
    expect(await shell.run(["attention", "run", "--as", "ops:olga"])).toMatchObject({
      out: "0 clients looked at: 0 new, 0 told to relationships\n",
    });

    const all = jsonOf(await shell.run(["attention", "c1", "--state", "open", "-o", "json"]));
    expect(all.map(({ kind }) => kind).sort()).toEqual(["insult", "streak"]);
    const idOf = (kind: string): string => all.find((one) => one.kind === kind).id;
    const table = (await shell.run(["attention", "--kind", "insult"])).out;
    expect(table).toContain("messages 1; category insult");
    expect(table).not.toContain("idiots");

    expect(await shell.run(["attention", "archetypes", "c1", "--as", "ops:olga"])).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^impatient {2}R-ARC-6; tenure coach show impatient\n {2}.*email, chat, phone\n/,
      ),
    });
    const shown = await shell.run(["attention", "show", idOf("insult"), "--as", "ops:olga"]);
    expect(shown).toMatchObject({
      code: 0,
      out: expect.stringContaining(" 10:02Z phone: you[31m idiots\n"),
    });
    expect(await shell.run(["attention", "show", idOf("insult"), "--as", "client:ann"])).toMatchObject({
      code: 5,
    });
    const insult = ["attention", "confirm", idOf("insult"), "--as", "ops:olga"];
    expect(await shell.run([...insult, "--field", "category=profanity"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("incident.reported, entry 4: c1 is active"),
    });
    expect(await shell.run(insult)).toMatchObject({
      code: 3,
      err: expect.stringContaining("confirmed before, by ops:olga"),
    });
    const streak = ["attention", "dismiss", idOf("streak"), "--as", "ops:olga"];
    expect(await shell.run(streak)).toMatchObject({ code: 2 });
    expect(await shell.run([...streak, "--reason", "a joke"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("dismissed  streak of c1"),
    });
    expect(await shell.run(["attention", "confirm", "s-none", "--as", "ops:olga"])).toMatchObject({
      code: 4,
    });
    expect(await shell.run(["attention", "--kind", "none"])).toMatchObject({ code: 2 });
    const types = jsonOf(await shell.run(["timeline", "c1", "-o", "json"])).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(["streak.noticed", "incident.reported", "streak.judged"]));
  });
});
