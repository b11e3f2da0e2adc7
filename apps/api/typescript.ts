// The types of the client package, made of the API's own description: node apps/api/typescript.ts
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import type { Archive } from "../../archive/open.ts";
import { type ApiOptions, createApi } from "./app.ts";

interface OpenSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, OpenSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | OpenSchema;
  readonly items?: OpenSchema;
  readonly anyOf?: readonly OpenSchema[];
  readonly oneOf?: readonly OpenSchema[];
  readonly allOf?: readonly OpenSchema[];
}
interface OpenParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: OpenSchema;
}
type OpenContent = Readonly<Record<string, { readonly schema?: OpenSchema }>>;
interface OpenOperation {
  readonly operationId: string;
  readonly summary?: string;
  readonly parameters?: readonly OpenParameter[];
  readonly requestBody?: { readonly content: OpenContent };
  readonly responses: Readonly<Record<string, { readonly content?: OpenContent }>>;
}
interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, OpenSchema>> };
}

const PARTS = [
  "engine",
  "codec",
  "notary",
  "channels",
  "attendant",
  "value",
  "rebuilder",
  "watch",
  "reconciler",
  "runs",
];

/** The API's description. Nothing is asked of what it is made with: it only has to be there, so that every route is. */
async function described(): Promise<ApiDescription> {
  const part: object = new Proxy({}, { get: () => part });
  // None of them is called.
  const parts = Object.fromEntries(PARTS.map((name) => [name, part])) as Pick<ApiOptions, "engine">;
  const log = pino({ enabled: false });
  const options = { ...parts, archive: {} as Archive, policies: [], instance: "described", log };
  const answer = await createApi(options).request("/v1/openapi.json", { headers: { host: "127.0.0.1" } });
  return (await answer.json()) as ApiDescription;
}

const key = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));
const says = (text: string | undefined, indent: string): string =>
  text === undefined ? "" : `${indent}/** ${text.replaceAll("*/", "*\\/")} */\n`;

function objectOf(
  { properties = {}, required = [], additionalProperties }: OpenSchema,
  indent: string,
): string {
  const names = Object.keys(properties);
  if (names.length === 0) {
    const of = typeof additionalProperties === "object" ? typeOf(additionalProperties, indent) : "unknown";
    return `{ readonly [name: string]: ${additionalProperties === false ? "never" : of} }`;
  }
  const inner = `${indent}  `;
  const lines = names.map((name) => {
    const schema = properties[name] ?? {};
    const optional = required.includes(name) ? "" : "?";
    return `${says(schema.description, inner)}${inner}readonly ${key(name)}${optional}: ${typeOf(schema, inner)};`;
  });
  return `{\n${lines.join("\n")}\n${indent}}`;
}

/** A schema as a type. */
function typeOf(schema: OpenSchema, indent = ""): string {
  const { $ref, anyOf, oneOf, allOf, items } = schema;
  if ($ref !== undefined) return `Schemas[${JSON.stringify($ref.split("/").at(-1))}]`;
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const any = anyOf ?? oneOf;
  if (any) return any.map((one) => typeOf(one, indent)).join(" | ");
  if (allOf) return allOf.map((one) => typeOf(one, indent)).join(" & ");
  const types = [schema.type ?? []].flat().map((type) => {
    if (type === "integer" || type === "number") return "number";
    if (type === "array") return `readonly (${typeOf(items ?? {}, indent)})[]`;
    return type === "object" ? objectOf(schema, indent) : type;
  });
  return types.length === 0 ? "unknown" : types.join(" | ");
}

const JSON_TYPE = "application/json";

/** What an operation is given: each part only where there is one, and required where anything in it is. */
function inputOf({ parameters = [], requestBody }: OpenOperation): string {
  const partOf = (where: string): string[] => {
    const own = parameters.filter((one) => one.in === where);
    if (own.length === 0) return [];
    const required = own.flatMap(({ name, required: must }) => (must ? [name] : []));
    const properties = Object.fromEntries(own.map(({ name, schema }) => [name, schema]));
    const optional = required.length > 0 ? "" : "?";
    return [
      `readonly ${where === "path" ? "params" : where}${optional}: ${objectOf({ properties, required }, "    ")}`,
    ];
  };
  const body = requestBody?.content[JSON_TYPE]?.schema;
  const parts = [
    ...partOf("path"),
    ...partOf("query"),
    ...(body ? [`readonly body: ${typeOf(body, "    ")}`] : []),
  ];
  return parts.length === 0 ? "Record<never, never>" : `{ ${parts.join("; ")} }`;
}

function answerOf({ responses }: OpenOperation): string {
  const schemas = Object.entries(responses).flatMap(([status, { content = {} }]) => {
    const schema = Number(status) < 300 ? content[JSON_TYPE]?.schema : undefined;
    return schema ? [typeOf(schema, "    ")] : [];
  });
  return schemas.length === 0 ? "unknown" : [...new Set(schemas)].join(" | ");
}

const HEAD = "// Made of the API's description by `npm run generate`; not to be changed by hand.\n";

/** The files of the package that are generated, by their paths. */
async function generated(): Promise<ReadonlyMap<string, string>> {
  const { paths, components } = await described();
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const schemas = Object.entries(components.schemas)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, schema]) =>
        `${says(schema.description, "  ")}  readonly ${key(name)}: ${typeOf(schema, "  ")};`,
    );
  const types = operations.map(
    ({ operation }) =>
      `${says(operation.summary, "  ")}  readonly ${operation.operationId}: {\n    readonly input: ${inputOf(operation)};\n    readonly answer: ${answerOf(operation)};\n  };`,
  );
  const isKeyed = ({ parameters = [] }: OpenOperation) =>
    parameters.some(({ name }) => name === "idempotency-key");
  const table = operations.map(
    ({ path, method, operation }) =>
      `  ${operation.operationId}: [${JSON.stringify(method)}, ${JSON.stringify(path)}${isKeyed(operation) ? ', "keyed"' : ""}],`,
  );
  return new Map([
    [
      "clients/typescript/api.d.ts",
      `${HEAD}\n/** What is sent and answered, by the names in the description. */\nexport interface Schemas {\n${schemas.join("\n")}\n}\n\n/** Every operation: what it is given, and what it answers. */\nexport interface Operations {\n${types.join("\n")}\n}\n`,
    ],
    [
      "clients/typescript/operations.ts",
      `${HEAD}import type { Operations } from "./api.d.ts";\n\n/** Where each operation is, and whether it takes an event's id, so that it can be sent again. */\nexport const OPERATIONS: {\n  readonly [name in keyof Operations]: readonly [method: string, path: string, keyed?: "keyed"];\n} = {\n${table.join("\n")}\n};\n`,
    ],
  ]);
}

const at = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, text] of await generated()) {
    if (!process.argv.includes("--check")) await writeFile(at(file), text);
    else if ((await readFile(at(file), "utf8").catch(() => "")) !== text) {
      console.error(`stale: ${file} (npm run generate writes it)`);
      process.exitCode = 1;
    }
  }
}
