import { expect } from "vitest";
import { accepted, did, refused, type Spec, spec, stands } from "./spec.ts";

export const tasks: readonly Spec[] = [
  spec("R-LIF-27 a task that is closed by hand is on record, and moves nothing", ({ client }) => {
    const r = client();
    accepted(r.on(0, "staff.askedOff", "ops:olga", { agentId: "olga" }));
    const close = (taskId: string) => r.on(1, "task.closed", "manager:max", { taskId });
    expect(did(accepted(close("c1/2/0")))).toEqual([]);
    stands(r, "active");
    refused(close("c1/99/0"), "R-LIF-27", /on record/);
    refused(close("c1/0/0"), "R-LIF-27", /on record/);
    refused(close("c2/2/0"), "R-LIF-27", /on record/);
  }),
];
