import { describe, expect, it } from "vitest";
import { type Sum, type SumName, sumOf } from "../../../texts/help/sums.ts";
import { policy } from "../../support/machine.ts";

const made = (name: SumName, fields: Record<string, unknown>): Sum => sumOf(name, fields, policy);
const amounts = ({ amounts: all }: Sum) => Object.fromEntries(all.map(({ says, amount }) => [says, amount]));
const risks = [{ probabilityPct: 30, impact: 100_000 }];

describe("what-if sums", () => {
  it("R-DEC-4, R-HLP-2: G9: risk 300; cost 100 and 300 stay, 301 is a ground", () => {
    expect(made("blackmail", { demand: 10_000, risks }).passed).toBe(false);
    expect(made("blackmail", { demand: 20_000, concessions: 10_000, risks }).passed).toBe(false);
    const over = made("blackmail", { demand: 20_100, concessions: 10_000, risks });
    expect(over.passed).toBe(true);
    expect(amounts(over)).toMatchObject({ "cost of solving": 30_100, "risk of the threat": 30_000 });
    expect(over.findings).toMatchObject([
      { rule: "R-DEC-4", passed: true, read: { cost: 30_100, risk: 30_000 }, threshold: { value: 30_000 } },
      { rule: "R-DEC-4", passed: true, read: {} },
    ]);
    expect(over.supposed.map(({ type }) => type)).toEqual([
      "concession.granted",
      "demand.recorded",
      "threat.assessed",
    ]);
  });

  it("R-DEC-6, R-HLP-2: G16: fee 1, cost 60, image 20 is refused; image 50 and 11 saved is admitted", () => {
    const poor = made("netvalue", { revenue: 100, cost: 6000, benefit: 2000 });
    expect(poor).toMatchObject({ passed: false, policy: policy.version });
    expect(amounts(poor)["net value"]).toBe(-3900);
    expect(made("netvalue", { revenue: 100, cost: 6000, benefit: 1100 }).passed).toBe(false);
    expect(made("netvalue", { revenue: 100, cost: 6000, benefit: 6100 }).passed).toBe(true);
    expect(made("netvalue", { revenue: 6000, cost: 6000 })).toMatchObject({
      passed: true,
      findings: [{ rule: "R-DEC-6", read: { netValue: 0 } }],
    });
  });

  it("R-DEC-6, R-HLP-2: G27: revenue 100, cost 130: the exit leaves 30 and is allowed; cost 90: refused", () => {
    const losing = made("exit", { revenue: 10_000, cost: 13_000 });
    expect(losing.passed).toBe(true);
    expect(amounts(losing)["the exit leaves"]).toBe(3000);
    const earning = made("exit", { revenue: 10_000, cost: 9000 });
    expect(earning.passed).toBe(false);
    expect(amounts(earning)["the exit leaves"]).toBe(-1000);
  });

  it("R-DEC-6, R-HLP-2: G37: the threshold is the policy's: a margin of 5 % is negligible, of 6 % under another one", () => {
    const at = (cost: number, pct = policy.value.negligibleMarginPct) =>
      sumOf(
        "exit",
        { revenue: 10_000, cost },
        { ...policy, value: { ...policy.value, negligibleMarginPct: pct } },
      );
    expect(at(9600).passed).toBe(true);
    expect(at(9400).passed).toBe(false);
    expect(at(9400, 6).passed).toBe(true);
    expect(at(9600).findings[0]?.threshold?.from).toBe(`policy ${policy.version}, value.negligibleMarginPct`);
  });

  it("R-DEC-5, R-DEC-15, R-HLP-2: an exit for customisation needs all four; for returns, cost above the margin", () => {
    const wish = {
      ground: "customisation",
      others: 0,
      onRoadmap: false,
      feasible: true,
      workaroundsRejected: true,
    };
    expect(made("exit", { ...wish, build: 800, support: 300, pays: 1000 }).passed).toBe(true);
    expect(made("exit", { ...wish, build: 800, support: 200, pays: 1000 }).passed).toBe(false);
    expect(made("exit", { ...wish, others: 1, build: 800, support: 300, pays: 1000 }).passed).toBe(false);
    expect(made("exit", { ground: "returns", cost: 12_000, margin: 10_000 }).passed).toBe(true);
    expect(made("exit", { ground: "returns", cost: 10_000, margin: 10_000 }).passed).toBe(false);
  });

  it("R-DEC-9, R-HLP-2: G4: half the price for nothing is refused, for an annual plan allowed", () => {
    const flat = made("discount", { before: 10_000, total: 5000 });
    expect(flat.passed).toBe(false);
    expect(amounts(flat)["the total changes by"]).toBe(-5000);
    expect(made("discount", { before: 10_000, total: 60_000, condition: "annual" }).passed).toBe(true);
  });

  it("R-DEC-9, R-HLP-2: G21: loyal for 14 months yes, a tiny budget for fewer services, on principle a soft no", () => {
    expect(made("discount", { kind: "loyal", months: 14 }).passed).toBe(true);
    expect(made("discount", { kind: "loyal", months: 11 }).passed).toBe(false);
    expect(made("discount", { kind: "budget", condition: "scope" }).passed).toBe(true);
    expect(made("discount", { kind: "freeMonths", condition: "barter" }).passed).toBe(true);
    const principle = made("discount", { kind: "principle", condition: "annual", months: 14 });
    expect(principle.answer).toBe("The rule refuses it (principle: none): a soft no, N12.");
    expect(principle.findings[0]?.says).toContain("a reward for a referral");
    const error = made("discount", { kind: "ourError" });
    expect(error.findings[0]?.says).toContain("a compensation");
    expect(error.answer).toBe("The rule refuses it (ourError: compensate): a compensation, N13.");
    expect(() => made("discount", { months: "many" })).toThrow("months: a whole number");
  });

  it("R-HLP-2: fields are refused with their names", () => {
    expect(() => made("blackmail", { demand: -1, risks })).toThrow(
      "the fields are no threat.assessed: demand",
    );
    expect(() => made("netvalue", { revenue: 1.5, cost: 1 })).toThrow("revenue");
    expect(() => made("exit", { ground: "boredom" })).toThrow(
      "ground: is one of customisation, unprofitable, returns",
    );
    expect(() => made("discount", { before: "much" })).toThrow("before: a whole number");
  });
});
