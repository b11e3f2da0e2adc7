import type { Law } from "./law.ts";
import { lawOfSource } from "./relationship.ts";
import { SOURCE_HASH } from "./versions/source.ts";

/** The law of the newest machine, from its source: for what reads the chart itself, diagrams and tests. */
export const relationshipLaw = (): Law => lawOfSource(SOURCE_HASH);
