import type { Ground } from "../events.ts";
import { type Context, netValue } from "../facts.ts";
import { byAnother, check, type Finding } from "../findings.ts";
import { daysSince, limit } from "./rule.ts";

/** R-DEC-4: cost of solving against the risk of the threat. Percent × minor units keeps the sum whole. */
function blackmail(context: Context): Finding[] {
  const { threat } = context.assessed;
  const cost = context.concessionsUnderThreat + (threat?.demand ?? 0);
  const risk = (threat?.risks ?? []).reduce(
    (sum, { probabilityPct, impact }) => sum + probabilityPct * impact,
    0,
  );
  return [
    check(
      "R-DEC-4",
      "the threat is assessed, and solving costs more than it risks",
      () => threat !== null && cost * 100 > risk,
      {
        read: () => ({ cost, risk: risk / 100, assessed: threat !== null }),
        threshold: { value: risk / 100, from: "R-DEC-4: Σ probability × impact" },
      },
    ),
  ];
}

/** R-DEC-5: only this client wants it, it is not planned, it costs more than it brings, workarounds are rejected. */
function customisation(context: Context): Finding[] {
  const { product } = context.assessed;
  const cost = (product?.build ?? 0) + (product?.support ?? 0);
  return [
    check("R-DEC-5", "no other client needs it", () => product?.others === 0, {
      read: () => ({ others: product?.others }),
    }),
    check("R-DEC-5", "it is off the roadmap", () => product?.onRoadmap === false),
    check(
      "R-DEC-5",
      "building and supporting it costs more than the client pays",
      () => product !== null && cost > product.pays,
      {
        read: () => ({ cost, pays: product?.pays }),
      },
    ),
    check("R-DEC-5", "the client rejected the workarounds", () => product?.workaroundsRejected === true),
  ];
}

/** R-DEC-6: net value below zero, or a margin not worth the work. */
function unprofitable(context: Context): Finding[] {
  const { finance } = context.assessed;
  const { negligibleMarginPct } = context.policy.value;
  const net = netValue(context);
  const negligible = () =>
    finance !== null &&
    finance.revenue > 0 &&
    (finance.revenue - finance.cost) * 100 <= finance.revenue * negligibleMarginPct;
  return [
    check(
      "R-DEC-6",
      `the net value is negative, or the margin at most ${negligibleMarginPct} %`,
      () => net !== null && (net < 0 || negligible()),
      {
        read: () => ({ netValue: net, revenue: finance?.revenue, cost: finance?.cost }),
        threshold: limit(context, negligibleMarginPct, "value.negligibleMarginPct"),
      },
    ),
  ];
}

function arrears(context: Context): Finding[] {
  const { unpaidGroundDays } = context.policy.service;
  const late = Math.max(0, ...Object.values(context.arrears).map((due) => daysSince(context, due)));
  return [
    check("R-DEC-15", `our part done, unpaid for ${unpaidGroundDays} days`, () => late >= unpaidGroundDays, {
      read: () => ({ daysLate: late, invoices: Object.keys(context.arrears) }),
      threshold: limit(context, unpaidGroundDays, "service.unpaidGroundDays"),
    }),
  ];
}

function silence(context: Context): Finding[] {
  const { silentGroundDays } = context.policy.service;
  const silent = context.silentSince === null ? 0 : daysSince(context, context.silentSince);
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
  draining: () => [check("R-DEC-12", "the segments are assessed", () => false)],
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
