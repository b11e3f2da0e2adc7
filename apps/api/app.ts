import { OpenAPIHono } from "@hono/zod-openapi";
import type { PayloadCodec } from "@temporalio/common";
import type { Logger } from "pino";
import type { Archive } from "../../archive/open.ts";
import type { CaseFileSources } from "../../audit/caseFile/gather.ts";
import type { Notary } from "../../audit/notary.ts";
import type { Reconciler } from "../../audit/reconcile.ts";
import { iso, type Policy } from "../../machines/index.ts";
import { corrector } from "../../services/correctContact.ts";
import type { Engine } from "../../services/engine.ts";
import { eraser } from "../../services/erase.ts";
import { follower } from "../../services/follow.ts";
import { LOCAL, type LoginSettings } from "../../services/login/settings.ts";
import { policyInForce } from "../../services/policies.ts";
import { proposals as proposalsOf } from "../../services/proposals.ts";
import type { Rebuilder } from "../../services/rebuild.ts";
import { reportsOf } from "../../services/reported.ts";
import { secondEyes } from "../../services/secondEyes.ts";
import { standings as standingsOf } from "../../services/standing.ts";
import { type EventTakerOptions, eventTaker } from "../../services/takeEvent.ts";
import { desk as deskOf } from "../../services/tasks.ts";
import { NOBODY_TOLD, type StaffTelling } from "../../services/telling.ts";
import { importUndoer } from "../../services/undoImport.ts";
import { unmoved } from "../../services/unmoved.ts";
import type { Watch } from "../../services/watch.ts";
import type { Company } from "../../texts/notices/write.ts";
import type { ApiApp, AskedBy } from "./actor.ts";
import { type Attendant, attentionRoutes } from "./attention.ts";
import { agreeRoutes } from "./audit/agree.ts";
import { caseFileRoutes } from "./audit/caseFile.ts";
import { namedInCodecPath } from "./audit/codec.ts";
import { tilesRoutes } from "./audit/tiles.ts";
import { treeRoutes } from "./audit/tree.ts";
import { unattestedRoutes } from "./audit/unattested.ts";
import { changesRoutes } from "./changes.ts";
import { type ChannelDesk, channelsRoutes } from "./channels.ts";
import { consoleRoutes } from "./console.ts";
import { hooksRoutes } from "./delivery/hooks.ts";
import { outboxRoutes } from "./delivery/outbox.ts";
import { unsubscribeRoutes } from "./delivery/unsubscribe.ts";
import { documentRoutes } from "./document.ts";
import { dossierRoutes } from "./dossier.ts";
import { misfit } from "./errors.ts";
import { factsRoutes } from "./facts.ts";
import { handoverRoutes } from "./handover.ts";
import { healthRoutes } from "./health.ts";
import { importsRoutes } from "./imports.ts";
import type { RateLimits } from "./limits.ts";
import { loginOf } from "./login/login.ts";
import { machinesRoutes } from "./machines.ts";
import { passage } from "./passage.ts";
import { policiesRoutes } from "./policies.ts";
import { policyPages } from "./policyPage.ts";
import { previewRoutes } from "./preview.ts";
import { proposalsRoutes } from "./proposals.ts";
import { reached } from "./reached.ts";
import { rebuildRoutes } from "./rebuild.ts";
import { clientsRoutes, relationshipRoutes } from "./relationships.ts";
import { type ReportsOptions, reportsRoutes } from "./reports.ts";
import { streamRoutes } from "./stream.ts";
import { tasksRoutes } from "./tasks.ts";
import { tellingsRoutes } from "./tellings.ts";
import { type ValueDesk, valueRoutes } from "./value.ts";

export interface ApiOptions {
  readonly engine: Engine;
  readonly archive: Archive;
  readonly policies: readonly Policy[];
  /** Names this running engine, so that nobody takes another one for it. */
  readonly instance: string;
  readonly log: Logger;
  /** What payloads are encrypted with in Temporal; without one, there is no codec server. */
  readonly codec?: PayloadCodec | undefined;
  /** What signs the journal; without one, the signed tree has no route. */
  readonly notary?: Notary;
  /** Whether anybody may read checkpoint and tiles; default auditors, compliance and legal. */
  readonly openLog?: boolean;
  /** Whoever asks the help desk about channels; without one, that has no route. */
  readonly channels?: ChannelDesk;
  /** Whoever looks at clients; without one, what facts give to notice has no route. */
  readonly attendant?: Attendant;
  /** The catalogue of guides; default the project's own. */
  readonly guides?: ReportsOptions["guides"];
  /** Whoever values clients; without one, that has no route. */
  readonly value?: ValueDesk;
  /** What starts relationships anew, and looks after those that stand still; without them, they have no routes. */
  readonly rebuilder?: Rebuilder;
  readonly watch?: Watch;
  /** What compares the journal with Temporal; without one, that has no route. */
  readonly reconciler?: Reconciler;
  /** Reads what Temporal holds of a client; without it, or a notary, case files have no routes. */
  readonly runs?: CaseFileSources["runs"];
  /** What carriers sign their reports with; without one, they have no routes. */
  readonly deliverySecrets?: readonly string[];
  /** How notices speak of us. */
  readonly house?: Company | undefined;
  /** The address under which others reach the pages behind links; default where the API was asked. */
  readonly publicUrl?: string | undefined;
  /** The folder of the console's files, once they are built; without it, there is no console. */
  readonly console?: Promise<string> | undefined;
  /** Where our people are told what waits for them; default nowhere. */
  readonly telling?: StaffTelling | undefined;
  /** How people sign in; default the local login, which proves nothing. */
  readonly login?: LoginSettings;
  /** How often anybody may ask; without it, as often as they like. */
  readonly limits?: RateLimits | undefined;
  /** The API's clock, ms since the epoch; default the machine's. */
  readonly clock?: EventTakerOptions["clock"];
}

/** A word to followers while nothing happens, ms: connections that say nothing are cut off on the way. */
const BEAT = 5_000;

/** A look at a client once a fact of theirs is in; one that fails is made up for by the next run. */
const looking =
  (attendant: Attendant | undefined, log: Logger) =>
  async (client: string): Promise<void> => {
    await attendant
      ?.look(client)
      .catch((error: unknown) => log.warn({ error: (error as Error).message }, "a look failed"));
  };

/** What proves the journal, or says where it cannot be proved. */
function auditRoutes(
  app: ApiApp,
  { archive, clock, log, reconciler, notary, openLog = false, runs }: ApiOptions & { clock: () => number },
): void {
  unattestedRoutes(app, archive);
  agreeRoutes(app, { archive, reconciler, clock, log });
  if (notary) {
    treeRoutes(app, { archive, notary, log });
    tilesRoutes(app, { archive, notary, open: openLog });
  }
  if (notary && runs) caseFileRoutes(app, { archive, notary, runs, clock });
}

/** The HTTP API. It binds nothing by itself. */
export function createApi(options: ApiOptions): ApiApp {
  const { engine, policies, instance, log, clock = Date.now } = options;
  const archive = reached(options.archive, log);
  const standings = standingsOf(archive);
  const policy = () => policyInForce(policies, clock());
  const { confirming, taking, explain } = secondEyes(archive, standings);
  const entrance = eventTaker({ engine, archive, policies, standings, taking, clock });
  const { apply, open } = entrance;
  const correct = corrector({ archive, standings, apply });
  const whileUnmoved = unmoved(archive);
  const erase = eraser(archive, entrance, () => iso(clock()));
  const settings = options.login ?? LOCAL;
  const login = loginOf({
    archive,
    settings,
    clock,
    log,
    inPath: namedInCodecPath,
    publicUrl: settings.provider ? options.publicUrl : undefined,
  });

  const app = new OpenAPIHono<AskedBy>({
    defaultHook: (result) => {
      if (result.success) return;
      throw misfit(result.target, result.error);
    },
  });

  passage(app, { ...options, settings, login, clock });

  changesRoutes(app, { open, apply, correct, erase, whileUnmoved });
  clientsRoutes(app, archive);
  const desk = deskOf({ archive, standings, policy, clock });
  const following = follower(archive, BEAT);
  tasksRoutes(app, { desk, reported: reportsOf(archive), apply, changed: following.tasksChanged });
  tellingsRoutes(app, options.telling ?? NOBODY_TOLD);
  streamRoutes(app, following, login.identify);
  relationshipRoutes(app, { engine, archive, standings, desk, explain, clock, log });
  healthRoutes(app, { engine, archive, instance, watch: options.watch });
  const { attendant } = options;
  const look = looking(attendant, log);
  factsRoutes(app, { archive, clock, look });
  importsRoutes(app, { archive, undoer: importUndoer({ archive, policy, look, clock }) });
  const proposals = proposalsOf({ archive, policy, clock });
  if (attendant) {
    attentionRoutes(app, { archive, attendant, proposals, confirming, apply, clock });
    proposalsRoutes(app, { proposals, changed: following.tasksChanged });
  }
  dossierRoutes(app, { archive, standings: { ...standings, explain }, clock });
  machinesRoutes(app, archive);
  policiesRoutes(app, { policies, clock });
  policyPages(app, { policies, clock, company: options.house?.company });
  reportsRoutes(app, { archive, policies, clock, guides: options.guides });
  outboxRoutes(app, archive);
  hooksRoutes(app, { engine, archive, clock, secrets: options.deliverySecrets ?? [] });
  unsubscribeRoutes(app, { archive, clock });
  handoverRoutes(app, {
    archive,
    standings,
    apply,
    clock,
    log,
    publicUrl: options.publicUrl,
    company: options.house?.company,
  });
  previewRoutes(app, { archive, clock, taking, house: options.house });
  if (options.value) valueRoutes(app, { archive, desk: options.value, clock });
  if (options.channels) channelsRoutes(app, { archive, desk: options.channels, clock });
  if (options.rebuilder && options.watch)
    rebuildRoutes(app, { archive, rebuilder: options.rebuilder, watch: options.watch });
  auditRoutes(app, { ...options, archive, clock });
  login.open(app);
  documentRoutes(app);
  if (options.console) consoleRoutes(app, options.console);
  return app;
}
