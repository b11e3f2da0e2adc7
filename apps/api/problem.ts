import type { Finding } from "../../machines/index.ts";

/** Every way in which a door says no: its HTTP status and title. */
const KINDS = {
  malformed: [400, "The request is not well formed"],
  unidentified: [401, "It is not said who acts"],
  role: [403, "This role may not do that"],
  elsewhere: [403, "This door is open on this machine only"],
  missing: [404, "There is no such thing"],
  refused: [409, "Refused by a rule"],
  secondPerson: [409, "It waits for a second person"],
  exists: [409, "It exists already"],
  erased: [410, "The personal data were erased"],
  gone: [410, "It is over"],
  tooLarge: [413, "The request is too large"],
  mediaType: [415, "This media type is not understood"],
  failed: [500, "Something went wrong in here"],
  unavailable: [503, "A part of the engine cannot be reached"],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemKind = keyof typeof KINDS;

/** One thing that is wrong with a request: where, and what is allowed there. Values are never repeated. */
export interface Fault {
  readonly path: string;
  readonly says: string;
}

/** The answer to an event that the law refused: the entry in the journal, and why. */
export interface RefusedAt {
  readonly eventId: string;
  readonly seq?: number;
  readonly state: string;
  readonly rung?: string;
  readonly repeated?: true;
}

/** RFC 9457 `application/problem+json`. */
export interface Problem extends Partial<RefusedAt> {
  /** `urn:tenure:problem:<kind>` */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Why a rule refused, every failed condition. */
  readonly findings?: readonly Finding[];
  /** What is malformed, and where. */
  readonly faults?: readonly Fault[];
}

const URN = "urn:tenure:problem:";

/** A problem on its way to whoever asked. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;

  constructor(kind: ProblemKind, detail: string, more: Omit<Partial<Problem>, "type" | "status"> = {}) {
    super(detail);
    const [status, title] = KINDS[kind];
    this.problem = { type: URN + kind, title, status, detail, ...more };
  }
}

/** The kind that a problem's `type` names, or null when it is none of ours. */
export function kindOf(problem: { readonly type: string }): ProblemKind | null {
  const kind = problem.type.slice(URN.length);
  return problem.type.startsWith(URN) && Object.hasOwn(KINDS, kind) ? (kind as ProblemKind) : null;
}

/** What kind of no these findings are: of the role, of the missing second person, or of a rule. */
export function refusalKind(findings: readonly Finding[]): "role" | "secondPerson" | "refused" {
  if (findings.some(({ rule, read }) => rule === "R-ROL-1" && "role" in read)) return "role";
  const people = findings.length > 0 && findings.every(({ secondPerson }) => secondPerson);
  return people ? "secondPerson" : "refused";
}
