import { daysPassed, netValue, netValueRead, sumsOf } from "../context/derived.ts";
import type { Context } from "../context.ts";
import { byAnother, check, type Finding } from "../findings.ts";
import type { Ground } from "../vocabulary.ts";
import { limit } from "./rule.ts";
import { drainingFindings } from "./value.ts";

/** Percents are counted in millionths of the whole, so that sums of them stay whole. */
const MILLIONTHS = 1_000_000n;
const millionths = (percent: number) => BigInt(Math.round(percent * 10_000));

/** R-DEC-4: cost of solving against the risk of the threat, to the last fraction of a minor unit. */
function blackmail(context: Context): Finding[] {
  const { threat } = context.assessed;
  const { concessionsUnderThreat } = context;
  const cost = concessionsUnderThreat + (threat?.demand ?? 0);
  const exact = (threat?.risks ?? []).reduce(
    (sum, { probabilityPct, impact }) => sum + millionths(probabilityPct) * BigInt(impact),
    0n,
  );
  const risk = Number(exact) / Number(MILLIONTHS);
  return [
    check(
      "R-DEC-4",
      "the threat is assessed, and solving costs more than it risks",
      () => threat !== null && BigInt(cost) * MILLIONTHS > exact,
      {
        read: () => ({
          cost,
          risk,
          assessed: threat !== null,
          concessionsUnderThreat,
          demand: threat?.demand,
          dossier: threat?.dossier,
        }),
        threshold: { value: risk, from: "R-DEC-4: Σ probability × impact" },
      },
    ),
    demandAnswered(context),
  ];
}

/** R-DEC-4: a demand behind the threat is on record, and for each an alternative was offered. */
function demandAnswered(context: Context): Finding {
  const { threat } = context.assessed;
  // What a dossier knows of demands is of the facts of its day; what finance states rests on what was recorded.
  const summed = threat?.dossier === undefined ? null : (sumsOf(context, threat)?.threat ?? null);
  const open = Object.values(context.demands).filter((each) => each.underThreat && each.accepted === null);
  const unoffered = summed?.unoffered ?? open.filter(({ offered }) => offered.length === 0).length;
  return check(
    "R-DEC-4",
    "a demand behind the threat is on record, and none is without an alternative offered",
    () => (summed !== null || open.length > 0) && unoffered === 0,
    {
      read: () => ({
        demands: open.length,
        unoffered,
        dossier: summed === null ? undefined : threat?.dossier,
      }),
    },
  );
}

/** R-DEC-5: only this client wants it, it is not planned, it costs more than it brings, workarounds are rejected. */
function customisation(context: Context): Finding[] {
  const { product } = context.assessed;
  const cost = (product?.build ?? 0) + (product?.support ?? 0);
  const dossier = product?.dossier;
  const demand = sumsOf(context, product)?.demand;
  const [assessed, demanded] = [product?.about, context.dossier?.sums?.demand?.about];
  return [
    check(
      "R-DEC-5",
      "what product answered about is what the client wants now",
      () => assessed === undefined || demanded === undefined || assessed === demanded,
      { read: () => ({ assessed, demanded, dossier: context.dossier?.id }) },
    ),
    check("R-DEC-5", "no other client needs it", () => product?.others === 0, {
      read: () => ({ others: product?.others, about: demand?.about, dossier }),
    }),
    check("R-DEC-5", "it is off the roadmap", () => product?.onRoadmap === false),
    check(
      "R-DEC-5",
      "building and supporting it costs more than the client pays",
      () => product !== null && cost > product.pays,
      {
        read: () => ({ cost, build: product?.build, support: product?.support, pays: product?.pays }),
      },
    ),
    check("R-DEC-5", "the client rejected the workarounds", () => product?.workaroundsRejected === true, {
      read: () => ({ offered: demand?.offered, dossier }),
    }),
  ];
}

/** R-DEC-6: net value below zero, or a margin not worth the work; a client whose image or volume pays is none. */
function unprofitable(context: Context): Finding[] {
  const { negligibleMarginPct } = context.policy.value;
  const net = netValue(context);
  const margin = context.assessed.margin ?? context.assessed.finance;
  const benefit = context.assessed.finance?.benefit ?? 0;
  const negligible = () =>
    margin !== null &&
    margin.revenue > 0 &&
    BigInt(margin.revenue + benefit - margin.cost) * MILLIONTHS <=
      BigInt(margin.revenue) * millionths(negligibleMarginPct);
  return [
    check(
      "R-DEC-6",
      `the net value is negative, or the margin at most ${negligibleMarginPct} %`,
      () => (net !== null && net < 0) || negligible(),
      {
        read: () => ({
          ...netValueRead(context),
          ...(margin && { marginRevenue: margin.revenue, marginCost: margin.cost, benefit }),
        }),
        threshold: limit(context, negligibleMarginPct, "value.negligibleMarginPct"),
      },
    ),
  ];
}

function arrears(context: Context): Finding[] {
  const { unpaidGroundDays } = context.policy.service;
  const late = Math.max(0, ...Object.values(context.arrears).map((due) => daysPassed(context, due)));
  return [
    check("R-DEC-15", `our part done, unpaid for ${unpaidGroundDays} days`, () => late >= unpaidGroundDays, {
      read: () => ({ daysLate: late, invoices: Object.keys(context.arrears) }),
      threshold: limit(context, unpaidGroundDays, "service.unpaidGroundDays"),
    }),
  ];
}

function silence(context: Context): Finding[] {
  const { silentGroundDays } = context.policy.service;
  const silent = context.silentSince === null ? 0 : daysPassed(context, context.silentSince);
  return [
    check("R-DEC-15", `silent for ${silentGroundDays} days`, () => silent >= silentGroundDays, {
      read: () => ({ daysSilent: silent }),
      threshold: limit(context, silentGroundDays, "service.silentGroundDays"),
    }),
  ];
}

const byGround: { readonly [G in Ground]: (context: Context) => Finding[] } = {
  conduct: (c) => [
    check(
      "R-DEC-8",
      "an incident after the second warning's delivery opened the ground",
      () => c.conductGround !== null,
      {
        read: () => ({ incident: c.conductGround }),
      },
    ),
  ],
  blackmail,
  customisation,
  unprofitable,
  terms: (c) => [
    check("R-DEC-7", "our terms were refused", () => c.termsRefused.length > 0, {
      read: () => ({ refused: c.termsRefused }),
    }),
  ],
  draining: drainingFindings,
  returns: (c) => [
    check(
      "R-DEC-15",
      "returns cost more than the margin",
      () => c.assessed.returns !== null && c.assessed.returns.cost > c.assessed.returns.margin,
      {
        read: () => ({ ...c.assessed.returns }),
      },
    ),
  ],
  arrears,
  silence,
  sabotage: (c) => [
    byAnother("R-DEC-15", "two people found the sabotage deliberate", () => c.assessed.sabotage.length >= 2, {
      read: () => ({ people: c.assessed.sabotage.length }),
      threshold: { value: 2, from: "R-DEC-15" },
    }),
  ],
  chemistry: (c) => [
    check(
      "R-DEC-15",
      "a personal service, and no other specialist",
      () => c.assessed.chemistry?.personalService === true && !c.assessed.chemistry.otherSpecialist,
      { read: () => ({ ...c.assessed.chemistry }) },
    ),
  ],
  outgrown: (c) => [
    check(
      "R-DEC-15",
      "what the client needs is infeasible and not planned",
      () => c.assessed.product?.feasible === false && !c.assessed.product.onRoadmap,
      {
        read: () => ({ feasible: c.assessed.product?.feasible, onRoadmap: c.assessed.product?.onRoadmap }),
      },
    ),
  ],
  lostInterest: (c) => [
    check(
      "R-DEC-15",
      "life changed, and repositioning failed",
      () => c.assessed.lostInterest?.lifeChanged === true && !c.assessed.lostInterest.repositioned,
      { read: () => ({ ...c.assessed.lostInterest }) },
    ),
  ],
};

/** Whether a ground stands now: R-DEC-4 to 8, 12 and 15. */
export function groundFindings(context: Context, ground: Ground): Finding[] {
  return byGround[ground](context);
}
