import { expect, it } from "vitest";
import { numbersIn } from "../../../insight/attention/spoken.ts";

it.each([
  [
    { invoice: "i1", amount: 1_500_000, currency: "RUB", days: 15 },
    "invoice i1; amount 15,000.00; currency RUB; days 15",
  ],
  [
    { cost: 4600, margin: 3181, returns: 8, currency: "JPY" },
    "cost 4,600; margin 3,181; returns 8; currency JPY",
  ],
  [{ since: "2026-10-13T13:00:00.000Z", days: 40 }, "since 2026-10-13; days 40"],
  [
    { messages: 4, channels: ["email", "chat"], threads: [] },
    "messages 4; channels email, chat; threads none",
  ],
])("a suggestion's amounts are told as the currency writes them: %j", (numbers, told) => {
  expect(numbersIn(numbers)).toBe(told);
});
