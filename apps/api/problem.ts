// How a problem is presented over HTTP.
import type { ProblemDetails, ProblemError, ProblemKind } from "../../services/problem.ts";

const KINDS = {
  malformed: [400, "The request is not well formed"],
  unidentified: [401, "It is not said who acts"],
  role: [403, "This role may not do that"],
  elsewhere: [403, "This API is open on this machine only"],
  crossSite: [403, "It comes from a page of another site"],
  scope: [403, "This token is for something else"],
  missing: [404, "There is no such thing"],
  refused: [409, "Refused by a rule"],
  secondPerson: [409, "It waits for a second person"],
  exists: [409, "It exists already"],
  erased: [410, "The personal data were erased"],
  gone: [410, "It is over"],
  tooLarge: [413, "The request is too large"],
  method: [405, "This address does not take the method"],
  notAcceptable: [406, "There is no such form of the answer"],
  moved: [412, "Something was recorded since"],
  mediaType: [415, "This media type is not understood"],
  tooMany: [429, "Too many requests"],
  failed: [500, "Something went wrong in here"],
  unavailable: [503, "A part of the engine cannot be reached"],
} as const satisfies Record<ProblemKind, readonly [number, string]>;

/** RFC 9457 `application/problem+json`. */
export interface Problem extends ProblemDetails {
  /** `urn:tenure:problem:<kind>` */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

const URN = "urn:tenure:problem:";

export function problemOf({ kind, message, details }: ProblemError): Problem {
  const [status, title] = KINDS[kind];
  return { type: URN + kind, title, status, detail: message, ...details };
}

/** The kind that a problem's `type` names, or null when it is none of ours. */
export function kindOf(problem: { readonly type: string }): ProblemKind | null {
  const kind = problem.type.slice(URN.length);
  return problem.type.startsWith(URN) && Object.hasOwn(KINDS, kind) ? (kind as ProblemKind) : null;
}
