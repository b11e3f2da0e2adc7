import { setTimeout as sleep } from "node:timers/promises";
import { strFromU8, unzipSync } from "fflate";
import { expect } from "vitest";
import type { HandoverView } from "../../apps/api/handover/routes.ts";
import { contract, type Parts } from "./engine.ts";

/** Words that must stay in the house, each planted where the archive keeps such words. */
export const SECRETS = ["planted-insult", "planted-evidence", "planted-reason"] as const;

/** An answer of a page's. */
export interface Page {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** Drives handovers over the API, and through the pages as a browser or a program would. */
export function handoverOf(parts: Parts) {
  const signal = async (client: string, as: string, type: string, data: unknown = {}, more: object = {}) => {
    const answer = await parts.call("POST", `/clients/${client}/events`, as, { type, data, ...more });
    expect(answer.status, `${type}: ${answer.body.detail}`).toBe(200);
  };

  const look = (client: string) => parts.call("GET", `/clients/${client}/handover`, "ops:olga");

  /** Waits until a handover, and the links that belong to it, are as they should be. */
  async function until(
    client: string,
    stage: HandoverView["stage"],
    ...purposes: readonly string[]
  ): Promise<HandoverView> {
    for (let tries = 0; ; tries += 1) {
      const { body } = await look(client);
      const has = (purpose: string) =>
        body.links?.some((link: { purpose: string }) => link.purpose === purpose);
      if (body.stage === stage && purposes.every(has)) return body;
      if (tries > 100) throw new Error(`${client} is not ${stage} with ${purposes}: ${JSON.stringify(body)}`);
      await sleep(50);
    }
  }

  /** What the call about the exit is about, once somebody is asked to make it. */
  async function callTask(client: string): Promise<string> {
    for (let tries = 0; tries < 100; tries += 1) {
      const tasks = await parts.archive.tasks.list({ client, state: "open" });
      const call = tasks.find(({ kind }) => kind === "callExit");
      if (call?.about) return call.about;
      await sleep(50);
    }
    throw new Error(`nobody is asked to call ${client}`);
  }

  const linkOf = ({ links }: HandoverView, purpose: string): string => {
    const link = links.find((known) => known.purpose === purpose);
    if (!link) throw new Error(`there is no ${purpose} link`);
    return new URL(link.url).pathname;
  };

  async function ask(path: string, init: RequestInit = {}): Promise<Page> {
    const response = await fetch(parts.url + path, init);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const type = response.headers.get("content-type") ?? "";
    return { status: response.status, type, bytes, text: new TextDecoder().decode(bytes) };
  }
  const accept = "text/html,application/xhtml+xml";

  return {
    signal,
    look,
    until,
    linkOf,
    /** Opens a page as a browser does. */
    open: (path: string, language = "en") => ask(path, { headers: { accept, "accept-language": language } }),
    /** Presses a button of a page as a browser does; `items` are what is ticked. */
    press: (path: string, action: string, items: readonly string[] = []) =>
      ask(path, {
        method: "POST",
        headers: { accept },
        body: new URLSearchParams([
          ["action", action],
          ...items.map((item): [string, string] => ["item", item]),
        ]),
      }),
    /** Does the same as a program. */
    post: (path: string, body: unknown) =>
      ask(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    get: (path: string) => ask(path),

    /**
     * A client who needs what we do not sell (G10a), up to the offer of another provider, with a past that is nobody's
     * business.
     */
    async parting(need: string, opening: object = {}): Promise<string> {
      const client = parts.name();
      const contact = { name: "Ann Example", email: "ann@example.org" };
      const opened = await parts.call("POST", `/clients/${client}`, "ops:olga", {
        ...contract,
        contact,
        ...opening,
      });
      expect(opened.status).toBe(201);
      const [insult, evidence, reason] = SECRETS;
      await signal(client, "ops:olga", "incident.reported", {
        ...{ incidentId: "i1", category: "insult", happenedAt: "2026-11-01T10:00:00Z" },
        ...{ evidence: [evidence], saidRef: insult },
      });
      await signal(client, "ops:olga", "fault.opened", {
        ...{ faultId: "f1", at: "2026-11-02T10:00:00Z", loss: false, curedBy: "2026-12-01" },
        ...{ whatRef: "=the pears were late", remedyRef: "a new lorry" },
      });
      await signal(client, "ops:olga", "message.received", {
        messageId: "m1",
        threadId: "t1",
        channel: "email",
      });
      await signal(client, "sales:sid", "quote.sent", { ref: "q1", amount: 12_345 });
      await signal(client, "manager:mia", "needs.stated", {
        needs: [need],
        regions: ["berlin"],
        budget: 200,
      });
      await signal(client, "product:eli", "product.assessed", {
        ...{ others: 0, onRoadmap: false, feasible: true, build: 90, support: 20, pays: 100 },
        workaroundsRejected: true,
      });
      const asked = { requestId: "r1", ground: "customisation" };
      await signal(client, "manager:mia", "exit.requested", asked, { reason });
      await signal(client, "legal:leo", "clause.answered", {
        ...{ ground: "customisation", terminable: true, clauseRef: "s7", noticeDays: 0 },
      });
      const sections = ["conversations", "problems", "reviews", "ourFaults", "costToServe", "lossOnExit"];
      await signal(client, "manager:mia", "dossier.compiled", {
        dossierId: "d1",
        sections,
        hash: "0".repeat(64),
      });
      await signal(client, "ops:olga", "fault.cured", { faultId: "f1", at: "2026-11-03T10:00:00Z" });
      await signal(client, "ops:olga", "fault.opened", {
        ...{ faultId: "f2", at: "2026-11-04T10:00:00Z", loss: false, curedBy: "2026-12-02" },
        ...{ whatRef: "=1+1 crates were missing", remedyRef: "sent again" },
      });
      await signal(client, "ops:olga", "fault.cured", { faultId: "f2", at: "2026-11-05T10:00:00Z" });
      await signal(client, "senior:sam", "exit.approved", { requestId: "r1" }, { reason });
      const about = await callTask(client);
      await signal(client, "manager:mia", "call.made", {
        ...{ about, outcome: "reached", calledAt: new Date().toISOString() },
      });
      return client;
    },

    /** The files of a package. */
    files(bytes: Uint8Array): Record<string, string> {
      return Object.fromEntries(
        Object.entries(unzipSync(bytes)).map(([name, file]) => [name, strFromU8(file)]),
      );
    },
  };
}
