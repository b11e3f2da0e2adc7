import type { ExplanationView } from "../../api/schemas.ts";
import { clientPath } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { askEngine } from "../engine.ts";
import { EXIT, Exit } from "../exit.ts";
import { findingLine } from "../output.ts";
import { actorFrom } from "../words.ts";

/** An event on the command line: who signals it, and its data. */
export interface AskedEvent {
  readonly as?: string;
  readonly data?: string;
  readonly field?: readonly string[];
}

/** The data of an event. What events take is loaded where it is needed only: it takes longer than the question. */
async function read(type: string, options: AskedEvent): Promise<Record<string, unknown> | undefined> {
  const { dataFrom, eventNamed } = await import("../fields.ts");
  return dataFrom(eventNamed(type), options);
}

/** `tenure explain`: every finding of every candidate transition. */
export const explain: RunCommand<[client: string, type: string, AskedEvent]> = async (
  cli,
  client,
  type,
  options,
) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const data =
    options.data === undefined && options.field === undefined ? undefined : await read(type, options);
  const view = await askEngine(cli, (api) =>
    api.post<ExplanationView>(clientPath(client, "/explain"), { type, data }, { as }),
  ).catch(async (error: unknown) => {
    // Of an event that there is none of, with what was probably meant.
    if (error instanceof Exit && error.code === EXIT.usage) await read(type, {});
    throw error;
  });
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
