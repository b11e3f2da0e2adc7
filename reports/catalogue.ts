/** What each report says, and of which rows it is made. Names alone, so that help is given without the reports. */
export const REPORTS = {
  tiers: { of: "purchases", rule: "R-DEC-11", says: "profit tiers: high, mid, low" },
  pareto: { of: "purchases", rule: "R-REP-1", says: "which share of the clients brings 80 % of the revenue" },
  cohorts: {
    of: "purchases",
    rule: "R-REP-4",
    says: "by month of the first purchase: how often they buy, what they bring",
  },
  storms: { of: "interactions", rule: "R-DEC-1", says: "messages in a row before we answered" },
} as const;

export type ReportName = keyof typeof REPORTS;

export const reportNames = Object.keys(REPORTS) as ReportName[];

export const isReport = (name: string): name is ReportName => Object.hasOwn(REPORTS, name);

/** The layouts of files, for people. */
export const LAYOUTS = {
  purchases: "a purchase a line: client id, sample id, date yyyymmdd, units, amount (the CDNOW layout)",
  interactions: "a JSON object a line: client, company, channel, direction (in, out), at, zone where known",
} as const;
