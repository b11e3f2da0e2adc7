import { type Declare, examples, LANGUAGE, PAGES } from "../declare.ts";

const list: Declare = (checklist, start) =>
  checklist
    .command("list", { isDefault: true })
    .summary("every checklist")
    .addOption(LANGUAGE)
    .addHelpText("after", examples("checklist list"))
    .action(start(async () => (await import("../actions/checklist.ts")).list));

const show: Declare = (checklist, start) =>
  checklist
    .command("show")
    .summary("one checklist")
    .argument("<name>", "intake, refusal, transfer or clauses")
    .addOption(LANGUAGE)
    .addHelpText(
      "after",
      PAGES + examples("checklist show intake", "checklist show transfer --lang ru -o html > transfer.html"),
    )
    .action(start(async () => (await import("../actions/checklist.ts")).show, "md", "html"));

export const checklist: Declare = (program, start) => {
  const checklist = program.command("checklist").summary("checklists: intake, refusal, transfer, clauses");
  for (const declare of [list, show]) declare(checklist, start);
};
