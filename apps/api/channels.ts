// What is open to a client, and whether the help desk keeps to it, over HTTP.
import { createRoute, z } from "@hono/zod-openapi";
import type { Archive } from "../../archive/open.ts";
import type { ChannelOrder } from "../../archive/orders.ts";
import { type Channel, iso } from "../../machines/index.ts";
import { ProblemError } from "../../services/problem.ts";
import { sieve } from "../../services/sieve.ts";
import type { ApiApp } from "./actor.ts";
import { clientParam, json, problem } from "./schemas.ts";

const channels = z.array(z.string()).nullable();

const shown = z
  .object({
    client: z.string(),
    expected: channels.openapi({ description: "What is to be open; null: all" }),
    since: z.string().nullable().openapi({ description: "When that was ordered; null: never" }),
    order: z.string().nullable().openapi({ description: "The effect that ordered it" }),
    acceptedAt: z.string().nullable().openapi({ description: "When the help desk took the order" }),
    covers: z.array(z.string()).openapi({ description: "The channels that the help desk keeps" }),
    answers: z.boolean(),
    open: channels.openapi({ description: "What the help desk has open now; null: it does not tell" }),
    drift: z.boolean(),
  })
  .openapi("Channels");
export type ShownChannels = z.infer<typeof shown>;

const checked = z
  .object({
    client: z.string(),
    outcome: z.enum(["kept", "sentAgain", "untold", "failed"]),
    expected: channels,
    found: channels.openapi({ description: "What the help desk had open when it was asked" }),
    told: channels.openapi({ description: "What it says is open since" }),
  })
  .openapi("CheckedChannels");
const ruled = z.object({ client: z.string(), rule: z.string() }).openapi("MailboxRule");
export type MailboxRule = z.infer<typeof ruled>;
const reconciled = z.object({ checked: z.array(checked) }).openapi("ReconciledChannels");
export type ShownReconciliation = z.infer<typeof reconciled>;

interface Checked {
  readonly client: string;
  readonly outcome: "kept" | "sentAgain" | "untold" | "failed";
  readonly expected: readonly Channel[] | null;
  readonly found: readonly Channel[] | null;
  readonly told: readonly Channel[] | null;
}

interface Shown {
  readonly order: ChannelOrder;
  readonly expected: readonly Channel[] | null;
  readonly covers: readonly Channel[];
  readonly answers: boolean;
  readonly open: readonly Channel[] | null;
  readonly drift: boolean;
}

/** Whoever asks the help desk: the hands' keeper of channels. */
export interface ChannelDesk {
  reconcile(after?: string): Promise<{ readonly checked: readonly Checked[]; readonly next: string | null }>;
  show(client: string): Promise<Shown | null>;
}

const NO = {
  404: problem("There is no such client"),
  503: problem("A part of the engine, or the help desk, cannot be reached; try again"),
};

const routes = {
  show: createRoute({
    method: "get",
    path: "/v1/clients/{client}/channels",
    operationId: "getChannels",
    summary: "What is open to a client, and what the help desk says is open",
    request: { params: clientParam },
    responses: { 200: json("The channels", shown), 404: NO[404], 503: NO[503] },
  }),
  reconcile: createRoute({
    method: "post",
    path: "/v1/channels/reconcile",
    operationId: "reconcileChannels",
    summary: "Ask the help desk about every restricted client; what drifted is ordered again",
    responses: { 200: json("What became of each order", reconciled), ...NO },
  }),
  sieve: createRoute({
    method: "get",
    path: "/v1/clients/{client}/channels/sieve",
    operationId: "getSieveFilter",
    summary: "A mailbox rule (Sieve) that closes the e-mail of a restricted client",
    request: { params: clientParam },
    responses: {
      200: json("The rule; it names the client's address", ruled),
      ...NO,
      409: problem("The client's e-mail is open, or there is no address"),
      410: problem("The client's personal data were erased"),
    },
  }),
} as const;

export interface ChannelsRouteOptions {
  readonly archive: Archive;
  readonly desk: ChannelDesk;
  /** The API's clock, ms since the epoch. */
  readonly clock: () => number;
}

export function channelsRoutes(app: ApiApp, { archive, desk, clock }: ChannelsRouteOptions): void {
  async function known(client: string) {
    const row = await archive.relationships.get(client);
    if (!row) throw new ProblemError("missing", `there is no client ${client}`);
    return row;
  }
  const copy = (list: readonly Channel[] | null) => list && [...list];

  app.openapi(routes.show, async (c) => {
    const { client } = c.req.valid("param");
    await known(client);
    const found = await desk.show(client);
    const none = {
      expected: null,
      since: null,
      order: null,
      acceptedAt: null,
      covers: [],
      answers: true,
      open: null,
      drift: false,
    };
    if (!found) return c.json({ client, ...none }, 200);
    const { order, expected, covers, answers, open, drift } = found;
    const { at: since, id, acceptedAt } = order;
    const ordered = { expected: copy(expected), since, order: id, acceptedAt };
    return c.json({ client, ...ordered, covers: [...covers], answers, open: copy(open), drift }, 200);
  });

  app.openapi(routes.reconcile, async (c) => {
    const all: ShownReconciliation["checked"] = [];
    for (let after: string | null = ""; after !== null; ) {
      const page: Awaited<ReturnType<ChannelDesk["reconcile"]>> = await desk
        .reconcile(after)
        .catch((error: unknown) => {
          if ((error as { type?: unknown }).type !== "Gate") throw error;
          throw new ProblemError("unavailable", "the help desk answers for no client; try again");
        });
      for (const { client, outcome, expected, found, told } of page.checked)
        all.push({ client, outcome, expected: copy(expected), found: copy(found), told: copy(told) });
      after = page.next;
    }
    return c.json({ checked: all }, 200);
  });

  app.openapi(routes.sieve, async (c) => {
    const { client } = c.req.valid("param");
    const { locale } = await known(client);
    const { channels: left } = await archive.effects.measures(client);
    const open = left?.[0];
    if (!open || left.includes("email"))
      throw new ProblemError("refused", `the e-mail of ${client} is open; there is nothing to close`);
    const address = await archive.vault.addressOf(client, "email");
    if (address === null) throw new ProblemError("refused", `there is no e-mail address of ${client}`);
    const rule = sieve({ client, address, open, locale, at: iso(clock()) });
    return c.json({ client, rule }, 200);
  });
}
