// The doors of a handover: pages behind signed links for clients and providers, signed answers of providers'
// machines, and what our people look up.

import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Logger } from "pino";
import { Webhook } from "standardwebhooks";
import type { Package, Purpose } from "../../archive/handovers.ts";
import { Erased } from "../../archive/keys.ts";
import type { Archive } from "../../archive/open.ts";
import { placeOf } from "../../archive/place.ts";
import type { Provider } from "../../archive/providers.ts";
import { isDataItem } from "../../handover/dataItems.ts";
import { PROVIDER_FORMATS, readProviders } from "../../handover/providerFile.ts";
import {
  type Actor,
  type EventData,
  type EventType,
  eventIdOf,
  iso,
  type Locale,
  matchesOf,
  type Opening,
  type View,
  type Wanted,
  wantedBy,
} from "../../machines/index.ts";
import { type Handover, handoverOf } from "../../services/handover.ts";
import type { Standings } from "../../services/standing.ts";
import { actorHeader, actorOf, mustBe } from "./actor.ts";
import type { door } from "./door.ts";
import { answerPage, clientPage, packagePage, plainPage } from "./handover/pages.ts";
import type { Dead } from "./handover/words.ts";
import { ProblemError } from "./problem.ts";
import { clientParam, findingSchema, importedSchema, json, problem, providersBody } from "./schemas.ts";

export interface HandoverDoor {
  readonly archive: Archive;
  readonly standings: Standings;
  readonly apply: ReturnType<typeof door>["apply"];
  /** ms since the epoch. */
  readonly clock: () => number;
  /** The address under which others reach the pages; without it, links lead to where the door was asked. */
  readonly publicUrl?: string | undefined;
  readonly log: Logger;
}

/** The pages behind links. */
export const PAGES = "/handover/";

const LOOK_UP = ["ops", "sales", "manager", "senior"] as const;
/** A link lets whoever has it act. */
const HAND_ON = ["ops", "manager", "senior"] as const;
const LOOK_AFTER = ["ops", "manager"] as const;

const providerSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    capabilities: z.array(z.string()),
    regions: z.array(z.string()),
    price: z.int().openapi({ description: "Minor units" }),
    capacity: z.int(),
    taken: z.int().openapi({ description: "Clients whose data went to it since it was verified" }),
    contact: z.string(),
    verifiedAt: z.string(),
    rival: z.boolean().optional(),
    key: z.string().optional(),
    endpoint: z.string().optional(),
  })
  .openapi("Provider");
export type ProviderView = z.infer<typeof providerSchema>;

const matchSchema = z
  .object({ provider: z.string(), price: z.int(), fits: z.boolean(), findings: z.array(findingSchema) })
  .openapi("Match");
const matchedSchema = z
  .object({
    client: z.string(),
    wanted: z.object({
      needs: z.array(z.string()),
      regions: z.array(z.string()),
      budget: z.int().nullable(),
      verifiedDays: z.int(),
    }),
    matches: z.array(matchSchema).openapi({ description: "Those that fit first, then by price" }),
  })
  .openapi("Matches");
export type MatchedView = z.infer<typeof matchedSchema>;

const linkSchema = z.object({
  purpose: z.enum(["client", "answer", "package", "copy"]),
  for: z.enum(["client", "provider"]),
  url: z.string(),
  expiresAt: z.string(),
});
const handoverSchema = z
  .object({
    client: z.string(),
    stage: z.enum(["matching", "found", "offered", "asking", "exporting", "moving", "settled"]),
    due: z.string().nullable(),
    providerId: z.string().nullable(),
    items: z.array(z.string()),
    movesOn: z.string().nullable(),
    outcome: z.enum(["done", "declined", "revoked", "none", "failed"]).nullable(),
    packages: z.array(
      z.object({
        providerId: z.string().nullable(),
        items: z.array(z.string()),
        sha256: z.string(),
        size: z.int(),
        encrypted: z.boolean(),
        revoked: z.boolean(),
        at: z.string(),
      }),
    ),
    links: z
      .array(linkSchema)
      .openapi({ description: "Whoever has a link may use it: give each one to whom it is for only" }),
  })
  .openapi("Handover");
export type HandoverView = z.infer<typeof handoverSchema>;

const words = (description: string) =>
  z
    .string()
    .max(2_000)
    .optional()
    .transform((given) => given?.split(",").filter((word) => word !== ""))
    .openapi({ type: "string", description: `${description}, several with commas` });

const providerParam = z.object({
  provider: z
    .string()
    .max(64)
    .openapi({ param: { name: "provider", in: "path" }, example: "orchard" }),
});
const NOBODY = problem("It is not said who acts");
const NOT_YOURS = problem("Not for this role");
const routes = {
  importProviders: createRoute({
    method: "post",
    path: "/providers",
    summary: "Import providers to move to: new ones are added, known ones replaced (R-HND-1)",
    request: {
      headers: actorHeader,
      body: {
        required: true,
        content: {
          "application/json": {
            schema: z.union([
              providersBody,
              z
                .strictObject({ format: z.enum(PROVIDER_FORMATS), text: z.string() })
                .openapi("ProviderFile", { description: "A file of rows; faults are named by its lines" }),
            ]),
          },
        },
      },
    },
    responses: {
      200: json("Imported, all of them", importedSchema),
      400: problem("Malformed: what is wrong, and in which row; nothing was imported"),
      401: NOBODY,
      403: NOT_YOURS,
    },
  }),
  providers: createRoute({
    method: "get",
    path: "/providers",
    summary: "List the providers that a client may move to",
    responses: { 200: json("All of them, by id", z.array(providerSchema)) },
  }),
  provider: createRoute({
    method: "get",
    path: "/providers/{provider}",
    summary: "Show a provider",
    request: { params: providerParam },
    responses: {
      200: json("The provider", providerSchema),
      404: problem("There is no such provider"),
    },
  }),
  secret: createRoute({
    method: "post",
    path: "/providers/{provider}/secret",
    summary: "What messages from and to a provider's machine are signed with",
    request: {
      headers: actorHeader,
      params: providerParam,
      body: {
        required: true,
        content: {
          "application/json": {
            schema: z.strictObject({
              rotate: z
                .boolean()
                .default(false)
                .openapi({ description: "Make a new one; the one before stays valid beside it" }),
            }),
          },
        },
      },
    },
    responses: {
      200: json("Standard Webhooks", z.object({ secret: z.string().openapi({ example: "whsec_…" }) })),
      401: NOBODY,
      403: NOT_YOURS,
      404: problem("There is no such provider"),
    },
  }),
  match: createRoute({
    method: "get",
    path: "/clients/{client}/providers",
    summary: "Every provider, and why it fits a client or not (R-HND-2); changes nothing",
    request: {
      headers: actorHeader,
      params: clientParam,
      query: z.object({
        needs: words("Instead of what the client told"),
        regions: words("Instead of what the client told"),
        budget: z.coerce.number().int().min(0).optional().openapi({ description: "Minor units" }),
      }),
    },
    responses: {
      200: json("Those that fit first", matchedSchema),
      400: problem("Malformed: what is wrong, and where"),
      401: NOBODY,
      403: NOT_YOURS,
      404: problem("There is no such client"),
    },
  }),
  handover: createRoute({
    method: "get",
    path: "/clients/{client}/handover",
    summary: "Where a client's handover stands, with the links that take part in it (R-HND-3, 4)",
    request: { headers: actorHeader, params: clientParam },
    responses: {
      200: json("The handover", handoverSchema),
      401: NOBODY,
      403: NOT_YOURS,
      404: problem("There is no such client, or no handover of theirs"),
      410: problem("The client's personal data were erased"),
    },
  }),
  hook: createRoute({
    method: "post",
    path: "/hooks/provider",
    summary: "A provider's machine answers, signed (Standard Webhooks)",
    request: {
      body: {
        required: true,
        content: {
          "application/json": {
            schema: z
              .object({
                type: z.enum(["handover.accepted", "handover.refused"]),
                data: z.object({ question: z.string() }),
              })
              .openapi("ProviderAnswer"),
          },
        },
      },
    },
    responses: {
      200: json("Taken, now or before", z.object({ outcome: z.enum(["accepted", "recorded"]) })),
      400: problem("Malformed: what is wrong, and where"),
      401: problem("Not signed by the provider that was asked"),
      409: problem("The question is no longer open"),
    },
  }),
} as const;

/** What can be done on a page. */
type Action = "agree" | "decline" | "revoke" | "confirm" | "accept" | "refuse";
type Occasion = { readonly [T in EventType]: { readonly type: T; readonly data: EventData<T> } }[EventType];

/** The place right behind an effect: later steps are left alone. */
const behind = (effectId: string): string => {
  const { client, seq, n } = placeOf(effectId);
  return `${client}/${seq}/${n + 1}`;
};

/** A link that leads nowhere, and why. */
class DeadLink extends Error {
  readonly why: Dead;
  constructor(why: Dead) {
    super(why);
    this.why = why;
  }
}

const DEAD_STATUS = { unknown: 404, expired: 410, over: 410, revoked: 410 } as const;
const DEAD_SAYS: Readonly<Record<Dead, string>> = {
  unknown: "this link is not valid",
  expired: "this link has expired; ask for a new one",
  over: "this question is no longer open",
  revoked: "this access has ended",
};

const deadProblem = (why: Dead): ProblemError =>
  why === "unknown" ? new ProblemError("missing", DEAD_SAYS[why]) : new ProblemError("gone", DEAD_SAYS[why]);

// A link is a secret: nothing may keep it, pass it on, or put the page into another one.
const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "x-robots-tag": "noindex",
};

const wantsPage = (c: Context): boolean => (c.req.header("accept") ?? "").includes("text/html");
const spoken = (c: Context): Locale =>
  /^\s*ru\b/i.test(c.req.header("accept-language") ?? "") ? "ru" : "en";

interface Form {
  readonly action: string;
  readonly items: readonly string[];
}

/** What a page's form, or a program in its place, says. */
async function formOf(c: Context): Promise<Form> {
  const type = c.req.header("content-type") ?? "";
  const fault = (says: string) =>
    new ProblemError("malformed", says, { faults: [{ path: "action", says: "a text" }] });
  if (/^application\/json\b/.test(type)) {
    const given: unknown = await c.req.json().catch(() => null);
    const parsed = z
      .strictObject({ action: z.string().max(20), items: z.array(z.string().max(64)).max(50).default([]) })
      .safeParse(given);
    if (!parsed.success) throw fault("the body is {action, items}");
    return parsed.data;
  }
  const form = new URLSearchParams(await c.req.text());
  const action = form.get("action");
  if (action === null) throw fault("the body names no action");
  return { action, items: form.getAll("item") };
}

/** Opens the doors of handovers. */
export function handoverDoor(app: OpenAPIHono, options: HandoverDoor): void {
  const { archive, standings, apply, clock, publicUrl, log } = options;
  const { handovers, providers } = archive;
  const now = () => iso(clock());

  async function knownClient(client: string) {
    const row = await archive.relationships.get(client);
    if (!row) throw new ProblemError("missing", `there is no client ${client}`);
    return row;
  }

  async function providerOr404(id: string): Promise<ProviderView> {
    const found = (await providers.offered()).find((provider) => provider.id === id);
    if (!found) throw new ProblemError("missing", `there is no provider ${id}; \`tenure providers list\``);
    return view(found);
  }

  const view = ({ taken = 0, ...provider }: Provider & { readonly taken?: number }): ProviderView => ({
    ...provider,
    taken,
    capabilities: [...provider.capabilities],
    regions: [...provider.regions],
  });

  app.openapi(routes.importProviders, async (c) => {
    mustBe(LOOK_AFTER, actorOf(c.req.header("tenure-actor")), "import providers");
    const body = c.req.valid("json");
    const { rows, places } = Array.isArray(body)
      ? { rows: body, places: [] }
      : readProviders(body.text, body.format);
    return c.json({ imported: await providers.importProviders(rows, places) }, 200);
  });

  app.openapi(routes.providers, async (c) => {
    return c.json((await providers.offered()).map(view), 200);
  });

  app.openapi(routes.provider, async (c) => {
    return c.json(await providerOr404(c.req.valid("param").provider), 200);
  });

  app.openapi(routes.secret, async (c) => {
    mustBe(LOOK_AFTER, actorOf(c.req.header("tenure-actor")), "see a provider's secret");
    const { provider } = c.req.valid("param");
    await providerOr404(provider);
    if (c.req.valid("json").rotate) await providers.rotateSecret(provider);
    const [secret = ""] = (await providers.secretsOf(provider)) ?? [];
    return c.json({ secret }, 200, { "cache-control": "no-store" });
  });

  /** What the machine says of a client now. */
  async function viewOf(client: string): Promise<View> {
    const found = await standings.view(client, now());
    if (!found) throw new ProblemError("missing", `there is no client ${client}`);
    return found;
  }

  app.openapi(routes.match, async (c) => {
    mustBe(LOOK_UP, actorOf(c.req.header("tenure-actor")), "look up providers for a client");
    const { client } = c.req.valid("param");
    const asked = c.req.valid("query");
    const { needs: stated, policy } = await viewOf(client);
    const told = wantedBy(stated, policy);
    const wanted: Wanted = {
      needs: asked.needs ?? told.needs,
      regions: asked.regions ?? told.regions,
      budget: asked.budget ?? told.budget,
      verifiedDays: told.verifiedDays,
    };
    const matches = matchesOf(await providers.offered(), wanted, now());
    return c.json(
      {
        client,
        wanted: {
          needs: [...wanted.needs],
          regions: [...(wanted.regions ?? [])],
          budget: wanted.budget ?? null,
          verifiedDays: wanted.verifiedDays,
        },
        matches: matches.map(({ provider: { id, price }, fits, findings }) => ({
          ...{ provider: id, price, fits },
          findings: [...findings] as never[],
        })),
      },
      200,
    );
  });

  /** The links that are of use now, to whom each is for. */
  async function linksOf({ stage, effects }: Handover, origin: string): Promise<HandoverView["links"]> {
    const wanted: [Purpose, string | null][] = [
      ["client", stage === "settled" ? null : effects.offer],
      ["answer", stage === "asking" ? effects.question : null],
      ["package", stage === "exporting" || stage === "moving" ? effects.package : null],
      ["copy", effects.copy],
    ];
    const links: HandoverView["links"] = [];
    for (const [purpose, effectId] of wanted) {
      if (effectId === null) continue;
      const fetches = purpose === "package" || purpose === "copy";
      // It is packed a moment after it was asked for.
      if (fetches && (await handovers.package(effectId))?.revoked !== false) continue;
      const { token, expiresAt } = await handovers.sign(purpose, effectId, now());
      const url = new URL(`${PAGES}${token}`, publicUrl ?? origin).href;
      links.push({
        ...{ purpose, url, expiresAt },
        for: purpose === "client" || purpose === "copy" ? "client" : "provider",
      });
    }
    return links;
  }

  app.openapi(routes.handover, async (c) => {
    mustBe(HAND_ON, actorOf(c.req.header("tenure-actor")), "see the links of a handover");
    const { client } = c.req.valid("param");
    await knownClient(client);
    const handover = await handoverOf(archive, standings, client, now());
    if (!handover) throw new ProblemError("missing", `there is no handover of ${client}`);
    const { stage, due, providerId, items, movesOn, outcome, effects } = handover;
    const links = await linksOf(handover, new URL(c.req.url).origin);
    const packages = await Promise.all(
      [effects.package, effects.copy].map((id) => (id === null ? null : handovers.package(id))),
    );
    return c.json(
      {
        ...{ client, stage, due, providerId, items: [...items], movesOn, outcome },
        packages: packages
          .filter((pack): pack is Package => pack !== null)
          .map(({ providerId: to, items: held, sha256, size, encrypted, revoked, at }) => ({
            ...{ providerId: to, items: [...held], sha256, size, encrypted, revoked, at },
          })),
        links,
      },
      200,
      { "cache-control": "no-store" },
    );
  });

  /** A live link with what it stands for. @throws {DeadLink} */
  async function opened(token: string) {
    const link = await handovers.read(token);
    if (!link) throw new DeadLink("unknown");
    if (Date.parse(link.expiresAt) <= clock()) throw new DeadLink("expired");
    const { client } = placeOf(link.effectId);
    const [row, [first], handover] = await Promise.all([
      archive.relationships.get(client),
      archive.journal.timeline(client, { limit: 1 }),
      handoverOf(archive, standings, client, now()),
    ]);
    if (!row || !first || !handover) throw new DeadLink("over");
    const reader = { locale: row.locale, zone: row.zone, currency: (first.data as Opening).currency };
    return { link, client, handover, reader };
  }
  type Opened = Awaited<ReturnType<typeof opened>>;

  /** The provider that a client's page is about. @throws {DeadLink} for an offer that another one has followed. */
  async function offeredProvider({ link, handover }: Opened): Promise<Provider> {
    if (handover.effects.offer !== link.effectId || handover.providerId === null) throw new DeadLink("over");
    const provider = await providers.get(handover.providerId);
    if (!provider) throw new DeadLink("over");
    return provider;
  }

  async function packageOf({ link }: Opened): Promise<Package> {
    const pack = await handovers.package(link.effectId);
    if (!pack) throw new DeadLink("over");
    if (pack.revoked) throw new DeadLink("revoked");
    return pack;
  }

  /** What the provider has said to the question of a link, or null while it is open. @throws {DeadLink} */
  async function answerTo(effectId: string, { stage, effects }: Handover) {
    if (effects.question === effectId && stage === "asking") return null;
    const said = await archive.journal.recall(placeOf(effectId).client, [
      eventIdOf(effectId, "accept"),
      eventIdOf(effectId, "refuse"),
    ]);
    const last = said.findLast(({ outcome }) => outcome === "accepted");
    if (!last) throw new DeadLink("over");
    return last.type === "provider.accepted" ? ("accepted" as const) : ("refused" as const);
  }

  /** A client reads in the language of the relationship, a provider in its browser's. */
  const languageOf = (c: Context, { link, reader }: Opened): Locale =>
    link.purpose === "client" || link.purpose === "copy" ? reader.locale : spoken(c);

  async function pageOf(given: Opened, locale: Locale, noneTicked = false): Promise<string> {
    const { link, handover, reader } = given;
    switch (link.purpose) {
      case "client":
        return clientPage({ ...reader, handover, noneTicked, provider: await offeredProvider(given) });
      case "answer": {
        const answered = await answerTo(link.effectId, handover);
        const { needs = [], regions = [] } = (await viewOf(handover.client)).needs ?? {};
        const { items, due } = handover;
        return answerPage({ locale, needs, regions, items, due, answered });
      }
      default:
        return packagePage(locale, await packageOf(given));
    }
  }

  /** Says an event in the name of whom a link is for, and ends the tasks of the step that it answers. */
  async function say(
    effectId: string,
    actor: Actor,
    occasion: Occasion,
    ...said: readonly string[]
  ): Promise<"accepted" | "recorded"> {
    const { client } = placeOf(effectId);
    const eventId = eventIdOf(effectId, ...said);
    const { outcome } = await apply(client, actor, { ...occasion, eventId });
    if (outcome === "accepted")
      await handovers.endSteps(client, `${actor.role}:${actor.id}`, now(), behind(effectId));
    return outcome;
  }

  /** What a client may do at this stage. */
  const open: Readonly<Record<Handover["stage"], readonly Action[]>> = {
    matching: [],
    found: [],
    offered: ["agree", "decline"],
    asking: ["revoke"],
    exporting: ["revoke"],
    moving: ["revoke", "confirm"],
    settled: [],
  };

  /** Carries out what a client says. @returns null where it had nothing ticked that has to be. */
  async function clientSays(given: Opened, { action, items: ticked }: Form) {
    const { link, client, handover } = given;
    const { id: providerId } = await offeredProvider(given);
    const { stage, items, effects } = handover;
    const actor = { id: client, role: "client" } as const;
    const done: Action = action === "revokeAll" ? "revoke" : (action as Action);
    if (!open[stage].includes(done)) {
      const before = await archive.journal.recall(client, [
        eventIdOf(link.effectId, done, ...(done === "agree" ? ticked.toSorted() : [])),
        eventIdOf(link.effectId, done),
      ]);
      // Said twice, it was done the first time.
      if (before.some(({ outcome }) => outcome === "accepted")) return "accepted" as const;
      throw new ProblemError("refused", `this is not open now: the handover is ${stage}`);
    }
    switch (done) {
      case "agree": {
        const chosen = [...new Set(ticked)].filter(isDataItem).toSorted();
        if (chosen.length !== ticked.length)
          throw new ProblemError("malformed", "there is no such data item", {
            faults: [{ path: "items", says: "data items of the page, each once" }],
          });
        if (chosen.length === 0) return null;
        const data = { providerId, items: chosen };
        return say(link.effectId, actor, { type: "consent.given", data }, done, ...chosen);
      }
      case "decline":
        return say(link.effectId, actor, { type: "handover.declined", data: {} }, done);
      case "revoke": {
        const chosen = items.filter((item) => ticked.includes(item));
        if (action === "revoke" && chosen.length === 0) return null;
        const whole = action === "revokeAll" || chosen.length === items.length;
        const data = whole ? { providerId } : { providerId, items: chosen };
        const said = whole ? [] : chosen.toSorted();
        return say(link.effectId, actor, { type: "consent.revoked", data }, done, ...said);
      }
      case "confirm":
        return say(effects.plan ?? link.effectId, actor, { type: "move.confirmed", data: {} }, done);
    }
    throw new ProblemError("malformed", "there is no such action", {
      faults: [{ path: "action", says: "one of the page's" }],
    });
  }

  /** Takes a provider's answer. @throws {DeadLink} @throws {ProblemError} when it said otherwise before. */
  async function providerSays(effectId: string, action: "accept" | "refuse") {
    const { client } = placeOf(effectId);
    const handover = await handoverOf(archive, standings, client, now());
    if (!handover) throw new DeadLink("over");
    const before = await answerTo(effectId, handover);
    if (before !== null) {
      if (before === `${action}${action === "accept" ? "ed" : "d"}`) return "accepted" as const;
      throw new ProblemError("refused", `the answer was given before: ${before}`);
    }
    const providerId = handover.providerId ?? "";
    const type = action === "accept" ? "provider.accepted" : "provider.refused";
    return say(effectId, { id: providerId, role: "system" }, { type, data: { providerId } }, action);
  }

  /** Hands a package out. That it left is written down before it does. */
  async function handOut(c: Context, given: Opened): Promise<Response> {
    const { link, client, handover } = given;
    const pack = await packageOf(given);
    const bytes = await handovers.bytes(link.effectId);
    if (!bytes) throw new DeadLink("revoked");
    if (pack.providerId === null)
      await handovers.endSteps(client, `client:${client}`, now(), behind(link.effectId));
    else if (handover.stage === "exporting" && handover.effects.package === link.effectId) {
      const { providerId, sha256: hash } = pack;
      const actor = { id: providerId, role: "system" } as const;
      await say(link.effectId, actor, { type: "export.delivered", data: { providerId, hash } }, "fetch");
    }
    const name = `${client.replaceAll(":", "_")}.handover.zip${pack.encrypted ? ".age" : ""}`;
    return c.body(new Uint8Array(bytes), 200, {
      ...HEADERS,
      "content-type": pack.encrypted ? "application/octet-stream" : "application/zip",
      "content-disposition": `attachment; filename="${name}"`,
    });
  }

  /** The same failure as a page for people, or as a problem for programs. */
  async function failed(c: Context, error: unknown): Promise<Response> {
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
    const why = error instanceof DeadLink ? error.why : error instanceof Erased ? "unknown" : null;
    if (!wantsPage(c)) throw why ? deadProblem(why) : error;
    if (why) return c.html(await plainPage(spoken(c), why), DEAD_STATUS[why]);
    const known = error instanceof ProblemError ? error.problem.status : null;
    const http = error instanceof HTTPException ? error.status : null;
    const status = known ?? http ?? 500;
    if (status >= 500) log.error({ err: error }, "a page of a handover failed");
    return c.html(await plainPage(spoken(c), "wrong"), status as 400);
  }

  const told = ({ link, handover }: Opened) => ({
    purpose: link.purpose,
    stage: handover.stage,
    items: handover.items,
    due: handover.due,
    expiresAt: link.expiresAt,
  });

  app.get(`${PAGES}:token`, async (c) => {
    try {
      const given = await opened(c.req.param("token"));
      const page = await pageOf(given, languageOf(c, given), c.req.query("ticked") === "none");
      return wantsPage(c) ? c.html(page, 200, HEADERS) : c.json(told(given), 200, HEADERS);
    } catch (error) {
      return failed(c, error);
    }
  });

  async function taken(given: Opened, form: Form): Promise<"accepted" | "recorded" | null> {
    const { action } = form;
    if (given.link.purpose === "client") return clientSays(given, form);
    if (given.link.purpose === "answer" && (action === "accept" || action === "refuse"))
      return providerSays(given.link.effectId, action);
    throw new ProblemError("malformed", "there is no such action", {
      faults: [{ path: "action", says: "one of the page's" }],
    });
  }

  app.post(`${PAGES}:token`, async (c) => {
    try {
      const token = c.req.param("token");
      const given = await opened(token);
      const form = await formOf(c);
      // Where its page is dead, so is everything on it.
      await pageOf(given, languageOf(c, given));
      const fetches = given.link.purpose === "package" || given.link.purpose === "copy";
      if (fetches && form.action === "download") return await handOut(c, given);
      const outcome = await taken(given, form);
      for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
      if (!wantsPage(c)) {
        if (outcome === null)
          throw new ProblemError("malformed", "nothing is chosen", {
            faults: [{ path: "items", says: "at least one data item" }],
          });
        return c.json({ outcome, ...told(await opened(token)) }, outcome === "recorded" ? 202 : 200);
      }
      if (outcome === "recorded") return c.html(await plainPage(languageOf(c, given), "later"), 202);
      return c.redirect(`${PAGES}${token}${outcome === null ? "?ticked=none" : ""}`, 303);
    } catch (error) {
      return failed(c, error);
    }
  });

  app.openapi(routes.hook, async (c) => {
    const { type, data } = c.req.valid("json");
    const unsigned = new ProblemError("unidentified", "this is not signed by the provider that was asked");
    const asked = /^[^\s/]{1,64}\/\d{1,9}\/\d{1,9}$/.test(data.question)
      ? (await archive.effects.list(placeOf(data.question).client)).find(({ id }) => id === data.question)
      : undefined;
    const { providerId = "" } = (asked?.params ?? {}) as { providerId?: string };
    const secrets = asked?.type === "askProvider" ? await providers.secretsOf(providerId) : null;
    const body = await c.req.text();
    const headers = Object.fromEntries(
      ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => [
        name,
        c.req.header(name) ?? "",
      ]),
    );
    const signed = (secrets ?? []).some((secret) => {
      try {
        new Webhook(secret).verify(body, headers);
        return true;
      } catch {
        return false;
      }
    });
    if (!signed) throw unsigned;
    try {
      const answer = type === "handover.accepted" ? "accept" : "refuse";
      return c.json({ outcome: await providerSays(data.question, answer) }, 200);
    } catch (error) {
      if (error instanceof DeadLink) throw new ProblemError("refused", DEAD_SAYS[error.why]);
      throw error;
    }
  });
}
