import { cardPage } from "../../../texts/help/pages.ts";
import { type Card, LANGUAGES, type Language, readCards, readHeadings } from "../../../texts/help/read.ts";
import type { RunCommand } from "../cli.ts";
import { EXIT } from "../exit.ts";
import { table } from "../output.ts";
import { named, type PageOptions, printPage } from "../pages.ts";

/** A card as programs get it: in one language. */
function dataOf(card: Card, language: Language): object {
  const { archetype, rule, version, sources, exit } = card;
  const { exit: when, ...says } = card[language];
  return { archetype, rule, language, version, sources, ...says, exit: { rules: exit, says: when } };
}

const byNumber = (a: Card, b: Card): number => Number(a.rule.slice(6)) - Number(b.rule.slice(6));

/** `tenure coach list`: every archetype, and by which rules an exit is possible. */
export const list: RunCommand<[options: PageOptions]> = async ({ output }, { lang }) => {
  const cards = (await readCards()).sort(byNumber);
  const headings = (await readHeadings())[lang];
  const { name, signals, exit, never } = headings;
  for (const card of cards) output.data(dataOf(card, lang));
  const rows = cards.map((card) => [
    card.rule,
    card.archetype,
    ...(lang === "en" ? [] : [card[lang].name]),
    card.exit.join(", ") || never,
    card[lang].signals[0] ?? "",
  ]);
  for (const line of table(output, [...(lang === "en" ? [""] : ["", ""]), name, exit, signals], rows))
    output.line(line);
  output.line();
  output.line(output.style("dim", headings.inside));
  return EXIT.done;
};

/** `tenure coach show`: the card of one archetype, by its name in either language, its number or its rule (R-HLP-1). */
export const show: RunCommand<[archetype: string, options: PageOptions]> = async (
  { output },
  given,
  { lang, format },
) => {
  const cards = (await readCards()).sort(byNumber);
  const known = new Map(cards.map((card) => [card.archetype, card]));
  const other = cards.find(({ rule, ...card }) => {
    const names = [rule, rule.slice("R-ARC-".length), ...LANGUAGES.map((language) => card[language].name)];
    return names.some((each) => each.toLowerCase() === given.toLowerCase());
  });
  const card = other ?? named(given, known, "archetype");
  return printPage(output, cardPage(card, await readHeadings(), lang), dataOf(card, lang), format);
};
