import { z } from "@hono/zod-openapi";
import type { Actor, Role } from "../../machines/index.ts";
import { ProblemError } from "./problem.ts";
import { ROLES } from "./schemas.ts";

const ACTOR = /^([a-z]+):([A-Za-z0-9][A-Za-z0-9_.:-]{0,63})$/;
const people = ROLES.filter((role) => role !== "system");

/** Who acts, on loopback only, until there is a login. */
export const actorHeader = z.object({
  "tenure-actor": z.string().openapi({
    description: `Who acts, as role:id; the roles are ${people.join(", ")}`,
    example: "senior:anna",
  }),
});

/**
 * Reads `role:id`.
 * @throws {ProblemError} when nobody is named, the role is unknown, or it is the engine's own.
 */
export function actorOf(header: string | undefined): Actor {
  const allowed = `role:id, for instance senior:anna, with a role of ${people.join(", ")}`;
  const parts = ACTOR.exec(header ?? "");
  const role = ROLES.find((known) => known === parts?.[1]);
  if (parts && !role)
    throw new ProblemError("unidentified", `there is no role ${parts[1]}: who acts is ${allowed}`);
  if (!parts?.[2] || !role)
    throw new ProblemError("unidentified", `say who acts by the header Tenure-Actor: ${allowed}`);
  if (role === "system")
    throw new ProblemError("role", "system is the engine itself; nobody else acts in its name");
  return { id: parts[2], role };
}

/** @throws {ProblemError} `role` unless the actor has one of these roles. */
export function mustBe(roles: readonly Role[], actor: Actor, what: string): void {
  if (!roles.includes(actor.role))
    throw new ProblemError("role", `${roles.join(", ")} may ${what}; ${actor.role} may not`);
}
