// Who uses the console, and what their role is for.
import { useSyncExternalStore } from "react";
import { actAs, whoActs } from "./api/client.ts";

export interface Person {
  readonly role: string;
  readonly id: string;
  /** `role:id` */
  readonly actor: string;
}

const listeners = new Set<() => void>();
export function signIn(actor: string | null): void {
  actAs(actor);
  for (const listener of listeners) listener();
}

/** Who acts; null before anybody has said it. */
export function usePerson(): Person | null {
  const actor = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, whoActs);
  if (!actor) return null;
  const [role = "", ...id] = actor.split(":");
  return { role, id: id.join(":"), actor };
}

const TEAM = ["ops", "sales", "manager", "senior", "finance", "legal", "product", "compliance"];
const STAFF = [...TEAM, "auditor"];
const DECIDERS = ["manager", "senior", "compliance", "auditor"];
const WORTH = ["manager", "senior", "finance", "sales", "product", "compliance", "auditor"];

/** Whoever can use the console; clients have pages of their own. */
export const PEOPLE: readonly string[] = STAFF;

/**
 * What stands in the menu, for whom. The API decides what a role may do and read; this only keeps a menu short.
 * `group`: a line is drawn between groups.
 */
export const SCREENS_OF = [
  { name: "inbox", to: "/inbox", roles: STAFF, group: "day" },
  { name: "clients", to: "/clients", roles: STAFF, group: "day" },
  { name: "approvals", to: "/approvals", roles: DECIDERS, group: "day" },
  { name: "restricted", to: "/restricted", roles: STAFF, group: "work" },
  { name: "offboarding", to: "/offboarding", roles: STAFF, group: "work" },
  { name: "notices", to: "/notices", roles: STAFF, group: "work" },
  { name: "mine", to: "/mine", roles: STAFF, group: "work" },
  { name: "reports", to: "/reports", roles: WORTH, group: "insight" },
  { name: "machine", to: "/machine", roles: STAFF, group: "insight" },
  { name: "audit", to: "/audit", roles: [...DECIDERS, "legal"], group: "proof" },
  { name: "erasure", to: "/erasure", roles: ["compliance", "legal"], group: "proof" },
  { name: "health", to: "/health", roles: STAFF, group: "proof" },
] as const;

export const seesDossier = (role: string): boolean => DECIDERS.includes(role);
export const previews = (role: string): boolean => TEAM.includes(role);
/** Auditors look, and change nothing. */
export const acts = (role: string): boolean => TEAM.includes(role);
