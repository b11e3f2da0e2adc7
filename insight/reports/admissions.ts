import { type Day, daysAfter } from "../../values/days.ts";
import { perHead, plus, sumOf } from "../../values/money.ts";
import { bars } from "./bars.ts";
import { type Deeds, type Span, said, spanned, within } from "./deeds.ts";
import { SHADES } from "./plot.ts";
import { counted, left, moneyIn, plural, type Report, right } from "./report.ts";

/** The events that the report reads. */
export const ADMISSION_TYPES = [
  "relationship.opened",
  "return.requested",
  "intake.assessed",
  "finance.assessed",
  "contract.signed",
  "intake.refused",
] as const;

const DECIDED = ["contract.signed", "intake.refused"];

/** An intake that was decided. */
export interface Admission {
  readonly client: string;
  /** When the intake began: what is worked from then on is its cost. */
  readonly began: Day;
  readonly day: Day;
  /** Who admitted: the salesperson who signed, or whose assessment it rests on. */
  readonly by: string;
  readonly admitted: boolean;
  /** The relationship's. */
  readonly currency: string;
  /** Of a refusal: what finance had found serving the client would lose; null where it was not asked. */
  readonly saved: number | null;
}

/** R-REP-10: who was admitted or refused, and on whose word. */
export async function admissionsOf(deeds: Deeds, span: Span): Promise<Admission[]> {
  const found: Admission[] = [];
  let client: string | null = null;
  let currency = "";
  let began: Day = "";
  let seller: string | null = null;
  let loss: number | null = null;
  for await (const deed of deeds) {
    if (deed.client !== client) [client, seller, loss] = [deed.client, null, null];
    if (deed.type === "relationship.opened") currency = said(deed, "currency");
    if (deed.type === "relationship.opened" || deed.type === "return.requested") began = deed.at.slice(0, 10);
    else if (deed.type === "intake.assessed") {
      if (deed.actor.role === "sales") seller = deed.actor.id;
    } else if (deed.type === "finance.assessed") {
      const [revenue, benefit, cost] = ["revenue", "benefit", "cost"].map((field) =>
        Number(said(deed, field)),
      );
      loss = (cost ?? 0) - (revenue ?? 0) - (benefit ?? 0);
    } else if (DECIDED.includes(deed.type)) {
      const by = deed.actor.role === "sales" ? deed.actor.id : (seller ?? deed.actor.id);
      const admitted = deed.type === "contract.signed";
      if (within(span, deed.at))
        found.push({
          client: deed.client,
          began,
          day: deed.at.slice(0, 10),
          by,
          admitted,
          currency,
          saved: admitted || loss === null ? null : Math.max(0, loss),
        });
      // A later intake of the same client rests on assessments of its own.
      [seller, loss] = [null, null];
    }
  }
  return found;
}

interface Seller {
  readonly by: string;
  readonly admitted: number;
  /** Admitted too lately to be judged. */
  readonly early: number;
  /** Net values of those who are followed long enough. */
  readonly net: number;
  readonly losing: number;
  readonly refused: number;
  readonly saved: number;
  /** Refusals of which nobody knows what they saved. */
  readonly unassessed: number;
}

function sellersOf(
  admissions: readonly Admission[],
  netOf: (admission: Admission) => number | null,
): Seller[] {
  return [...Map.groupBy(admissions, ({ by }) => by)]
    .map(([by, own]) => {
      const [admitted, refused] = [own.filter((one) => one.admitted), own.filter((one) => !one.admitted)];
      const nets = admitted.flatMap((one) => netOf(one) ?? []);
      return {
        by,
        admitted: admitted.length,
        early: admitted.length - nets.length,
        net: sumOf(nets),
        losing: nets.filter((net) => net < 0).length,
        refused: refused.length,
        saved: sumOf(refused.map(({ saved }) => saved ?? 0)),
        unassessed: refused.filter(({ saved }) => saved === null).length,
      };
    })
    .sort((a, b) => plus(b.net, b.saved) - plus(a.net, a.saved) || (a.by < b.by ? -1 : 1));
}

function picture(sellers: readonly Seller[], currency: string, title: string): string {
  const money = moneyIn(currency);
  return bars({
    title,
    note: `Refusals count as what they saved (R-REP-10); amounts in ${currency}`,
    legend: [
      [SHADES[0], "net value of who was admitted"],
      ["#74b816", "saved by refusals"],
    ],
    groups: [
      {
        title: "Who admitted",
        rows: sellers.map((one) => ({
          label: one.by,
          parts: [
            { value: one.net, fill: SHADES[0] },
            { value: one.saved, fill: "#74b816" },
          ],
          told: `${money.spoken(one.net)} of ${counted(one.admitted)}, saved ${money.spoken(one.saved)}`,
        })),
      },
    ],
  });
}

/**
 * `tenure report admissions` (R-REP-10): net value after so many days by who admitted; refusals count as saved.
 * @param netOf what an admission has brought by then, less what it cost; null where it is too early
 */
export function admissions(
  found: readonly Admission[],
  span: Span,
  { days, currency }: { readonly days: number; readonly currency: string },
  netOf: (admission: Admission) => number | null,
): Report {
  const money = moneyIn(currency);
  const sellers = sellersOf(found, netOf);
  const title = `Net value ${days} days after admission, by who admitted, ${spanned(span)}`;
  const early = sellers.reduce((sum, one) => sum + one.early, 0);
  const unassessed = sellers.reduce((sum, one) => sum + one.unassessed, 0);
  return {
    empty: found.length === 0,
    data: { ...span, days, currency, sellers },
    sheets: [
      {
        title,
        columns: [
          left("who"),
          right("admitted"),
          right("too early"),
          right("net value"),
          right("each, mean"),
          right("at a loss"),
          right("refused"),
          right("saved"),
          right("in all"),
        ],
        rows: sellers.map((one) => {
          const followed = one.admitted - one.early;
          return [
            one.by,
            counted(one.admitted),
            counted(one.early),
            money.spoken(one.net),
            followed === 0 ? "–" : money.spoken(perHead(one.net, followed)),
            counted(one.losing),
            counted(one.refused),
            money.spoken(one.saved),
            money.spoken(plus(one.net, one.saved)),
          ];
        }),
      },
    ],
    remarks: [
      `R-REP-10: what admitted clients brought in their first ${days} days, less goods, concessions, and working time since the intake began; of a refusal, the loss that finance had found.`,
      ...(early > 0 ? [`${plural(early, "admission")} less than ${days} days ago: not judged yet.`] : []),
      ...(unassessed > 0
        ? [
            `${plural(unassessed, "refusal")} that finance had not assessed: what ${unassessed === 1 ? "it" : "they"} saved is not known, and counts as nothing.`,
          ]
        : []),
    ],
    *csv() {
      yield ["client", "day", "by", "outcome", "net", "saved"];
      for (const one of found) {
        const net = one.admitted ? netOf(one) : null;
        yield [
          one.client,
          one.day,
          one.by,
          one.admitted ? "admitted" : "refused",
          net === null ? "" : money.decimal(net),
          one.saved === null ? "" : money.decimal(one.saved),
        ];
      }
    },
    svg: () => picture(sellers, currency, title),
  };
}

/** Until when an admission is followed; null where that is later than `at`. */
export const followedTo = ({ day }: Admission, days: number, at: Day): Day | null => {
  const end = daysAfter(day, days);
  return end > at ? null : end;
};

/** Minutes × the rate of an hour, in minor units, rounded half up: whole numbers throughout. */
export const priced = (minutes: number, rate: number): number =>
  Number((BigInt(minutes) * BigInt(rate) + 30n) / 60n);
