// R-COM-1: what a notice may say of the relationship, and when it is true. A text marks such a statement with the
// claim's name, like <paused>…</paused>. `npm run check:notices` holds words that claim something to their marks, and
// a walk of the machine holds each mark of every notice that it meets to its condition.
import {
  type Channel,
  type Context,
  type EffectParams,
  type EffectType,
  type Entry,
  type EventData,
  type EventType,
  phaseOf,
} from "../../machines/index.ts";
import type { Locale } from "./texts.ts";

type Sending = Pick<Entry, "type" | "data" | "effects">;

/** A notice as it is sent, for the first time or again, and where the relationship stands then. */
export interface Situation {
  readonly params: EffectParams<"sendNotice">;
  readonly context: Context;
  readonly state: string;
  /** The accepted entries from the first to the one that sends it. */
  readonly past: readonly Sending[];
  /** The entry that asked for it first, and where the relationship stood before and after. */
  readonly entry: Sending;
  readonly before: { readonly context: Context; readonly state: string };
  readonly after: { readonly context: Context; readonly state: string };
}

type ToldEvent = Pick<Entry, "type" | "data">;

const dataOf = <T extends EventType>(type: T, { type: told, data }: ToldEvent): EventData<T> | null =>
  told === type ? (data as EventData<T>) : null;

/** Whether it happened, with such data. */
const happened = <T extends EventType>(
  { past }: Situation,
  type: T,
  suits: (data: EventData<T>) => boolean,
): boolean =>
  past.some((entry) => {
    const data = dataOf(type, entry);
    return data !== null && suits(data);
  });

const asks = ({ entry }: Situation, type: EffectType): boolean =>
  entry.effects.some((effect) => effect.type === type);

/** Whether the work is stopped, by the orders that were given. */
const isStopped = ({ past }: Situation): boolean =>
  past.flatMap(({ effects }) => effects).findLast(({ type }) => type === "stopWork" || type === "resumeWork")
    ?.type === "stopWork";

const isInForce = ({ state }: Situation): boolean => ["live", "parting"].includes(phaseOf(state) ?? "");

const inForce = ({ decisions }: Context, kind: "warning" | "restriction") =>
  decisions.filter((each) => each.kind === kind && each.status === "standing");

const groundOf = ({ context: { decisions, farewell } }: Situation) =>
  decisions.find(({ id }) => id === farewell?.decisionId)?.ground;

/** The one channel that is open to a restricted client. */
export const onlyOf = (context: Context): Channel | undefined =>
  inForce(context, "restriction")[0]?.channel ?? undefined;

/** Each claim: what it says, and whether that is true. */
export const CLAIMS = {
  if: { says: "nothing by itself: it depends on what the sentence says", holds: () => true },
  message: {
    says: "whoever reads it can reply to it",
    holds: ({ params: { channel }, context }) =>
      (channel === "email" || channel === "chat") && (onlyOf(context) ?? channel) === channel,
  },
  goesOn: {
    says: "the work goes on",
    holds: (now) => isInForce(now) && !isStopped(now),
  },
  paused: { says: "the work is paused", holds: (now) => isInForce(now) && isStopped(now) },
  resumes: {
    says: "work that had stopped goes on",
    holds: (now) => asks(now, "resumeWork") && !isStopped(now),
  },
  reopened: { says: "channels that were closed are open", holds: (now) => asks(now, "liftRestriction") },
  expired: {
    says: "warnings that counted count no more",
    holds: ({ before, after }) =>
      inForce(before.context, "warning").length > 0 && inForce(after.context, "warning").length === 0,
  },
  struck: {
    says: "the decision appealed against is struck out",
    holds: ({ params: { slots }, context }) =>
      context.decisions.some(({ id, status }) => id === slots.decision && status === "struck"),
  },
  revoked: { says: "an approved exit is taken back", holds: ({ entry }) => entry.type === "exit.revoked" },
  back: {
    says: "a former client is back",
    holds: ({ before, state }) => before.state === "winBack" && phaseOf(state) === "live",
  },
  parting: { says: "the farewell is being carried out", holds: ({ state }) => phaseOf(state) === "parting" },
  paid: { says: "a payment came in", holds: ({ entry }) => entry.type === "payment.received" },
  answered: {
    says: "the client answered",
    holds: ({ entry: { type } }) => type === "client.replied" || type === "message.received",
  },
  unpaid: {
    says: "this invoice is unpaid since that day",
    holds: ({ params: { slots }, context }) => context.arrears[`${slots.invoice}`] === slots.since,
  },
  unanswered: {
    says: "there was no answer since that day",
    holds: ({ params: { slots }, context: { silentSince } }) => silentSince === slots.since,
  },
  done: {
    says: "our part is done",
    holds: (now) =>
      happened(
        now,
        "payment.overdue",
        ({ invoiceId, ourPartDone }) => ourPartDone && invoiceId === now.params.slots.invoice,
      ),
  },
  because: {
    says: "we part on this ground",
    holds: (now) => groundOf(now) !== undefined && groundOf(now) === now.params.slots.ground,
  },
  money: {
    says: "money is the ground",
    holds: (now) => ["blackmail", "customisation", "unprofitable"].includes(groundOf(now) ?? ""),
  },
  talked: {
    says: "we have talked about the exit",
    holds: (now) =>
      happened(
        now,
        "call.made",
        ({ about, outcome }) => outcome === "reached" && about === now.context.farewell?.decisionId,
      ),
  },
  fits: {
    says: "this provider fits",
    holds: ({ params: { slots }, context: { handover } }) => handover?.provider === slots.alternative,
  },
  left: {
    says: "it was the client who left",
    holds: ({ context: { endings } }) => endings.length > 0 && endings.at(-1)?.cause !== "exit",
  },
  madeUp: {
    says: "a loss was compensated",
    holds: (now) => happened(now, "compensation.decided", ({ amount }) => amount > 0),
  },
  pays: {
    says: "this sum is paid for the loss",
    holds: ({ entry, params: { slots } }) =>
      dataOf("compensation.decided", entry)?.amount === slots.amount && slots.amount !== 0,
  },
  fault: {
    says: "a fault of ours is on record",
    holds: ({ context }) => Object.keys(context.faults).length > 0,
  },
  mended: {
    says: "the fault is cured",
    holds: ({ params: { slots }, context }) =>
      Object.values(context.faults).some(
        ({ what, curedAt }) => curedAt !== null && (what ?? undefined) === slots.what,
      ),
  },
  error: {
    says: "an error of ours is why the price was asked about",
    holds: ({ entry }) => dataOf("discount.decided", entry)?.kind === "ourError",
  },
  longStanding: {
    says: "a client of long standing who pays on time",
    holds: ({ entry }) => {
      const price = dataOf("discount.decided", entry);
      return price?.granted === true && price.kind === "loyal";
    },
  },
  transferred: {
    says: "everything was handed over",
    holds: ({ entry }) => {
      const change = dataOf("manager.changed", entry);
      return change !== null && Object.values(change.transferred).every(Boolean);
    },
  },
} as const satisfies Readonly<
  Record<string, { readonly says: string; readonly holds: (now: Situation) => boolean }>
>;

export type Claim = keyof typeof CLAIMS;

/** Every claim. */
export const CLAIM_NAMES = Object.keys(CLAIMS) as Claim[];

export const isClaim = (name: string): name is Claim => Object.hasOwn(CLAIMS, name);

/** Words that claim something stand within one of these marks. The patterns are those of forbidden.yaml. */
export const CLAIMING: readonly (Readonly<Record<Locale, string>> & { readonly by: readonly Claim[] })[] = [
  { en: "this message", ru: "эт(о|ом|у) сообщени*", by: ["message"] },
  { en: "again|resum*", ru: "снова|опять|вновь|возобнов*", by: ["reopened", "back", "resumes", "if"] },
  {
    en: "go(es)? on|going on|continu*|as before",
    ru: "продолж*|как (и )?прежде|оста(е|ю)тся (у нас )?в работе|работаем до|оста(е|ю)тся открыт*",
    by: ["goesOn", "resumes", "money", "if"],
  },
  { en: "paused|on hold|suspended", ru: "приостан*|пауз*", by: ["paused"] },
  { en: "thank you for your payment", ru: "спасибо за оплату", by: ["paid"] },
  { en: "thank you for your answer", ru: "спасибо за ответ", by: ["answered"] },
  { en: "unpaid", ru: "неоплаченн*|не оплач*", by: ["unpaid"] },
  { en: "part (of the work )?is done", ru: "часть (работы )?мы выполнили", by: ["done"] },
  { en: "both sides more", ru: "невыгодно*", by: ["money"] },
  { en: "when we spoke", ru: "мы и говорили", by: ["talked"] },
  { en: "you left", ru: "вы ушли", by: ["left"] },
  { en: "no longer (count*|hold*)", ru: "больше не (учитыва*|действу*)", by: ["expired", "struck"] },
  {
    en: "compensat*|made up for|for your loss",
    ru: "возместили|возместим|возместил*",
    by: ["madeUp", "pays"],
  },
  {
    en: "(made an|our) error|our (own )?(fault|mistake)",
    ru: "допустили ошибку|(наш* ошибк*|ошибк* наш*)",
    by: ["fault", "error"],
  },
  { en: "on time", ru: "вовремя", by: ["longStanding"] },
];
