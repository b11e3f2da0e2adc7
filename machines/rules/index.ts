import * as appeal from "./appeal.ts";
import * as attention from "./attention.ts";
import * as care from "./care.ts";
import * as conduct from "./conduct.ts";
import * as delivery from "./delivery.ts";
import * as exit from "./exit.ts";
import * as handover from "./handover.ts";
import * as hindsight from "./hindsight.ts";
import * as intake from "./intake.ts";
import * as price from "./price.ts";
import type { Rule } from "./rule.ts";
import * as service from "./service.ts";
import * as standing from "./standing.ts";
import * as tasks from "./tasks.ts";
import * as value from "./value.ts";
import * as winback from "./winback.ts";

/** Every guard of the chart: the id of its requirement, and a word where one requirement has several. */
const table = {
  "R-ONB-1": intake.admit,
  "R-ONB-2": intake.refuse,
  "R-ONB-1/contract": standing.underContract,

  "R-LIF-1/explained": conduct.explained,
  "R-LIF-20/joins": conduct.joinsDossier,
  "R-LIF-1/warn": conduct.warn,
  "R-LIF-27/warn": conduct.warnByCall,
  "R-DEC-8/ground": conduct.opensGround,
  "R-LIF-1/elsewhere": conduct.confirmElsewhere,
  "R-LIF-1/dismiss": conduct.dismiss,
  "R-LIF-20/delivered": delivery.warningDelivered,
  "R-LIF-20/warnNext": delivery.warningTriesNext,
  "R-LIF-20/warnPhone": delivery.warningUndeliverable,
  "R-LIF-20/bounced": delivery.warningBounced,
  "R-LIF-20/bouncedNext": delivery.warningBouncedTriesNext,
  "R-LIF-20/bouncedPhone": delivery.warningBouncedPhones,
  "R-LIF-20/spoken": delivery.warningSpoken,
  "R-LIF-20/reachable": delivery.reachable,
  "R-LIF-24/unspoken": delivery.warningUnspoken,
  "R-LIF-20/next": delivery.noticeTriesNext,
  "R-LIF-20/inDoubt": delivery.noticeUnknown,
  "R-LIF-20/call": delivery.noticeUndeliverable,
  "R-LIF-26/late": delivery.warningBouncedLate,
  "R-LIF-26/over": delivery.letterIsOver,
  "R-LIF-27/unwanted": delivery.noticeUnwanted,
  "R-LIF-26/exit": delivery.exitRestsOnBounced,
  "R-LIF-26/exitPhone": delivery.exitRestsOnUndeliverable,
  "R-LIF-4": conduct.restrict,
  "R-LIF-4/pointed": care.pointed,
  "R-COM-3": care.overrun,
  "R-LIF-9": conduct.cooledOff,
  "R-LIF-9/review": conduct.limitStands,
  "R-LIF-9/improved": conduct.improved,

  "R-LIF-12/restricted": standing.isRestricted,
  "R-LIF-12/twice": standing.isWarnedTwice,
  "R-LIF-12/once": standing.isWarnedOnce,
  "R-LIF-12/file": appeal.file,
  "R-LIF-12/uphold": appeal.uphold,
  "R-LIF-12/return": appeal.upholdReturning,
  "R-LIF-12/reopen": appeal.upholdReopening,
  "R-LIF-12/reject": appeal.rejectAppeal,
  "R-LIF-12/struck": appeal.pendingWasStruck,

  "R-LIF-5/request": exit.request,
  "R-LIF-5": exit.approve,
  "R-DEC-2/restrict": exit.approveRestricting,
  "R-LIF-5/reject": exit.reject,
  "R-LIF-5/withdraw": exit.withdraw,
  "R-LIF-5/void": exit.requestIsVoid,
  "R-DEC-13": exit.retail,
  "R-COM-2/spoken": exit.exitSpoken,
  "R-COM-2/unspoken": exit.exitUnspoken,
  "R-COM-2/approached": exit.approached,
  "R-COM-2/farewell": exit.farewellArrived,
  "R-COM-2/failed": exit.farewellFailed,
  "R-COM-2/next": exit.farewellTriesNext,
  "R-LIF-24/posted": exit.letterPosted,
  "R-LIF-11": exit.complete,
  "R-LIF-25/cured": hindsight.groundCured,
  "R-LIF-27/unwritten": exit.unwritten,
  "R-FCT-1": hindsight.toldLate,
  "R-FCT-2": care.word,

  "R-LIF-6/overdue": service.overdue,
  "R-LIF-6/silent": service.silent,
  "R-LIF-7": service.cured,
  "R-LIF-12/paused": service.paused,
  "R-DEC-16/owed": service.lossOwed,

  "R-HND-2/fits": handover.fits,
  "R-HND-3/consented": handover.consented,
  "R-HND-3/narrowed": handover.narrowed,
  "R-HND-3/revoked": handover.revoked,
  "R-HND-4/accepted": handover.accepted,
  "R-HND-4/next": handover.refusedNext,
  "R-HND-4/last": handover.refusedLast,
  "R-HND-4/left": handover.nextLeft,
  "R-HND-4/open": handover.stillOpen,
  "R-HND-4/exported": handover.exported,
  "R-HND-4/brokeNext": handover.exportBrokeNext,
  "R-HND-4/broke": handover.exportBrokeLast,

  "R-LIF-13": winback.approach,
  "R-LIF-14": winback.accept,
  "R-LIF-15": winback.unanswered,
  "R-LIF-16/returned": winback.returned,
  "R-LIF-17": winback.final,
  "R-LIF-18": winback.obstacleGone,
  "R-LIF-19/place": care.placeHold,
  "R-LIF-19/lift": care.liftHold,
  "R-LIF-27/task": tasks.onRecord,
  "R-LIF-23/retain": care.retain,
  "R-LIF-23/help": care.help,
  "R-ROL-6": care.handOn,
  "R-ARC-9": value.markVip,
  "R-ARC-9/removed": value.unmarkVip,
  "R-DEC-1": attention.answerStreak,
  "R-DEC-1/review": attention.reviewStreaks,
  "R-DEC-9": price.discount,
  "R-DEC-11": value.tierMoved,
  "R-DEC-12": care.thank,
  "R-DEC-12/drains": value.drains,
  "R-DEC-12/thanks": value.worthThanks,
  "R-DEC-14": intake.muchEffort,
  "R-DEC-17/call": care.callInstead,
  "R-DEC-17/byGuide": care.byGuide,
  "R-DEC-17/byCall": care.byCall,
} as const satisfies Record<string, Rule>;

export type GuardName = keyof typeof table;

export function guardNames(): readonly GuardName[] {
  return Object.keys(table) as GuardName[];
}

/** The rule behind a named guard. */
export function ruleOf(guard: string): Rule {
  const rule = (table as Record<string, Rule>)[guard];
  if (!rule) throw new Error(`no rule answers the guard ${guard}`);
  return rule;
}
