import { z } from "zod";
import { CHANNELS, ROLES } from "./vocabulary.ts";

const NOTICES = [
  "N1",
  "N2",
  "N3",
  "N4",
  "N5",
  "N6",
  "N7",
  "N8",
  "N9",
  "N10",
  "N11",
  "N12",
  "N13",
  "N14",
  "N15",
] as const;
export type Notice = (typeof NOTICES)[number];

const TASKS = [
  "answer",
  "call",
  "callWarning",
  "callExit",
  "decideExit",
  "decideConduct",
  "judge",
  "remedy",
  "review",
  "guide",
  "rotate",
  "senior",
  "thank",
  "retain",
  "helpToLeave",
  "postLetter",
  "handover",
  "complete",
  "overdue",
  "checkDelivery",
  "reconsider",
] as const;
export type TaskKind = (typeof TASKS)[number];

/** Every kind of task that the chart may open. */
export const taskKinds = (): readonly TaskKind[] => TASKS;

const text = z.string().max(200);
const channel = z.enum(CHANNELS);
const slots = z.record(z.string().max(40), z.union([text, z.number(), z.boolean(), z.array(text)]));

const catalogue = {
  /** One attempt on one channel; the machine chooses the next one when it fails. */
  sendNotice: z.strictObject({ notice: z.enum(NOTICES), channel, slots, about: text.nullable() }),
  openTask: z.strictObject({
    kind: z.enum(TASKS),
    role: z.enum(ROLES),
    dueAt: text,
    about: text.nullable(),
    points: z.array(text),
  }),
  /** Closes the open tasks about a decision or a request; about nothing in particular: every open task. */
  closeTasks: z.strictObject({ about: text.nullable(), kind: z.enum(TASKS).nullable() }),
  restrictChannels: z.strictObject({ allowed: z.array(channel) }),
  liftRestriction: z.strictObject({}),
  /** `seconds`: how long a contact may take while the note stands (R-COM-3). */
  recordNote: z.strictObject({ note: text, seconds: z.int().optional() }),
  /** A message came in on the closed `channel`: one polite sentence names the one that is `open`. */
  pointToChannel: z.strictObject({ channel, open: channel }),
  freezeDossier: z.strictObject({ dossierId: text, decisionId: text }),
  stopWork: z.strictObject({ cause: text }),
  resumeWork: z.strictObject({}),
  raiseAlert: z.strictObject({ what: text, about: text.nullable() }),
  stopMailings: z.strictObject({}),
  suppressContact: z.strictObject({}),
  allowContact: z.strictObject({}),
  /** `verifiedDays`: a provider that was verified longer ago is not offered (R-HND-2). */
  matchProviders: z.strictObject({
    needs: z.array(text),
    regions: z.array(text).optional(),
    /** Minor units; absent: any price. */
    budget: z.int().optional(),
    verifiedDays: z.int(),
  }),
  offerProvider: z.strictObject({ providerId: text }),
  /** R-HND-4: whether it takes a client with these needs; nothing personal is in the question. */
  askProvider: z.strictObject({
    providerId: text,
    items: z.array(text),
    needs: z.array(text),
    regions: z.array(text),
  }),
  exportData: z.strictObject({ providerId: text, items: z.array(text) }),
  revokeAccess: z.strictObject({ providerId: text }),
  exportPlain: z.strictObject({}),
  /** `dueAt`: until when the move is waited for, unless it gets a date. */
  planMove: z.strictObject({ providerId: text, dueAt: text }),
} as const;

export type EffectType = keyof typeof catalogue;

/** Effects that are done once they are on record: rows that people and reports read. */
const KEPT = [
  "openTask",
  "closeTasks",
  "freezeDossier",
  "stopWork",
  "resumeWork",
  "raiseAlert",
  "stopMailings",
  "suppressContact",
  "allowContact",
] as const satisfies readonly EffectType[];

export type KeptEffect = (typeof KEPT)[number];
/** Effects that reach beyond the record, to somebody who may be away. */
export type WorldEffect = Exclude<EffectType, KeptEffect>;

/** True for an effect that is written down together with the entry that asks for it, and needs nobody else. */
export function isKept(type: string): type is KeptEffect {
  return (KEPT as readonly string[]).includes(type);
}
export type EffectParams<T extends EffectType> = z.infer<(typeof catalogue)[T]>;

/** Everything we may ask of the world. `id` is client/seq/n: receivers apply an id once. */
export type Effect = {
  [T in EffectType]: { readonly id: string; readonly type: T; readonly params: EffectParams<T> };
}[EffectType];

export function effectTypes(): readonly EffectType[] {
  return Object.keys(catalogue) as EffectType[];
}

/** The zod schema of one effect's parameters. */
export const effectParams = (type: EffectType): z.ZodType => catalogue[type];
