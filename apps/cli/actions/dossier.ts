import type { EventData } from "../../../machines/index.ts";
import type { EventAnswer, Pending } from "../../../services/said.ts";
import { dossierPage, missingLines, wholeLine } from "../../../texts/help/dossier.ts";
import { readDossierWords } from "../../../texts/help/read.ts";
import type { DossierView } from "../../api/dossier.ts";
import { clientPath, query } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { askEngine, withEngine } from "../engine.ts";
import { EXIT } from "../exit.ts";
import { type PageOptions, printPage } from "../pages.ts";
import { actorFrom } from "../words.ts";

interface DossierOptions extends PageOptions {
  readonly as?: string;
  readonly at?: string;
  readonly id?: string;
}

/** `tenure dossier`: what decisions about a client rest on, on one page (R-DEC-3, R-ROL-2). */
export const show: RunCommand<[client: string, options: DossierOptions]> = async (cli, client, options) => {
  const as = actorFrom(cli, options.as);
  const { lang, format, at, id } = options;
  const path = id === undefined ? `/dossier${query({ at })}` : `/dossiers/${encodeURIComponent(id)}`;
  const view = await askEngine(cli, (api) => api.get<DossierView>(clientPath(client, path), { as }));
  return printPage(cli.output, dossierPage(view, await readDossierWords(), lang), view, format);
};

/** The entry of the journal that told of it. */
interface CompiledEvent {
  readonly data: EventData<"dossier.compiled">;
}

interface Compiling {
  readonly as?: string;
  readonly eventId?: string;
}

/** `tenure dossier compile`: signals `dossier.compiled`; the API compiles it, keeps it, and fills its sums in. */
export const compile: RunCommand<[client: string, options: Compiling]> = async (cli, client, options) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const { eventId } = options;
  return withEngine(cli, async (api) => {
    const event = { type: "dossier.compiled", data: {}, eventId };
    const answer = await api.post<EventAnswer | Pending>(clientPath(client, "/events"), event, { as });
    if (answer.outcome === "recorded") {
      output.data(answer);
      output.line(`${output.style("yellow", "recorded")}, not yet judged: ${answer.type} of ${client}`);
      output.line(`  for the answer, run the same again with --event-id ${answer.eventId}`);
      return EXIT.tryAgain;
    }
    const place = `/timeline${query({ afterSeq: answer.seq - 1, limit: 1 })}`;
    const { items } = await api.get<{ items: [CompiledEvent] }>(clientPath(client, place));
    const { dossierId, hash } = items[0].data;
    const { dossier } = await api.get<DossierView>(clientPath(client, "/dossier"), { as });
    output.data({ ...answer, dossierId, hash, missing: dossier.missing });
    const words = await readDossierWords();
    output.line(`${output.style("green", "compiled")}  entry ${answer.seq} of ${client}`);
    output.line(output.style("dim", `  ${dossierId}, SHA-256 ${hash}`));
    output.line(`  ${wholeLine(dossier, words, "en")}`);
    for (const line of missingLines(dossier, words, "en")) output.line(`  - ${line}`);
    return EXIT.done;
  });
};
