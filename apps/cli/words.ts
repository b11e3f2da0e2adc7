import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { text as readAll } from "node:stream/consumers";
import type { Role } from "../../machines/vocabulary.ts";
import { PERSON_SAYS, personId } from "../../values/person.ts";
import type { Cli } from "./cli.ts";
import { usage } from "./exit.ts";

const ACTOR = /^([a-z]+):(.*)$/su;

/** The option that says who acts. */
export interface Acting {
  /** `role:id` */
  readonly as?: string;
}

/** `role:id` with the id in its canonical spelling; null for what is none. The id of a client stays as it is. */
function canonical(as: string): string | null {
  const [, role = "", rest = ""] = ACTOR.exec(as) ?? [];
  if (role === "client") return as;
  const id = personId(rest);
  return role === "" || id === null ? null : `${role}:${id}`;
}

/**
 * Who acts: as given; nobody is named where one is signed in.
 * @throws {Exit} when nobody is named, or somebody is although there is a login.
 */
export function actorFrom({ signedIn }: Pick<Cli, "signedIn">, as: string | undefined): string | undefined {
  if (signedIn !== null) {
    if (as === undefined || as === "") return undefined;
    throw usage(
      `you are signed in (${signedIn}), and act as yourself: leave out --as (and TENURE_AS); --acting-role picks one of your roles`,
    );
  }
  if (as === undefined || as === "")
    throw usage("say who acts: --as role:id, for instance --as senior:anna (or set TENURE_AS)");
  const actor = canonical(as);
  if (actor === null)
    throw usage(`who acts is given as role:id, for instance --as senior:anna; an id: ${PERSON_SAYS}`);
  return actor;
}

/**
 * Who reads: as given, or somebody of this role by your user name on this machine; nobody else where one is signed in.
 * @throws {Exit} for no `role:id`
 */
export function readerFrom(
  cli: Pick<Cli, "signedIn">,
  as: string | undefined,
  role: Role,
): string | undefined {
  if (cli.signedIn !== null || (as !== undefined && as !== "")) return actorFrom(cli, as);
  const user = userInfo()
    .username.replaceAll(/[^A-Za-z0-9_.:-]/g, "-")
    .replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
  return actorFrom(cli, `${role}:${personId(user.slice(0, 64)) ?? "somebody"}`);
}

/** A text given as it is, as `@file`, or as `-` for the standard input. */
export async function wordsFrom(given: string, what: string): Promise<string> {
  if (given === "-") return readAll(process.stdin);
  if (!given.startsWith("@")) return given;
  try {
    return await readFile(given.slice(1), "utf8");
  } catch {
    throw usage(`${what}: there is no file ${given.slice(1)} that can be read`);
  }
}
