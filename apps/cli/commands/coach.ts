import { type Declare, examples, LANGUAGE, PAGES } from "../declare.ts";

const list: Declare = (coach, start) =>
  coach
    .command("list", { isDefault: true })
    .summary("every archetype, and by which rules an exit is possible")
    .addOption(LANGUAGE)
    .addHelpText("after", examples("coach list", "coach list --lang ru"))
    .action(start(async () => (await import("../actions/coach.ts")).list));

const show: Declare = (coach, start) =>
  coach
    .command("show")
    .summary("the card of one archetype")
    .argument("<archetype>", "its name, its number or its rule: know-it-all, 2, R-ARC-2")
    .addOption(LANGUAGE)
    .addHelpText(
      "after",
      PAGES + examples("coach show know-it-all", "coach show 2 --lang ru -o html > card.html"),
    )
    .action(start(async () => (await import("../actions/coach.ts")).show, "md", "html"));

export const coach: Declare = (program, start) => {
  const coach = program
    .command("coach")
    .summary("coach cards: how to answer which kind of client")
    .description("A card for each archetype: signals, first steps, what to say and avoid. For staff only.");
  for (const declare of [list, show]) declare(coach, start);
};
