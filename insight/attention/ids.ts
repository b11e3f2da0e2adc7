import { digest } from "../../machines/index.ts";

/** The same for the same client, kind and first fact. */
export const suggestionId = (client: string, kind: string, fact: string): string =>
  `s-${digest([client, kind, fact]).slice(0, 24)}`;
