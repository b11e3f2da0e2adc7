import { DAY, iso } from "../clock.ts";
import type { Context } from "../context.ts";
import type { EffectParams } from "../effects.ts";
import type { GuardName } from "../rules/index.ts";
import { exitId, task } from "./actions.ts";
import type { Given } from "./event.ts";
import { chart } from "./setup.ts";

const provider = (context: Context) => context.farewell?.provider ?? "none";

const toProvider = ({ context }: Given) => ({ providerId: provider(context) });

export const revokeAccess = { type: "revokeAccess", params: toProvider } as const;

const exportPlain = { type: "exportPlain", params: {} } as const;

/** Whether the data came there or not, the provider may not use them; and it was for us to see to it (R-LIF-24). */
const exportFailed = [revokeAccess, "accessRevoked", task("overdue", "ops", { about: exitId })] as const;

const toProviderWithItems = ({ context }: Given) => ({
  providerId: provider(context),
  items: [...(context.farewell?.items ?? [])],
});

const toProviderWithNeeds = (given: Given) => ({
  ...toProviderWithItems(given),
  needs: [...given.context.intake.needs],
  regions: [...given.context.intake.regions],
});

/** Some of the data items were taken back after the provider had got them: it gets the others anew. */
const reExport = {
  guard: "R-HND-3/narrowed",
  target: "exporting",
  reenter: true,
  actions: [revokeAccess, "consentNarrowed"],
} as const;

/** A move that nobody confirms has taken place (R-LIF-24). */
const moved = { target: "#relationship.offboarding.handover.settled", actions: "handedOver" } as const;

/** The provider could not be given the data, or does not take the client after all. */
const handoverBroke = (next: GuardName, last: GuardName) =>
  [
    { guard: next, target: "offered", actions: [...exportFailed, "nextProvider"] },
    { guard: last, target: "settled", actions: [...exportFailed, "handoverFailed", exportPlain] },
  ] as const;

/** The client is helped to move to another provider (R-HND-1 to R-HND-5). */
export const handover = chart.createStateConfig({
  initial: "matching",
  on: {
    "handover.declined": { guard: "R-HND-4/open", target: ".settled", actions: "handoverDeclined" },
    "consent.revoked": {
      guard: "R-HND-3/revoked",
      target: ".settled",
      actions: [revokeAccess, "accessRevoked", "handoverRevoked", exportPlain],
    },
  },
  states: {
    matching: {
      entry: {
        type: "matchProviders",
        params: ({ context }): EffectParams<"matchProviders"> => ({
          needs: [...context.intake.needs],
          regions: [...context.intake.regions],
          ...(context.intake.budget !== null && { budget: context.intake.budget }),
          verifiedDays: context.policy.handover.verifiedDays,
        }),
      },
      on: {
        "providers.matched": [
          { guard: "R-HND-2/fits", target: "found", actions: "providersFound" },
          { target: "settled", actions: "nobodyFits" },
        ],
      },
      after: {
        match: {
          target: "settled",
          actions: ["nobodyFits", task("handover", "ops", { about: exitId })],
        },
      },
    },
    // Nobody is recommended another provider before hearing that we part.
    found: { always: { guard: "R-COM-2/approached", target: "offered" } },
    offered: {
      entry: { type: "offerProvider", params: toProvider },
      on: {
        "consent.given": { guard: "R-HND-3/consented", target: "asking", actions: "consentGiven" },
      },
      after: { offer: { target: "settled", actions: "handoverDeclined" } },
    },
    asking: {
      entry: { type: "askProvider", params: toProviderWithNeeds },
      on: {
        "provider.accepted": { guard: "R-HND-4/accepted", target: "exporting" },
        "consent.revoked": { guard: "R-HND-3/narrowed", actions: "consentNarrowed" },
        "provider.refused": [
          { guard: "R-HND-4/next", target: "offered", actions: "nextProvider" },
          { guard: "R-HND-4/last", target: "settled", actions: ["handoverFailed", exportPlain] },
        ],
      },
      after: {
        provider: [
          { guard: "R-HND-4/left", target: "offered", actions: "nextProvider" },
          { target: "settled", actions: ["handoverFailed", exportPlain] },
        ],
      },
    },
    exporting: {
      entry: ["dataShared", { type: "exportData", params: toProviderWithItems }],
      on: {
        "export.delivered": { guard: "R-HND-4/exported", target: "moving" },
        "effect.failed": handoverBroke("R-HND-4/brokeNext", "R-HND-4/broke"),
        "provider.refused": handoverBroke("R-HND-4/next", "R-HND-4/last"),
        "consent.revoked": reExport,
      },
      after: {
        export: [
          {
            guard: "R-HND-4/left",
            target: "offered",
            actions: [...exportFailed, "nextProvider"],
          },
          { target: "settled", actions: [...exportFailed, "handoverFailed", exportPlain] },
        ],
      },
    },
    moving: {
      initial: "undated",
      entry: {
        type: "planMove",
        params: ({ context }): EffectParams<"planMove"> => ({
          providerId: provider(context),
          dueAt: iso(context.at + context.policy.handover.moveDays * DAY),
        }),
      },
      on: {
        "move.planned": { target: ".dated", actions: "moveDated" },
        "move.confirmed": { target: "settled", actions: "handedOver" },
        "provider.refused": handoverBroke("R-HND-4/next", "R-HND-4/last"),
        "consent.revoked": reExport,
      },
      states: {
        undated: { after: { move: moved } },
        dated: {
          after: {
            moveReminder: {
              target: "imminent",
              actions: task("handover", "ops", {
                about: exitId,
                dueDays: (c) => Math.max(0, ((c.farewell?.moveOn ?? c.at) - c.at) / DAY),
                points: () => ["the move is near: see that the client and the provider are ready"],
              }),
            },
          },
        },
        imminent: { after: { move: moved } },
      },
    },
    settled: {},
  },
});
