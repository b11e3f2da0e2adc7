import { dayOf, midnights } from "../clock.ts";
import { standingExit } from "../context/derived.ts";
import { past } from "../context/letters.ts";
import type { Context } from "../context.ts";
import type { Envelope, EventData, EventType } from "../events.ts";
import { passes, route } from "../findings.ts";
import type { Ground } from "../vocabulary.ts";
import { groundFindings } from "./grounds.ts";
import type { Rule } from "./rule.ts";

/** The exit of ours on a ground that rests on facts told late, if there is one. */
const exitOn = (context: Context, ground: Ground) => {
  const exit = standingExit(context);
  return exit?.ground === ground ? exit : null;
};

/** A fault that was open when a counted incident happened, and that nobody had told of when it was judged. */
function faultLate(context: Context, { faultId }: EventData<"fault.opened">): string | null {
  const fault = context.faults[faultId];
  if (fault === undefined || fault.seq !== context.seq) return null;
  const touched = (incidentId: string | null) => {
    const incident = incidentId === null ? undefined : context.incidents[incidentId];
    return incident?.status === "counted" && fault.openedAt <= incident.happenedAt;
  };
  const warnings = context.decisions.filter(
    ({ kind, status, incidentId }) =>
      kind === "warning" && ["pending", "standing", "expired"].includes(status) && touched(incidentId),
  );
  const exit = exitOn(context, "conduct");
  if (exit !== null && warnings.some(({ id }) => exit.restsOn.includes(id))) return exit.id;
  return warnings.at(-1)?.id ?? (touched(context.conductGround) ? context.conductGround : null);
}

/** An invoice that was settled before the day on which the work was paused for it, or we parted over it. */
function paymentLate(context: Context, invoiceId: string, settledOn: string): string | null {
  const invoice = context.invoices[invoiceId];
  if (invoice?.owed !== 0 || invoice.pausedOn === null) return null;
  const exit = exitOn(context, "arrears");
  if (exit !== null && settledOn < dayOf(exit.at)) return exit.id;
  return settledOn < invoice.pausedOn ? invoiceId : null;
}

/** A word of the client that was said before the silence was found, late enough that there was none. */
function wordLate(context: Context, saidAt: string): string | null {
  const { silence } = context;
  const at = past(context, saidAt);
  if (silence === null || at >= silence.at || dayOf(at) <= silence.since) return null;
  if (midnights(dayOf(at), silence.day) >= context.policy.service.silentDays) return null;
  const exit = exitOn(context, "silence");
  return exit !== null && at < exit.at ? exit.id : "silence";
}

/** R-FCT-1: what an event makes doubtful, if it is older than a judgement that it would have changed; else null. */
export function doubted(context: Context, event: Envelope): string | null {
  switch (event.type as EventType) {
    case "fault.opened":
      return faultLate(context, event.data as EventData<"fault.opened">);
    case "payment.received": {
      const { invoiceId, paidOn } = event.data as EventData<"payment.received">;
      return paymentLate(context, invoiceId, paidOn);
    }
    case "invoice.changed": {
      const { invoiceId } = event.data as EventData<"invoice.changed">;
      return paymentLate(context, invoiceId, event.occurredAt.slice(0, 10));
    }
    case "message.received":
      return (event.data as EventData<"message.received">).auto ? null : wordLate(context, event.occurredAt);
    case "client.replied":
      return wordLate(context, event.occurredAt);
    default:
      return null;
  }
}

/** An exit is under way, and the ground that it rests on does not stand any more. */
const groundGone = (context: Context): boolean => {
  const exit = standingExit(context);
  if (exit === null || context.endings.some(({ decisionId }) => decisionId === exit.id)) return false;
  return !passes(groundFindings(context, exit.ground));
};

/** R-FCT-1: it reopens nothing; a senior looks at the judgement again. */
export const toldLate: Rule = (context, event) => [
  route(
    "R-FCT-1",
    "it is older than a judgement that it would have changed",
    () => doubted(context, event) !== null,
    { read: () => ({ about: doubted(context, event) }) },
  ),
  route("R-LIF-25", "the ground of an exit under way is not gone by it", () => !groundGone(context)),
];

/** R-LIF-25: during the farewell, the ground has gone. */
export const groundCured: Rule = (context) => [
  route("R-LIF-25", "the ground of the exit is gone", () => groundGone(context)),
];
