import { eventSpec, eventTypes } from "../../../machines/events.ts";
import type { EventAnswer, Pending } from "../../../services/said.ts";
import type { Problem } from "../../api/problem.ts";
import type { AllowedView, ExplanationView } from "../../api/schemas.ts";
import { clientPath } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { withEngine } from "../engine.ts";
import { EXIT, Exit, usage } from "../exit.ts";
import { dataFrom, eventNamed, fieldList, fieldsOf } from "../fields.ts";
import { colored, findingLine, type Output, place, table } from "../output.ts";
import { actorFrom, wordsFrom } from "../words.ts";

interface SignalOptions {
  readonly as?: string;
  readonly data?: string;
  readonly field?: readonly string[];
  readonly reason?: string;
}

/** `tenure apply`: signals an event. */
export const apply: RunCommand<
  [client: string, event: string, SignalOptions & { readonly eventId?: string; readonly occurredAt?: string }]
> = async (cli, client, event, options) => {
  const { output } = cli;
  const type = eventNamed(event);
  const as = actorFrom(cli, options.as);
  const { sanction } = eventSpec(type);
  if (sanction && options.reason === undefined)
    throw usage(`${type} is a sanction: say why with --reason "…", --reason @file or --reason -`);
  const reason = options.reason === undefined ? undefined : await wordsFrom(options.reason, "--reason");
  const data = await dataFrom(type, options);
  const { eventId, occurredAt } = options;
  const event_ = { type, reason, data, eventId, occurredAt };
  const answer = await withEngine(cli, (api) =>
    api.post<EventAnswer | Pending>(clientPath(client, "/events"), event_, { as }).catch((error: unknown) => {
      if (error instanceof Exit && error.code === EXIT.usage)
        throw new Exit(error.code, `${error.message}\n${type} takes ${fieldsOf(type)}`, error.problem);
      throw error;
    }),
  );
  return printAnswer(output, answer);
};

/** Prints what became of an event. @returns the exit code */
export function printAnswer(output: Output, answer: EventAnswer | Pending): number {
  const { client, type, eventId } = answer;
  output.data(answer);
  if (answer.outcome === "recorded") {
    output.line(`${output.style("yellow", "recorded")}, not yet judged: ${type} of ${client}`);
    output.line(`  for the answer, run the same again with --event-id ${eventId}`);
    return EXIT.tryAgain;
  }
  const again = answer.repeated ? output.style("dim", " (as answered before)") : "";
  output.line(
    `${output.style("green", "accepted")}  ${type}, entry ${answer.seq}: ${client} is ${colored(output, answer)}${again}`,
  );
  return EXIT.done;
}

/** Prints why the API said no. */
export function printProblem(output: Output, problem: Problem): void {
  const { findings = [], seq } = problem;
  if (findings.length === 0) return;
  const at = seq === undefined ? "" : `, recorded as entry ${seq}`;
  const where = problem.state ? `; the client is ${place(problem as { state: string })}` : "";
  output.line(`${output.style("red", problem.title)}${at}${where}`);
  for (const finding of findings) output.line(findingLine(output, finding));
}

/** `tenure allowed`: what can be signalled now, what depends on data, and why the rest cannot. */
export const allowed: RunCommand<
  [client: string, options: { readonly as?: string; readonly all?: boolean }]
> = async (cli, client, options) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const view = await withEngine(cli, (api) => api.get<AllowedView>(clientPath(client, "/allowed"), { as }));
  output.data(view);
  if (output.json) return EXIT.done;
  output.line(`${client} is ${colored(output, view)}. For ${as}:`);
  const list = (title: string, rows: readonly { type: string; says: string }[]) => {
    output.line();
    output.line(output.style("bold", `${title} (${rows.length})`));
    const width = Math.max(0, ...rows.map(({ type }) => type.length));
    for (const { type, says } of rows) output.line(`  ${type.padEnd(width)}  ${output.style("dim", says)}`);
  };
  list("Allowed", view.allowed);
  list("Depends on what it says", view.open);
  output.line();
  const roles = view.notNow.filter(({ findings }) => findings.some(({ rule }) => rule === "R-ROL-1"));
  const rules = view.notNow.filter((option) => !roles.includes(option));
  output.line(output.style("bold", `Not now (${rules.length})`));
  for (const { type, findings } of rules) {
    output.line(`  ${type}`);
    for (const finding of findings) output.line(`  ${findingLine(output, finding)}`);
  }
  output.line();
  output.line(output.style("bold", `Not for this role (${roles.length})`));
  const others = roles.map(({ type }) => `${type} (${eventSpec(eventNamed(type)).roles.join(", ")})`);
  for (const other of others) output.line(`  ${other}`);
  return EXIT.done;
};

/** `tenure explain`: every finding of every candidate transition. */
export const explain: RunCommand<[client: string, event: string, SignalOptions]> = async (
  cli,
  client,
  event,
  options,
) => {
  const { output } = cli;
  const type = eventNamed(event);
  const as = actorFrom(cli, options.as);
  const data = await dataFrom(type, options);
  const view = await withEngine(cli, (api) =>
    api.post<ExplanationView>(clientPath(client, "/explain"), { type, data }, { as }),
  );
  output.data(view);
  const verdict = {
    yes: output.style("green", "would be accepted"),
    no: output.style("red", "would be refused"),
    open: output.style("yellow", "depends on what it says"),
  }[view.admitted];
  output.line(`${type} of ${client} by ${as} ${verdict}.`);
  for (const finding of view.admission) output.line(findingLine(output, finding));
  for (const finding of view.misplaced) output.line(findingLine(output, finding));
  for (const { guard, target, findings } of view.candidates) {
    output.line(`${output.style("bold", `→ ${target ?? "the same state"}`)}${guard ? `, if ${guard}` : ""}`);
    for (const finding of findings) output.line(findingLine(output, finding));
  }
  const all = [...view.misplaced, ...view.candidates.flatMap(({ findings }) => findings)];
  if (all.some(({ rule, read, passed }) => rule === "R-DEC-3" && "sections" in read && !passed))
    output.line(
      output.style("dim", `What the dossier lacks, and how it is mended: tenure dossier ${client}`),
    );
  return EXIT.done;
};

/** `tenure events`: everything that can be signalled. */
export const events: RunCommand<[event: string | undefined, options: { readonly role?: string }]> = async (
  { output },
  event,
  { role },
) => {
  const chosen = event === undefined ? eventTypes() : [eventNamed(event)];
  const listed = chosen.filter((type) => role === undefined || eventSpec(type).roles.some((r) => r === role));
  if (listed.length === 0) throw usage(`no event is for the role ${role}`);
  for (const type of listed) output.data({ type, ...eventSpec(type), fields: fieldList(type) });
  if (output.json) return EXIT.done;
  if (event === undefined) {
    const rows = listed.map((type) => {
      const { kind, roles, says } = eventSpec(type);
      return [type, kind, roles.join(" "), output.style("dim", says)];
    });
    for (const line of table(output, ["event", "kind", "roles", ""], rows)) output.line(line);
    output.line();
    output.line(output.style("dim", "tenure events <event> shows its fields"));
    return EXIT.done;
  }
  for (const type of listed) {
    const { kind, roles, says, sanction } = eventSpec(type);
    output.line(`${output.style("bold", type)}: ${says}`);
    output.line(`  ${kind}, by ${roles.join(", ")}${sanction ? "; a sanction, it needs a reason" : ""}`);
    for (const { name, takes, required } of fieldList(type))
      output.line(
        `  --field ${name}=…  ${takes}${required ? "" : output.style("dim", "  (may be left out)")}`,
      );
    if (fieldList(type).length > 0)
      output.line(
        output.style(
          "dim",
          "  Texts, ids, dates and words as they stand, the rest as JSON; a list as JSON, with commas, or by repeating it",
        ),
      );
  }
  return EXIT.done;
};
