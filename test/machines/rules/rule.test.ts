import { expect, test } from "vitest";
import { dataOf } from "../../../machines/rules/rule.ts";

const left = {
  eventId: "e1",
  type: "client.left",
  occurredAt: "2026-11-01T00:00:00Z",
  receivedAt: "2026-11-01T00:00:00Z",
  actor: { id: "olga", role: "ops" },
  data: { cause: "price" },
} as const;

test("the data of an event are given by its own type, alone or among others, and by no other one", () => {
  expect(dataOf("client.left", left)).toEqual({ cause: "price" });
  expect(dataOf(["client.silent", "client.left"], left)).toEqual({ cause: "price" });
  expect(() => dataOf("client.silent", left)).toThrow(TypeError);
  expect(() => dataOf(["client.silent", "call.made"], left)).toThrow(/client\.left/);
});
