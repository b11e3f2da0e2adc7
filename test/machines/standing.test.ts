import { expect, test } from "vitest";
import { standingOf } from "../../machines/index.ts";
import { Relationship } from "../support/machine.ts";

test("R-ARC-9 R-ROL-1 the VIP mark is shown to whoever asks where a client stands", () => {
  const r = new Relationship();
  const marks = () => [...standingOf(r.definition, r.stored).marks];
  r.on(0, "tier.assigned", "finance:fred", { period: "q1", tier: "high" });
  expect(marks()).toEqual([]);
  r.on(0, "vip.marked", "ops:olga", {});
  expect(marks()).toEqual(["vip"]);
  r.strike(1);
  expect(marks()).toEqual([]);
});
