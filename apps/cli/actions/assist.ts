import { type EventType, Malformed } from "../../../machines/events.ts";
import { exitPointsFor } from "../../../machines/slots.ts";
import { GROUNDS } from "../../../machines/vocabulary.ts";
import { POLICIES, policyInForce, readPolicies } from "../../../services/policies.ts";
import { exitPage, groundsOf, prefilledSums } from "../../../texts/help/exit.ts";
import { orderPage } from "../../../texts/help/pages.ts";
import { readDossierWords, readExitWords, readHeadings, readOrder } from "../../../texts/help/read.ts";
import { SUMS, sumNames, sumOf } from "../../../texts/help/sums.ts";
import { callSheet } from "../../../texts/notices/talk.ts";
import type { ExitView } from "../../api/dossier.ts";
import { clientPath } from "../api.ts";
import type { Cli, RunCommand } from "../cli.ts";
import { askEngine } from "../engine.ts";
import { EXIT, usage } from "../exit.ts";
import { dataFrom, fieldsOf } from "../fields.ts";
import { findingLine, table } from "../output.ts";
import { named, type PageOptions, printPage } from "../pages.ts";
import { actorFrom } from "../words.ts";

interface SumsOptions {
  readonly field?: readonly string[];
  readonly policy?: string;
}

function listSums({ output }: Cli): number {
  for (const name of sumNames) {
    const { rule, says, events, more } = SUMS[name];
    output.data({ sum: name, rule, says, fields: events.map(fieldsOf), more });
    output.line(`${output.style("bold", name)}: ${says} (${rule})`);
    for (const event of events) output.line(`  ${fieldsOf(event)}`);
    output.line(output.style("dim", `  ${more}`));
  }
  output.line();
  output.line(output.style("dim", "Amounts are whole minor units (cents), as in the events."));
  return EXIT.done;
}

/** `risk=30x10000`: a probability in percent and what it would cost. */
const RISK = /^risk=(\d+(?:\.\d+)?)\s*%?\s*x\s*(\d+)$/;

/** Fields as the events take them; those of the sum's own are read as they stand, or as JSON. */
async function fieldsFrom(given: readonly string[], events: readonly EventType[]) {
  const risks: object[] = [];
  const rest: string[] = [];
  for (const pair of given) {
    const [, probability, impact] = RISK.exec(pair) ?? [];
    if (probability !== undefined)
      risks.push({ probabilityPct: Number(probability), impact: Number(impact) });
    else if (pair.startsWith("risk=")) throw usage(`risk is PERCENTxIMPACT, like risk=30x10000, not ${pair}`);
    else rest.push(pair);
  }
  const [event = "finance.assessed"] = events;
  const fields = (await dataFrom(event, { field: rest })) ?? {};
  return risks.length > 0 ? { ...fields, risks } : fields;
}

/** `tenure assist sums`: what would a rule say, if this were so? Nothing is stored (R-HLP-2). */
export const sums: RunCommand<[name: string | undefined, options: SumsOptions]> = async (
  cli,
  given,
  options,
) => {
  const { output } = cli;
  if (given === undefined) return listSums(cli);
  const name = named(given, new Map(sumNames.map((each) => [each, each])), "sum");
  const policies = await readPolicies(POLICIES);
  const policy =
    options.policy === undefined
      ? policyInForce(policies, Date.now())
      : named(options.policy, new Map(policies.map((each) => [each.version, each])), "policy");
  const { events, more } = SUMS[name];
  try {
    const sum = sumOf(name, await fieldsFrom(options.field ?? [], events), policy);
    output.data(sum);
    const width = Math.max(0, ...sum.amounts.map(({ amount }) => amount.toLocaleString("en-US").length));
    const rows = sum.amounts.map(({ says, amount }) => [
      says,
      amount.toLocaleString("en-US").padStart(width),
    ]);
    if (rows.length > 0) for (const line of table(output, [name, "minor units"], rows)) output.line(line);
    for (const finding of sum.findings) output.line(findingLine(output, finding));
    output.line(output.style("bold", sum.answer));
    output.line(output.style("dim", `policy ${sum.policy}; a sum only: nothing is stored, nobody is judged`));
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw usage(`${error.message}\n${name} takes ${events.map(fieldsOf).join(", or ")}; ${more}`);
  }
};

/** `tenure assist exit`: parting with a live client, step by step, filled in from what is known (R-HLP-2). */
export const exit: RunCommand<
  [client: string, options: PageOptions & { readonly as?: string; readonly ground?: string }]
> = async (cli, client, { lang, format, as, ground }) => {
  const actor = actorFrom(cli, as);
  const chosen =
    ground === undefined ? undefined : named(ground, new Map(GROUNDS.map((each) => [each, each])), "ground");
  const view = await askEngine(cli, (api) => api.get<ExitView>(clientPath(client, "/exit"), { as: actor }));
  const policies = await readPolicies(POLICIES);
  const policy =
    policies.find(({ version }) => version === view.dossier.policy) ?? policyInForce(policies, Date.now());
  const [about] = groundsOf(view, chosen);
  const sums = prefilledSums(view.dossier, policy);
  const talk = about === undefined ? [] : callSheet(exitPointsFor(about, view.alternative), lang);
  const texts = {
    order: await readOrder(),
    headings: await readHeadings(),
    exit: await readExitWords(),
    dossier: await readDossierWords(),
  };
  const page = exitPage(view, texts, lang, { sums, talk, ground: chosen });
  return printPage(cli.output, page, { ...view, sums, talk }, format);
};

/** `tenure assist order`: the way of source 003 out of a relationship, as a sheet to fill in (R-HLP-2). */
export const order: RunCommand<[options: PageOptions & { readonly ground?: string }]> = async (
  { output },
  { lang, format, ground },
) => {
  const chosen =
    ground === undefined ? undefined : named(ground, new Map(GROUNDS.map((each) => [each, each])), "ground");
  const sheet = await readOrder();
  const { version, sources, steps, grounds, [lang]: says } = sheet;
  const data = {
    language: lang,
    version,
    sources,
    title: says.title,
    intro: says.intro,
    steps: Object.entries(says.steps).map(([name, step]) => ({
      name,
      ...steps[name as keyof typeof steps],
      ...step,
    })),
    grounds: GROUNDS.filter((each) => chosen === undefined || each === chosen).map((each) => ({
      ground: each,
      rules: grounds[each],
      says: says.grounds[each],
    })),
  };
  return printPage(output, orderPage(sheet, await readHeadings(), lang, chosen), data, format);
};
