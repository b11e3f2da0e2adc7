import { describe, expect, it } from "vitest";
import { readConfig } from "../../worker/config.ts";
import { deliveryConnections, heldBack } from "../../worker/delivery.ts";

const secret = (letter: string) => `whsec_${Buffer.from(letter.repeat(24)).toString("base64")}`;

describe("settings of delivery", () => {
  it("connect nothing by themselves, and hold to quiet hours and four notices a day", () => {
    expect(deliveryConnections(readConfig({}))).toEqual({
      smtp: undefined,
      chat: undefined,
      letters: undefined,
      publicUrl: undefined,
      outgoing: { dryRun: false, allow: undefined, quiet: { from: 1_260, to: 480 }, perDay: 4 },
    });
    expect(readConfig({}).TENURE_DELIVERY_SECRET).toBeUndefined();
    expect(heldBack(readConfig({}))).toBeNull();
  });

  it("are read", () => {
    const config = readConfig({
      TENURE_SMTP_URL: "smtps://u:p@mx.example",
      TENURE_SMTP_FROM: "help@tenure.example",
      TENURE_TELEGRAM_TOKEN: "1:t",
      TENURE_POST_SENDER: "Tenure GmbH; Hauptstr. 1 ;10115 Berlin",
      TENURE_PUBLIC_URL: "https://tenure.example",
      TENURE_ALLOW_RECIPIENTS: "Ann@example.org, staging.example",
      TENURE_QUIET_HOURS: "22:30-07:15",
      TENURE_NOTICES_PER_DAY: "off",
      TENURE_DELIVERY_SECRET: `${secret("n")}, ${secret("o")}`,
    });
    expect(deliveryConnections(config)).toMatchObject({
      smtp: { url: "smtps://u:p@mx.example", from: "help@tenure.example" },
      chat: { telegram: { token: "1:t" } },
      letters: { sender: ["Tenure GmbH", "Hauptstr. 1", "10115 Berlin"] },
      publicUrl: "https://tenure.example",
      outgoing: {
        allow: ["ann@example.org", "staging.example"],
        quiet: { from: 1_350, to: 435 },
        perDay: null,
      },
    });
    expect(config.TENURE_DELIVERY_SECRET).toEqual([secret("n"), secret("o")]);
    expect(heldBack(config)).toContain("2 addresses and domains only");
    expect(heldBack(readConfig({ TENURE_DRY_RUN: "1" }))).toContain("every notice stays in the outbox");
    expect(heldBack(readConfig({ TENURE_ALLOW_RECIPIENTS: "" }))).toContain("0 addresses");
  });

  it.each([
    [{ TENURE_SMTP_URL: "smtp://s3cret@mx.example" }, "TENURE_SMTP_FROM is not"],
    [{ TENURE_SMTP_URL: "http://s3cret", TENURE_SMTP_FROM: "a@b.example" }, "smtp:// or smtps://"],
    [{ TENURE_CHAT_URL: "https://s3cret.example" }, "TENURE_CHAT_SECRET is not"],
    [
      {
        TENURE_CHAT_URL: "https://chat.example/s3cret",
        TENURE_CHAT_SECRET: secret("c"),
        TENURE_TELEGRAM_TOKEN: "s3cret",
      },
      "both set",
    ],
    [
      { TENURE_QUIET_HOURS: "s3cret" },
      "TENURE_QUIET_HOURS is no span between two times of day; allowed: two times",
    ],
    [
      { TENURE_NOTICES_PER_DAY: "0" },
      "TENURE_NOTICES_PER_DAY is less than 1; allowed: a whole number from 1, or off",
    ],
    [{ TENURE_DRY_RUN: "yes" }, "TENURE_DRY_RUN is neither 0 nor 1; allowed: 1 or 0"],
    [{ TENURE_PUBLIC_URL: "s3cret" }, "TENURE_PUBLIC_URL is no URL that begins with https://"],
    [{ TENURE_DELIVERY_SECRET: "whsec_*s3cret" }, "TENURE_DELIVERY_SECRET holds a secret that is not base64"],
  ])("that are wrong are named, without their values: %j", (env, says) => {
    expect(() => readConfig(env)).toThrow(says);
    expect(() => readConfig(env)).not.toThrow("s3cret");
  });
});
