// The dossier over HTTP: what decisions rest on, for those who decide and those who look after them (R-ROL-2).
import { createRoute, z } from "@hono/zod-openapi";
import type { Compiled } from "../../archive/dossiers.ts";
import type { Archive } from "../../archive/open.ts";
import type { CompiledDossier } from "../../insight/dossier/dossier.ts";
import {
  distinct,
  type EventData,
  type Explanation,
  eventData,
  type Finding,
  iso,
  matchesOf,
  passes,
  type View,
  wantedBy,
} from "../../machines/index.ts";
import { compile } from "../../services/compileDossier.ts";
import { ProblemError } from "../../services/problem.ts";
import type { Standings } from "../../services/standing.ts";
import type { ApiApp } from "./actor.ts";
import { clientParam, findingSchema, json, problem } from "./schemas.ts";

type ExitGround = EventData<"exit.requested">["ground"];

// The schema of an event's data is an object; what it is kept as says only that it is a schema.
const GROUNDS = (eventData("exit.requested") as unknown as z.ZodObject).shape.ground
  .options as readonly ExitGround[];

/** A dossier to be looked at. */
export interface DossierView {
  readonly dossier: CompiledDossier;
  /** The texts that it speaks of, by vault id. */
  readonly texts: Readonly<Record<string, string>>;
  /** What was compiled before, the oldest first. */
  readonly compiled: readonly Compiled[];
}

const view = z
  .object({
    dossier: z
      .record(z.string(), z.unknown())
      .openapi({ description: "Six sections, sums, what is missing, digest; amounts in minor units" }),
    texts: z.record(z.string(), z.string()).openapi({ description: "Words by their vault id" }),
    compiled: z.array(
      z.object({
        id: z.string(),
        at: z.string(),
        digest: z.string(),
        decisions: z.array(z.string()).openapi({ description: "The decisions it was frozen for" }),
      }),
    ),
  })
  .openapi("Dossier");

const NO = {
  400: problem("Malformed: what is wrong, and where"),
  404: problem("There is no such client, or no such dossier"),
  410: problem("The client's personal data were erased, and the dossier with them"),
  503: problem("A part of the engine cannot be reached; try again"),
};

/** Where parting with a client stands (R-HLP-2). */
export interface ExitView extends DossierView {
  readonly state: string;
  /** The grounds that can be named now, with what their rules found; of an open request, what its approval finds. */
  readonly grounds: readonly {
    readonly ground: ExitGround;
    readonly stands: boolean;
    readonly findings: readonly Finding[];
  }[];
  readonly request: { readonly requestId: string; readonly ground: ExitGround; readonly by: string } | null;
  readonly clauses: View["clauses"];
  /** A provider that fits; null where none does, or nobody knows what the client needs (R-HND-2). */
  readonly alternative: string | null;
}

const exitView = view
  .extend({
    state: z.string(),
    grounds: z.array(z.object({ ground: z.string(), stands: z.boolean(), findings: z.array(findingSchema) })),
    request: z.object({ requestId: z.string(), ground: z.string(), by: z.string() }).nullable(),
    clauses: z.array(
      z.object({
        ground: z.string(),
        terminable: z.boolean(),
        clauseRef: z.string(),
        noticeDays: z.int(),
      }),
    ),
    alternative: z.string().nullable().openapi({ description: "A provider that fits, by its id" }),
  })
  .openapi("Exit");

const compiledParam = clientParam.extend({
  dossier: z.string().openapi({ param: { name: "dossier", in: "path" } }),
});

const routes = {
  now: createRoute({
    method: "get",
    path: "/v1/clients/{client}/dossier",
    operationId: "getDossier",
    summary: "The dossier as things were known at a moment; nothing is recorded",
    request: {
      params: clientParam,
      query: z.object({
        at: z.iso
          .datetime({ offset: true, error: "an instant with Z or its offset, like 2026-11-01T00:00:00Z" })
          .optional(),
      }),
    },
    responses: { 200: json("The dossier", view), ...NO },
  }),
  compiled: createRoute({
    method: "get",
    path: "/v1/clients/{client}/dossiers/{dossier}",
    operationId: "getCompiledDossier",
    summary: "A dossier as it was compiled",
    request: { params: compiledParam },
    responses: { 200: json("The dossier", view), ...NO },
  }),
  exit: createRoute({
    method: "get",
    path: "/v1/clients/{client}/exit",
    operationId: "assessExit",
    summary: "Parting with a client: grounds, clauses, dossier, another provider; nothing is recorded",
    request: { params: clientParam },
    responses: { 200: json("Where it stands", exitView), ...NO },
  }),
} as const;

/** The vault ids of the texts that a dossier speaks of: fields that end in `Ref`. */
function refsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name.endsWith("Ref") && typeof inner === "string" ? [inner] : refsIn(inner),
  );
}

export interface DossierRouteOptions {
  readonly standings: Standings;
  readonly archive: Archive;
  /** The API's clock, ms since the epoch. */
  readonly clock: () => number;
}

/** The provider that fits what the client was said to need, the best first. */
async function alternativeFor(archive: Archive, { needs, policy }: View, at: string): Promise<string | null> {
  if (needs === null || needs.needs.length === 0) return null;
  const matches = matchesOf(await archive.providers.offered(), wantedBy(needs, policy), at);
  return matches.find(({ fits }) => fits)?.provider.id ?? null;
}

export function dossierRoutes(app: ApiApp, { archive, standings, clock }: DossierRouteOptions): void {
  async function shown(dossier: CompiledDossier): Promise<DossierView> {
    const { erasures, vault, dossiers } = archive;
    const [erased, compiled] = await Promise.all([
      erasures.of(dossier.client),
      dossiers.list(dossier.client),
    ]);
    const texts: Record<string, string> = {};
    if (erased === null)
      for (const id of new Set(refsIn(dossier.sections))) {
        const text = await vault.get(id);
        if (text !== null) texts[id] = text;
      }
    return { dossier, texts, compiled };
  }

  app.openapi(routes.now, async (c) => {
    const { client } = c.req.valid("param");
    const { at } = c.req.valid("query");
    const now = clock();
    if (at !== undefined && Date.parse(at) > now)
      throw new ProblemError("malformed", `in the query: at lies in the future; it is ${iso(now)} now`, {
        faults: [{ path: "at", says: `an instant not after ${iso(now)}` }],
      });
    const dossier = await compile(archive, client, at === undefined ? iso(now) : iso(Date.parse(at)));
    // As the schema says; what stands in a dossier it leaves open.
    return c.json((await shown(dossier)) as never, 200);
  });

  app.openapi(routes.compiled, async (c) => {
    const { client, dossier: id } = c.req.valid("param");
    const dossier = await archive.dossiers.get<CompiledDossier>(client, id);
    if (dossier === null) throw new ProblemError("missing", `there is no dossier ${id} of ${client}`);
    // As the schema says; what stands in a dossier it leaves open.
    return c.json((await shown(dossier)) as never, 200);
  });

  app.openapi(routes.exit, async (c) => {
    const actor = c.get("actor");
    const { client } = c.req.valid("param");
    const receivedAt = iso(clock());
    const dossier = await compile(archive, client, receivedAt);
    const view = await standings.view(client, receivedAt);
    if (view === null) throw new ProblemError("missing", `there is no client ${client}`);
    const ask = { actor, receivedAt };
    const [approval, ...asked] =
      (await standings.explain(client, [
        { ...ask, type: "exit.approved" },
        ...GROUNDS.map((ground) => ({
          ...ask,
          type: "exit.requested" as const,
          data: { requestId: "supposed", ground },
        })),
      ])) ?? [];
    const found = (of: Explanation | undefined) => of?.candidates.flatMap(({ findings }) => findings) ?? [];
    const { state, request, clauses } = view;
    const grounds = request
      ? [{ ground: request.ground, stands: true, findings: found(approval) }]
      : GROUNDS.map((ground, n) => {
          const findings = distinct(found(asked[n]));
          return { ground, stands: findings.length > 0 && passes(findings), findings };
        });
    const exit: ExitView = {
      ...(await shown(dossier)),
      state,
      grounds,
      clauses,
      request: request && { requestId: request.requestId, ground: request.ground, by: request.by },
      alternative: await alternativeFor(archive, view, receivedAt),
    };
    // As the schema says; what stands in a dossier it leaves open.
    return c.json(exit as never, 200);
  });
}
