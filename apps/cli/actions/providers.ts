import { extname } from "node:path";
import type { MatchedView, ProviderView } from "../../api/handover/routes.ts";
import { clientPath, every, query } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { askEngine, withEngine } from "../engine.ts";
import { EXIT, usage } from "../exit.ts";
import { findingLine, table } from "../output.ts";
import { actorFrom, wordsFrom } from "../words.ts";

interface As {
  readonly as?: string;
}

const FORMATS: Readonly<Record<string, string>> = {
  ".csv": "csv",
  ".tsv": "csv",
  ".json": "json",
  ".yaml": "yaml",
  ".yml": "yaml",
};

/** `tenure providers import`: takes a file of providers in, all of it or nothing (R-HND-1). */
export const importProviders: RunCommand<[file: string, options: As & { readonly from?: string }]> = async (
  cli,
  file,
  options,
) => {
  const as = actorFrom(cli, options.as);
  const format = options.from ?? FORMATS[extname(file).toLowerCase()];
  if (format === undefined)
    throw usage(
      `${file} does not say what it is: --from csv, json or yaml (${Object.keys(FORMATS).join(", ")})`,
    );
  const text = await wordsFrom(file === "-" ? "-" : `@${file}`, "the list of providers");
  const answer = await withEngine(cli, (api) =>
    api.post<{ imported: number }>("/providers", { format, text }, { as }),
  );
  cli.output.data(answer);
  cli.output.line(`${answer.imported} providers imported`);
  return EXIT.done;
};

const names = ({ id, rival }: ProviderView): string => (rival ? `${id} (rival)` : id);
const left = ({ capacity, taken }: ProviderView): string => `${Math.max(0, capacity - taken)} of ${capacity}`;

/** `tenure providers list` */
export const list: RunCommand<[]> = async (cli) => {
  const { output } = cli;
  const all = await askEngine(cli, (api) => every(api.rows<ProviderView>("/providers")));
  for (const provider of all) output.data(provider);
  if (output.json) return EXIT.done;
  if (all.length === 0) {
    output.line("No provider yet. `tenure providers import <file>` brings them in.");
    return EXIT.done;
  }
  const cells = all.map((provider) => [
    names(provider),
    `${provider.price}`,
    left(provider),
    provider.verifiedAt.slice(0, 10),
    provider.regions.join(", "),
    provider.capabilities.join(", "),
  ]);
  for (const line of table(output, ["provider", "price", "left", "verified", "regions", "can"], cells))
    output.line(line);
  return EXIT.done;
};

/** `tenure providers show` */
export const show: RunCommand<[provider: string]> = async (cli, id) => {
  const { output } = cli;
  const provider = await askEngine(cli, (api) =>
    api.get<ProviderView>(`/providers/${encodeURIComponent(id)}`),
  );
  output.data(provider);
  const fact = (name: string, value: string) =>
    output.line(`  ${output.style("dim", name.padEnd(10))} ${value}`);
  output.line(`${output.style("bold", names(provider))}  ${provider.name}`);
  fact("can", provider.capabilities.join(", ") || "–");
  fact("regions", provider.regions.join(", ") || "–");
  fact("price", `${provider.price} minor units`);
  fact("left", left(provider));
  fact("contact", provider.contact);
  fact("verified", provider.verifiedAt.slice(0, 10));
  fact("key", provider.key ?? "none: a package for it is not encrypted");
  fact("endpoint", provider.endpoint ?? "none: people ask it");
  return EXIT.done;
};

/** `tenure providers secret`: the secret that signs messages from and to a provider's server. */
export const secret: RunCommand<[provider: string, options: As & { readonly rotate?: boolean }]> = async (
  cli,
  id,
  { rotate = false, ...options },
) => {
  const as = actorFrom(cli, options.as);
  const answer = await withEngine(cli, (api) =>
    api.post<{ secret: string }>(`/providers/${encodeURIComponent(id)}/secret`, { rotate }, { as }),
  );
  cli.output.data(answer);
  cli.output.line(answer.secret);
  if (rotate) cli.output.note("The one before stays valid until the next one is made.");
  return EXIT.done;
};

interface MatchOptions extends As {
  readonly needs?: readonly string[];
  readonly regions?: readonly string[];
  readonly budget?: number;
}

/** `tenure providers match`: why each provider fits a client, or not (R-HND-2). */
export const match: RunCommand<[client: string, options: MatchOptions]> = async (cli, client, options) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const { needs, regions, budget } = options;
  const wanted = query({ needs: needs?.join(","), regions: regions?.join(","), budget });
  const answer = await askEngine(cli, (api) =>
    api.get<MatchedView>(clientPath(client, `/providers${wanted}`), { as }),
  );
  output.data(answer);
  if (output.json) return EXIT.done;
  const { needs: must, regions: places, budget: most, verifiedDays } = answer.wanted;
  const asked = [
    must.join(", ") || "nothing in particular",
    ...(places.length > 0 ? [`in ${places.join(", ")}`] : []),
    ...(most === null ? [] : [`for at most ${most}`]),
    `verified at most ${verifiedDays} days ago`,
  ];
  output.line(`${output.style("bold", client)} needs ${asked.join(", ")}`);
  for (const { provider, fits, price, findings } of answer.matches) {
    output.line();
    output.line(`${output.style(fits ? "green" : "red", fits ? "fits" : "no")}  ${provider}, price ${price}`);
    for (const finding of findings) output.line(findingLine(output, finding));
  }
  if (answer.matches.length === 0) output.line("The catalogue is empty: `tenure providers import <file>`.");
  return EXIT.done;
};
