import type { ProblemKind } from "../../services/problem.ts";
import { kindOf, type Problem } from "../api/problem.ts";

/** Exit codes that scripts may rely on. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  missing: 4,
  role: 5,
  secondPerson: 6,
  tryAgain: 75,
} as const;

const CODES: Readonly<Record<ProblemKind, number>> = {
  malformed: EXIT.usage,
  unidentified: EXIT.usage,
  role: EXIT.role,
  elsewhere: EXIT.role,
  crossSite: EXIT.role,
  scope: EXIT.role,
  missing: EXIT.missing,
  refused: EXIT.refused,
  secondPerson: EXIT.secondPerson,
  exists: EXIT.refused,
  erased: EXIT.refused,
  gone: EXIT.refused,
  tooLarge: EXIT.usage,
  mediaType: EXIT.usage,
  notAcceptable: EXIT.usage,
  method: EXIT.usage,
  moved: EXIT.tryAgain,
  tooMany: EXIT.tryAgain,
  failed: EXIT.failed,
  unavailable: EXIT.tryAgain,
};

/** Ends the command with words for the person and a code for the script. */
export class Exit extends Error {
  override readonly name = "Exit";
  readonly code: number;
  /** What the API said, where it was the API that said no. */
  readonly problem: Problem | null;

  constructor(code: number, message: string, problem: Problem | null = null) {
    super(message);
    this.code = code;
    this.problem = problem;
  }
}

export const usage = (message: string): Exit => new Exit(EXIT.usage, message);

/** The exit that an answer of the API's leads to. */
export function exitFor(problem: Problem): Exit {
  const kind = kindOf(problem);
  return new Exit(kind ? CODES[kind] : EXIT.failed, problem.detail, problem);
}
