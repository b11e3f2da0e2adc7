import { DAY, iso } from "../clock.ts";
import type { Context } from "../context.ts";
import type { EffectParams } from "../effects.ts";
import type { GuardName } from "../rules/index.ts";
import { exitId, task } from "./actions.ts";
import type { GuardInput } from "./event.ts";
import { chart } from "./setup.ts";
import { helping, UNHELPED } from "./stages.ts";

const provider = (context: Context) => context.handover?.provider ?? "none";

const toProvider = ({ context }: GuardInput) => ({ providerId: provider(context) });

export const revokeAccess = { type: "revokeAccess", params: toProvider } as const;

const exportPlain = { type: "exportPlain", params: {} } as const;

/** Whether the data came there or not, the provider may not use them; and it was for us to see to it (R-LIF-24). */
const exportFailed = [revokeAccess, "accessRevoked", task("overdue", "ops", { about: exitId })] as const;

const toProviderWithItems = ({ context }: GuardInput) => ({
  providerId: provider(context),
  items: [...(context.handover?.items ?? [])],
});

const toProviderWithNeeds = (given: GuardInput) => ({
  ...toProviderWithItems(given),
  needs: [...given.context.intake.needs],
  regions: [...given.context.intake.regions],
});

/** How the states of a handover are called in a place of the chart. */
type Naming = (stage: string) => string;

interface PlaceOfHandover {
  readonly as: Naming;
  /** The id of the state in which it is settled. */
  readonly settled: string;
  /** Where it goes on once somebody fits. */
  readonly found: string;
}

/** Some of the data items were taken back after the provider had got them: it gets the others anew. */
const reExport = (as: Naming) =>
  ({
    guard: "R-HND-3/narrowed",
    target: as("exporting"),
    reenter: true,
    actions: [revokeAccess, "consentNarrowed"],
  }) as const;

/** A move that nobody confirms has taken place (R-LIF-24). */
const moved = (settled: string) => ({ target: settled, actions: "handedOver" }) as const;

/** The provider could not be given the data, or does not take the client after all. */
const handoverBroke = (as: Naming, next: GuardName, last: GuardName) =>
  [
    { guard: next, target: as("offered"), actions: [...exportFailed, "nextProvider"] },
    { guard: last, target: as("settled"), actions: [...exportFailed, "handoverFailed", exportPlain] },
  ] as const;

/** What the client and the provider may say at any time. */
const takenBack = (as: Naming) =>
  ({
    "handover.declined": { guard: "R-HND-4/open", target: `.${as("settled")}`, actions: "handoverDeclined" },
    "consent.revoked": {
      guard: "R-HND-3/revoked",
      target: `.${as("settled")}`,
      actions: [revokeAccess, "accessRevoked", "handoverRevoked", exportPlain],
    },
  }) as const;

/** A provider is looked for, offered and asked (R-HND-1 to R-HND-4). */
const agreeing = ({ as, found }: PlaceOfHandover) =>
  chart.createStateConfig({
    states: {
      [as("matching")]: {
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
            { guard: "R-HND-2/fits", target: found, actions: "providersFound" },
            { target: as("settled"), actions: "nobodyFits" },
          ],
        },
        after: {
          match: {
            target: as("settled"),
            actions: ["nobodyFits", task("handover", "ops", { about: exitId })],
          },
        },
      },
      [as("offered")]: {
        entry: { type: "offerProvider", params: toProvider },
        on: {
          "consent.given": { guard: "R-HND-3/consented", target: as("asking"), actions: "consentGiven" },
        },
        after: { offer: { target: as("settled"), actions: "handoverDeclined" } },
      },
      [as("asking")]: {
        entry: { type: "askProvider", params: toProviderWithNeeds },
        on: {
          "provider.accepted": { guard: "R-HND-4/accepted", target: as("exporting") },
          "consent.revoked": { guard: "R-HND-3/narrowed", actions: "consentNarrowed" },
          "provider.refused": [
            { guard: "R-HND-4/next", target: as("offered"), actions: "nextProvider" },
            { guard: "R-HND-4/last", target: as("settled"), actions: ["handoverFailed", exportPlain] },
          ],
        },
        after: {
          provider: [
            { guard: "R-HND-4/left", target: as("offered"), actions: "nextProvider" },
            { target: as("settled"), actions: ["handoverFailed", exportPlain] },
          ],
        },
      },
    },
  }).states;

/** The data go there, and the client moves (R-HND-3 to R-HND-5). */
const movingOver = ({ as, settled }: PlaceOfHandover) =>
  chart.createStateConfig({
    states: {
      [as("exporting")]: {
        entry: ["dataShared", { type: "exportData", params: toProviderWithItems }],
        on: {
          "export.delivered": { guard: "R-HND-4/exported", target: as("moving") },
          "effect.failed": handoverBroke(as, "R-HND-4/brokeNext", "R-HND-4/broke"),
          "provider.refused": handoverBroke(as, "R-HND-4/next", "R-HND-4/last"),
          "consent.revoked": reExport(as),
        },
        after: {
          export: [
            {
              guard: "R-HND-4/left",
              target: as("offered"),
              actions: [...exportFailed, "nextProvider"],
            },
            { target: as("settled"), actions: [...exportFailed, "handoverFailed", exportPlain] },
          ],
        },
      },
      [as("moving")]: {
        initial: as("undated"),
        entry: {
          type: "planMove",
          params: ({ context }): EffectParams<"planMove"> => ({
            providerId: provider(context),
            dueAt: iso(context.at + context.policy.handover.moveDays * DAY),
          }),
        },
        on: {
          "move.planned": { target: `.${as("dated")}`, actions: "moveDated" },
          "move.confirmed": { target: as("settled"), actions: "handedOver" },
          "provider.refused": handoverBroke(as, "R-HND-4/next", "R-HND-4/last"),
          "consent.revoked": reExport(as),
        },
        states: {
          [as("undated")]: { after: { move: moved(settled) } },
          [as("dated")]: {
            after: {
              moveReminder: {
                target: as("imminent"),
                actions: task("handover", "ops", {
                  about: exitId,
                  dueDays: (c) => Math.max(0, ((c.handover?.moveOn ?? c.at) - c.at) / DAY),
                  points: () => ["the move is near: see that the client and the provider are ready"],
                }),
              },
            },
          },
          [as("imminent")]: { after: { move: moved(settled) } },
        },
      },
      [as("settled")]: {},
    },
  }).states;

/** The client is helped to move to another provider, wherever that begins. */
const stages = (place: PlaceOfHandover) => ({ ...agreeing(place), ...movingOver(place) });

const same: Naming = (stage) => stage;

/** The handover of an exit. */
export const handover = chart.createStateConfig({
  initial: "matching",
  on: takenBack(same),
  states: {
    ...stages({ as: same, settled: "#relationship.offboarding.handover.settled", found: "found" }),
    // Nobody is recommended another provider before hearing that we part.
    found: { always: { guard: "R-COM-2/approached", target: "offered" } },
  },
});

/** R-LIF-23: a client who leaves of their own is helped alike, if they want it. */
export const help = chart.createStateConfig({
  initial: UNHELPED,
  on: takenBack(helping),
  states: {
    [UNHELPED]: {
      on: {
        "handover.requested": {
          guard: "R-LIF-23/help",
          target: helping("matching"),
          actions: "helpBegun",
        },
      },
    },
    ...stages({
      as: helping,
      settled: `#relationship.live.help.${helping("settled")}`,
      found: helping("offered"),
    }),
  },
});
