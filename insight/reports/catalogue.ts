/** What a report is made of, and says. */
interface ReportEntry {
  /** What it is made of. */
  readonly of: string;
  /** The layout of a file that it can be made from, without the archive. */
  readonly file?: "purchases" | "interactions";
  readonly rule: string;
  readonly says: string;
  /** What to do where there is nothing to tell of yet. */
  readonly empty: string;
}

const BUY = "tenure import purchases FILE";
const WORTH = "tenure import hours FILE, then `tenure value run`";
const LIVE = "it is made of the journal: signal events, or see `tenure demo`";

/** What each report says, and of which rows it is made. Names alone, so that help is given without the reports. */
export const REPORTS = {
  tiers: {
    of: "values, or purchases",
    file: "purchases",
    rule: "R-DEC-11",
    empty: BUY,
    says: "profit tiers: high, mid, low",
  },
  pareto: {
    of: "values, or purchases",
    file: "purchases",
    rule: "R-REP-1",
    empty: BUY,
    says: "which share of the clients brings 80 % of the revenue",
  },
  cohorts: {
    of: "purchases, values",
    file: "purchases",
    rule: "R-REP-4",
    empty: BUY,
    says: "by month of the first purchase: how often they buy, what they bring",
  },
  storms: {
    of: "interactions",
    file: "interactions",
    rule: "R-DEC-1",
    empty: "tenure import interactions FILE",
    says: "messages in a row before we answered",
  },
  segments: {
    of: "values",
    rule: "R-REP-1",
    empty: WORTH,
    says: "core, wavering, draining; what each brings and takes",
  },
  cost: {
    of: "values, hours",
    rule: "R-REP-2",
    empty: WORTH,
    says: "cost to serve by client and by role",
  },
  model: {
    of: "values, purchases",
    rule: "R-REP-4",
    empty: WORTH,
    says: "each client against the model client: frequency, margin, effort",
  },
  draining: {
    of: "values, hours, journal",
    rule: "R-REP-11",
    empty: WORTH,
    says: "our hours on draining clients against what the others lost",
  },
  retention: {
    of: "discounts, purchases, journal",
    rule: "R-REP-3",
    empty: "tenure import discounts FILE",
    says: "who stayed after a discount, against those who got none",
  },
  conduct: {
    of: "journal",
    rule: "R-REP-5",
    empty: LIVE,
    says: "strikes, outcomes of restrictions, appeals, what was ours",
  },
  fairness: {
    of: "journal, suggestions",
    rule: "R-REP-5",
    empty: LIVE,
    says: "who decides unlike the others; whom strikes and exits meet",
  },
  questions: {
    of: "journal, guides",
    rule: "R-REP-6",
    empty: LIVE,
    says: "questions that came again, and gaps in the guides",
  },
  goodbyes: {
    of: "journal",
    rule: "R-REP-7",
    empty: LIVE,
    says: "endings by cause, win-backs, handovers",
  },
  flow: {
    of: "journal",
    rule: "R-REP-7",
    empty: LIVE,
    says: "clients between states",
  },
  mentions: {
    of: "reviews",
    rule: "R-REP-8",
    empty: "tenure import reviews FILE",
    says: "reviews and mentions, by month and site",
  },
  avoided: {
    of: "journal",
    rule: "R-REP-9",
    empty: "nobody has asked off a client (staff.askedOff)",
    says: "clients whom our people ask off",
  },
  admissions: {
    of: "journal, purchases, hours",
    rule: "R-REP-10",
    empty: LIVE,
    says: "net value by who admitted; refusals count as saved",
  },
} as const satisfies Record<string, ReportEntry>;

export type ReportName = keyof typeof REPORTS;

export const reportNames = Object.keys(REPORTS) as ReportName[];

export const isReport = (name: string): name is ReportName => Object.hasOwn(REPORTS, name);

/** What is known of a report. */
export const reportOf = (name: ReportName): ReportEntry => REPORTS[name];

/** The reports that can be made straight from a file. */
export type FileReport = {
  [N in ReportName]: (typeof REPORTS)[N] extends { readonly file: string } ? N : never;
}[ReportName];
export const isFileReport = (name: ReportName): name is FileReport => reportOf(name).file !== undefined;

/** The forms that the running engine gives a report in. */
export const REPORT_FORMS = ["json", "sheets", "csv", "svg", "html"] as const;
export type ReportForm = (typeof REPORT_FORMS)[number];

/** The layouts of files, for people. */
export const LAYOUTS = {
  purchases: "a purchase a line: client id, sample id, date yyyymmdd, units, amount (the CDNOW layout)",
  interactions: "a JSON object a line: client, company, channel, direction (in, out), at, zone where known",
} as const;
