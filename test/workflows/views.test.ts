import { expect, test } from "vitest";
import { standingOf } from "../../audit/retrace.ts";
import { statusOf } from "../../workflows/views.ts";
import { Relationship } from "../support/law.ts";

test("R-ARC-9 R-ROL-1 the VIP mark is shown to whoever asks where a client stands, now and as of then", () => {
  const r = new Relationship();
  const marks = () =>
    [statusOf(r.law, r.stored, 0), standingOf(r.law, r.stored)].map((told) => [...told.marks]);
  r.on(0, "tier.assigned", "finance:fred", { period: "q1", tier: "high" });
  expect(marks()).toEqual([[], []]);
  r.on(0, "vip.marked", "ops:olga", {});
  expect(marks()).toEqual([["vip"], ["vip"]]);
  r.strike(1);
  expect(marks()).toEqual([[], []]);
});
