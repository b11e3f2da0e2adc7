import { bars } from "./bars.ts";
import { type Deeds, type Span, said, spanned, within } from "./deeds.ts";
import { SHADES } from "./plot.ts";
import { counted, left, plural, type Report, right } from "./report.ts";

/** The events that the report reads: the last two for what the client is worth to us. */
export const AVOIDED_TYPES = ["staff.askedOff", "tier.assigned", "segment.assigned"] as const;

/** A client whom our people ask off. */
export interface Avoided {
  readonly client: string;
  /** Who asked, each once, in their order. */
  readonly people: readonly string[];
  readonly times: number;
  /** ISO instant of the last time. */
  readonly last: string;
  readonly tier: string;
  readonly segment: string;
}

/** R-REP-9: clients whom our people avoid, those first whom most of them do. */
export async function avoidedOf(deeds: Deeds, span: Span): Promise<Avoided[]> {
  const found = new Map<string, { people: string[]; times: number; last: string }>();
  const worth = new Map<string, { tier: string; segment: string }>();
  for await (const deed of deeds) {
    const { client } = deed;
    const now = worth.get(client) ?? { tier: "", segment: "" };
    worth.set(client, now);
    if (deed.type === "tier.assigned") now.tier = said(deed, "tier");
    if (deed.type === "segment.assigned") now.segment = said(deed, "segment");
    if (deed.type !== "staff.askedOff" || !within(span, deed.at)) continue;
    const own = found.get(client) ?? { people: [], times: 0, last: deed.at };
    found.set(client, own);
    const agent = said(deed, "agentId");
    if (!own.people.includes(agent)) own.people.push(agent);
    own.times += 1;
    own.last = deed.at;
  }
  return [...found]
    .map(([client, own]) => ({ client, ...own, ...(worth.get(client) ?? { tier: "", segment: "" }) }))
    .sort((a, b) => b.people.length - a.people.length || b.times - a.times || (a.client < b.client ? -1 : 1));
}

/** `tenure report avoided` (R-REP-9). */
export async function avoided(deeds: Deeds, span: Span): Promise<Report> {
  const found = await avoidedOf(deeds, span);
  const several = found.filter(({ people }) => people.length > 1).length;
  const title = `${plural(found.length, "client")} whom our people ask off, ${spanned(span)}`;
  return {
    empty: found.length === 0,
    data: { ...span, clients: found },
    sheets: [
      {
        title,
        columns: [
          left("client"),
          right("people"),
          right("times"),
          left("last"),
          left("tier"),
          left("segment"),
          left("who"),
        ],
        rows: found.map(({ client, people, times, last, tier, segment }) => [
          client,
          counted(people.length),
          counted(times),
          last.slice(0, 10),
          tier || "–",
          segment || "–",
          people.join(", "),
        ]),
      },
    ],
    remarks: [
      `R-REP-9: several people ask off ${plural(several, "client")}; one alone may be a matter of that one.`,
    ],
    *csv() {
      yield ["client", "people", "times", "last", "tier", "segment", "who"];
      for (const { client, people, times, last, tier, segment } of found)
        yield [client, people.length, times, last, tier, segment, people.join(" ")];
    },
    svg: () =>
      bars({
        title,
        note: "By how many of our people asked off (R-REP-9)",
        groups: [
          {
            title: "Clients",
            rows: found.map(({ client, people, times, tier, segment }) => ({
              label: client,
              parts: [{ value: people.length, fill: SHADES[0] }],
              told: `${plural(people.length, "person", "people")}, ${plural(times, "time")}${tier || segment ? ` (${[tier, segment].filter(Boolean).join(", ")})` : ""}`,
            })),
          },
        ],
      }),
  };
}
