import { ConfigError, isSet, readConfig, SECTIONS } from "../../../worker/config.ts";
import type { Cli, RunCommand } from "../cli.ts";
import { EXIT } from "../exit.ts";

/** What is wrong with the environment, a line each. */
function faultsOf(env: Cli["env"]): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
}

/** `tenure variables`: every variable, whether it is set, and what is wrong; no value is printed. */
export const variables: RunCommand<[]> = async ({ env, output }) => {
  for (const { title, variables: described } of SECTIONS) {
    output.line(output.style("bold", title));
    for (const [name, { schema: _, ...said }] of Object.entries(described)) {
      const set = isSet(env, name);
      output.data({ name, set, ...said });
      const marks = [...(said.secret ? ["secret"] : []), ...(set ? ["set"] : [])];
      output.line(
        `  ${name}${marks.length > 0 ? output.style(set ? "green" : "dim", `  ${marks.join(", ")}`) : ""}`,
      );
      output.line(`      ${said.says}.`);
      const missing = said.default ?? said.otherwise;
      const unit = said.unit === undefined ? "" : ` (${said.unit})`;
      output.line(
        output.style("dim", `      allowed: ${said.allowed}${unit}; if not set: ${missing ?? "none"}`),
      );
    }
    output.line();
  }
  const faults = faultsOf(env);
  for (const fault of faults) output.note(fault);
  return faults.length > 0 ? EXIT.failed : EXIT.done;
};
