import { describe, expect, it } from "vitest";
import { TOLD_ROLES } from "../../texts/tasks/write.ts";
import { type ConfigError, readConfig } from "../../worker/config.ts";
import { consoleUrlOf, tellDestinations, tellingChecks } from "../../worker/telling.ts";

const SMTP = { TENURE_SMTP_URL: "smtp://mx.example", TENURE_SMTP_FROM: "t@tenure.example" };
const shown = (env: Record<string, string>) =>
  tellDestinations(readConfig(env)).map(({ channel, roles }) => [channel, ...roles]);
const says = (env: Record<string, string>) => tellingChecks(readConfig(env));

describe("where our people are told", () => {
  it("is nowhere by default, and in a dry run", () => {
    expect(shown({})).toEqual([]);
    expect(says({})).toMatchObject([{ ok: true, says: expect.stringContaining("told nowhere") }]);
    const env = { ...SMTP, TENURE_TELL_MAIL: "all=max@example.org", TENURE_DRY_RUN: "1" };
    expect(shown(env)).toEqual([]);
    expect(says(env)).toMatchObject([{ ok: true, says: "nobody is told: this is a dry run" }]);
  });

  it("is by role, and an address of several roles is one destination", () => {
    const env = {
      ...SMTP,
      TENURE_TELL_MAIL: "manager=max@example.org, senior=max@example.org,ops=desk@example.org",
      TENURE_TELL_SLACK: "all=https://hooks.slack.com/services/T/B/s3cr3t==",
      TENURE_TELL_TELEGRAM: "senior=-1001234567890",
      TENURE_TELL_TELEGRAM_TOKEN: "4711:s3cr3t_-A",
    };
    expect(shown(env)).toEqual([
      ["mail", "manager", "senior"],
      ["mail", "ops"],
      ["slack", ...TOLD_ROLES],
      ["telegram", "senior"],
    ]);
    const keys = tellDestinations(readConfig(env)).map(({ key }) => key);
    expect(new Set(keys).size).toBe(4);
    expect(keys.join()).not.toMatch(/example|s3cr3t|100123/);
    expect(says(env)).toEqual([
      {
        name: "telling",
        ok: true,
        says: "mail for manager, senior; mail for ops; Slack for everybody; Telegram for senior",
      },
    ]);
  });

  it.each([
    [{ ...SMTP, TENURE_TELL_MAIL: "max@s3cret.example" }, "not role=mail address, number 1"],
    [
      { ...SMTP, TENURE_TELL_MAIL: "ops=a@b.example,boss=s3cret@b.example" },
      "a role that nothing waits for in part 2",
    ],
    [{ ...SMTP, TENURE_TELL_MAIL: "client=s3cret@b.example" }, "a role that nothing waits for in part 1"],
    [{ ...SMTP, TENURE_TELL_MAIL: "ops=s3cret" }, "has no mail address in part 1"],
    [{ ...SMTP, TENURE_TELL_MAIL: " , " }, "names nobody"],
    [{ TENURE_TELL_MAIL: "ops=s3cret@b.example" }, "TENURE_TELL_MAIL is set; allowed: with TENURE_SMTP_URL"],
    [{ TENURE_TELL_SLACK: "ops=s3cret" }, "has no URL in part 1"],
    [{ TENURE_TELL_TELEGRAM: "ops=-1" }, "allowed: with TENURE_TELL_TELEGRAM_TOKEN or TENURE_TELEGRAM_TOKEN"],
    [{ TENURE_TELL_TELEGRAM: "ops=@s3cret", TENURE_TELEGRAM_TOKEN: "1:a" }, "has no chat number in part 1"],
    [{ TENURE_TELL_TELEGRAM_TOKEN: "1:s3cret" }, "allowed: with TENURE_TELL_TELEGRAM"],
    [{ TENURE_TELL_TELEGRAM: "ops=1", TENURE_TELL_TELEGRAM_TOKEN: "s3cret" }, "is no bot's token"],
    [{ TENURE_TELL_LANGUAGE: "s3cret" }, "allowed: en or ru"],
  ])("is checked by its meaning when it is read: %j", (env, wrong) => {
    try {
      readConfig(env as Record<string, string>);
      expect.unreachable();
    } catch (error) {
      expect((error as ConfigError).lines.join("\n")).toContain(wrong);
      expect((error as Error).message).not.toContain("s3cret");
    }
  });

  it("is no private address, unless that is allowed; which one is said without its URL", () => {
    const env = { TENURE_TELL_SLACK: "ops=http://127.0.0.1:9/s3cret" };
    expect(() => shown(env)).toThrow(/^TENURE_TELL_SLACK cannot be used: .*TENURE_WEBHOOK_ALLOW_PRIVATE=1/);
    expect(() => shown(env)).not.toThrow(/s3cret/);
    expect(says(env)).toMatchObject([{ ok: false, says: expect.not.stringContaining("s3cret") }]);
    expect(shown({ ...env, TENURE_WEBHOOK_ALLOW_PRIVATE: "1" })).toEqual([["slack", "ops"]]);
  });

  it("keeps to the list of allowed recipients, of addresses, domains, chats and hosts", () => {
    const env = {
      ...SMTP,
      TENURE_TELL_MAIL: "ops=a@staging.example,manager=b@example.org",
      TENURE_TELL_SLACK: "all=https://hooks.slack.com/services/T/B/x",
      TENURE_TELL_TELEGRAM: "senior=-10077",
      TENURE_TELEGRAM_TOKEN: "1:a",
    };
    expect(shown({ ...env, TENURE_ALLOW_RECIPIENTS: "staging.example,-10077" })).toEqual([
      ["mail", "ops"],
      ["telegram", "senior"],
    ]);
    expect(shown({ ...env, TENURE_ALLOW_RECIPIENTS: "hooks.slack.com" })).toEqual([["slack", ...TOLD_ROLES]]);
    expect(shown({ ...env, TENURE_ALLOW_RECIPIENTS: "" })).toEqual([]);
    expect(says({ ...env, TENURE_ALLOW_RECIPIENTS: "staging.example" })[0]?.says).toContain(
      "3 are not on the list",
    );
  });

  it("leads to the public address where people sign in there, else to this machine", () => {
    const at = "http://127.0.0.1:7400";
    const url = { TENURE_PUBLIC_URL: "https://tenure.example/" };
    const login = { TENURE_OIDC_ISSUER: "https://id.example", TENURE_OIDC_CLIENT_ID: "tenure" };
    expect(consoleUrlOf(readConfig({}), at)).toBe(`${at}/console`);
    expect(consoleUrlOf(readConfig(url), at)).toBe(`${at}/console`);
    expect(consoleUrlOf(readConfig({ ...url, ...login }), at)).toBe("https://tenure.example/console");
  });
});
