// The sessions of one person: where they are signed in, and how they end one from elsewhere.
import { createHash } from "node:crypto";
import type { LoginSession } from "../../archive/login/sessions.ts";
import type { Archive } from "../../archive/open.ts";
import { type MemoryKey, type Page, pageIn, type WantedPage } from "../../archive/page.ts";
import { iso } from "../../machines/index.ts";
import { ProblemError } from "../problem.ts";
import type { Caller } from "./caller.ts";
import { hashOf } from "./secrets.ts";
import type { LoginSettings } from "./settings.ts";

/** A session as its own person sees it. */
export interface OwnSession extends Pick<LoginSession, "kind" | "beganAt" | "seenAt" | "endsAt"> {
  readonly id: string;
  /** Whether it is the one that asks. */
  readonly current: boolean;
}

const ORDER: readonly MemoryKey<OwnSession>[] = [
  { type: "timestamptz", of: ({ beganAt }) => beganAt },
  { type: "text", of: ({ id }) => id },
];

/** What a session is called. It is made of the hash that finds it, and neither finds it nor opens it. */
const idOf = (hash: string): string =>
  createHash("sha256").update(`the name of ${hash}`).digest("hex").slice(0, 16);

export interface OwnSessionParts {
  readonly archive: Pick<Archive, "sessions">;
  readonly settings: LoginSettings;
  readonly clock: () => number;
}

export function ownSessionsOf({ archive: { sessions }, settings, clock }: OwnSessionParts) {
  const { provider, idle } = settings;
  // What was begun by another login, or without one, does not count here.
  const issuer = provider?.issuer ?? null;

  async function standing({ person }: Caller) {
    const now = clock();
    return sessions.of({ person, issuer }, iso(now), iso(now - idle));
  }

  return {
    /** A page of those that stand, by when they began. @param secret what shows who asks, where it is a session's */
    async list(by: Caller, secret: string | null, page: WantedPage): Promise<Page<OwnSession>> {
      const own = secret === null ? null : hashOf(secret);
      const all = (await standing(by)).map(({ hash, kind, beganAt, seenAt, endsAt }) => ({
        id: idOf(hash),
        kind,
        beganAt,
        seenAt,
        endsAt,
        current: hash === own,
      }));
      return pageIn(all, ORDER, page);
    },

    /** @throws {ProblemError} `missing` where there is none, or it is another's */
    async end(by: Caller, id: string): Promise<void> {
      const found = (await standing(by)).find(({ hash }) => idOf(hash) === id);
      if (!found || (await sessions.end(found.hash)) === null)
        throw new ProblemError("missing", `there is no session ${id} of yours`);
    },
  };
}

export type OwnSessions = ReturnType<typeof ownSessionsOf>;
