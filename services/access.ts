// Who may do and read what: one table of routes, with the roles of each. Of events, the machine's own specs say it.

import { ERASURE } from "../archive/erasures.ts";
import { type FactKind, factKinds } from "../archive/facts/catalogue.ts";
import { factKind } from "../archive/facts/kinds.ts";
import { type Actor, type EventType, eventSpec, ROLES, type Role } from "../machines/index.ts";

/** A route that is for some roles only. */
export interface GuardedRoute {
  readonly roles: readonly Role[];
  /** What it lets them do: "ops, manager may …". */
  readonly does: string;
  /** What a token needs for it. */
  readonly scope: Scope;
  /** What personal thing is shown: who looked is kept. */
  readonly shows?: Sensitive;
}

/**
 * What tokens are for: `read` looks, `propose` proposes events, which people send, `signal` tells of clients and does
 * tasks, `facts` brings facts in, `run` starts what goes on regularly.
 */
export const SCOPES = ["read", "propose", "signal", "facts", "run"] as const;
export type Scope = (typeof SCOPES)[number];

/** Personal things that are shown: who looked at them, and when, is kept. */
export const SENSITIVE = ["words", "address", "dossier", "journal", "payloads", "notice"] as const;
export type Sensitive = (typeof SENSITIVE)[number];

/** A route for whoever can reach it, and why that is so. */
export interface Public {
  readonly public: string;
}

export type Access = GuardedRoute | Public;

/** `GET /v1/clients/{client}` */
export type Route = `${"GET" | "POST"} /${string}`;

/** Whoever can be named: the engine acts in its own name, and nobody else in the engine's. */
export const ACTING: readonly Role[] = ROLES.filter((role) => role !== "system");
/** Our people. */
const STAFF = ACTING.filter((role) => role !== "client");
/** Our people who work with clients: auditors only read. */
const TEAM = STAFF.filter((role) => role !== "auditor");
/** R-ROL-2, R-ROL-4: who sees what decisions rest on, and journals with every sum in them. */
const DECIDERS: readonly Role[] = ["manager", "senior", "compliance", "auditor"];
/** R-ROL-2, R-ROL-5: who sees what clients are worth. */
const WORTH: readonly Role[] = ["manager", "senior", "finance", "sales", "compliance", "auditor"];
/** R-ROL-4: who proves what happened, and that nothing was changed. */
const PROVERS: readonly Role[] = ["compliance", "auditor"];

/** R-ROL-2, R-ROL-5 */
export const seesWorth = (role: Role): boolean => WORTH.includes(role);
/** R-ROL-2, R-ROL-4 */
export const seesDossiers = (role: Role): boolean => DECIDERS.includes(role);

const guarded = (roles: readonly Role[], does: string, shows?: Sensitive): GuardedRoute => ({
  roles,
  does,
  scope: "read",
  ...(shows && { shows }),
});

/** Questions that come with a body. */
const ASKS = /\/(explain|preview|encode|decode|audit\/verify|audit\/reconcile)$/;
const PROPOSES = "POST /v1/clients/{client}/proposals";
const TELLS = /^POST \/v1\/(clients|tasks|attention\/\{id\}|deputies)/;
const BRINGS = /^POST \/v1\/(facts|imports|providers$)/;

/** What a token needs for a route. */
function scopeOf(route: string): Scope {
  if (route.startsWith("GET ") || ASKS.test(route)) return "read";
  if (route === PROPOSES) return "propose";
  return BRINGS.test(route) ? "facts" : TELLS.test(route) ? "signal" : "run";
}

/** Facts are told of by those whose work they are, and read by them and by those who decide. */
const facts = (kind: FactKind): [Route, GuardedRoute][] => {
  const { roles } = factKind(kind);
  const readers = [...new Set([...roles, ...DECIDERS])];
  return [
    [`GET /v1/facts/${kind}`, guarded(readers, `read ${kind}`)],
    [`POST /v1/facts/${kind}`, guarded(roles, `tell of ${kind}`)],
  ];
};

const LINK: Public = { public: "the link is the secret: whoever was given it may use it" };

const CONSOLE: Public = { public: "it is the program of the console, and holds nothing of any client" };

const POLICY: Public = { public: "it is what clients may know of the policy (texts/policy/lines.ts)" };

const LOGIN: Public = { public: "it is where people sign in and out" };

const TABLE: Readonly<Record<Route, Access>> = {
  "GET /health": { public: "it tells whether parts answer, and nothing of any client" },
  "GET /v1/openapi.json": { public: "it describes the API, and holds nothing of any client" },
  "GET /": CONSOLE,
  "GET /console": CONSOLE,
  "GET /console/{path}": CONSOLE,
  "POST /hooks/delivery": { public: "carriers sign what they send (Standard Webhooks)" },
  "POST /hooks/provider": { public: "the provider that was asked signs its answer (Standard Webhooks)" },
  "GET /handover/{token}": LINK,
  "POST /handover/{token}": LINK,
  "GET /unsubscribe/{token}": LINK,
  "POST /unsubscribe/{token}": LINK,
  "GET /policy": POLICY,
  "GET /policy/{version}/{lang}": POLICY,
  "GET /login": LOGIN,
  "POST /login": LOGIN,
  "GET /login/callback": LOGIN,
  "POST /v1/login/device": LOGIN,
  "POST /v1/login/device/session": LOGIN,
  "POST /v1/logout": LOGIN,
  "POST /logout/backchannel": { public: "the provider signs what it says of its sessions" },

  "GET /v1/whoami": guarded(ACTING, "ask who they are"),
  // Their own; another's are as if they were not there (services/login/ownSessions.ts).
  "GET /v1/sessions": guarded(STAFF, "see where they are signed in"),
  "POST /v1/sessions/{session}/end": guarded(STAFF, "sign out elsewhere"),
  "GET /v1/tokens": guarded(STAFF, "see tokens"),
  "POST /v1/tokens": guarded(STAFF, "make tokens"),
  "POST /v1/tokens/{token}/revocation": guarded(STAFF, "end tokens"),
  "GET /v1/deputies": guarded(STAFF, "see who stands in for whom"),
  // Whose absence it is decides as well (services/deputies.ts).
  "POST /v1/deputies": guarded(TEAM, "say who stands in"),
  "POST /v1/deputies/{deputy}/end": guarded(TEAM, "say who stands in"),
  "GET /v1/reads": guarded(PROVERS, "see who looked at what"),
  "GET /v1/audit/unattested": guarded(PROVERS, "see what came past the API"),
  "GET /v1/people": guarded(["manager", "senior", "compliance", "auditor"], "see who signs in"),

  "POST /v1/clients/{client}": guarded(["ops", "sales", "manager"], "open a relationship"),
  // The machine judges who may signal which event, and records an attempt of the wrong role.
  "POST /v1/clients/{client}/events": guarded(ACTING, "signal events"),
  "POST /v1/clients/{client}/erasure": guarded(eventSpec(ERASURE).roles, "order an erasure"),
  "POST /v1/clients/{client}/contact": guarded(
    eventSpec("contact.corrected").roles,
    "correct how a client is reached",
  ),
  "POST /v1/clients/{client}/unsubscription": guarded(["ops", "sales", "manager"], "unsubscribe a client"),
  // For agents: another person than the one behind it confirms a proposal (services/proposals.ts).
  [PROPOSES]: guarded(TEAM, "propose events"),
  "GET /v1/clients": guarded(STAFF, "list relationships"),
  "GET /v1/states": guarded(STAFF, "list relationships"),
  "GET /v1/clients/{client}": guarded(STAFF, "see where a relationship stands"),
  "GET /v1/clients/{client}/allowed": guarded(STAFF, "see what can be signalled"),
  "POST /v1/clients/{client}/explain": guarded(STAFF, "ask what an event would find"),
  "POST /v1/clients/{client}/preview": guarded(TEAM, "preview what a client would read", "notice"),
  "GET /v1/clients/{client}/timeline": guarded(STAFF, "read a journal"),
  // Each entry as the timeline shows it to the role (services/presented.ts).
  "GET /v1/events/stream": guarded(STAFF, "follow what happens"),

  "GET /v1/clients/{client}/dossier": guarded(DECIDERS, "see the dossier", "dossier"),
  "GET /v1/clients/{client}/dossiers/{dossier}": guarded(DECIDERS, "see the dossier", "dossier"),
  "GET /v1/clients/{client}/exit": guarded(DECIDERS, "see the dossier", "dossier"),
  "GET /v1/clients/{client}/value": guarded(WORTH, "see what clients are worth"),
  "GET /v1/valuations": guarded(WORTH, "see what clients are worth"),
  "POST /v1/valuations": guarded(["manager", "senior", "finance"], "value clients"),
  "GET /v1/reports/{name}": guarded([...WORTH, "product"], "read reports"),
  ...(Object.fromEntries(factKinds.flatMap(facts)) as Record<Route, GuardedRoute>),
  "GET /v1/imports": guarded(STAFF, "list imports"),
  // Of the kinds that they may tell of; managers and seniors of any.
  "POST /v1/imports/{n}/undo": guarded(TEAM, "undo imports"),

  "GET /v1/attention": guarded(TEAM, "see what was noticed"),
  "GET /v1/attention/{id}": guarded(TEAM, "read what clients wrote", "words"),
  "POST /v1/attention/run": guarded(["ops", "manager"], "have clients looked at"),
  "POST /v1/attention/{id}/confirm": guarded(TEAM, "judge what was noticed"),
  "POST /v1/attention/{id}/dismiss": guarded(TEAM, "judge what was noticed"),
  // R-ROL-1: labels guide those who decide; what a client is called reaches nobody else.
  "GET /v1/clients/{client}/archetypes": guarded(DECIDERS, "see what type a client may be of"),

  "GET /v1/tasks": guarded(STAFF, "see what is to be done"),
  "GET /v1/tasks/reported": guarded(STAFF, "see what became of their reports"),
  "GET /v1/tasks/{id}": guarded(STAFF, "see what is to be done"),
  // Whose task it is decides as well (services/tasks.ts).
  "POST /v1/tasks/{id}/claim": guarded(TEAM, "take tasks"),
  "POST /v1/tasks/{id}/release": guarded(TEAM, "give tasks back"),
  "POST /v1/tasks/{id}/assign": guarded(TEAM, "assign tasks"),
  "POST /v1/tasks/{id}/snooze": guarded(TEAM, "put tasks off"),
  "POST /v1/tasks/{id}/done": guarded(TEAM, "close tasks"),

  "GET /v1/outbox": guarded(STAFF, "see what clients were written"),
  "GET /v1/outbox/{client}/{seq}/{n}": guarded(STAFF, "read what clients were written", "notice"),
  "POST /v1/outbox/reports": guarded(["ops", "manager"], "tell what became of notices"),
  "GET /v1/clients/{client}/channels": guarded(STAFF, "see which channels are open"),
  "GET /v1/clients/{client}/channels/sieve": guarded(
    ["ops", "manager"],
    "read a client's address",
    "address",
  ),
  "POST /v1/channels/reconcile": guarded(["ops", "manager"], "reconcile channels"),

  "GET /v1/providers": guarded(STAFF, "look up providers"),
  "GET /v1/providers/{provider}": guarded(STAFF, "look up providers"),
  "POST /v1/providers": guarded(["ops", "manager"], "import providers"),
  "POST /v1/providers/{provider}/secret": guarded(["ops", "manager"], "see a provider's secret"),
  "GET /v1/clients/{client}/providers": guarded(
    ["ops", "sales", "manager", "senior"],
    "look up providers for a client",
  ),
  // A link lets whoever has it act.
  "GET /v1/clients/{client}/handover": guarded(["ops", "manager", "senior"], "see the links of a handover"),

  // R-POL-1: what is published anyway.
  "GET /v1/policies": guarded(STAFF, "read the policy"),
  "GET /v1/machines": guarded(STAFF, "see the versions of the machine"),
  "GET /v1/clients/{client}/moment": guarded([...DECIDERS, "legal"], "replay a journal", "journal"),
  "GET /v1/clients/{client}/case-file": guarded([...PROVERS, "legal"], "take a case file out", "journal"),
  "POST /v1/audit/verify": guarded(PROVERS, "verify the journal"),
  "POST /v1/audit/checkpoint": guarded(PROVERS, "sign the journal"),
  "POST /v1/audit/reconcile": guarded(PROVERS, "reconcile the journal with Temporal"),
  // Hashes tell nobody what stands in an entry, but how many there are, and when they come.
  "GET /checkpoint": guarded([...PROVERS, "legal"], "read the log"),
  "GET /tile/{tile}": guarded([...PROVERS, "legal"], "read the log"),
  "POST /v1/rebuilds": guarded(["ops", "manager", "senior", "compliance"], "rebuild a relationship"),
  "GET /v1/watch": guarded(
    ["ops", "manager", "senior", "compliance"],
    "look at relationships that stand still",
  ),
  "GET /v1/tellings": guarded(
    ["ops", "manager", "senior", "compliance"],
    "see where our people are told what waits",
  ),
  // Events as Temporal holds them, with every sum in them.
  "POST /v1/codec/encode": guarded(DECIDERS, "encrypt payloads"),
  "POST /v1/codec/decode": guarded(DECIDERS, "read Temporal's payloads", "payloads"),
  "POST /v1/codec/{actor}/encode": guarded(DECIDERS, "encrypt payloads"),
  "POST /v1/codec/{actor}/decode": guarded(DECIDERS, "read Temporal's payloads", "payloads"),
};

/** Every route of the API. A route that is not here is answered to nobody. */
export const ACCESS: Readonly<Record<Route, Access>> = Object.fromEntries(
  Object.entries(TABLE).map(([route, access]) => [
    route,
    "public" in access ? access : { ...access, scope: scopeOf(route) },
  ]),
);

/** The log, which whoever runs the engine may open to everybody. */
export const OPENABLE: readonly Route[] = ["GET /checkpoint", "GET /tile/{tile}"];

/** Who may use a route; null for one that nobody has entered. */
export const accessTo = (route: string): Access | null =>
  Object.hasOwn(ACCESS, route) ? (ACCESS[route as Route] ?? null) : null;

export const isPublic = (access: Access): access is Public => "public" in access;

/** Who may signal an event, as the machine says. */
export const signallers = (type: EventType): readonly Role[] => eventSpec(type).roles;

/** Whether the machine lets this role signal the event. */
export const maySignal = (actor: Actor, type: EventType): boolean => signallers(type).includes(actor.role);

/** R-ROL-1: a client speaks for itself only; our people speak for whomever they deal with. */
export const speaksFor = ({ id, role }: Actor, client: string): boolean => role !== "client" || id === client;

/** Whose work others may take: as with routes, what ops do managers may do, and what managers do seniors may. */
const ALSO: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  ops: ["manager"],
  sales: ["manager"],
  manager: ["senior"],
};
export const alsoTaking = (of: Role): readonly Role[] => ALSO[of] ?? [];

/** Whether a task of one role may be taken, and closed by hand, by another. */
export const takes = (role: Role, of: Role): boolean => role === of || alsoTaking(of).includes(role);

/** Who gives tasks out and takes them back, whosever they are. */
export const mayLead = ({ role }: Actor): boolean => role === "manager" || role === "senior";
