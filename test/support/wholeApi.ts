// The API with every part that it can have, so that every route is there.
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { systemPorts } from "../../activities/adapters/system.ts";
import { Attendant } from "../../activities/jobs/attendClients.ts";
import { channelKeeper } from "../../activities/jobs/reconcileChannels.ts";
import { valuer } from "../../activities/jobs/valuePortfolio.ts";
import type { ApiApp } from "../../apps/api/actor.ts";
import { createApi } from "../../apps/api/app.ts";
import { readRuns } from "../../audit/caseFile/runs.ts";
import { Reconciler } from "../../audit/reconcile.ts";
import { openReplayer } from "../../audit/replay.ts";
import { engine as engineOf } from "../../services/engine.ts";
import { policyInForce, readPolicies } from "../../services/policies.ts";
import { rebuilder } from "../../services/rebuild.ts";
import { standings } from "../../services/standing.ts";
import { watch } from "../../services/watch.ts";
import { codecKeys, payloadCodec } from "../../worker/codec.ts";
import type { Parts } from "./engine.ts";
import { notaryOf } from "./log.ts";
import { sharedBundle } from "./temporal.ts";

const SECRET = `whsec_${Buffer.from("a secret of thirty-two characters").toString("base64")}`;
const KEY = `k1:${Buffer.alloc(32, 7).toString("base64")}`;
const log = pino({ enabled: false });

export async function wholeApi(
  { archive, client, taskQueue, sign }: Parts,
  openLog = false,
  // As if it were being built: its routes are there.
  files: Promise<string> = new Promise(() => {}),
): Promise<ApiApp> {
  const policies = await readPolicies(fileURLToPath(new URL("../../policies", import.meta.url)));
  const policy = () => policyInForce(policies, Date.now());
  const engine = engineOf({ client, taskQueue, sign });
  const notary = await notaryOf(archive);
  const rebuilding = rebuilder({
    ...{ archive, temporal: client, taskQueue, live: engine.live },
    sign: () => notary.sign(),
  });
  const bundle = await sharedBundle();
  return createApi({
    ...{ engine, archive, policies, notary, log, openLog, instance: "test" },
    codec: payloadCodec(codecKeys(KEY)),
    deliverySecrets: [SECRET],
    attendant: new Attendant({ archive, policy, tell: engine.apply }),
    value: valuer({ archive, policy, tell: engine.apply }),
    channels: channelKeeper(systemPorts(archive, {})),
    rebuilder: rebuilding,
    watch: watch({
      ...{ archive, temporal: client, live: engine.live, rebuilder: rebuilding },
      standings: standings(archive),
      openReplayer: () => openReplayer({ bundle, dataConverter: {} }),
    }),
    reconciler: new Reconciler({
      ...{ archive, temporal: client, taskQueue, bundle, policies, dataConverter: {} },
      logPolicy: notary.log.policy,
    }),
    runs: (subject) => readRuns(client, subject),
    console: files,
  });
}
