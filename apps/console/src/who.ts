// Who uses the console, and what their role is for.
import { useSyncExternalStore } from "react";
import type { ShownWhoami } from "../../api/login/login.ts";
import { actAs, actIn, onUnknown, post, whoActs, whoAsks } from "./api/client.ts";

export interface Person {
  readonly role: string;
  readonly id: string;
  /** `role:id` */
  readonly actor: string;
  /** Every role that they may act in. */
  readonly roles: readonly string[];
  /** Nobody has checked who it is. */
  readonly local: boolean;
}

/** What is known of whoever sits here. `nobody`: they have to sign in, `local`: by saying who they are. */
export type Whoever =
  | { readonly is: "asked" | "unreachable" }
  | { readonly is: "nobody"; readonly local: boolean }
  | { readonly is: "known"; readonly person: Person };

let whoever: Whoever = { is: "asked" };
const listeners = new Set<() => void>();
function set(next: Whoever): void {
  whoever = next;
  for (const listener of listeners) listener();
}

/** Asks the API who sits here. */
async function ask(): Promise<void> {
  const response = await fetch("/v1/whoami", { headers: whoAsks() }).catch(() => null);
  if (!response) return set({ is: "unreachable" });
  const local = response.headers.get("tenure-login") === "local";
  if (response.ok) {
    const { person: id, role, roles } = (await response.json()) as ShownWhoami;
    return set({ is: "known", person: { id, role, roles, actor: `${role}:${id}`, local } });
  }
  // A role that was taken away, or a name from before there was a login: asked again without.
  const stale = response.status === 403 || (!local && whoActs() !== null);
  if (stale && Object.keys(whoAsks()).length > 0) {
    actAs(null);
    actIn(null);
    return ask();
  }
  set({ is: "nobody", local });
}

export function signIn(actor: string): void {
  actAs(actor);
  void ask();
}

/** Ends the session, where there is one. */
export async function signOut(): Promise<void> {
  const local = whoActs() !== null;
  actAs(null);
  actIn(null);
  if (!local) await post("/logout").catch(() => {});
  await ask();
}

export function switchRole(role: string): void {
  actIn(role);
  void ask();
}

/** Begins to know who sits here. */
export function keepWho(): void {
  onUnknown(() => {
    if (whoever.is === "known") void ask();
  });
  void ask();
}

export const useWhoever = (): Whoever =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => whoever,
  );

/** Who acts; null before anybody is known. */
export function usePerson(): Person | null {
  const known = useWhoever();
  return known.is === "known" ? known.person : null;
}

export const askAgain = (): void => void ask();

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
