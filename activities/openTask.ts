import type { Hand, Ports } from "./ports.ts";

/** Opens a task for our people. */
export const openTask =
  ({ archive }: Ports): Hand<"openTask"> =>
  async ({ id, params }, at) => {
    await archive.tasks.open({ id, ...params, openedAt: at });
    return null;
  };

/** An alert is a task too, so that there is one list to work from: for the manager, due at once. */
export const raiseAlert =
  ({ archive }: Ports): Hand<"raiseAlert"> =>
  async ({ id, params: { what, about } }, at) => {
    const alert = { kind: "alert", role: "manager", dueAt: at, about, points: [what] } as const;
    await archive.tasks.open({ id, ...alert, openedAt: at });
    return null;
  };
