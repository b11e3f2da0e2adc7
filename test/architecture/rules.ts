// The rules that the shape of the code is held against. Each one reads syntax only, so that all take two seconds.
import { dirname, posix } from "node:path";
import ts from "typescript";
import type { Exceptions, Reasons } from "./exceptions.ts";
import { loopIn } from "./loops.ts";

const LINES = { function: 80, file: 400 };

/** Something to change. */
export interface Finding {
  /** path:line */
  readonly at: string;
  readonly what: string;
  readonly todo: string;
}

/** A file, parsed. */
export interface Source {
  readonly path: string;
  readonly tree: ts.SourceFile;
}

/** @param path from the root of the tree */
export const sourceOf = (path: string, text: string): Source => ({
  path,
  tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true),
});
const lineOf = ({ tree }: Source, position: number): number =>
  tree.getLineAndCharacterOfPosition(position).line + 1;
const at = (source: Source, node: ts.Node): string =>
  `${source.path}:${lineOf(source, node.getStart(source.tree))}`;

/** Calls `visit` for every node below. */
function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  ts.forEachChild(node, (child) => {
    visit(child);
    walk(child, visit);
  });
}

/** What is excepted, and which of it was needed. */
function exceptions(list: string, reasons: Reasons) {
  const needed = new Set<string>();
  return {
    has(key: string): boolean {
      if (!(key in reasons)) return false;
      needed.add(key);
      return true;
    },
    stale: (): Finding[] =>
      Object.keys(reasons)
        .filter((key) => !needed.has(key))
        .map((key) => ({
          at: "test/architecture/exceptions.ts",
          what: `${list} excepts "${key}", and nothing needs it`,
          todo: "delete the exception",
        })),
  };
}

/** A room is a top folder; of apps, insight and texts each folder is one. */
const roomOf = (path: string): string =>
  (/^(?:apps|insight|texts)\/[^/]+(?=\/)|^[^/]+(?=\/)/.exec(path) ?? [path])[0];

function roomLoops(sources: readonly Source[], reasons: Reasons): Finding[] {
  const imports = new Map<string, Map<string, string>>();
  for (const source of sources) {
    const room = roomOf(source.path);
    const to = imports.get(room) ?? new Map<string, string>();
    imports.set(room, to);
    walk(source.tree, (node) => {
      const named =
        ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
          ? node.moduleSpecifier
          : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
            ? node.arguments[0]
            : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
              ? node.argument.literal
              : undefined;
      if (!named || !ts.isStringLiteral(named) || !named.text.startsWith(".")) return;
      const other = roomOf(posix.join(dirname(source.path), named.text));
      if (other !== room && !to.has(other)) to.set(other, at(source, node));
    });
  }
  const excepted = exceptions("ROOM_LOOPS", reasons);
  const kept = new Map([...imports].map(([room, to]) => [room, new Set(to.keys())]));
  const back: (readonly [string, string])[] = [];
  for (const [room, to] of kept)
    for (const other of [...to])
      if (`${room} → ${other}` in reasons) {
        to.delete(other);
        back.push([room, other]);
      }
  // An import is needed as an exception only where the rest leads back.
  for (const [room, other] of back) {
    const rest = new Map([...kept].map(([name, to]) => [name, new Set(to)]));
    rest.get(room)?.add(other);
    if (loopIn(rest)) excepted.has(`${room} → ${other}`);
  }
  const found: Finding[] = [];
  for (let loop = loopIn(kept); loop; loop = loopIn(kept)) {
    const [first = "", second = ""] = loop;
    found.push({
      at: imports.get(first)?.get(second) ?? first,
      what: `a loop of rooms: ${loop
        .map((room, index) => {
          const next = loop[index + 1] ?? first;
          return `${room} → ${next} (${imports.get(room)?.get(next)})`;
        })
        .join(", ")}`,
      todo: "move what both need into the lower room, types included",
    });
    kept.get(first)?.delete(second);
  }
  return [...found, ...excepted.stale()];
}

function twoMeanings(sources: readonly Source[], reasons: Reasons): Finding[] {
  const declared = new Map<string, Map<string, string>>();
  for (const source of sources)
    walk(source.tree, (node) => {
      if (!ts.isInterfaceDeclaration(node) && !ts.isTypeAliasDeclaration(node)) return;
      const places = declared.get(node.name.text) ?? new Map<string, string>();
      declared.set(node.name.text, places.set(source.path, at(source, node)));
    });
  const excepted = exceptions("SAME_NAME", reasons);
  const found: Finding[] = [];
  for (const [name, places] of declared) {
    if (places.size === 1) continue;
    const left = [...places].filter(([path]) => !excepted.has(`${roomOf(path)} ${name}`));
    const [first] = left;
    if (!first || left.length === 1) continue;
    const others = [...places.values()].filter((place) => place !== first[1]);
    found.push({
      at: first[1],
      what: `type ${name} is declared ${places.size} times: also ${others.join(", ")}`,
      todo: "one meaning a name: rename by what it holds, or import the one type",
    });
  }
  return [...found, ...excepted.stale()];
}

/** A function's own name, else the name of what it is given to. */
function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText();
  let above: ts.Node = node.parent;
  while (!ts.isSourceFile(above)) {
    if (ts.isCallExpression(above)) return `${above.expression.getText().split(/[\s(]/)[0]}(…)`;
    if (ts.isVariableDeclaration(above) || ts.isPropertyAssignment(above) || ts.isPropertyDeclaration(above))
      return above.name.getText();
    above = above.parent;
  }
  return "(a function)";
}

function longFunctions(sources: readonly Source[], reasons: Reasons): Finding[] {
  const excepted = exceptions("LONG_FUNCTIONS", reasons);
  const found: Finding[] = [];
  for (const source of sources)
    walk(source.tree, (node) => {
      if (!ts.isFunctionLike(node) || !("body" in node) || !node.body) return;
      const lines = lineOf(source, node.end) - lineOf(source, node.getStart(source.tree)) + 1;
      if (lines <= LINES.function || excepted.has(`${source.path} ${nameOf(node)}`)) return;
      found.push({
        at: at(source, node),
        what: `function ${nameOf(node)} has ${lines} lines, more than ${LINES.function}`,
        todo: "take its steps out as functions of their own",
      });
    });
  return [...found, ...excepted.stale()];
}

function longFiles(sources: readonly Source[], reasons: Reasons): Finding[] {
  const excepted = exceptions("LONG_FILES", reasons);
  const found = sources
    .map((source) => ({ path: source.path, lines: lineOf(source, source.tree.end) - 1 }))
    .filter(({ path, lines }) => lines > LINES.file && !excepted.has(path))
    .map(
      ({ path, lines }): Finding => ({
        at: `${path}:${LINES.file + 1}`,
        what: `the file has ${lines} lines, more than ${LINES.file}`,
        todo: "split it by subject",
      }),
    );
  return [...found, ...excepted.stale()];
}

/** The lines on which a comment stands. */
function commented(source: Source): ReadonlySet<number> {
  const text = source.tree.text;
  const lines = new Set<number>();
  const add = (node: ts.Node): void => {
    for (const range of [
      ...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.end) ?? []),
    ])
      for (let line = lineOf(source, range.pos); line <= lineOf(source, range.end); line++) lines.add(line);
    for (const child of node.getChildren(source.tree)) add(child);
  };
  add(source.tree);
  return lines;
}

/** `x as any`, `x as never`, `x as unknown as T`: what the compiler then no longer checks. */
function unchecked(node: ts.Node): string | undefined {
  if (!ts.isAsExpression(node)) return undefined;
  if (node.type.kind === ts.SyntaxKind.NeverKeyword) return "as never";
  if (node.type.kind === ts.SyntaxKind.AnyKeyword) return "as any";
  const inner = ts.isParenthesizedExpression(node.expression) ? node.expression.expression : node.expression;
  return ts.isAsExpression(inner) && inner.type.kind === ts.SyntaxKind.UnknownKeyword
    ? "as unknown as"
    : undefined;
}

function silentCasts(sources: readonly Source[], reasons: Reasons): Finding[] {
  const excepted = exceptions("SILENT_CASTS", reasons);
  const found: Finding[] = [];
  for (const source of sources) {
    const casts: { cast: string; node: ts.AsExpression; line: number }[] = [];
    walk(source.tree, (node) => {
      const cast = unchecked(node);
      if (cast && ts.isAsExpression(node))
        casts.push({ cast, node, line: lineOf(source, node.type.getStart(source.tree)) });
    });
    if (casts.length === 0) continue;
    const comments = commented(source);
    for (const { cast, line } of casts)
      if (!comments.has(line) && !comments.has(line - 1) && !excepted.has(source.path))
        found.push({
          at: `${source.path}:${line}`,
          what: `"${cast}" without a reason`,
          todo: "make the types say it; where they cannot, say why on the line or the one above",
        });
  }
  return [...found, ...excepted.stale()];
}

/** What a spread puts where it could stand by itself: `{ ...{ a } }`, `[...[a]]`. */
function idle(node: ts.Node): string | undefined {
  if (ts.isSpreadAssignment(node) && ts.isObjectLiteralExpression(node.expression)) return "object";
  if (ts.isSpreadElement(node) && ts.isArrayLiteralExpression(node.expression)) return "list";
  return undefined;
}

function idleSpreads(sources: readonly Source[], reasons: Reasons): Finding[] {
  const excepted = exceptions("IDLE_SPREADS", reasons);
  const found: Finding[] = [];
  for (const source of sources)
    walk(source.tree, (node) => {
      const what = idle(node);
      if (what && !excepted.has(source.path))
        found.push({
          at: at(source, node),
          what: `a literal ${what} is spread where its parts could stand`,
          todo: "write them beside the others",
        });
    });
  return [...found, ...excepted.stale()];
}

/** Holds files against every rule. An exception that nothing needs is a finding, too. */
export const findingsOf = (sources: readonly Source[], except: Exceptions): Finding[] => [
  ...roomLoops(sources, except.ROOM_LOOPS),
  ...twoMeanings(sources, except.SAME_NAME),
  ...longFunctions(sources, except.LONG_FUNCTIONS),
  ...longFiles(sources, except.LONG_FILES),
  ...silentCasts(sources, except.SILENT_CASTS),
  ...idleSpreads(sources, except.IDLE_SPREADS),
];
