// What the handover's routes take and give.
import { createRoute, z } from "@hono/zod-openapi";
import { PROVIDER_FORMATS } from "../../../handover/providerFile.ts";
import { listed, listOf, listQuery } from "../lists.ts";
import { clientParam, findingSchema, json, problem } from "../schemas.ts";

const providersBody = z
  .array(z.record(z.string(), z.unknown()))
  .max(10_000)
  .openapi("Providers", {
    description:
      "Rows of id, name, capabilities[], regions[], price (minor units), capacity, contact, verifiedAt; " +
      "and rival, key (an age recipient), endpoint (https://…) where there is one",
    example: [
      {
        id: "orchard",
        name: "Orchard & Co",
        capabilities: ["green-apples", "pears"],
        regions: ["berlin"],
        price: 90_000,
        capacity: 5,
        contact: "hello@orchard.example",
        verifiedAt: "2026-10-01",
      },
    ],
  });

const importedSchema = z.object({ imported: z.int() }).openapi("Imported");

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
const providerPage = listOf(providerSchema).openapi("ProviderPage");

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
export const routes = {
  importProviders: createRoute({
    method: "post",
    path: "/v1/providers",
    operationId: "importProviders",
    summary: "Import providers to move to: new ones are added, known ones replaced (R-HND-1)",
    request: {
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
    },
  }),
  providers: createRoute({
    method: "get",
    path: "/v1/providers",
    operationId: "listProviders",
    summary: "List the providers that a client may move to",
    request: { query: listQuery(["id", "-id"], {}) },
    responses: {
      200: listed("The providers", providerSchema, providerPage),
      400: problem("Malformed: what is wrong, and where"),
      503: problem("A part of the engine cannot be reached; try again"),
    },
  }),
  provider: createRoute({
    method: "get",
    path: "/v1/providers/{provider}",
    operationId: "getProvider",
    summary: "Show a provider",
    request: { params: providerParam },
    responses: {
      200: json("The provider", providerSchema),
      404: problem("There is no such provider"),
    },
  }),
  secret: createRoute({
    method: "post",
    path: "/v1/providers/{provider}/secret",
    operationId: "issueProviderSecret",
    summary: "What messages from and to a provider's machine are signed with",
    request: {
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
      404: problem("There is no such provider"),
    },
  }),
  match: createRoute({
    method: "get",
    path: "/v1/clients/{client}/providers",
    operationId: "matchProviders",
    summary: "Every provider, and why it fits a client or not (R-HND-2); changes nothing",
    request: {
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
      404: problem("There is no such client"),
    },
  }),
  handover: createRoute({
    method: "get",
    path: "/v1/clients/{client}/handover",
    operationId: "getHandover",
    summary: "Where a client's handover stands, with the links that take part in it (R-HND-3, 4)",
    request: { params: clientParam },
    responses: {
      200: json("The handover", handoverSchema),
      404: problem("There is no such client, or no handover of theirs"),
      410: problem("The client's personal data were erased"),
    },
  }),
  hook: createRoute({
    method: "post",
    path: "/hooks/provider",
    operationId: "receiveProviderAnswer",
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
