// The API's own no.
import type { z } from "zod";
import type { Problem } from "../../../api/problem.ts";
import type { findingSchema } from "../../../api/schemas.ts";

/** One condition of one rule, as the API tells it. */
export type ShownFinding = z.infer<typeof findingSchema>;

/** What the API answered instead of what was asked. */
export interface ToldProblem extends Partial<Omit<Problem, "findings">> {
  readonly findings?: readonly ShownFinding[];
}

/** The API's own no: its status, and what it says. `status` 0: there was no answer. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: ToldProblem;
  constructor(status: number, problem: ToldProblem) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.problem = problem;
  }
  /** For instance `refused`, `secondPerson`, `role`, `malformed`. */
  get kind(): string {
    return this.problem.type?.split(":").at(-1) ?? (this.status === 0 ? "unreachable" : "unknown");
  }
}
