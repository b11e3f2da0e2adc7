import { decision, type Specs } from "./spec.ts";
import { fieldSchemas } from "./values.ts";

const { id, vaultId } = fieldSchemas();

const specs = {
  "appeal.filed": decision(["client", "ops"], "Challenge a warning, a restriction or an exit", {
    decisionId: id,
    textRef: vaultId,
  }),
  "appeal.upheld": decision(["senior"], "Uphold an appeal: the decision is struck out", {
    decisionId: id,
    reasonsRef: vaultId,
  }),
  "appeal.rejected": decision(["senior"], "Reject an appeal", { decisionId: id, reasonsRef: vaultId }),
} as const satisfies Specs;

/** Of appeals. A function: the sandbox freezes what a module exports. */
export const appealEvents = () => specs;
