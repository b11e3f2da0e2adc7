import { z } from "zod";
import { assign, cancel, createActor, enqueueActions, initialTransition, setup } from "xstate";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

// vocabulary.ts
const ROLES = [
	"ops",
	"sales",
	"manager",
	"senior",
	"finance",
	"legal",
	"product",
	"compliance",
	"auditor",
	"client",
	"system"
];
const RANKS = [
	"ops",
	"specialist",
	"sales",
	"manager",
	"senior",
	"finance",
	"legal",
	"product",
	"compliance"
];
const BOUNDARIES = [
	"tone",
	"orders",
	"scope"
];
const GROUNDS = [
	"conduct",
	"blackmail",
	"customisation",
	"unprofitable",
	"terms",
	"draining",
	"returns",
	"arrears",
	"silence",
	"sabotage",
	"chemistry",
	"outgrown",
	"lostInterest"
];
const LOCALES = ["en", "ru"];
const CHANNELS = [
	"email",
	"chat",
	"phone",
	"post"
];
const PHASES = {
	onboarding: "intake",
	active: "live",
	warnedOnce: "live",
	warnedTwice: "live",
	restricted: "live",
	suspended: "live",
	offboarding: "parting",
	terminated: "over",
	winBack: "approached",
	closed: "over",
	refused: "over"
};
const PHASE_NAMES = [...new Set(Object.values(PHASES))];
const STATES = Object.keys(PHASES);
const phaseOf = (state) => Object.hasOwn(PHASES, state) ? PHASES[state] : null;

// effects.ts
const NOTICES = [
	"N1",
	"N2",
	"N3",
	"N4",
	"N5",
	"N6",
	"N7",
	"N8",
	"N9",
	"N10",
	"N11",
	"N12",
	"N13",
	"N14",
	"N15"
];
const TASKS = [
	"answer",
	"call",
	"callWarning",
	"callExit",
	"decideExit",
	"decideConduct",
	"judge",
	"remedy",
	"review",
	"guide",
	"rotate",
	"senior",
	"thank",
	"retain",
	"helpToLeave",
	"postLetter",
	"handover",
	"complete",
	"overdue",
	"checkDelivery",
	"reconsider"
];
const text$1 = z.string().max(200);
const channel$7 = z.enum(CHANNELS);
const slots = z.record(z.string().max(40), z.union([
	text$1,
	z.number(),
	z.boolean(),
	z.array(text$1)
]));
const catalogue$1 = {
	sendNotice: z.strictObject({
		notice: z.enum(NOTICES),
		channel: channel$7,
		slots,
		about: text$1.nullable()
	}),
	openTask: z.strictObject({
		kind: z.enum(TASKS),
		role: z.enum(ROLES),
		dueAt: text$1,
		about: text$1.nullable(),
		points: z.array(text$1)
	}),
	closeTasks: z.strictObject({
		about: text$1.nullable(),
		kind: z.enum(TASKS).nullable()
	}),
	restrictChannels: z.strictObject({ allowed: z.array(channel$7) }),
	liftRestriction: z.strictObject({}),
	recordNote: z.strictObject({
		note: text$1,
		seconds: z.int().optional()
	}),
	pointToChannel: z.strictObject({
		channel: channel$7,
		open: channel$7
	}),
	freezeDossier: z.strictObject({
		dossierId: text$1,
		decisionId: text$1
	}),
	stopWork: z.strictObject({ cause: text$1 }),
	resumeWork: z.strictObject({}),
	raiseAlert: z.strictObject({
		what: text$1,
		about: text$1.nullable()
	}),
	stopMailings: z.strictObject({}),
	suppressContact: z.strictObject({}),
	allowContact: z.strictObject({}),
	matchProviders: z.strictObject({
		needs: z.array(text$1),
		regions: z.array(text$1).optional(),
		budget: z.int().optional(),
		verifiedDays: z.int()
	}),
	offerProvider: z.strictObject({ providerId: text$1 }),
	askProvider: z.strictObject({
		providerId: text$1,
		items: z.array(text$1),
		needs: z.array(text$1),
		regions: z.array(text$1)
	}),
	exportData: z.strictObject({
		providerId: text$1,
		items: z.array(text$1)
	}),
	revokeAccess: z.strictObject({ providerId: text$1 }),
	exportPlain: z.strictObject({}),
	planMove: z.strictObject({
		providerId: text$1,
		dueAt: text$1
	})
};
const KEPT = [
	"openTask",
	"closeTasks",
	"freezeDossier",
	"stopWork",
	"resumeWork",
	"raiseAlert",
	"stopMailings",
	"suppressContact",
	"allowContact"
];
function isKept(type) {
	return KEPT.includes(type);
}
function effectTypes() {
	return Object.keys(catalogue$1);
}

// clock.ts
const DAY = 864e5;
const FIRST = Date.UTC(1970, 0);
const LAST = Date.UTC(2200, 0) - 1;
const LAST_DUE = Date.UTC(2300, 0) - 1;
const INSTANT_SAYS = "an instant from 1970 to 2199 with its offset, like 2026-11-01T09:30:00Z or …+03:00";
const DATE_SAYS = "a date of the calendar from 1970 to 2199, like 2026-11-01";
const isRecordable = (t) => t >= FIRST && t <= LAST;
function isInCalendar(date) {
	const t = Date.parse(date);
	return !Number.isNaN(t) && iso(t).slice(0, 10) === date;
}
function isDate(text) {
	return isInCalendar(text) && isRecordable(Date.parse(text));
}
function isInstant(text) {
	return isInCalendar(text.slice(0, 10)) && isRecordable(Date.parse(text));
}
function held(holds, t) {
	let total = 0;
	for (const hold of holds) {
		const to = Math.min(hold.to ?? t, t);
		if (to > hold.from) total += to - hold.from;
	}
	return total;
}
function elapsed(holds, a, b) {
	return b - held(holds, b) - (a - held(holds, a));
}
const midnights = (a, b) => (Date.parse(b) - Date.parse(a)) / DAY;
function midnightsPassed(holds, a, b) {
	const later = (x, y) => x > y ? x : y;
	const earlier = (x, y) => x < y ? x : y;
	const held = holds.reduce((sum, { fromDay, toDay }) => {
		const under = midnights(later(fromDay, a), earlier(toDay ?? b, b));
		return sum + Math.max(0, under);
	}, 0);
	return midnights(a, b) - held;
}
const dayOf = (at) => iso(at).slice(0, 10);
function heldSince(holds) {
	const last = holds.at(-1);
	return last && last.to === null ? last.from : null;
}
function monthsBetween(a, b) {
	const [since, until] = [new Date(a), new Date(b)];
	const months = (until.getUTCFullYear() - since.getUTCFullYear()) * 12 + until.getUTCMonth() - since.getUTCMonth();
	since.setUTCFullYear(until.getUTCFullYear(), until.getUTCMonth());
	return since > until ? months - 1 : months;
}
function inDays(ms) {
	return Math.floor(ms / DAY * 100) / 100;
}
function iso(t) {
	return new Date(t).toISOString();
}

// events/spec.ts
const spec = (kind, sanction = false) => (roles, says, shape) => ({
	kind,
	roles,
	says,
	data: z.strictObject(shape),
	sanction
});
const fact = spec("fact");
const decision = spec("decision");
const sanction = spec("decision", true);
const result = spec("result");
function someOf(one) {
	const names = Object.keys(one.data.shape);
	const says = `at least one of ${names.join(", ")}`;
	return {
		...one,
		data: one.data.refine((data) => names.some((name) => data[name] !== void 0), says)
	};
}

// codes.ts
const listed$1 = (words) => new Set(words.trim().split(/\s+/));
const CURRENCIES = listed$1(`
  AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP
  CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR
  IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU
  MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG
  SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV
  WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG`);
const COUNTRIES = listed$1(`
  AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
  CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD
  GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH
  KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
  MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC
  SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY
  UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`);
const isCurrency = (code) => CURRENCIES.has(code);
const isCountry = (code) => COUNTRIES.has(code);

// events/values.ts
const id$15 = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/, "an id: letters, digits and _ . : - up to 64").refine((text) => !Object.hasOwn(Object.prototype, text), "an id, and no word like constructor or toString");
const vaultId$10 = z.string().regex(/^v_[A-Za-z0-9_-]{8,64}$/, "a vault id (v_…)").meta({ vault: true });
const uuid$1 = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, "a lower-case UUID");
const instant$1 = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/, {
	error: INSTANT_SAYS,
	abort: true
}).refine(isInstant, INSTANT_SAYS);
const date$4 = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, {
	error: DATE_SAYS,
	abort: true
}).refine(isDate, DATE_SAYS);
const past$5 = instant$1.meta({ when: "past" });
const pastOn$2 = date$4.meta({ when: "past" });
const promised$4 = date$4.meta({ when: "promised" });
const claimed$3 = instant$1.meta({ when: "claimed" });
const claimedOn$1 = date$4.meta({ when: "claimed" });
const money$2 = z.int().min(-0xe8d4a51000).max(0xe8d4a51000);
const amount$6 = z.int().min(0).max(0xe8d4a51000);
const percent$3 = z.number().min(0).max(100);
const ground$2 = z.enum(GROUNDS);
const channel$6 = z.enum(CHANNELS);
const channels$3 = z.array(channel$6).min(1).max(4).refine((list) => new Set(list).size === list.length, "each channel once");
const zone$2 = z.string().regex(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/, "an IANA time zone, like Europe/Berlin").meta({ named: "zone" });
const role$2 = z.enum(ROLES);
const ids$5 = z.array(id$15).max(50);
const CURRENCY_SAYS = "a currency of ISO 4217, like EUR";
const anyCurrency$1 = z.string().regex(/^[A-Z]{3}$/, CURRENCY_SAYS);
const currency$1 = z.string().refine(isCurrency, CURRENCY_SAYS);
const country$1 = z.string().refine(isCountry, "a country of ISO 3166-1 by its two letters, like DE");
const count$2 = z.int().min(0).max(1e6);
const minutes$2 = z.int().min(0).max(1e9);
const risks$1 = z.array(z.strictObject({
	probabilityPct: percent$3,
	impact: amount$6
})).min(1).max(50);
const effectId$2 = z.string().regex(/^[^\s]{1,100}\/\d+\/\d+$/, "an effect id: client/seq/n");
const notice$2 = z.string().regex(/^N(1[0-5]|[1-9])$/, "N1 to N15");
const fields = {
	adjustment: z.strictObject({
		considered: z.boolean(),
		offered: z.boolean(),
		wordsRef: vaultId$10.optional()
	}),
	hash: z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in hex"),
	id: id$15,
	vaultId: vaultId$10,
	uuid: uuid$1,
	instant: instant$1,
	past: past$5,
	claimed: claimed$3,
	date: date$4,
	pastOn: pastOn$2,
	claimedOn: claimedOn$1,
	promised: promised$4,
	money: money$2,
	amount: amount$6,
	percent: percent$3,
	ground: ground$2,
	channel: channel$6,
	channels: channels$3,
	zone: zone$2,
	role: role$2,
	ids: ids$5,
	anyCurrency: anyCurrency$1,
	currency: currency$1,
	country: country$1,
	count: count$2,
	minutes: minutes$2,
	risks: risks$1,
	effectId: effectId$2,
	notice: notice$2
};
const fieldSchemas = () => fields;

// events/after.ts
const { id: id$14, vaultId: vaultId$9, past: past$4, promised: promised$3, percent: percent$2 } = fieldSchemas();
const specs$14 = {
	"winback.approved": decision(["manager"], "Approach a former client", {
		changedRef: vaultId$9.optional(),
		bonusRef: vaultId$9.optional(),
		until: promised$3.optional()
	}),
	"winback.accepted": decision(["manager"], "The former client accepts", {
		prepayPct: percent$2,
		damagingRewrite: z.boolean()
	}),
	"winback.declined": decision(["client", "ops"], "The former client declines", {}),
	"return.requested": decision(["manager"], "A former client asks to come back: a full intake", {}),
	"obstacle.removed": decision(["senior"], "The obstacle is gone: approach a client once more", {
		evidenceAt: past$4,
		ref: id$14,
		changedRef: vaultId$9.optional(),
		bonusRef: vaultId$9.optional(),
		until: promised$3.optional()
	})
};
const afterEvents = () => specs$14;

// events/appeal.ts
const { id: id$13, vaultId: vaultId$8 } = fieldSchemas();
const specs$13 = {
	"appeal.filed": decision(["client", "ops"], "Challenge a warning, a restriction or an exit", {
		decisionId: id$13,
		textRef: vaultId$8
	}),
	"appeal.upheld": decision(["senior"], "Uphold an appeal: the decision is struck out", {
		decisionId: id$13,
		reasonsRef: vaultId$8
	}),
	"appeal.rejected": decision(["senior"], "Reject an appeal", {
		decisionId: id$13,
		reasonsRef: vaultId$8
	})
};
const appealEvents = () => specs$13;

// events/assessment.ts
const { id: id$12, pastOn: pastOn$1, money: money$1, amount: amount$5, ground: ground$1, ids: ids$4, anyCurrency, count: count$1, minutes: minutes$1, risks } = fieldSchemas();
const sums = z.strictObject({
	asOf: pastOn$1,
	currency: anyCurrency,
	revenue: amount$5.nullable(),
	cost: amount$5.nullable(),
	costs: z.strictObject({
		service: amount$5,
		development: amount$5,
		shipping: amount$5,
		precontract: amount$5,
		goods: amount$5,
		concessions: amount$5
	}),
	precontractMinutes: minutes$1,
	concessionsUnderThreat: amount$5,
	threat: z.strictObject({
		demand: amount$5,
		risks,
		unoffered: count$1
	}).nullable(),
	demand: z.strictObject({
		about: id$12,
		others: count$1,
		offered: count$1,
		workaroundsRejected: z.boolean()
	}).nullable(),
	returns: z.strictObject({
		cost: amount$5,
		margin: money$1
	}).nullable(),
	margin: z.strictObject({
		revenue: amount$5,
		cost: amount$5
	}).nullable(),
	faults: z.strictObject({
		open: count$1,
		window: count$1
	}),
	missing: ids$4
});
const specs$12 = {
	"clause.answered": fact(["legal"], "Legal answered whether a clause covers this ground", {
		ground: ground$1,
		terminable: z.boolean(),
		clauseRef: id$12,
		noticeDays: z.int().min(0).max(365)
	}),
	"dossier.compiled": fact(["manager", "senior"], "The dossier was compiled", {
		dossierId: id$12,
		sections: z.array(z.enum([
			"conversations",
			"problems",
			"reviews",
			"ourFaults",
			"costToServe",
			"lossOnExit"
		])).max(6),
		hash: z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in hex"),
		sums: sums.optional()
	}),
	"finance.assessed": fact(["finance"], "What the client brings and costs", {
		revenue: amount$5,
		benefit: money$1,
		cost: amount$5
	}),
	"threat.assessed": fact(["finance"], "What a threat could cost, and what its demand costs", {
		demand: amount$5,
		risks
	}),
	"product.assessed": fact(["product"], "Whether we can and should build what the client wants", {
		about: id$12.optional(),
		others: count$1,
		onRoadmap: z.boolean(),
		feasible: z.boolean(),
		build: amount$5,
		support: amount$5,
		pays: amount$5,
		workaroundsRejected: z.boolean()
	}),
	"ground.assessed": fact([
		"manager",
		"senior",
		"finance",
		"product"
	], "Facts on a ground that rests on facts", { about: z.discriminatedUnion("ground", [
		z.strictObject({
			ground: z.literal("returns"),
			cost: amount$5,
			margin: money$1
		}),
		z.strictObject({
			ground: z.literal("sabotage"),
			deliberate: z.boolean()
		}),
		z.strictObject({
			ground: z.literal("chemistry"),
			personalService: z.boolean(),
			otherSpecialist: z.boolean()
		}),
		z.strictObject({
			ground: z.literal("lostInterest"),
			lifeChanged: z.boolean(),
			repositioned: z.boolean()
		})
	]) }),
	"cause.assessed": fact(["manager"], "Why the client left, and whether that is cured", {
		cause: z.enum([
			"lostContact",
			"weBrokeAgreement",
			"cheaperElsewhere",
			"obstacle",
			"other"
		]),
		cured: z.boolean()
	}),
	"tier.assigned": fact(["system", "finance"], "The client's profit tier", {
		period: id$12,
		tier: z.enum([
			"high",
			"mid",
			"low"
		])
	}),
	"segment.assigned": fact(["system", "manager"], "The client's segment", {
		period: id$12,
		segment: z.enum([
			"core",
			"wavering",
			"draining"
		]),
		effortRepaid: z.boolean()
	})
};
const assessmentEvents = () => specs$12;

// policy.ts
const STAFF = [
	"ops",
	"sales",
	"manager",
	"senior",
	"finance",
	"legal",
	"product",
	"compliance"
];
const DISCOUNT_KINDS = [
	"loyal",
	"promise",
	"budget",
	"freeMonths",
	"ourError",
	"insistent",
	"principle",
	"cheaper",
	"other"
];
const CONDITIONS = [
	"annual",
	"bulk",
	"scope",
	"barter"
];
const days = z.int().min(1).max(3650);
const percent$1 = z.number().min(0).max(100);
const count = z.int().min(1).max(1e3);
const hours = z.int().min(1).max(720);
const seconds = z.int().min(1).max(86400);
const points = z.number().min(0).max(100);
const rate = z.int().min(0).max(1e9);
const each = (keys, schema) => z.strictObject(Object.fromEntries(keys.map((key) => [key, schema])));
const discount$1 = z.strictObject({
	verdict: z.enum([
		"free",
		"conditional",
		"proven",
		"compensate",
		"none"
	]),
	conditions: z.array(z.enum(CONDITIONS)).max(4),
	months: z.int().min(1).max(120).optional(),
	instead: z.array(z.enum([...[
		"consulting",
		"loyalty",
		"promotion",
		"extras",
		"referral",
		"raffle",
		"barter"
	], ...["findCause", "compensation"]])).max(9)
}).refine(({ verdict, conditions }) => verdict !== "conditional" || conditions.length > 0, "what is conditional names a condition: annual, bulk, scope, barter");
const schema = z.strictObject({
	version: z.string().regex(/^\d{4}-\d{2}(-\d{2})?(\.\d+)?$/),
	validFrom: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, {
		error: DATE_SAYS,
		abort: true
	}).refine(isDate, DATE_SAYS),
	conduct: z.strictObject({
		warnings: z.literal(2),
		faultsMakeItOurs: count,
		faultsWindowDays: days,
		warnedCoolOffDays: days,
		restrictedCoolOffDays: days,
		deliveryDays: days,
		bounceDays: days,
		callTries: count,
		callDays: days,
		contactSeconds: seconds,
		pointerHours: hours
	}),
	exit: z.strictObject({
		requestLapsesDays: days,
		unconfirmedDutiesDays: days,
		reminderDays: days,
		deliveryDays: days,
		callTries: count,
		callDays: days
	}),
	unsigned: z.enum(["facts", "all"]).optional(),
	terms: z.strictObject({
		prepaymentAsked: z.boolean(),
		minPrepaymentPct: percent$1,
		silentProspectDays: days,
		replyDays: days.optional()
	}),
	value: z.strictObject({
		negligibleMarginPct: percent$1,
		horizonMonths: z.int().min(1).max(120),
		horizonCycles: z.int().min(1).max(100),
		preContractHours: hours,
		highPct: percent$1,
		midPct: percent$1,
		rates: z.record(z.string().regex(/^[A-Z]{3}$/, "an ISO 4217 code"), each(STAFF, rate))
	}),
	segments: z.strictObject({
		corePct: percent$1,
		waveringPct: percent$1,
		reviewDays: days,
		drainingReviews: count,
		askedOff: count,
		weights: each([
			"contact",
			"complaint",
			"discountAsk",
			"dayLate",
			"meetingMissed",
			"agreementBroken",
			"effortPct"
		], points)
	}).refine(({ corePct, waveringPct }) => corePct + waveringPct <= 100, "core and wavering are at most 100 %"),
	attention: z.strictObject({
		streakMessages: count,
		streaksNotUrgent: count,
		streaksWindowDays: days,
		orElseTimes: count,
		cancelDays: days,
		cancelWindowDays: days,
		questionsWindowDays: days,
		silentDays: days,
		discountAsks: count,
		discountWindowDays: days,
		returnsWindowMonths: z.int().min(1).max(120),
		reviewTaskDays: days,
		answerDays: days,
		calmMessages: count,
		habitComplaints: count,
		rhythmPurchases: z.int().min(2).max(1e3),
		reviewedDays: days,
		heardDays: days
	}),
	discounts: each(DISCOUNT_KINDS, discount$1),
	service: z.strictObject({
		overdueDays: days,
		unpaidGroundDays: days,
		silentDays: days,
		silentGroundDays: days,
		pausedReviewDays: days,
		compensationDays: days,
		questionsAtOnce: count
	}),
	appeal: z.strictObject({
		windowDays: days,
		verdictDays: days
	}),
	winBack: z.strictObject({ offerDays: days }),
	handover: z.strictObject({
		verifiedDays: days,
		matchDays: days,
		offerDays: days,
		providerDays: days,
		exportDays: days,
		moveDays: days,
		moveReminderDays: days
	}),
	tasks: z.strictObject({
		dueDays: days,
		remindAfterDays: days.optional(),
		escalateAfterDays: days.optional(),
		stalledMinutes: z.int().min(1).max(10080).optional()
	}),
	reports: z.strictObject({
		retentionDays: z.array(days).min(1).max(5),
		netValueDays: days
	})
});
const policySchema = () => schema;

// events/care.ts
const { id: id$11, vaultId: vaultId$7, promised: promised$2 } = fieldSchemas();
const specs$11 = {
	"leave.announced": decision([
		"client",
		"ops",
		"manager"
	], "The client announces leaving", {
		cause: id$11,
		curable: z.boolean(),
		at: promised$2
	}),
	"staff.askedOff": fact(STAFF, "One of our people asks off this client", { agentId: id$11 }),
	"help.needed": decision(["ops", "manager"], "Bring in a call, a guide, a colleague or a senior", {
		kind: z.enum([
			"call",
			"guide",
			"colleague",
			"senior"
		]),
		ref: id$11,
		nameRef: vaultId$7.optional(),
		rank: z.enum(RANKS).optional(),
		roleRef: vaultId$7.optional(),
		skillRef: vaultId$7.optional(),
		contactRef: vaultId$7.optional(),
		nextOn: promised$2.optional()
	}),
	"manager.changed": decision(["manager", "senior"], "Another manager takes the client over", {
		managerId: id$11,
		nameRef: vaultId$7.optional(),
		rank: z.enum(RANKS).optional(),
		roleRef: vaultId$7.optional(),
		contactRef: vaultId$7.optional(),
		nextOn: promised$2.optional(),
		transferred: z.strictObject({
			history: z.boolean(),
			openMatters: z.boolean(),
			promises: z.boolean(),
			contacts: z.boolean()
		})
	})
};
const careEvents = () => specs$11;

// events/conduct.ts
const { id: id$10, vaultId: vaultId$6, claimed: claimed$2, channel: channel$5, adjustment: adjustment$1 } = fieldSchemas();
const specs$10 = {
	"incident.reported": fact(STAFF, "Conduct towards our people was reported", {
		incidentId: id$10,
		category: z.enum([
			"insult",
			"profanity",
			"aggression",
			"criticism"
		]),
		happenedAt: claimed$2,
		evidence: z.array(vaultId$6).max(20),
		channel: channel$5.optional(),
		saidRef: vaultId$6.optional()
	}),
	"incident.confirmed": sanction(["manager", "senior"], "Confirm an incident", {
		incidentId: id$10,
		explainedBy: id$10.nullable(),
		adjustment: adjustment$1.optional()
	}),
	"incident.dismissed": decision(["manager"], "Dismiss an incident", { incidentId: id$10 }),
	"boundary.stated": decision(["ops", "manager"], "A courteous firm no, without a strike", {
		textRef: vaultId$6,
		matterRef: vaultId$6.optional(),
		kind: z.enum(BOUNDARIES).optional()
	})
};
const conductEvents = () => specs$10;

// events/contact.ts
const { id: id$9, past: past$3, pastOn, amount: amount$4, channel: channel$4, channels: channels$2, role: role$1, ids: ids$3, minutes, zone: zone$1 } = fieldSchemas();
const specs$9 = {
	"message.received": fact(["ops", "system"], "The client wrote or called", {
		messageId: id$9,
		threadId: id$9,
		channel: channel$4,
		auto: z.boolean().optional()
	}),
	"message.sent": fact(["ops", "system"], "We answered the client", {
		messageId: id$9,
		channel: channel$4,
		auto: z.boolean().optional()
	}),
	"questions.repeated": fact(["ops"], "Questions came again after our answer, or many at once", {
		count: z.int().min(1).max(1e4),
		afterAnswer: z.boolean()
	}),
	"answer.given": fact([
		"ops",
		"manager",
		"senior"
	], "An answer or a guide was given", {
		kind: id$9,
		ref: id$9
	}),
	"feedback.received": fact([
		"ops",
		"manager",
		"senior"
	], "Criticism or praise of the product", {
		ref: id$9,
		good: z.boolean()
	}),
	"review.published": fact([
		"ops",
		"manager",
		"senior"
	], "A review was found", {
		ref: id$9,
		good: z.boolean()
	}),
	"effort.logged": fact(STAFF, "Working time spent on the client", {
		role: role$1,
		minutes: z.int().min(1).max(6e4),
		kind: z.enum([
			"service",
			"development",
			"shipping",
			"precontract"
		])
	}),
	"contact.corrected": someOf(fact([
		"ops",
		"sales",
		"manager"
	], "Where and how the client is reached was put right", {
		zone: zone$1.optional(),
		locale: z.enum(LOCALES).optional(),
		channels: channels$2.optional()
	})),
	"concession.granted": fact(["manager"], "A concession was granted", {
		cost: amount$4,
		underThreat: z.boolean()
	}),
	"needs.stated": fact([
		"client",
		"ops",
		"sales",
		"manager"
	], "What a provider for this client must do", {
		needs: ids$3,
		regions: ids$3.optional(),
		budget: amount$4.optional()
	}),
	"contact.logged": fact([...STAFF, "system"], "A contact with the client took so long", {
		channel: channel$4,
		seconds: z.int().min(0).max(86400),
		agentId: id$9
	}),
	"effort.summed": fact(["system", "ops"], "Working time before the contract, in sum", {
		kind: z.literal("precontract"),
		minutes,
		upTo: pastOn
	}),
	"streak.noticed": fact(["system", "ops"], "Messages in a row, and no answer of ours between them", {
		streakId: id$9,
		at: past$3,
		messages: z.int().min(1).max(1e4),
		channels: ids$3,
		threads: ids$3
	}),
	"streak.judged": fact(["ops", "manager"], "Whether a streak of messages was urgent", {
		streakId: id$9,
		urgent: z.boolean()
	})
};
const contactEvents = () => specs$9;

// events/delivery.ts
const { id: id$8, vaultId: vaultId$5, past: past$2, channel: channel$3, effectId: effectId$1, notice: notice$1 } = fieldSchemas();
const specs$8 = {
	"notice.delivered": result(["system"], "The recipient's server accepted a notice", {
		effectId: effectId$1,
		notice: notice$1,
		channel: channel$3,
		deliveredAt: past$2,
		wordsRef: vaultId$5.optional()
	}),
	"notice.failed": result(["system"], "A notice bounced or could not be sent", {
		effectId: effectId$1,
		notice: notice$1,
		channel: channel$3,
		cause: id$8,
		wordsRef: vaultId$5.optional()
	}),
	"notice.unknown": result(["system"], "Nobody knows whether a notice went out: it is not sent again by itself", {
		effectId: effectId$1,
		notice: notice$1,
		channel: channel$3,
		cause: id$8,
		wordsRef: vaultId$5.optional()
	}),
	"delivery.checked": fact(["ops", "manager"], "A person found out whether a notice arrived", {
		effectId: effectId$1,
		arrived: z.boolean(),
		at: past$2
	}),
	"effect.failed": result(["system"], "An effect failed for good", {
		effectId: effectId$1,
		effect: id$8,
		cause: id$8
	}),
	"call.made": fact(["manager", "senior"], "A call about a warning or an exit was made", {
		about: id$8,
		outcome: z.enum([
			"reached",
			"noAnswer",
			"refused"
		]),
		calledAt: past$2
	}),
	"letter.posted": fact(["ops"], "The registered letter was posted", {
		about: id$8,
		trackingRef: id$8
	})
};
const deliveryEvents = () => specs$8;

// events/faults.ts
const { id: id$7, ids: ids$2, vaultId: vaultId$4, claimed: claimed$1, date: date$3, amount: amount$3 } = fieldSchemas();
const specs$7 = {
	"fault.opened": fact([
		"ops",
		"product",
		"manager",
		"system"
	], "A fault of ours became known", {
		faultId: id$7,
		at: claimed$1,
		loss: z.boolean(),
		whatRef: vaultId$4.optional(),
		remedyRef: vaultId$4.optional(),
		curedBy: date$3.optional()
	}),
	"fault.cured": fact([
		"ops",
		"product",
		"manager",
		"system"
	], "A fault of ours was cured", {
		faultId: id$7,
		at: claimed$1
	}),
	"demand.recorded": fact([...STAFF, "system"], "What the client demands, and what we offered instead", {
		demandId: id$7,
		about: id$7,
		underThreat: z.boolean(),
		importance: z.enum([
			"low",
			"medium",
			"high"
		]).optional(),
		reasonRef: vaultId$4.optional(),
		consequenceRef: vaultId$4.optional(),
		offered: ids$2,
		accepted: id$7.optional()
	}),
	"compensation.decided": fact(["manager", "finance"], "The loss through our fault was decided on", {
		faultId: id$7,
		amount: amount$3,
		answerableRef: vaultId$4.optional()
	})
};
const faultEvents = () => specs$7;

// events/handover.ts
const { id: id$6, promised: promised$1, ids: ids$1, effectId } = fieldSchemas();
const specs$6 = {
	"providers.matched": result(["system"], "Providers that fit were looked up", {
		effectId,
		candidates: z.array(id$6).max(20),
		findings: z.array(z.strictObject({
			providerId: id$6,
			fits: z.boolean(),
			why: z.array(id$6).max(20)
		})).max(200).optional()
	}),
	"handover.requested": decision([
		"client",
		"ops",
		"manager"
	], "A client who leaves wants help to move to another provider", {}),
	"consent.given": fact(["client", "ops"], "The client agreed to a provider and to data items", {
		providerId: id$6,
		items: ids$1.min(1)
	}),
	"consent.revoked": fact(["client", "ops"], "The client took the consent back, or that to some items", {
		providerId: id$6,
		items: ids$1.min(1).optional()
	}),
	"handover.declined": fact(["client", "ops"], "The client wants no handover", {}),
	"provider.accepted": fact(["ops", "system"], "The provider accepts the client", { providerId: id$6 }),
	"provider.refused": fact(["ops", "system"], "The provider does not accept the client", { providerId: id$6 }),
	"export.delivered": fact(["ops", "system"], "The exported data reached the provider", {
		providerId: id$6,
		hash: z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in hex").optional()
	}),
	"move.planned": fact(["ops"], "The move has a date", { on: promised$1 }),
	"move.confirmed": fact(["client", "ops"], "The client confirmed the move", {}),
	"duties.done": fact(["ops", "client"], "The client's duties on leaving are done", { items: ids$1 }),
	"offboarding.completed": decision(["ops"], "The farewell is complete", {})
};
const handoverEvents = () => specs$6;

// events/hold.ts
const { id: id$5, hash: hash$1 } = fieldSchemas();
const machineRef$1 = z.strictObject({
	id: id$5,
	version: z.string().regex(/^[0-9A-Za-z.-]{1,32}$/, "a version, like 1"),
	hash: hash$1
});
const specs$5 = {
	"hold.placed": decision(["compliance"], "A legal hold: every clock stops", { caseRef: id$5 }),
	"hold.lifted": decision(["compliance"], "The legal hold is lifted", { caseRef: id$5 }),
	"machine.adopted": fact(["compliance", "system"], "The relationship goes on under another version of its machine", {
		from: machineRef$1,
		to: machineRef$1
	}),
	"erasure.ordered": spec("fact", true)(["compliance", "legal"], "Erase the client's personal data", {})
};
const holdEvents = () => specs$5;

// events/intake.ts
const { id: id$4, vaultId: vaultId$3, amount: amount$2, percent, channel: channel$2, ids } = fieldSchemas();
const specs$4 = {
	"intake.assessed": fact(["sales", "manager"], "The prospect's goals were held against what we do", {
		fit: z.boolean(),
		needs: ids,
		regions: ids.optional(),
		budget: amount$2.optional(),
		flagged: z.boolean().default(false),
		goalRef: vaultId$3.optional()
	}),
	"terms.refused": fact(["sales", "manager"], "Our terms were refused", { term: z.enum(["prepayment", "rewrite"]) }),
	"pilot.rejected": fact(["sales", "manager"], "A pilot was rejected", { pilotId: id$4 }),
	"contract.signed": decision(["sales", "manager"], "Admit the prospect: the contract is signed", {
		contractRef: id$4,
		prepayPct: percent,
		damagingRewrite: z.boolean(),
		channel: channel$2
	}),
	"intake.refused": decision(["manager"], "Refuse the prospect", {
		cause: z.enum([
			"terms",
			"misfit",
			"pilot",
			"netValue"
		]),
		alternativeRef: vaultId$3.optional()
	}),
	"prospect.withdrew": decision([
		"client",
		"ops",
		"sales"
	], "The prospect withdrew", {})
};
const intakeEvents = () => specs$4;

// events/marked.ts
function marked(schema, value, path = "") {
	if (schema === void 0 || value === void 0 || value === null) return [];
	const { when, named } = schema.meta() ?? {};
	if (typeof value === "string" && (when ?? named) !== void 0) return [{
		path,
		value,
		...when && { when },
		...named && { named }
	}];
	if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) return marked(schema.unwrap(), value, path);
	if (!(schema instanceof z.ZodObject) || typeof value !== "object") return [];
	const shape = schema.shape;
	return Object.entries(value).flatMap(([name, field]) => marked(shape[name], field, path === "" ? name : `${path}.${name}`));
}
const [AHEAD, BEHIND] = [14 / 24 * DAY, DAY / 2];
const dateOf = (t) => iso(t).slice(0, 10);
function untimely(fields, { receivedAt, day }, kinds) {
	const received = Date.parse(receivedAt);
	const first = day ?? dateOf(received - BEHIND);
	const last = day ?? dateOf(received + AHEAD);
	return fields.flatMap(({ path, value, when }) => {
		if (when === void 0 || !kinds.includes(when)) return [];
		if (when === "promised") return value < first ? [{
			path,
			says: `a date not before ${first}, the client's day`
		}] : [];
		if (!value.includes("T")) return value > last ? [{
			path,
			says: `a date not after ${last}, the client's day: it has been`
		}] : [];
		return Date.parse(value) > received ? [{
			path,
			says: `an instant not after ${receivedAt}, when it came in: it has been`
		}] : [];
	});
}

// events/parting.ts
const { id: id$3, vaultId: vaultId$2, ground, channel: channel$1, adjustment, hash } = fieldSchemas();
const specs$3 = {
	"exit.requested": sanction([
		"ops",
		"manager",
		"finance"
	], "Ask to part on a ground", {
		requestId: id$3,
		ground
	}),
	"exit.approved": sanction(["senior"], "Approve an exit that another person requested", {
		requestId: id$3,
		openedDossierHash: hash.optional(),
		adjustment: adjustment.optional()
	}),
	"exit.rejected": decision(["senior"], "Reject an exit request", { requestId: id$3 }),
	"exit.withdrawn": decision([
		"ops",
		"manager",
		"finance"
	], "Withdraw an exit request", { requestId: id$3 }),
	"exit.revoked": sanction(["senior"], "Take an approved exit back before it is complete", {}),
	"restriction.ordered": sanction(["manager"], "Restrict the client to one channel", {
		channel: channel$1,
		includedRef: vaultId$2.optional(),
		excludedRef: vaultId$2.optional(),
		adjustment: adjustment.optional()
	}),
	"conduct.improved": decision(["manager"], "Conduct improved: restore before the time is up", { evidence: vaultId$2 })
};
const partingEvents = () => specs$3;

// events/price.ts
const { id: id$2, vaultId: vaultId$1, promised, amount: amount$1 } = fieldSchemas();
const specs$2 = {
	"discount.decided": decision(["manager"], "Answer a question about the price", {
		granted: z.boolean(),
		kind: z.enum(DISCOUNT_KINDS).default("other"),
		proven: z.boolean().default(false),
		item: z.enum(["costly", "longTerm"]).optional(),
		oldTotal: amount$1.optional(),
		condition: z.enum(CONDITIONS).nullable().default(null),
		total: amount$1.optional(),
		until: promised.optional()
	}),
	"vip.marked": decision(STAFF, "Mark a client as a VIP", {}),
	"vip.removed": decision(STAFF, "Take the VIP mark away", {}),
	"thanks.given": decision(["manager"], "Thank a client after a review", {
		factRef: vaultId$1.optional(),
		rewardRef: vaultId$1.optional(),
		until: promised.optional()
	}),
	"quote.sent": fact([
		"sales",
		"manager",
		"finance"
	], "A price for extra work was quoted", {
		ref: id$2,
		amount: amount$1
	})
};
const priceEvents = () => specs$2;

// events/service.ts
const { id: id$1, claimed, claimedOn, date: date$2, amount } = fieldSchemas();
const specs$1 = {
	"payment.overdue": decision(["finance", "manager"], "An invoice is overdue: pause the work", {
		invoiceId: id$1,
		dueOn: date$2,
		ourPartDone: z.boolean(),
		amount: amount.optional()
	}),
	"payment.received": fact(["finance", "system"], "A payment came in", {
		invoiceId: id$1,
		paidOn: claimedOn,
		owed: amount.optional()
	}),
	"invoice.changed": fact(["finance", "system"], "An invoice was made out or changed: the newest state counts", {
		invoiceId: id$1,
		dueOn: date$2,
		owed: amount
	}),
	"client.silent": decision(["manager"], "The client has not answered for long: pause the work", { since: claimed }),
	"client.replied": fact([
		"ops",
		"manager",
		"system"
	], "The client answered", { messageId: id$1 }),
	"client.left": fact(["client", "ops"], "The client left, or the contract expired", { cause: z.enum([
		"lostContact",
		"weBrokeAgreement",
		"cheaperElsewhere",
		"obstacle",
		"expired",
		"lifeChanged",
		"other"
	]) })
};
const serviceEvents = () => specs$1;

// events/tasks.ts
const taskId = z.string().max(200).regex(/^[^\s/]{1,100}\/\d+\/\d+(\/[^\s]+)?$/, "a task id: client/seq/n, as `tenure tasks` shows it");
const specs = { "task.closed": sanction(STAFF, "A task was closed by hand", { taskId }) };
const taskEvents = () => specs;

// events/upcast.ts
const SCHEMA = 1;
const UPCASTS = {};
function upcast(event) {
	const { schema = 1 } = event;
	if (schema >= 1) return event;
	let { data } = event;
	for (let n = schema; n < 1; n += 1) data = UPCASTS[n]?.[event.type]?.(data) ?? data;
	return {
		...event,
		schema: 1,
		data
	};
}

// events.ts
const { id, uuid, instant, past: past$1, date: date$1, vaultId, role, channel, channels: channels$1, currency, country, zone } = fieldSchemas();
const catalogue = {
	...intakeEvents(),
	...contactEvents(),
	...priceEvents(),
	...faultEvents(),
	...conductEvents(),
	...careEvents(),
	...deliveryEvents(),
	...assessmentEvents(),
	...partingEvents(),
	...serviceEvents(),
	...appealEvents(),
	...handoverEvents(),
	...afterEvents(),
	...holdEvents(),
	...taskEvents()
};
const envelope = {
	eventId: uuid,
	occurredAt: instant,
	receivedAt: instant,
	actor: z.strictObject({
		id,
		role
	}),
	reason: vaultId.optional(),
	door: id.optional(),
	schema: z.int().min(1).max(1, `at most ${1}: a newer machine is needed`).optional(),
	day: date$1.optional(),
	onBehalfOf: id.optional(),
	signature: z.string().regex(/^[A-Za-z0-9+/=_.:-]{1,1024}$/, "a signature in base64").optional()
};
const schemaOf = (type) => z.strictObject({
	...envelope,
	type: z.literal(type),
	data: catalogue[type].data
}).meta({
	id: type,
	description: catalogue[type].says
});
function eventTypes() {
	return Object.keys(catalogue);
}
function isEventType(type) {
	return Object.hasOwn(catalogue, type);
}
function eventSpec(type) {
	const { kind, roles, says, sanction: needsReason } = catalogue[type];
	return {
		kind,
		roles,
		says,
		sanction: needsReason
	};
}
const eventData = (type) => catalogue[type].data;
const members = /* @__PURE__ */ new Map();
function eventSchema(type) {
	let schema = members.get(type);
	if (!schema) {
		schema = schemaOf(type);
		members.set(type, schema);
	}
	return schema;
}
var Malformed = class extends Error {
	name = "Malformed";
	faults;
	constructor(what, faults) {
		super(`${what}: ${faults.map((f) => f.path ? `${f.path}: ${f.says}` : f.says).join("; ")}`);
		this.faults = faults;
	}
};
function malformed(what, error) {
	return new Malformed(what, error.issues.map((issue) => ({
		path: issue.path.join("."),
		says: issue.message
	})));
}
function parseEvent(input) {
	const type = input?.type;
	if (typeof type !== "string" || !isEventType(type)) throw new Malformed("not an event", [{
		path: "type",
		says: `unknown event type; one of ${eventTypes().join(", ")}`
	}]);
	const parsed = eventSchema(type).safeParse(upcast(input));
	if (!parsed.success) throw malformed(`not a valid ${type}`, parsed.error);
	const event = input;
	const faults = [...strayTimes(event), ...strayMoments(eventData(type), event)];
	if (catalogue[type].sanction && event.reason === void 0) faults.push({
		path: "reason",
		says: "a sanction needs a reason"
	});
	if (faults.length > 0) throw new Malformed(`not a valid ${type}`, faults);
	return event;
}
const strayMoments = (schema, event) => untimely(marked(schema, event.data, "data"), event, ["past", "promised"]);
function strayTimes({ occurredAt, receivedAt, day }) {
	const received = Date.parse(receivedAt);
	const faults = [];
	if (Date.parse(occurredAt) > received) faults.push({
		path: "occurredAt",
		says: "lies after receivedAt"
	});
	const midnight = Math.floor(received / DAY) * DAY;
	if (day !== void 0 && Math.abs(Date.parse(day) - midnight) > 864e5) faults.push({
		path: "day",
		says: "the client's date at receivedAt: at most a day from the date in UTC"
	});
	return faults;
}
const opening$1 = z.strictObject({
	kind: z.enum(["b2b", "retail"]),
	locale: z.enum(LOCALES),
	zone,
	currency,
	channels: channels$1,
	country: country.optional(),
	consumer: z.boolean().optional(),
	publicContract: z.boolean().optional(),
	sector: id.optional(),
	aliases: z.array(id).max(20).optional(),
	contract: z.strictObject({
		contractRef: id,
		channel,
		signedAt: past$1
	}).optional()
});
const OPENED = "relationship.opened";
let opened$1;
function parseEnvelope(input) {
	if (input?.type !== "relationship.opened") return parseEvent(input);
	opened$1 ??= z.strictObject({
		...envelope,
		type: z.literal(OPENED),
		data: opening$1.extend({ policy: policySchema() })
	});
	const parsed = opened$1.safeParse(input);
	if (!parsed.success) throw malformed("not a valid opening", parsed.error);
	const event = parsed.data;
	const faults = [...strayTimes(event), ...strayMoments(opening$1, event)];
	if (faults.length > 0) throw new Malformed("not a valid opening", faults);
	return event;
}

// context/derived.ts
function restriction(context) {
	return context.decisions.find((d) => d.kind === "restriction" && d.status === "standing") ?? null;
}
function standingExit(context) {
	return context.decisions.findLast((d) => d.kind === "exit" && d.status === "standing") ?? null;
}
function pendingWarning(context) {
	return context.decisions.find((d) => d.kind === "warning" && d.status === "pending") ?? null;
}
function strikes(context) {
	return context.decisions.filter((d) => d.kind === "warning" && d.status === "standing");
}
function written(context, first = null) {
	const order = [
		restriction(context)?.channel ?? null,
		first,
		...context.channels
	].filter((channel) => channel !== null && channel !== "phone");
	return [...new Set(order)];
}
const goodbyes = (context) => context.endings.length;
const lastGoodbye = (context) => context.endings.at(-1) ?? null;
const isPaused = ({ arrears, silentSince }) => Object.keys(arrears).length > 0 || silentSince !== null;
const daysPassed = (context, since) => midnightsPassed(context.holds, since, context.day);
const isUnwritten = (context) => written(context).length === 0;
function cleanSince(context) {
	const times = [];
	for (const strike of strikes(context)) if (strike.toldAt !== null) times.push(strike.toldAt);
	const limit = restriction(context);
	if (limit) times.push(limit.at);
	const counted = context.conductGround ? context.incidents[context.conductGround] : void 0;
	if (counted) times.push(counted.happenedAt);
	if (limit && context.reviewedAt !== null) times.push(context.reviewedAt);
	return times.length > 0 ? Math.max(...times) : null;
}
function netValue(context) {
	const { finance } = context.assessed;
	return finance && finance.revenue + finance.benefit - finance.cost;
}
function sumsOf(context, stated) {
	const { dossier } = context;
	return stated?.dossier !== void 0 && stated.dossier === dossier?.id ? dossier.sums : null;
}
function netValueRead(context) {
	const { finance } = context.assessed;
	return {
		netValue: netValue(context),
		...finance && {
			revenue: finance.revenue,
			benefit: finance.benefit,
			cost: finance.cost
		},
		...finance?.dossier !== void 0 && { dossier: finance.dossier },
		...sumsOf(context, finance)?.costs
	};
}

// notices.ts
const text = { kind: "text" };
const date = { kind: "date" };
const number = { kind: "number" };
const money = { kind: "money" };
const flag = { kind: "flag" };
const list = { kind: "list" };
const word$1 = { kind: "word" };
const told$2 = {
	kind: "told",
	optional: true
};
const provider$1 = { kind: "provider" };
const choice = (...choices) => ({ kind: choices });
const optional = (slot) => ({
	...slot,
	optional: true
});
const channels = choice(...CHANNELS);
const work = optional(choice("paused", "over"));
const rank = {
	...optional(choice(...RANKS)),
	words: "rank"
};
const NOTICE_SLOTS = {
	N1: {
		channels: list,
		prepayPct: optional(number),
		replyDays: optional(number)
	},
	N2: {
		cause: choice("terms", "misfit", "pilot", "netValue", "silent"),
		goal: optional(text),
		needs: optional(list),
		alternative: optional(text)
	},
	N3: {
		matter: optional(text),
		ours: flag,
		kind: optional(choice(...BOUNDARIES)),
		work
	},
	N4: {
		n: number,
		of: number,
		happenedAt: date,
		channel: optional(channels),
		said: optional(text),
		appealDays: number,
		work
	},
	N5: {
		channel: channels,
		from: date,
		reviewAt: date,
		appealDays: number,
		included: optional(text),
		excluded: optional(text),
		byGround: told$2,
		work
	},
	N6: {
		cause: choice("arrears", "silence"),
		since: optional(date),
		amount: optional(money),
		invoice: optional(text),
		from: date,
		stopsAt: optional(date),
		further: told$2
	},
	N7: {
		lastDay: date,
		spoken: flag,
		reason: choice("money", "conduct", "fit"),
		alternative: optional(provider$1),
		appealDays: number,
		ground: optional(choice(...GROUNDS)),
		invoice: optional(text),
		since: optional(date),
		need: optional(word$1),
		term: optional(choice("prepayment", "rewrite")),
		work
	},
	N8: {
		what: choice("conduct", "limits", "payment", "settled", "reply", "winBack", "revoked"),
		from: date,
		ended: optional(choice("warning", "warnings", "limits")),
		warnedAt: optional(date),
		work
	},
	N9: {
		upheld: flag,
		decision: text,
		kind: choice("warning", "restriction", "exit"),
		judgedBy: choice("senior"),
		reasons: optional(text),
		work
	},
	N10: {
		promotion: flag,
		cause: choice("lostContact", "weBrokeAgreement", "cheaperElsewhere", "obstacle", "other"),
		changed: optional(text),
		bonus: optional(text),
		until: optional(date),
		weParted: told$2,
		compensated: told$2
	},
	N11: {
		manager: optional(text),
		rank,
		contact: optional(text),
		from: date,
		nextOn: optional(date)
	},
	N12: {
		granted: flag,
		loyal: told$2,
		condition: optional(choice("annual", "bulk", "scope", "barter")),
		total: optional(money),
		until: optional(date),
		instead: optional(choice(...[
			"consulting",
			"loyalty",
			"promotion",
			"extras",
			"referral",
			"raffle",
			"barter"
		], "compensation"))
	},
	N13: {
		what: optional(text),
		remedy: optional(text),
		curedBy: optional(date),
		amount: optional(money),
		cured: told$2,
		noLoss: told$2,
		answerable: optional(text)
	},
	N14: {
		kind: optional(choice("colleague", "senior")),
		colleague: optional(text),
		rank,
		skill: optional(text),
		contact: optional(text),
		nextOn: optional(date)
	},
	N15: {
		segment: {
			...choice("core", "wavering"),
			unsaid: true
		},
		fact: optional(text),
		reward: optional(text),
		until: optional(date)
	}
};
const TALK_POINTS = [
	"say.fact",
	"say.no",
	"say.open",
	"say.lastDay",
	...GROUNDS.map((ground) => `say.ground.${ground}`),
	"say.reason.money",
	"say.reason.conduct",
	"say.reason.fit",
	"say.move",
	"say.appeal",
	"say.next",
	"duty.data",
	"duty.open",
	"alternative",
	"never.incidents",
	"never.blame",
	"never.bargain",
	"never.labels",
	"never.dossier"
];

// reasons.ts
const MONEY = [
	"blackmail",
	"customisation",
	"unprofitable"
];
const groundOf = (context) => standingExit(context)?.ground ?? "terms";
function reasonOf(ground) {
	if (MONEY.includes(ground)) return "money";
	return ground === "conduct" ? "conduct" : "fit";
}
function oldestArrears({ arrears }) {
	const [oldest] = Object.entries(arrears).sort(([, a], [, b]) => a < b ? -1 : 1);
	return oldest ? {
		invoice: oldest[0],
		since: oldest[1]
	} : {};
}
function reasonsOf(context) {
	const ground = groundOf(context);
	const { termsRefused, silentSince, assessed, dossier } = context;
	switch (ground) {
		case "arrears": return {
			ground,
			...oldestArrears(context)
		};
		case "silence": return {
			ground,
			since: silentSince
		};
		case "customisation":
		case "outgrown": return {
			ground,
			need: assessed.product?.about ?? dossier?.sums?.demand?.about
		};
		case "terms": return {
			ground,
			term: termsRefused.length === 1 ? termsRefused[0] : null
		};
		default: return { ground };
	}
}

// findings.ts
var DataNotGiven = class extends Error {};
function ask(find) {
	try {
		return find();
	} catch (error) {
		if (error instanceof DataNotGiven) return void 0;
		throw error;
	}
}
function check(rule, says, test, options = {}) {
	const given = ask(() => options.read?.() ?? {}) ?? {};
	const read = {};
	for (const name in given) {
		const value = given[name];
		if (value !== void 0) read[name] = value;
	}
	return {
		rule,
		says,
		passed: ask(test) ?? null,
		read,
		...options.threshold && { threshold: options.threshold },
		...options.route && { route: true },
		...options.secondPerson && { secondPerson: true }
	};
}
function route(rule, says, test, options = {}) {
	return check(rule, says, test, {
		...options,
		route: true
	});
}
function byAnother(rule, says, test, options = {}) {
	return check(rule, says, test, {
		...options,
		secondPerson: true
	});
}
function passes(findings) {
	return findings.every((finding) => finding.passed === true);
}
function distinct(findings) {
	const seen = /* @__PURE__ */ new Map();
	for (const finding of findings) {
		const key = `${finding.rule}\n${finding.says}`;
		if (!seen.has(key)) seen.set(key, finding);
	}
	return [...seen.values()];
}

// rules/rule.ts
function dataOf(types, event) {
	if (![types].flat().some((type) => type === event.type)) throw new TypeError(`a rule of ${types} is asked of ${event.type}`);
	return event.data;
}
function limit(context, value, key) {
	return {
		value,
		from: `policy ${context.policy.version}, ${key}`
	};
}
function daysSince(context, since) {
	return elapsed(context.holds, since, context.at) / DAY;
}
function notHeld(context) {
	return check("R-LIF-19", "no legal hold stands", () => context.holds.at(-1)?.to !== null, { read: () => ({ holds: context.holds.length }) });
}

// slots.ts
function filled(told) {
	return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null && value !== void 0));
}
const told$1 = (holds) => holds ? true : null;
function isOver(context) {
	const { contract, intake } = context;
	const last = lastGoodbye(context);
	return intake.returned || last !== null && (contract === null || contract.signedAt < last.at);
}
const isStopped = (context) => isPaused(context) || context.workStopped && context.farewell !== null;
function workOf(context) {
	if (isOver(context)) return "over";
	return isStopped(context) ? "paused" : null;
}
function anew(context, { notice, slots }) {
	if (notice === "N7") return filled(farewellOf(context));
	const { work: _, ...others } = slots;
	return "work" in NOTICE_SLOTS[notice] ? filled({
		...others,
		work: workOf(context)
	}) : slots;
}
const welcome = (context, event) => ({
	channels: [...context.channels],
	prepayPct: dataOf("contract.signed", event).prepayPct,
	replyDays: context.policy.terms.replyDays
});
const refusal = ({ intake }, event) => {
	const { cause, alternativeRef } = dataOf("intake.refused", event);
	const needs = cause === "misfit" && intake.needs.length > 0 ? [...intake.needs] : null;
	return {
		cause,
		goal: intake.goal,
		needs,
		alternative: alternativeRef
	};
};
const silentRefusal = ({ intake }) => ({
	cause: "silent",
	goal: intake.goal
});
const boundary = (context, event) => {
	const { matterRef, kind } = dataOf("boundary.stated", event);
	return {
		ours: false,
		matter: matterRef,
		kind,
		work: workOf(context)
	};
};
const boundaryOfOurs = (context) => ({
	ours: true,
	kind: "tone",
	work: workOf(context)
});
const warning$1 = (context) => {
	const { incidentId = null } = pendingWarning(context) ?? {};
	const incident = incidentId === null ? void 0 : context.incidents[incidentId];
	return {
		n: strikes(context).length + 1,
		of: context.policy.conduct.warnings,
		happenedAt: iso(incident?.happenedAt ?? context.at),
		channel: incident?.channel,
		said: incident?.said,
		appealDays: context.policy.appeal.windowDays,
		work: workOf(context)
	};
};
const limits = (context, event) => {
	const limit = restriction(context);
	const service = event.type === "restriction.ordered" ? dataOf("restriction.ordered", event) : null;
	return {
		channel: limit?.channel ?? "post",
		from: iso(context.at),
		reviewAt: iso(context.at + context.policy.conduct.restrictedCoolOffDays * DAY),
		appealDays: context.policy.appeal.windowDays,
		included: service?.includedRef,
		excluded: service?.excludedRef,
		byGround: told$1(limit !== null && limit.ground !== "conduct"),
		work: workOf(context)
	};
};
function stopsAt(context, since, groundDays) {
	const day = since + groundDays * DAY;
	return day > context.at ? iso(day) : null;
}
const hasFurtherCause = ({ arrears, silentSince }) => Object.keys(arrears).length + (silentSince === null ? 0 : 1) > 1;
const arrears$2 = (context, event) => {
	const { invoiceId, dueOn, amount } = dataOf("payment.overdue", event);
	const since = context.arrears[invoiceId] ?? dueOn;
	return {
		cause: "arrears",
		since,
		amount,
		invoice: invoiceId,
		from: iso(context.at),
		stopsAt: stopsAt(context, Date.parse(since), context.policy.service.unpaidGroundDays),
		further: told$1(hasFurtherCause(context))
	};
};
const silence$2 = (context, event) => {
	const since = context.silentSince ?? dataOf("client.silent", event).since;
	return {
		cause: "silence",
		since,
		from: iso(context.at),
		stopsAt: stopsAt(context, Date.parse(since), context.policy.service.silentGroundDays),
		further: told$1(hasFurtherCause(context))
	};
};
const alternative = ({ handover }) => handover?.outcome === "open" ? handover.provider : null;
const farewellOf = (context) => ({
	lastDay: iso(context.farewell?.lastDay ?? context.at),
	spoken: context.farewell?.approach === "spoken",
	reason: reasonOf(groundOf(context)),
	...reasonsOf(context),
	alternative: alternative(context),
	appealDays: context.policy.appeal.windowDays,
	work: workOf(context)
});
const farewell$1 = farewellOf;
function warningsEnded(context) {
	const [warning, ...more] = context.decisions.filter(({ kind, status }) => kind === "warning" && status === "expired");
	if (!warning || warning.toldAt === null || more.length > 0) return { ended: "warnings" };
	return {
		ended: "warning",
		warnedAt: iso(warning.toldAt)
	};
}
const reinstatement = (context) => ({
	what: "conduct",
	from: iso(context.at),
	...warningsEnded(context),
	work: workOf(context)
});
const lifted = (context) => {
	const last = context.decisions.findLast(({ kind }) => kind === "restriction");
	const from = iso(context.at);
	const work = workOf(context);
	if (last?.ground !== "conduct") return {
		what: "limits",
		from,
		work
	};
	return {
		what: "conduct",
		from,
		ended: "limits",
		work
	};
};
const revoked$1 = (context) => ({
	what: "revoked",
	from: iso(context.at),
	work: workOf(context)
});
const RESUMED_BY = {
	"payment.received": "payment",
	"client.replied": "reply",
	"message.received": "reply"
};
const resumed = (context, event) => ({
	what: RESUMED_BY[event.type] ?? "settled",
	from: iso(context.at)
});
const wonBack = (context) => ({
	what: "winBack",
	from: iso(context.at)
});
const verdict$2 = (upheld) => (context, event) => {
	const { decisionId, reasonsRef } = dataOf(["appeal.upheld", "appeal.rejected"], event);
	return {
		upheld,
		decision: decisionId,
		kind: context.decisions.find(({ id }) => id === decisionId)?.kind ?? "warning",
		judgedBy: "senior",
		reasons: reasonsRef,
		work: workOf(context)
	};
};
const approach$1 = (context, event) => {
	const { tiered, assessed, letters } = context;
	const { changedRef, bonusRef, until } = dataOf(["winback.approved", "obstacle.removed"], event);
	const cause = event.type === "obstacle.removed" ? "obstacle" : assessed.departure?.cause ?? "other";
	return {
		promotion: tiered?.tier === "low",
		cause,
		changed: changedRef,
		bonus: bonusRef,
		until,
		weParted: told$1(lastGoodbye(context)?.cause === "exit"),
		compensated: told$1(letters.some(({ notice, slots }) => notice === "N13" && slots.amount !== void 0))
	};
};
const manager = (context, event) => {
	const { nameRef, rank, contactRef, nextOn } = dataOf("manager.changed", event);
	return {
		manager: nameRef,
		rank,
		contact: contactRef,
		from: iso(context.at),
		nextOn
	};
};
const price = ({ policy }, event) => {
	const { granted, kind, condition, total, until } = dataOf("discount.decided", event);
	const first = policy.discounts[kind].instead.find((each) => each !== "findCause");
	return {
		granted,
		loyal: told$1(granted && kind === "loyal"),
		condition,
		total,
		until,
		instead: granted ? null : first
	};
};
const ofFault = (fault) => ({
	what: fault?.what,
	remedy: fault?.remedy,
	curedBy: fault?.curedAt === null ? fault.curedBy : null,
	cured: told$1(fault !== void 0 && fault.curedAt !== null)
});
const fault = ({ faults }, event) => {
	const { explainedBy } = dataOf("incident.confirmed", event);
	const latest = Object.values(faults).reduce((last, each) => last && last.openedAt > each.openedAt ? last : each, void 0);
	return ofFault((explainedBy === null ? void 0 : faults[explainedBy]) ?? latest);
};
const compensation = ({ faults }, event) => {
	const { faultId, amount, answerableRef } = dataOf("compensation.decided", event);
	return {
		...ofFault(faults[faultId]),
		amount: amount === 0 ? null : amount,
		noLoss: told$1(amount === 0),
		answerable: answerableRef
	};
};
const colleague = (_, event) => {
	const { kind, nameRef, rank, skillRef, contactRef, nextOn } = dataOf("help.needed", event);
	return {
		kind: kind === "senior" ? kind : "colleague",
		colleague: nameRef,
		rank: rank ?? (kind === "senior" ? "senior" : null),
		skill: skillRef,
		contact: contactRef,
		nextOn
	};
};
const thanks = ({ segmented }, event) => {
	const { factRef, rewardRef, until } = dataOf("thanks.given", event);
	return {
		segment: segmented?.segment === "core" ? "core" : "wavering",
		fact: factRef,
		reward: rewardRef,
		until
	};
};
const exitPoints = (context) => exitPointsFor(groundOf(context), alternative(context));
function exitPointsFor(ground, provider) {
	return [
		"say.fact",
		`say.ground.${ground}`,
		`say.reason.${reasonOf(ground)}`,
		"say.lastDay",
		"say.move",
		"say.appeal",
		"duty.data",
		"duty.open",
		...provider === null ? [] : [`alternative.${provider}`],
		"never.incidents",
		"never.blame",
		"never.bargain",
		"never.labels",
		"never.dossier"
	];
}
const warningPoints = () => [
	"say.fact",
	"say.no",
	"say.next",
	"say.open",
	"say.appeal",
	"never.blame",
	"never.labels",
	"never.dossier"
];
const pointer = (context, event) => ({
	channel: dataOf("message.received", event).channel,
	open: restriction(context)?.channel ?? "post"
});

// context.ts
const HANDOVER_OPEN = {
	outcome: "open",
	matched: [],
	candidates: [],
	provider: null,
	items: [],
	shared: false,
	exportSeq: null,
	moveOn: null
};
const NOTHING_ASSESSED = {
	finance: null,
	margin: null,
	threat: null,
	product: null,
	returns: null,
	sabotage: [],
	chemistry: null,
	lostInterest: null,
	departure: null
};
const UNASSESSED = {
	assessments: [],
	flagged: false,
	needs: [],
	regions: [],
	budget: null,
	statedAt: null,
	goal: null,
	pilotRejected: false,
	returned: false,
	effort: {
		minutes: 0,
		upTo: "",
		dossier: null,
		reviewed: false
	}
};
function opened(client, opening, at) {
	const begun = opening.contract?.channel;
	const written = opening.channels.find((channel) => channel !== "phone") ?? "phone";
	return {
		at,
		day: dayOf(at),
		seq: 1,
		client,
		kind: opening.kind,
		locale: opening.locale,
		zone: opening.zone,
		currency: opening.currency,
		channels: opening.channels,
		policy: opening.policy,
		origin: begun === void 0 || begun === "phone" ? written : begun,
		contract: opening.contract ? {
			ref: opening.contract.contractRef,
			signedAt: Date.parse(opening.contract.signedAt)
		} : null,
		intake: UNASSESSED,
		termsRefused: [],
		incidents: {},
		faults: {},
		decisions: [],
		letters: [],
		conductGround: null,
		concessionsUnderThreat: 0,
		assessed: NOTHING_ASSESSED,
		clauses: {},
		dossier: null,
		streaks: {},
		demands: {},
		invoices: {},
		arrears: {},
		heard: null,
		answeredAt: null,
		silentSince: null,
		silence: null,
		workStopped: false,
		request: null,
		farewell: null,
		handover: null,
		leavingSince: null,
		failedCalls: {},
		holds: [],
		endings: [],
		approachedAt: null,
		tiered: null,
		segmented: null,
		askedOff: [],
		vip: null,
		retentionOffered: false,
		reviewedAt: null,
		pointedAt: null
	};
}

// decisions.ts
function decisionId(context) {
	return `d${context.seq}`;
}
function change$1(context, id, to) {
	return context.decisions.map((decision) => decision.id === id ? {
		...decision,
		...to
	} : decision);
}
function posted(context, letter) {
	const { notice, channel, slots, about, instead } = letter;
	const kept = context.letters.filter((other) => other !== instead).slice(-19);
	const tried = [...instead?.tried ?? [], channel];
	const sent = {
		arrivedAt: null,
		unknown: null,
		endings: context.endings.length
	};
	return { letters: [...kept, {
		seq: context.seq,
		notice,
		slots,
		about,
		tried,
		...sent
	}] };
}
function settled(context, letter) {
	return { letters: context.letters.map((each) => each === letter ? {
		...each,
		unknown: null
	} : each) };
}
function withoutLetters(context, about) {
	return { letters: context.letters.filter((letter) => letter.about !== about) };
}
function warned(context, by, data) {
	const decision = {
		id: decisionId(context),
		kind: "warning",
		ground: "conduct",
		incidentId: data.incidentId,
		deciders: [by],
		at: context.at,
		toldAt: null,
		status: "pending",
		channel: null,
		restsOn: [],
		appeal: null
	};
	return {
		...confirmed(context, data, "counted"),
		vip: null,
		decisions: [...context.decisions, decision]
	};
}
function confirmed(context, data, status) {
	const incident = context.incidents[data.incidentId];
	if (!incident) return {};
	return { incidents: {
		...context.incidents,
		[data.incidentId]: {
			...incident,
			status,
			confirmedAt: context.at,
			explainedBy: data.explainedBy
		}
	} };
}
function served(context, at) {
	const pending = pendingWarning(context);
	if (!pending) return {};
	const toldAt = Math.max(at, pending.at);
	return { decisions: change$1(context, pending.id, {
		status: "standing",
		toldAt
	}) };
}
function spoken(context, at) {
	const pending = pendingWarning(context);
	return pending ? {
		...served(context, at),
		...withoutLetters(context, pending.id)
	} : {};
}
function lapsed(context) {
	const pending = pendingWarning(context);
	if (!pending) return {};
	const incident = pending.incidentId ? context.incidents[pending.incidentId] : void 0;
	return {
		...withoutLetters(context, pending.id),
		decisions: change$1(context, pending.id, { status: "lapsed" }),
		...incident && pending.incidentId && { incidents: {
			...context.incidents,
			[pending.incidentId]: {
				...incident,
				status: "joined"
			}
		} }
	};
}
function bounced(context, about) {
	if (about === null) return {};
	const decisions = change$1(context, about, pendingWarning(context) === null ? {
		status: "pending",
		toldAt: null
	} : {
		status: "lapsed",
		toldAt: null
	});
	return withoutFoundation({
		...context,
		decisions
	});
}
function annulled(context, id) {
	if (id === null) return {};
	return withoutFoundation({
		...context,
		decisions: change$1(context, id, {
			status: "lapsed",
			toldAt: null
		})
	});
}
function withoutFoundation(context) {
	if (strikes(context).length >= context.policy.conduct.warnings) return context;
	return {
		...context,
		conductGround: null,
		decisions: context.decisions.map((d) => d.status === "standing" && d.kind !== "warning" && d.ground === "conduct" ? {
			...d,
			status: "struck"
		} : d)
	};
}
function struckOut(context, id) {
	const decision = context.decisions.find((d) => d.id === id);
	const decisions = change$1(context, id, {
		status: "struck",
		...decision?.appeal && { appeal: {
			...decision.appeal,
			verdict: "upheld"
		} }
	});
	const after = withoutFoundation({
		...context,
		...withoutLetters(context, id),
		decisions
	});
	const fell = (d) => d.kind === "exit" && (d.status === "struck" || d.restsOn.includes(id));
	const fallen = after.decisions.filter(fell).map((d) => d.id);
	return {
		...after,
		decisions: after.decisions.map((d) => fell(d) ? {
			...d,
			status: "struck"
		} : d),
		endings: after.endings.filter(({ decisionId }) => decisionId === null || !fallen.includes(decisionId))
	};
}
function exitRevoked(context) {
	const { farewell } = context;
	if (!farewell) return {};
	return {
		...withoutLetters(context, farewell.decisionId),
		farewell: null,
		handover: null,
		decisions: change$1(context, farewell.decisionId, { status: "revoked" })
	};
}
function appealed(context, id) {
	return { decisions: change$1(context, id, { appeal: {
		filedAt: context.at,
		verdict: "open"
	} }) };
}
function appealRejected(context, id) {
	const appeal = context.decisions.find((d) => d.id === id)?.appeal;
	return appeal ? { decisions: change$1(context, id, { appeal: {
		...appeal,
		verdict: "rejected"
	} }) } : {};
}
function groundOpened(context, data) {
	return {
		...confirmed(context, data, "counted"),
		conductGround: data.incidentId
	};
}
function restricted(context, limit) {
	const decision = {
		id: decisionId(context),
		kind: "restriction",
		ground: limit.ground,
		incidentId: null,
		deciders: limit.deciders,
		at: context.at,
		toldAt: null,
		status: "standing",
		channel: limit.channel,
		restsOn: [],
		appeal: null
	};
	return {
		pointedAt: null,
		vip: null,
		conductGround: limit.ground === "conduct" ? null : context.conductGround,
		decisions: [...context.decisions, decision]
	};
}
function remainingChannel(context) {
	return context.channels.includes("post") ? "post" : context.origin;
}
function exitApproved(context, by) {
	const { request } = context;
	if (!request) return {};
	const decision = {
		id: decisionId(context),
		kind: "exit",
		ground: request.ground,
		incidentId: null,
		deciders: [by, request.by],
		at: context.at,
		toldAt: null,
		status: "standing",
		channel: null,
		restsOn: request.ground === "conduct" ? strikes(context).map(({ id }) => id) : [],
		appeal: null
	};
	return {
		request: null,
		vip: null,
		decisions: [...context.decisions, decision],
		farewell: {
			decisionId: decision.id,
			noticeDays: context.clauses[request.ground]?.noticeDays ?? 0,
			approach: context.kind === "retail" ? "retail" : "calling",
			lastDay: null,
			toldAt: null,
			dutiesDone: false
		},
		handover: HANDOVER_OPEN
	};
}
function told(context, at) {
	const { farewell } = context;
	if (!farewell) return {};
	return {
		farewell: {
			...farewell,
			toldAt: at
		},
		decisions: change$1(context, farewell.decisionId, { toldAt: at })
	};
}
function toldByPost(context) {
	const { farewell } = context;
	return farewell ? {
		...told(context, context.at),
		...withoutLetters(context, farewell.decisionId)
	} : {};
}
function reinstated(context) {
	return {
		conductGround: null,
		decisions: context.decisions.map((d) => d.status === "standing" ? {
			...d,
			status: "expired"
		} : d)
	};
}
function goodbye(context, cause) {
	const exit = context.decisions.find((d) => d.id === context.farewell?.decisionId) ?? null;
	const isFirst = context.endings.every(({ decisionId: id }) => id !== exit?.id);
	return {
		request: null,
		handover: context.handover && {
			...context.handover,
			outcome: context.handover.outcome === "open" ? "none" : context.handover.outcome
		},
		leavingSince: null,
		endings: [...context.endings, {
			at: context.at,
			decisionId: isFirst ? exit?.id ?? null : null,
			ground: exit?.ground ?? null,
			cause
		}],
		approachedAt: null,
		retentionOffered: false,
		vip: null
	};
}
function restrictionFell(before, after) {
	return restriction(before) !== null && restriction(after) === null;
}

// rules/appeal.ts
const APPEAL_TYPES = [
	"appeal.filed",
	"appeal.upheld",
	"appeal.rejected"
];
const named$2 = (context, event) => context.decisions.find((d) => d.id === dataOf(APPEAL_TYPES, event).decisionId);
const file = (context, event) => {
	const { windowDays } = context.policy.appeal;
	const decision = () => named$2(context, event);
	const since = () => {
		const toldAt = decision()?.toldAt ?? null;
		return toldAt === null ? 0 : daysSince(context, toldAt);
	};
	return [
		check("R-LIF-12", "the decision is a warning, a restriction or an exit of ours that stands", () => ["pending", "standing"].includes(decision()?.status ?? "")),
		check("R-LIF-12", "no appeal on this decision was filed before", () => (decision()?.appeal ?? null) === null),
		check("R-LIF-12", `filed within ${windowDays} days of being told`, () => since() <= windowDays, {
			read: () => ({ daysSinceTold: inDays(since() * DAY) }),
			threshold: limit(context, windowDays, "appeal.windowDays")
		})
	];
};
const judgeable = (context, event) => {
	const decision = () => named$2(context, event);
	return [check("R-LIF-12", "an appeal on this decision is open", () => decision()?.appeal?.verdict === "open"), byAnother("R-LIF-12", "another person judges than decided", () => !decision()?.deciders.includes(event.actor.id))];
};
const after = (context, event) => struckOut(context, dataOf("appeal.upheld", event).decisionId);
const exitFalls = (context, event) => standingExit(context) !== null && standingExit(after(context, event)) === null;
const uphold = (context, event) => [...judgeable(context, event), route("R-LIF-12", "an exit of ours does not fall with it", () => !exitFalls(context, event))];
const upholdReturning = (context, event) => [...judgeable(context, event), route("R-LIF-12", "the exit falls with it", () => exitFalls(context, event))];
const upholdReopening = (context, event) => [...uphold(context, event), route("R-LIF-12", "without the goodbye of the exit there were fewer than two", () => goodbyes(after(context, event)) < 2)];
const rejectAppeal = judgeable;
const pendingWasStruck = (context) => [route("R-LIF-12", "no warning waits any more", () => pendingWarning(context) === null)];

// context/letters.ts
function seqOf(effectId) {
	return Number(effectId.split("/").at(-2));
}
function letterOf(context, report) {
	const seq = seqOf(report.effectId);
	return context.letters.find((letter) => letter.seq === seq && letter.notice === report.notice) ?? null;
}
function reportOf(context, event) {
	switch (event.type) {
		case "notice.delivered": {
			const data = event.data;
			const letter = letterOf(context, data);
			return letter && {
				letter,
				arrived: true,
				at: past(context, data.deliveredAt)
			};
		}
		case "notice.failed": {
			const letter = letterOf(context, event.data);
			return letter && {
				letter,
				arrived: false,
				at: context.at
			};
		}
		case "delivery.checked": {
			const { effectId, arrived, at } = event.data;
			const letter = context.letters.find((each) => each.unknown === effectId);
			return letter ? {
				letter,
				arrived,
				at: past(context, at)
			} : null;
		}
		default: return null;
	}
}
function past(context, at) {
	return Math.min(Date.parse(at), context.at);
}
const LASTING = [
	"N2",
	"N9",
	"N10",
	"N13"
];
const lastingLetters = ({ letters }) => letters.filter(({ notice }) => LASTING.includes(notice));
const OFFERS = [
	"N6",
	"N12",
	"N15"
];
function tellsTruth(context, { notice, about, slots, endings }) {
	const decision = context.decisions.find(({ id }) => id === about);
	if (!LASTING.includes(notice) && endings !== context.endings.length) return false;
	if (OFFERS.includes(notice) && context.farewell !== null) return false;
	switch (notice) {
		case "N4": return decision?.status === "pending" || decision?.status === "standing";
		case "N5": return decision?.status === "standing";
		case "N6": return slots.cause === "arrears" ? String(slots.invoice) in context.arrears : context.silentSince !== null;
		case "N7": return decision?.status === "standing" && context.farewell?.decisionId === about;
		case "N8": return !(["payment", "reply"].includes(String(slots.what)) && isPaused(context));
		case "N10": return context.approachedAt !== null;
		default: return true;
	}
}

// chart/event.ts
const data = (types, event) => dataOf(types, event);
const report = (context, event) => reportOf(context, event);
const actor = (event) => "actor" in event ? event.actor.id : "engine";
const roleOf = (event) => "actor" in event ? event.actor.role : "system";

// chart/actions.ts
const notice = (name, telling, about = () => null, first = () => null) => [sure(doing((context, event) => letter(context, event, {
	name,
	telling,
	about,
	first
})))];
const noticeIf = (isDue, name, telling, { about = () => null, first = () => null } = {}) => doing((context, event) => isDue(context) ? letter(context, event, {
	name,
	telling,
	about,
	first
}) : []);
function letter(context, event, of) {
	const { name, telling, first } = of;
	const [channel] = written(context, first(context));
	const about = of.about(context, event);
	if (channel === void 0) {
		const points = [`${name} is to be told by telephone`];
		const { params } = task("call", "manager", {
			about: () => about,
			points: () => points
		});
		return [{
			type: "openTask",
			params: params({
				context,
				event
			})
		}];
	}
	const told = {
		notice: name,
		channel,
		slots: filled(telling(context, event)),
		about
	};
	return [{
		type: "posted",
		params: told
	}, {
		type: "sendNotice",
		params: {
			...told,
			slots: { ...told.slots }
		}
	}];
}
const again = [{
	type: "posted",
	params: ({ context, event }) => {
		const letter = report(context, event)?.letter;
		if (!letter) throw new Error("no letter to send again");
		const channel = written(context).find((next) => !letter.tried.includes(next)) ?? "post";
		return {
			notice: letter.notice,
			channel,
			slots: anew(context, letter),
			about: letter.about,
			instead: letter
		};
	}
}, {
	type: "sendNotice",
	params: lastLetter
}];
function lastLetter({ context }) {
	const letter = context.letters.at(-1);
	if (!letter) throw new Error("no letter was posted");
	return {
		notice: letter.notice,
		channel: letter.tried.at(-1) ?? "post",
		slots: { ...letter.slots },
		about: letter.about
	};
}
const task = (kind, role, options = {}) => ({
	type: "openTask",
	params: ({ context, event }) => ({
		kind,
		role,
		dueAt: iso(context.at + (options.dueDays?.(context) ?? context.policy.tasks.dueDays) * DAY),
		about: options.about?.(context, event) ?? null,
		points: options.points?.(context, event) ?? []
	})
});
const closeTasks = (about, kind = null) => ({
	type: "closeTasks",
	params: ({ context, event }) => {
		const matter = about(context, event);
		if (matter === null) throw new Error("no matter to close the tasks of");
		return {
			about: matter,
			kind
		};
	}
});
const pendingId = (context) => pendingWarning(context)?.id ?? null;
const exitId = (context) => context.farewell?.decisionId ?? null;
const requestId = (context) => context.request?.id ?? null;
const limitId = (context) => restriction(context)?.id ?? null;
const appealId = (_, event) => data(APPEAL_TYPES, event).decisionId;
const fromOrigin = (context) => context.origin;
const closeAllTasks = {
	type: "closeTasks",
	params: {
		about: null,
		kind: null
	}
};
const pointing = {
	guard: "R-LIF-4/pointed",
	actions: ["pointed", {
		type: "pointToChannel",
		params: ({ context, event }) => pointer(context, event)
	}]
};
const elsewhere = { "incident.confirmed": {
	guard: "R-LIF-1/elsewhere",
	actions: "joined"
} };
const doing = (of) => enqueueActions(({ context, event, enqueue }) => {
	const add = enqueue;
	for (const action of of(context, event)) add(action);
});
const sure = (action) => Object.assign(action, { sure: true });
const asking = (effectsOf) => doing(effectsOf);
const closeCheck = asking((context, event) => {
	const unknown = report(context, event)?.letter.unknown ?? null;
	return unknown === null ? [] : [{
		type: "closeTasks",
		params: {
			about: unknown,
			kind: "checkDelivery"
		}
	}];
});
const reported = (...actions) => [
	closeCheck,
	...actions,
	"letterSettled"
];
const stopMailings = {
	type: "stopMailings",
	params: {}
};
const allowContact = {
	type: "allowContact",
	params: {}
};
const priced = {
	guard: "R-DEC-9",
	actions: notice("N12", price)
};

// chart/limits.ts
const restrict$1 = [{
	type: "restrictChannels",
	params: ({ context }) => ({ allowed: [restriction(context)?.channel ?? "post"] })
}, ...notice("N5", limits, limitId)];
const conductNote = {
	type: "recordNote",
	params: ({ context }) => {
		const { contactSeconds: seconds } = context.policy.conduct;
		return {
			note: `formal, to the point, no contact over ${seconds === 60 ? "1 minute" : `${seconds} seconds`}`,
			seconds
		};
	}
};
const lift = {
	type: "liftRestriction",
	params: {}
};
const endOfNote = {
	type: "recordNote",
	params: { note: "the limits are lifted: contact as with any other client" }
};
const liftedOf = (context) => restriction(context)?.ground === "conduct" ? [lift, endOfNote] : [lift];
const startAfresh = asking((context) => restriction(context) ? liftedOf(context) : []);
const noteLifted = asking((context) => {
	return context.decisions.findLast(({ kind }) => kind === "restriction")?.ground === "conduct" ? [endOfNote] : [];
});

// chart/appeals.ts
const accessRevoked = ({ handover: exit }) => exit?.shared && exit.provider ? [{
	type: "revokeAccess",
	params: { providerId: exit.provider }
}] : [];
const makeGood = asking((context, event) => [...restrictionFell(context, struckOut(context, appealId(context, event))) ? liftedOf(context) : [], ...accessRevoked(context)]);
const mailAgain = asking((context) => context.farewell?.approach === "retail" ? [allowContact] : []);
const verdict$1 = [closeTasks(appealId), ...notice("N9", verdict$2(true), appealId)];
const struck = {
	guard: "R-LIF-12/uphold",
	actions: ["struckOut", ...verdict$1]
};
const returning = {
	guard: "R-LIF-12/return",
	target: "live",
	actions: [
		makeGood,
		"struckOut",
		"exitUndone",
		"notApproached",
		allowContact,
		...verdict$1
	]
};
const upheldOutside = [returning, struck];
const upheldWhenClosed = [
	returning,
	{
		guard: "R-LIF-12/reopen",
		target: "terminated",
		actions: [
			"struckOut",
			allowContact,
			...verdict$1
		]
	},
	struck
];
const upheldInIntake = [{
	guard: "R-LIF-12/return",
	actions: [
		makeGood,
		"struckOut",
		"exitUndone",
		...verdict$1
	]
}, struck];
const undone = [
	asking(accessRevoked),
	mailAgain,
	closeTasks(exitId),
	noticeIf((context) => context.farewell?.toldAt != null, "N8", revoked$1)
];

// rules/attention.ts
function noticed(context, event) {
	const { streakMessages } = context.policy.attention;
	const data = () => dataOf("streak.noticed", event);
	return [route("R-DEC-1", "nobody was alerted to this streak yet", () => !(data().streakId in context.streaks)), route("R-DEC-1", `at least ${streakMessages} messages in a row, all channels together`, () => data().messages >= streakMessages, {
		read: () => ({
			messages: data().messages,
			channels: data().channels
		}),
		threshold: limit(context, streakMessages, "attention.streakMessages")
	})];
}
function streaksLately(context) {
	const { streaksWindowDays } = context.policy.attention;
	return Object.fromEntries(Object.entries(context.streaks).filter(([, { at }]) => daysSince(context, at) <= streaksWindowDays).slice(1 - 100));
}
const notUrgent = (context) => Object.values(streaksLately(context)).filter(({ urgent }) => urgent === false).length;
function foundNotUrgent(context, often) {
	const { streaksNotUrgent, streaksWindowDays } = context.policy.attention;
	return route("R-DEC-1", `${often ? "at least" : "fewer than"} ${streaksNotUrgent} streaks of ${streaksWindowDays} days were found not urgent`, () => notUrgent(context) >= streaksNotUrgent === often, {
		read: () => ({ notUrgent: notUrgent(context) }),
		threshold: limit(context, streaksNotUrgent, "attention.streaksNotUrgent")
	});
}
const answerStreak$1 = (context, event) => [...noticed(context, event), foundNotUrgent(context, false)];
const reviewStreaks = (context, event) => [...noticed(context, event), foundNotUrgent(context, true)];

// rules/care.ts
const placeHold = (context) => [check("R-LIF-19", "no legal hold stands already", () => context.holds.at(-1)?.to !== null)];
const liftHold = (context) => [check("R-LIF-19", "a legal hold stands", () => context.holds.at(-1)?.to === null)];
const retain = (context, event) => [
	route("R-LIF-23", "the net value is not negative", () => (netValue(context) ?? -1) >= 0, { read: () => netValueRead(context) }),
	route("R-LIF-23", "the tier is above low", () => ["high", "mid"].includes(context.tiered?.tier ?? "low"), { read: () => ({ tier: context.tiered?.tier ?? null }) }),
	route("R-LIF-23", "the cause can be cured", () => dataOf("leave.announced", event).curable),
	route("R-LIF-23", "no offer was made before", () => !context.retentionOffered)
];
const help$1 = (context) => [check("R-LIF-23", "the client has announced that they leave", () => context.leavingSince !== null)];
const handOn = (context, event) => {
	const list = () => dataOf("manager.changed", event).transferred;
	return [
		"history",
		"openMatters",
		"promises",
		"contacts"
	].map((part) => check("R-ROL-6", `the transfer list is finished: ${part}`, () => list()[part]));
};
const overrun = (context, event) => {
	const { contactSeconds } = context.policy.conduct;
	const seconds = () => dataOf("contact.logged", event).seconds;
	return [route("R-COM-3", "the note on the record of a client restricted for conduct stands", () => restriction(context)?.ground === "conduct"), route("R-COM-3", `the contact took more than ${contactSeconds} seconds`, () => seconds() > contactSeconds, {
		read: () => ({ seconds: seconds() }),
		threshold: limit(context, contactSeconds, "conduct.contactSeconds")
	})];
};
const HOUR = 36e5;
const isWord = (event) => event.type !== "message.received" || !dataOf("message.received", event).auto;
const word = (_, event) => [route("R-FCT-2", "somebody wrote it", () => isWord(event))];
const pointed = (context, event) => {
	const { pointerHours } = context.policy.conduct;
	const since = () => (context.at - (context.pointedAt ?? Number.NEGATIVE_INFINITY)) / HOUR;
	return [
		...word(context, event),
		route("R-LIF-4", "the message came in on a closed channel", () => {
			const open = restriction(context)?.channel ?? null;
			return open !== null && dataOf("message.received", event).channel !== open;
		}),
		route("R-LIF-4", "it was written after the channel was closed", () => {
			return Date.parse(event.occurredAt) >= (restriction(context)?.at ?? 0);
		}),
		route("R-LIF-4", `the client was not pointed to the open channel for ${pointerHours} hours`, () => since() >= pointerHours, { threshold: limit(context, pointerHours, "conduct.pointerHours") })
	];
};
const thank = (context) => [check("R-DEC-12", "the client is core or wavering", () => ["core", "wavering"].includes(context.segmented?.segment ?? ""), { read: () => ({ segment: context.segmented?.segment ?? null }) })];
const callInstead = (context, event) => {
	const { questionsAtOnce } = context.policy.service;
	const data = () => dataOf("questions.repeated", event);
	return [route("R-DEC-17", `asked again after our answer, or at least ${questionsAtOnce} questions at once`, () => data().afterAnswer || data().count >= questionsAtOnce, {
		read: () => ({
			count: data().count,
			afterAnswer: data().afterAnswer
		}),
		threshold: limit(context, questionsAtOnce, "service.questionsAtOnce")
	})];
};
const helpKind = (...kinds) => (_, event) => [route("R-DEC-17", `the help is a ${kinds.join(" or a ")}`, () => kinds.includes(dataOf("help.needed", event).kind))];
const byGuide = helpKind("guide");
const byCall = helpKind("call");

// rules/value.ts
const tierMoved = ({ tiered, seq }, event) => [route("R-DEC-11", "the client moves to another tier", () => dataOf("tier.assigned", event).period === tiered?.period && tiered.seq === seq && tiered.before !== null && tiered.before !== tiered.tier, { read: () => ({
	period: dataOf("tier.assigned", event).period,
	tier: tiered?.tier ?? null,
	before: tiered?.before ?? null
}) })];
const segmentIs = (...segments) => ({ segmented, seq }, event) => [route("R-DEC-12", `a new review finds the client ${segments.join(" or ")}`, () => dataOf("segment.assigned", event).period === segmented?.period && segmented.seq === seq && segments.includes(segmented.segment), { read: () => ({
	segment: segmented?.segment ?? null,
	period: segmented?.period ?? null
}) })];
const drains = segmentIs("draining");
const worthThanks = segmentIs("core", "wavering");
function drainingFindings(context) {
	const { segmented } = context;
	const { drainingReviews, askedOff } = context.policy.segments;
	const running = segmented?.draining ?? 0;
	const people = context.askedOff.length;
	return [check("R-DEC-12", `draining in ${drainingReviews} reviews running`, () => running >= drainingReviews, {
		read: () => ({
			reviews: running,
			period: segmented?.period
		}),
		threshold: limit(context, drainingReviews, "segments.drainingReviews")
	}), check("R-DEC-12", `the effort is not repaid, or ${askedOff} of our people asked off`, () => segmented?.effortRepaid === false || people >= askedOff, {
		read: () => ({
			effortRepaid: segmented?.effortRepaid,
			askedOff: people
		}),
		threshold: limit(context, askedOff, "segments.askedOff")
	})];
}
const markVip = (context) => [
	check("R-ARC-9", "the tier is high", () => context.tiered?.tier === "high", { read: () => ({ tier: context.tiered?.tier ?? null }) }),
	check("R-ARC-9", "no strike counts", () => strikes(context).length === 0, { read: () => ({ strikes: strikes(context).length }) }),
	check("R-ARC-9", "no restriction is in force", () => restriction(context) === null),
	check("R-ARC-9", "no confirmed incident is open", () => pendingWarning(context) === null),
	check("R-ARC-9", "the client is not marked yet", () => context.vip === null)
];
const unmarkVip = (context) => [check("R-ARC-9", "the client is marked as a VIP", () => context.vip !== null)];

// rules/grounds.ts
const MILLIONTHS = 1000000n;
const millionths = (percent) => BigInt(Math.round(percent * 1e4));
function blackmail(context) {
	const { threat } = context.assessed;
	const { concessionsUnderThreat } = context;
	const cost = concessionsUnderThreat + (threat?.demand ?? 0);
	const exact = (threat?.risks ?? []).reduce((sum, { probabilityPct, impact }) => sum + millionths(probabilityPct) * BigInt(impact), 0n);
	const risk = Number(exact) / Number(MILLIONTHS);
	return [check("R-DEC-4", "the threat is assessed, and solving costs more than it risks", () => threat !== null && BigInt(cost) * MILLIONTHS > exact, {
		read: () => ({
			cost,
			risk,
			assessed: threat !== null,
			concessionsUnderThreat,
			demand: threat?.demand,
			dossier: threat?.dossier
		}),
		threshold: {
			value: risk,
			from: "R-DEC-4: Σ probability × impact"
		}
	}), demandAnswered(context)];
}
function demandAnswered(context) {
	const { threat } = context.assessed;
	const summed = threat?.dossier === void 0 ? null : sumsOf(context, threat)?.threat ?? null;
	const open = Object.values(context.demands).filter((each) => each.underThreat && each.accepted === null);
	const unoffered = summed?.unoffered ?? open.filter(({ offered }) => offered.length === 0).length;
	return check("R-DEC-4", "a demand behind the threat is on record, and none is without an alternative offered", () => (summed !== null || open.length > 0) && unoffered === 0, { read: () => ({
		demands: open.length,
		unoffered,
		dossier: summed === null ? void 0 : threat?.dossier
	}) });
}
function customisation(context) {
	const { product } = context.assessed;
	const cost = (product?.build ?? 0) + (product?.support ?? 0);
	const dossier = product?.dossier;
	const demand = sumsOf(context, product)?.demand;
	const [assessed, demanded] = [product?.about, context.dossier?.sums?.demand?.about];
	return [
		check("R-DEC-5", "what product answered about is what the client wants now", () => assessed === void 0 || demanded === void 0 || assessed === demanded, { read: () => ({
			assessed,
			demanded,
			dossier: context.dossier?.id
		}) }),
		check("R-DEC-5", "no other client needs it", () => product?.others === 0, { read: () => ({
			others: product?.others,
			about: demand?.about,
			dossier
		}) }),
		check("R-DEC-5", "it is off the roadmap", () => product?.onRoadmap === false),
		check("R-DEC-5", "building and supporting it costs more than the client pays", () => product !== null && cost > product.pays, { read: () => ({
			cost,
			build: product?.build,
			support: product?.support,
			pays: product?.pays
		}) }),
		check("R-DEC-5", "the client rejected the workarounds", () => product?.workaroundsRejected === true, { read: () => ({
			offered: demand?.offered,
			dossier
		}) })
	];
}
function unprofitable(context) {
	const { negligibleMarginPct } = context.policy.value;
	const net = netValue(context);
	const margin = context.assessed.margin ?? context.assessed.finance;
	const benefit = context.assessed.finance?.benefit ?? 0;
	const negligible = () => margin !== null && margin.revenue > 0 && BigInt(margin.revenue + benefit - margin.cost) * MILLIONTHS <= BigInt(margin.revenue) * millionths(negligibleMarginPct);
	return [check("R-DEC-6", `the net value is negative, or the margin at most ${negligibleMarginPct} %`, () => net !== null && net < 0 || negligible(), {
		read: () => ({
			...netValueRead(context),
			...margin && {
				marginRevenue: margin.revenue,
				marginCost: margin.cost,
				benefit
			}
		}),
		threshold: limit(context, negligibleMarginPct, "value.negligibleMarginPct")
	})];
}
function arrears$1(context) {
	const { unpaidGroundDays } = context.policy.service;
	const late = Math.max(0, ...Object.values(context.arrears).map((due) => daysPassed(context, due)));
	return [check("R-DEC-15", `our part done, unpaid for ${unpaidGroundDays} days`, () => late >= unpaidGroundDays, {
		read: () => ({
			daysLate: late,
			invoices: Object.keys(context.arrears)
		}),
		threshold: limit(context, unpaidGroundDays, "service.unpaidGroundDays")
	})];
}
function silence$1(context) {
	const { silentGroundDays } = context.policy.service;
	const silent = context.silentSince === null ? 0 : daysPassed(context, context.silentSince);
	return [check("R-DEC-15", `silent for ${silentGroundDays} days`, () => silent >= silentGroundDays, {
		read: () => ({ daysSilent: silent }),
		threshold: limit(context, silentGroundDays, "service.silentGroundDays")
	})];
}
const byGround = {
	conduct: (c) => [check("R-DEC-8", "an incident after the second warning's delivery opened the ground", () => c.conductGround !== null, { read: () => ({ incident: c.conductGround }) })],
	blackmail,
	customisation,
	unprofitable,
	terms: (c) => [check("R-DEC-7", "our terms were refused", () => c.termsRefused.length > 0, { read: () => ({ refused: c.termsRefused }) })],
	draining: drainingFindings,
	returns: (c) => [check("R-DEC-15", "returns cost more than the margin", () => c.assessed.returns !== null && c.assessed.returns.cost > c.assessed.returns.margin, { read: () => ({ ...c.assessed.returns }) })],
	arrears: arrears$1,
	silence: silence$1,
	sabotage: (c) => [byAnother("R-DEC-15", "two people found the sabotage deliberate", () => c.assessed.sabotage.length >= 2, {
		read: () => ({ people: c.assessed.sabotage.length }),
		threshold: {
			value: 2,
			from: "R-DEC-15"
		}
	})],
	chemistry: (c) => [check("R-DEC-15", "a personal service, and no other specialist", () => c.assessed.chemistry?.personalService === true && !c.assessed.chemistry.otherSpecialist, { read: () => ({ ...c.assessed.chemistry }) })],
	outgrown: (c) => [check("R-DEC-15", "what the client needs is infeasible and not planned", () => c.assessed.product?.feasible === false && !c.assessed.product.onRoadmap, { read: () => ({
		feasible: c.assessed.product?.feasible,
		onRoadmap: c.assessed.product?.onRoadmap
	}) })],
	lostInterest: (c) => [check("R-DEC-15", "life changed, and repositioning failed", () => c.assessed.lostInterest?.lifeChanged === true && !c.assessed.lostInterest.repositioned, { read: () => ({ ...c.assessed.lostInterest }) })]
};
function groundFindings(context, ground) {
	return byGround[ground](context);
}

// rules/conduct.ts
const CONDUCT = [
	"insult",
	"profanity",
	"aggression"
];
function recentFaults(context, known = 0) {
	const { faultsMakeItOurs, faultsWindowDays } = context.policy.conduct;
	const told = () => Object.values(context.faults).filter((f) => daysSince(context, f.openedAt) <= faultsWindowDays).length;
	const recent = () => Math.max(told(), known);
	return check("R-DEC-3", `fewer than ${faultsMakeItOurs} faults of ours in ${faultsWindowDays} days`, () => recent() < faultsMakeItOurs, {
		read: () => ({ faults: recent() }),
		threshold: limit(context, faultsMakeItOurs, "conduct.faultsMakeItOurs")
	});
}
function fairness(context, event) {
	const incident = () => context.incidents[dataOf("incident.confirmed", event).incidentId];
	const fault = () => {
		const { explainedBy } = dataOf("incident.confirmed", event);
		return explainedBy === null ? void 0 : context.faults[explainedBy];
	};
	return [check("R-DEC-3", "no open fault of ours explains the incident", () => {
		const known = fault();
		const happenedAt = incident()?.happenedAt ?? context.at;
		return !(known && known.openedAt <= happenedAt && (known.curedAt === null || known.curedAt > happenedAt));
	}, { read: () => ({ explainedBy: dataOf("incident.confirmed", event).explainedBy }) }), recentFaults(context)];
}
const confirmable = (context, event) => {
	const incident = () => context.incidents[dataOf("incident.confirmed", event).incidentId];
	return [
		check("R-LIF-1", "the incident was reported", () => incident() !== void 0),
		check("R-DEC-3", "the fault of ours that is named is on record", () => {
			const { explainedBy } = dataOf("incident.confirmed", event);
			return explainedBy === null || explainedBy in context.faults;
		}, { read: () => ({
			explainedBy: dataOf("incident.confirmed", event).explainedBy,
			onRecord: Object.keys(context.faults)
		}) }),
		check("R-LIF-1", "the incident is not confirmed or dismissed yet", () => ["reported", void 0].includes(incident()?.status), { read: () => ({ status: incident()?.status }) }),
		byAnother("R-LIF-1", "another person confirms than reported", () => !incident()?.reporters.includes(event.actor.id)),
		check("R-DEC-8", "it is conduct towards our people, not criticism", () => CONDUCT.includes(incident()?.category ?? "insult"), { read: () => ({ category: incident()?.category }) }),
		notHeld(context)
	];
};
function verdict(context, event) {
	const findings = fairness(context, event);
	if (findings.some((finding) => finding.passed === null)) throw new DataNotGiven();
	return passes(findings) ? "notOurs" : "ours";
}
const lastDelivered = ({ decisions }) => Math.max(0, ...decisions.filter(({ kind, status }) => kind === "warning" && (status === "standing" || status === "expired")).map(({ toldAt }) => toldAt ?? 0));
function joins(context, event) {
	const incident = context.incidents[dataOf("incident.confirmed", event).incidentId];
	return pendingWarning(context) !== null || (incident?.happenedAt ?? 0) <= lastDelivered(context);
}
const explained = (context, event) => [...confirmable(context, event), route("R-DEC-3", "the incident is explained by faults of ours", () => verdict(context, event) === "ours")];
const unexplained = (context, event) => [...confirmable(context, event), ...fairness(context, event).map((finding) => ({
	...finding,
	route: true
}))];
const joinsDossier = (context, event) => [...unexplained(context, event), route("R-LIF-20", "a warning is pending, or the incident happened before the last one was delivered", () => joins(context, event), { read: () => ({ pending: pendingWarning(context) !== null }) })];
const counts = (context, event) => [...unexplained(context, event), route("R-LIF-20", "it happened after the last warning was delivered, and none is pending", () => !joins(context, event))];
const warn = (context, event) => [...counts(context, event), route("R-DEC-8", "fewer than two warnings stand", () => strikes(context).length < context.policy.conduct.warnings, {
	read: () => ({ strikes: strikes(context).length }),
	threshold: limit(context, context.policy.conduct.warnings, "conduct.warnings")
})];
const warnByCall = (context, event) => [...warn(context, event), route("R-LIF-27", "the client can be reached by telephone only", () => isUnwritten(context))];
const opensGround = (context, event) => [...counts(context, event), route("R-DEC-8", "two warnings stand", () => strikes(context).length >= context.policy.conduct.warnings, {
	read: () => ({ strikes: strikes(context).length }),
	threshold: limit(context, context.policy.conduct.warnings, "conduct.warnings")
})];
const confirmElsewhere = confirmable;
const dismiss = (context, event) => [check("R-LIF-1", "the incident was reported and is still undecided", () => context.incidents[dataOf("incident.dismissed", event).incidentId]?.status === "reported")];
const restrict = (context, event) => [
	...groundFindings(context, "conduct"),
	...dossierFindings(context),
	recentFaults(context, context.dossier?.sums?.faults.window),
	check("R-LIF-4", "legal has answered for the ground conduct", () => context.clauses.conduct !== void 0),
	byAnother("R-LIF-4", "another person than legal orders it", () => context.clauses.conduct?.by !== event.actor.id),
	notHeld(context)
];
function dossierFindings(context) {
	const last = Math.max(0, ...Object.values(context.incidents).map((incident) => incident.confirmedAt ?? 0));
	const { dossier } = context;
	return [check("R-DEC-3", "the dossier has its six sections", () => dossier?.sections === 6, {
		read: () => ({
			sections: dossier?.sections ?? 0,
			dossier: dossier?.id,
			missing: dossier?.sums?.missing
		}),
		threshold: {
			value: 6,
			from: "R-DEC-3"
		}
	}), check("R-DEC-3", "the dossier is newer than the last confirmed incident", () => dossier !== null && dossier.at >= last)];
}
function nothingOpen(context) {
	return [check("R-LIF-9", "no warning waits for its delivery", () => pendingWarning(context) === null), check("R-LIF-9", "no exit request is open", () => context.request === null)];
}
function limitGround(context) {
	const limited = restriction(context);
	if (!limited || limited.ground === "conduct") return [];
	return [check("R-LIF-9", `the ground ${limited.ground} is gone`, () => !passes(groundFindings(context, limited.ground)), { read: () => ({ ground: limited.ground }) })];
}
const cooledOff = (context) => [...nothingOpen(context), ...limitGround(context)];
const limitStands = (context) => [
	...nothingOpen(context),
	...limitGround(context).map((f) => ({
		...f,
		says: f.says.replace("is gone", "still stands"),
		passed: !f.passed
	})),
	route("R-LIF-9", "the restriction has a ground other than conduct", () => (restriction(context)?.ground ?? "conduct") !== "conduct")
];
const improved = (context) => [...nothingOpen(context), ...limitGround(context)];
function coolOffLeft(context) {
	const { warnedCoolOffDays, restrictedCoolOffDays } = context.policy.conduct;
	const period = (restriction(context) ? restrictedCoolOffDays : warnedCoolOffDays) * DAY;
	const since = cleanSince(context) ?? context.at;
	return Math.max(0, period - elapsed(context.holds, since, heldSince(context.holds) ?? context.at));
}

// rules/delivery.ts
function pendingReport(context, event) {
	const pending = pendingWarning(context);
	const report = reportOf(context, event);
	return pending !== null && report?.letter.about === pending.id ? report : null;
}
const warningDelivered = (context, event) => [route("R-LIF-20", "the pending warning's last attempt arrived", () => pendingReport(context, event)?.arrived === true)];
const warningFailed = (context, event) => [route("R-LIF-20", "the pending warning's last attempt failed", () => pendingReport(context, event)?.arrived === false)];
function channelLeft(context, event) {
	const report = reportOf(context, event);
	return report !== null && written(context).some((channel) => !report.letter.tried.includes(channel));
}
const warningTriesNext = (context, event) => [...warningFailed(context, event), route("R-LIF-20", "the client has another channel", () => channelLeft(context, event))];
const warningUndeliverable = (context, event) => [...warningFailed(context, event), route("R-LIF-20", "every channel has failed", () => !channelLeft(context, event))];
const callAboutPending = (context, event) => pendingWarning(context)?.id === dataOf("call.made", event).about;
const warningSpoken = (context, event) => [route("R-LIF-20", "the call about the pending warning reached the client", () => callAboutPending(context, event) && dataOf("call.made", event).outcome === "reached")];
const warningUnspoken = (context, event) => [route("R-LIF-24", `${context.policy.conduct.callTries} calls about the pending warning failed`, () => {
	const failed = context.failedCalls[dataOf("call.made", event).about] ?? 0;
	return callAboutPending(context, event) && failed >= context.policy.conduct.callTries;
})];
function bouncedWarning(context, event) {
	const report = reportOf(context, event);
	if (report?.arrived !== false || report.letter.notice !== "N4") return null;
	const warning = context.decisions.find(({ id }) => id === report.letter.about);
	return warning?.toldAt == null ? null : warning;
}
const isStrike = ({ status }) => status === "standing";
function bounceAnnuls(context, { toldAt, appeal }) {
	const answered = toldAt !== null && (context.answeredAt ?? toldAt) > toldAt;
	return daysSince(context, toldAt ?? 0) <= context.policy.conduct.bounceDays && !answered && appeal === null;
}
const warningBounced = (context, event) => [route("R-LIF-20", "the notice was a warning that counts as delivered", () => {
	const warning = bouncedWarning(context, event);
	return warning !== null && isStrike(warning);
}), route("R-LIF-26", `it came back within ${context.policy.conduct.bounceDays} days, neither answered nor appealed`, () => {
	const warning = bouncedWarning(context, event);
	return warning !== null && bounceAnnuls(context, warning);
}, { threshold: limit(context, context.policy.conduct.bounceDays, "conduct.bounceDays") })];
const reachable = (context, event) => [route("R-LIF-20", "how the client is reached was put right, and can be written to", () => {
	return dataOf("contact.corrected", event).channels !== void 0 && !isUnwritten(context);
})];
const warningBouncedLate = (context, event) => [route("R-LIF-26", "a warning came back that had counted as delivered, and moves nothing any more", () => {
	const warning = bouncedWarning(context, event);
	return warning !== null && ["standing", "expired"].includes(warning.status);
})];
const letterIsOver = (context, event) => [route("R-LIF-26", "what the letter told of does not hold any more", () => {
	const report = reportOf(context, event);
	if (report?.arrived !== false) return false;
	return report.letter.notice === "N15" && isUnsubscribed(event) || !tellsTruth(context, report.letter);
})];
const isUnsubscribed = (event) => event.type === "notice.failed" && dataOf("notice.failed", event).cause === "unsubscribed";
const noticeUnwanted = (context, event) => [route("R-LIF-27", "the client wants no mailings", () => reportOf(context, event)?.arrived === false && isUnsubscribed(event))];
const exitRestsOnBounced = (context, event) => [...warningBounced(context, event), route("R-LIF-26", "the exit rests on this warning", () => {
	const warning = bouncedWarning(context, event);
	return warning !== null && (standingExit(context)?.restsOn.includes(warning.id) ?? false);
})];
const exitRestsOnUndeliverable = (context, event) => [...exitRestsOnBounced(context, event), route("R-LIF-20", "every channel has failed", () => !channelLeft(context, event))];
const warningBouncedTriesNext = (context, event) => [...warningBounced(context, event), route("R-LIF-20", "no other warning waits, and the client has another channel", () => pendingWarning(context) === null && channelLeft(context, event))];
const warningBouncedPhones = (context, event) => [...warningBounced(context, event), route("R-LIF-20", "no other warning waits, and every channel has failed", () => pendingWarning(context) === null && !channelLeft(context, event))];
const noticeTriesNext = (context, event) => [route("R-LIF-20", "a notice of ours failed, and the client has another channel", () => reportOf(context, event)?.arrived === false && channelLeft(context, event))];
const noticeUndeliverable = (context, event) => [route("R-LIF-20", "a notice of ours failed on every channel", () => reportOf(context, event)?.arrived === false && !channelLeft(context, event))];
const noticeUnknown = (context, event) => [route("R-LIF-20", "the notice's last attempt is in doubt", () => {
	const { effectId } = dataOf([
		"notice.unknown",
		"notice.delivered",
		"notice.failed"
	], event);
	return context.letters.some((letter) => letter.unknown === effectId);
})];

// rules/exit.ts
const request = (context, event) => {
	const ground = ask(() => dataOf("exit.requested", event).ground);
	if (ground !== void 0) return groundFindings(context, ground);
	const standing = GROUNDS.filter((each) => passes(groundFindings(context, each)));
	const stands = () => {
		if (standing.length > 0) throw new DataNotGiven();
		return false;
	};
	return [check("R-LIF-5", "a ground to part stands", stands, { read: () => ({ standing }) })];
};
function bound(context, requestId) {
	return check("R-LIF-3", "this is the request that is open", () => context.request?.id === requestId(), { read: () => ({ open: context.request?.id ?? null }) });
}
function fairNow(context) {
	return [check("R-DEC-3", "no open fault of ours explains what the client did", () => Object.values(context.incidents).every((incident) => {
		const fault = incident.explainedBy === null ? void 0 : context.faults[incident.explainedBy];
		return fault === void 0 || fault.curedAt !== null;
	})), recentFaults(context, context.dossier?.sums?.faults.window)];
}
const approvable = (context, event) => {
	const ground = context.request?.ground;
	const clause = ground && context.clauses[ground];
	return [
		bound(context, () => dataOf("exit.approved", event).requestId),
		byAnother("R-LIF-3", "another person approves than requested", () => context.request?.by !== event.actor.id),
		...ground ? groundFindings(context, ground) : [],
		check("R-DEC-2", "legal has answered whether a clause covers the ground", () => clause !== void 0, { read: () => ({ ground }) }),
		...dossierFindings(context),
		...fairNow(context),
		notHeld(context)
	];
};
const terminable = (context) => context.request !== null && context.clauses[context.request.ground]?.terminable === true;
const approve = (context, event) => [...approvable(context, event), route("R-DEC-2", "the contract can be ended on this ground", () => terminable(context))];
const approveRestricting = (context, event) => [
	...approvable(context, event),
	route("R-DEC-2", "the contract cannot be ended on this ground", () => !terminable(context)),
	check("R-DEC-2", "the contract can be ended, or the client is not restricted yet", () => terminable(context) || restriction(context) === null)
];
const reject = (context, event) => [bound(context, () => dataOf("exit.rejected", event).requestId)];
const withdraw = (context, event) => [bound(context, () => dataOf("exit.withdrawn", event).requestId)];
const requestIsVoid = (context) => [route("R-LIF-5", "the ground of the request is gone", () => context.request === null || !passes(groundFindings(context, context.request.ground)))];
const retail = (context) => [route("R-DEC-13", "the client is retail", () => context.kind === "retail")];
const aboutExit = (context, about) => context.farewell?.decisionId === about;
const exitSpoken = (context, event) => [route("R-COM-2", "the call about the exit reached the client", () => {
	const { about, outcome } = dataOf("call.made", event);
	return aboutExit(context, about) && outcome === "reached";
})];
const exitUnspoken = (context, event) => [route("R-COM-2", `${context.policy.exit.callTries} calls about the exit failed`, () => {
	const { about } = dataOf("call.made", event);
	return aboutExit(context, about) && (context.failedCalls[about] ?? 0) >= context.policy.exit.callTries;
})];
function farewellReport(context, event) {
	const report = reportOf(context, event);
	return report?.letter.notice === "N7" && report.letter.about === context.farewell?.decisionId ? report : null;
}
const farewellArrived$1 = (context, event) => [route("R-COM-2", "the farewell's last attempt arrived", () => farewellReport(context, event)?.arrived === true)];
const farewellFailed = (context, event) => [route("R-COM-2", "the farewell's last attempt failed", () => farewellReport(context, event)?.arrived === false)];
const farewellTriesNext = (context, event) => [...farewellFailed(context, event), route("R-LIF-20", "the client has another channel", () => {
	const tried = farewellReport(context, event)?.letter.tried ?? [];
	return written(context, context.origin).some((channel) => !tried.includes(channel));
})];
const approached$1 = (context) => [route("R-COM-2", "the client was spoken to, or calls failed or do not apply", () => context.farewell !== null && context.farewell.approach !== "calling")];
const letterPosted = (context, event) => [route("R-LIF-24", "the registered letter is about the exit", () => aboutExit(context, dataOf("letter.posted", event).about))];
const unwritten = (context) => [route("R-LIF-27", "the client can be reached by telephone only", () => isUnwritten(context))];
const complete = (context) => {
	const { farewell, handover, decisions } = context;
	const { unconfirmedDutiesDays } = context.policy.exit;
	const exit = decisions.find((d) => d.id === farewell?.decisionId);
	const restsOn = decisions.filter((d) => d === exit || exit?.restsOn.includes(d.id));
	return [
		check("R-COM-2", "the client was spoken to, or calls failed or do not apply", () => farewell !== null && farewell.approach !== "calling", { read: () => ({ approach: farewell?.approach }) }),
		check("R-COM-2", "the farewell reached the client in writing", () => farewell !== null && farewell.toldAt !== null),
		check("R-LIF-11", "the last day that the farewell names has come", () => farewell !== null && farewell.lastDay !== null && context.at >= farewell.lastDay, { read: () => ({ lastDay: farewell?.lastDay ? new Date(farewell.lastDay).toISOString() : null }) }),
		check("R-LIF-11", `the client's duties are done, or ${unconfirmedDutiesDays} days have passed since the client was told`, () => farewell !== null && (farewell.dutiesDone || farewell.toldAt !== null && daysSince(context, farewell.toldAt) >= unconfirmedDutiesDays), {
			read: () => ({ dutiesDone: farewell?.dutiesDone }),
			threshold: limit(context, unconfirmedDutiesDays, "exit.unconfirmedDutiesDays")
		}),
		check("R-LIF-11", "the handover is done, declined, or none fits", () => handover !== null && handover.outcome !== "open", { read: () => ({ handover: handover?.outcome }) }),
		check("R-LIF-12", "no appeal on the exit is open", () => restsOn.every((d) => d.appeal?.verdict !== "open")),
		notHeld(context)
	];
};

// rules/handover.ts
const fits$1 = (_, event) => [route("R-HND-2", "a provider fits", () => dataOf("providers.matched", event).candidates.length > 0)];
const named$1 = (provider, providerId) => provider === providerId;
const consented = (context, event) => [route("R-HND-3", "the consent is for the provider offered", () => named$1(context.handover?.provider ?? null, dataOf("consent.given", event).providerId))];
const revoked = (context, event) => [route("R-HND-3", "the consent taken back is the provider's in question", () => named$1(context.handover?.provider ?? null, dataOf("consent.revoked", event).providerId))];
function itemsLeft(context, event) {
	const { items } = dataOf("consent.revoked", event);
	return items === void 0 ? [] : (context.handover?.items ?? []).filter((item) => !items.includes(item));
}
const narrowed = (context, event) => [...revoked(context, event), route("R-HND-3", "the consent to other data items stands", () => itemsLeft(context, event).length > 0)];
const accepted = (context, event) => [route("R-HND-4", "the provider asked has accepted", () => named$1(context.handover?.provider ?? null, dataOf("provider.accepted", event).providerId))];
const refusedNext = (context, event) => [route("R-HND-4", "the provider asked refused, and another fits", () => named$1(context.handover?.provider ?? null, dataOf("provider.refused", event).providerId) && (context.handover?.candidates.length ?? 0) > 0)];
const refusedLast = (context, event) => [route("R-HND-4", "the provider asked refused, and no other fits", () => named$1(context.handover?.provider ?? null, dataOf("provider.refused", event).providerId) && (context.handover?.candidates.length ?? 0) === 0)];
const nextLeft = (context) => [route("R-HND-4", "another provider fits", () => (context.handover?.candidates.length ?? 0) > 0)];
const exported = (context, event) => [route("R-HND-4", "the export reached the provider in question", () => named$1(context.handover?.provider ?? null, dataOf("export.delivered", event).providerId))];
const exportBroke = (context, event) => [route("R-HND-4", "the export to the provider in question failed for good", () => {
	const { effect, effectId } = dataOf("effect.failed", event);
	return effect === "exportData" && seqOf(effectId) === context.handover?.exportSeq;
})];
const exportBrokeNext = (context, event) => [...exportBroke(context, event), ...nextLeft(context, event)];
const exportBrokeLast = (context, event) => [...exportBroke(context, event), route("R-HND-4", "no other provider fits", () => (context.handover?.candidates.length ?? 0) === 0)];
const stillOpen = (context) => [route("R-HND-4", "the handover is still open", () => context.handover?.outcome === "open")];

// rules/hindsight.ts
const exitOn = (context, ground) => {
	const exit = standingExit(context);
	return exit?.ground === ground ? exit : null;
};
function faultLate(context, { faultId }) {
	const fault = context.faults[faultId];
	if (fault === void 0 || fault.seq !== context.seq) return null;
	const touched = (incidentId) => {
		const incident = incidentId === null ? void 0 : context.incidents[incidentId];
		return incident?.status === "counted" && fault.openedAt <= incident.happenedAt;
	};
	const warnings = context.decisions.filter(({ kind, status, incidentId }) => kind === "warning" && [
		"pending",
		"standing",
		"expired"
	].includes(status) && touched(incidentId));
	const exit = exitOn(context, "conduct");
	if (exit !== null && warnings.some(({ id }) => exit.restsOn.includes(id))) return exit.id;
	return warnings.at(-1)?.id ?? (touched(context.conductGround) ? context.conductGround : null);
}
function paymentLate(context, invoiceId, settledOn) {
	const invoice = context.invoices[invoiceId];
	if (invoice?.owed !== 0 || invoice.pausedOn === null) return null;
	const exit = exitOn(context, "arrears");
	if (exit !== null && settledOn < dayOf(exit.at)) return exit.id;
	return settledOn < invoice.pausedOn ? invoiceId : null;
}
function wordLate(context, saidAt) {
	const { silence } = context;
	const at = past(context, saidAt);
	if (silence === null || at >= silence.at || dayOf(at) <= silence.since) return null;
	if (midnights(dayOf(at), silence.day) >= context.policy.service.silentDays) return null;
	const exit = exitOn(context, "silence");
	return exit !== null && at < exit.at ? exit.id : "silence";
}
function doubted(context, event) {
	switch (event.type) {
		case "fault.opened": return faultLate(context, event.data);
		case "payment.received": {
			const { invoiceId, paidOn } = event.data;
			return paymentLate(context, invoiceId, paidOn);
		}
		case "invoice.changed": {
			const { invoiceId } = event.data;
			return paymentLate(context, invoiceId, event.occurredAt.slice(0, 10));
		}
		case "message.received": return event.data.auto ? null : wordLate(context, event.occurredAt);
		case "client.replied": return wordLate(context, event.occurredAt);
		default: return null;
	}
}
const groundGone = (context) => {
	const exit = standingExit(context);
	if (exit === null || context.endings.some(({ decisionId }) => decisionId === exit.id)) return false;
	return !passes(groundFindings(context, exit.ground));
};
const toldLate$1 = (context, event) => [route("R-FCT-1", "it is older than a judgement that it would have changed", () => doubted(context, event) !== null, { read: () => ({ about: doubted(context, event) }) }), route("R-LIF-25", "the ground of an exit under way is not gone by it", () => !groundGone(context))];
const groundCured = (context) => [route("R-LIF-25", "the ground of the exit is gone", () => groundGone(context))];

// rules/intake.ts
function termsFindings(context, agreed) {
	const { prepaymentAsked, minPrepaymentPct } = context.policy.terms;
	return [check("R-DEC-7", `the prepayment is at least ${minPrepaymentPct} %`, () => !prepaymentAsked || agreed.prepayPct >= minPrepaymentPct, {
		read: () => ({
			prepayPct: agreed.prepayPct,
			prepaymentAsked
		}),
		threshold: limit(context, minPrepaymentPct, "terms.minPrepaymentPct")
	}), check("R-DEC-7", "the contract was not rewritten to our harm", () => !agreed.damagingRewrite)];
}
function netNotNegative(context, rule) {
	return check(rule, "the net value is assessed and not negative", () => (netValue(context) ?? -1) >= 0, {
		read: () => netValueRead(context),
		threshold: {
			value: 0,
			from: "R-DEC-6"
		}
	});
}
const admit$1 = (context, event) => {
	const { assessments, flagged } = context.intake;
	return [
		...termsFindings(context, {
			get prepayPct() {
				return dataOf("contract.signed", event).prepayPct;
			},
			get damagingRewrite() {
				return dataOf("contract.signed", event).damagingRewrite;
			}
		}),
		check("R-ONB-1", "the prospect's goals fit what we do", () => assessments.length > 0 && assessments.every((a) => a.fit), { read: () => ({ assessments: assessments.length }) }),
		netNotNegative(context, "R-DEC-6"),
		check("R-ONB-1", "legal has reviewed the exit clause", () => Object.keys(context.clauses).length > 0, { read: () => ({ clauses: Object.keys(context.clauses) }) }),
		byAnother("R-ONB-1", "sales and a manager, two people, have signed", () => {
			const signed = [...assessments, {
				by: event.actor.id,
				role: event.actor.role
			}];
			return new Set(signed.map((s) => s.by)).size >= 2 && signed.some((s) => s.role === "manager");
		}, { read: () => ({ assessedBy: assessments.map((a) => a.role) }) }),
		check("R-ROL-2", "a flagged prospect is admitted by a manager", () => !flagged || event.actor.role === "manager", { read: () => ({
			flagged,
			role: event.actor.role
		}) })
	];
};
const refuse$1 = (context, event) => {
	const facts = {
		terms: () => context.termsRefused.length > 0,
		misfit: () => context.intake.assessments.some((a) => !a.fit),
		pilot: () => context.intake.pilotRejected,
		netValue: () => (netValue(context) ?? 0) < 0
	};
	return [check("R-ONB-2", "the fact that the refusal names is on record", () => facts[dataOf("intake.refused", event).cause](), { read: () => ({
		cause: dataOf("intake.refused", event).cause,
		netValue: netValue(context)
	}) })];
};
const muchEffort$1 = (context) => {
	const { effort } = context.intake;
	const { preContractHours } = context.policy.value;
	return [route("R-DEC-14", `more than ${preContractHours} hours were spent before the contract`, () => effort.minutes > preContractHours * 60, {
		read: () => ({
			minutes: effort.minutes,
			upTo: effort.upTo,
			dossier: effort.dossier
		}),
		threshold: limit(context, preContractHours, "value.preContractHours")
	}), route("R-DEC-14", "no manager was asked to look at it before", () => !effort.reviewed)];
};

// rules/price.ts
const CONDITION = {
	annual: "a longer term",
	bulk: "more volume",
	scope: "fewer services",
	barter: "barter"
};
const INSTEAD = {
	consulting: "consulting",
	loyalty: "the loyalty scheme",
	promotion: "a promotion",
	extras: "extras",
	referral: "a reward for a referral",
	raffle: "a raffle",
	barter: "barter",
	findCause: "find the cause",
	compensation: "a compensation"
};
const isMet = ({ conditions }) => ({ condition }) => condition !== null && conditions.includes(condition);
const listed = ({ conditions }) => conditions.map((each) => CONDITION[each]).join(", ");
const RAISING = ["annual", "bulk"];
const raised = {
	says: "for a longer term or more volume, the new total is above the old one",
	met: ({ condition, oldTotal, total }) => !RAISING.includes(condition ?? "") || oldTotal === void 0 || total === void 0 || total > oldTotal
};
const inReturn = (row) => row.conditions.length === 0 ? [] : [{
	says: `a discount is given in return for something: ${listed(row)}`,
	met: isMet(row)
}, raised];
function loyalty({ months: least }) {
	if (least === void 0) return [];
	return [{
		says: `under contract for ${least} months`,
		met: ({ months }) => months >= least
	}, {
		says: "pays on time: nothing was paid too late in that time, or is overdue",
		met: ({ late }) => !late
	}];
}
const matched = (row) => [
	{
		says: "the cheaper offer was shown to us",
		met: ({ proven }) => proven
	},
	{
		says: `it is for something costly or long-term, or in return for something: ${listed(row)}`,
		met: (asked) => asked.item !== void 0 || isMet(row)(asked)
	},
	{
		...raised,
		met: (asked) => asked.item !== void 0 || raised.met(asked)
	}
];
const provisosOf = {
	free: (row) => [...loyalty(row), ...inReturn(row)],
	conditional: inReturn,
	proven: matched,
	compensate: () => [{
		says: "our error is made good, not discounted",
		met: () => false
	}],
	none: () => [{
		says: "the answer is a soft no",
		met: () => false
	}]
};
const instead = (row) => row.instead.map((each) => INSTEAD[each]).join(", ");
const discountRows = (policy) => DISCOUNT_KINDS.map((kind) => {
	const row = policy.discounts[kind];
	const provisos = row.verdict === "none" || row.verdict === "compensate" ? [] : provisosOf[row.verdict](row).map(({ says }) => says);
	return {
		kind,
		verdict: row.verdict,
		provisos,
		instead: instead(row)
	};
});
const matrix = (policy) => Object.fromEntries(discountRows(policy).map(({ kind, verdict, provisos, instead }) => [kind, [
	verdict,
	...provisos,
	...instead === "" ? [] : [`instead: ${instead}`]
]]));
function discountVerdict(policy, kind, asked) {
	const row = policy.discounts[kind];
	const provisos = provisosOf[row.verdict](row).map(({ says, met }) => ({
		says,
		met: met(asked)
	}));
	return {
		...row,
		allowed: provisos.every(({ met }) => met),
		provisos
	};
}
function monthsUnderContract({ contract, intake, at }) {
	if (contract === null || intake.returned) return 0;
	return monthsBetween(contract.signedAt, at);
}
function paysLate(context, months) {
	const { overdueDays } = context.policy.service;
	return Object.values(context.invoices).some(({ dueOn, owed, paidOn }) => {
		if (dueOn === null || owed === 0 && paidOn === null) return false;
		const until = owed === 0 && paidOn !== null ? paidOn : context.day;
		return monthsBetween(Date.parse(until), Date.parse(context.day)) < months && midnightsPassed(context.holds, dueOn, until) > overdueDays;
	});
}
const discount = (context, event) => {
	const data = () => dataOf("discount.decided", event);
	const kind = ask(() => data().kind);
	if (kind === void 0) return [check("R-DEC-9", "the matrix of the policy allows it, or it is a soft no", () => {
		if (!data().granted) return true;
		throw new DataNotGiven();
	}, { read: () => matrix(context.policy) })];
	const { granted, condition, proven, item, oldTotal, total } = data();
	if (!granted) return [check("R-DEC-9", "a soft no asks for nothing", () => true, { read: () => ({ ...data() }) })];
	const months = monthsUnderContract(context);
	const late = paysLate(context, context.policy.discounts[kind].months ?? 0);
	const asked = {
		condition,
		proven,
		item,
		oldTotal,
		total,
		months,
		late
	};
	const row = discountVerdict(context.policy, kind, asked);
	const { verdict, provisos, instead: others } = row;
	return provisos.map(({ says, met }) => check("R-DEC-9", others.length === 0 ? says : `${says}; instead: ${instead(row)}`, () => met, {
		read: () => ({
			...data(),
			verdict,
			months,
			late,
			instead: others
		}),
		threshold: {
			value: verdict,
			from: `policy ${context.policy.version}, discounts.${kind}`
		}
	}));
};

// rules/service.ts
const overdue = (context, event) => {
	const { overdueDays } = context.policy.service;
	const data = () => dataOf("payment.overdue", event);
	const known = () => context.invoices[data().invoiceId];
	const late = () => daysPassed(context, dueOf(context, data()));
	return [
		check("R-LIF-6", "our part is done", () => data().ourPartDone),
		check("R-LIF-6", "by what is on record, the invoice is not paid, credited or voided", () => known()?.owed !== 0, { read: () => ({
			invoiceId: data().invoiceId,
			owed: known()?.owed,
			paidOn: known()?.paidOn
		}) }),
		check("R-LIF-6", `the payment is at least ${overdueDays} days late`, () => late() >= overdueDays, {
			read: () => ({
				daysLate: late(),
				dueOn: dueOf(context, data()),
				day: context.day
			}),
			threshold: limit(context, overdueDays, "service.overdueDays")
		}),
		check("R-LIF-6", "this invoice does not pause the work already", () => !(data().invoiceId in context.arrears))
	];
};
const dueOf = (context, claim) => context.invoices[claim.invoiceId]?.dueOn ?? claim.dueOn;
function silentFrom({ heard }, claim) {
	const claimed = claim.since.slice(0, 10);
	return heard !== null && heard.day > claimed ? heard.day : claimed;
}
const silent = (context, event) => {
	const { silentDays } = context.policy.service;
	const since = () => silentFrom(context, dataOf("client.silent", event));
	const quiet = () => daysPassed(context, since());
	return [check("R-LIF-6", `no answer for at least ${silentDays} days`, () => quiet() >= silentDays, {
		read: () => ({
			daysSilent: quiet(),
			since: since(),
			heard: context.heard?.day,
			day: context.day
		}),
		threshold: limit(context, silentDays, "service.silentDays")
	}), check("R-LIF-6", "silence does not pause the work already", () => context.silentSince === null)];
};
const cured = (context) => [route("R-LIF-7", "no cause of the suspension is left", () => !isPaused(context), { read: () => ({
	arrears: Object.keys(context.arrears),
	silent: context.silentSince !== null
}) })];
const paused = (context) => [route("R-LIF-7", "a cause of suspension stands", () => isPaused(context))];
function owed(context) {
	return Object.entries(context.faults).filter(([, fault]) => !fault.settled && !fault.alerted);
}
function compensationLeft(context) {
	const period = context.policy.service.compensationDays * DAY;
	const now = heldSince(context.holds) ?? context.at;
	return Math.max(0, Math.min(...owed(context).map(([, fault]) => period - elapsed(context.holds, fault.openedAt, now))));
}
const lossOwed = (context) => [route("R-DEC-16", "a loss through our fault waits for a decision", () => owed(context).length > 0)];

// rules/standing.ts
const isRestricted = (context) => [route("R-LIF-12", "a restriction is in force", () => restriction(context) !== null)];
const isWarnedTwice = (context) => [route("R-LIF-12", "two warnings are in force", () => strikes(context).length >= 2, { read: () => ({ strikes: strikes(context).length }) })];
const isWarnedOnce = (context) => [route("R-LIF-12", "one warning is in force", () => strikes(context).length === 1, { read: () => ({ strikes: strikes(context).length }) })];
const underContract = (context) => [route("R-ONB-1", "a contract is in force from before", () => context.contract !== null)];

// rules/tasks.ts
const onRecord$1 = (context, event) => {
	const place = () => {
		const [client, seq] = dataOf("task.closed", event).taskId.split("/");
		return {
			client,
			seq: Number(seq)
		};
	};
	return [check("R-LIF-27", "the task is on record", () => {
		const { client, seq } = place();
		return client === context.client && seq >= 1 && seq < context.seq;
	})];
};

// rules/winback.ts
const CURABLE = [
	"lostContact",
	"weBrokeAgreement",
	"cheaperElsewhere",
	"obstacle"
];
const noBonus = (context, event) => check("R-DEC-10", "the tier is not low, or no bonus comes with the letter", () => context.tiered?.tier !== "low" || dataOf(["winback.approved", "obstacle.removed"], event).bonusRef === void 0, { read: () => ({ tier: context.tiered?.tier ?? null }) });
const approach = (context, event) => {
	const { departure } = context.assessed;
	return [
		check("R-DEC-10", "the cause is lost contact, our broken agreement, a cheaper offer or an obstacle", () => CURABLE.includes(departure?.cause ?? ""), { read: () => ({ cause: departure?.cause ?? lastGoodbye(context)?.cause }) }),
		check("R-DEC-10", "the cause is cured", () => departure?.cured === true),
		check("R-DEC-10", "the net value is assessed and not negative", () => (netValue(context) ?? -1) >= 0, { read: () => netValueRead(context) }),
		check("R-DEC-10", "the last exit was not for conduct", () => lastGoodbye(context)?.ground !== "conduct"),
		noBonus(context, event)
	];
};
const accept = (context, event) => termsFindings(context, {
	get prepayPct() {
		return dataOf("winback.accepted", event).prepayPct;
	},
	get damagingRewrite() {
		return dataOf("winback.accepted", event).damagingRewrite;
	}
});
const unanswered = (context) => [route("R-LIF-15", "the offer reached the client", () => context.letters.some(({ notice, arrivedAt }) => notice === "N10" && arrivedAt !== null && arrivedAt >= (context.approachedAt ?? Number.POSITIVE_INFINITY)))];
const final = (context) => [route("R-LIF-17", "there were two goodbyes", () => goodbyes(context) >= 2, { read: () => ({ goodbyes: goodbyes(context) }) })];
const obstacleGone = (context, event) => [
	check("R-LIF-18", "the evidence is newer than the last goodbye", () => Date.parse(dataOf("obstacle.removed", event).evidenceAt) > (lastGoodbye(context)?.at ?? 0)),
	check("R-LIF-18", "the last exit was not for conduct", () => lastGoodbye(context)?.ground !== "conduct"),
	noBonus(context, event)
];
const returned = (context) => [route("R-LIF-16", "this intake follows a return", () => context.intake.returned)];

// rules/index.ts
const table = {
	"R-ONB-1": admit$1,
	"R-ONB-2": refuse$1,
	"R-ONB-1/contract": underContract,
	"R-LIF-1/explained": explained,
	"R-LIF-20/joins": joinsDossier,
	"R-LIF-1/warn": warn,
	"R-LIF-27/warn": warnByCall,
	"R-DEC-8/ground": opensGround,
	"R-LIF-1/elsewhere": confirmElsewhere,
	"R-LIF-1/dismiss": dismiss,
	"R-LIF-20/delivered": warningDelivered,
	"R-LIF-20/warnNext": warningTriesNext,
	"R-LIF-20/warnPhone": warningUndeliverable,
	"R-LIF-20/bounced": warningBounced,
	"R-LIF-20/bouncedNext": warningBouncedTriesNext,
	"R-LIF-20/bouncedPhone": warningBouncedPhones,
	"R-LIF-20/spoken": warningSpoken,
	"R-LIF-20/reachable": reachable,
	"R-LIF-24/unspoken": warningUnspoken,
	"R-LIF-20/next": noticeTriesNext,
	"R-LIF-20/inDoubt": noticeUnknown,
	"R-LIF-20/call": noticeUndeliverable,
	"R-LIF-26/late": warningBouncedLate,
	"R-LIF-26/over": letterIsOver,
	"R-LIF-27/unwanted": noticeUnwanted,
	"R-LIF-26/exit": exitRestsOnBounced,
	"R-LIF-26/exitPhone": exitRestsOnUndeliverable,
	"R-LIF-4": restrict,
	"R-LIF-4/pointed": pointed,
	"R-COM-3": overrun,
	"R-LIF-9": cooledOff,
	"R-LIF-9/review": limitStands,
	"R-LIF-9/improved": improved,
	"R-LIF-12/restricted": isRestricted,
	"R-LIF-12/twice": isWarnedTwice,
	"R-LIF-12/once": isWarnedOnce,
	"R-LIF-12/file": file,
	"R-LIF-12/uphold": uphold,
	"R-LIF-12/return": upholdReturning,
	"R-LIF-12/reopen": upholdReopening,
	"R-LIF-12/reject": rejectAppeal,
	"R-LIF-12/struck": pendingWasStruck,
	"R-LIF-5/request": request,
	"R-LIF-5": approve,
	"R-DEC-2/restrict": approveRestricting,
	"R-LIF-5/reject": reject,
	"R-LIF-5/withdraw": withdraw,
	"R-LIF-5/void": requestIsVoid,
	"R-DEC-13": retail,
	"R-COM-2/spoken": exitSpoken,
	"R-COM-2/unspoken": exitUnspoken,
	"R-COM-2/approached": approached$1,
	"R-COM-2/farewell": farewellArrived$1,
	"R-COM-2/failed": farewellFailed,
	"R-COM-2/next": farewellTriesNext,
	"R-LIF-24/posted": letterPosted,
	"R-LIF-11": complete,
	"R-LIF-25/cured": groundCured,
	"R-LIF-27/unwritten": unwritten,
	"R-FCT-1": toldLate$1,
	"R-FCT-2": word,
	"R-LIF-6/overdue": overdue,
	"R-LIF-6/silent": silent,
	"R-LIF-7": cured,
	"R-LIF-12/paused": paused,
	"R-DEC-16/owed": lossOwed,
	"R-HND-2/fits": fits$1,
	"R-HND-3/consented": consented,
	"R-HND-3/narrowed": narrowed,
	"R-HND-3/revoked": revoked,
	"R-HND-4/accepted": accepted,
	"R-HND-4/next": refusedNext,
	"R-HND-4/last": refusedLast,
	"R-HND-4/left": nextLeft,
	"R-HND-4/open": stillOpen,
	"R-HND-4/exported": exported,
	"R-HND-4/brokeNext": exportBrokeNext,
	"R-HND-4/broke": exportBrokeLast,
	"R-LIF-13": approach,
	"R-LIF-14": accept,
	"R-LIF-15": unanswered,
	"R-LIF-16/returned": returned,
	"R-LIF-17": final,
	"R-LIF-18": obstacleGone,
	"R-LIF-19/place": placeHold,
	"R-LIF-19/lift": liftHold,
	"R-LIF-27/task": onRecord$1,
	"R-LIF-23/retain": retain,
	"R-LIF-23/help": help$1,
	"R-ROL-6": handOn,
	"R-ARC-9": markVip,
	"R-ARC-9/removed": unmarkVip,
	"R-DEC-1": answerStreak$1,
	"R-DEC-1/review": reviewStreaks,
	"R-DEC-9": discount,
	"R-DEC-11": tierMoved,
	"R-DEC-12": thank,
	"R-DEC-12/drains": drains,
	"R-DEC-12/thanks": worthThanks,
	"R-DEC-14": muchEffort$1,
	"R-DEC-17/call": callInstead,
	"R-DEC-17/byGuide": byGuide,
	"R-DEC-17/byCall": byCall
};
function guardNames() {
	return Object.keys(table);
}
function ruleOf(guard) {
	const rule = table[guard];
	if (!rule) throw new Error(`no rule answers the guard ${guard}`);
	return rule;
}

// context/learn.ts
const assess = (context, change) => ({ assessed: {
	...context.assessed,
	...change
} });
const learners = {
	"intake.assessed": (c, { actor, data, occurredAt }) => ({ intake: {
		...c.intake,
		assessments: [...c.intake.assessments.filter((a) => a.by !== actor.id), {
			by: actor.id,
			role: actor.role,
			fit: data.fit
		}],
		flagged: c.intake.flagged || data.flagged,
		goal: data.goalRef ?? c.intake.goal,
		...stated(data, occurredAt)
	} }),
	"needs.stated": (c, { data, occurredAt }) => ({ intake: {
		...c.intake,
		...stated(data, occurredAt)
	} }),
	"terms.refused": (c, { data }) => ({ termsRefused: [.../* @__PURE__ */ new Set([...c.termsRefused, data.term])] }),
	"pilot.rejected": (c) => ({ intake: {
		...c.intake,
		pilotRejected: true
	} }),
	"contact.corrected": (c, { data }) => corrected(c, data),
	"message.received": (c, event) => event.data.auto === true ? {} : heard(c, event),
	"client.replied": (c, event) => ({
		...heard(c, event),
		answeredAt: Math.max(c.answeredAt ?? 0, past(c, event.occurredAt))
	}),
	"fault.opened": (c, { data }) => c.faults[data.faultId] ? {} : { faults: {
		...c.faults,
		[data.faultId]: {
			seq: c.seq,
			openedAt: Date.parse(data.at),
			curedAt: null,
			loss: data.loss,
			settled: !data.loss,
			alerted: false,
			what: data.whatRef ?? null,
			remedy: data.remedyRef ?? null,
			curedBy: data.curedBy ?? null
		}
	} },
	"fault.cured": (c, { data }) => changeFault(c, data.faultId, { curedAt: Date.parse(data.at) }),
	"demand.recorded": (c, { data }) => {
		const { about, underThreat, offered, accepted = null } = data;
		const before = c.demands[data.demandId];
		const demand = {
			at: before?.at ?? c.at,
			about,
			underThreat,
			offered,
			accepted: accepted ?? before?.accepted ?? null
		};
		return { demands: kept(c.demands, data.demandId, demand, (each) => each.accepted !== null) };
	},
	"compensation.decided": (c, { data }) => changeFault(c, data.faultId, { settled: true }),
	"concession.granted": (c, { data }) => data.underThreat ? { concessionsUnderThreat: c.concessionsUnderThreat + data.cost } : {},
	"incident.reported": (c, { actor, data }) => c.incidents[data.incidentId] ? reportedBy(c, data.incidentId, actor.id) : { incidents: {
		...c.incidents,
		[data.incidentId]: {
			reporters: [actor.id],
			category: data.category,
			happenedAt: Date.parse(data.happenedAt),
			status: "reported",
			confirmedAt: null,
			explainedBy: null,
			channel: data.channel ?? null,
			said: data.saidRef ?? null
		}
	} },
	"clause.answered": (c, { actor, data }) => ({ clauses: {
		...c.clauses,
		[data.ground]: {
			terminable: data.terminable,
			clauseRef: data.clauseRef,
			noticeDays: data.noticeDays,
			by: actor.id
		}
	} }),
	"dossier.compiled": (c, { data: { dossierId: id, sections, sums = null } }) => {
		const dossier = {
			id,
			sections: new Set(sections).size,
			at: c.at
		};
		if (sums === null) return { dossier: {
			...dossier,
			sums
		} };
		if (sums.currency !== c.currency) return { dossier: {
			...dossier,
			sums: {
				...sums,
				missing: [...sums.missing, `currency.${sums.currency}`]
			}
		} };
		return {
			dossier: {
				...dossier,
				sums
			},
			...summed(c, id, sums)
		};
	},
	"effort.summed": (c, { data: { minutes, upTo } }) => effort(c, {
		minutes,
		upTo,
		dossier: null
	}),
	"streak.judged": (c, { data: { streakId, urgent } }) => {
		const streak = c.streaks[streakId];
		return streak ? { streaks: {
			...c.streaks,
			[streakId]: {
				...streak,
				urgent
			}
		} } : {};
	},
	"staff.askedOff": (c, { data }) => ({ askedOff: [.../* @__PURE__ */ new Set([...c.askedOff, data.agentId])].slice(-100) }),
	"finance.assessed": (c, { data }) => assess(c, {
		finance: data,
		margin: null
	}),
	"threat.assessed": (c, { data }) => assess(c, { threat: data }),
	"product.assessed": (c, { data }) => assess(c, { product: data }),
	"cause.assessed": (c, { data }) => assess(c, { departure: data }),
	"ground.assessed": (c, { actor, data: { about } }) => {
		switch (about.ground) {
			case "returns": return assess(c, { returns: {
				cost: about.cost,
				margin: about.margin
			} });
			case "sabotage": {
				const others = c.assessed.sabotage.filter((by) => by !== actor.id);
				return assess(c, { sabotage: about.deliberate ? [...others, actor.id] : others });
			}
			case "chemistry": return assess(c, { chemistry: {
				personalService: about.personalService,
				otherSpecialist: about.otherSpecialist
			} });
			case "lostInterest": return assess(c, { lostInterest: {
				lifeChanged: about.lifeChanged,
				repositioned: about.repositioned
			} });
		}
	},
	"tier.assigned": (c, { data: { period, tier } }) => c.tiered?.periods.includes(period) ? {} : {
		tiered: {
			period,
			tier,
			before: c.tiered?.tier ?? null,
			seq: c.seq,
			periods: [...c.tiered?.periods ?? [], period].slice(-12)
		},
		...tier !== "high" && { vip: null }
	},
	"segment.assigned": (c, { data: { period, segment, effortRepaid } }) => {
		const before = c.segmented;
		if (before?.periods.includes(period)) return {};
		const running = before?.draining ?? 0;
		const since = before ? elapsed(c.holds, before.at, c.at) : Number.POSITIVE_INFINITY;
		const isNext = running === 0 || 2 * since >= c.policy.segments.reviewDays * 864e5;
		return { segmented: {
			period,
			segment,
			effortRepaid,
			seq: c.seq,
			at: before && !isNext ? before.at : c.at,
			periods: [...before?.periods ?? [], period].slice(-12),
			draining: segment === "draining" ? running + (isNext ? 1 : 0) : 0
		} };
	},
	"payment.received": (c, { data: { invoiceId, paidOn, owed = 0 }, occurredAt }) => invoiced(c, invoiceId, {
		owed,
		paidOn,
		at: Date.parse(occurredAt)
	}),
	"invoice.changed": (c, { data: { invoiceId, dueOn, owed }, occurredAt }) => invoiced(c, invoiceId, {
		owed,
		dueOn,
		at: Date.parse(occurredAt)
	}),
	"call.made": (c, { data }) => data.outcome === "reached" ? {} : { failedCalls: {
		...c.failedCalls,
		[data.about]: (c.failedCalls[data.about] ?? 0) + 1
	} },
	"notice.delivered": (c, event) => arrived(c, event),
	"delivery.checked": (c, event) => arrived(c, event),
	"notice.unknown": (c, { data }) => {
		const letter = letterOf(c, data);
		const unknown = data.effectId;
		return { letters: c.letters.map((each) => each === letter ? {
			...each,
			unknown
		} : each) };
	},
	"duties.done": (c) => c.farewell ? { farewell: {
		...c.farewell,
		dutiesDone: true
	} } : {}
};
function heard(c, { occurredAt, day }) {
	const at = past(c, occurredAt);
	const said = {
		at,
		day: dayOf(at) === dayOf(c.at) ? day ?? dayOf(at) : dayOf(at)
	};
	if (c.heard !== null && c.heard.at >= at) return {};
	const { silentSince } = c;
	if (silentSince === null || said.day <= silentSince) return { heard: said };
	return {
		heard: said,
		silentSince: daysPassed(c, said.day) >= c.policy.service.silentDays ? said.day : null
	};
}
function reportedBy(c, id, by) {
	const incident = c.incidents[id];
	if (!incident) return { incidents: c.incidents };
	const reporters = [.../* @__PURE__ */ new Set([...incident.reporters, by])];
	return { incidents: {
		...c.incidents,
		[id]: {
			...incident,
			reporters
		}
	} };
}
const UNSEEN = {
	dueOn: null,
	owed: null,
	paidOn: null,
	pausedOn: null,
	at: 0
};
function kept(record, id, entry, isOver) {
	const all = {
		...record,
		[id]: entry
	};
	const over = Object.entries(all).filter(([other, each]) => other !== id && isOver(each));
	for (const [other] of over.slice(0, Math.max(0, Object.keys(all).length - 100))) delete all[other];
	return all;
}
function invoiced(c, id, told) {
	const before = c.invoices[id] ?? UNSEEN;
	const invoice = told.at >= before.at ? {
		...before,
		...told
	} : {
		...before,
		dueOn: before.dueOn ?? told.dueOn ?? null,
		paidOn: before.paidOn ?? told.paidOn ?? null
	};
	const { [id]: paused, ...others } = c.arrears;
	const stands = paused !== void 0 && invoice.owed !== 0 && (invoice.dueOn === null || daysPassed(c, invoice.dueOn) >= c.policy.service.overdueDays);
	return {
		invoices: kept(c.invoices, id, invoice, ({ owed }) => owed === 0),
		arrears: stands ? {
			...others,
			[id]: invoice.dueOn ?? paused
		} : others
	};
}
function pausedFor(c, id, dueOn) {
	const invoice = {
		...c.invoices[id] ?? UNSEEN,
		dueOn,
		pausedOn: c.day
	};
	return {
		invoices: kept(c.invoices, id, invoice, ({ owed }) => owed === 0),
		arrears: {
			...c.arrears,
			[id]: dueOn
		}
	};
}
function doubtSettled(c, { type, data }) {
	if (type === "message.received" || type === "client.replied") return { silence: null };
	if (type !== "payment.received" && type !== "invoice.changed") return {};
	const { invoiceId } = data;
	const invoice = c.invoices[invoiceId];
	return invoice ? { invoices: {
		...c.invoices,
		[invoiceId]: {
			...invoice,
			pausedOn: null
		}
	} } : {};
}
const effort = (c, told) => ({ intake: {
	...c.intake,
	effort: {
		...told,
		reviewed: c.intake.effort.reviewed
	}
} });
function summed(c, dossier, sums) {
	const { revenue, cost, threat, demand, returns, margin, precontractMinutes, asOf } = sums;
	const { finance, product } = c.assessed;
	const isOver = (stated) => stated?.dossier !== void 0;
	const known = revenue !== null && cost !== null;
	return {
		concessionsUnderThreat: sums.concessionsUnderThreat,
		...effort(c, {
			minutes: precontractMinutes,
			upTo: asOf,
			dossier
		}),
		...assess(c, {
			threat: threat && {
				...threat,
				dossier
			},
			...known && { finance: {
				revenue,
				cost,
				benefit: finance?.benefit ?? 0,
				dossier
			} },
			...(known || margin) && { margin },
			...(returns || isOver(c.assessed.returns)) && { returns: returns && {
				...returns,
				dossier
			} },
			...product && (demand ? demand.about === (product.about ?? demand.about) : isOver(product)) && { product: {
				...product,
				others: demand?.others ?? product.others,
				workaroundsRejected: demand?.workaroundsRejected ?? false,
				dossier
			} }
		})
	};
}
function corrected(c, { zone, locale, channels }) {
	const begun = channels && (channels.includes(c.origin) ? c.origin : channels.find((way) => way !== "phone") ?? "phone");
	return {
		...zone !== void 0 && { zone },
		...locale !== void 0 && { locale },
		...channels !== void 0 && { channels },
		...begun !== void 0 && { origin: begun }
	};
}
const stated = (data, occurredAt) => ({
	needs: data.needs,
	regions: data.regions ?? [],
	budget: data.budget ?? null,
	statedAt: Date.parse(occurredAt)
});
function arrived(context, event) {
	const report = reportOf(context, event);
	return {
		letters: context.letters.map((letter) => report?.arrived && letter === report.letter ? {
			...letter,
			arrivedAt: report.at
		} : letter),
		decisions: context.decisions.map((decision) => report?.arrived && decision.id === report.letter.about && decision.kind === "restriction" && decision.toldAt === null ? {
			...decision,
			toldAt: report.at
		} : decision)
	};
}
function changeFault(context, faultId, change) {
	const fault = context.faults[faultId];
	return fault ? { faults: {
		...context.faults,
		[faultId]: {
			...fault,
			...change
		}
	} } : {};
}
function learn(context, event) {
	const learner = learners[event.type];
	return learner ? {
		...context,
		...learner(context, event)
	} : context;
}

// chart/changes.ts
const change = (to) => assign(({ context, event }) => to(context, event));
const farewell = (to) => change((context, event) => context.farewell ? { farewell: {
	...context.farewell,
	...to(context.farewell, context, event)
} } : {});
const approachedBy = (approach) => farewell(() => ({ approach }));
const handover$1 = (to) => change((context, event) => context.handover ? { handover: {
	...context.handover,
	...to(context.handover, context, event)
} } : {});
const ended = (outcome) => handover$1(() => ({ outcome }));
const agreed = {
	termsRefused: [],
	segmented: null,
	askedOff: []
};
const groundless = (still) => ({
	concessionsUnderThreat: 0,
	demands: {},
	dossier: null,
	assessed: {
		...NOTHING_ASSESSED,
		...still
	}
});
const changes = {
	posted: assign(({ context }, post) => posted(context, post)),
	warned: change((c, e) => warned(c, actor(e), data("incident.confirmed", e))),
	joined: change((c, e) => confirmed(c, data("incident.confirmed", e), "joined")),
	ours: change((c, e) => confirmed(c, data("incident.confirmed", e), "ours")),
	groundOpened: change((c, e) => groundOpened(c, data("incident.confirmed", e))),
	dismissed: change((c, e) => {
		const { incidentId } = data("incident.dismissed", e);
		const incident = c.incidents[incidentId];
		return incident ? { incidents: {
			...c.incidents,
			[incidentId]: {
				...incident,
				status: "dismissed"
			}
		} } : {};
	}),
	warningDelivered: change((c, e) => served(c, report(c, e)?.at ?? c.at)),
	warningSpoken: change((c, e) => spoken(c, past(c, data("call.made", e).calledAt))),
	warningBounced: change((c, e) => bounced(c, report(c, e)?.letter.about ?? null)),
	warningAnnulled: change((c, e) => annulled(c, report(c, e)?.letter.about ?? null)),
	reconsidered: change((c, e) => doubtSettled(c, e)),
	warningLapsed: change((c) => lapsed(c)),
	restrictionOrdered: change((c, e) => restricted(c, {
		ground: "conduct",
		deciders: [actor(e)],
		channel: data("restriction.ordered", e).channel
	})),
	restrictedInstead: change((c, e) => c.request ? restricted(c, {
		ground: c.request.ground,
		deciders: [actor(e), c.request.by],
		channel: remainingChannel(c)
	}) : {}),
	letterClosed: change((c, e) => {
		const letter = report(c, e)?.letter;
		return { letters: c.letters.filter((each) => each !== letter) };
	}),
	letterSettled: change((c, e) => {
		const known = report(c, e);
		return known ? settled(c, known.letter) : {};
	}),
	pointed: change((c) => ({ pointedAt: c.at })),
	reviewed: change((c) => ({ reviewedAt: c.at })),
	reinstated: change((c) => reinstated(c)),
	paymentMissed: change((c, e) => {
		const claim = data("payment.overdue", e);
		return {
			...pausedFor(c, claim.invoiceId, dueOf(c, claim)),
			workStopped: true
		};
	}),
	fellSilent: change((c, e) => {
		const since = silentFrom(c, data("client.silent", e));
		return {
			silentSince: since,
			silence: {
				since,
				day: c.day,
				at: c.at
			},
			workStopped: true
		};
	}),
	workResumed: change(() => ({ workStopped: false })),
	alerted: change((c) => ({ faults: Object.fromEntries(Object.entries(c.faults).map(([id, fault]) => [id, {
		...fault,
		alerted: fault.alerted || !fault.settled && dueNow(c, fault.openedAt)
	}])) })),
	exitRequested: change((c, e) => {
		const { requestId, ground } = data("exit.requested", e);
		return { request: {
			id: requestId,
			ground,
			by: actor(e),
			role: roleOf(e),
			at: c.at
		} };
	}),
	requestClosed: change(() => ({ request: null })),
	exitApproved: change((c, e) => exitApproved(c, actor(e))),
	exitSpoken: approachedBy("spoken"),
	exitUnspoken: approachedBy("written"),
	farewellDated: farewell((f, c) => ({ lastDay: f.lastDay ?? c.at + f.noticeDays * 864e5 })),
	toldByNotice: change((c, e) => told(c, report(c, e)?.at ?? c.at)),
	toldByLetter: change((c) => toldByPost(c)),
	notTold: change((c) => told(c, null)),
	dutiesOver: farewell(() => ({ dutiesDone: true })),
	providersFound: handover$1((_, __, e) => {
		const matched = data("providers.matched", e).candidates;
		const [provider = null, ...candidates] = matched;
		return {
			provider,
			candidates,
			matched
		};
	}),
	consentGiven: handover$1((_, __, e) => ({ items: data("consent.given", e).items })),
	nextProvider: handover$1((f) => ({
		provider: f.candidates[0] ?? null,
		candidates: f.candidates.slice(1),
		items: []
	})),
	consentNarrowed: handover$1((_, c, e) => ({ items: itemsLeft(c, e) })),
	dataShared: handover$1((_, c) => ({
		shared: true,
		exportSeq: c.seq,
		moveOn: null
	})),
	accessRevoked: handover$1(() => ({
		shared: false,
		exportSeq: null
	})),
	moveDated: handover$1((_, __, e) => ({ moveOn: Date.parse(data("move.planned", e).on) })),
	handedOver: ended("done"),
	handoverDeclined: ended("declined"),
	nobodyFits: ended("none"),
	handoverRevoked: ended("revoked"),
	handoverFailed: ended("failed"),
	admitted: change((c, e) => {
		const { contractRef, channel } = data("contract.signed", e);
		return {
			...reinstated(c),
			contract: {
				ref: contractRef,
				signedAt: c.at
			},
			origin: channel === "phone" ? c.origin : channel,
			arrears: {},
			silentSince: null,
			intake: {
				...c.intake,
				returned: false
			},
			...agreed
		};
	}),
	cameBack: change(({ assessed: { departure } }) => ({
		intake: {
			...UNASSESSED,
			returned: true
		},
		termsRefused: [],
		farewell: null,
		handover: null,
		clauses: {},
		...groundless({ departure })
	})),
	intakeEnded: change((c) => ({ letters: lastingLetters(c) })),
	left: change((c, e) => goodbye(c, data("client.left", e).cause)),
	parted: change((c) => goodbye(c, "exit")),
	declined: change((c) => goodbye(c, "declined")),
	approached: change((c) => ({ approachedAt: c.at })),
	notApproached: change(() => ({ approachedAt: null })),
	wonBack: change((c) => ({
		...reinstated(c),
		arrears: {},
		silentSince: null,
		farewell: null,
		handover: null,
		approachedAt: null,
		contract: c.contract && {
			...c.contract,
			signedAt: c.at
		},
		intake: {
			...c.intake,
			returned: false
		},
		...agreed,
		...groundless({
			finance: c.assessed.finance,
			margin: c.assessed.margin,
			departure: c.assessed.departure
		})
	})),
	streakNoticed: change((c, e) => ({ streaks: {
		...streaksLately(c),
		[data("streak.noticed", e).streakId]: {
			at: past(c, data("streak.noticed", e).at),
			urgent: null
		}
	} })),
	effortReviewed: change((c) => ({ intake: {
		...c.intake,
		effort: {
			...c.intake.effort,
			reviewed: true
		}
	} })),
	vipMarked: change((c, e) => ({ vip: {
		by: actor(e),
		at: c.at
	} })),
	vipRemoved: change(() => ({ vip: null })),
	leaveAnnounced: change((c) => ({ leavingSince: c.at })),
	helpBegun: change(() => ({ handover: HANDOVER_OPEN })),
	retentionOffered: change(() => ({ retentionOffered: true })),
	appealFiled: change((c, e) => appealed(c, data("appeal.filed", e).decisionId)),
	appealRejected: change((c, e) => appealRejected(c, data("appeal.rejected", e).decisionId)),
	struckOut: change((c, e) => struckOut(c, data("appeal.upheld", e).decisionId)),
	exitUndone: change((_c) => ({
		farewell: null,
		handover: null
	})),
	exitRevoked: change((c) => exitRevoked(c)),
	holdPlaced: change((c) => ({ holds: [...c.holds, {
		from: c.at,
		to: null,
		fromDay: c.day,
		toDay: null
	}] })),
	holdLifted: change((c) => ({ holds: c.holds.map((hold) => ({
		...hold,
		to: hold.to ?? c.at,
		toDay: hold.toDay ?? c.day
	})) }))
};
function dueNow(context, since) {
	return elapsed(context.holds, since, context.at) >= context.policy.service.compensationDays * DAY;
}

// chart/delays.ts
const period = (of) => ({ context }) => of(context.policy) * DAY;
function moveLeft(context, days) {
	return left(context, (context.handover?.moveOn ?? context.at) + days * DAY);
}
function left(context, date) {
	return Math.max(0, date - (heldSince(context.holds) ?? context.at));
}
const delays = {
	intake: period((p) => p.terms.silentProspectDays),
	coolOff: ({ context }) => coolOffLeft(context),
	delivery: period((p) => p.conduct.deliveryDays),
	calls: period((p) => p.conduct.callDays),
	exitRequest: period((p) => p.exit.requestLapsesDays),
	pause: period((p) => p.service.pausedReviewDays),
	compensation: ({ context }) => compensationLeft(context),
	exitCalls: period((p) => p.exit.callDays),
	farewellDelivery: period((p) => p.exit.deliveryDays),
	lastDay: ({ context }) => left(context, context.farewell?.lastDay ?? context.at),
	duties: period((p) => p.exit.unconfirmedDutiesDays),
	reminder: period((p) => p.exit.reminderDays),
	match: period((p) => p.handover.matchDays),
	offer: period((p) => p.handover.offerDays),
	provider: period((p) => p.handover.providerDays),
	export: period((p) => p.handover.exportDays),
	moveReminder: ({ context }) => moveLeft(context, -context.policy.handover.moveReminderDays),
	move: ({ context }) => moveLeft(context, context.policy.handover.moveDays),
	winBackOffer: period((p) => p.winBack.offerDays)
};

// chart/setup.ts
const guards = Object.fromEntries(guardNames().map((name) => {
	const rule = ruleOf(name);
	return [name, ({ context, event }) => passes(rule(context, event))];
}));
const effects = Object.fromEntries(effectTypes().map((type) => [type, () => {}]));
const chart = setup({
	types: {
		context: {},
		events: {},
		input: {}
	},
	guards,
	delays,
	actions: {
		...effects,
		...changes
	}
});
const announce = (type) => chart.raise({ type });

// chart/after.ts
const approached = [
	allowContact,
	"approached",
	...notice("N10", approach$1)
];
const terminated = chart.createStateConfig({
	entry: stopMailings,
	always: {
		guard: "R-LIF-17",
		target: "closed"
	},
	on: {
		"winback.approved": {
			guard: "R-LIF-13",
			target: "winBack",
			actions: approached
		},
		"return.requested": {
			target: "onboarding",
			actions: ["cameBack", allowContact]
		},
		"appeal.upheld": upheldOutside,
		...elsewhere
	}
});
const winBack = chart.createStateConfig({
	on: {
		"winback.accepted": {
			guard: "R-LIF-14",
			target: "live",
			actions: [
				startAfresh,
				"wonBack",
				...notice("N8", wonBack)
			]
		},
		"winback.declined": {
			target: "closed",
			actions: "declined"
		},
		"client.left": {
			target: "terminated",
			actions: "left"
		},
		"appeal.upheld": upheldOutside,
		...elsewhere
	},
	after: { winBackOffer: [{
		guard: "R-LIF-15",
		target: "closed",
		actions: "declined"
	}, {
		target: "terminated",
		actions: "notApproached"
	}] }
});
const closed = chart.createStateConfig({
	entry: {
		type: "suppressContact",
		params: {}
	},
	on: {
		"obstacle.removed": {
			guard: "R-LIF-18",
			target: "winBack",
			actions: approached
		},
		"appeal.upheld": upheldWhenClosed,
		...elsewhere
	}
});
const refused$1 = chart.createStateConfig({ type: "final" });

// chart/hindsight.ts
const looksAgain = {
	guard: "R-FCT-1",
	actions: [task("reconsider", "senior", {
		about: (context, event) => doubted(context, event),
		points: (_, event) => [`${event.type} is older than a judgement that it would have changed`]
	}), "reconsidered"]
};
const toldLate = {
	"fault.opened": looksAgain,
	"payment.received": looksAgain,
	"invoice.changed": looksAgain,
	"message.received": looksAgain,
	"client.replied": looksAgain
};
const hindsight = chart.createStateConfig({ on: toldLate });
const grounding = chart.createStateConfig({
	initial: "grounded",
	states: {
		grounded: { always: {
			guard: "R-LIF-25/cured",
			target: "groundless",
			actions: task("reconsider", "senior", {
				about: (context) => context.farewell?.decisionId ?? null,
				points: () => ["the ground of the exit is gone"]
			})
		} },
		groundless: {}
	}
});

// chart/anywhere.ts
const answerStreak = [
	"streakNoticed",
	{
		type: "raiseAlert",
		params: ({ event }) => ({
			what: "messages in a row without an answer of ours",
			about: data("streak.noticed", event).streakId
		})
	},
	task("answer", "ops", {
		about: (_, e) => data("streak.noticed", e).streakId,
		dueDays: (c) => c.policy.attention.answerDays,
		points: (_, e) => ["priority.1", ...[...data("streak.noticed", e).threads].map((id) => `merge.${id}`)]
	})
];
const cameBackLate = {
	guard: "R-LIF-26/late",
	actions: [...reported(task("reconsider", "senior", {
		about: (c, e) => report(c, e)?.letter.about ?? null,
		points: (c, e) => [`${report(c, e)?.letter.notice} came back after it had counted as delivered`]
	})), "letterClosed"]
};
const over = {
	guard: "R-LIF-26/over",
	actions: [...reported(), "letterClosed"]
};
const unwanted = {
	guard: "R-LIF-27/unwanted",
	actions: [...reported(task("call", "manager", { points: (c, e) => [`${report(c, e)?.letter.notice} was not sent: the client wants no mailings`] })), "letterClosed"]
};
const unreached = [{
	guard: "R-LIF-20/next",
	actions: reported(...again)
}, {
	guard: "R-LIF-20/call",
	actions: reported(task("call", "manager", { points: (c, e) => [`${report(c, e)?.letter.notice} reached the client on no channel`] }))
}];
const anywhere = chart.createStateConfig({ on: {
	"hold.placed": {
		guard: "R-LIF-19/place",
		actions: ["holdPlaced", {
			type: "recordNote",
			params: { note: "a legal hold stands: every clock is stopped" }
		}]
	},
	"hold.lifted": {
		guard: "R-LIF-19/lift",
		actions: ["holdLifted", {
			type: "recordNote",
			params: { note: "the legal hold is lifted: clocks run on" }
		}]
	},
	"appeal.filed": {
		guard: "R-LIF-12/file",
		actions: ["appealFiled", task("judge", "senior", {
			about: appealId,
			dueDays: (c) => c.policy.appeal.verdictDays
		})]
	},
	"appeal.rejected": {
		guard: "R-LIF-12/reject",
		actions: [
			"appealRejected",
			closeTasks(appealId, "judge"),
			...notice("N9", verdict$2(false), appealId)
		]
	},
	"incident.dismissed": {
		guard: "R-LIF-1/dismiss",
		actions: "dismissed"
	},
	"notice.failed": [
		cameBackLate,
		over,
		unwanted,
		...unreached
	],
	"notice.delivered": {
		guard: "R-LIF-20/inDoubt",
		actions: reported()
	},
	"notice.unknown": {
		guard: "R-LIF-20/inDoubt",
		actions: task("checkDelivery", "ops", {
			about: (_, e) => data("notice.unknown", e).effectId,
			points: (_, e) => [`find out whether ${data("notice.unknown", e).notice} reached the client`]
		})
	},
	"delivery.checked": [
		over,
		...unreached,
		{ actions: [closeTasks((_, e) => data("delivery.checked", e).effectId, "checkDelivery"), "letterSettled"] }
	],
	"contact.logged": {
		guard: "R-COM-3",
		actions: {
			type: "raiseAlert",
			params: ({ context, event }) => ({
				what: `a contact took ${data("contact.logged", event).seconds} seconds; the note on the record allows ${context.policy.conduct.contactSeconds}`,
				about: limitId(context)
			})
		}
	},
	"streak.noticed": [{
		guard: "R-DEC-1",
		actions: answerStreak
	}, {
		guard: "R-DEC-1/review",
		actions: ["streakNoticed", task("review", "manager", {
			about: (_, e) => data("streak.noticed", e).streakId,
			points: () => ["boundary"]
		})]
	}],
	...toldLate,
	"task.closed": { guard: "R-LIF-27/task" },
	"effect.failed": { actions: task("overdue", "ops", {
		about: (_, e) => data("effect.failed", e).effectId,
		points: (_, e) => [`${data("effect.failed", e).effect} failed for good: ${data("effect.failed", e).cause}`]
	}) }
} }).on;

// chart/intake.ts
const muchEffort = {
	guard: "R-DEC-14",
	actions: ["effortReviewed", task("review", "manager", { points: () => ["preContractEffort"] })]
};
const opening = chart.createStateConfig({ always: [{
	guard: "R-ONB-1/contract",
	target: "live"
}, { target: "onboarding" }] });
const answers = {
	guard: "R-FCT-2",
	target: "onboarding",
	reenter: true
};
const onboarding = chart.createStateConfig({
	on: {
		"contract.signed": {
			guard: "R-ONB-1",
			target: "live",
			actions: [
				startAfresh,
				"admitted",
				...notice("N1", welcome),
				task("guide", "ops")
			]
		},
		"intake.refused": [{
			guard: "R-ONB-2",
			target: "declining",
			actions: notice("N2", refusal)
		}],
		"prospect.withdrew": { target: "declining" },
		"message.received": answers,
		"client.replied": answers,
		"appeal.upheld": upheldInIntake,
		...elsewhere,
		"discount.decided": priced,
		"effort.summed": muchEffort,
		"dossier.compiled": muchEffort
	},
	after: { intake: {
		target: "declining",
		actions: notice("N2", silentRefusal)
	} }
});
const declining = chart.createStateConfig({ always: [{
	guard: "R-LIF-16/returned",
	target: "terminated",
	actions: "intakeEnded"
}, { target: "refused" }] });

// chart/stages.ts
const UNHELPED = "unhelped";
const HELP = "help";
const helping = (stage) => `${HELP}${stage.charAt(0).toUpperCase()}${stage.slice(1)}`;
function stageOf(state) {
	if (!state.startsWith(HELP)) return state;
	const stage = state.slice(4);
	return `${stage.charAt(0).toLowerCase()}${stage.slice(1)}`;
}

// chart/handover.ts
const provider = (context) => context.handover?.provider ?? "none";
const toProvider = ({ context }) => ({ providerId: provider(context) });
const revokeAccess = {
	type: "revokeAccess",
	params: toProvider
};
const exportPlain = {
	type: "exportPlain",
	params: {}
};
const exportFailed = [
	revokeAccess,
	"accessRevoked",
	task("overdue", "ops", { about: exitId })
];
const toProviderWithItems = ({ context }) => ({
	providerId: provider(context),
	items: [...context.handover?.items ?? []]
});
const toProviderWithNeeds = (given) => ({
	...toProviderWithItems(given),
	needs: [...given.context.intake.needs],
	regions: [...given.context.intake.regions]
});
const reExport = (as) => ({
	guard: "R-HND-3/narrowed",
	target: as("exporting"),
	reenter: true,
	actions: [revokeAccess, "consentNarrowed"]
});
const moved = (settled) => ({
	target: settled,
	actions: "handedOver"
});
const handoverBroke = (as, next, last) => [{
	guard: next,
	target: as("offered"),
	actions: [...exportFailed, "nextProvider"]
}, {
	guard: last,
	target: as("settled"),
	actions: [
		...exportFailed,
		"handoverFailed",
		exportPlain
	]
}];
const takenBack = (as) => ({
	"handover.declined": {
		guard: "R-HND-4/open",
		target: `.${as("settled")}`,
		actions: "handoverDeclined"
	},
	"consent.revoked": {
		guard: "R-HND-3/revoked",
		target: `.${as("settled")}`,
		actions: [
			revokeAccess,
			"accessRevoked",
			"handoverRevoked",
			exportPlain
		]
	}
});
const agreeing = ({ as, found }) => chart.createStateConfig({ states: {
	[as("matching")]: {
		entry: {
			type: "matchProviders",
			params: ({ context }) => ({
				needs: [...context.intake.needs],
				regions: [...context.intake.regions],
				...context.intake.budget !== null && { budget: context.intake.budget },
				verifiedDays: context.policy.handover.verifiedDays
			})
		},
		on: { "providers.matched": [{
			guard: "R-HND-2/fits",
			target: found,
			actions: "providersFound"
		}, {
			target: as("settled"),
			actions: "nobodyFits"
		}] },
		after: { match: {
			target: as("settled"),
			actions: ["nobodyFits", task("handover", "ops", { about: exitId })]
		} }
	},
	[as("offered")]: {
		entry: {
			type: "offerProvider",
			params: toProvider
		},
		on: { "consent.given": {
			guard: "R-HND-3/consented",
			target: as("asking"),
			actions: "consentGiven"
		} },
		after: { offer: {
			target: as("settled"),
			actions: "handoverDeclined"
		} }
	},
	[as("asking")]: {
		entry: {
			type: "askProvider",
			params: toProviderWithNeeds
		},
		on: {
			"provider.accepted": {
				guard: "R-HND-4/accepted",
				target: as("exporting")
			},
			"consent.revoked": {
				guard: "R-HND-3/narrowed",
				actions: "consentNarrowed"
			},
			"provider.refused": [{
				guard: "R-HND-4/next",
				target: as("offered"),
				actions: "nextProvider"
			}, {
				guard: "R-HND-4/last",
				target: as("settled"),
				actions: ["handoverFailed", exportPlain]
			}]
		},
		after: { provider: [{
			guard: "R-HND-4/left",
			target: as("offered"),
			actions: "nextProvider"
		}, {
			target: as("settled"),
			actions: ["handoverFailed", exportPlain]
		}] }
	}
} }).states;
const movingOver = ({ as, settled }) => chart.createStateConfig({ states: {
	[as("exporting")]: {
		entry: ["dataShared", {
			type: "exportData",
			params: toProviderWithItems
		}],
		on: {
			"export.delivered": {
				guard: "R-HND-4/exported",
				target: as("moving")
			},
			"effect.failed": handoverBroke(as, "R-HND-4/brokeNext", "R-HND-4/broke"),
			"provider.refused": handoverBroke(as, "R-HND-4/next", "R-HND-4/last"),
			"consent.revoked": reExport(as)
		},
		after: { export: [{
			guard: "R-HND-4/left",
			target: as("offered"),
			actions: [...exportFailed, "nextProvider"]
		}, {
			target: as("settled"),
			actions: [
				...exportFailed,
				"handoverFailed",
				exportPlain
			]
		}] }
	},
	[as("moving")]: {
		initial: as("undated"),
		entry: {
			type: "planMove",
			params: ({ context }) => ({
				providerId: provider(context),
				dueAt: iso(context.at + context.policy.handover.moveDays * DAY)
			})
		},
		on: {
			"move.planned": {
				target: `.${as("dated")}`,
				actions: "moveDated"
			},
			"move.confirmed": {
				target: as("settled"),
				actions: "handedOver"
			},
			"provider.refused": handoverBroke(as, "R-HND-4/next", "R-HND-4/last"),
			"consent.revoked": reExport(as)
		},
		states: {
			[as("undated")]: { after: { move: moved(settled) } },
			[as("dated")]: { after: { moveReminder: {
				target: as("imminent"),
				actions: task("handover", "ops", {
					about: exitId,
					dueDays: (c) => Math.max(0, ((c.handover?.moveOn ?? c.at) - c.at) / DAY),
					points: () => ["the move is near: see that the client and the provider are ready"]
				})
			} } },
			[as("imminent")]: { after: { move: moved(settled) } }
		}
	},
	[as("settled")]: {}
} }).states;
const stages = (place) => ({
	...agreeing(place),
	...movingOver(place)
});
const same = (stage) => stage;
const handover = chart.createStateConfig({
	initial: "matching",
	on: takenBack(same),
	states: {
		...stages({
			as: same,
			settled: "#relationship.offboarding.handover.settled",
			found: "found"
		}),
		found: { always: {
			guard: "R-COM-2/approached",
			target: "offered"
		} }
	}
});
const help = chart.createStateConfig({
	initial: UNHELPED,
	on: takenBack(helping),
	states: {
		[UNHELPED]: { on: { "handover.requested": {
			guard: "R-LIF-23/help",
			target: helping("matching"),
			actions: "helpBegun"
		} } },
		...stages({
			as: helping,
			settled: `#relationship.live.help.${helping("settled")}`,
			found: helping("offered")
		})
	}
});

// chart/parting.ts
const closeRequest = [
	closeTasks(requestId, "decideExit"),
	"requestClosed",
	announce("matter.closed")
];
const freezeDossier = {
	type: "freezeDossier",
	params: ({ context }) => ({
		dossierId: context.dossier?.id ?? "none",
		decisionId: decisionId(context)
	})
};
const parting = chart.createStateConfig({
	initial: "unasked",
	states: {
		unasked: { on: { "exit.requested": {
			guard: "R-LIF-5/request",
			target: "asked",
			actions: ["exitRequested", task("decideExit", "senior", {
				about: requestId,
				dueDays: (c) => c.policy.exit.requestLapsesDays
			})]
		} } },
		asked: {
			always: {
				guard: "R-LIF-5/void",
				target: "unasked",
				actions: closeRequest
			},
			on: {
				"exit.approved": [{
					guard: "R-LIF-5",
					target: "#relationship.offboarding",
					actions: [
						closeTasks(requestId, "decideExit"),
						"exitApproved",
						freezeDossier
					]
				}, {
					guard: "R-DEC-2/restrict",
					target: "unasked",
					actions: [
						"restrictedInstead",
						...restrict$1,
						...closeRequest,
						announce("restriction.made")
					]
				}],
				"exit.rejected": {
					guard: "R-LIF-5/reject",
					target: "unasked",
					actions: closeRequest
				},
				"exit.withdrawn": {
					guard: "R-LIF-5/withdraw",
					target: "unasked",
					actions: closeRequest
				},
				"restriction.made": {
					target: "unasked",
					actions: closeRequest
				}
			},
			after: { exitRequest: {
				target: "unasked",
				actions: closeRequest
			} }
		}
	}
});

// chart/remedy.ts
const remedy = chart.createStateConfig({
	initial: "weighing",
	on: { "compensation.decided": {
		target: ".weighing",
		actions: notice("N13", compensation)
	} },
	states: {
		weighing: { always: [{
			guard: "R-DEC-16/owed",
			target: "owing"
		}, { target: "even" }] },
		even: { on: { "fault.opened": {
			guard: "R-DEC-16/owed",
			target: "owing"
		} } },
		owing: {
			on: { "fault.opened": {
				guard: "R-DEC-16/owed",
				target: "owing",
				reenter: true
			} },
			after: { compensation: {
				target: "weighing",
				actions: ["alerted", {
					type: "raiseAlert",
					params: {
						what: "a loss through our fault waits for a decision",
						about: null
					}
				}]
			} }
		}
	}
});

// chart/service.ts
const takeUpAgain = asking((context) => context.workStopped ? [{
	type: "resumeWork",
	params: {}
}] : []);
const pause = (cause) => ({
	type: "stopWork",
	params: { cause }
});
const arrears = ["paymentMissed", ...notice("N6", arrears$2)];
const silence = ["fellSilent", ...notice("N6", silence$2)];
const resume = {
	guard: "R-LIF-7",
	target: "running",
	actions: [
		takeUpAgain,
		"workResumed",
		...notice("N8", resumed)
	]
};
const service = chart.createStateConfig({
	initial: "resuming",
	states: {
		resuming: { always: [{
			guard: "R-LIF-12/paused",
			target: "suspended"
		}, {
			target: "running",
			actions: [takeUpAgain, "workResumed"]
		}] },
		running: { on: {
			"payment.overdue": {
				guard: "R-LIF-6/overdue",
				target: "suspended",
				actions: [pause("arrears"), ...arrears]
			},
			"client.silent": {
				guard: "R-LIF-6/silent",
				target: "suspended",
				actions: [pause("silence"), ...silence]
			}
		} },
		suspended: {
			on: {
				"payment.overdue": {
					guard: "R-LIF-6/overdue",
					actions: arrears
				},
				"client.silent": {
					guard: "R-LIF-6/silent",
					actions: silence
				},
				"payment.received": resume,
				"invoice.changed": resume,
				"client.replied": resume,
				"message.received": resume
			},
			after: { pause: {
				target: "suspended",
				reenter: true,
				actions: task("review", "manager")
			} }
		}
	}
});

// chart/standing.ts
const cleared = ["reinstated", ...notice("N8", reinstatement)];
const unlimited = [
	lift,
	noteLifted,
	"reinstated",
	...notice("N8", lifted)
];
const cool = {
	guard: "R-LIF-9",
	target: "active",
	actions: cleared
};
const onTheLadder = {
	"conduct.improved": {
		guard: "R-LIF-9/improved",
		target: "active",
		actions: cleared
	},
	"restriction.made": "restricted",
	"decision.struck": "counting"
};
const lookAgain = (rung) => ({
	target: rung,
	reenter: true
});
const standing = chart.createStateConfig({
	initial: "counting",
	states: {
		counting: { always: [
			{
				guard: "R-LIF-12/restricted",
				target: "restricted"
			},
			{
				guard: "R-LIF-12/twice",
				target: "warnedTwice"
			},
			{
				guard: "R-LIF-12/once",
				target: "warnedOnce"
			},
			{ target: "active" }
		] },
		active: { on: {
			"warning.served": "warnedOnce",
			"restriction.made": "restricted"
		} },
		warnedOnce: {
			on: {
				...onTheLadder,
				"warning.served": "warnedTwice",
				"matter.closed": lookAgain("warnedOnce")
			},
			after: { coolOff: cool }
		},
		warnedTwice: {
			on: {
				...onTheLadder,
				"restriction.ordered": {
					guard: "R-LIF-4",
					target: "restricted",
					actions: [
						"restrictionOrdered",
						...restrict$1,
						conductNote,
						announce("restriction.made")
					]
				},
				"clock.restarted": {
					target: "warnedTwice",
					reenter: true
				},
				"matter.closed": lookAgain("warnedTwice")
			},
			after: { coolOff: cool }
		},
		restricted: {
			on: {
				"conduct.improved": {
					guard: "R-LIF-9/improved",
					target: "active",
					actions: unlimited
				},
				"message.received": pointing,
				"warning.served": {
					target: "restricted",
					reenter: true
				},
				"clock.restarted": {
					target: "restricted",
					reenter: true
				},
				"matter.closed": lookAgain("restricted"),
				"decision.struck": [{
					guard: "R-LIF-12/restricted",
					target: "restricted",
					reenter: true
				}, {
					target: "counting",
					actions: [lift, noteLifted]
				}]
			},
			after: { coolOff: [{
				guard: "R-LIF-9",
				target: "active",
				actions: unlimited
			}, {
				guard: "R-LIF-9/review",
				target: "restricted",
				reenter: true,
				actions: ["reviewed", task("review", "manager", { about: limitId })]
			}] }
		}
	}
});

// chart/warning.ts
const lapse = [
	closeTasks(pendingId, "callWarning"),
	task("review", "manager", { about: pendingId }),
	"warningLapsed",
	announce("matter.closed")
];
const warnOtherwise = [{
	guard: "R-LIF-20/warnNext",
	target: ".sending",
	actions: reported(...again)
}, {
	guard: "R-LIF-20/warnPhone",
	target: ".phoning",
	actions: reported()
}];
const arrival = (...before) => {
	const arrived = {
		guard: "R-LIF-20/delivered",
		target: "none",
		actions: reported(...before, "warningDelivered", announce("warning.served"))
	};
	return {
		"notice.delivered": arrived,
		"delivery.checked": arrived,
		"call.made": [{
			guard: "R-LIF-20/spoken",
			target: "none",
			actions: [
				...before,
				"warningSpoken",
				announce("warning.served")
			]
		}, {
			guard: "R-LIF-24/unspoken",
			target: "none",
			actions: lapse
		}]
	};
};
const warning = chart.createStateConfig({
	initial: "none",
	on: {
		"incident.confirmed": [
			{
				guard: "R-LIF-1/explained",
				actions: [
					"ours",
					...notice("N13", fault),
					...notice("N3", boundaryOfOurs),
					task("remedy", "manager")
				]
			},
			{
				guard: "R-LIF-20/joins",
				actions: "joined"
			},
			{
				guard: "R-LIF-27/warn",
				target: ".phoning",
				actions: "warned"
			},
			{
				guard: "R-LIF-1/warn",
				target: ".sending",
				actions: ["warned", ...notice("N4", warning$1, pendingId)]
			},
			{
				guard: "R-DEC-8/ground",
				actions: [
					"groundOpened",
					task("decideConduct", "manager"),
					announce("clock.restarted")
				]
			}
		],
		"notice.failed": [
			...warnOtherwise,
			{
				guard: "R-LIF-20/bouncedNext",
				target: ".sending",
				actions: [
					"warningBounced",
					...again,
					announce("decision.struck")
				]
			},
			{
				guard: "R-LIF-20/bouncedPhone",
				target: ".phoning",
				actions: ["warningBounced", announce("decision.struck")]
			},
			{
				guard: "R-LIF-20/bounced",
				actions: ["warningBounced", announce("decision.struck")]
			}
		],
		"delivery.checked": warnOtherwise,
		"decision.struck": {
			guard: "R-LIF-12/struck",
			target: ".none"
		}
	},
	states: {
		none: {},
		sending: {
			on: arrival(),
			after: { delivery: "phoning" }
		},
		phoning: {
			entry: task("callWarning", "manager", {
				about: pendingId,
				dueDays: (c) => c.policy.conduct.callDays,
				points: warningPoints
			}),
			on: {
				...arrival(closeTasks(pendingId, "callWarning")),
				"contact.corrected": {
					guard: "R-LIF-20/reachable",
					target: "sending",
					actions: [closeTasks(pendingId, "callWarning"), ...notice("N4", warning$1, pendingId)]
				}
			},
			after: { calls: {
				target: "none",
				actions: lapse
			} }
		}
	}
});

// chart/live.ts
const live = chart.createStateConfig({
	type: "parallel",
	exit: "warningLapsed",
	on: {
		"client.left": {
			target: "terminated",
			actions: [closeAllTasks, "left"]
		},
		"appeal.upheld": {
			guard: "R-LIF-12/uphold",
			actions: [
				"struckOut",
				...verdict$1,
				announce("decision.struck")
			]
		},
		"boundary.stated": { actions: notice("N3", boundary) },
		"discount.decided": priced,
		"vip.marked": {
			guard: "R-ARC-9",
			actions: "vipMarked"
		},
		"vip.removed": {
			guard: "R-ARC-9/removed",
			actions: "vipRemoved"
		},
		"tier.assigned": {
			guard: "R-DEC-11",
			actions: task("review", "manager", {
				about: (_, e) => data("tier.assigned", e).period,
				points: (_, e) => [`tier.${data("tier.assigned", e).tier}`]
			})
		},
		"segment.assigned": [{
			guard: "R-DEC-12/drains",
			actions: task("review", "manager", {
				about: (_, e) => data("segment.assigned", e).period,
				points: () => ["draining"]
			})
		}, {
			guard: "R-DEC-12/thanks",
			actions: task("thank", "manager", { about: (_, e) => data("segment.assigned", e).period })
		}],
		"thanks.given": {
			guard: "R-DEC-12",
			actions: [closeTasks((c) => c.segmented?.period ?? null, "thank"), ...notice("N15", thanks)]
		},
		"leave.announced": [{
			guard: "R-LIF-23/retain",
			actions: [
				"leaveAnnounced",
				"retentionOffered",
				task("retain", "manager")
			]
		}, { actions: ["leaveAnnounced", task("helpToLeave", "manager")] }],
		"manager.changed": {
			guard: "R-ROL-6",
			actions: notice("N11", manager)
		},
		"questions.repeated": {
			guard: "R-DEC-17/call",
			actions: task("call", "ops")
		},
		"staff.askedOff": { actions: [task("rotate", "manager"), {
			type: "raiseAlert",
			params: {
				what: "one of our people asks off this client",
				about: null
			}
		}] },
		"help.needed": [
			{
				guard: "R-DEC-17/byGuide",
				actions: task("guide", "ops")
			},
			{
				guard: "R-DEC-17/byCall",
				actions: task("call", "ops")
			},
			{ actions: [task("senior", "manager"), ...notice("N14", colleague)] }
		]
	},
	states: {
		standing,
		service,
		warning,
		parting,
		remedy,
		hindsight,
		help
	}
});

// chart/telling.ts
const farewellLetter = noticeIf((context) => !isUnwritten(context), "N7", farewell$1, {
	about: exitId,
	first: fromOrigin
});
const farewellArrived = (...before) => ({
	guard: "R-COM-2/farewell",
	target: "told",
	actions: reported(...before, "toldByNotice")
});
const farewellOtherwise = [{
	guard: "R-COM-2/next",
	actions: reported(...again)
}, {
	guard: "R-COM-2/failed",
	target: "posting",
	actions: reported()
}];
const telling = chart.createStateConfig({
	initial: "approach",
	states: {
		approach: { always: [{
			guard: "R-DEC-13",
			target: "writing",
			actions: stopMailings
		}, { target: "calling" }] },
		calling: {
			initial: "preparing",
			on: { "call.made": [{
				guard: "R-COM-2/spoken",
				target: "writing",
				actions: [closeTasks(exitId, "callExit"), "exitSpoken"]
			}, {
				guard: "R-COM-2/unspoken",
				target: "writing",
				actions: [closeTasks(exitId, "callExit"), "exitUnspoken"]
			}] },
			after: { exitCalls: {
				target: "writing",
				actions: [closeTasks(exitId, "callExit"), "exitUnspoken"]
			} },
			states: {
				preparing: {
					on: { "providers.matched": "ringing" },
					after: { match: "ringing" }
				},
				ringing: { entry: task("callExit", "manager", {
					about: exitId,
					dueDays: (c) => c.policy.exit.callDays,
					points: exitPoints
				}) }
			}
		},
		writing: {
			entry: ["farewellDated", farewellLetter],
			always: {
				guard: "R-LIF-27/unwritten",
				target: "posting"
			},
			on: {
				"notice.delivered": farewellArrived(),
				"notice.failed": farewellOtherwise,
				"delivery.checked": [farewellArrived(), ...farewellOtherwise]
			},
			after: { farewellDelivery: "posting" }
		},
		posting: {
			entry: task("postLetter", "ops", { about: exitId }),
			on: {
				"letter.posted": {
					guard: "R-LIF-24/posted",
					target: "told",
					actions: [closeTasks(exitId, "postLetter"), "toldByLetter"]
				},
				"notice.delivered": farewellArrived(closeTasks(exitId, "postLetter")),
				"delivery.checked": farewellArrived(closeTasks(exitId, "postLetter")),
				"contact.corrected": {
					guard: "R-LIF-20/reachable",
					target: "writing",
					actions: closeTasks(exitId, "postLetter")
				}
			}
		},
		told: {
			entry: announce("client.told"),
			after: { lastDay: { actions: task("complete", "ops", { about: exitId }) } },
			on: { "notice.failed": {
				guard: "R-COM-2/failed",
				target: "posting",
				actions: "notTold"
			} }
		}
	}
});

// chart/offboarding.ts
const remind = chart.raise({ type: "deadline.reminder" }, {
	id: "reminder",
	delay: "reminder"
});
const duties = chart.createStateConfig({
	initial: "waiting",
	states: {
		waiting: { on: {
			"client.told": "open",
			"duties.done": "fulfilled"
		} },
		open: {
			on: { "duties.done": "fulfilled" },
			after: { duties: {
				target: "fulfilled",
				actions: "dutiesOver"
			} }
		},
		fulfilled: {}
	}
});
const offboarding = chart.createStateConfig({
	type: "parallel",
	entry: remind,
	exit: cancel("reminder"),
	on: {
		"client.left": {
			target: "terminated",
			actions: [closeAllTasks, "left"]
		},
		"offboarding.completed": {
			guard: "R-LIF-11",
			target: "terminated",
			actions: [closeAllTasks, "parted"]
		},
		"appeal.upheld": [{
			guard: "R-LIF-12/return",
			target: "live",
			actions: [
				makeGood,
				mailAgain,
				closeTasks(exitId),
				"struckOut",
				"exitUndone",
				...verdict$1
			]
		}, {
			guard: "R-LIF-12/uphold",
			actions: ["struckOut", ...verdict$1]
		}],
		"exit.revoked": {
			target: "live",
			actions: [...undone, "exitRevoked"]
		},
		"notice.failed": [
			{
				guard: "R-LIF-26/exitPhone",
				target: "#relationship.live.warning.phoning",
				actions: [
					...undone,
					...reported("warningBounced"),
					"exitUndone"
				]
			},
			{
				guard: "R-LIF-26/exit",
				target: "#relationship.live.warning.sending",
				actions: [
					...undone,
					...reported("warningBounced", ...again),
					"exitUndone"
				]
			},
			{
				guard: "R-LIF-20/bounced",
				actions: [...reported("warningAnnulled"), "letterClosed"]
			}
		],
		"message.received": pointing,
		"deadline.reminder": { actions: [task("complete", "ops", { about: exitId }), remind] },
		...elsewhere
	},
	states: {
		telling,
		duties,
		handover,
		grounding
	}
});

// chart/lifecycle.ts
const machine$1 = chart.createMachine({
	id: "relationship",
	context: ({ input }) => input,
	initial: "opening",
	on: anywhere,
	states: {
		opening,
		onboarding,
		declining,
		live,
		offboarding,
		terminated,
		winBack,
		closed,
		refused: refused$1
	}
});
const lifecycle = () => machine$1;

// rules/record.ts
const happened = (rule, what, { event }, at) => check(rule, `${what} does not lie ahead of its report`, () => Date.parse(at()) <= Date.parse(event.receivedAt), { read: () => ({
	at: iso(Date.parse(at())),
	receivedAt: event.receivedAt
}) });
const named = (rule, what, id, known) => check(rule, `${what} that is named is on record`, () => known.includes(id()), { read: () => ({
	named: id(),
	onRecord: known.slice(-10)
}) });
const decisionNamed = (context, { data }) => [named("R-LIF-27", "the decision", () => data().about, context.decisions.map(({ id }) => id))];
const providerNamed = (context, { data }) => [named("R-LIF-27", "the provider", () => data().providerId, context.handover?.matched ?? [])];
const faultNamed = (rule) => (context, { data }) => [named(rule, "the fault", () => data().faultId, Object.keys(context.faults))];
const claims = {
	"incident.reported": (_, told) => [happened("R-LIF-1", "the incident", told, () => told.data().happenedAt)],
	"fault.opened": (_, told) => [happened("R-DEC-3", "the fault", told, () => told.data().at)],
	"fault.cured": (context, told) => [
		...faultNamed("R-DEC-3")(context, told),
		happened("R-DEC-3", "the cure", told, () => told.data().at),
		check("R-DEC-3", "the fault was not cured before it began", () => {
			const { faultId, at } = told.data();
			return Date.parse(at) >= (context.faults[faultId]?.openedAt ?? 0);
		})
	],
	"compensation.decided": faultNamed("R-LIF-27"),
	"client.silent": (_, told) => [happened("R-LIF-6", "the silence", told, () => told.data().since)],
	"call.made": (context, told) => [...decisionNamed(context, told), happened("R-LIF-27", "the call", told, () => told.data().calledAt)],
	"letter.posted": decisionNamed,
	"delivery.checked": (context, told) => [check("R-LIF-27", "the effect that is named is on record", () => {
		const { effectId } = told.data();
		return effectId.startsWith(`${context.client}/`) && seqOf(effectId) < context.seq;
	}), happened("R-LIF-27", "the delivery", told, () => told.data().at)],
	"consent.given": providerNamed,
	"consent.revoked": providerNamed,
	"provider.accepted": providerNamed,
	"provider.refused": providerNamed,
	"export.delivered": providerNamed,
	"obstacle.removed": (_, told) => [happened("R-LIF-27", "the evidence", told, () => told.data().evidenceAt)]
};
function onRecord(context, event) {
	const claim = claims[event.type];
	return claim?.(context, {
		event,
		data: () => event.data
	}) ?? [];
}

// rules/senders.ts
function needsVoucher({ type, actor }) {
	if (actor.role === "system" || !isEventType(type)) return true;
	const { kind, sanction } = eventSpec(type);
	return kind === "decision" || sanction;
}
function vouchedFor({ policy }, event) {
	if (event.door !== void 0 || !needsVoucher(event)) return [];
	const { unsigned = "facts" } = policy;
	return [check("R-ROL-1", "somebody vouches for whoever says it: the event is signed", () => unsigned === "all", {
		read: () => ({
			role: event.actor.role,
			signed: false
		}),
		threshold: {
			value: unsigned,
			from: `policy ${policy.version}, unsigned`
		}
	})];
}

// relationship.ts
const facts = (context) => context;
const definition = {
	id: "relationship",
	version: "2",
	machine: lifecycle(),
	open: (client, opening, at) => opened(client, opening, at),
	learn: (context, event) => learn(facts(context), event),
	reads: upcast,
	kindOf: (type) => isEventType(type) ? eventSpec(type).kind : "decision",
	admission: (context, event) => {
		if (!isEventType(event.type)) return [];
		const { roles } = eventSpec(event.type);
		return [
			check("R-ROL-1", `${roles.join(", ")} may signal ${event.type}`, () => roles.includes(event.actor.role), {
				read: () => ({ role: event.actor.role }),
				threshold: {
					value: [...roles],
					from: "roles of the event"
				}
			}),
			...vouchedFor(facts(context), event),
			...event.type === "erasure.ordered" ? [notHeld(facts(context))] : [],
			...onRecord(facts(context), event)
		];
	},
	findings: (guard, context, event) => ruleOf(guard)(facts(context), event),
	heldSince: (context) => heldSince(facts(context).holds),
	describe: (value) => {
		if (typeof value === "string") return { state: value };
		const states = value;
		const { live } = states;
		if (!live) return { state: Object.keys(states)[0] ?? "unknown" };
		const rung = live.standing ?? "active";
		return {
			state: live.service === "suspended" ? "suspended" : rung,
			rung
		};
	},
	marks: (context) => facts(context).vip ? ["vip"] : [],
	policyOf: (context) => facts(context).policy.version
};
const definitionOfSource = (hash) => hash === void 0 ? definition : {
	...definition,
	hash
};

// journal.ts
function canonical(value) {
	if (typeof value === "string" ? value.isWellFormed() : Number.isFinite(value)) return JSON.stringify(value);
	if (value === null || typeof value === "boolean") return `${value}`;
	if (typeof value !== "object") throw new TypeError("not a JSON value");
	let parts = "";
	if (Array.isArray(value)) {
		for (const item of value) parts += `${parts && ","}${canonical(item)}`;
		return `[${parts}]`;
	}
	const members = value;
	for (const name of Object.keys(members).sort()) {
		const member = members[name];
		if (member !== void 0) parts += `${parts && ","}${canonical(name)}:${canonical(member)}`;
	}
	return `{${parts}}`;
}
function digest(value) {
	return bytesToHex(sha256(utf8ToBytes(canonical(value))));
}
const GENESIS = "0".repeat(64);
const PROCESSED_KEPT = 1500;
const ENTRY_SCHEMA = 1;
function closeEntry(entry) {
	const whole = {
		schema: ENTRY_SCHEMA,
		...entry
	};
	return {
		...whole,
		hash: digest(whole)
	};
}

// step/stored.ts
const hashes = /* @__PURE__ */ new WeakMap();
function machineRef(definition) {
	if (definition.hash !== void 0) return {
		id: definition.id,
		version: definition.version,
		hash: definition.hash
	};
	let hash = hashes.get(definition.machine);
	if (hash === void 0) {
		hash = digest(JSON.parse(JSON.stringify(definition.machine.config)));
		hashes.set(definition.machine, hash);
	}
	return {
		id: definition.id,
		version: definition.version,
		hash
	};
}
function worldOf(stored, event, at) {
	const day = event.day ?? dayOf(at);
	const { day: before = day } = stored.context;
	return {
		...stored.context,
		at,
		day: day > before ? day : before,
		seq: stored.seq + 1
	};
}
const snapshots = /* @__PURE__ */ new WeakMap();
function restore(definition, stored, context) {
	const ref = machineRef(definition);
	if (stored.machine.id !== ref.id || stored.machine.hash !== ref.hash) throw new Error(`state of ${stored.machine.id} ${stored.machine.version} cannot run on ${ref.id} ${ref.version}`);
	return {
		...snapshots.get(stored) ?? definition.machine.restoreSnapshot({
			...stored.snapshot,
			context
		}, void 0),
		context
	};
}
function remember(stored, snapshot) {
	snapshots.set(stored, snapshot);
}
function whereIs(definition, stored) {
	return definition.describe(stored.snapshot.value, stored.context);
}
function settle(stored, effectId) {
	const next = {
		...stored,
		outbox: stored.outbox.filter((effect) => effect.id !== effectId)
	};
	const snapshot = snapshots.get(stored);
	if (snapshot) snapshots.set(next, snapshot);
	return next;
}

// step/transition.ts
const scopes = /* @__PURE__ */ new WeakMap();
function transition(machine, snapshot, event) {
	let inert = scopes.get(machine);
	if (inert === void 0) {
		const self = createActor(machine);
		const nothing = () => {};
		const idle = {
			defer: nothing,
			logger: nothing,
			stopChild: nothing,
			emit: nothing
		};
		inert = {
			self,
			system: self.system,
			id: "",
			sessionId: "",
			...idle
		};
		scopes.set(machine, inert);
	}
	const actions = [];
	const scope = {
		...inert,
		actionExecutor: (action) => void actions.push(action)
	};
	return [machine.transition(snapshot, event, scope), actions];
}
function isDeadline(type) {
	return type.startsWith("xstate.after.") || type.startsWith("deadline.");
}
function deadlineName(type) {
	return type.startsWith("xstate.after.") ? type.split(".")[2] ?? type : type.slice(9);
}
function move$1(definition, before, [snapshot, actions], at) {
	const context = snapshot.context;
	const since = definition.heldSince(context);
	const effects = [];
	let deadlines = [...before];
	for (const action of actions) if (action.type === "xstate.cancel") {
		const { sendId } = action.params;
		deadlines = deadlines.filter((deadline) => deadline.id !== sendId);
	} else if (action.type === "xstate.raise") {
		const { id, delay, event } = action.params;
		if (delay === void 0) continue;
		if (!Number.isFinite(delay)) throw new Error(`the deadline ${event.type} has no finite delay`);
		const key = id ?? event.type;
		const name = deadlineName(event.type);
		deadlines = deadlines.filter((deadline) => deadline.id !== key);
		deadlines.push({
			id: key,
			name,
			due: (since ?? at) + Math.max(0, delay),
			event
		});
	} else if (!action.type.startsWith("xstate.")) effects.push({
		type: action.type,
		params: action.params ?? {}
	});
	deadlines.sort((a, b) => a.due - b.due || (a.id < b.id ? -1 : 1));
	return {
		snapshot,
		effects,
		deadlines: snapshot.status === "active" ? deadlines : []
	};
}
function endless({ name }) {
	return {
		rule: "R-LIF-27",
		says: `the clock ${name} that it starts ends by ${iso(LAST_DUE).slice(0, 4)}`,
		passed: false,
		read: {}
	};
}

// step/conclude.ts
const EMPTY = {
	processed: [],
	outbox: [],
	head: GENESIS
};
function conclude(definition, before, subject, seq, judged) {
	const { envelope, move: moved, at } = judged;
	const context = moved.snapshot.context;
	const effects = moved.effects.map((effect, n) => ({
		id: `${subject}/${seq}/${n}`,
		...effect
	}));
	const machine = machineRef(definition);
	const to = definition.describe(moved.snapshot.value, context);
	const entry = closeEntry({
		client: subject,
		seq,
		eventId: envelope.eventId,
		type: isDeadline(envelope.type) ? `deadline.${deadlineName(envelope.type)}` : envelope.type,
		occurredAt: envelope.occurredAt,
		receivedAt: envelope.receivedAt,
		at: iso(at),
		recordedAt: iso(judged.now),
		actor: envelope.actor,
		attested: envelope.door !== void 0,
		...envelope.reason !== void 0 && { reason: envelope.reason },
		...envelope.schema !== void 0 && { eventSchema: envelope.schema },
		...envelope.day !== void 0 && { day: envelope.day },
		...envelope.onBehalfOf !== void 0 && { onBehalfOf: envelope.onBehalfOf },
		...envelope.signature !== void 0 && { signature: envelope.signature },
		data: envelope.data,
		outcome: judged.outcome,
		from: judged.from,
		to,
		findings: judged.findings,
		effects,
		deadlines: moved.deadlines.map(({ name, due }) => ({
			name,
			due: iso(due)
		})),
		machine,
		policy: definition.policyOf(context),
		prev: before.head
	});
	const withoutContext = {
		...moved.snapshot,
		context: {}
	};
	const { context: _, ...snapshot } = definition.machine.getPersistedSnapshot(withoutContext);
	const processed = [
		envelope.eventId,
		contentOf(envelope),
		seq,
		judged.outcome,
		to.state,
		to.rung ?? null
	];
	const stored = {
		subject,
		machine,
		snapshot,
		context,
		deadlines: moved.deadlines,
		seq,
		at,
		head: entry.hash,
		processed: [...before.processed.slice(1 - PROCESSED_KEPT), processed],
		outbox: [...before.outbox, ...effects]
	};
	remember(stored, moved.snapshot);
	return {
		stored,
		entry,
		effects
	};
}
function contentOf(envelope) {
	const { receivedAt: _, door: __, signature: ___, day: ____, schema: _____, occurredAt, ...content } = envelope;
	return `${digest(content).slice(0, 16)}.${Date.parse(occurredAt)}`;
}

// step/explain.ts
function candidates(definition, snapshot, envelope) {
	const found = [];
	for (const node of snapshot._nodes.toSorted((a, b) => a.order - b.order)) for (const option of node.transitions.get(envelope.type) ?? []) {
		const guard = option.guard === void 0 ? null : guardName(option.guard);
		found.push({
			guard,
			target: option.target?.map((target) => target.key).join(", ") ?? null,
			findings: guard === null ? [] : definition.findings(guard, snapshot.context, envelope)
		});
	}
	return found;
}
function misplaced(definition, snapshot, envelope) {
	const homes = [];
	const visit = (node) => {
		if (node.transitions.has(envelope.type)) homes.push(node);
		for (const child of Object.values(node.states)) visit(child);
	};
	visit(definition.machine.root);
	const failing = homes.filter(({ parent }) => parent?.parent !== void 0 && snapshot._nodes.includes(parent)).flatMap((home) => findingsAt(definition, home, snapshot, envelope)).filter((f) => f.passed === false);
	const places = homes.map(({ key }) => key).join(", ") || "its beginning";
	return distinct([{
		rule: "R-LIF-0",
		says: `the relationship is where ${envelope.type} belongs: ${places}`,
		passed: false,
		read: { ...definition.describe(snapshot.value, snapshot.context) }
	}, ...reasons(failing)]);
}
function findingsAt(definition, node, snapshot, envelope) {
	return (node.transitions.get(envelope.type) ?? []).flatMap(({ guard }) => guard === void 0 ? [] : definition.findings(guardName(guard), snapshot.context, envelope));
}
function guardName(guard) {
	return typeof guard === "string" ? guard : guard.type;
}
function reasons(findings) {
	const failed = findings.filter((finding) => finding.passed === false);
	const rules = failed.filter((finding) => !finding.route);
	return rules.length > 0 ? rules : failed;
}
const UNASKED = new Proxy({}, { get() {
	throw new DataNotGiven();
} });
function explain(definition, stored, question) {
	const at = Math.max(Date.parse(question.receivedAt), stored.at);
	const given = question.data !== void 0;
	const envelope = {
		door: "asked",
		...question,
		data: given ? question.data : UNASKED
	};
	let context = worldOf(stored, question, at);
	const admission = definition.admission(context, envelope);
	if (given && definition.kindOf(envelope.type) !== "decision") context = definition.learn(context, envelope);
	const snapshot = restore(definition, stored, context);
	const over = snapshot.status !== "active";
	const options = over ? [] : candidates(definition, snapshot, envelope);
	const verdicts = options.map((option) => option.findings.some((f) => f.passed === false) ? "no" : option.findings.some((f) => f.passed === null) ? "open" : "yes");
	const free = definition.kindOf(envelope.type) !== "decision";
	let admitted = "no";
	const ruledOut = over || admission.some((finding) => finding.passed === false);
	if (!ruledOut && (free || verdicts.includes("yes"))) admitted = "yes";
	else if (!ruledOut && verdicts.includes("open")) admitted = "open";
	const lost = !over && !free && options.length === 0;
	return {
		type: envelope.type,
		admitted,
		admission,
		candidates: options,
		misplaced: lost ? misplaced(definition, snapshot, envelope) : []
	};
}

// step/begin.ts
function begin(definition, subject, envelope, now) {
	const at = Date.parse(envelope.receivedAt);
	const day = envelope.day ?? dayOf(at);
	const context = {
		...definition.open(subject, envelope.data, at),
		at,
		day,
		seq: 1
	};
	const moved = move$1(definition, [], initialTransition(definition.machine, context), at);
	const never = moved.deadlines.find(({ due }) => due > LAST_DUE);
	if (never) throw new Malformed(endless(never).says, []);
	return conclude(definition, EMPTY, subject, 1, {
		envelope,
		outcome: "accepted",
		findings: [],
		from: { state: "none" },
		move: moved,
		at,
		now
	});
}

// step/judge.ts
const MAX_CASCADE = 1e3;
function admit(definition, stored, envelope, at) {
	const kind = isDeadline(envelope.type) ? "decision" : definition.kindOf(envelope.type);
	const context = worldOf(stored, envelope, at);
	const before = restore(definition, stored, context);
	const admission = isDeadline(envelope.type) ? [] : definition.admission(context, envelope);
	if (before.status !== "active" && kind !== "result") return {
		outcome: "refused",
		snapshot: before,
		findings: [{
			rule: "R-LIF-0",
			says: `the relationship has ended in ${definition.describe(before.value, context).state}; nothing more can happen to it`,
			passed: false,
			read: {}
		}]
	};
	if (!passes(admission)) return {
		outcome: "refused",
		snapshot: before,
		findings: admission
	};
	const snapshot = kind === "decision" ? before : restore(definition, stored, definition.learn(context, envelope));
	const options = candidates(definition, snapshot, envelope);
	const taken = options.find((option) => passes(option.findings));
	if (kind !== "decision" || taken) return {
		outcome: "accepted",
		snapshot,
		findings: distinct([...admission, ...taken?.findings ?? []])
	};
	if (options.length === 0) return {
		outcome: "refused",
		snapshot: before,
		findings: [...admission, ...misplaced(definition, snapshot, envelope)]
	};
	const failed = distinct(options.flatMap((option) => option.findings));
	return {
		outcome: "refused",
		snapshot: before,
		findings: [...admission, ...failed]
	};
}
function apply(definition, stored, envelope, at, now) {
	const read = definition.reads?.(envelope) ?? envelope;
	const { outcome, findings, snapshot } = admit(definition, stored, read, at);
	if (outcome === "refused") return refused(definition, stored, envelope, findings, at, now);
	const held = definition.heldSince(stored.context);
	let moved = move$1(definition, stored.deadlines, transition(definition.machine, snapshot, read), at);
	if (held !== null && definition.heldSince(moved.snapshot.context) === null) moved = {
		...moved,
		deadlines: moved.deadlines.map((deadline) => ({
			...deadline,
			due: deadline.due + (at - held)
		}))
	};
	const never = moved.deadlines.find(({ due }) => due > LAST_DUE);
	if (never) return refused(definition, stored, envelope, [endless(never)], at, now);
	const from = definition.describe(snapshot.value, snapshot.context);
	return conclude(definition, stored, stored.subject, stored.seq + 1, {
		envelope,
		outcome,
		findings,
		from,
		at,
		now,
		move: moved
	});
}
function refused(definition, stored, envelope, findings, at, now) {
	const snapshot = restore(definition, stored, worldOf(stored, envelope, at));
	return conclude(definition, stored, stored.subject, stored.seq + 1, {
		envelope,
		outcome: "refused",
		findings,
		at,
		now,
		from: definition.describe(snapshot.value, snapshot.context),
		move: {
			snapshot,
			effects: [],
			deadlines: stored.deadlines
		}
	});
}
const CAN_BE_KEPT = "the archive can hold what it says";
function refuse(definition, stored, envelope, code, now) {
	const receivedAt = Date.parse(envelope.receivedAt);
	const before = advance(definition, stored, receivedAt, now);
	const current = before.at(-1)?.stored ?? stored;
	const finding = {
		rule: "R-LIF-27",
		says: CAN_BE_KEPT,
		passed: false,
		read: { code }
	};
	return [...before, refused(definition, current, envelope, [finding], Math.max(receivedAt, current.at), now)];
}
const refusedByArchive = ({ outcome, findings }) => outcome === "refused" && findings.length === 1 && findings[0]?.says === CAN_BE_KEPT;
function nextDue(definition, stored) {
	if (definition.heldSince(stored.context) !== null) return null;
	return stored.deadlines[0]?.due ?? null;
}
function fire(definition, stored, now) {
	const due = nextDue(definition, stored);
	const [deadline, ...deadlines] = stored.deadlines;
	if (due === null || deadline === void 0) return null;
	const envelope = {
		eventId: `deadline/${deadline.name}/${stored.seq + 1}`,
		type: deadline.event.type,
		occurredAt: iso(due),
		receivedAt: iso(due),
		actor: {
			id: "engine",
			role: "system"
		},
		door: "engine",
		data: {}
	};
	return apply(definition, {
		...stored,
		deadlines
	}, envelope, Math.max(due, stored.at), now);
}
function advance(definition, stored, until, now) {
	const steps = [];
	let current = stored;
	while ((nextDue(definition, current) ?? Number.POSITIVE_INFINITY) <= until) {
		const step = fire(definition, current, now);
		if (step === null) break;
		if (steps.length >= MAX_CASCADE) throw new Error(`${step.entry.type} falls due without end`);
		steps.push(step);
		current = step.stored;
	}
	return steps;
}
function judge(definition, stored, envelope, now) {
	const receivedAt = Date.parse(envelope.receivedAt);
	const before = advance(definition, stored, receivedAt, now);
	const current = before.at(-1)?.stored ?? stored;
	return [...before, apply(definition, current, envelope, Math.max(receivedAt, current.at), now)];
}
function envelopeOf(entry) {
	const { eventId, type, occurredAt, receivedAt, actor, attested, reason, data } = entry;
	const { eventSchema: schema, day, onBehalfOf, signature } = entry;
	return {
		eventId,
		type,
		occurredAt,
		receivedAt,
		actor,
		data,
		...attested && { door: "journal" },
		...reason && { reason },
		...schema !== void 0 && { schema },
		...day !== void 0 && { day },
		...onBehalfOf !== void 0 && { onBehalfOf },
		...signature !== void 0 && { signature }
	};
}
function judgeAgain(definition, stored, written) {
	const now = Date.parse(written.recordedAt);
	if (stored === null) return begin(definition, written.client, envelopeOf(written), now);
	if (isDeadline(written.type)) return fire(definition, stored, now);
	const at = Date.parse(written.at);
	if (refusedByArchive(written)) return refused(definition, stored, envelopeOf(written), written.findings, at, now);
	return apply(definition, stored, envelopeOf(written), at, now);
}

// step/answer.ts
function saysAgain(content, envelope) {
	const own = contentOf(envelope);
	const timeLeftOut = Date.parse(envelope.occurredAt) === Date.parse(envelope.receivedAt);
	return own === content || timeLeftOut && own.split(".")[0] === content.split(".")[0];
}
function answered(stored, envelope) {
	const known = stored.processed.find(([eventId]) => eventId === envelope.eventId);
	if (!known) return null;
	const [, content, seq, outcome, state, rung] = known;
	const where = {
		state,
		...rung !== null && { rung }
	};
	if (saysAgain(content, envelope)) return {
		outcome,
		seq,
		...where,
		findings: [],
		repeated: true
	};
	const says = "the eventId is new, or comes with the content that it had before";
	return {
		outcome: "refused",
		seq,
		...where,
		findings: [{
			rule: "R-LIF-0",
			says,
			passed: false,
			read: { seq }
		}]
	};
}
function answerOf(step) {
	const { outcome, seq, to, findings } = step.entry;
	return {
		outcome,
		seq,
		...to,
		findings: outcome === "refused" ? reasons(findings) : []
	};
}
function processedOf(entry) {
	const { eventId, seq, outcome, to } = entry;
	return [
		eventId,
		contentOf(envelopeOf(entry)),
		seq,
		outcome,
		to.state,
		to.rung ?? null
	];
}

// step/move.ts
const fits = (passed, says, read) => ({
	rule: "R-VER-3",
	says,
	passed,
	read
});
function receive(definition, stored, envelope, at, now) {
	const context = worldOf({
		...stored,
		context: definition.upcast?.(stored) ?? stored.context
	}, envelope, at);
	const own = {
		...stored,
		machine: machineRef(definition),
		context
	};
	const stands = "every state and every clock of the relationship is in the machine";
	let snapshot;
	try {
		snapshot = restore(definition, own, context);
	} catch {
		return [fits(false, stands, { state: JSON.stringify(stored.snapshot.value) })];
	}
	const lost = stored.deadlines.find(({ event }) => !snapshot._nodes.some((node) => node.transitions.has(event.type)));
	if (lost) return [fits(false, stands, { clock: lost.name })];
	return conclude(definition, own, stored.subject, stored.seq + 1, {
		envelope,
		outcome: "accepted",
		at,
		now,
		findings: [fits(true, stands, {})],
		from: definition.describe(snapshot.value, context),
		move: {
			snapshot,
			effects: [],
			deadlines: stored.deadlines
		}
	});
}
function move(definition, stored, envelope, now, receiver) {
	const receivedAt = Date.parse(envelope.receivedAt);
	const before = advance(definition, stored, receivedAt, now);
	const current = before.at(-1)?.stored ?? stored;
	const at = Math.max(receivedAt, current.at);
	return [...before, moveNow(definition, current, envelope, at, now, receiver)];
}
function moveNow(definition, stored, envelope, at, now, receiver) {
	const { from, to } = envelope.data;
	const { outcome, findings } = admit(definition, stored, envelope, at);
	const says = (passed, text, ref) => fits(passed, text, { machine: `${ref.id} ${ref.version} ${ref.hash.slice(0, 12)}` });
	const known = [
		says(from.hash === stored.machine.hash, "it runs under the machine that it is moved from", stored.machine),
		says(to.hash !== stored.machine.hash, "it is moved to another machine", to),
		says(receiver !== null, "this engine has the machine", to)
	];
	if (outcome === "refused") return refused(definition, stored, envelope, findings, at, now);
	if (!receiver || !passes(known)) return refused(definition, stored, envelope, known, at, now);
	const received = receiver(stored, envelope, at, now);
	return "entry" in received ? received : refused(definition, stored, envelope, received, at, now);
}
function moveAgain(definition, stored, written, receiver) {
	const now = Date.parse(written.recordedAt);
	const at = Date.parse(written.at);
	const envelope = envelopeOf(written);
	return written.outcome === "refused" ? refused(definition, stored, envelope, written.findings, at, now) : moveNow(definition, stored, envelope, at, now, receiver);
}

// step/standing.ts
function standingOf(definition, stored) {
	return {
		client: stored.subject,
		seq: stored.seq,
		...whereIs(definition, stored),
		at: iso(stored.at),
		head: stored.head,
		deadlines: stored.deadlines.map(({ name, due }) => ({
			name,
			due: iso(due)
		})),
		held: definition.heldSince(stored.context) !== null,
		ended: stored.snapshot.status !== "active",
		machine: stored.machine,
		policy: definition.policyOf(stored.context),
		marks: definition.marks(stored.context)
	};
}

// matters.ts
const goesOn = (phase) => phase !== "over";
function incidentsIn({ incidents }, phase) {
	const reported = (entry) => entry[1].status === "reported";
	return Object.entries(incidents).filter(reported).map(([incidentId, { category, happenedAt }]) => ({
		kind: "incident",
		id: incidentId,
		since: happenedAt,
		task: null,
		role: goesOn(phase) ? "manager" : null,
		...category === "criticism" ? {
			says: "reported as criticism: nothing to confirm",
			events: ["incident.dismissed"]
		} : {
			says: `${category}, reported: somebody else confirms or dismisses it`,
			events: ["incident.confirmed", "incident.dismissed"]
		},
		known: { incidentId }
	}));
}
function faultsIn({ faults }, phase) {
	return Object.entries(faults).flatMap(([faultId, fault]) => {
		const base = {
			id: faultId,
			since: fault.openedAt,
			known: { faultId }
		};
		const events = ["fault.cured"];
		const uncured = {
			...base,
			kind: "fault",
			says: "not cured yet",
			role: null,
			task: null,
			events
		};
		const owed = {
			...base,
			kind: "loss",
			says: "the loss through our fault waits for a decision",
			role: phase === "live" && fault.alerted ? "manager" : null,
			task: "alert",
			events: ["compensation.decided"]
		};
		return [...fault.curedAt === null ? [uncured] : [], ...fault.loss && !fault.settled ? [owed] : []];
	});
}
const IN_FORCE = ["pending", "standing"];
function decisionsIn({ decisions }) {
	return decisions.flatMap(({ id, kind, ground, status, at, toldAt, appeal }) => {
		const decision = {
			kind: "decision",
			id,
			since: at,
			says: `${kind} for ${ground}, ${status}, ${toldAt === null ? "not told yet" : `told ${iso(toldAt).slice(0, 10)}`}`,
			role: null,
			task: null,
			known: { decisionId: id },
			events: appeal === null ? ["appeal.filed"] : []
		};
		const filed = appeal?.verdict === "open" ? [{
			kind: "appeal",
			id,
			since: appeal.filedAt,
			says: `against the ${kind} for ${ground}`,
			role: "senior",
			task: "judge",
			known: { decisionId: id },
			events: ["appeal.upheld", "appeal.rejected"]
		}] : [];
		return [...IN_FORCE.includes(status) ? [decision] : [], ...filed];
	});
}
function requestIn({ request }) {
	if (!request) return [];
	const known = { requestId: request.id };
	return [{
		kind: "request",
		id: request.id,
		says: `an exit for ${request.ground}`,
		since: request.at,
		role: "senior",
		task: "decideExit",
		known,
		events: [
			"exit.approved",
			"exit.rejected",
			"exit.withdrawn"
		]
	}];
}
function partingIn(context) {
	const { conductGround, request, clauses, incidents } = context;
	const counted = conductGround === null ? void 0 : incidents[conductGround];
	const since = counted?.confirmedAt ?? counted?.happenedAt ?? context.at;
	const two = strikes(context).length >= context.policy.conduct.warnings;
	const waits = conductGround !== null && request === null && two;
	const conduct = {
		kind: "conduct",
		id: conductGround ?? "",
		says: "a further incident after two warnings",
		since,
		role: "manager",
		task: "decideConduct",
		known: { ground: "conduct" },
		events: restriction(context) ? ["exit.requested"] : ["exit.requested", "restriction.ordered"]
	};
	const unanswered = (request ? [[request.ground, request.at]] : waits ? [["conduct", since]] : []).filter(([ground]) => clauses[ground] === void 0).map(([ground, at]) => ({
		kind: "clause",
		id: ground,
		says: `whether a clause covers ${ground}`,
		since: at,
		role: "legal",
		task: null,
		events: ["clause.answered"],
		known: { ground }
	}));
	return [...waits ? [conduct] : [], ...unanswered];
}
function financeIn({ intake, assessed, at, endings }, phase, state) {
	if (assessed.finance !== null) return [];
	const admitting = phase === "intake" && intake.assessments.length > 0;
	const approaching = state === "terminated" && assessed.departure?.cured === true;
	if (!admitting && !approaching) return [];
	const since = admitting ? intake.statedAt ?? at : endings.at(-1)?.at ?? at;
	return [{
		kind: "finance",
		id: admitting ? "intake" : "winback",
		since,
		says: "what the client brings and costs",
		role: "finance",
		task: null,
		events: ["finance.assessed"],
		known: {}
	}];
}
function demandsIn({ demands, assessed }) {
	return Object.entries(demands).flatMap(([id, { about, underThreat, accepted, at }]) => {
		const isAnswered = underThreat ? assessed.threat !== null : assessed.product !== null;
		if (accepted !== null || isAnswered) return [];
		return [{
			kind: "demand",
			id,
			says: underThreat ? `${about}, under a threat` : about,
			since: at,
			role: underThreat ? "finance" : "product",
			task: null,
			events: underThreat ? ["threat.assessed"] : ["product.assessed"],
			known: underThreat ? {} : { about }
		}];
	});
}
function mattersIn(context, phase, state) {
	if (state === "refused") return [];
	const live = phase === "live" ? [...partingIn(context), ...demandsIn(context)] : [];
	return [
		...incidentsIn(context, phase),
		...faultsIn(context, phase),
		...requestIn(context),
		...live,
		...financeIn(context, phase, state),
		...decisionsIn(context)
	].map((open) => ({
		...open,
		since: iso(open.since)
	}));
}

// view.ts
const STAGES = {
	matching: "match",
	found: null,
	offered: "offer",
	asking: "provider",
	exporting: "export",
	moving: "move"
};
function needsIn({ intake: { needs, regions, budget, statedAt } }) {
	return statedAt === null ? null : {
		needs,
		regions,
		budget,
		statedAt: iso(statedAt)
	};
}
function stageIn(value) {
	const { offboarding, live } = value;
	const region = offboarding?.handover ?? live?.help ?? "settled";
	const state = typeof region === "string" ? region : Object.keys(region)[0] ?? "settled";
	return state === "unhelped" ? "settled" : stageOf(state);
}
function handoverIn(stored, { handover: state, holds }) {
	if (state === null) return null;
	const stage = stageIn(stored.snapshot.value);
	const clock = stage === "settled" ? null : STAGES[stage];
	const due = heldSince(holds) === null ? stored.deadlines.find(({ name }) => name === clock)?.due : void 0;
	const { provider, items, moveOn, outcome } = state;
	return {
		stage,
		due: due === void 0 ? null : iso(due),
		providerId: provider,
		items,
		movesOn: moveOn === null ? null : iso(moveOn).slice(0, 10),
		outcome: outcome === "open" ? null : outcome
	};
}
function viewOf(stored) {
	const context = stored.context;
	const { state } = whereIs(definitionOfSource(), stored);
	const { contract, intake, request, clauses, policy } = context;
	const phase = phaseOf(state) ?? "over";
	const matters = mattersIn(context, phase, state);
	return {
		state,
		phase,
		matters,
		waiting: matters.filter(({ role }) => role !== null),
		policy,
		contractSince: contract === null || intake.returned ? null : iso(contract.signedAt),
		needs: needsIn(context),
		request: request && {
			requestId: request.id,
			ground: request.ground,
			by: `${request.role}:${request.by}`,
			at: iso(request.at)
		},
		clauses: Object.entries(clauses).map(([ground, { terminable, clauseRef, noticeDays }]) => ({
			ground,
			terminable,
			clauseRef,
			noticeDays
		})),
		letters: context.letters.map((letter) => ({
			seq: letter.seq,
			notice: letter.notice,
			holds: tellsTruth(context, letter)
		})),
		handover: handoverIn(stored, context)
	};
}

// machine.ts
function machineOn(definition, vocabulary) {
	return {
		ref: machineRef(definition),
		...vocabulary,
		begin: (subject, opening, now) => begin(definition, subject, opening, now),
		judge: (stored, envelope, now) => judge(definition, stored, envelope, now),
		refuse: (stored, envelope, code, now) => refuse(definition, stored, envelope, code, now),
		advance: (stored, until, now) => advance(definition, stored, until, now),
		judgeAgain: (stored, written) => judgeAgain(definition, stored, written),
		move: (stored, envelope, now, to) => move(definition, stored, envelope, now, to?.receive ?? null),
		moveAgain: (stored, written, to) => moveAgain(definition, stored, written, to?.receive ?? null),
		receive: (stored, envelope, at, now) => receive(definition, stored, envelope, at, now),
		answered,
		answerOf,
		settle,
		processedOf,
		explain: (stored, question) => explain(definition, stored, question),
		nextDue: (stored) => nextDue(definition, stored),
		standingOf: (stored) => standingOf(definition, stored),
		contextOf: (stored) => stored.context
	};
}
const machine = (hash) => machineOn(definitionOfSource(hash), {
	parse: parseEnvelope,
	events: () => eventTypes().map((type) => ({
		type,
		...eventSpec(type)
	})),
	isKept: (effect) => isKept(effect),
	viewOf
});

export { machine, machineOn };