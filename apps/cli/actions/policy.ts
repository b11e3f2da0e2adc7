import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { POLICIES, policyFiles } from "../../../services/policies.ts";
import { dated, policyJsonSchema, readPolicy } from "../../../services/policyFile.ts";
import type { PolicyView } from "../../api/policies.ts";
import { every } from "../api.ts";
import type { Cli, RunCommand } from "../cli.ts";
import { askEngine } from "../engine.ts";
import { EXIT, Exit, usage } from "../exit.ts";
import { table } from "../output.ts";
import { wordsFrom } from "../words.ts";

type ShownValue = PolicyView["values"][number];

/** Of the engine, the newest first. */
const policiesOf = (cli: Cli): Promise<PolicyView[]> =>
  askEngine(cli, (api) => every(api.rows<PolicyView>("/policies")));

/** What the version before had otherwise; of the first one, all. */
const changedIn = ({ version, values }: PolicyView): readonly ShownValue[] =>
  values.filter(({ since }) => since === version);

/** `tenure policy list`: the versions of the policy. */
export const list: RunCommand<[]> = async (cli) => {
  const { output } = cli;
  const policies = await policiesOf(cli);
  for (const policy of policies) {
    const { version, validFrom, inForce, values } = policy;
    output.data({ version, validFrom, inForce, values: values.length, changed: changedIn(policy).length });
  }
  const rows = policies.map((policy, n) => [
    policy.version,
    policy.validFrom,
    n === policies.length - 1
      ? "the first"
      : `${changedIn(policy).length} of ${policy.values.length} changed`,
    policy.inForce ? "new contracts are signed under it" : "",
  ]);
  for (const line of table(output, ["version", "valid from", "values", ""], rows)) output.line(line);
  return EXIT.done;
};

const inWords = (value: ShownValue["value"]): string =>
  Array.isArray(value) ? value.join(", ") || "none" : `${value}`;

/** `tenure policy show`: the values of one version. */
export const show: RunCommand<
  [version: string | undefined, options: { readonly changed?: boolean }]
> = async (cli, version, { changed = false }) => {
  const { output } = cli;
  const policies = await policiesOf(cli);
  const policy = policies.find((one) => (version === undefined ? one.inForce : one.version === version));
  if (!policy)
    throw new Exit(
      EXIT.missing,
      `there is no version ${version}; there are ${policies.map((one) => one.version).join(", ")}`,
    );
  const values = changed ? changedIn(policy) : policy.values;
  for (const value of values) output.data(value);
  output.line(output.style("bold", `policy ${policy.version}, valid from ${policy.validFrom}`));
  const rows = values.map(({ path, value, rule, since }) => [path, inWords(value), rule ?? "", since]);
  for (const line of table(output, ["value", "is", "rule", "since"], rows)) output.line(line);
  return EXIT.done;
};

interface NewOptions {
  readonly from?: string;
  readonly validFrom?: string;
}

/** `tenure policy new`: a version that begins as another one. */
export const begin: RunCommand<[version: string, options: NewOptions]> = async (
  { output },
  version,
  { from, validFrom = `${version.slice(0, 7)}-01` },
) => {
  const files = await policyFiles(POLICIES);
  const names = files.map((file) => basename(file, ".yaml"));
  const file = from === undefined ? files.at(-1) : files[names.indexOf(from)];
  if (!file) throw new Exit(EXIT.missing, `there is no version ${from}; there are ${names.join(", ")}`);
  if (names.includes(version)) throw new Exit(EXIT.refused, `there is a version ${version} already`);
  const text = dated(await readFile(join(POLICIES, file), "utf8"), { version, validFrom });
  const [fault] = readPolicy(text).faults;
  if (fault) throw usage(`${fault.path}: ${fault.says}`);
  output.data({ version, validFrom, text });
  output.line(text.trimEnd());
  return EXIT.done;
};

/** `tenure policy check`: whether files are policies, and what keeps them from being some. */
export const check: RunCommand<[files: readonly string[]]> = async ({ output }, given) => {
  const own = given.length > 0 ? given : (await policyFiles(POLICIES)).map((name) => join(POLICIES, name));
  let faulty = 0;
  for (const file of own) {
    const text = await wordsFrom(file === "-" ? "-" : `@${file}`, "policy");
    const { policy, faults } = readPolicy(text);
    const name = given.length > 0 ? file : basename(file);
    output.data({ file: name, version: policy?.version ?? null, faults });
    if (policy) output.line(`${output.style("green", "✓")} ${name}: policy ${policy.version}`);
    else faulty += 1;
    for (const { line, column, path, says } of faults)
      output.line(`${output.style("red", "✗")} ${name}:${line}:${column}: ${path && `${path}: `}${says}`);
  }
  return faulty > 0 ? EXIT.failed : EXIT.done;
};

/** `tenure policy schema`: the form of a policy, for editors. */
export const schema: RunCommand<[]> = async ({ output }) => {
  const form = policyJsonSchema();
  output.data(form);
  output.line(JSON.stringify(form, null, 2));
  return EXIT.done;
};
