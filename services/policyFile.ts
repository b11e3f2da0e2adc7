// A policy as people write it: YAML, with what is wrong in it, and where.
import { distance } from "fastest-levenshtein";
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { z } from "zod";
import { type InputFault, Malformed, type Policy, policySchema } from "../machines/index.ts";
import { contradictions } from "./policyChecks.ts";

/** One thing that is wrong with a policy. Lines and columns count from 1. */
export interface PolicyFault extends InputFault {
  readonly line: number;
  readonly column: number;
}

/** A policy, or what keeps it from being one. */
export interface ReadPolicy {
  readonly policy: Policy | null;
  readonly faults: readonly PolicyFault[];
}

type PolicyForm = z.core.JSONSchema.BaseSchema;
type KeyPath = readonly PropertyKey[];

/** The schema of a policy as JSON Schema: each key, its kind and its limits. */
export const policyJsonSchema = (): PolicyForm => z.toJSONSchema(policySchema(), { io: "input" });

/** The keys that a policy may have at a place. */
function keysAt(path: KeyPath): string[] {
  let here: PolicyForm | undefined = policyJsonSchema();
  for (const part of path)
    here = (here?.properties?.[String(part)] ?? here?.additionalProperties) as PolicyForm | undefined;
  return Object.keys(here?.properties ?? {});
}

/** A key is taken for a misspelt other one where they differ in a third of its letters at most. */
const MISSPELT = 3;

/** The key that is meant, or all that there are. */
function instead(key: string, path: KeyPath): string {
  const known = keysAt(path);
  const [near] = known.toSorted((a, b) => distance(key, a) - distance(key, b));
  if (near !== undefined && distance(key, near) * MISSPELT <= near.length) return `did you mean ${near}?`;
  return `there are ${known.join(", ")}`;
}

/** Where a value stands, or the key of it, or what it would have to stand in. */
function offsetOf(document: Document.Parsed, path: KeyPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const within = document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(within)) {
      const pair = within.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
    } else {
      const item = document.getIn(path.slice(0, length), true);
      if (isNode(item) && item.range) return item.range[0];
    }
  }
  return 0;
}

/** Kinds of values, in words. */
const KINDS: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
  string: "a text",
  array: "a list",
  object: "keys with their values",
};

/** What is allowed at a place. */
function allowed(issue: z.core.$ZodIssue): string {
  const items = "origin" in issue && ["array", "set"].includes(issue.origin) ? " items" : "";
  switch (issue.code) {
    case "too_big":
      return `${issue.maximum}${items} at most`;
    case "too_small":
      return `${issue.minimum}${items} at least`;
    case "invalid_type":
      return KINDS[issue.expected] ?? issue.message;
    case "invalid_value":
      return issue.values.length === 1
        ? `${String(issue.values[0])}, and nothing else`
        : `one of ${issue.values.join(", ")}`;
    default:
      return issue.message;
  }
}

/** What the schema objects to, one fault a key. */
function issueFaults(document: Document.Parsed, issue: z.core.$ZodIssue): [KeyPath, string][] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => [[...path, key], `there is no such key; ${instead(key, path)}`]);
  const missing = path.length > 0 && !document.hasIn(path);
  return [[path, missing ? `it is missing: ${allowed(issue)}` : allowed(issue)]];
}

/** What keeps a text from being YAML, each with the offset at which it stands. */
function syntaxFaults(document: Document.Parsed): { offset: number; says: string }[] {
  const faults = document.errors.map(({ pos, message }) => ({ offset: pos[0], says: message }));
  visit(document, {
    Alias(_, alias) {
      if (!alias.resolve(document))
        faults.push({ offset: alias.range?.[0] ?? 0, says: `there is no anchor &${alias.source} before it` });
    },
  });
  return faults;
}

/**
 * Reads a policy: every fault of its form, and where it has none, all that contradicts itself.
 * @param text YAML 1.2
 */
export function readPolicy(text: string): ReadPolicy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const syntax = syntaxFaults(document);
  if (syntax.length > 0)
    return { policy: null, faults: syntax.map(({ offset, says }) => ({ ...at(offset), path: "", says })) };
  const told = (path: KeyPath, says: string): PolicyFault => ({
    ...at(offsetOf(document, path)),
    path: path.join("."),
    says,
  });
  const parsed = policySchema().safeParse(document.toJS());
  if (!parsed.success) {
    const found = parsed.error.issues.flatMap((issue) => issueFaults(document, issue));
    const faults = found.map(([path, says]) => told(path, says));
    return { policy: null, faults: faults.sort((a, b) => a.line - b.line || a.column - b.column) };
  }
  const faults = contradictions(parsed.data).map(({ path, says }) => told(path.split("."), says));
  return faults.length > 0 ? { policy: null, faults } : { policy: parsed.data, faults };
}

/** @throws {Malformed} naming file, line and key of each fault. */
export function mustBePolicy(name: string, text: string): Policy {
  const { policy, faults } = readPolicy(text);
  if (policy) return policy;
  const told = faults.map(({ line, column, path, says }) => ({
    path: path === "" ? `${line}:${column}` : `${line}:${column} ${path}`,
    says,
  }));
  throw new Malformed(`${name} is not a policy`, told);
}

/** A policy under another name and day, everything else as it stands, comments too. */
export function dated(text: string, { version, validFrom }: Pick<Policy, "version" | "validFrom">): string {
  const document = parseDocument(text);
  const said = { version, validFrom };
  const places = (["version", "validFrom"] as const).map((key) => {
    const node = document.get(key, true);
    if (!isScalar(node) || !node.range)
      throw new Malformed("the policy", [{ path: key, says: "it is missing" }]);
    return { from: node.range[0], to: node.range[1], text: JSON.stringify(said[key]) };
  });
  let changed = text;
  for (const place of places.sort((a, b) => b.from - a.from))
    changed = changed.slice(0, place.from) + place.text + changed.slice(place.to);
  return changed;
}
