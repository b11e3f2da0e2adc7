// The outbox on the command line, with a real engine that mails to a real SMTP server.
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cli, jsonOf, openCli } from "../../support/cli.ts";
import { type MailServer, startMailServer } from "../../support/mail.ts";

let mail: MailServer;
let cli: Cli;

beforeAll(async () => {
  mail = await startMailServer();
  cli = await openCli();
});
afterAll(async () => {
  await cli?.close();
  await mail?.close();
});

const run = (line: string, input = "") => cli.run(line.split(" "), { input });

/** A client who was warned. @returns the id of the notice. */
async function warned(client: string): Promise<string> {
  const contact = ["--email", `${client}@poppins.example`, "--post", "Cherry Tree Lane 17"];
  const opened = await cli.run(["open", client, "--as", "ops:olga", "--contract", "k1", ...contact]);
  expect(opened.code).toBe(0);
  const said = "--field incidentId=i1 --field category=insult --field evidence=[]";
  const happenedAt = new Date(Date.now() - 60_000).toISOString();
  expect(
    (await run(`apply ${client} incident.reported --as ops:olga ${said} --field happenedAt=${happenedAt}`))
      .code,
  ).toBe(0);
  const confirmed = `apply ${client} incident.confirmed --as manager:max --field incidentId=i1`;
  expect((await run(`${confirmed} --field explainedBy=null --reason why`)).code).toBe(0);
  for (const limit = Date.now() + 20_000; Date.now() < limit; await sleep(100)) {
    const [row] = jsonOf(await run(`outbox list --client ${client} --status sent -o json`));
    if (row) return row.id;
  }
  throw new Error("the notice was not sent");
}

describe("tenure outbox, bounces, unsubscribe", () => {
  it("shows what was sent, and takes back what bounced, once", async () => {
    const env = {
      TENURE_SMTP_URL: mail.url,
      TENURE_SMTP_FROM: "Support <help@tenure.example>",
      TENURE_QUIET_HOURS: "off",
    };
    await cli.up(env);
    const id = await warned("c1");
    const [message] = mail.received;

    const listed = await run("outbox list --client c1");
    expect(listed.out).toMatch(/^id +client +notice +channel +status +attempts +at/);
    expect(listed.out).toContain(`${id}  c1      N4      email    sent    1`);
    expect((await run("outbox list --client nobody")).out).toContain("No such notice.");
    expect((await run("outbox list --status lost")).code).toBe(2);

    const shown = await run(`outbox show ${id}`);
    expect(shown.out).toContain("N4 to c1 by email is sent");
    expect(shown.out).toMatch(/attempt 1 .*accepted/);
    expect(shown.out).toContain("To: c1@poppins.example");
    expect((await run(`outbox show ${id} --raw`)).out.trimEnd()).toBe(message?.text.trimEnd());
    expect((await run("outbox show c1/99/0")).code).toBe(4);
    expect((await run("outbox show c1")).code).toBe(2);

    const [{ file }] = jsonOf(await run(`outbox open ${id} -o json`));
    expect(file).toMatch(/\.html$/);
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect(await readFile(file, "utf8")).toContain("<html");
    expect((await run(`outbox open ${id} --print`)).out).toContain("<html");

    const { messageId } = jsonOf(await run(`outbox show ${id} -o json`))[0];
    const dsn = (action: string, status: string) =>
      [
        "From: MAILER-DAEMON@mx.example",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example",
        "",
        `Final-Recipient: rfc822; c1@poppins.example\r\nAction: ${action}\r\nStatus: ${status}`,
        "--b",
        "Content-Type: message/rfc822",
        "",
        `Message-ID: <${messageId}@tenure.example>`,
        "--b--",
        "",
      ].join("\r\n");
    const delayed = await run("bounces read - --as ops:olga", dsn("delayed", "4.4.1"));
    expect(delayed.out).toContain("delayed, and ignored");
    const bounces = join(cli.home, "bounces");
    await writeFile(bounces, `From x\r\n${dsn("failed", "5.1.1")}\r\nFrom x\r\nSubject: hi\r\n\r\nbody\r\n`);
    const read = await run(`bounces read ${bounces} --as ops:olga -o json`);
    expect(read.code).toBe(0);
    expect(jsonOf(read)).toMatchObject([
      { message: 1, action: "bounced", status: "5.1.1", effectId: id, outcome: "applied" },
      { message: 2, action: null, outcome: "noBounce" },
    ]);
    expect(jsonOf(await run(`bounces read ${bounces} --as ops:olga -o json`))[0]).toMatchObject({
      outcome: "known",
    });
    expect((await run(`outbox show ${id}`)).out).toMatch(
      /is bounced[\s\S]*reported +bounced \(dsn-5\.1\.1\)/,
    );
    const timeline = jsonOf(await run("timeline c1 -o json"));
    expect(timeline.filter(({ type }) => type === "notice.failed")).toMatchObject([
      { data: { effectId: id, cause: "dsn-5.1.1" } },
    ]);

    expect((await run("unsubscribe c1 --as ops:olga")).out).toContain("c1 gets no mailings");
    expect((await run("unsubscribe nobody --as ops:olga")).code).toBe(4);
  }, 120_000);

  it("says in the doctor what holds notices back, and which setting is wrong", async () => {
    const other = await openCli();
    try {
      const dry = await other.run(["doctor"], {
        env: { TENURE_DRY_RUN: "1", TENURE_SMTP_URL: mail.url, TENURE_SMTP_FROM: "help@tenure.example" },
      });
      expect(dry.out).toContain("Dry run (TENURE_DRY_RUN)");
      expect(dry.out).toContain("quiet from 21:00 to 08:00 by the client's clock, at most 4 a day");
      const wrong = await other.run(["doctor"], { env: { TENURE_QUIET_HOURS: "25:00-08:00" } });
      expect(wrong.code).toBe(1);
      expect(wrong.out).toContain(
        "TENURE_QUIET_HOURS is no span between two times of day; allowed: two times of day like 21:00-08:00, or off",
      );
    } finally {
      await other.close();
    }
  }, 60_000);
});
