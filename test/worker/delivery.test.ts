import { describe, expect, it } from "vitest";
import { deliveryConnections, deliverySecrets, heldBack } from "../../worker/delivery.ts";

const secret = (letter: string) => `whsec_${Buffer.from(letter.repeat(24)).toString("base64")}`;

describe("settings of delivery", () => {
  it("connect nothing by themselves, and hold to quiet hours and four notices a day", () => {
    expect(deliveryConnections({})).toEqual({
      smtp: undefined,
      chat: undefined,
      letters: undefined,
      publicUrl: undefined,
      outgoing: { dryRun: false, allow: undefined, quiet: { from: 1_260, to: 480 }, perDay: 4 },
    });
    expect(deliverySecrets({})).toEqual([]);
    expect(heldBack({})).toBeNull();
  });

  it("are read", () => {
    const env = {
      TENURE_SMTP_URL: "smtps://u:p@mx.example",
      TENURE_SMTP_FROM: "help@tenure.example",
      TENURE_TELEGRAM_TOKEN: "1:t",
      TENURE_POST_SENDER: "Tenure GmbH; Hauptstr. 1 ;10115 Berlin",
      TENURE_PUBLIC_URL: "https://tenure.example",
      TENURE_ALLOW_RECIPIENTS: "ann@example.org, staging.example",
      TENURE_QUIET_HOURS: "22:30-07:15",
      TENURE_NOTICES_PER_DAY: "off",
      TENURE_DELIVERY_SECRET: `${secret("n")}, ${secret("o")}`,
    };
    expect(deliveryConnections(env)).toMatchObject({
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
    expect(deliverySecrets(env)).toEqual([secret("n"), secret("o")]);
    expect(heldBack(env)).toContain("2 addresses and domains only");
    expect(heldBack({ TENURE_DRY_RUN: "1" })).toContain("every notice stays in the outbox");
    expect(heldBack({ TENURE_ALLOW_RECIPIENTS: "" })).toContain("0 addresses");
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
    [{ TENURE_QUIET_HOURS: "s3cret" }, "21:00-08:00, or off"],
    [{ TENURE_NOTICES_PER_DAY: "0" }, "a whole number from 1"],
    [{ TENURE_DRY_RUN: "yes" }, "TENURE_DRY_RUN is 1 or 0"],
    [{ TENURE_PUBLIC_URL: "s3cret" }, "TENURE_PUBLIC_URL"],
  ])("that are wrong are named, without their values: %j", (env, says) => {
    expect(() => deliveryConnections(env)).toThrow(says);
    expect(() => deliveryConnections(env)).not.toThrow("s3cret");
    expect(() => heldBack(env)).toThrow(says);
  });

  it("refuse a secret that signs nothing", () => {
    expect(() => deliverySecrets({ TENURE_DELIVERY_SECRET: "whsec_*" })).toThrow("TENURE_DELIVERY_SECRET");
  });
});
