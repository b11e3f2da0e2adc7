import type { Provider } from "../archive/providers.ts";
import {
  DAY,
  type Envelope,
  eventIdOf,
  type Instant,
  iso,
  malformed,
  marked,
  type Opening,
  openingSchema,
  type Policy,
  policySchema,
} from "../machines/index.ts";
import { dayAt } from "../services/dating.ts";
import { strangeZones } from "../services/meaning.ts";
import { REHEARSAL } from "./envelope.ts";
import type { Objections, Story } from "./story.ts";
import { baseOf, offsetOf } from "./time.ts";

/** How long a contract has been in force when a story begins. */
const IN_FORCE = 365 * DAY;

/** When a story's relationship is opened, in ms from T0: at noon of the day before the first thing that it tells of. */
export function openedAt({ steps }: Story): number {
  return Math.floor(Math.min(0, steps[0]?.at ?? 0) / DAY) * DAY - DAY / 2;
}

/** The event that opens a story's relationship, at `at`. */
export function openingEvent(story: Story, policy: Policy, base: Instant, at: Instant): Envelope {
  const given = openingOf(story, base, policy);
  return {
    eventId: eventIdOf(story.name, "opening"),
    type: "relationship.opened",
    occurredAt: iso(at),
    receivedAt: iso(at),
    day: dayAt(given.opening.zone, iso(at)),
    actor: { id: "rehearsal", role: "ops" },
    door: REHEARSAL,
    data: { ...given.opening, policy: given.policy },
  };
}

function openingOf({ given }: Story, base: Instant, policy: Policy): { opening: Opening; policy: Policy } {
  const { client, channels, contract } = given;
  const inForce = contract && { contractRef: "contract", channel: contract, signedAt: iso(base - IN_FORCE) };
  return {
    opening: { ...client, channels: [...channels], ...(inForce && { contract: inForce }) },
    policy: overridden(policy, given.policy),
  };
}

function overridden(policy: Policy, changes: Story["given"]["policy"]): Policy {
  const changed = structuredClone(policy);
  for (const [key, value] of Object.entries(changes)) {
    const [family = "", name = ""] = key.split(".");
    const section = Object.entries(changed).find(([own]) => own === family)?.[1];
    if (typeof section === "object") Object.assign(section, { [name]: value });
  }
  return changed;
}

/** What is wrong with what is given: keys that no policy has, values that it may not have, a strange zone. */
export function checkGiven(story: Story, policy: Policy): Objections {
  const changes = Object.keys(story.given.policy);
  const keys = Object.entries(policy).flatMap(([family, section]) =>
    typeof section === "object" ? Object.keys(section).map((name) => `${family}.${name}`) : [],
  );
  const unknown = changes.filter((key) => !keys.includes(key));
  if (unknown.length > 0)
    return unknown.map((key) => {
      const near = keys.filter((known) => known.startsWith(`${key.split(".")[0]}.`));
      return {
        path: ["policy", key],
        says: `no such threshold; there are ${(near.length > 0 ? near : keys).join(", ")}`,
      };
    });
  const { opening, policy: own } = openingOf(story, baseOf(story), policy);
  const held = policySchema().safeParse(own);
  const opened = openingSchema().safeParse(opening);
  return [
    ...(held.success ? [] : malformed("", held.error).faults).map(({ path, says }) => ({
      path: ["policy", path],
      says,
    })),
    ...(opened.success
      ? strangeZones(marked(openingSchema(), opening))
      : malformed("", opened.error).faults
    ).map(({ path, says }) => ({
      path: path in story.given.client ? ["client", path] : path.split("."),
      says,
    })),
  ];
}

/** The story's catalogue, with its moments as instants. */
export function providersOf({ given }: Story, base: Instant): Provider[] {
  return given.catalogue.map(({ verifiedAt, name, ...rest }) => ({
    ...rest,
    name: name ?? rest.id,
    verifiedAt: iso(base + offsetOf(verifiedAt)),
  }));
}
