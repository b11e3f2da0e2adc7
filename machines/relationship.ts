import { lifecycle } from "./chart/lifecycle.ts";
import { heldSince } from "./clock.ts";
import { learn } from "./context/learn.ts";
import { type Context, opened } from "./context.ts";
import type { Clocked, Definition } from "./definition.ts";
import { upcast } from "./events/upcast.ts";
import { eventSpec, isEventType, type Opening } from "./events.ts";
import { check } from "./findings.ts";
import type { Policy } from "./policy.ts";
import { ruleOf } from "./rules/index.ts";
import { onRecord } from "./rules/record.ts";
import { notHeld } from "./rules/rule.ts";
import { vouchedFor } from "./rules/senders.ts";

const facts = (context: Clocked) => context as Context;

/** The machine of the relationship with one client: the lifecycle, its rules and its roles. */
const definition: Definition = {
  id: "relationship",
  version: "2",
  machine: lifecycle(),
  open: (client, opening, at) => opened(client, opening as Opening & { policy: Policy }, at),
  learn: (context, event) => learn(facts(context), event),
  reads: upcast,
  kindOf: (type) => (isEventType(type) ? eventSpec(type).kind : "decision"),
  admission: (context, event) => {
    if (!isEventType(event.type)) return [];
    const { roles } = eventSpec(event.type);
    return [
      check(
        "R-ROL-1",
        `${roles.join(", ")} may signal ${event.type}`,
        () => roles.includes(event.actor.role),
        {
          read: () => ({ role: event.actor.role }),
          threshold: { value: [...roles], from: "roles of the event" },
        },
      ),
      ...vouchedFor(facts(context), event),
      // R-LIF-19: facts are taken under a hold, but not the one that would destroy what the hold is to keep.
      ...(event.type === "erasure.ordered" ? [notHeld(facts(context))] : []),
      ...onRecord(facts(context), event),
    ];
  },
  findings: (guard, context, event) => ruleOf(guard)(facts(context), event),
  heldSince: (context) => heldSince(facts(context).holds),
  describe: (value) => {
    if (typeof value === "string") return { state: value };
    const states = value as Record<string, Record<string, string>>;
    const { live } = states;
    if (!live) return { state: Object.keys(states)[0] ?? "unknown" };
    const rung = live.standing ?? "active";
    return { state: live.service === "suspended" ? "suspended" : rung, rung };
  },
  marks: (context) => (facts(context).vip ? ["vip"] : []),
  policyOf: (context) => facts(context).policy.version,
};

/**
 * The machine that the source says. A function: the sandbox freezes what a module exports.
 * @param hash of the file that is made from it.
 */
export const definitionOfSource = (hash?: string): Definition =>
  hash === undefined ? definition : { ...definition, hash };
