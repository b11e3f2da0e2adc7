import type { Context } from "../context.ts";
import { type Envelope, eventSpec, isEventType } from "../events.ts";
import { check, type Finding } from "../findings.ts";

/** What needs a sender that is vouched for: a decision, whatever needs a reason, and what the system is to have said. */
function needsVoucher({ type, actor }: Envelope): boolean {
  if (actor.role === "system" || !isEventType(type)) return true;
  const { kind, sanction } = eventSpec(type);
  return kind === "decision" || sanction;
}

/**
 * R-ROL-1: a role is a word, unless somebody vouches for whoever says it. Facts are taken from anybody and marked as
 * unattested; of nobody in particular, a decision is not, where the policy does not allow it.
 */
export function vouchedFor({ policy }: Context, event: Envelope): Finding[] {
  if (event.door !== undefined || !needsVoucher(event)) return [];
  const { unsigned = "facts" } = policy;
  return [
    check("R-ROL-1", "somebody vouches for whoever says it: the event is signed", () => unsigned === "all", {
      read: () => ({ role: event.actor.role, signed: false }),
      threshold: { value: unsigned, from: `policy ${policy.version}, unsigned` },
    }),
  ];
}
