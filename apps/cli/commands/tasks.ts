import { Option } from "commander";
import { ROLES } from "../../../machines/vocabulary.ts";
import { AS, count, type Declare, EVENT_ID, examples, LANG } from "../declare.ts";

const TASK = "its id, as `tenure tasks` shows it";
const filters = [
  new Option("--mine", "that you have taken"),
  new Option("--role <role>", "of this role").choices(ROLES),
  new Option("--unclaimed", "that nobody has taken"),
  new Option("--overdue", "that are overdue"),
  new Option("--waiting", "that others have to do: of another role, or taken by somebody else"),
  new Option("--snoozed", "put off ones too"),
  new Option("--client <client>", "about this client"),
  new Option("--kind <kind>", "of this kind, for instance callExit; `waiting`: what waits and is no task"),
  new Option("--limit <n>", "how many at most, the most pressing first").argParser(count),
];

const list: Declare = (tasks, start) => {
  const command = tasks.command("list").summary("list what is to be done (the default)").addOption(AS);
  for (const filter of filters) command.addOption(filter);
  command
    .addHelpText("after", examples("tasks list --mine --as ops:ann", "tasks list --role senior --overdue"))
    .action(start(async () => (await import("../actions/tasks.ts")).list));
};

const show: Declare = (tasks, start) =>
  tasks
    .command("show")
    .summary("one task, with what completes it, and what to say")
    .argument("<task>", TASK)
    .addOption(AS)
    .addOption(LANG)
    .addHelpText("after", examples("tasks show c1/4/0", "tasks show c1/4/0 --lang ru"))
    .action(start(async () => (await import("../actions/tasks.ts")).show));

const claim: Declare = (tasks, start) =>
  tasks
    .command("claim")
    .summary("take a task")
    .argument("<task>", TASK)
    .addOption(AS)
    .addHelpText("after", examples("tasks claim c1/4/0 --as ops:ann"))
    .action(start(async () => (await import("../actions/tasks.ts")).claim));

const release: Declare = (tasks, start) =>
  tasks
    .command("release")
    .summary("give a task back")
    .argument("<task>", TASK)
    .addOption(AS)
    .addHelpText("after", examples("tasks release c1/4/0 --as ops:ann"))
    .action(start(async () => (await import("../actions/tasks.ts")).release));

const assign: Declare = (tasks, start) =>
  tasks
    .command("assign")
    .summary("give a task to somebody who may take it")
    .argument("<task>", TASK)
    .requiredOption("--to <role:id>", "who has to do it")
    .addOption(AS)
    .addHelpText("after", examples("tasks assign c1/4/0 --to ops:bob --as manager:max"))
    .action(start(async () => (await import("../actions/tasks.ts")).assign));

const snooze: Declare = (tasks, start) =>
  tasks
    .command("snooze")
    .summary("put a task off")
    .argument("<task>", TASK)
    .requiredOption("--until <moment>", "a date, an instant, or days from now like 7d")
    .option("--reason <text>", "why: a text, @file or -")
    .addOption(AS)
    .addHelpText("after", examples("tasks snooze c1/4/0 --until 7d --reason 'on holiday' --as ops:ann"))
    .action(start(async () => (await import("../actions/tasks.ts")).snooze));

const done: Declare = (tasks, start) =>
  tasks
    .command("done")
    .summary("close a task by hand: task.closed, on record")
    .argument("<task>", TASK)
    .option("--reason <text>", "why: a text, @file or -")
    .addOption(AS)
    .addOption(EVENT_ID)
    .addHelpText("after", examples("tasks done c1/4/0 --reason 'told at the fair' --as ops:ann"))
    .action(start(async () => (await import("../actions/tasks.ts")).done));

const reported: Declare = (tasks, start) =>
  tasks
    .command("reported")
    .summary("my reports: what became of incidents you reported, and of clients off whom you asked")
    .addOption(AS)
    .addHelpText("after", examples("tasks reported --as ops:ann"))
    .action(start(async () => (await import("../actions/tasks.ts")).reported));

export const tasks: Declare = (program, start) => {
  const tasks = program
    .command("tasks")
    .summary("the inbox over all clients: what is to be done, by whom, and the command that completes it")
    .description(
      "Lists open tasks, and what waits for somebody and is no task: a reported incident, legal's answer, an appeal. " +
        "Each says what completes it. Whose role it is may take it; what ops do a manager may do, and what managers do a senior.",
    )
    .addOption(AS);
  for (const filter of filters) tasks.addOption(filter);
  tasks
    .addHelpText(
      "after",
      examples(
        "tasks",
        "tasks --mine --as ops:ann",
        "tasks --overdue -o json",
        "tasks claim c1/4/0 --as ops:ann",
      ),
    )
    .action(start(async () => (await import("../actions/tasks.ts")).list));
  for (const declare of [list, show, claim, release, assign, snooze, done, reported]) declare(tasks, start);
};
