// The command line, put together from what its commands declare.
import { existsSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError, Option, type OutputConfiguration } from "commander";
import type { Role } from "../../machines/vocabulary.ts";
import type { Cli, RunCommand } from "./cli.ts";
import { archive } from "./commands/archive.ts";
import { assist } from "./commands/assist.ts";
import { attention } from "./commands/attention.ts";
import { audit, witness } from "./commands/audit.ts";
import { bounces } from "./commands/bounces.ts";
import { channels } from "./commands/channels.ts";
import { checklist } from "./commands/checklist.ts";
import { contact, list, open, show, timeline } from "./commands/clients.ts";
import { coach } from "./commands/coach.ts";
import { completion } from "./commands/completion.ts";
import { demo } from "./commands/demo.ts";
import { deputies, reads } from "./commands/deputies.ts";
import { diagrams } from "./commands/diagrams.ts";
import { dossier } from "./commands/dossier.ts";
import { erase } from "./commands/erase.ts";
import { allowed, apply, events, explain } from "./commands/events.ts";
import { facts } from "./commands/facts.ts";
import { guides } from "./commands/guides.ts";
import { handover } from "./commands/handover.ts";
import { importFacts } from "./commands/import.ts";
import { login, logout, sessions, tokens, whoami } from "./commands/login.ts";
import { machines } from "./commands/machines.ts";
import { mcp } from "./commands/mcp.ts";
import { notice } from "./commands/notice.ts";
import { outbox, unsubscribe } from "./commands/outbox.ts";
import { policy } from "./commands/policy.ts";
import { providers } from "./commands/providers.ts";
import { rebuild } from "./commands/rebuild.ts";
import { rehearse } from "./commands/rehearse.ts";
import { report } from "./commands/report.ts";
import { doctor, down, up } from "./commands/run.ts";
import { tasks } from "./commands/tasks.ts";
import { value } from "./commands/value.ts";
import { variables } from "./commands/variables.ts";
import { type Declare, type ExtraFormat, examples, type Start } from "./declare.ts";
import { EXIT, Exit, usage } from "./exit.ts";
import { type Output, outputTo } from "./output.ts";
import version from "./package.json" with { type: "json" };
import { type Known, sessionsFile } from "./sessionsFile.ts";
import { readerFrom } from "./words.ts";

/** The commands, in the order in which help lists them. */
const COMMANDS: readonly Declare[] = [
  up,
  down,
  demo,
  open,
  contact,
  list,
  show,
  allowed,
  explain,
  apply,
  timeline,
  events,
  notice,
  providers,
  handover,
  channels,
  value,
  outbox,
  bounces,
  unsubscribe,
  erase,
  rehearse,
  witness,
  audit,
  importFacts,
  tasks,
  deputies,
  attention,
  report,
  facts,
  dossier,
  coach,
  assist,
  guides,
  checklist,
  mcp,
  archive,
  diagrams,
  rebuild,
  machines,
  policy,
  login,
  logout,
  whoami,
  sessions,
  tokens,
  reads,
  doctor,
  variables,
  completion,
];

/** Who reads where nobody is named: whoever proves, whoever reads what clients are worth, or else who works with them. */
const READERS: Readonly<Record<string, Role>> = { audit: "auditor", report: "manager", reads: "auditor" };

/** By the command, or the group that it is in. */
const readerOf = (command: Command): Role =>
  READERS[command.name()] ?? READERS[command.parent?.name() ?? ""] ?? "ops";

const FORMATS = ["table", "json", "csv", "svg", "md", "html"];
/** What prints more than a table and JSON, in words. */
const PRINTED_BY: Readonly<Record<Exclude<ExtraFormat, "zip">, string>> = {
  csv: "reports",
  svg: "reports",
  md: "pages of help",
  html: "pages of help and reports",
};
/** A format, or the file that a case is exported to. */
const formatOf = (given: string): string => {
  if (FORMATS.includes(given) || given.endsWith(".zip")) return given;
  throw new InvalidArgumentError(`Allowed choices are ${FORMATS.join(", ")}.`);
};

/** @throws Exit if a command does not print what was asked for */
function admitFormat(format: string, command: Command, formats: readonly ExtraFormat[]): void {
  const wanted = format.endsWith(".zip") ? "zip" : (format as "table" | "json" | ExtraFormat);
  if (wanted === "table" || wanted === "json" || formats.includes(wanted)) return;
  const what = wanted === "zip" ? "a file, for audit export" : `for ${PRINTED_BY[wanted]}`;
  throw usage(`-o ${format} is ${what}; ${command.name()} prints table or json`);
}

function build(start: Start, written: OutputConfiguration): Command {
  const program = new Command("tenure")
    // Commands that are added from here on write there too.
    .configureOutput(written)
    .description("Fair, calm and provable client relationships")
    .version(version.version)
    .addOption(
      new Option(
        "-o, --output <format>",
        "how results are printed; csv, svg and html are for reports, md and html for pages of help",
      )
        .choices(FORMATS)
        .argParser(formatOf)
        .default("table"),
    )
    .addOption(new Option("--home <folder>", "the state folder").env("TENURE_HOME").default(".tenure"))
    .addOption(
      new Option(
        "--as <role:id>",
        "who acts, for instance senior:anna; who only reads may leave it out (default: your user name here)",
      ).env("TENURE_AS"),
    )
    .addOption(
      new Option("--url <url>", "the engine to ask, where it is none on this machine").env("TENURE_URL"),
    )
    // On a command line, others on this machine would see it.
    .addOption(new Option("--token <token>").env("TENURE_TOKEN").hideHelp())
    .addOption(
      new Option("--acting-role <role>", "in which of your roles you act, where you are signed in").env(
        "TENURE_ROLE",
      ),
    )
    // A command takes none of the options of the one that it stands under.
    .configureHelp({
      showGlobalOptions: true,
      visibleGlobalOptions: (command): Option[] =>
        command === program
          ? []
          : program.options.filter(({ long }) => command.options.every((own) => own.long !== long)),
    })
    .exitOverride()
    .addHelpText(
      "after",
      `
Exit codes: 0 done, 2 usage, 3 refused by a rule, 4 not found, 5 not allowed to this role,
            6 waits for a second person, 75 try again, 1 anything else.
Environment variables: tenure help variables
${examples("up", "open c1 --as ops:olga --email ann@example.org", "allowed c1 --as manager:max", "demo")}`,
    );
  for (const declare of COMMANDS) declare(program, start);
  return program;
}

function complain(output: Output, stderr: NodeJS.WriteStream, error: Exit): void {
  const { problem, code, message } = error;
  output.data(problem ?? { type: "about:blank", title: "tenure", detail: message, exit: code });
  if (output.json) return;
  if (!problem?.findings?.length) stderr.write(`tenure: ${message}\n`);
}

const AWAY = ["TemporalUnavailable", "Unreachable"];

/** A folder that Node may not look into (`node --permission`) has none. */
function isThere(path: string): boolean {
  try {
    return existsSync(path);
  } catch {
    return false;
  }
}

/** By what one is signed in; most commands find nothing, and load nothing for it. */
async function knownAs(at: Pick<Cli, "env" | "home" | "url">, token: string | undefined): Promise<Known> {
  if (token) return { signedIn: "a token", token, keptIn: "TENURE_TOKEN" };
  if (!isThere(sessionsFile(at.env))) return { signedIn: null };
  return (await import("./signedIn.ts")).knownAs(at);
}

/** Any error as the exit that it leads to. */
function exitOf(error: unknown): Exit {
  if (error instanceof Exit) return error;
  if (!(error instanceof Error)) return new Exit(EXIT.failed, String(error));
  return new Exit(AWAY.includes(error.name) ? EXIT.tryAgain : EXIT.failed, error.message);
}

/** Runs one command. @returns its exit code. */
export async function main(
  argv: readonly string[],
  env: Cli["env"],
  stdout: NodeJS.WriteStream,
  stderr: NodeJS.WriteStream,
): Promise<number> {
  let code: number = EXIT.done;
  const written = {
    writeOut: (text: string) => void stdout.write(text),
    writeErr: (text: string) => void stderr.write(text),
  };
  const program = build(
    (load, ...formats) =>
      async (...words) => {
        const command = words.pop() as Command;
        const given = command.optsWithGlobals<{
          output: string;
          home: string;
          as?: string;
          url?: string;
          token?: string;
          actingRole?: string;
          format?: string;
        }>();
        // A file's own --format, and the one of the output.
        const { output: format, home, format: fileFormat, ...options } = given;
        const output = outputTo(stdout, stderr, { json: format === "json" });
        const args = [...words.slice(0, -1), { ...options, format, ...(fileFormat && { fileFormat }) }];
        try {
          admitFormat(format, command, formats);
          const run = (await load()) as RunCommand<unknown[]>;
          const known = await knownAs({ env, home, url: given.url }, given.token);
          const role = given.actingRole;
          const unproven = (as: string) => {
            if (!output.json) output.note(`Local login: nobody has checked that this is ${as}.`);
          };
          const { signedIn, keptIn, locked } = known;
          if (locked !== undefined) output.note(locked);
          const credentials = { token: known.token, role, unproven };
          const reader = readerFrom(known, given.as, readerOf(command));
          const cli = { env, home, url: given.url, output, reader, signedIn, keptIn, credentials };
          code = await run(cli, ...args);
        } catch (error) {
          const exit = exitOf(error);
          if (exit.problem && !output.json) (await import("./answers.ts")).printProblem(output, exit.problem);
          complain(output, stderr, exit);
          code = exit.code;
        }
      },
    written,
  );
  // Help on a subject, not on the command of that name.
  const [node = "", script = "", ...given] = argv;
  const asked = given.join(" ") === "help variables" ? ["variables"] : given;
  try {
    await program.parseAsync([node, script, ...asked]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  return code;
}
