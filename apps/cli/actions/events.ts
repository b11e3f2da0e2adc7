import { eventSpec, eventTypes } from "../../../machines/events.ts";
import type { EventAnswer, Pending } from "../../../services/said.ts";
import { printAnswer } from "../answers.ts";
import { clientPath } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { withEngine } from "../engine.ts";
import { EXIT, Exit, usage } from "../exit.ts";
import { dataFrom, eventNamed, fieldList, fieldsOf } from "../fields.ts";
import { table } from "../output.ts";
import { actorFrom, wordsFrom } from "../words.ts";
import type { AskedEvent } from "./explain.ts";

interface SignalOptions extends AskedEvent {
  readonly reason?: string;
  readonly eventId?: string;
  readonly occurredAt?: string;
}

/** `tenure apply`: signals an event. */
export const apply: RunCommand<[client: string, event: string, SignalOptions]> = async (
  cli,
  client,
  event,
  options,
) => {
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
