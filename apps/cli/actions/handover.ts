import type { HandoverView } from "../../api/handover/routes.ts";
import { clientPath } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { askEngine } from "../engine.ts";
import { EXIT } from "../exit.ts";
import { when } from "../output.ts";
import { actorFrom } from "../words.ts";

const STAGES: Readonly<Record<HandoverView["stage"], string>> = {
  matching: "providers are looked up",
  found: "somebody fits; the client has not heard yet that we part",
  offered: "offered: the client decides whether, and what may go there",
  asking: "asked: the provider decides whether it takes the client",
  exporting: "accepted: the package waits for the provider",
  moving: "the provider has the data: the move is on",
  settled: "settled",
};

const PURPOSES: Readonly<Record<HandoverView["links"][number]["purpose"], string>> = {
  client: "the client: agrees, declines, takes back, confirms",
  answer: "the provider: takes the client or not",
  package: "the provider: fetches the data",
  copy: "the client: fetches a plain export",
};

/** `tenure handover`: where a client's handover stands, and the links that people hand on (R-HND-3, 4). */
export const handover: RunCommand<[client: string, options: { readonly as?: string }]> = async (
  cli,
  client,
  options,
) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const view = await askEngine(cli, (api) => api.get<HandoverView>(clientPath(client, "/handover"), { as }));
  output.data(view);
  const fact = (name: string, value: string) =>
    output.line(`  ${output.style("dim", name.padEnd(10))} ${value}`);
  const { stage, providerId, due, items, movesOn, outcome } = view;
  output.line(`${output.style("bold", client)}  ${STAGES[stage]}${outcome ? `: ${outcome}` : ""}`);
  if (providerId) fact("provider", providerId);
  if (due) fact("until", when(due));
  if (items.length > 0) fact("agreed to", items.join(", "));
  if (movesOn) fact("moves on", movesOn);
  for (const { providerId: to, items: held, encrypted, revoked, sha256 } of view.packages) {
    const how = revoked
      ? "access ended"
      : encrypted
        ? "encrypted"
        : "not encrypted: hand it over by a safe way";
    fact("package", `for ${to ?? "the client"} (${how}): ${held.join(", ") || "nothing"}`);
    fact("", `SHA-256 ${sha256}`);
  }
  for (const { purpose, url, expiresAt } of view.links) {
    output.line();
    output.line(`link for ${PURPOSES[purpose]}; until ${when(expiresAt)}`);
    output.line(`  ${url}`);
  }
  if (view.links.length > 0) {
    output.line();
    output.line(output.style("dim", "Whoever has a link may use it: give each one to whom it is for only."));
  }
  return EXIT.done;
};
