import type { Selectable } from "kysely";
import type { Tables } from "../tables.ts";
import type { FactKind } from "./catalogue.ts";

/** What is known by, and where it came from, is the archive's own. */
type Internal = "key" | "digest" | "importN" | "line" | "current";

/** A fact as the archive keeps it: money in minor units of `currency`, words as vault ids, what was not told null. */
export type FactRow<K extends FactKind> = Omit<Selectable<Tables[K]>, Internal>;

/** The facts about one client, kind by kind. */
export type FactsOfClient = { readonly [K in FactKind]: readonly FactRow<K>[] };
