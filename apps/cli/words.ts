import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { text as readAll } from "node:stream/consumers";
import type { Role } from "../../machines/vocabulary.ts";
import { usage } from "./exit.ts";

const ACTOR = /^[a-z]+:[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;

/** The option that says who acts. */
export interface Acting {
  /** `role:id` */
  readonly as?: string;
}

/** Who acts. @throws {Exit} when nobody is named. */
export function actorFrom(as: string | undefined): string {
  if (as === undefined || as === "")
    throw usage("say who acts: --as role:id, for instance --as senior:anna (or set TENURE_AS)");
  if (!ACTOR.test(as)) throw usage("who acts is given as role:id, for instance --as senior:anna");
  return as;
}

/** Who reads: as given, or somebody of this role by your user name on this machine. @throws {Exit} for no `role:id` */
export function readerFrom(as: string | undefined, role: Role): string {
  if (as !== undefined && as !== "") return actorFrom(as);
  const user = userInfo()
    .username.replaceAll(/[^A-Za-z0-9_.:-]/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "");
  return actorFrom(`${role}:${user.slice(0, 64) || "somebody"}`);
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
