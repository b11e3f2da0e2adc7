// Who uses the console, and what their role is for.
import { useSyncExternalStore } from "react";
import type { ShownWhoami } from "../../api/login/login.ts";
import { askAs, onUnknown, post } from "./api/client.ts";

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

/**
 * What is known of whoever sits here. `nobody`: they have to sign in, `local`: by saying who they are. `replaced`:
 * another tab of the browser has signed somebody else in.
 */
export type Whoever =
  | { readonly is: "asked" | "unreachable" }
  | { readonly is: "nobody"; readonly local: boolean }
  | { readonly is: "replaced"; readonly was: Person; readonly by: string }
  | { readonly is: "known"; readonly person: Person };

/** Who acts where nobody checks it, as `role:id`. With a login, the cookie of the session says it. */
const WHO = "tenure.actor";
/** In which of their roles somebody acts who has several. */
const ROLE = "tenure.role";
/** Whose session it is, so that other tabs hear of another one. */
const SESSION = "tenure.person";

function keep(name: string, text: string | null): void {
  if (text === null) localStorage.removeItem(name);
  else localStorage.setItem(name, text);
}

/** Who asks by what the browser keeps, in headers. */
function kept(): Readonly<Record<string, string>> {
  const actor = localStorage.getItem(WHO);
  const role = localStorage.getItem(ROLE);
  return { ...(actor && { "tenure-actor": actor }), ...(role && !actor && { "tenure-role": role }) };
}

let whoever: Whoever = { is: "asked" };
const listeners = new Set<() => void>();
const newcomers = new Set<(person: Person | null) => void>();
const personIn = (known: Whoever): Person | null => (known.is === "known" ? known.person : null);

/** Calls when another person, or the same one in another role, acts from now on; null: nobody does. */
export const onPerson = (listener: (person: Person | null) => void): void => void newcomers.add(listener);

function set(next: Whoever): void {
  const before = personIn(whoever);
  whoever = next;
  const now = personIn(next);
  // What was read for one of them is gone before anything is drawn for the other.
  if (now?.actor !== before?.actor) for (const listener of newcomers) listener(now);
  for (const listener of listeners) listener();
}

/** Asks the API who sits here, by what the browser keeps. */
async function told(headers: Record<string, string>): Promise<Whoever> {
  const response = await fetch("/v1/whoami", { headers }).catch(() => null);
  const local = response?.headers.get("tenure-login") === "local";
  if (response?.ok) {
    const found = (await response.json().catch(() => null)) as ShownWhoami | null;
    if (!found) return { is: "unreachable" };
    const { person: id, role, roles } = found;
    return { is: "known", person: { id, role, roles, actor: `${role}:${id}`, local } };
  }
  // A role that was taken away, or a name from before there was a login: asked again without.
  const stale = response?.status === 403 || (response?.status === 401 && !local && "tenure-actor" in headers);
  if (stale && Object.keys(headers).length > 0) {
    keep(WHO, null);
    keep(ROLE, null);
    return told({});
  }
  if (response?.status === 401) return { is: "nobody", local };
  // An engine that fails has not said that it knows nobody.
  return { is: "unreachable" };
}

let asks = 0;
async function ask(): Promise<void> {
  asks += 1;
  const own = asks;
  const headers = kept();
  const found = await told(headers);
  // Somebody has asked anew meanwhile.
  if (own !== asks) return;
  // Another tab has signed somebody in meanwhile: what it keeps is not written over.
  if (JSON.stringify(kept()) !== JSON.stringify(headers)) return ask();
  const before = personIn(whoever);
  if (found.is === "unreachable" && before) return;
  if (found.is !== "known") {
    askAs({});
    return set(found);
  }
  const { person } = found;
  // The cookie of the session is another one's by now, and this tab has not heard of it.
  if (before && before.id !== person.id) {
    askAs({});
    return set({ is: "replaced", was: before, by: person.id });
  }
  askAs(person.local ? { "tenure-actor": person.actor } : kept());
  keep(WHO, person.local ? person.actor : null);
  keep(SESSION, person.local ? null : person.id);
  set(found);
}

/** Heeds that somebody signs in or out in another tab: this one goes on as nobody else than it shows. */
function heed(): void {
  const person = personIn(whoever);
  if (!person) return void ask();
  const by = localStorage.getItem(person.local ? WHO : SESSION);
  if (by === (person.local ? person.actor : person.id)) return;
  asks += 1;
  set(by === null ? { is: "nobody", local: person.local } : { is: "replaced", was: person, by });
}

export function signIn(actor: string): void {
  keep(WHO, actor);
  void ask();
}

/** Ends the session, where there is one. */
export async function signOut(): Promise<void> {
  const local = personIn(whoever)?.local ?? true;
  if (!local) await post("/logout").catch(() => {});
  for (const name of [WHO, ROLE, SESSION]) keep(name, null);
  await ask();
}

export function switchRole(role: string): void {
  keep(ROLE, role);
  void ask();
}

/** Begins to know who sits here. */
export function keepWho(): void {
  onUnknown(() => {
    if (whoever.is === "known") void ask();
  });
  addEventListener("storage", ({ key }) => {
    if (key === null || key === WHO || key === SESSION) heed();
  });
  document.addEventListener("visibilitychange", () => {
    const person = personIn(whoever);
    if (document.visibilityState === "visible" && person && !person.local) void ask();
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
  return personIn(useWhoever());
}

export const askAgain = (): void => void ask();

/** Our people who act; auditors look. */
export const TEAM = ["ops", "sales", "manager", "senior", "finance", "legal", "product", "compliance"];
const STAFF = [...TEAM, "auditor"];
const DECIDERS = ["manager", "senior", "compliance", "auditor"];
const PROVERS = ["compliance", "auditor"];
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
  { name: "deputies", to: "/deputies", roles: STAFF, group: "work" },
  { name: "reports", to: "/reports", roles: WORTH, group: "insight" },
  { name: "machine", to: "/machine", roles: STAFF, group: "insight" },
  { name: "policy", to: "/policy", roles: STAFF, group: "insight" },
  { name: "audit", to: "/audit", roles: [...DECIDERS, "legal"], group: "proof" },
  { name: "reads", to: "/reads", roles: PROVERS, group: "proof" },
  { name: "erasure", to: "/erasure", roles: ["compliance", "legal"], group: "proof" },
  { name: "people", to: "/people", roles: STAFF, group: "proof" },
  { name: "health", to: "/health", roles: STAFF, group: "proof" },
] as const;

/** Those who open relationships. */
export const opens = (role: string): boolean => ["ops", "sales", "manager"].includes(role);
export const seesDossier = (role: string): boolean => DECIDERS.includes(role);
export const compiles = (role: string): boolean => ["manager", "senior"].includes(role);
export const previews = (role: string): boolean => TEAM.includes(role);
/** Auditors look, and change nothing. */
export const acts = (role: string): boolean => TEAM.includes(role);
/** Those who give tasks out, and say who stands in for whom. */
export const leads = (role: string): boolean => ["manager", "senior"].includes(role);
/** Those who see who signs in. */
export const seesPeople = (role: string): boolean => DECIDERS.includes(role);
/** Those who see and end everybody's tokens. */
export const oversees = (role: string): boolean => ["senior", "compliance"].includes(role);
/** Those who see where a handover stands, and its links. */
export const seesHandovers = (role: string): boolean => ["ops", "manager", "senior"].includes(role);
/** Those who record what clients say of their data. */
export const speaksForClients = (role: string): boolean => role === "ops";
