import { describe, expect, it } from "vitest";
import { dataFrom, fieldList } from "../../../apps/cli/fields.ts";
import { type EventType, eventTypes } from "../../../machines/index.ts";

const read = (type: EventType, ...field: string[]) => dataFrom(type, { field });

describe("--field", () => {
  it.each([
    ["payment.received", "invoiceId=123", { invoiceId: "123" }],
    ["payment.received", "invoiceId=null", { invoiceId: "null" }],
    ["payment.received", "paidOn=2026-11-01", { paidOn: "2026-11-01" }],
    ["payment.received", "owed=0", { owed: 0 }],
    ["incident.confirmed", "explainedBy=null", { explainedBy: null }],
    ["incident.confirmed", "explainedBy=f1", { explainedBy: "f1" }],
    ["incident.confirmed", "explainedBy=7", { explainedBy: "7" }],
    ["incident.confirmed", "adjustment.considered=true", { adjustment: { considered: true } }],
    ["incident.confirmed", 'adjustment={"considered":true}', { adjustment: { considered: true } }],
    ["incident.reported", "evidence=[]", { evidence: [] }],
    ["incident.reported", 'evidence=["so","and so"]', { evidence: ["so", "and so"] }],
    ["incident.reported", "evidence=so, and so", { evidence: ["so, and so"] }],
    ["incident.reported", "evidence=[sic] so", { evidence: ["[sic] so"] }],
    ["incident.reported", "saidRef=true", { saidRef: "true" }],
    ["payment.overdue", "ourPartDone=true", { ourPartDone: true }],
    ["intake.assessed", "needs=printing,packing", { needs: ["printing", "packing"] }],
    ["intake.assessed", "needs=[]", { needs: [] }],
    ["intake.assessed", "needs=", { needs: [] }],
    [
      "threat.assessed",
      'risks=[{"probabilityPct":50,"impact":9}]',
      { risks: [{ probabilityPct: 50, impact: 9 }] },
    ],
    ["ground.assessed", "about.ground=sabotage", { about: { ground: "sabotage" } }],
    ["ground.assessed", "about.deliberate=true", { about: { deliberate: true } }],
    ["discount.decided", "condition=null", { condition: null }],
    ["discount.decided", "proven=false", { proven: false }],
    ["contact.corrected", "zone=Asia/Kathmandu", { zone: "Asia/Kathmandu" }],
    ["contact.corrected", "channels=post,phone", { channels: ["post", "phone"] }],
  ] as const)("R-LIF-0: %s --field %s", async (type, field, data) => {
    expect(await read(type, field)).toEqual(data);
  });

  it("R-LIF-0: a list of texts by repeating it, and no other field twice", async () => {
    const twice = await read("incident.reported", "evidence=a, b", "evidence=[]");
    expect(twice).toEqual({ evidence: ["a, b", "[]"] });
    await expect(read("client.left", "cause=other", "cause=expired")).rejects.toThrow(/cause .* one value/);
  });

  it.each([
    ["payment.overdue", "ourPartDone=yes", /ourPartDone takes true \| false, as JSON/],
    ["finance.assessed", "cost=12,50", /cost takes number, as JSON/],
    ["incident.confirmed", "adjustment=yes", /adjustment takes \{considered: true \| false/],
  ] as const)("R-LIF-27: %s --field %s names the field and what it takes", async (type, field, says) => {
    await expect(read(type, field)).rejects.toThrow(says);
  });

  it("R-LIF-27: a word that every object of the language knows is no field", async () => {
    for (const name of ["constructor", "toString", "hasOwnProperty"])
      expect(await read("feedback.received", `${name}=one`)).toEqual({ [name]: "one" });
  });

  it("R-LIF-27: every field of every event says what it takes", () => {
    for (const type of eventTypes())
      for (const { name, takes } of fieldList(type)) expect(takes, `${type} ${name}`).not.toBe("");
    const zone = fieldList("contact.corrected").find(({ name }) => name === "zone");
    expect(zone).toMatchObject({ takes: "time zone", required: false });
  });
});
