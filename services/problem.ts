// Every way in which a use case says no, whoever asked and however it is presented to them.
import type { Finding, InputFault } from "../machines/index.ts";

export type { InputFault };

export type ProblemKind =
  /** The request is not well formed. */
  | "malformed"
  /** It is not said who acts. */
  | "unidentified"
  /** Not for this role. */
  | "role"
  /** Not from there. */
  | "elsewhere"
  /** A page of another site asks. */
  | "crossSite"
  /** The token is for something else. */
  | "scope"
  | "missing"
  /** By a rule. */
  | "refused"
  /** It waits for a second person. */
  | "secondPerson"
  | "exists"
  /** The personal data were erased. */
  | "erased"
  /** It is over. */
  | "gone"
  | "tooLarge"
  | "mediaType"
  /** Not in a form that was asked for. */
  | "notAcceptable"
  /** Not by this method. */
  | "method"
  /** Something was recorded since it was decided. */
  | "moved"
  /** Too often. */
  | "tooMany"
  /** Something went wrong in here. */
  | "failed"
  /** A part of the engine cannot be reached. */
  | "unavailable";

/** The answer to an event that the machine refused: the entry in the journal, and why. */
export interface RefusedAt {
  readonly eventId: string;
  readonly seq?: number;
  readonly state: string;
  readonly rung?: string;
  readonly repeated?: true;
}

export interface ProblemDetails extends Partial<RefusedAt> {
  /** Why a rule refused, every failed condition. */
  readonly findings?: readonly Finding[];
  /** What is malformed, and where. */
  readonly faults?: readonly InputFault[];
  /** The methods that an address takes. */
  readonly allow?: readonly string[];
  /** After how many seconds it may be tried again. */
  readonly retryAfter?: number;
}

/** A problem on its way to whoever asked. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly kind: ProblemKind;
  readonly details: ProblemDetails;

  /** @param says one sentence for whoever asked. */
  constructor(kind: ProblemKind, says: string, details: ProblemDetails = {}) {
    super(says);
    this.kind = kind;
    this.details = details;
  }
}

/** What kind of no these findings are: of the role, of the missing second person, or of a rule. */
export function refusalKind(findings: readonly Finding[]): "role" | "secondPerson" | "refused" {
  if (findings.some(({ rule, read }) => rule === "R-ROL-1" && "role" in read)) return "role";
  const people = findings.length > 0 && findings.every(({ secondPerson }) => secondPerson);
  return people ? "secondPerson" : "refused";
}
