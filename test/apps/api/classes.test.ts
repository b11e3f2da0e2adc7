// R-ROL-1, R-ROL-2: every number, currency and label that the API answers is of a class, and reaches those who may see it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Served, serveApi } from "../../../apps/api/server.ts";
import { accessTo, isPublic, seesDossiers, seesWorth } from "../../../services/access.ts";
import { type Parts, startParts } from "../../support/engine.ts";
import { wholeApi } from "../../support/wholeApi.ts";

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}
interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }>
  >;
}
interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const names = (text: string): readonly string[] => text.trim().split(/\s+/);

/** What clients bring, cost, owe and are offered, and what they are called for it. */
const WORTH = names(`
  budget core cost costs currency discounts draining expected high home low mid net profit revenue score segment
  segments tier tiers unpriced wavering`);
/** What a dossier holds, and what is decided by it. */
const DOSSIER = names("dossier noticeDays sums verdict");
/** For everybody who may ask: how many, how long, which one; states, kinds and roles. */
const PUBLIC = names(`
  added admitted ailing ailings archive at attempts by capacity channel clients done ended eventSchema expiresIn for from
  grown import imported interval items kind length locale login looked lost mine n of oldestDays outcome overdue price
  purpose recorded relationships repeated role roles route rows schema scopes secondPerson seq size snoozed stage state
  status taken temporal total unclaimed verifiedDays waiting what`);
/** Of open form: what is in them is cut by the names of its fields (`services/presented.ts`). */
const OPEN = names("data numbers params told value");

/** A field of a class, in an answer to roles that do not see the class elsewhere, and why they may here. */
const MAY: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      "Interactions",
      "Hours",
      "Purchases",
      "Payments",
      "Concessions",
      "Discounts",
      "Faults",
      "Scores",
      "Meetings",
    ]
      .concat(["Agreements", "Coupons", "Reviews", "Demands", "Threats"])
      .map((kind) => [`list${kind}`, "whoever tells of such facts may read them (R-ROL-1)"]),
  ),
  matchProviders: "whoever looks up providers may state needs and budget, and reads what was stated",
};

let parts: Parts;
let served: Served;
let document: Described;
beforeAll(async () => {
  parts = await startParts();
  served = await serveApi(await wholeApi(parts), { port: 0 });
  document = (await (await fetch(`${served.url}/v1/openapi.json`)).json()) as Described;
});
afterAll(async () => {
  await served?.close();
  await parts?.stop();
});

interface Field {
  readonly name: string;
  readonly schema: Schema;
}

function fieldsOf(schema: Schema | undefined, seen: ReadonlySet<string> = new Set()): Field[] {
  if (!schema) return [];
  const name = schema.$ref?.split("/").at(-1);
  if (name !== undefined)
    return seen.has(name) ? [] : fieldsOf(document.components.schemas[name], new Set([...seen, name]));
  const { properties = {}, additionalProperties, items, anyOf = [], oneOf = [], allOf = [] } = schema;
  const more = typeof additionalProperties === "object" ? [additionalProperties] : [];
  return [
    ...Object.entries(properties).flatMap(([field, of]) => [
      { name: field, schema: of },
      ...fieldsOf(of, seen),
    ]),
    ...[...more, ...(items ? [items] : []), ...anyOf, ...oneOf, ...allOf].flatMap((one) =>
      fieldsOf(one, seen),
    ),
  ];
}

const LABELS = /currency|tier|segment|label|rank|score|verdict|sums|dossier$/i;
/** Whether a field tells a number, a label or anything at all, so that somebody has to say who may see it. */
const tells = ({ name, schema }: Field): boolean => {
  if (schema.$ref) return false;
  const types = [schema.type ?? []].flat();
  const open = types.length === 0 && !schema.anyOf && !schema.oneOf && !schema.allOf;
  return (
    types.some((type) => type === "number" || type === "integer") ||
    !!schema.enum ||
    open ||
    LABELS.test(name)
  );
};

const answers = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      route: `${method.toUpperCase()} ${path}`,
      id: operation.operationId,
      fields: Object.entries(operation.responses)
        .filter(([status]) => Number(status) < 300)
        .flatMap(([, { content = {} }]) => Object.values(content).flatMap(({ schema }) => fieldsOf(schema)))
        .filter(tells),
    })),
  );

const known = (list: readonly string[], name: string): boolean => list.includes(name);
const isFacts = (id: string): boolean => MAY[id]?.startsWith("whoever tells") ?? false;

describe("what is answered", () => {
  it("R-ROL-2: has a class, field by field", () => {
    const unknown = new Set<string>();
    for (const { id, fields } of answers())
      for (const { name } of fields)
        if (!isFacts(id) && ![WORTH, DOSSIER, PUBLIC, OPEN].some((list) => known(list, name)))
          unknown.add(`${name} (${id})`);
    expect([...unknown].sort()).toEqual([]);
  });

  it("R-ROL-1, R-ROL-2: of each class, reaches only roles that may see it", () => {
    const leaks = new Set<string>();
    for (const { route, id, fields } of answers()) {
      const access = accessTo(route);
      if (!access || MAY[id] !== undefined) continue;
      const roles = isPublic(access) ? null : access.roles;
      for (const { name } of fields)
        for (const [list, sees] of [
          [WORTH, seesWorth],
          [DOSSIER, seesDossiers],
        ] as const)
          if (known(list, name) && (roles === null || !roles.every(sees)))
            leaks.add(`${name} of ${id}: ${roles?.filter((role) => !sees(role)).join(", ") ?? "everybody"}`);
    }
    expect([...leaks].sort()).toEqual([]);
  });

  it("R-ROL-2: of open form, tells no sum to those who may not see it, by any route", async () => {
    const client = await parts.opened();
    const sums = { revenue: 7_654_321, benefit: 1_234_567, cost: 9_876_543 };
    const signal = (as: string, type: string, data: object) =>
      parts.call("POST", `/clients/${client}/events`, as, { type, data });
    expect((await signal("finance:fred", "finance.assessed", sums)).status).toBe(200);
    await parts.archive.suggestions.looked(
      { client, told: 0 },
      {
        added: [
          {
            suggestion: {
              ...{
                id: `s-${client}`,
                kind: "overdue",
                at: "2026-11-01T09:00:00.000Z",
                facts: ["F1"],
                words: [],
              },
              numbers: { invoice: "F1", amount: sums.revenue, margin: sums.cost, currency: "EUR", days: 3 },
            },
            task: null,
          },
        ],
        changed: [],
      },
      null,
      "2026-11-01T09:00:00.000Z",
    );
    const asked: [path: string, body?: object][] = [
      [`/clients/${client}`],
      [`/clients/${client}/timeline`],
      [`/clients/${client}/allowed`],
      [
        `/clients/${client}/explain`,
        { type: "exit.requested", data: { requestId: "r1", ground: "unprofitable" } },
      ],
      [`/clients/${client}/moment?seq=2`],
      [`/clients/${client}/moment?seq=1&compareSeq=2`],
      [`/clients?text=${client}`],
      [`/tasks?client=${client}`],
      [`/attention?client=${client}`],
      [`/attention/s-${client}`],
      ["/outbox"],
    ];
    let seen = 0;
    for (const [path, body] of asked)
      for (const role of [
        "ops",
        "sales",
        "manager",
        "senior",
        "finance",
        "legal",
        "product",
        "compliance",
        "auditor",
      ] as const) {
        const answer = await parts.call(body ? "POST" : "GET", path, `${role}:ann`, body);
        const text = JSON.stringify(answer.body);
        for (const sum of Object.values(sums)) {
          if (!text.includes(`${sum}`)) continue;
          seen += 1;
          expect(seesWorth(role), `${role} reads ${sum} at ${path}`).toBe(true);
        }
      }
    // Whoever may see them does.
    expect(seen).toBeGreaterThan(10);
  });
});
