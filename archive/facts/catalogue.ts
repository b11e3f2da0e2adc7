/** Every kind of fact, in words. Names alone, so that help is given without the rest. */
export const FACT_KINDS = {
  interactions: "messages and calls with clients",
  hours: "working time of our people",
  purchases: "purchases; a return is below nothing",
  payments: "invoices: what is owed of them, and when they were paid; credits",
  concessions: "concessions that cost us (R-DEC-4)",
  discounts: "discounts asked for and granted (R-DEC-9)",
  faults: "faults of ours (R-DEC-3, R-DEC-16)",
  scores: "how satisfied clients are (R-DEC-12)",
  meetings: "meetings that clients missed (R-DEC-12)",
  agreements: "agreements that clients broke, oral and written (R-DEC-12)",
  coupons: "coupons that clients used (R-ARC-15)",
  reviews: "reviews and mentions that were found (R-REP-8)",
  demands: "what clients want that we do not sell (R-DEC-4, R-DEC-5)",
  threats: "what clients threaten with, and what it may cost (R-DEC-4)",
} as const;

export type FactKind = keyof typeof FACT_KINDS;

export const factKinds = Object.keys(FACT_KINDS) as FactKind[];

export const isFactKind = (name: string): name is FactKind => Object.hasOwn(FACT_KINDS, name);

/** How files of facts are written. */
export const FACT_FORMATS = ["jsonl", "csv", "cdnow"] as const;
export type FactFormat = (typeof FACT_FORMATS)[number];

/** What a file of each format is sent as. */
export const FILE_TYPES: Readonly<Record<FactFormat, string>> = {
  jsonl: "application/x-ndjson",
  csv: "text/csv",
  cdnow: "text/x-cdnow",
};
