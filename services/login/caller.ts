// Who asks: a person, how that is known, and the one role in which they act.
import { type Actor, ROLES, type Role } from "../../machines/index.ts";
import { PERSON_SAYS, personId } from "../../values/person.ts";
import { ACTING, type Scope } from "../access.ts";
import { ProblemError } from "../problem.ts";

/** By what somebody is known: `local` is their own word, and proves nothing. */
export type KnownBy = "local" | "session" | "token" | "bearer";

/** Somebody who asks. */
export interface Caller {
  /** The canonical id. */
  readonly person: string;
  /** The roles that they have. They act in one of them. */
  readonly roles: readonly Role[];
  readonly teams: readonly string[];
  readonly how: KnownBy;
  /** Who vouches for them; null: the local login. */
  readonly issuer: string | null;
  /** What a token may be used for; null: everything that the role may do. */
  readonly scopes: readonly Scope[] | null;
  /** The role that they picked for this request. */
  readonly picked: Role | null;
}

/** How `role:id` is written. */
export const ACTOR_SAYS = `role:id, for instance senior:anna, with a role of ${ACTING.join(", ")}`;

/**
 * A role that somebody may act in.
 * @throws {ProblemError} when it is unknown, or the engine's own.
 */
export function actingRole(given: string): Role {
  const role = ROLES.find((known) => known === given);
  if (!role) throw new ProblemError("unidentified", `there is no role ${given}: who acts is ${ACTOR_SAYS}`);
  if (role === "system")
    throw new ProblemError("role", "system is the engine itself; nobody else acts in its name");
  return role;
}

const CLIENT = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;

/**
 * Reads `role:id`, with the id in its canonical spelling. The id of a client is no person's: it stays as it is.
 * @throws {ProblemError} when nobody is named, the role is unknown or the engine's own, or the id is none.
 */
export function actorOf(given: string): Actor {
  const [, word = "", rest = ""] = /^([a-z]+):(.*)$/su.exec(given) ?? [];
  if (word === "") throw new ProblemError("unidentified", `who acts is ${ACTOR_SAYS}`);
  const role = actingRole(word);
  const id = role === "client" ? (CLIENT.test(rest) ? rest : null) : personId(rest);
  if (id === null) throw new ProblemError("unidentified", `the id after ${role}: is no id: ${PERSON_SAYS}`);
  return { id, role };
}

/**
 * The actor of one act, in one role: the one that they picked, or else the first that the act is for.
 * @param among the roles that the act is for
 */
export function actingFor({ person, roles, picked }: Caller, among: readonly Role[]): Actor {
  const role = picked ?? among.find((one) => roles.includes(one)) ?? roles[0];
  if (role === undefined)
    throw new ProblemError("role", `${person} has no role here; whoever runs the login gives one`);
  return { id: person, role };
}

/** Picks a role. @throws {ProblemError} when it is not one of theirs */
export function picking(caller: Caller, given: string | undefined): Caller {
  if (given === undefined || given === "") return caller;
  const picked = actingRole(given);
  if (!caller.roles.includes(picked))
    throw new ProblemError(
      "role",
      `${caller.person} acts as ${caller.roles.join(", ") || "nobody"}, and not as ${picked}`,
    );
  return { ...caller, picked };
}
