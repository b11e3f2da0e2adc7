// What is written by the code for people who write stories: the JSON Schema, and the table of events in the docs.
// `node rehearse/generate.ts` writes both anew.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type EventType, eventData, eventSpec, eventTypes } from "../machines/index.ts";
import { defaultKeys, matterOf, present, type Scene, vaultIdOf } from "./envelope.ts";
import { storySchema } from "./format.ts";
import { parseStory } from "./story.ts";

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const SCHEMA = "examples/stories/story.schema.json";
const PAGE = "docs/stories.md";
const [FROM, TO] = ["<!-- events: generated -->", "<!-- /events -->"];

interface Property {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
}

const MOMENTS = ["2026-11-01T09:30:00Z", "2026-11-01"];

/** What a value may be, in a word or two. */
function kindOf({ type, enum: words }: Property, schema: z.ZodType | undefined): string {
  if (words) return words.join("/");
  if (schema?.meta()?.vault === true) return "text";
  if (schema?.meta()?.named === "zone") return "time zone";
  // An id may look like a moment, but a moment is no id.
  if (type === "string")
    return MOMENTS.some((text) => schema?.safeParse(text).success) && !schema?.safeParse("id").success
      ? "moment"
      : "id";
  return { boolean: "true/false", integer: "number", array: "list" }[type ?? ""] ?? type ?? "id";
}

const unchecked = { given: () => [], step: () => [] };
const story = parseStory("{title: any, source: [G1], steps: [{at: T0}]}", "any.yaml", unchecked);
const scene: Scene = { client: "any", story, base: 0, before: [], entries: null, keep: vaultIdOf };

function dataOf(type: EventType): string {
  if (type === "ground.assessed")
    return "`ground` returns/sabotage/chemistry/lostInterest, and the facts that it rests on";
  const data = eventData(type);
  const { properties = {} } = z.toJSONSchema(data, { io: "input" }) as {
    properties?: Record<string, Property>;
  };
  const known = defaultKeys(type, scene);
  const matter = matterOf(type);
  const words = Object.entries(properties)
    .filter(([key]) => !matter?.keys.includes(key))
    .map(([key, property]) => {
      const schema = data.shape[key] as z.ZodType;
      const optional = known.includes(key) || matter !== undefined || schema.safeParse(undefined).success;
      const kind = kindOf(property, present(schema));
      return `${optional ? key : `**${key}**`} ${kind}`;
    });
  return [...(matter ? [`**about: ${matter.example}**`] : []), ...words].join(", ");
}

function table(): string {
  const rows = eventTypes().map((type) => {
    const { says, roles } = eventSpec(type);
    return `| \`${type}\` | ${says} | ${roles.join(", ")} | ${dataOf(type)} |`;
  });
  return ["| event | what it says | by | data |", "|---|---|---|---|", ...rows].join("\n");
}

/** The files that the code writes, as they should be. */
async function generated(): Promise<ReadonlyMap<string, string>> {
  const page = await readFile(at(PAGE), "utf8");
  const [before = "", rest = ""] = page.split(FROM);
  const [, after = ""] = rest.split(TO);
  return new Map([
    [SCHEMA, storySchema()],
    [PAGE, `${before}${FROM}\n${table()}\n${TO}${after}`],
  ]);
}

/** The files that are not as the code would write them. */
export async function staleFiles(): Promise<string[]> {
  const stale: string[] = [];
  for (const [file, text] of await generated())
    if ((await readFile(at(file), "utf8").catch(() => "")) !== text) stale.push(file);
  return stale;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--check")) {
    const stale = await staleFiles();
    for (const file of stale) console.error(`stale: ${file} (npm run generate writes it)`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else for (const [file, text] of await generated()) await writeFile(at(file), text);
}
