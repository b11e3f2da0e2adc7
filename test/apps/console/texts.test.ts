import { globSync, readFileSync } from "node:fs";
import IntlMessageFormat from "intl-messageformat";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { EVENTS } from "../../../apps/console/src/texts/events.ts";
import { FIELDS } from "../../../apps/console/src/texts/fields.ts";
import { HOUSE } from "../../../apps/console/src/texts/house.ts";
import { NAMES, namedAt, PARTS, WORDS } from "../../../apps/console/src/texts/policy.ts";
import { askIn, ruleIn } from "../../../apps/console/src/texts/rules.ts";
import { SCREENS } from "../../../apps/console/src/texts/screens.ts";
import { VALUES } from "../../../apps/console/src/texts/values.ts";
import { WORK } from "../../../apps/console/src/texts/work.ts";
import { ABOUT_ITEMS, DATA_ITEMS } from "../../../handover/dataItems.ts";
import { eventTypes, taskKinds } from "../../../machines/index.ts";
import { CHANNELS, GROUNDS, ROLES, STATES } from "../../../machines/vocabulary.ts";
import { SCOPES, SENSITIVE } from "../../../services/access.ts";
import { POLICIES, policyValues, readPolicies } from "../../../services/policies.ts";
import { partsOf } from "../../../services/words.ts";

type Pairs = Readonly<Record<string, readonly [string, string]>>;
const MESSAGES: Pairs = { ...SCREENS, ...WORK, ...HOUSE };
const ALL: Pairs = { ...MESSAGES, ...EVENTS, ...FIELDS, ...VALUES, ...PARTS, ...NAMES, ...WORDS };
const CYRILLIC = /[А-Яа-яЁё]/;
/** The same word in both languages. */
const SAME = new Set(["app.name", "app.times.utc", "common.csv", "vip", "health.temporal"]);

/** The slots of a message, by name. */
function slotsOf(message: string): string[] {
  const names = new Set<string>();
  const walk = (parts: ReturnType<IntlMessageFormat["getAst"]>): void => {
    for (const part of parts) {
      if ("value" in part && typeof part.value === "string" && part.type !== 0) names.add(part.value);
      if ("options" in part) for (const { value } of Object.values(part.options)) walk(value);
    }
  };
  walk(new IntlMessageFormat(message, "en").getAst());
  return [...names].sort();
}

/** Conditions as the machine's sources write them: whole texts only. */
function conditions(): string[] {
  const found = new Set<string>();
  const walk = (node: ts.Node): void => {
    const [rule, says] = ts.isCallExpression(node) ? node.arguments : [];
    if (
      rule &&
      says &&
      ts.isStringLiteral(rule) &&
      /^R-[A-Z]+-\d+/.test(rule.text) &&
      ts.isStringLiteral(says)
    )
      found.add(says.text);
    ts.forEachChild(node, walk);
  };
  for (const path of globSync("machines/{rules,chart,step}/**/*.ts"))
    walk(ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true));
  // "the call", "the fault": parts of conditions that are put together.
  return [...found].filter((says) => says.split(" ").length > 2);
}

describe("what the console says", () => {
  it("R-COM-1: every text is in English and in Russian", () => {
    const lacking = Object.entries(ALL).filter(
      ([key, [en, ru]]) => !en || CYRILLIC.test(en) || !(CYRILLIC.test(ru) || SAME.has(key)),
    );
    expect(lacking).toEqual([]);
  });

  it("R-COM-1: a message has the same slots in both languages, and Russian has its plurals", () => {
    const differing = Object.entries(MESSAGES).filter(
      ([, [en, ru]]) => slotsOf(en).join() !== slotsOf(ru).join(),
    );
    expect(differing).toEqual([]);
    const plurals = Object.entries(MESSAGES).filter(([, [, ru]]) => /, plural,/.test(ru));
    expect(plurals.length).toBeGreaterThan(3);
    expect(plurals.filter(([, [, ru]]) => !/few \{/.test(ru))).toEqual([]);
  });

  it("R-COM-1: no text is there that no screen shows", () => {
    const sources = globSync("apps/console/src/**/*.{ts,tsx}")
      .filter((path) => !/src\/texts\/(?!index)/.test(path))
      .map((path) => readFileSync(path, "utf8"))
      .join("\n");
    // Keys as they stand, and those that are put together: `app.scheme.${value}`.
    const whole = new Set([...sources.matchAll(/"([a-z]\w*(?:\.\w+)+)"/gi)].map(([, key]) => key));
    const made = [...sources.matchAll(/`((?:[a-z]\w*\.)+)\$\{\w+\}`/gi)].map(
      ([, prefix = ""]) => new RegExp(`^${prefix.replaceAll(".", "\\.")}\\w+$`),
    );
    const unused = Object.keys(MESSAGES).filter(
      (key) => !whole.has(key) && !made.some((pattern) => pattern.test(key)),
    );
    expect(unused).toEqual([]);
  });

  it("R-LIF-0: every event, with each of its fields, has words", () => {
    const types = eventTypes();
    expect(types.filter((type) => !Object.hasOwn(EVENTS, type))).toEqual([]);
    const fields = types.flatMap((type) => {
      const data = partsOf(type).data as unknown as { readonly shape?: Readonly<Record<string, unknown>> };
      return Object.keys(data.shape ?? {});
    });
    expect(fields.filter((name) => !Object.hasOwn(FIELDS, name))).toEqual([]);
  });

  it("R-LIF-0: states, roles, channels, grounds and tasks have words", () => {
    const codes = [...STATES, ...ROLES, ...CHANNELS, ...GROUNDS, ...taskKinds()];
    expect(codes.filter((code) => !Object.hasOwn(VALUES, code))).toEqual([]);
  });

  it("R-ROL-4: whatever is personal, and every scope of a token, has words", () => {
    const told = (prefix: string) =>
      Object.keys(HOUSE).flatMap((key) => (key.startsWith(prefix) ? key.slice(prefix.length) : []));
    expect(told("reads.what.").sort()).toEqual([...SENSITIVE].sort());
    expect(told("tokens.scope.").sort()).toEqual([...SCOPES].sort());
  });

  it("R-HND-3: the items of a consent are called as on the client's page", () => {
    const told = Object.entries(WORK as Pairs).flatMap(([key, [en, ru]]) =>
      key.startsWith("consent.item.") ? [[key.slice("consent.item.".length), en, ru]] : [],
    );
    const { en, ru } = ABOUT_ITEMS;
    expect(told).toEqual(DATA_ITEMS.map((item) => [item, en[item].title, ru[item].title]));
  });

  it("R-POL-1: every value of the policy has a name, its part too, and no name is idle", async () => {
    const policies = await readPolicies(POLICIES);
    const values = policies.flatMap((policy) => policyValues(policies, policy));
    const paths = values.map(({ path }) => path);
    expect(paths.filter((path) => namedAt(path) === null)).toEqual([]);
    expect(paths.filter((path) => !Object.hasOwn(PARTS, path.split(".")[0] ?? ""))).toEqual([]);
    const used = new Set([...paths, "unsigned"].map((path) => namedAt(path)?.at));
    expect(Object.keys(NAMES).filter((at) => !used.has(at))).toEqual([]);
    const codes = values.flatMap(({ value }) => value).filter((value) => typeof value === "string");
    const told: Pairs = { ...VALUES, ...WORDS };
    expect(codes.filter((code) => !Object.hasOwn(told, code))).toEqual([]);
  });

  it("R-TSK-6: what became of a report is told in Russian", () => {
    const source = readFileSync("services/reported.ts", "utf8").replaceAll(
      /^(import|\/\/|\s*\*|\s*\/\*).*$/gm,
      "",
    );
    const says = [...source.matchAll(/"([a-z][a-z;:' ]* [^"]*|dismissed)"/g)].map(([, text = ""]) => text);
    expect(says.length).toBeGreaterThan(8);
    expect(says.filter((text) => !CYRILLIC.test(askIn("ru", text, (code) => code)))).toEqual([]);
  });

  it("R-LIF-0: every condition of the rules is told in Russian", () => {
    const all = conditions();
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter((says) => !CYRILLIC.test(ruleIn("ru", says)))).toEqual([]);
    const asks = readFileSync("machines/taskRules.ts", "utf8").matchAll(/says: "([^"]+)"/g);
    const untold = [...asks].flatMap(([, says = ""]) =>
      CYRILLIC.test(askIn("ru", says, String)) ? [] : says,
    );
    expect(untold).toEqual([]);
    expect(askIn("ru", "an exit for terms", () => "условия")).toBe("расстаться по основанию: условия");
    expect(ruleIn("ru", "no answer for at least 14 days")).toBe("нет ответа не меньше 14 дн.");
  });
});
