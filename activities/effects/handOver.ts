import { ApplicationFailure } from "@temporalio/common";
import type { Purpose } from "../../archive/handovers.ts";
import { Erased } from "../../archive/keys.ts";
import { placeOf } from "../../archive/place.ts";
import type { Provider } from "../../archive/providers.ts";
import { isDataItem } from "../../handover/dataItems.ts";
import { type MoveStep, movePlan } from "../../handover/movePlan.ts";
import { makePackage } from "../../handover/package/make.ts";
import type { EffectType } from "../../machines/index.ts";
import type { EffectActivity, EffectOf, Ports, Result } from "../ports.ts";

/** One step of a handover. `id` is the effect's. */
interface HandoverStep<T extends EffectType> {
  readonly id: string;
  readonly client: string;
  readonly params: EffectOf<T>["params"];
  readonly at: string;
}

type TakeStep<T extends EffectType> = (step: HandoverStep<T>) => Promise<Result | null>;

/** Opens a task for ops. `n`: one effect may ask for several. */
async function ask(
  { archive }: Ports,
  { id, at }: { id: string; at: string },
  about: string | null,
  points: readonly string[],
  { dueAt = null, n = 0 }: { readonly dueAt?: string | null; readonly n?: number } = {},
): Promise<void> {
  const task = { kind: "handover", role: "ops", dueAt, about, points, openedAt: at } as const;
  await archive.tasks.open({ ...task, id: n === 0 ? id : `${id}/${n}` });
}

/** Nothing is left to hand over of an erased client: the step is over, and the relationship's clocks go on. */
async function attempt<T extends EffectType>(
  take: TakeStep<T>,
  ports: Ports,
  step: HandoverStep<T>,
): Promise<Result | null> {
  try {
    return await take(step);
  } catch (error) {
    if (!(error instanceof Erased)) throw error;
    await ask(ports, step, null, ["the client's personal data were erased: there is nothing to hand over"]);
    return null;
  }
}

const step =
  <T extends EffectType>(take: (ports: Ports) => TakeStep<T>) =>
  (ports: Ports): EffectActivity<T> =>
  async ({ id, params }, at) => {
    const { client } = placeOf(id);
    const done = await attempt(take(ports), ports, {
      id,
      client,
      params: params as EffectOf<T>["params"],
      at,
    });
    // In whatever order they run: a step no longer waits for anybody, once there is a later one.
    await ports.archive.handovers.endSteps(client, "system:engine", at);
    return done;
  };

const linksOf = (client: string) => `the links: tenure handover ${client}`;

/**
 * Tells a provider's machine something, with a link where it can go on.
 * @returns false where a person has to: it has no endpoint, or this instance no address that it could reach, or it
 * refused the message for good.
 */
async function tell(
  { archive, line }: Ports,
  provider: Provider | null,
  message: { readonly id: string; readonly type: string; readonly at: string; readonly data: object },
  purpose?: Purpose,
): Promise<boolean> {
  if (!line || !provider || !line.takes(provider)) return false;
  const link = purpose && (await archive.handovers.sign(purpose, message.id, message.at));
  const where = link ? { url: line.urlOf(link.token), expiresAt: link.expiresAt } : {};
  try {
    await line.tell(provider, { ...message, data: { question: message.id, ...message.data, ...where } });
    return true;
  } catch (error) {
    if (error instanceof ApplicationFailure && error.nonRetryable) return false;
    throw error;
  }
}

/** R-HND-3: the client is asked, on a page of their own, whether and what may go to this provider. */
export const offerProvider = step<"offerProvider">((ports) => async ({ id, client, params, at }) => {
  const { providerId } = params;
  await ask(ports, { id, at }, providerId, [
    `offer ${providerId} to the client and ask which data may go there`,
    `the client answers on a page of their own: ${linksOf(client)}`,
  ]);
  return null;
});

/** R-HND-4: the provider is asked whether it takes a client with these needs; nothing personal is in the question. */
export const askProvider = step<"askProvider">((ports) => async ({ id, client, params, at }) => {
  const { providerId, items, needs, regions } = params;
  const provider = await ports.archive.providers.get(providerId);
  const question = { id, type: "handover.asked", at, data: { providerId, needs, regions, items } };
  if (await tell(ports, provider, question, "answer")) return null;
  await ask(ports, { id, at }, providerId, [
    `ask ${providerId} whether it takes the client`,
    `it answers on a page of its own: ${linksOf(client)}`,
    ...items,
  ]);
  return null;
});

/**
 * R-HND-3, 4: packs exactly the consented items for one provider. It fetches them by a link; the API
 * signals that it has them.
 */
export const exportData = step<"exportData">((ports) => async ({ id, client, params, at }) => {
  const { providerId, items } = params;
  const { archive } = ports;
  // A step that was held up may come after the client took the consent back.
  if (await archive.handovers.revoked(id, providerId)) return null;
  const provider = await archive.providers.get(providerId);
  const told = { id, at };
  if (!provider) {
    const says = `${providerId} is no longer in the catalogue: give it the data that the client agreed to, and nothing else`;
    await ask(ports, told, providerId, [says, ...items]);
    return null;
  }
  const known = items.filter(isDataItem);
  const pack = await makePackage(archive, id, { provider, items: known }, at);
  const ready = {
    id,
    type: "handover.ready",
    at,
    data: { providerId, sha256: pack.sha256, encrypted: pack.encrypted },
  };
  const others = items.filter((item) => !isDataItem(item));
  const byHand = others.map((item) => `${item} is nothing that the archive holds: hand it over yourself`);
  const sent = await tell(ports, provider, ready, "package");
  if (sent && byHand.length === 0) return null;
  await ask(ports, told, providerId, [
    ...(sent
      ? []
      : [
          `give ${providerId} the link to the data that the client agreed to, and nothing else: ${linksOf(client)}`,
          pack.encrypted
            ? "the package is encrypted: only the provider's key opens it"
            : "the provider has no key, so the package is not encrypted: give the link by a safe way only",
        ]),
    ...byHand,
  ]);
  return null;
});

/** R-HND-4: ends the access of a provider at once, and asks it to delete what it has fetched. */
export const revokeAccess = step<"revokeAccess">((ports) => async ({ id, client, params, at }) => {
  const { providerId } = params;
  const { archive } = ports;
  await archive.handovers.drop(id, providerId);
  const { seq } = placeOf(id);
  const given = (await archive.effects.list(client)).findLast(
    (effect) =>
      effect.type === "exportData" &&
      (effect.params as { providerId?: string }).providerId === providerId &&
      placeOf(effect.id).seq <= seq,
  );
  if (!given) return null;
  const provider = await archive.providers.get(providerId);
  const message = { id, type: "handover.revoked", at, data: { providerId, question: given.id } };
  if (await tell(ports, provider, message)) return null;
  await ask(ports, { id, at }, providerId, [
    `the access of ${providerId} to the client's data has ended: ask it to delete what it has fetched`,
  ]);
  return null;
});

/** R-HND-4: a copy for the client, of everything that a provider could have been given. */
export const exportPlain = step<"exportPlain">((ports) => async ({ id, client, at }) => {
  await makePackage(ports.archive, id, null, at);
  await ask(ports, { id, at }, null, [
    `give the client the link to a plain export of their data: ${linksOf(client)}`,
  ]);
  return null;
});

/** What ops do at the steps of a move; the machine itself reminds of its day. */
const MOVE_POINTS: { readonly [S in MoveStep]?: (providerId: string) => string } = {
  agree: (to) => `agree with the client and ${to} on the day of the move, and record it: move.planned`,
  read: (to) => `ask ${to} whether it can read the data, and what is missing`,
  check: (to) => `ask the client how things go with ${to}`,
};

/** R-HND-4: the plan of the move, with reminders; the client confirms it on their page. */
export const planMove = step<"planMove">((ports) => async ({ id, client, params, at }) => {
  const { providerId, dueAt: until } = params;
  for (const [n, { step, at: dueAt }] of movePlan(at, until).entries()) {
    const says = MOVE_POINTS[step]?.(providerId);
    if (says === undefined) continue;
    const points = [says, `the client's page shows the plan: ${linksOf(client)}`];
    await ask(ports, { id, at }, providerId, points, { dueAt, n });
  }
  return null;
});
