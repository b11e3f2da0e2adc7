// A client moves to another provider: what each link lets its holder see and say (R-HND-1 to R-HND-4).
import type { Package, Purpose } from "../archive/handovers.ts";
import type { Archive } from "../archive/open.ts";
import { placeOf } from "../archive/place.ts";
import type { Provider } from "../archive/providers.ts";
import { isDataItem } from "../handover/dataItems.ts";
import {
  type Actor,
  type EventData,
  type EventType,
  eventIdOf,
  iso,
  matchesOf,
  type Opening,
  type View,
  type WantedProvider,
  wantedBy,
} from "../machines/index.ts";
import { type Handover, handoverOf } from "./handover.ts";
import { ProblemError } from "./problem.ts";
import type { Standings } from "./standing.ts";
import type { eventTaker } from "./takeEvent.ts";

export interface HandoverParts {
  readonly archive: Archive;
  readonly standings: Standings;
  readonly apply: ReturnType<typeof eventTaker>["apply"];
  /** ms since the epoch. */
  readonly clock: () => number;
  /** What our company is called, on the pages. */
  readonly company?: string | undefined;
}

/** Why a link leads nowhere. Nothing is said of whom it was for. */
export type Dead = "unknown" | "expired" | "over" | "revoked";

/** A link that leads nowhere. */
export class DeadLink extends Error {
  override readonly name = "DeadLink";
  readonly why: Dead;
  constructor(why: Dead) {
    super(why);
    this.why = why;
  }
}

/** What the holder of a link says: an action, and data items where it is about some. */
export interface Form {
  readonly action: string;
  readonly items: readonly string[];
}

/** What became of it: judged, or kept and not yet judged. */
type LinkOutcome = "accepted" | "recorded";

type Occasion = { readonly [T in EventType]: { readonly type: T; readonly data: EventData<T> } }[EventType];

const nowOf = ({ clock }: HandoverParts): string => iso(clock());

/** The place right behind an effect: later steps are left alone. */
const behind = (effectId: string): string => {
  const { client, seq, n } = placeOf(effectId);
  return `${client}/${seq}/${n + 1}`;
};

/** What the machine says of a client now. @throws {ProblemError} `missing` */
async function viewOf(parts: HandoverParts, client: string): Promise<View> {
  const found = await parts.standings.view(client, nowOf(parts));
  if (!found) throw new ProblemError("missing", `there is no client ${client}`);
  return found;
}

/** Where the handover of a client stands now; null when there never was one. */
const currentOf = (parts: HandoverParts, client: string): Promise<Handover | null> =>
  handoverOf(parts.archive, parts.standings, client, nowOf(parts));

/** What a client said that they need. @throws {ProblemError} `missing` */
export async function needsOf(parts: HandoverParts, client: string) {
  const { needs = [], regions = [] } = (await viewOf(parts, client)).needs ?? {};
  return { needs, regions };
}

/**
 * Every provider, and why it fits a client or not; those that fit first. It asks nobody.
 * @param instead of what the client told
 * @throws {ProblemError} `missing` where there is no such client
 */
export async function matchFor(
  parts: HandoverParts,
  client: string,
  instead: { readonly [P in "needs" | "regions" | "budget"]?: WantedProvider[P] | undefined },
): Promise<{ readonly wanted: WantedProvider; readonly matches: ReturnType<typeof matchesOf> }> {
  const { needs, policy } = await viewOf(parts, client);
  const told = wantedBy(needs, policy);
  const wanted: WantedProvider = {
    needs: instead.needs ?? told.needs,
    regions: instead.regions ?? told.regions,
    budget: instead.budget ?? told.budget,
    verifiedDays: told.verifiedDays,
  };
  return { wanted, matches: matchesOf(await parts.archive.providers.offered(), wanted, nowOf(parts)) };
}

/** A link that is of use now, and to whom it is for. */
export interface HandoverLink {
  readonly purpose: Purpose;
  readonly for: "client" | "provider";
  readonly token: string;
  readonly expiresAt: string;
}

async function linksOf(parts: HandoverParts, { stage, effects }: Handover): Promise<HandoverLink[]> {
  const { handovers } = parts.archive;
  const wanted: [Purpose, string | null][] = [
    ["client", stage === "settled" ? null : effects.offer],
    ["answer", stage === "asking" ? effects.question : null],
    ["package", stage === "exporting" || stage === "moving" ? effects.package : null],
    ["copy", effects.copy],
  ];
  const links: HandoverLink[] = [];
  for (const [purpose, effectId] of wanted) {
    if (effectId === null) continue;
    const fetches = purpose === "package" || purpose === "copy";
    // It is packed a moment after it was asked for.
    if (fetches && (await handovers.package(effectId))?.revoked !== false) continue;
    const signed = await handovers.sign(purpose, effectId, nowOf(parts));
    links.push({
      ...signed,
      purpose,
      for: purpose === "client" || purpose === "copy" ? "client" : "provider",
    });
  }
  return links;
}

/**
 * Where a client's handover stands, with what was packed and the links that take part in it.
 * @throws {ProblemError} `missing` where there is no such client, or no handover of theirs
 */
export async function handoverFor(parts: HandoverParts, client: string) {
  const { handovers, relationships } = parts.archive;
  if (!(await relationships.get(client))) throw new ProblemError("missing", `there is no client ${client}`);
  const handover = await currentOf(parts, client);
  if (!handover) throw new ProblemError("missing", `there is no handover of ${client}`);
  const links = await linksOf(parts, handover);
  const { effects } = handover;
  const packages = await Promise.all(
    [effects.package, effects.copy].map((id) => (id === null ? null : handovers.package(id))),
  );
  return { handover, links, packages: packages.filter((pack): pack is Package => pack !== null) };
}

/** A live link with what it stands for. @throws {DeadLink} */
export async function openLink(parts: HandoverParts, token: string) {
  const { handovers, relationships, journal } = parts.archive;
  const link = await handovers.read(token);
  if (!link) throw new DeadLink("unknown");
  if (Date.parse(link.expiresAt) <= parts.clock()) throw new DeadLink("expired");
  const { client } = placeOf(link.effectId);
  const [row, [first], handover] = await Promise.all([
    relationships.get(client),
    journal.timeline(client, { limit: 1 }),
    currentOf(parts, client),
  ]);
  if (!row || !first || !handover) throw new DeadLink("over");
  const reader = { locale: row.locale, zone: row.zone, currency: (first.data as Opening).currency };
  return { link, client, handover, reader };
}
export type OpenedLink = Awaited<ReturnType<typeof openLink>>;

/** R-POL-3: the version of the policy that a client's relationship goes by. @throws {ProblemError} `missing` */
export const policyOf = async (parts: HandoverParts, client: string): Promise<string> =>
  (await viewOf(parts, client)).policy.version;

/** The provider that a client's page is about. @throws {DeadLink} for an offer that another one has followed. */
export async function offeredProvider(
  { archive }: HandoverParts,
  { link, handover }: OpenedLink,
): Promise<Provider> {
  if (handover.effects.offer !== link.effectId || handover.providerId === null) throw new DeadLink("over");
  const provider = await archive.providers.get(handover.providerId);
  if (!provider) throw new DeadLink("over");
  return provider;
}

/** What a link lets fetch. @throws {DeadLink} */
export async function packageOf({ archive }: HandoverParts, { link }: OpenedLink): Promise<Package> {
  const pack = await archive.handovers.package(link.effectId);
  if (!pack) throw new DeadLink("over");
  if (pack.revoked) throw new DeadLink("revoked");
  return pack;
}

/** What the provider has said to the question of a link, or null while it is open. @throws {DeadLink} */
export async function answerTo(
  { archive }: HandoverParts,
  effectId: string,
  { stage, effects }: Handover,
): Promise<"accepted" | "refused" | null> {
  if (effects.question === effectId && stage === "asking") return null;
  const said = await archive.journal.recall(placeOf(effectId).client, [
    eventIdOf(effectId, "accept"),
    eventIdOf(effectId, "refuse"),
  ]);
  const last = said.findLast(({ outcome }) => outcome === "accepted");
  if (!last) throw new DeadLink("over");
  return last.type === "provider.accepted" ? "accepted" : "refused";
}

/** Says an event in the name of whom a link is for, and ends the tasks of the step that it answers. */
async function say(
  parts: HandoverParts,
  effectId: string,
  actor: Actor,
  occasion: Occasion,
  ...said: readonly string[]
): Promise<LinkOutcome> {
  const { client } = placeOf(effectId);
  const eventId = eventIdOf(effectId, ...said);
  const { outcome } = await parts.apply(client, actor, { ...occasion, eventId });
  if (outcome === "accepted")
    await parts.archive.handovers.endSteps(
      client,
      `${actor.role}:${actor.id}`,
      nowOf(parts),
      behind(effectId),
    );
  return outcome;
}

/** What a client may do at each stage. */
const OPEN: Readonly<Record<Handover["stage"], readonly string[]>> = {
  matching: [],
  found: [],
  offered: ["agree", "decline"],
  asking: ["revoke", "revokeAll"],
  exporting: ["revoke", "revokeAll"],
  moving: ["revoke", "revokeAll", "confirm"],
  settled: [],
};

const noSuchAction = () =>
  new ProblemError("malformed", "there is no such action", {
    faults: [{ path: "action", says: "one of the page's" }],
  });

/** Data items as they were ticked, each once. @throws {ProblemError} `malformed` */
function chosenOf(ticked: readonly string[]) {
  const chosen = [...new Set(ticked)].filter(isDataItem).toSorted();
  if (chosen.length === ticked.length) return chosen;
  throw new ProblemError("malformed", "there is no such data item", {
    faults: [{ path: "items", says: "data items of the page, each once" }],
  });
}

/** What is said where an action is not open: said twice, it was done the first time. */
async function saidBefore({ archive }: HandoverParts, given: OpenedLink, { action, items }: Form) {
  const { link, client, handover } = given;
  const done = action === "revokeAll" ? "revoke" : action;
  const before = await archive.journal.recall(client, [
    eventIdOf(link.effectId, done, ...(done === "agree" ? items.toSorted() : [])),
    eventIdOf(link.effectId, done),
  ]);
  if (before.some(({ outcome }) => outcome === "accepted")) return "accepted" as const;
  throw new ProblemError("refused", `this is not open now: the handover is ${handover.stage}`);
}

/** Carries out what a client says. @returns null where it had nothing ticked that has to be. */
async function clientSays(parts: HandoverParts, given: OpenedLink, form: Form): Promise<LinkOutcome | null> {
  const { link, client, handover } = given;
  const { action, items: ticked } = form;
  const { id: providerId } = await offeredProvider(parts, given);
  const { stage, items, effects } = handover;
  const actor = { id: client, role: "client" } as const;
  if (!OPEN[stage].includes(action)) return saidBefore(parts, given, form);
  switch (action) {
    case "agree": {
      const chosen = chosenOf(ticked);
      if (chosen.length === 0) return null;
      const data = { providerId, items: chosen };
      return say(parts, link.effectId, actor, { type: "consent.given", data }, action, ...chosen);
    }
    case "decline":
      return say(parts, link.effectId, actor, { type: "handover.declined", data: {} }, action);
    case "revoke":
    case "revokeAll": {
      const chosen = items.filter((item) => ticked.includes(item));
      if (action === "revoke" && chosen.length === 0) return null;
      const whole = action === "revokeAll" || chosen.length === items.length;
      const data = whole ? { providerId } : { providerId, items: chosen };
      const said = whole ? [] : chosen.toSorted();
      return say(parts, link.effectId, actor, { type: "consent.revoked", data }, "revoke", ...said);
    }
    case "confirm":
      return say(parts, effects.plan ?? link.effectId, actor, { type: "move.confirmed", data: {} }, action);
  }
  throw noSuchAction();
}

/** Takes a provider's answer. @throws {DeadLink} @throws {ProblemError} `refused` when it said otherwise before. */
export async function providerSays(
  parts: HandoverParts,
  effectId: string,
  action: "accept" | "refuse",
): Promise<LinkOutcome> {
  const { client } = placeOf(effectId);
  const handover = await currentOf(parts, client);
  if (!handover) throw new DeadLink("over");
  const before = await answerTo(parts, effectId, handover);
  if (before !== null) {
    if (before === (action === "accept" ? "accepted" : "refused")) return "accepted";
    throw new ProblemError("refused", `the answer was given before: ${before}`);
  }
  const providerId = handover.providerId ?? "";
  const type = action === "accept" ? "provider.accepted" : "provider.refused";
  return say(parts, effectId, { id: providerId, role: "system" }, { type, data: { providerId } }, action);
}

/**
 * Carries out what the holder of a link says.
 * @returns null where nothing is ticked that has to be
 * @throws {DeadLink} @throws {ProblemError} `malformed` for another action, `refused` where it is not open now
 */
export async function linkSays(
  parts: HandoverParts,
  given: OpenedLink,
  form: Form,
): Promise<LinkOutcome | null> {
  const { purpose, effectId } = given.link;
  const { action } = form;
  if (purpose === "client") return clientSays(parts, given, form);
  if (purpose === "answer" && (action === "accept" || action === "refuse"))
    return providerSays(parts, effectId, action);
  throw noSuchAction();
}

/** Hands a package out. That it left is written down before it does. @throws {DeadLink} */
export async function fetchPackage(parts: HandoverParts, given: OpenedLink) {
  const { link, client, handover } = given;
  const { handovers } = parts.archive;
  const pack = await packageOf(parts, given);
  const bytes = await handovers.bytes(link.effectId);
  if (!bytes) throw new DeadLink("revoked");
  if (pack.providerId === null)
    await handovers.endSteps(client, `client:${client}`, nowOf(parts), behind(link.effectId));
  else if (handover.stage === "exporting" && handover.effects.package === link.effectId) {
    const { providerId, sha256: hash } = pack;
    const actor = { id: providerId, role: "system" } as const;
    const data = { providerId, hash };
    await say(parts, link.effectId, actor, { type: "export.delivered", data }, "fetch");
  }
  return { bytes, encrypted: pack.encrypted };
}

const QUESTION = /^[^\s/]{1,64}\/\d{1,9}\/\d{1,9}$/;

/** What the provider that was asked a question signs its answer with; none for no question. */
export async function secretsFor({ archive }: HandoverParts, question: string): Promise<readonly string[]> {
  if (!QUESTION.test(question)) return [];
  const asked = (await archive.effects.list(placeOf(question).client)).find(({ id }) => id === question);
  if (asked?.type !== "askProvider") return [];
  const { providerId = "" } = asked.params as { providerId?: string };
  return (await archive.providers.secretsOf(providerId)) ?? [];
}
