// R-TSK-5: who stands in for an absent colleague of the same role. Each of them counts as themselves.
import { randomUUID } from "node:crypto";
import type { Deputy } from "../archive/login/deputies.ts";
import type { Archive } from "../archive/open.ts";
import type { Page, WantedPage } from "../archive/page.ts";
import { type Actor, iso, type Role } from "../machines/index.ts";
import { mayLead } from "./access.ts";
import { actorOf } from "./login/caller.ts";
import { ProblemError } from "./problem.ts";

/** Who is to stand in, for whom, and when (ISO instants). */
export interface WantedDeputy {
  readonly absent: string;
  readonly deputy: string;
  readonly role: Role;
  readonly from: string;
  readonly until: string;
}

const fault = (path: string, says: string) =>
  new ProblemError("malformed", `${path}: ${says}`, { faults: [{ path, says }] });

const named = ({ role, id }: Actor): string => `${role}:${id}`;

export function deputiesOf(archive: Pick<Archive, "deputies" | "people">, clock: () => number) {
  const { deputies, people } = archive;

  /** Where people sign in, the roles that each of them has are known. */
  async function mustHave(person: string, role: Role): Promise<void> {
    const known = await people.get(person);
    if (known && !known.roles.includes(role))
      throw new ProblemError("role", `${person} is no ${role}: a deputy is of the same role`);
  }

  function mustBeTheirs(by: Actor, { absent, role }: Pick<Deputy, "absent" | "role">): void {
    if ((by.id === absent && by.role === role) || mayLead(by)) return;
    throw new ProblemError("role", `${role}:${absent}, a manager or a senior says who stands in for them`);
  }

  return {
    /** @throws {ProblemError} of the wrong role, for nobody's own absence, or malformed */
    async add({ absent, deputy, role, from, until }: WantedDeputy, by: Actor): Promise<Deputy> {
      const [away, stands] = [actorOf(`${role}:${absent}`), actorOf(`${role}:${deputy}`)];
      if (role === "client") throw fault("role", "nobody stands in for a client");
      if (away.id === stands.id) throw fault("deputy", "somebody else");
      if (Date.parse(until) <= Date.parse(from)) throw fault("until", "an instant after from");
      if (Date.parse(until) <= clock()) throw fault("until", "an instant that is still to come");
      mustBeTheirs(by, { absent: away.id, role });
      await mustHave(away.id, role);
      await mustHave(stands.id, role);
      const added = {
        id: randomUUID(),
        absent: away.id,
        deputy: stands.id,
        role,
        fromAt: iso(Date.parse(from)),
        untilAt: iso(Date.parse(until)),
        setBy: named(by),
        setAt: iso(clock()),
      };
      await deputies.add(added);
      return { ...added, endedAt: null, endedBy: null };
    },

    list: (all: boolean, page: WantedPage): Promise<Page<Deputy>> => deputies.list(iso(clock()), all, page),

    /** Ends it before its time. @throws {ProblemError} */
    async end(id: string, by: Actor): Promise<Deputy> {
      const found = await deputies.get(id);
      if (!found) throw new ProblemError("missing", `there is no deputy ${id}; tenure deputies lists them`);
      mustBeTheirs(by, found);
      await deputies.end(id, iso(clock()), named(by));
      return (await deputies.get(id)) ?? found;
    },
  };
}

export type Deputies = ReturnType<typeof deputiesOf>;
