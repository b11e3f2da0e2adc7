// Each rule of the shape is broken once.
import { describe, expect, test } from "vitest";
import type { Exceptions } from "./exceptions.ts";
import { loopIn } from "./loops.ts";
import { findingsOf, sourceOf } from "./rules.ts";

const NONE: Exceptions = {
  ROOM_LOOPS: {},
  SAME_NAME: {},
  LONG_FUNCTIONS: {},
  LONG_FILES: {},
  SILENT_CASTS: {},
  IDLE_SPREADS: {},
};
const found = (files: Readonly<Record<string, string>>, except: Partial<Exceptions> = {}) =>
  findingsOf(
    Object.entries(files).map(([path, text]) => sourceOf(path, text)),
    { ...NONE, ...except },
  ).map(({ at, what }) => `${at} ${what}`);

describe("loops between rooms", () => {
  const files = {
    "archive/a.ts": 'import type { B } from "../audit/b.ts";\nexport const a = 1;',
    "audit/b.ts": 'export type { C } from "../texts/help/c.ts";',
    "texts/help/c.ts": 'type A = import("../../archive/a.ts").A;',
  };

  test("types count, and the loop is told with its imports", () => {
    expect(found(files)).toEqual([
      expect.stringMatching(
        /^archive\/a\.ts:1 a loop of rooms: archive → audit \(archive\/a\.ts:1\), audit → texts\/help .*, texts\/help → archive/,
      ),
    ]);
  });

  test("a room below texts, insight or apps is a room of its own", () => {
    const { "texts/help/c.ts": _, ...rest } = files;
    expect(found({ ...rest, "texts/notices/n.ts": 'import "../../archive/a.ts";' })).toEqual([]);
  });

  test("an exception opens it, and one that opens nothing is a finding", () => {
    expect(found(files, { ROOM_LOOPS: { "audit → texts/help": "for now" } })).toEqual([]);
    expect(found({}, { ROOM_LOOPS: { "audit → texts/help": "for now" } })).toEqual([
      expect.stringContaining('excepts "audit → texts/help", and nothing needs it'),
    ]);
  });

  test("the shortest loop is found, a node that points to itself included", () => {
    const graph = (edges: Readonly<Record<string, readonly string[]>>) =>
      new Map(Object.entries(edges).map(([node, to]) => [node, new Set(to)]));
    expect(loopIn(graph({ a: ["b"], b: ["c"], c: ["d"], d: ["a", "c"] }))).toEqual(["c", "d"]);
    expect(loopIn(graph({ a: ["a"] }))).toEqual(["a"]);
    expect(loopIn(graph({ a: ["b", "c"], b: ["c"], c: [] }))).toBeUndefined();
  });
});

describe("names with two meanings", () => {
  const files = {
    "archive/a.ts": "interface Told {}",
    "audit/b.ts": "export type Told = string;",
    "audit/c.ts": "export type Asked = string; export { type Told } from './b.ts';",
  };

  test("a type that two files declare", () => {
    expect(found(files)).toEqual(["archive/a.ts:1 type Told is declared 2 times: also audit/b.ts:1"]);
  });

  test("one room may be excepted, and another one is not by that", () => {
    const except = { SAME_NAME: { "audit Told": "for now" } };
    expect(found(files, except)).toEqual([]);
    expect(found({ ...files, "values/d.ts": "type Told = 1;" }, except)).toEqual([
      "archive/a.ts:1 type Told is declared 3 times: also audit/b.ts:1, values/d.ts:1",
    ]);
    expect(found(files, { SAME_NAME: { "audit Told": "", "audit Asked": "" } })).toEqual([
      expect.stringContaining('excepts "audit Asked", and nothing needs it'),
    ]);
  });
});

describe("sizes", () => {
  const body = (lines: number) => "  go();\n".repeat(lines);

  test("80 lines are a function, 81 are too many, however it is written", () => {
    const of = (lines: number) =>
      found({
        "values/a.ts": `function a() {\n${body(lines - 2)}}\n`,
        "values/b.ts": `const b = () => {\n${body(lines - 2)}};\n`,
        "values/c.ts": `class C {\n  c() {\n${body(lines - 2)}  }\n}\n`,
      });
    expect(of(80)).toEqual([]);
    expect(of(81)).toEqual([
      "values/a.ts:1 function a has 81 lines, more than 80",
      "values/b.ts:1 function b has 81 lines, more than 80",
      "values/c.ts:2 function c has 81 lines, more than 80",
    ]);
  });

  test("a long function is excepted by its name only", () => {
    const files = { "values/a.ts": `function a() {\n${body(90)}}\nfunction b() {\n${body(90)}}\n` };
    expect(found(files, { LONG_FUNCTIONS: { "values/a.ts b": "for now" } })).toEqual([
      expect.stringContaining("function a has"),
    ]);
  });

  test("400 lines are a file, 401 are too many", () => {
    expect(found({ "values/a.ts": body(400) })).toEqual([]);
    expect(found({ "values/a.ts": body(401) })).toEqual([
      "values/a.ts:401 the file has 401 lines, more than 400",
    ]);
    expect(found({ "values/a.ts": body(401) }, { LONG_FILES: { "values/a.ts": "for now" } })).toEqual([]);
  });
});

describe("casts", () => {
  test.each(["as never", "as any", "as unknown as string", "as unknown) as string"])("%s", (cast) => {
    const text = `export const a = ${cast.includes(")") ? "(" : ""}1 ${cast};\n`;
    expect(found({ "values/a.ts": text })).toEqual([expect.stringMatching(/^values\/a\.ts:1 "as /)]);
    expect(found({ "values/a.ts": `// It is one.\n${text}` })).toEqual([]);
    expect(found({ "values/a.ts": `${text.trim()} // It is one.\n` })).toEqual([]);
    expect(found({ "values/a.ts": `// Of something else.\n\n${text}` })).toHaveLength(1);
    expect(found({ "values/a.ts": `const b = "// no comment";\n${text}` })).toHaveLength(1);
    expect(found({ "values/a.ts": text }, { SILENT_CASTS: { "values/a.ts": "for now" } })).toEqual([]);
  });
});

describe("spreads", () => {
  test("of a literal, into what it could stand in itself", () => {
    const files = {
      "values/a.ts": "const a = {\n  ...{ b: 1 },\n  ...(c && { d: 1 }),\n  ...e,\n};",
      "values/b.ts": "const a = [...[1], ...(c ? [2] : []), ...e];\nf(...[1]);",
    };
    expect(found(files)).toEqual([
      "values/a.ts:2 a literal object is spread where its parts could stand",
      "values/b.ts:1 a literal list is spread where its parts could stand",
      "values/b.ts:2 a literal list is spread where its parts could stand",
    ]);
    const except = { "values/a.ts": "for now", "values/b.ts": "for now" };
    expect(found(files, { IDLE_SPREADS: except })).toEqual([]);
  });
});
