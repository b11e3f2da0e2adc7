import type { Definition } from "./definition.ts";
import { definitionOfSource } from "./relationship.ts";
import { SOURCE_HASH } from "./versions/source.ts";

/** The newest machine, from its source: for what reads the chart itself, diagrams and tests. */
export const relationshipDefinition = (): Definition => definitionOfSource(SOURCE_HASH);
