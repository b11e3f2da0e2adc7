// What each kind of help says, as a page in one language.
import type { Ground } from "../../machines/vocabulary.ts";
import type { HelpPage, PagePart, Section } from "./page.ts";
import type { Benefits, Card, Checklist, Headings, Language, OrderSheet } from "./read.ts";

const part = (kind: PagePart["kind"], items: readonly string[], title?: string): PagePart => ({
  kind,
  items,
  ...(title !== undefined && { title }),
});
const section = (title: string, ...parts: readonly PagePart[]): Section => ({ title, parts });

function footOf(
  of: Headings[Language],
  version: string,
  rules: readonly string[],
  sources: readonly string[],
): string {
  const named = [`${of.version} ${version}`];
  if (rules.length > 0) named.push(`${of.rules}: ${[...new Set(rules)].join(", ")}`);
  return [...named, `${of.sources}: ${sources.join(", ")}`].join(" · ");
}

/** The rules that texts name, in the order of their first mention. */
const namedIn = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => text.match(/R-[A-Z]{3}-\d+/g) ?? []);

/** R-HLP-1: a coach card. */
export function cardPage(card: Card, headings: Headings, language: Language): HelpPage {
  const says = card[language];
  const of = headings[language];
  const exit = card.exit.length > 0 ? `${says.exit} (${card.exit.join(", ")})` : says.exit;
  return {
    language,
    title: `${says.name.charAt(0).toUpperCase()}${says.name.slice(1)} (${card.rule})`,
    intro: of.inside,
    sections: [
      section(of.signals, part("points", says.signals)),
      section(of.steps, part("steps", says.steps)),
      section(of.say, part("points", says.say)),
      section(of.avoid, part("points", says.avoid)),
      section(of.script, part("speech", [says.script])),
      section(of.next, part("text", [says.next])),
      section(of.exit, part("text", [exit])),
    ],
    foot: footOf(
      of,
      card.version,
      [card.rule, ...namedIn([...says.steps, says.next]), ...card.exit],
      card.sources,
    ),
  };
}

/** R-HLP-4: a checklist. */
export function checklistPage(checklist: Checklist, headings: Headings, language: Language): HelpPage {
  const says = checklist[language];
  const of = headings[language];
  const filled = section("", part("blanks", [of.client, of.by, of.date]));
  return {
    language,
    title: says.title,
    intro: says.intro,
    sections: [
      // Clauses are the same for every client; the other lists are filled in for one.
      ...(checklist.name === "clauses" ? [] : [{ ...filled, title: of.fill }]),
      ...says.sections.map(({ title, items }) => section(title, part("checks", items))),
    ],
    foot: footOf(of, checklist.version, checklist.rules, checklist.sources),
  };
}

/** R-HLP-2: the order in which we part; with a ground, what has to be on record for this one only. */
export function orderPage(
  order: OrderSheet,
  headings: Headings,
  language: Language,
  ground?: Ground,
): HelpPage {
  const says = order[language];
  const of = headings[language];
  const steps = Object.entries(says.steps).map(([name, { title, why, fill, done, say, avoid }], n) => {
    const { rules, events } = order.steps[name as keyof OrderSheet["steps"]];
    return section(
      `${n + 1}. ${title} (${rules.join(", ")})`,
      part("text", [why]),
      part("blanks", fill, of.fill),
      ...(say.length > 0 ? [part("points", say, of.say)] : []),
      ...(avoid.length > 0 ? [part("points", avoid, of.avoid)] : []),
      part("checks", [`${of.done}: ${done}`]),
      part("text", [`${of.record}: ${events.join(", ")}`]),
    );
  });
  const named = ground === undefined ? (Object.keys(says.grounds) as Ground[]) : [ground];
  const grounds = named.map((each) => `${each}: ${says.grounds[each]} (${order.grounds[each].join(", ")})`);
  return {
    language,
    title: says.title,
    intro: says.intro,
    sections: [
      section(of.fill, part("blanks", [of.client, of.ground, of.by, of.date])),
      ...steps,
      section(of.grounds, part("points", grounds)),
    ],
    foot: footOf(
      of,
      order.version,
      Object.values(order.steps).flatMap(({ rules }) => rules),
      order.sources,
    ),
  };
}

/** R-HLP-3: what to give in place of a discount. */
export function benefitsPage(benefits: Benefits, headings: Headings, language: Language): HelpPage {
  const says = benefits[language];
  const of = headings[language];
  return {
    language,
    title: says.title,
    intro: says.intro,
    sections: Object.values(says.benefits).map(({ name, fits, how, limit, say }) =>
      section(
        name,
        part("points", [`${of.fits}: ${fits}`, `${of.how}: ${how}`, `${of.limit}: ${limit}`]),
        part("speech", [say]),
      ),
    ),
    foot: footOf(of, benefits.version, benefits.rules, benefits.sources),
  };
}
