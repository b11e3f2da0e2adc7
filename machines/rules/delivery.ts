import { isUnwritten, pendingWarning, standingExit, written } from "../context/derived.ts";
import { reportOf, tellsTruth } from "../context/letters.ts";
import type { Context, Decision } from "../context.ts";
import type { Envelope } from "../events.ts";
import { route } from "../findings.ts";
import { dataOf, daysSince, limit, type Rule } from "./rule.ts";

/** What the report says, if it is about the last attempt at the warning that waits for its delivery. */
function pendingReport(context: Context, event: Envelope) {
  const pending = pendingWarning(context);
  const report = reportOf(context, event);
  return pending !== null && report?.letter.about === pending.id ? report : null;
}

export const warningDelivered: Rule = (context, event) => [
  route(
    "R-LIF-20",
    "the pending warning's last attempt arrived",
    () => pendingReport(context, event)?.arrived === true,
  ),
];

const warningFailed: Rule = (context, event) => [
  route(
    "R-LIF-20",
    "the pending warning's last attempt failed",
    () => pendingReport(context, event)?.arrived === false,
  ),
];

function channelLeft(context: Context, event: Envelope): boolean {
  const report = reportOf(context, event);
  return report !== null && written(context).some((channel) => !report.letter.tried.includes(channel));
}

export const warningTriesNext: Rule = (context, event) => [
  ...warningFailed(context, event),
  route("R-LIF-20", "the client has another channel", () => channelLeft(context, event)),
];

export const warningUndeliverable: Rule = (context, event) => [
  ...warningFailed(context, event),
  route("R-LIF-20", "every channel has failed", () => !channelLeft(context, event)),
];

const callAboutPending = (context: Context, event: Envelope) =>
  pendingWarning(context)?.id === dataOf("call.made", event).about;

export const warningSpoken: Rule = (context, event) => [
  route(
    "R-LIF-20",
    "the call about the pending warning reached the client",
    () => callAboutPending(context, event) && dataOf("call.made", event).outcome === "reached",
  ),
];

export const warningUnspoken: Rule = (context, event) => [
  route("R-LIF-24", `${context.policy.conduct.callTries} calls about the pending warning failed`, () => {
    const failed = context.failedCalls[dataOf("call.made", event).about] ?? 0;
    return callAboutPending(context, event) && failed >= context.policy.conduct.callTries;
  }),
];

/** The warning that a report says did not arrive after all, which had counted as delivered. */
function bouncedWarning(context: Context, event: Envelope): Decision | null {
  const report = reportOf(context, event);
  if (report?.arrived !== false || report.letter.notice !== "N4") return null;
  const warning = context.decisions.find(({ id }) => id === report.letter.about);
  return warning?.toldAt == null ? null : warning;
}

const isStrike = ({ status }: Decision) => status === "standing";

/** R-LIF-26: soon enough, and the client has said nothing that shows it was read. */
function bounceAnnuls(context: Context, { toldAt, appeal }: Decision): boolean {
  const answered = toldAt !== null && (context.answeredAt ?? toldAt) > toldAt;
  return daysSince(context, toldAt ?? 0) <= context.policy.conduct.bounceDays && !answered && appeal === null;
}

/** R-LIF-20, R-LIF-26: a later bounce annuls the strike as an upheld appeal does. */
export const warningBounced: Rule = (context, event) => [
  route("R-LIF-20", "the notice was a warning that counts as delivered", () => {
    const warning = bouncedWarning(context, event);
    return warning !== null && isStrike(warning);
  }),
  route(
    "R-LIF-26",
    `it came back within ${context.policy.conduct.bounceDays} days, neither answered nor appealed`,
    () => {
      const warning = bouncedWarning(context, event);
      return warning !== null && bounceAnnuls(context, warning);
    },
    { threshold: limit(context, context.policy.conduct.bounceDays, "conduct.bounceDays") },
  ),
];

/** R-LIF-20: how the client is reached was put right, and there is a way to write. */
export const reachable: Rule = (context, event) => [
  route("R-LIF-20", "how the client is reached was put right, and can be written to", () => {
    return dataOf("contact.corrected", event).channels !== undefined && !isUnwritten(context);
  }),
];

/** R-LIF-26: a warning that comes back too late, after it expired, or after an answer: a senior looks at it. */
export const warningBouncedLate: Rule = (context, event) => [
  route("R-LIF-26", "a warning came back that had counted as delivered, and moves nothing any more", () => {
    const warning = bouncedWarning(context, event);
    return warning !== null && ["standing", "expired"].includes(warning.status);
  }),
];

/** R-LIF-26: what the letter told of has fallen, ended or been cured: it is not sent again. */
export const letterIsOver: Rule = (context, event) => [
  route("R-LIF-26", "what the letter told of does not hold any more", () => {
    const report = reportOf(context, event);
    if (report?.arrived !== false) return false;
    // Whoever wants no mailings is owed no thanks by another way.
    const unwanted = report.letter.notice === "N15" && isUnsubscribed(event);
    return unwanted || !tellsTruth(context, report.letter);
  }),
];

const isUnsubscribed = (event: Envelope) =>
  event.type === "notice.failed" && dataOf("notice.failed", event).cause === "unsubscribed";

/** R-LIF-27: an offer to a client who wants no mailings is made by a person, and by no other channel. */
export const noticeUnwanted: Rule = (context, event) => [
  route(
    "R-LIF-27",
    "the client wants no mailings",
    () => reportOf(context, event)?.arrived === false && isUnsubscribed(event),
  ),
];

/** R-LIF-26: the exit under way rests on the warning that came back. */
export const exitRestsOnBounced: Rule = (context, event) => [
  ...warningBounced(context, event),
  route("R-LIF-26", "the exit rests on this warning", () => {
    const warning = bouncedWarning(context, event);
    return warning !== null && (standingExit(context)?.restsOn.includes(warning.id) ?? false);
  }),
];

/** {@link exitRestsOnBounced}, where the client has no channel left that was not tried. */
export const exitRestsOnUndeliverable: Rule = (context, event) => [
  ...exitRestsOnBounced(context, event),
  route("R-LIF-20", "every channel has failed", () => !channelLeft(context, event)),
];

export const warningBouncedTriesNext: Rule = (context, event) => [
  ...warningBounced(context, event),
  route(
    "R-LIF-20",
    "no other warning waits, and the client has another channel",
    () => pendingWarning(context) === null && channelLeft(context, event),
  ),
];

export const warningBouncedPhones: Rule = (context, event) => [
  ...warningBounced(context, event),
  route(
    "R-LIF-20",
    "no other warning waits, and every channel has failed",
    () => pendingWarning(context) === null && !channelLeft(context, event),
  ),
];

/** Any other notice that failed: the next channel, then a call (R-LIF-20). */
export const noticeTriesNext: Rule = (context, event) => [
  route(
    "R-LIF-20",
    "a notice of ours failed, and the client has another channel",
    () => reportOf(context, event)?.arrived === false && channelLeft(context, event),
  ),
];

export const noticeUndeliverable: Rule = (context, event) => [
  route(
    "R-LIF-20",
    "a notice of ours failed on every channel",
    () => reportOf(context, event)?.arrived === false && !channelLeft(context, event),
  ),
];

/** R-LIF-20: it takes a person to find out; a report that has come since, or a newer attempt, makes it needless. */
export const noticeUnknown: Rule = (context, event) => [
  route("R-LIF-20", "the notice's last attempt is in doubt", () => {
    const { effectId } = dataOf(["notice.unknown", "notice.delivered", "notice.failed"], event);
    return context.letters.some((letter) => letter.unknown === effectId);
  }),
];
