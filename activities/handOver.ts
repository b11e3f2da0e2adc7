import type { EffectType } from "../machines/index.ts";
import type { EffectOf, Hand, Ports } from "./ports.ts";

/**
 * A step of a handover that one of ours takes for now: a task for ops, with what is to be done. What came of it
 * is told by a person.
 */
const byPeople =
  <T extends EffectType>(
    says: (params: EffectOf<T>["params"]) => { about: string | null; points: string[] },
  ) =>
  ({ archive }: Ports): Hand<T> =>
  async ({ id, params }, at) => {
    // Such a task has no date of its own: the relationship's clock reminds of it.
    const task = { kind: "handover", role: "ops", dueAt: null, openedAt: at } as const;
    await archive.tasks.open({ id, ...task, ...says(params as EffectOf<T>["params"]) });
    return null;
  };

export const offerProvider = byPeople<"offerProvider">(({ providerId }) => ({
  about: providerId,
  points: [`offer ${providerId} to the client and ask which data may go there`],
}));

export const askProvider = byPeople<"askProvider">(({ providerId, items }) => ({
  about: providerId,
  points: [`ask ${providerId} whether it takes the client`, ...items],
}));

export const exportData = byPeople<"exportData">(({ providerId, items }) => ({
  about: providerId,
  points: [`give ${providerId} the data that the client agreed to, and nothing else`, ...items],
}));

export const revokeAccess = byPeople<"revokeAccess">(({ providerId }) => ({
  about: providerId,
  points: [`end the access of ${providerId} to the client's data`],
}));

export const exportPlain = byPeople<"exportPlain">(() => ({
  about: null,
  points: ["give the client a plain export of their data"],
}));

export const planMove = byPeople<"planMove">(({ providerId }) => ({
  about: providerId,
  points: [`agree with the client and ${providerId} on a date for the move`],
}));
