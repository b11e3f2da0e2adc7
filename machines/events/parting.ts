import { decision, type Specs, sanction } from "./spec.ts";
import { fieldSchemas } from "./values.ts";

const { id, vaultId, ground, channel } = fieldSchemas();

const specs = {
  "exit.requested": sanction(["ops", "manager", "finance"], "Ask to part on a ground", {
    requestId: id,
    ground,
  }),
  "exit.approved": sanction(["senior"], "Approve an exit that another person requested", { requestId: id }),
  "exit.rejected": decision(["senior"], "Reject an exit request", { requestId: id }),
  "exit.withdrawn": decision(["ops", "manager", "finance"], "Withdraw an exit request", { requestId: id }),
  "restriction.ordered": sanction(["manager"], "Restrict the client to one channel", { channel }),
  "conduct.improved": decision(["manager"], "Conduct improved: restore before the time is up", {
    evidence: vaultId,
  }),
} as const satisfies Specs;

/** Of exits and limits. A function: the sandbox freezes what a module exports. */
export const partingEvents = () => specs;
