import type { AllowedView } from "../../api/schemas.ts";
import { clientPath } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { askEngine } from "../engine.ts";
import { EXIT } from "../exit.ts";
import { colored, findingLine } from "../output.ts";
import { actorFrom } from "../words.ts";

/** The roles that may signal an event which the asker's may not, as the relationship's machine has it; of others, none. */
function mayOf(findings: AllowedView["notNow"][number]["findings"]): readonly string[] {
  const { threshold } = findings.find(({ rule, read }) => rule === "R-ROL-1" && "role" in read) ?? {};
  return Array.isArray(threshold?.value) ? threshold.value : [];
}

/** `tenure allowed`: what can be signalled now, what depends on data, and why the rest cannot. */
export const allowed: RunCommand<
  [client: string, options: { readonly as?: string; readonly all?: boolean }]
> = async (cli, client, options) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const view = await askEngine(cli, (api) => api.get<AllowedView>(clientPath(client, "/allowed"), { as }));
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
  const roles = view.notNow.filter(({ findings }) => mayOf(findings).length > 0);
  const rules = view.notNow.filter((option) => !roles.includes(option));
  output.line(output.style("bold", `Not now (${rules.length})`));
  for (const { type, findings } of rules) {
    output.line(`  ${type}`);
    for (const finding of findings) output.line(`  ${findingLine(output, finding)}`);
  }
  output.line();
  output.line(output.style("bold", `Not for this role (${roles.length})`));
  const others = roles.map(({ type, findings }) => `${type} (${mayOf(findings).join(", ")})`);
  for (const other of others) output.line(`  ${other}`);
  return EXIT.done;
};
