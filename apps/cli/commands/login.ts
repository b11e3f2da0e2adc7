import { type Command, Option } from "commander";
import { count, type Declare, examples, several } from "../declare.ts";

export const login: Declare = (program, start) =>
  program
    .command("login")
    .summary("sign in with the provider that the engine names")
    .description(
      "Prints an address and a code: open the address in a browser anywhere, and enter the code there. The session is kept for this engine in the system's keyring, or where there is none, in a file that you alone may read.",
    )
    .addHelpText("after", examples("login", "whoami", "apply c1 incident.reported --field incidentId=i1 …"))
    .action(start(async () => (await import("../actions/login.ts")).login));

export const logout: Declare = (program, start) =>
  program
    .command("logout")
    .summary("end the session of this command line")
    .action(start(async () => (await import("../actions/login.ts")).logout));

export const whoami: Declare = (program, start) =>
  program
    .command("whoami")
    .summary("who you are to the engine, in which roles, and how that is known")
    .action(start(async () => (await import("../actions/login.ts")).whoami));

export const sessions: Declare = (program, start) => {
  const group = program
    .command("sessions")
    .summary("where you are signed in: list your sessions and end one")
    .description("Your own sessions, in browsers and on command lines. Without a word: lists them.")
    .addHelpText("after", examples("sessions", "sessions end 3f9a1c0de4b57a26"))
    .action(start(async () => (await import("../actions/sessions.ts")).list));
  group
    .command("list")
    .summary("list your sessions (the default)")
    .action(start(async () => (await import("../actions/sessions.ts")).list));
  group
    .command("end")
    .argument("<session>", "its id, as the list says")
    .summary("sign out there")
    .action(start(async () => (await import("../actions/sessions.ts")).end));
};

const listing = (command: Command): Command =>
  command.option("--all", "everybody's, for senior and compliance");

export const tokens: Declare = (program, start) => {
  const group = listing(program.command("tokens"))
    .summary("tokens for programs: make, list and end them")
    .description("A token acts as whoever made it, in one role, until its day. Without a word: lists them.")
    .action(start(async () => (await import("../actions/tokens.ts")).list));
  listing(group.command("list"))
    .summary("list your tokens (the default)")
    .action(start(async () => (await import("../actions/tokens.ts")).list));
  group
    .command("create")
    .summary("make a token; what it is, is shown once")
    .requiredOption("--role <role>", "the one role that it acts in")
    .addOption(
      new Option("--scope <scope>", "what it may be used for; may be given again")
        .argParser(several)
        .makeOptionMandatory(),
    )
    .option(
      "--expires <days>",
      "for how long, for instance 90d",
      (given) => count(given.replace(/d$/, "")),
      90,
    )
    .option("--note <text>", "what it is for")
    .addHelpText(
      "after",
      `\nScopes: read looks; propose proposes events, for agents; signal tells of clients and does tasks; facts brings facts in; run starts regular work.\n${examples(
        "tokens create --role ops --scope read --scope facts --expires 90d --note 'nightly import'",
      )}`,
    )
    .action(start(async () => (await import("../actions/tokens.ts")).create));
  group
    .command("revoke")
    .argument("<token>", "its id, as the list says")
    .summary("end a token")
    .action(start(async () => (await import("../actions/tokens.ts")).revoke));
};
