import { decision, type Specs, sanction } from "./spec.ts";
import { fieldSchemas } from "./values.ts";

const { id, vaultId, ground, channel, adjustment, hash } = fieldSchemas();

const specs = {
  "exit.requested": sanction(["ops", "manager", "finance"], "Ask to part on a ground", {
    requestId: id,
    ground,
  }),
  "exit.approved": sanction(["senior"], "Approve an exit that another person requested", {
    requestId: id,
    /** Of the dossier that was looked at. Kept, and read by nothing yet. */
    openedDossierHash: hash.optional(),
    adjustment: adjustment.optional(),
  }),
  "exit.rejected": decision(["senior"], "Reject an exit request", { requestId: id }),
  "exit.withdrawn": decision(["ops", "manager", "finance"], "Withdraw an exit request", { requestId: id }),
  "exit.revoked": sanction(["senior"], "Take an approved exit back before it is complete", {}),
  "restriction.ordered": sanction(["manager"], "Restrict the client to one channel", {
    channel,
    /** What the service includes from now on, and what it does not (N5). */
    includedRef: vaultId.optional(),
    excludedRef: vaultId.optional(),
    adjustment: adjustment.optional(),
  }),
  "conduct.improved": decision(["manager"], "Conduct improved: restore before the time is up", {
    evidence: vaultId,
  }),
} as const satisfies Specs;

/** Of exits and limits. A function: the sandbox freezes what a module exports. */
export const partingEvents = () => specs;
