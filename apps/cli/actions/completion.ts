import type { Command } from "commander";
import { eventTypes } from "../../../machines/events.ts";
import type { Cli } from "../cli.ts";
import { EXIT } from "../exit.ts";

interface CommandWords {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly string[];
  /** What stands under it. */
  readonly commands: readonly string[];
  /** Its second word is an event; for `events` the first. */
  readonly eventAt: number | null;
}

function wordsOf(program: Command): CommandWords[] {
  const shared = program.options.map(({ long }) => long ?? "").filter((long) => long !== "--version");
  return program.commands.map((command) => {
    const own = [command, ...command.commands].flatMap(({ options }) => options);
    const at = command.registeredArguments.findIndex((argument) => argument.name() === "event");
    return {
      name: command.name(),
      summary: command.summary(),
      options: [...new Set([...own.map(({ long }) => long ?? ""), ...shared, "--help"])],
      commands: command.commands.map((under) => under.name()),
      eventAt: at < 0 ? null : at,
    };
  });
}

function bash(words: readonly CommandWords[]): string {
  const cases = words.map(({ name, options, commands, eventAt }) => {
    const event = eventAt === null ? "" : `; [ "$COMP_CWORD" -eq ${eventAt + 2} ] && words="$events"`;
    return `    ${name}) words="${[...commands, ...options].join(" ")}"${event} ;;`;
  });
  return `_tenure() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" words=""
  local events="${eventTypes().join(" ")}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${words.map(({ name }) => name).join(" ")}" -- "$cur"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _tenure tenure
`;
}

function zsh(words: readonly CommandWords[]): string {
  const commands = words.map(
    ({ name, summary }) => `    '${name}:${summary.replaceAll("'", "’").replaceAll(":", "\\:")}'`,
  );
  const cases = words.map(({ name, options, commands, eventAt }) => {
    const event =
      eventAt === null ? "" : ` (( CURRENT == ${eventAt + 3} )) && { compadd -- $events; return };`;
    return `    ${name})${event} compadd -- ${[...commands, ...options].join(" ")}; _files ;;`;
  });
  return `#compdef tenure
_tenure() {
  local -a commands events
  commands=(
${commands.join("\n")}
  )
  events=(${eventTypes().join(" ")})
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  case "$words[2]" in
${cases.join("\n")}
  esac
}
compdef _tenure tenure
`;
}

function fish(words: readonly CommandWords[]): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "\\'")}'`;
  const lines = words.flatMap(({ name, summary, options, commands, eventAt }) => {
    const here = quoted(`__fish_seen_subcommand_from ${name}`);
    return [
      `complete -c tenure -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
      ...options.map((option) => `complete -c tenure -n ${here} -l ${option.slice(2)}`),
      ...(commands.length === 0 ? [] : [`complete -c tenure -n ${here} -a ${quoted(commands.join(" "))}`]),
      ...(eventAt === null ? [] : [`complete -c tenure -n ${here} -f -a ${quoted(eventTypes().join(" "))}`]),
    ];
  });
  return `${lines.join("\n")}\n`;
}

const SHELLS = { bash, zsh, fish } as const;

/** `tenure completion`: a script that completes commands, options and events. */
export async function completion({ output }: Cli, shell: string, program: Command): Promise<number> {
  const script = SHELLS[shell as keyof typeof SHELLS](wordsOf(program));
  output.data({ shell, script });
  output.line(script.trimEnd());
  return EXIT.done;
}
