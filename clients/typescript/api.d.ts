// Made of the API's description by `npm run generate`; not to be changed by hand.

/** What is sent and answered, by the names in the description. */
export interface Schemas {
  readonly AgreementsRow: {
    /** the row's own id; without one, rows are known by what they say: id */
    readonly id?: unknown;
    /** the client: id */
    readonly client?: unknown;
    /** the day on which it was broken: date */
    readonly on?: unknown;
    /** how it was made: oral | written */
    readonly form?: unknown;
    /** what was agreed on: id */
    readonly about?: unknown;
    /** what was agreed on, and what happened; kept in the vault: text */
    readonly textRef?: unknown;
  };
  readonly Allowed: {
    readonly client: string;
    readonly state: string;
    readonly rung?: string;
    readonly allowed: readonly ({
      readonly type: string;
      readonly says: string;
    })[];
    /** It depends on the event's data; these conditions read it */
    readonly open: readonly ({
      readonly type: string;
      readonly says: string;
      readonly findings: readonly (Schemas["Finding"])[];
    })[];
    /** With every condition that failed */
    readonly notNow: readonly ({
      readonly type: string;
      readonly says: string;
      readonly findings: readonly (Schemas["Finding"])[];
    })[];
  };
  readonly Answer: {
    readonly client: string;
    readonly eventId: string;
    readonly type: string;
    readonly outcome: "accepted";
    /** The entry of the journal */
    readonly seq: number;
    readonly state: string;
    readonly rung?: string;
    /** This event was answered before */
    readonly repeated?: true;
  };
  readonly ApiToken: {
    readonly id: string;
    readonly person: string;
    readonly role: "ops" | "sales" | "manager" | "senior" | "finance" | "legal" | "product" | "compliance" | "auditor" | "client" | "system";
    readonly scopes: readonly (string)[];
    readonly note: string | null;
    readonly madeAt: string;
    readonly endsAt: string;
    readonly usedAt: string | null;
    readonly revokedAt: string | null;
    readonly revokedBy: string | null;
  };
  readonly ApiTokens: {
    readonly items: readonly (Schemas["ApiToken"])[];
    /** The `cursor` of the page that follows; null: none does */
    readonly next: string | null;
  };
  readonly Archetypes: {
    readonly client: string;
    readonly archetypes: readonly ({
      readonly rule: string;
      readonly name: string;
      readonly reasons: readonly (string)[];
    })[];
    /** Types that nothing countable tells: people judge */
    readonly people: readonly ({
      readonly rule: string;
      readonly name: string;
    })[];
  };
  readonly AttentionRun: {
    /** How many were looked at */
    readonly clients: number;
    /** Suggestions that are new */
    readonly added: number;
    /** Events that relationships were told */
    readonly told: number;
    /** Clients to look at again */
    readonly failed: readonly (string)[];
  };
  readonly Channels: {
    readonly client: string;
    /** What is to be open; null: all */
    readonly expected: readonly (string)[] | null;
    /** When that was ordered; null: never */
    readonly since: string | null;
    /** The effect that ordered it */
    readonly order: string | null;
    /** When the help desk took the order */
    readonly acceptedAt: string | null;
    /** The channels that the help desk keeps */
    readonly covers: readonly (string)[];
    readonly answers: boolean;
    /** What the help desk has open now; null: it does not tell */
    readonly open: readonly (string)[] | null;
    readonly drift: boolean;
  };
  readonly CheckedChannels: {
    readonly client: string;
    readonly outcome: "kept" | "sentAgain" | "untold" | "failed";
    readonly expected: readonly (string)[] | null;
    /** What the help desk had open when it was asked */
    readonly found: readonly (string)[] | null;
    /** What it says is open since */
    readonly told: readonly (string)[] | null;
  };
  readonly Checkpoint: {
    /** C2SP signed note of a tlog-checkpoint; keep it outside */
    readonly note: string;
    /** The name of the log, and of its key */
    readonly origin: string;
    /** Leaves that it covers: entries, erasures and rebuilds */
    readonly size: number;
    /** Hex */
    readonly root: string;
    readonly at: string;
    /** Leaves that it has more than the one before */
    readonly grown: number;
    readonly keyId: string;
    /** Who was asked to cosign; failed: why they have not */
    readonly witnesses: readonly ({
      readonly witness: string;
      readonly failed: string | null;
    })[];
    /** Whom to believe about the log (C2SP tlog-policy); keep it too */
    readonly policy: string;
  };
  readonly Client: {
    readonly client: string;
    readonly kind: "b2b" | "retail";
    readonly locale: "en" | "ru";
    readonly zone: string;
    readonly state: string;
    readonly rung: string | null;
    readonly hold: boolean;
    /** The next deadline; none while a hold stands */
    readonly due: string | null;
    readonly dueName: string | null;
    readonly machine: string;
    readonly machineVersion: string;
    readonly machineHash: string;
    readonly seq: number;
    readonly openedAt: string;
    readonly updatedAt: string;
  };
  readonly ClientCounts: {
    readonly total: number;
    /** States in which there is none are left out */
    readonly states: readonly ({
      readonly state: string;
      readonly clients: number;
    })[];
  };
  readonly ClientValue: {
    readonly currency: string;
    /** Hours, messages and scores count in this currency */
    readonly home: boolean;
    /** The first day that counts */
    readonly since: string;
    /** In minor units of the currency */
    readonly revenue: number;
    readonly costs: { readonly [name: string]: number | null };
    /** Granted; no cost, for what was paid is less by them */
    readonly discounts: number;
    /** In minor units of the currency */
    readonly cost: number | null;
    /** In minor units of the currency */
    readonly profit: number | null;
    /** In minor units of the currency */
    readonly expected: number;
    /** In minor units of the currency */
    readonly net: number | null;
    readonly tier: "high" | "mid" | "low" | null;
    /** Points */
    readonly score: number | null;
    readonly segment: "core" | "wavering" | "draining" | null;
  };
  readonly ClientValues: {
    readonly client: string;
    /** Valued at the end of this day */
    readonly day: string;
    /** When */
    readonly at: string;
    readonly policy: string;
    readonly clients: number;
    /** Currencies that an hour has no price in: no cost, no tier, no segment */
    readonly unpriced: readonly (string)[];
    readonly values: readonly (Schemas["ClientValue"])[];
  };
  readonly ClientView: {
    readonly client: string;
    readonly kind: "b2b" | "retail";
    readonly locale: "en" | "ru";
    readonly zone: string;
    readonly openedAt: string;
    readonly state: string;
    readonly rung?: string;
    /** Effective time of the last entry */
    readonly at: string;
    readonly seq: number;
    readonly held: boolean;
    readonly ended: boolean;
    readonly deadlines: readonly ({
      readonly name: string;
      readonly due: string;
    })[];
    readonly policy: string;
    /** What everybody who deals with the client should see: vip (R-ARC-9) */
    readonly marks: readonly (string)[];
    readonly machine: {
      readonly id: string;
      readonly version: string;
      readonly hash: string;
    };
    /** When the personal data were erased */
    readonly erasedAt: string | null;
    /** The workflow beside the journal, which says where the client stands */
    readonly live: {
      readonly status: "current" | "busy" | "pending" | "behind" | "stuck" | "broken" | "missing" | "ended" | "unknown";
      /** What is wrong; null: nothing */
      readonly says: string | null;
      /** The last entry that the workflow knows */
      readonly recorded: number | null;
    };
    readonly measures: {
      /** The only open ones; null: all */
      readonly channels: readonly (string)[] | null;
      readonly workStopped: boolean;
      readonly mailingsStopped: boolean;
      readonly contactSuppressed: boolean;
      readonly note: string | null;
    };
    /** The open ones, the most pressing first */
    readonly tasks: readonly (Schemas["Task"])[];
    /** What is open: incidents, faults, requests, appeals, decisions in force */
    readonly matters: readonly (Schemas["Matter"])[];
    readonly notices: readonly (Schemas["Notice"])[];
  };
  readonly Clients: {
    readonly items: readonly (Schemas["Client"])[];
    /** The `cursor` of the page that follows; null: none does */
    readonly next: string | null;
  };
  readonly ClosedTask: {
    readonly item: Schemas["Item"];
    readonly outcome: string;
    readonly seq: number | null;
  };
  readonly ConcessionsRow: {
    /** the row's own id; without one, rows are known by what they say: id */
    readonly id?: unknown;
    /** the client: id */
    readonly client?: unknown;
    /** granted on: date */
    readonly on?: unknown;
    /** what it cost us: decimal from 0 */
    readonly cost?: unknown;
    /** granted under a threat: true | false */
    readonly underThreat?: boolean;
    /** the demand it answered: id */
    readonly demand?: unknown;
    /** what was granted, and why; kept in the vault: text */
    readonly textRef?: unknown;
    /** the client's; where there is a relationship, its currency: currency */
    readonly currency?: unknown;
  };
  readonly Correction: {
    readonly zone?: string;
    readonly locale?: "en" | "ru";
    readonly channels?: readonly ("email" | "chat" | "phone" | "post")[];
    /** How the client is named and reached; kept in the vault */
    readonly contact?: {
      readonly name?: string;
      readonly email?: string;
      readonly chat?: string;
      readonly phone?: string;
      readonly post?: string;
    };
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
  };
  readonly CouponsRow: {
    /** the row's own id; without one, rows are known by what they say: id */
    readonly id?: unknown;
    /** the client: id */
    readonly client?: unknown;
    /** used on: date */
    readonly on?: unknown;
    /** what it took off the price: decimal from 0 */
    readonly amount?: unknown;
    /** the coupon: id */
    readonly code?: unknown;
    /** where it came from, like an aggregator: id */
    readonly source?: unknown;
    /** the client's; where there is a relationship, its currency: currency */
    readonly currency?: unknown;
  };
  readonly DeliveryReport: {
    /** The notice, as its effect is called */
    readonly effectId?: string;
    /** Instead of effectId: the Message-ID of the mail */
    readonly messageId?: string;
    /** `read` is noted, and nothing follows */
    readonly status: "delivered" | "bounced" | "rejected" | "read";
    /** When it happened; if left out, now */
    readonly at?: string;
    /** Why it came back, for instance mailbox-full; no words of a server */
    readonly cause?: string;
  };
  readonly DemandsRow: {
    /** the demand; one row each: id */
    readonly id?: unknown;
    /** the client: id */
    readonly client?: unknown;
    /** when: instant */
    readonly at?: unknown;
    /** what is wanted: who wants the same names the same: id */
    readonly about?: unknown;
    /** of what sort: feature | certificate | refund | exchange | other */
    readonly kind?: unknown;
    /** to the client: low | medium | high */
    readonly importance?: unknown;
    /** alternatives that were offered: ids */
    readonly offered?: readonly (unknown)[];
    /** the alternative that was accepted; may be told later, by a row with the same id: id */
    readonly accepted?: unknown;
    /** what giving in would cost us (R-DEC-4): decimal from 0 */
    readonly cost?: unknown;
    /** why it is wanted; kept in the vault: text */
    readonly reasonRef?: unknown;
    /** what follows without it; kept in the vault: text */
    readonly consequenceRef?: unknown;
    /** the client's; where there is a relationship, its currency: currency */
    readonly currency?: unknown;
  };
  readonly Deputies: {
    readonly items: readonly (Schemas["Deputy"])[];
    /** The `cursor` of the page that follows; null: none does */
    readonly next: string | null;
  };
  readonly Deputy: {
    readonly id: string;
    /** Whose tasks they are */
    readonly absent: string;
    /** Who stands in */
    readonly deputy: string;
    readonly role: "ops" | "sales" | "manager" | "senior" | "finance" | "legal" | "product" | "compliance" | "auditor" | "client" | "system";
    readonly fromAt: string;
    readonly untilAt: string;
    /** role:id */
    readonly setBy: string;
    readonly setAt: string;
    readonly endedAt: string | null;
    readonly endedBy: string | null;
  };
  readonly DiscountsRow: {
    /** the row's own id; without one, rows are known by what they say: id */
    readonly id?: unknown;
    /** the client: id */
    readonly client?: unknown;
    /** asked for on: date */
    readonly on?: unknown;
    /** the reason given: loyal | promise | budget | freeMonths | ourError | insistent | principle | cheaper */
    readonly kind?: unknown;
    /** asked for: decimal from 0 */
    readonly asked?: unknown;
    /** granted; 0 for none: decimal from 0 */
    readonly granted?: unknown;
    /** granted on this condition: annual | bulk | scope | barter */
    readonly condition?: unknown;
    /** what was asked for; kept in the vault: text */
    readonly textRef?: unknown;
    /** the client's; where there is a relationship, its currency: currency */
    readonly currency?: unknown;
  };
  readonly Dossier: {
    /** Six sections, sums, what is missing, digest; amounts in minor units */
    readonly dossier: { readonly [name: string]: unknown };
    /** Words by their vault id */
    readonly texts: { readonly [name: string]: string };
    readonly compiled: readonly ({
      readonly id: string;
      readonly at: string;
      readonly digest: string;
      /** The decisions it was frozen for */
      readonly decisions: readonly (string)[];
    })[];
  };
  readonly Entry: {
    readonly schema: number;
    readonly client: string;
    readonly seq: number;
    readonly eventId: string;
    readonly type: string;
    readonly occurredAt: string;
    readonly receivedAt: string;
    readonly at: string;
    readonly recordedAt: string;
    readonly actor: {
      readonly id: string;
      readonly role: string;
    };
    readonly attested: boolean;
    readonly reason?: string;
    readonly eventSchema?: number;
    readonly day?: string;
    readonly onBehalfOf?: string;
    readonly signature?: string;
    readonly data?: unknown;
    readonly outcome: "accepted" | "refused";
    readonly from: {
      readonly state: string;
      readonly rung?: string;
    };
    readonly to: {
      readonly state: string;
      readonly rung?: string;
    };
    readonly findings: readonly (Schemas["Finding"])[];
    readonly effects: readonly ({
      readonly id: string;
      readonly type: string;
      readonly params?: unknown;
    })[];
    readonly deadlines: readonly ({
      readonly name: string;
      readonly due: string;
    })[];
    readonly machine: {
      readonly id: string;
      readonly version: string;
      readonly hash: string;
    };
    readonly policy: string;
    readonly prev: string;
    readonly hash: string;
  };
  readonly Erasure: {
    readonly outcome: "erased";
    readonly client: string;
    /** The entry of the journal that ordered it; null: the relationship had ended */
    readonly seq: number | null;
    readonly at: string;
    readonly actor: {
      readonly id: string;
      readonly role: string;
    };
    /** Vault id of the words */
    readonly reason: string;
    /** What its leaf in the signed tree stands for */
    readonly hash: string;
    /** It was done before */
    readonly repeated?: true;
  };
  readonly ErasureOrder: {
    /** Why. It outlives the client's own words, so it names nobody */
    readonly reason: string;
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
  };
  readonly Event: Schemas["intake.assessed"] | Schemas["terms.refused"] | Schemas["pilot.rejected"] | Schemas["contract.signed"] | Schemas["intake.refused"] | Schemas["prospect.withdrew"] | Schemas["message.received"] | Schemas["message.sent"] | Schemas["questions.repeated"] | Schemas["answer.given"] | Schemas["feedback.received"] | Schemas["review.published"] | Schemas["effort.logged"] | Schemas["contact.corrected"] | Schemas["concession.granted"] | Schemas["needs.stated"] | Schemas["contact.logged"] | Schemas["effort.summed"] | Schemas["streak.noticed"] | Schemas["streak.judged"] | Schemas["discount.decided"] | Schemas["vip.marked"] | Schemas["vip.removed"] | Schemas["thanks.given"] | Schemas["quote.sent"] | Schemas["fault.opened"] | Schemas["fault.cured"] | Schemas["demand.recorded"] | Schemas["compensation.decided"] | Schemas["incident.reported"] | Schemas["incident.confirmed"] | Schemas["incident.dismissed"] | Schemas["boundary.stated"] | Schemas["leave.announced"] | Schemas["staff.askedOff"] | Schemas["help.needed"] | Schemas["manager.changed"] | Schemas["notice.delivered"] | Schemas["notice.failed"] | Schemas["notice.unknown"] | Schemas["delivery.checked"] | Schemas["effect.failed"] | Schemas["call.made"] | Schemas["letter.posted"] | Schemas["clause.answered"] | Schemas["dossier.compiled"] | Schemas["finance.assessed"] | Schemas["threat.assessed"] | Schemas["product.assessed"] | Schemas["ground.assessed"] | Schemas["cause.assessed"] | Schemas["tier.assigned"] | Schemas["segment.assigned"] | Schemas["exit.requested"] | Schemas["exit.approved"] | Schemas["exit.rejected"] | Schemas["exit.withdrawn"] | Schemas["exit.revoked"] | Schemas["restriction.ordered"] | Schemas["conduct.improved"] | Schemas["payment.overdue"] | Schemas["payment.received"] | Schemas["invoice.changed"] | Schemas["client.silent"] | Schemas["client.replied"] | Schemas["client.left"] | Schemas["appeal.filed"] | Schemas["appeal.upheld"] | Schemas["appeal.rejected"] | Schemas["providers.matched"] | Schemas["handover.requested"] | Schemas["consent.given"] | Schemas["consent.revoked"] | Schemas["handover.declined"] | Schemas["provider.accepted"] | Schemas["provider.refused"] | Schemas["export.delivered"] | Schemas["move.planned"] | Schemas["move.confirmed"] | Schemas["duties.done"] | Schemas["offboarding.completed"] | Schemas["winback.approved"] | Schemas["winback.accepted"] | Schemas["winback.declined"] | Schemas["return.requested"] | Schemas["obstacle.removed"] | Schemas["hold.placed"] | Schemas["hold.lifted"] | Schemas["machine.adopted"] | Schemas["erasure.ordered"] | Schemas["task.closed"];
  readonly Exit: Schemas["Dossier"] & {
    readonly state: string;
    readonly grounds: readonly ({
      readonly ground: string;
      readonly stands: boolean;
      readonly findings: readonly (Schemas["Finding"])[];
    })[];
    readonly request: {
      readonly requestId: string;
      readonly ground: string;
      readonly by: string;
    } | null;
    readonly clauses: readonly ({
      readonly ground: string;
      readonly terminable: boolean;
      readonly clauseRef: string;
      readonly noticeDays: number;
    })[];
    /** A provider that fits, by its id */
    readonly alternative: string | null;
  };
  readonly Explanation: {
    readonly client: string;
    readonly type: string;
    readonly admitted: "yes" | "no" | "open";
    readonly admission: readonly (Schemas["Finding"])[];
    readonly candidates: readonly ({
      readonly guard: string | null;
      readonly target: string | null;
      readonly findings: readonly (Schemas["Finding"])[];
    })[];
    /** Where no present state takes the event: its place, and what would fail there as well */
    readonly misplaced: readonly (Schemas["Finding"])[];
  };
  readonly FaultsRow: {
    /** the fault; one row each: id */
    readonly id?: unknown;
    /** the client: id */
    readonly client?: unknown;
    /** since when: instant */
    readonly opened?: unknown;
    /** until when; may be told later, by a row with the same id: instant */
    readonly cured?: unknown;
    /** what the client lost by it: decimal from 0 */
    readonly loss?: unknown;
    /** what went wrong; kept in the vault: text */
    readonly textRef?: unknown;
    /** the client's; where there is a relationship, its currency: currency */
    readonly currency?: unknown;
  };
  readonly Finding: {
    readonly rule: string;
    readonly says: string;
    /** null: it depends on data that was not given */
    readonly passed: boolean | null;
    readonly read: { readonly [name: string]: unknown };
    readonly threshold?: {
      readonly value?: unknown;
      readonly from: string;
    };
    /** It only chooses between outcomes */
    readonly route?: true;
    /** Only another person can meet it */
    readonly secondPerson?: true;
  };
  readonly Handover: {
    readonly client: string;
    readonly stage: "matching" | "found" | "offered" | "asking" | "exporting" | "moving" | "settled";
    readonly due: string | null;
    readonly providerId: string | null;
    readonly items: readonly (string)[];
    readonly movesOn: string | null;
    readonly outcome: "done" | "declined" | "revoked" | "none" | "failed" | null;
    readonly packages: readonly ({
      readonly providerId: string | null;
      readonly items: readonly (string)[];
      readonly sha256: string;
      readonly size: number;
      readonly encrypted: boolean;
      readonly revoked: boolean;
      readonly at: string;
    })[];
    /** Whoever has a link may use it: give each one to whom it is for only */
    readonly links: readonly ({
      readonly purpose: "client" | "answer" | "package" | "copy";
      readonly for: "client" | "provider";
      readonly url: string;
      readonly expiresAt: string;
    })[];
  };
  readonly Health: {
    readonly status: "ok" | "degraded";
    /** Names this running engine */
    readonly instance: string;
    readonly temporal: "ok" | "unreachable";
    readonly archive: "ok" | "unreachable";
    /** Relationships that stand still, by the last look at them; GET /v1/watch names them */
    readonly ailing: number;
  };
  readonly HoursRow: {
    /** the row's own id; without one, rows are known by what they say: id */
    readonly id?: unknown;
    /** the client: id */
    readonly client?: unknown;
    /** whose time: ops | sales | manager | senior | finance | legal | product | compliance */
    readonly role?: unknown;
    /** minutes: 1 to 60000 */
    readonly minutes?: number;
    /** on what (R-DEC-6, R-DEC-14): service | development | shipping | precontract */
    readonly kind?: unknown;
    /** the day in the client's time zone: date */
    readonly day?: unknown;
    /** who of ours: id */
    readonly agent?: unknown;
  };
  readonly Import: {
    /** Its number */
    readonly n: number;
    readonly kind: string;
    readonly at: string;
    readonly by: string;
    /** Rows that were new, or told more of what was known */
    readonly rows: number;
    /** Null while it stands */
    readonly undone: {
      readonly at: string;
      readonly by: string;
      readonly reason: string | null;
    } | null;
  };
  readonly Imported: {
    readonly imported: number;
  };
  readonly Imports: {
    readonly items: readonly (Schemas["Import"])[];
    /** The `cursor` of the page that follows; null: none does */
    readonly next: string | null;
  };
  readonly Inbox: {
    readonly items: readonly (Schemas["Item"])[];
    /** The `cursor` of the page that follows; null: none does */
    readonly next: string | null;
    /** Of all that fits, on every page */
    readonly counts: {
      readonly items: number;
      readonly overdue: number;
      readonly unclaimed: number;
      readonly mine: number;
      readonly snoozed: number;
      readonly oldestAt: string | null;
      readonly oldestDays: number | null;
    };
  };
  readonly InteractionsRow: {
    /** the row's own id; without one, rows are known by what they say: id */
    readonly id?: unknown;
    /** the client: id */
    readonly client?: unknown;
    /** when: instant */
    readonly at?: unknown;
    /** from the client, or from us: in | out */
    readonly direction?: unknown;
    /** email, chat, phone, or any other: id */
    readonly channel?: unknown;
    /** the dialogue it belongs to: id */
    readonly thread?: unknown;
    /** how long the contact took (R-COM-3): 0 to 86400 */
    readonly seconds?: number;
    /** characters of the message: 0 to 10000000 */
    readonly chars?: number;
    /** the company of ours that was written to: id */
    readonly company?: unknown;
    /** who of ours: id */
    readonly agent?: unknown;
    /** the client's, where there is no relationship that knows it: time zone */
    readonly zone?: unknown;
    /** nobody wrote it: out of office, an acknowledgement (R-FCT-2): true | false */
    readonly auto?: boolean;
    /** what was said; kept in the vault: text */
    readonly textRef?: unknown;
  };
  readonly Item: {
    readonly id: string;
    readonly client: string;
    /** Of a task; `waiting`: something that waits, and is no task */
    readonly kind: string;
    /** Of what waits: incident, request, clause, … */
    readonly what: string | null;
    /** Whose it is now */
    readonly role: "ops" | "sales" | "manager" | "senior" | "finance" | "legal" | "product" | "compliance" | "auditor" | "client" | "system";
    readonly about: string | null;
    readonly says: string;
    readonly points: readonly (string)[];
    readonly openedAt: string;
    readonly dueAt: string | null;
    readonly overdue: boolean;
    /** role:id */
    readonly claimedBy: string | null;
    readonly claimedAt: string | null;
    readonly assignedBy: string | null;
    readonly snoozedUntil: string | null;
    readonly snoozedBy: string | null;
    /** Vault id of the words */
    readonly snoozeReason: string | null;
    /** When it was found overdue (R-TSK-4) */
    readonly remindedAt: string | null;
    /** It was overdue for long, and went to a senior */
    readonly escalated: {
      readonly from: "ops" | "sales" | "manager" | "senior" | "finance" | "legal" | "product" | "compliance" | "auditor" | "client" | "system";
      readonly at: string;
      readonly by: string;
    } | null;
    /** Events any of which completes it */
    readonly completedBy: readonly (string)[];
    /** What to type */
    readonly command: string;
  };
  readonly ItemWithSheet: Schemas["Item"] & {
    /** The points in words, under their headings: what a caller says, and never says */
    readonly sheet: readonly ({
      readonly heading: string | null;
      readonly points: readonly (string)[];
    })[];
  };
  readonly JudgedSuggestion: {
    readonly suggestion: Schemas["Suggestion"];
    /** What the relationship answered, where it was told */
    readonly told?: unknown;
    /** What is to be done now, where no event does it */
    readonly next: string | null;
  };
  readonly Machine: {
    readonly id: string;
    readonly version: string;
    /** SHA-256 of its file */
    readonly hash: string;
    /** Null: this build does not have it. A candidate's file may still change */
    readonly status: "released" | "candidate" | null;
    /** New relationships begin on it */
    readonly newest: boolean;
    /** That are on it, ended ones too */
    readonly relationships: number;
  };
  readonly Machines: {
    readonly items: readonly (Schemas["Machine"])[];
    /** The `cursor` of the page that follows; null: none does */
    readonly next: string | null;
  };
  readonly MailboxRule: {
    readonly client: string;
    readonly rule: string;
  };
  readonly Match: {
    readonly provider: string;
    readonly price: number;
    readonly fits: boolean;
    readonly findings: readonly (Schemas["Finding"])[];
  };
  readonly Matches: {
    readonly client: string;
    readonly wanted: {
      readonly needs: readonly (string)[];
      readonly regions: readonly (string)[];
      readonly budget: number | null;
      readonly verifiedDays: number;
    };
    /** Those that fit first, then by price */
    readonly matches: readonly (Schemas["Match"])[];
  };
  readonly Matter: {
    /** incident, fault, loss, request, appeal, decision, clause, … */
    readonly kind: string;
    readonly id: string;
    readonly says: string;
    readonly since: string;
    /** Who has to act; null: nobody is waited for */
    readonly role: string | null;
    /** What answers it */
    readonly events: readonly (string)[];
    /** What to type */
    readonly command: string | null;
  };
  readonly MeetingsRow: {
    /** the row's own id; without one, rows are known by what they say: id */
    readonly id?: unknown;
    /** the client: id */
    readonly client?: unknown;
    /** when it was to begin: instant */
    readonly at?: unknown;
    /** whether the client said before that they would not come: true | false */
    readonly announced?: boolean;
    /** what it was about; kept in the vault: text */
    readonly textRef?: unknown;
  };
  readonly Moment: {
    readonly moment: {
      readonly seq: number;
      readonly state: string;
      readonly at: string;
    } | null;
    readonly other: {
      readonly seq: number;
      readonly state: string;
      readonly at: string;
    } | null;
    readonly changes: { readonly [name: string]: unknown } | null;
    /** Why nothing can be said of the moment: the journal before it does not hold */
    readonly difference: {
      readonly kind: string;
      readonly says: string;
    } | null;
  };
  readonly MyReport: {
    readonly client: string;
    readonly what: "incident" | "askedOff";
    readonly about: string;
    readonly at: string;
    readonly open: boolean;
    readonly says: string;
    readonly answeredAt: string | null;
    readonly answeredBy: string | null;
  };
  readonly MyReports: {
    readonly items: readonly (Schemas["MyReport"])[];
    /** The `cursor` of the page that follows; null: none does */
    readonly next: string | null;
  };
  readonly Notice: {
    readonly id: string;
    readonly notice: string;
    readonly channel: string;
    readonly status: "captured" | "waiting" | "sent" | "delivered" | "failed" | "bounced" | "unknown";
    readonly cause: string | null;
    readonly at: string;
  };
  readonly Opening: {
    readonly kind: "b2b" | "retail";
    readonly locale: "en" | "ru";
    readonly zone: string;
    readonly currency: string;
    readonly channels: readonly ("email" | "chat" | "phone" | "post")[];
    readonly country?: string;
    readonly consumer?: boolean;
    readonly publicContract?: boolean;
    readonly sector?: string;
    readonly aliases?: readonly (string)[];
    readonly contract?: {
      readonly contractRef: string;
      readonly channel: "email" | "chat" | "phone" | "post";
      readonly signedAt: string;
    };
    /** A policy version; the newest in force if left out */
    readonly policy?: string;
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** How the client is named and reached; kept in the vault */
    readonly contact?: {
      readonly name?: string;
      readonly email?: string;
      readonly chat?: string;
      readonly phone?: string;
      readonly post?: string;
    };
  };
  readonly OutboxNotice: {
    readonly id: string;
    readonly client: string;
    readonly notice: string;
    readonly channel: string;
    readonly locale: string;
    readonly status: "captured" | "waiting" | "sent" | "delivered" | "failed" | "bounced" | "unknown";
    /** Why it waits, failed, bounced or was kept here */
    readonly cause: string | null;
    /** When it came to this status */
    readonly at: string;
    /** How often it was tried to hand it over */
    readonly attempts: number;
  };
  readonly OutboxNoticeInFull: {
    readonly id: string;
    readonly client: string;
    readonly notice: string;
    readonly channel: string;
    readonly locale: string;
    readonly status: "captured" | "waiting" | "sent" | "delivered" | "failed" | "bounced" | "unknown";
    /** Why it waits, failed, bounced or was kept here */
    readonly cause: string | null;
    /** When it came to this status */
    readonly at: string;
    /** The first part of the Message-ID of its mails */
    readonly messageId: string;
    /** null: erased */
    readonly words: {
      readonly subject: string;
      readonly body: string;
      readonly html?: string;
    } | null;
    readonly attempts: readonly ({
      readonly n: number;
      readonly at: string;
      readonly endedAt: string | null;
      /** null: nobody knows, or it is under way */
      readonly outcome: "accepted" | "pending" | "refused" | "postponed" | "unknown" | null;
      readonly cause: string | null;
      /** The receiver drops a repetition */
      readonly idempotent: boolean;
      /** As it went out, headers included; null: none */
      readonly message: string | null;
    })[];
    readonly reports: readonly ({
      readonly status: "delivered" | "bounced" | "rejected" | "read";
      readonly at: string;
      readonly cause: string | null;
    })[];
  };
  readonly OutboxNotices: {
    readonly items: readonly (Schemas["OutboxNotice"])[];
    /** The `cursor` of the page that follows; null: none does */
    readonly next: string | null;
  };
  readonly PaymentsRow: {
    /** the client: id */
    readonly client?: unknown;
    /** the invoice; of several rows the newest state counts: id */
    readonly invoice?: unknown;
    /** what it is for; a credit is below nothing: decimal */
    readonly amount?: unknown;
    /** due on: date */
    readonly due?: unknown;
    /** paid on; of a part, the last one: date */
    readonly paid?: unknown;
    /** what is still owed of it; by default nothing once it is paid or voided, else all: decimal */
    readonly owed?: unknown;
    /** it was voided: nothing is owed of it: true | false */
    readonly voided?: boolean;
    /** when this state was so; by default as of the import: instant */
    readonly asOf?: unknown;
    /** the client's; where there is a relationship, its currency: currency */
    readonly currency?: unknown;
  };
  /** The event is kept and not yet judged; send it again with its eventId for the answer */
  readonly Pending: {
    readonly client: string;
    readonly eventId: string;
    readonly type: string;
    readonly outcome: "recorded";
    readonly detail: string;
  };
  readonly People: {
    readonly items: readonly (Schemas["Person"])[];
    /** The `cursor` of the page that follows; null: none does */
    readonly next: string | null;
  };
  readonly Person: {
    readonly id: string;
    readonly name: string | null;
    readonly roles: readonly ("ops" | "sales" | "manager" | "senior" | "finance" | "legal" | "product" | "compliance" | "auditor" | "client" | "system")[];
    readonly teams: readonly (string)[];
    readonly issuer: string;
    readonly firstAt: string;
    readonly seenAt: string;
  };
  readonly Policies: {
    readonly items: readonly (Schemas["Policy"])[];
    /** The `cursor` of the page that follows; null: none does */
    readonly next: string | null;
  };
  readonly Policy: {
    readonly version: string;
    /** A date */
    readonly validFrom: string;
    /** New contracts are signed under it */
    readonly inForce: boolean;
    readonly values: readonly ({
      readonly path: string;
      /** Periods in the unit that the name says, shares in percent, rates in minor units an hour */
      readonly value: string | number | boolean | readonly (string | number | boolean)[];
      /** The requirement of the rule that reads it */
      readonly rule: string | null;
      /** The version from which on it is what it is */
      readonly since: string;
      /** The date from which that version counts */
      readonly sinceDay: string;
    })[];
  };
  readonly Portfolio: {
    readonly currency: string;
    readonly clients: number;
    /** In minor units of the currency */
    readonly revenue: number;
    /** In minor units of the currency */
    readonly cost: number | null;
    /** In minor units of the currency */
    readonly profit: number | null;
    /** In minor units of the currency */
    readonly net: number | null;
    readonly tiers: {
      readonly high?: number;
      readonly mid?: number;
      readonly low?: number;
    };
    readonly segments: {
      readonly core?: number;
      readonly wavering?: number;
      readonly draining?: number;
    };
  };
  readonly Preview: {
    readonly client: string;
    readonly type: string;
    /** Where the event would lead */
    readonly state: string;
    readonly rung?: string;
    /** What would be sent at once; empty where nothing would */
    readonly notices: readonly ({
      readonly notice: string;
      readonly channel: string;
      readonly locale: "en" | "ru";
      readonly subject: string;
      readonly body: string;
      readonly html: string;
    })[];
  };
  /** RFC 9457 */
  readonly Problem: {
    readonly type: string;
    readonly title: string;
    readonly status: number;
    readonly detail: string;
    readonly faults?: readonly ({
      readonly path: string;
      readonly says: string;
    })[];
    readonly findings?: readonly (Schemas["Finding"])[];
    readonly eventId?: string;
    readonly seq?: number;
    readonly state?: string;
    readonly rung?: string;
    readonly repeated?: true;
  };
  readonly Proposal: {
    /** What the agent calls itself */
    readonly agent: string;
    readonly event: Schemas["Event"] & unknown;
  };
  readonly Provider: {
    readonly id: string;
    readonly name: string;
    readonly capabilities: readonly (string)[];
    readonly regions: readonly (string)[];
    /** Minor units */
    readonly price: number;
    readonly capacity: number;
    /** Clients whose data went to it since it was verified */
    readonly taken: number;
    readonly contact: string;
    readonly verifiedAt: string;
    readonly rival?: boolean;
    readonly key?: string;
    readonly endpoint?: string;
  };
  readonly ProviderAnswer: {
    readonly type: "handover.accepted" | "handover.refused";
    readonly data: {
      readonly question: string;
    };
  };
  /** A file of rows; faults are named by its lines */
  readonly ProviderFile: {
    readonly format: "csv" | "json" | "yaml";
    readonly text: string;
  };
  readonly ProviderPage: {
    readonly items: readonly (Schemas["Provider"])[];
    /** The `cursor` of the page that follows; null: none does */
    readonly next: string | null;
  };
  /** Rows of id, name, capabilities[], regions[], price (minor units), capacity, contact, verifiedAt; and rival, key (an age recipient), endpoint (https://…) where there is one */
  readonly Providers: readonly ({ readonly [name: string]: unknown })[];
  readonly PurchasesRow: {
    /** the row's own id; without one, rows are known by what they say: id */
    readonly id?: unknown;
    /** the client: id */
    readonly client?: unknown;
    /** the day in the client's time zone: date */
    readonly on?: unknown;
    /** units: -1000000000 to 1000000000 */
    readonly units?: number;
    /** paid: decimal */
    readonly amount?: unknown;
    /** what the goods cost us; of a return, below nothing: what came back is worth: decimal */
    readonly cost?: unknown;
    /** the client's; where there is a relationship, its currency: currency */
    readonly currency?: unknown;
  };
  readonly Question: Schemas["intake.assessed.question"] | Schemas["terms.refused.question"] | Schemas["pilot.rejected.question"] | Schemas["contract.signed.question"] | Schemas["intake.refused.question"] | Schemas["prospect.withdrew.question"] | Schemas["message.received.question"] | Schemas["message.sent.question"] | Schemas["questions.repeated.question"] | Schemas["answer.given.question"] | Schemas["feedback.received.question"] | Schemas["review.published.question"] | Schemas["effort.logged.question"] | Schemas["contact.corrected.question"] | Schemas["concession.granted.question"] | Schemas["needs.stated.question"] | Schemas["contact.logged.question"] | Schemas["effort.summed.question"] | Schemas["streak.noticed.question"] | Schemas["streak.judged.question"] | Schemas["discount.decided.question"] | Schemas["vip.marked.question"] | Schemas["vip.removed.question"] | Schemas["thanks.given.question"] | Schemas["quote.sent.question"] | Schemas["fault.opened.question"] | Schemas["fault.cured.question"] | Schemas["demand.recorded.question"] | Schemas["compensation.decided.question"] | Schemas["incident.reported.question"] | Schemas["incident.confirmed.question"] | Schemas["incident.dismissed.question"] | Schemas["boundary.stated.question"] | Schemas["leave.announced.question"] | Schemas["staff.askedOff.question"] | Schemas["help.needed.question"] | Schemas["manager.changed.question"] | Schemas["notice.delivered.question"] | Schemas["notice.failed.question"] | Schemas["notice.unknown.question"] | Schemas["delivery.checked.question"] | Schemas["effect.failed.question"] | Schemas["call.made.question"] | Schemas["letter.posted.question"] | Schemas["clause.answered.question"] | Schemas["dossier.compiled.question"] | Schemas["finance.assessed.question"] | Schemas["threat.assessed.question"] | Schemas["product.assessed.question"] | Schemas["ground.assessed.question"] | Schemas["cause.assessed.question"] | Schemas["tier.assigned.question"] | Schemas["segment.assigned.question"] | Schemas["exit.requested.question"] | Schemas["exit.approved.question"] | Schemas["exit.rejected.question"] | Schemas["exit.withdrawn.question"] | Schemas["exit.revoked.question"] | Schemas["restriction.ordered.question"] | Schemas["conduct.improved.question"] | Schemas["payment.overdue.question"] | Schemas["payment.received.question"] | Schemas["invoice.changed.question"] | Schemas["client.silent.question"] | Schemas["client.replied.question"] | Schemas["client.left.question"] | Schemas["appeal.filed.question"] | Schemas["appeal.upheld.question"] | Schemas["appeal.rejected.question"] | Schemas["providers.matched.question"] | Schemas["handover.requested.question"] | Schemas["consent.given.question"] | Schemas["consent.revoked.question"] | Schemas["handover.declined.question"] | Schemas["provider.accepted.question"] | Schemas["provider.refused.question"] | Schemas["export.delivered.question"] | Schemas["move.planned.question"] | Schemas["move.confirmed.question"] | Schemas["duties.done.question"] | Schemas["offboarding.completed.question"] | Schemas["winback.approved.question"] | Schemas["winback.accepted.question"] | Schemas["winback.declined.question"] | Schemas["return.requested.question"] | Schemas["obstacle.removed.question"] | Schemas["hold.placed.question"] | Schemas["hold.lifted.question"] | Schemas["machine.adopted.question"] | Schemas["erasure.ordered.question"] | Schemas["task.closed.question"];
  readonly QuotedSuggestion: Schemas["Suggestion"] & {
    /** What an agent proposes to send; null: nothing, or it was erased */
    readonly proposed: {
      readonly data?: unknown;
      readonly reason: string;
      readonly occurredAt: string | null;
    } | null;
    /** Fields of the event that the facts do not tell: whoever confirms it says them in `data` */
    readonly asks: readonly (string)[];
    readonly messages: readonly ({
      readonly name: string;
      readonly at: string;
      readonly channel: string;
      /** Null where it is not known, or was erased */
      readonly text: string | null;
    })[];
  };
  readonly Read: {
    readonly id: string;
    readonly at: string;
    /** role:id */
    readonly actor: string;
    /** By what they were known */
    readonly how: string;
    readonly what: string;
    readonly client: string | null;
    /** An id: of a notice, a dossier, a suggestion */
    readonly about: string | null;
  };
  readonly Reads: {
    readonly items: readonly (Schemas["Read"])[];
    /** The `cursor` of the page that follows; null: none does */
    readonly next: string | null;
  };
  readonly RebuildLine: {
    readonly progress?: {
      readonly done: number;
      readonly total: number;
    } | null;
    readonly result?: {
      readonly rebuilt: readonly (Schemas["Rebuilt"])[];
    };
  };
  readonly RebuildOrder: {
    /** This client, whatever Temporal has of it */
    readonly client?: string;
    /** Of all: those that run as they should too */
    readonly force?: boolean;
    readonly reason?: string;
  };
  readonly Rebuilt: {
    readonly client: string;
    readonly outcome: "rebuilt" | "ended" | "current" | "elsewhere" | "failed";
  };
  readonly ReconciledChannels: {
    readonly checked: readonly (Schemas["CheckedChannels"])[];
  };
  readonly Reconciliation: {
    /** This client only */
    readonly client?: string;
    /** The relationships live in virtual time: moving their clocks is no difference */
    readonly rehearsed?: boolean;
  };
  /** Lines of progress, then one with the result */
  readonly ReconciliationLine: {
    readonly progress?: {
      readonly done: number;
      readonly total: number;
    } | null;
    /** Of one client its differences; of all, the clients that do not agree */
    readonly result?: {
      readonly agrees: boolean;
      readonly differences?: readonly (unknown)[];
    };
  };
  readonly Report: { readonly [name: string]: unknown };
  readonly ReportHeard: {
    readonly effectId: string;
    readonly status: "delivered" | "bounced" | "rejected" | "read";
    /** applied: the relationship was told; recorded: it will be; noted: nothing follows from it; known: heard before */
    readonly outcome: "applied" | "recorded" | "noted" | "known";
  };
  readonly ReviewsRow: {
    /** the row's own id; without one, rows are known by what they say: id */
    readonly id?: unknown;
    /** the client: id */
    readonly client?: unknown;
    /** which: review | mention */
    readonly kind?: unknown;
    /** whether it speaks well of us: true | false */
    readonly good?: boolean;
    /** when it was published: instant */
    readonly at?: unknown;
    /** the site: id */
    readonly where?: unknown;
    /** what it says; kept in the vault: text */
    readonly textRef?: unknown;
  };
  readonly ScoresRow: {
    /** the client: id */
    readonly client?: unknown;
    /** the month, of a longer period its last; one row each: month */
    readonly period?: unknown;
    /** satisfaction: 0 to 100 */
    readonly score?: number;
  };
  readonly Session: {
    /** What it is called; it lets nobody in */
    readonly id: string;
    /** `cli`: a command line */
    readonly kind: "browser" | "cli";
    readonly beganAt: string;
    /** When it was last used, to the minute */
    readonly seenAt: string;
    /** Its end, where it is used till then */
    readonly endsAt: string;
    /** Whether this request comes by it */
    readonly current: boolean;
  };
  readonly Sessions: {
    readonly items: readonly (Schemas["Session"])[];
    /** The `cursor` of the page that follows; null: none does */
    readonly next: string | null;
  };
  readonly Suggestion: {
    readonly id: string;
    readonly client: string;
    readonly kind: "streak" | "precontract" | "questions" | "covered" | "insult" | "anger" | "orElse" | "askCancel" | "silence" | "overdue" | "returns" | "discounts" | "development" | "review" | "proposal";
    readonly rule: string;
    readonly says: string;
    /** The first answer */
    readonly first: string;
    /** Who has to act; null: nobody */
    readonly role: string | null;
    /** What the relationship is told when it is confirmed */
    readonly event: string | null;
    readonly at: string;
    /** The facts that it rests on, by their names */
    readonly facts: readonly (string)[];
    /** Which words of our lists, in which text of the vault, and where in it */
    readonly words: readonly ({
      readonly ref: string;
      readonly word: string;
      readonly at: number;
      readonly length: number;
    })[];
    readonly numbers: { readonly [name: string]: unknown };
    readonly state: "open" | "confirmed" | "dismissed";
    readonly judgedAt: string | null;
    readonly by: string | null;
  };
  readonly Suggestions: {
    readonly items: readonly (Schemas["Suggestion"])[];
    /** The `cursor` of the page that follows; null: none does */
    readonly next: string | null;
  };
  readonly Task: {
    readonly id: string;
    readonly kind: string;
    readonly role: string;
    readonly dueAt: string | null;
    readonly about: string | null;
    readonly points: readonly (string)[];
    readonly openedAt: string;
    readonly says: string;
    /** What completes it, to type */
    readonly command: string;
    /** role:id */
    readonly claimedBy: string | null;
  };
  readonly TellDestination: {
    /** Its channel, and a digest of the address, which stands nowhere */
    readonly id: string;
    readonly channel: "mail" | "slack" | "telegram";
    /** Who is told there */
    readonly roles: readonly ("ops" | "sales" | "manager" | "senior" | "finance" | "legal" | "product" | "compliance" | "auditor" | "client" | "system")[];
    /** When anything was told there last */
    readonly lastAt: string | null;
    /** Open and free things that could not be told yet; tried again */
    readonly waiting: number;
    /** Those that were not taken for a day, or of which nobody knows whether they arrived */
    readonly lost: number;
    /** Why the last attempt about these failed */
    readonly cause: string | null;
  };
  readonly TellDestinations: {
    readonly items: readonly (Schemas["TellDestination"])[];
    /** The `cursor` of the page that follows; null: none does */
    readonly next: string | null;
  };
  readonly ThreatsRow: {
    /** the row's own id; without one, rows are known by what they say: id */
    readonly id?: unknown;
    /** the client: id */
    readonly client?: unknown;
    /** when: instant */
    readonly at?: unknown;
    /** the demand behind it: id */
    readonly demand?: unknown;
    /** what may follow: probability:impact, … */
    readonly risks?: readonly (unknown)[];
    /** what was said; kept in the vault: text */
    readonly textRef?: unknown;
    /** the client's; where there is a relationship, its currency: currency */
    readonly currency?: unknown;
  };
  readonly Timeline: {
    readonly items: readonly (Schemas["Entry"])[];
    /** The `cursor` of the page that follows; null: none does */
    readonly next: string | null;
  };
  readonly UnattestedEntries: {
    readonly items: readonly (Schemas["UnattestedEntry"])[];
    /** The `cursor` of the page that follows; null: none does */
    readonly next: string | null;
  };
  readonly UnattestedEntry: {
    readonly client: string;
    readonly seq: number;
    readonly recordedAt: string;
    readonly type: string;
    /** role:id, as the event said; nobody vouches for it */
    readonly actor: string;
    readonly outcome: "accepted" | "refused";
  };
  readonly UndoneImport: {
    readonly import: Schemas["Import"];
    /** What it had led to, client by client */
    readonly clients: readonly ({
      readonly client: string;
      readonly events: readonly ({
        readonly seq: number;
        readonly type: string;
        readonly by: string;
      })[];
      readonly suggestions: readonly ({
        readonly id: string;
        readonly kind: string;
        readonly state: string;
      })[];
      readonly tasks: readonly ({
        readonly id: string;
        readonly kind: string;
        readonly state: string;
      })[];
      /** The task of a manager about it */
      readonly task: string | null;
    })[];
  };
  readonly Unsubscribed: {
    readonly client: string;
    readonly unsubscribedAt: string;
  };
  readonly Valued: {
    /** Valued at the end of this day */
    readonly day: string;
    /** When */
    readonly at: string;
    readonly policy: string;
    readonly clients: number;
    /** Currencies that an hour has no price in: no cost, no tier, no segment */
    readonly unpriced: readonly (string)[];
    /** Events that relationships took */
    readonly told: number;
    /** Clients whose relationship did not take theirs */
    readonly failed: readonly (string)[];
  };
  readonly ValuedPortfolios: {
    /** Valued at the end of this day */
    readonly day: string;
    /** When */
    readonly at: string;
    readonly policy: string;
    readonly clients: number;
    /** Currencies that an hour has no price in: no cost, no tier, no segment */
    readonly unpriced: readonly (string)[];
    readonly portfolios: readonly (Schemas["Portfolio"])[];
  };
  readonly Verification: {
    /** Reads the entries of this client only; the tree is always read whole */
    readonly client?: string;
    /** Checkpoints that were kept outside: signed notes */
    readonly checkpoint?: string;
    /** Whom to believe about the log (C2SP tlog-policy); the engine's if left out */
    readonly policy?: string;
  };
  /** Lines of progress, then one with the result */
  readonly VerificationLine: {
    readonly progress?: {
      readonly done: number;
      readonly of: number;
    };
    readonly result?: { readonly [name: string]: unknown };
  };
  readonly Watched: {
    readonly at: string;
    readonly looked: number;
    /** They were told of entries that they did not know */
    readonly woken: readonly (string)[];
    /** Their histories did not replay */
    readonly rebuilt: readonly (string)[];
    /** Those that somebody should look at, the first twenty */
    readonly ailing: readonly ({
      readonly client: string;
      readonly status: string;
      readonly says: string;
    })[];
    /** How many there are of them */
    readonly ailings: number;
  };
  readonly Whoami: {
    readonly person: string;
    /** Every role that they may act in */
    readonly roles: readonly ("ops" | "sales" | "manager" | "senior" | "finance" | "legal" | "product" | "compliance" | "auditor" | "client" | "system")[];
    /** The one in which this request acts */
    readonly role: "ops" | "sales" | "manager" | "senior" | "finance" | "legal" | "product" | "compliance" | "auditor" | "client" | "system";
    readonly teams: readonly (string)[];
    /** `local` proves nothing */
    readonly login: "local" | "oidc";
    readonly by: "local" | "session" | "token" | "bearer";
    /** Of a token; null: all */
    readonly scopes: readonly ("read" | "propose" | "signal" | "facts" | "run")[] | null;
  };
  /** An answer or a guide was given. By ops, manager, senior. */
  readonly "answer.given": {
    readonly type: "answer.given";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly kind: string;
      readonly ref: string;
    };
  };
  readonly "answer.given.question": {
    readonly type: "answer.given";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly kind: string;
      readonly ref: string;
    };
  };
  /** Challenge a warning, a restriction or an exit. By client, ops. */
  readonly "appeal.filed": {
    readonly type: "appeal.filed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly decisionId: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly textRef: string;
    };
  };
  readonly "appeal.filed.question": {
    readonly type: "appeal.filed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly decisionId: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly textRef: string;
    };
  };
  /** Reject an appeal. By senior. */
  readonly "appeal.rejected": {
    readonly type: "appeal.rejected";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly decisionId: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly reasonsRef: string;
    };
  };
  readonly "appeal.rejected.question": {
    readonly type: "appeal.rejected";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly decisionId: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly reasonsRef: string;
    };
  };
  /** Uphold an appeal: the decision is struck out. By senior. */
  readonly "appeal.upheld": {
    readonly type: "appeal.upheld";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly decisionId: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly reasonsRef: string;
    };
  };
  readonly "appeal.upheld.question": {
    readonly type: "appeal.upheld";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly decisionId: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly reasonsRef: string;
    };
  };
  /** A courteous firm no, without a strike. By ops, manager. */
  readonly "boundary.stated": {
    readonly type: "boundary.stated";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly textRef: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly matterRef?: string;
      readonly kind?: "tone" | "orders" | "scope";
    };
  };
  readonly "boundary.stated.question": {
    readonly type: "boundary.stated";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly textRef: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly matterRef?: string;
      readonly kind?: "tone" | "orders" | "scope";
    };
  };
  /** A call about a warning or an exit was made. By manager, senior. */
  readonly "call.made": {
    readonly type: "call.made";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly about: string;
      readonly outcome: "reached" | "noAnswer" | "refused";
      readonly calledAt: string;
    };
  };
  readonly "call.made.question": {
    readonly type: "call.made";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly about: string;
      readonly outcome: "reached" | "noAnswer" | "refused";
      readonly calledAt: string;
    };
  };
  /** Why the client left, and whether that is cured. By manager. */
  readonly "cause.assessed": {
    readonly type: "cause.assessed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly cause: "lostContact" | "weBrokeAgreement" | "cheaperElsewhere" | "obstacle" | "other";
      readonly cured: boolean;
    };
  };
  readonly "cause.assessed.question": {
    readonly type: "cause.assessed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly cause: "lostContact" | "weBrokeAgreement" | "cheaperElsewhere" | "obstacle" | "other";
      readonly cured: boolean;
    };
  };
  /** Legal answered whether a clause covers this ground. By legal. */
  readonly "clause.answered": {
    readonly type: "clause.answered";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly ground: "conduct" | "blackmail" | "customisation" | "unprofitable" | "terms" | "draining" | "returns" | "arrears" | "silence" | "sabotage" | "chemistry" | "outgrown" | "lostInterest";
      readonly terminable: boolean;
      readonly clauseRef: string;
      readonly noticeDays: number;
    };
  };
  readonly "clause.answered.question": {
    readonly type: "clause.answered";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly ground: "conduct" | "blackmail" | "customisation" | "unprofitable" | "terms" | "draining" | "returns" | "arrears" | "silence" | "sabotage" | "chemistry" | "outgrown" | "lostInterest";
      readonly terminable: boolean;
      readonly clauseRef: string;
      readonly noticeDays: number;
    };
  };
  /** The client left, or the contract expired. By client, ops. */
  readonly "client.left": {
    readonly type: "client.left";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly cause: "lostContact" | "weBrokeAgreement" | "cheaperElsewhere" | "obstacle" | "expired" | "lifeChanged" | "other";
    };
  };
  readonly "client.left.question": {
    readonly type: "client.left";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly cause: "lostContact" | "weBrokeAgreement" | "cheaperElsewhere" | "obstacle" | "expired" | "lifeChanged" | "other";
    };
  };
  /** The client answered. By ops, manager, system. */
  readonly "client.replied": {
    readonly type: "client.replied";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly messageId: string;
    };
  };
  readonly "client.replied.question": {
    readonly type: "client.replied";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly messageId: string;
    };
  };
  /** The client has not answered for long: pause the work. By manager. */
  readonly "client.silent": {
    readonly type: "client.silent";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly since: string;
    };
  };
  readonly "client.silent.question": {
    readonly type: "client.silent";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly since: string;
    };
  };
  /** The loss through our fault was decided on. By manager, finance. */
  readonly "compensation.decided": {
    readonly type: "compensation.decided";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly faultId: string;
      readonly amount: number;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly answerableRef?: string;
    };
  };
  readonly "compensation.decided.question": {
    readonly type: "compensation.decided";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly faultId: string;
      readonly amount: number;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly answerableRef?: string;
    };
  };
  /** A concession was granted. By manager. */
  readonly "concession.granted": {
    readonly type: "concession.granted";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly cost: number;
      readonly underThreat: boolean;
    };
  };
  readonly "concession.granted.question": {
    readonly type: "concession.granted";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly cost: number;
      readonly underThreat: boolean;
    };
  };
  /** Conduct improved: restore before the time is up. By manager. */
  readonly "conduct.improved": {
    readonly type: "conduct.improved";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly evidence: string;
    };
  };
  readonly "conduct.improved.question": {
    readonly type: "conduct.improved";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly evidence: string;
    };
  };
  /** The client agreed to a provider and to data items. By client, ops. */
  readonly "consent.given": {
    readonly type: "consent.given";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly providerId: string;
      readonly items: readonly (string)[];
    };
  };
  readonly "consent.given.question": {
    readonly type: "consent.given";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly providerId: string;
      readonly items: readonly (string)[];
    };
  };
  /** The client took the consent back, or that to some items. By client, ops. */
  readonly "consent.revoked": {
    readonly type: "consent.revoked";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly providerId: string;
      readonly items?: readonly (string)[];
    };
  };
  readonly "consent.revoked.question": {
    readonly type: "consent.revoked";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly providerId: string;
      readonly items?: readonly (string)[];
    };
  };
  /** Where and how the client is reached was put right. By ops, sales, manager. */
  readonly "contact.corrected": {
    readonly type: "contact.corrected";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly zone?: string;
      readonly locale?: "en" | "ru";
      readonly channels?: readonly ("email" | "chat" | "phone" | "post")[];
    };
  };
  readonly "contact.corrected.question": {
    readonly type: "contact.corrected";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly zone?: string;
      readonly locale?: "en" | "ru";
      readonly channels?: readonly ("email" | "chat" | "phone" | "post")[];
    };
  };
  /** A contact with the client took so long. By ops, sales, manager, senior, finance, legal, product, compliance, system. */
  readonly "contact.logged": {
    readonly type: "contact.logged";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly channel: "email" | "chat" | "phone" | "post";
      readonly seconds: number;
      readonly agentId: string;
    };
  };
  readonly "contact.logged.question": {
    readonly type: "contact.logged";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly channel: "email" | "chat" | "phone" | "post";
      readonly seconds: number;
      readonly agentId: string;
    };
  };
  /** Admit the prospect: the contract is signed. By sales, manager. */
  readonly "contract.signed": {
    readonly type: "contract.signed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly contractRef: string;
      readonly prepayPct: number;
      readonly damagingRewrite: boolean;
      readonly channel: "email" | "chat" | "phone" | "post";
    };
  };
  readonly "contract.signed.question": {
    readonly type: "contract.signed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly contractRef: string;
      readonly prepayPct: number;
      readonly damagingRewrite: boolean;
      readonly channel: "email" | "chat" | "phone" | "post";
    };
  };
  /** A person found out whether a notice arrived. By ops, manager. */
  readonly "delivery.checked": {
    readonly type: "delivery.checked";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly effectId: string;
      readonly arrived: boolean;
      readonly at: string;
    };
  };
  readonly "delivery.checked.question": {
    readonly type: "delivery.checked";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly effectId: string;
      readonly arrived: boolean;
      readonly at: string;
    };
  };
  /** What the client demands, and what we offered instead. By ops, sales, manager, senior, finance, legal, product, compliance, system. */
  readonly "demand.recorded": {
    readonly type: "demand.recorded";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly demandId: string;
      readonly about: string;
      readonly underThreat: boolean;
      readonly importance?: "low" | "medium" | "high";
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly reasonRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly consequenceRef?: string;
      readonly offered: readonly (string)[];
      readonly accepted?: string;
    };
  };
  readonly "demand.recorded.question": {
    readonly type: "demand.recorded";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly demandId: string;
      readonly about: string;
      readonly underThreat: boolean;
      readonly importance?: "low" | "medium" | "high";
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly reasonRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly consequenceRef?: string;
      readonly offered: readonly (string)[];
      readonly accepted?: string;
    };
  };
  /** Answer a question about the price. By manager. */
  readonly "discount.decided": {
    readonly type: "discount.decided";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly granted: boolean;
      readonly kind?: "loyal" | "promise" | "budget" | "freeMonths" | "ourError" | "insistent" | "principle" | "cheaper" | "other";
      readonly proven?: boolean;
      readonly item?: "costly" | "longTerm";
      readonly oldTotal?: number;
      readonly condition?: "annual" | "bulk" | "scope" | "barter" | null;
      readonly total?: number;
      readonly until?: string;
    };
  };
  readonly "discount.decided.question": {
    readonly type: "discount.decided";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly granted: boolean;
      readonly kind?: "loyal" | "promise" | "budget" | "freeMonths" | "ourError" | "insistent" | "principle" | "cheaper" | "other";
      readonly proven?: boolean;
      readonly item?: "costly" | "longTerm";
      readonly oldTotal?: number;
      readonly condition?: "annual" | "bulk" | "scope" | "barter" | null;
      readonly total?: number;
      readonly until?: string;
    };
  };
  /** The dossier was compiled. By manager, senior. */
  readonly "dossier.compiled": {
    readonly type: "dossier.compiled";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly dossierId?: string;
      readonly sections?: readonly ("conversations" | "problems" | "reviews" | "ourFaults" | "costToServe" | "lossOnExit")[];
      readonly hash?: string;
    };
  };
  readonly "dossier.compiled.question": {
    readonly type: "dossier.compiled";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly dossierId?: string;
      readonly sections?: readonly ("conversations" | "problems" | "reviews" | "ourFaults" | "costToServe" | "lossOnExit")[];
      readonly hash?: string;
    };
  };
  /** The client's duties on leaving are done. By ops, client. */
  readonly "duties.done": {
    readonly type: "duties.done";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly items: readonly (string)[];
    };
  };
  readonly "duties.done.question": {
    readonly type: "duties.done";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly items: readonly (string)[];
    };
  };
  /** An effect failed for good. By system. */
  readonly "effect.failed": {
    readonly type: "effect.failed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly effectId: string;
      readonly effect: string;
      readonly cause: string;
    };
  };
  readonly "effect.failed.question": {
    readonly type: "effect.failed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly effectId: string;
      readonly effect: string;
      readonly cause: string;
    };
  };
  /** Working time spent on the client. By ops, sales, manager, senior, finance, legal, product, compliance. */
  readonly "effort.logged": {
    readonly type: "effort.logged";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly role: "ops" | "sales" | "manager" | "senior" | "finance" | "legal" | "product" | "compliance" | "auditor" | "client" | "system";
      readonly minutes: number;
      readonly kind: "service" | "development" | "shipping" | "precontract";
    };
  };
  readonly "effort.logged.question": {
    readonly type: "effort.logged";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly role: "ops" | "sales" | "manager" | "senior" | "finance" | "legal" | "product" | "compliance" | "auditor" | "client" | "system";
      readonly minutes: number;
      readonly kind: "service" | "development" | "shipping" | "precontract";
    };
  };
  /** Working time before the contract, in sum. By system, ops. */
  readonly "effort.summed": {
    readonly type: "effort.summed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly kind: "precontract";
      readonly minutes: number;
      readonly upTo: string;
    };
  };
  readonly "effort.summed.question": {
    readonly type: "effort.summed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly kind: "precontract";
      readonly minutes: number;
      readonly upTo: string;
    };
  };
  /** Erase the client's personal data. By compliance, legal. */
  readonly "erasure.ordered": {
    readonly type: "erasure.ordered";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason: string;
    readonly data?: { readonly [name: string]: never };
  };
  readonly "erasure.ordered.question": {
    readonly type: "erasure.ordered";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  /** Approve an exit that another person requested. By senior. */
  readonly "exit.approved": {
    readonly type: "exit.approved";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason: string;
    readonly data: {
      readonly requestId: string;
      readonly openedDossierHash?: string;
      readonly adjustment?: {
        readonly considered: boolean;
        readonly offered: boolean;
        /** Free text; it is kept in the vault, and everything else holds its id only */
        readonly wordsRef?: string;
      };
    };
  };
  readonly "exit.approved.question": {
    readonly type: "exit.approved";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly requestId: string;
      readonly openedDossierHash?: string;
      readonly adjustment?: {
        readonly considered: boolean;
        readonly offered: boolean;
        /** Free text; it is kept in the vault, and everything else holds its id only */
        readonly wordsRef?: string;
      };
    };
  };
  /** Reject an exit request. By senior. */
  readonly "exit.rejected": {
    readonly type: "exit.rejected";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly requestId: string;
    };
  };
  readonly "exit.rejected.question": {
    readonly type: "exit.rejected";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly requestId: string;
    };
  };
  /** Ask to part on a ground. By ops, manager, finance. */
  readonly "exit.requested": {
    readonly type: "exit.requested";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason: string;
    readonly data: {
      readonly requestId: string;
      readonly ground: "conduct" | "blackmail" | "customisation" | "unprofitable" | "terms" | "draining" | "returns" | "arrears" | "silence" | "sabotage" | "chemistry" | "outgrown" | "lostInterest";
    };
  };
  readonly "exit.requested.question": {
    readonly type: "exit.requested";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly requestId: string;
      readonly ground: "conduct" | "blackmail" | "customisation" | "unprofitable" | "terms" | "draining" | "returns" | "arrears" | "silence" | "sabotage" | "chemistry" | "outgrown" | "lostInterest";
    };
  };
  /** Take an approved exit back before it is complete. By senior. */
  readonly "exit.revoked": {
    readonly type: "exit.revoked";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason: string;
    readonly data?: { readonly [name: string]: never };
  };
  readonly "exit.revoked.question": {
    readonly type: "exit.revoked";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  /** Withdraw an exit request. By ops, manager, finance. */
  readonly "exit.withdrawn": {
    readonly type: "exit.withdrawn";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly requestId: string;
    };
  };
  readonly "exit.withdrawn.question": {
    readonly type: "exit.withdrawn";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly requestId: string;
    };
  };
  /** The exported data reached the provider. By ops, system. */
  readonly "export.delivered": {
    readonly type: "export.delivered";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly providerId: string;
      readonly hash?: string;
    };
  };
  readonly "export.delivered.question": {
    readonly type: "export.delivered";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly providerId: string;
      readonly hash?: string;
    };
  };
  /** A fault of ours was cured. By ops, product, manager, system. */
  readonly "fault.cured": {
    readonly type: "fault.cured";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly faultId: string;
      readonly at: string;
    };
  };
  readonly "fault.cured.question": {
    readonly type: "fault.cured";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly faultId: string;
      readonly at: string;
    };
  };
  /** A fault of ours became known. By ops, product, manager, system. */
  readonly "fault.opened": {
    readonly type: "fault.opened";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly faultId: string;
      readonly at: string;
      readonly loss: boolean;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly whatRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly remedyRef?: string;
      readonly curedBy?: string;
    };
  };
  readonly "fault.opened.question": {
    readonly type: "fault.opened";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly faultId: string;
      readonly at: string;
      readonly loss: boolean;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly whatRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly remedyRef?: string;
      readonly curedBy?: string;
    };
  };
  /** Criticism or praise of the product. By ops, manager, senior. */
  readonly "feedback.received": {
    readonly type: "feedback.received";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly ref: string;
      readonly good: boolean;
    };
  };
  readonly "feedback.received.question": {
    readonly type: "feedback.received";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly ref: string;
      readonly good: boolean;
    };
  };
  /** What the client brings and costs. By finance. */
  readonly "finance.assessed": {
    readonly type: "finance.assessed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly revenue: number;
      readonly benefit: number;
      readonly cost: number;
    };
  };
  readonly "finance.assessed.question": {
    readonly type: "finance.assessed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly revenue: number;
      readonly benefit: number;
      readonly cost: number;
    };
  };
  /** Facts on a ground that rests on facts. By manager, senior, finance, product. */
  readonly "ground.assessed": {
    readonly type: "ground.assessed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly about: {
        readonly ground: "returns";
        readonly cost: number;
        readonly margin: number;
      } | {
        readonly ground: "sabotage";
        readonly deliberate: boolean;
      } | {
        readonly ground: "chemistry";
        readonly personalService: boolean;
        readonly otherSpecialist: boolean;
      } | {
        readonly ground: "lostInterest";
        readonly lifeChanged: boolean;
        readonly repositioned: boolean;
      };
    };
  };
  readonly "ground.assessed.question": {
    readonly type: "ground.assessed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly about: {
        readonly ground: "returns";
        readonly cost: number;
        readonly margin: number;
      } | {
        readonly ground: "sabotage";
        readonly deliberate: boolean;
      } | {
        readonly ground: "chemistry";
        readonly personalService: boolean;
        readonly otherSpecialist: boolean;
      } | {
        readonly ground: "lostInterest";
        readonly lifeChanged: boolean;
        readonly repositioned: boolean;
      };
    };
  };
  /** The client wants no handover. By client, ops. */
  readonly "handover.declined": {
    readonly type: "handover.declined";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  readonly "handover.declined.question": {
    readonly type: "handover.declined";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  /** A client who leaves wants help to move to another provider. By client, ops, manager. */
  readonly "handover.requested": {
    readonly type: "handover.requested";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  readonly "handover.requested.question": {
    readonly type: "handover.requested";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  /** Bring in a call, a guide, a colleague or a senior. By ops, manager. */
  readonly "help.needed": {
    readonly type: "help.needed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly kind: "call" | "guide" | "colleague" | "senior";
      readonly ref: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly nameRef?: string;
      readonly rank?: "ops" | "specialist" | "sales" | "manager" | "senior" | "finance" | "legal" | "product" | "compliance";
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly roleRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly skillRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly contactRef?: string;
      readonly nextOn?: string;
    };
  };
  readonly "help.needed.question": {
    readonly type: "help.needed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly kind: "call" | "guide" | "colleague" | "senior";
      readonly ref: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly nameRef?: string;
      readonly rank?: "ops" | "specialist" | "sales" | "manager" | "senior" | "finance" | "legal" | "product" | "compliance";
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly roleRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly skillRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly contactRef?: string;
      readonly nextOn?: string;
    };
  };
  /** The legal hold is lifted. By compliance. */
  readonly "hold.lifted": {
    readonly type: "hold.lifted";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly caseRef: string;
    };
  };
  readonly "hold.lifted.question": {
    readonly type: "hold.lifted";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly caseRef: string;
    };
  };
  /** A legal hold: every clock stops. By compliance. */
  readonly "hold.placed": {
    readonly type: "hold.placed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly caseRef: string;
    };
  };
  readonly "hold.placed.question": {
    readonly type: "hold.placed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly caseRef: string;
    };
  };
  /** Confirm an incident. By manager, senior. */
  readonly "incident.confirmed": {
    readonly type: "incident.confirmed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason: string;
    readonly data: {
      readonly incidentId: string;
      readonly explainedBy: string | null;
      readonly adjustment?: {
        readonly considered: boolean;
        readonly offered: boolean;
        /** Free text; it is kept in the vault, and everything else holds its id only */
        readonly wordsRef?: string;
      };
    };
  };
  readonly "incident.confirmed.question": {
    readonly type: "incident.confirmed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly incidentId: string;
      readonly explainedBy: string | null;
      readonly adjustment?: {
        readonly considered: boolean;
        readonly offered: boolean;
        /** Free text; it is kept in the vault, and everything else holds its id only */
        readonly wordsRef?: string;
      };
    };
  };
  /** Dismiss an incident. By manager. */
  readonly "incident.dismissed": {
    readonly type: "incident.dismissed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly incidentId: string;
    };
  };
  readonly "incident.dismissed.question": {
    readonly type: "incident.dismissed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly incidentId: string;
    };
  };
  /** Conduct towards our people was reported. By ops, sales, manager, senior, finance, legal, product, compliance. */
  readonly "incident.reported": {
    readonly type: "incident.reported";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly incidentId: string;
      readonly category: "insult" | "profanity" | "aggression" | "criticism";
      readonly happenedAt: string;
      readonly evidence: readonly (string)[];
      readonly channel?: "email" | "chat" | "phone" | "post";
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly saidRef?: string;
    };
  };
  readonly "incident.reported.question": {
    readonly type: "incident.reported";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly incidentId: string;
      readonly category: "insult" | "profanity" | "aggression" | "criticism";
      readonly happenedAt: string;
      readonly evidence: readonly (string)[];
      readonly channel?: "email" | "chat" | "phone" | "post";
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly saidRef?: string;
    };
  };
  /** The prospect's goals were held against what we do. By sales, manager. */
  readonly "intake.assessed": {
    readonly type: "intake.assessed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly fit: boolean;
      readonly needs: readonly (string)[];
      readonly regions?: readonly (string)[];
      readonly budget?: number;
      readonly flagged?: boolean;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly goalRef?: string;
    };
  };
  readonly "intake.assessed.question": {
    readonly type: "intake.assessed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly fit: boolean;
      readonly needs: readonly (string)[];
      readonly regions?: readonly (string)[];
      readonly budget?: number;
      readonly flagged?: boolean;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly goalRef?: string;
    };
  };
  /** Refuse the prospect. By manager. */
  readonly "intake.refused": {
    readonly type: "intake.refused";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly cause: "terms" | "misfit" | "pilot" | "netValue";
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly alternativeRef?: string;
    };
  };
  readonly "intake.refused.question": {
    readonly type: "intake.refused";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly cause: "terms" | "misfit" | "pilot" | "netValue";
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly alternativeRef?: string;
    };
  };
  /** An invoice was made out or changed: the newest state counts. By finance, system. */
  readonly "invoice.changed": {
    readonly type: "invoice.changed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly invoiceId: string;
      readonly dueOn: string;
      readonly owed: number;
    };
  };
  readonly "invoice.changed.question": {
    readonly type: "invoice.changed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly invoiceId: string;
      readonly dueOn: string;
      readonly owed: number;
    };
  };
  /** The client announces leaving. By client, ops, manager. */
  readonly "leave.announced": {
    readonly type: "leave.announced";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly cause: string;
      readonly curable: boolean;
      readonly at: string;
    };
  };
  readonly "leave.announced.question": {
    readonly type: "leave.announced";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly cause: string;
      readonly curable: boolean;
      readonly at: string;
    };
  };
  /** The registered letter was posted. By ops. */
  readonly "letter.posted": {
    readonly type: "letter.posted";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly about: string;
      readonly trackingRef: string;
    };
  };
  readonly "letter.posted.question": {
    readonly type: "letter.posted";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly about: string;
      readonly trackingRef: string;
    };
  };
  /** The relationship goes on under another version of its machine. By compliance, system. */
  readonly "machine.adopted": {
    readonly type: "machine.adopted";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly from: {
        readonly id: string;
        readonly version: string;
        readonly hash: string;
      };
      readonly to: {
        readonly id: string;
        readonly version: string;
        readonly hash: string;
      };
    };
  };
  readonly "machine.adopted.question": {
    readonly type: "machine.adopted";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly from: {
        readonly id: string;
        readonly version: string;
        readonly hash: string;
      };
      readonly to: {
        readonly id: string;
        readonly version: string;
        readonly hash: string;
      };
    };
  };
  /** Another manager takes the client over. By manager, senior. */
  readonly "manager.changed": {
    readonly type: "manager.changed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly managerId: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly nameRef?: string;
      readonly rank?: "ops" | "specialist" | "sales" | "manager" | "senior" | "finance" | "legal" | "product" | "compliance";
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly roleRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly contactRef?: string;
      readonly nextOn?: string;
      readonly transferred: {
        readonly history: boolean;
        readonly openMatters: boolean;
        readonly promises: boolean;
        readonly contacts: boolean;
      };
    };
  };
  readonly "manager.changed.question": {
    readonly type: "manager.changed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly managerId: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly nameRef?: string;
      readonly rank?: "ops" | "specialist" | "sales" | "manager" | "senior" | "finance" | "legal" | "product" | "compliance";
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly roleRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly contactRef?: string;
      readonly nextOn?: string;
      readonly transferred: {
        readonly history: boolean;
        readonly openMatters: boolean;
        readonly promises: boolean;
        readonly contacts: boolean;
      };
    };
  };
  /** The client wrote or called. By ops, system. */
  readonly "message.received": {
    readonly type: "message.received";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly messageId: string;
      readonly threadId: string;
      readonly channel: "email" | "chat" | "phone" | "post";
      readonly auto?: boolean;
    };
  };
  readonly "message.received.question": {
    readonly type: "message.received";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly messageId: string;
      readonly threadId: string;
      readonly channel: "email" | "chat" | "phone" | "post";
      readonly auto?: boolean;
    };
  };
  /** We answered the client. By ops, system. */
  readonly "message.sent": {
    readonly type: "message.sent";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly messageId: string;
      readonly channel: "email" | "chat" | "phone" | "post";
      readonly auto?: boolean;
    };
  };
  readonly "message.sent.question": {
    readonly type: "message.sent";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly messageId: string;
      readonly channel: "email" | "chat" | "phone" | "post";
      readonly auto?: boolean;
    };
  };
  /** The client confirmed the move. By client, ops. */
  readonly "move.confirmed": {
    readonly type: "move.confirmed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  readonly "move.confirmed.question": {
    readonly type: "move.confirmed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  /** The move has a date. By ops. */
  readonly "move.planned": {
    readonly type: "move.planned";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly on: string;
    };
  };
  readonly "move.planned.question": {
    readonly type: "move.planned";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly on: string;
    };
  };
  /** What a provider for this client must do. By client, ops, sales, manager. */
  readonly "needs.stated": {
    readonly type: "needs.stated";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly needs: readonly (string)[];
      readonly regions?: readonly (string)[];
      readonly budget?: number;
    };
  };
  readonly "needs.stated.question": {
    readonly type: "needs.stated";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly needs: readonly (string)[];
      readonly regions?: readonly (string)[];
      readonly budget?: number;
    };
  };
  /** The recipient's server accepted a notice. By system. */
  readonly "notice.delivered": {
    readonly type: "notice.delivered";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly effectId: string;
      readonly notice: string;
      readonly channel: "email" | "chat" | "phone" | "post";
      readonly deliveredAt: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly wordsRef?: string;
    };
  };
  readonly "notice.delivered.question": {
    readonly type: "notice.delivered";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly effectId: string;
      readonly notice: string;
      readonly channel: "email" | "chat" | "phone" | "post";
      readonly deliveredAt: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly wordsRef?: string;
    };
  };
  /** A notice bounced or could not be sent. By system. */
  readonly "notice.failed": {
    readonly type: "notice.failed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly effectId: string;
      readonly notice: string;
      readonly channel: "email" | "chat" | "phone" | "post";
      readonly cause: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly wordsRef?: string;
    };
  };
  readonly "notice.failed.question": {
    readonly type: "notice.failed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly effectId: string;
      readonly notice: string;
      readonly channel: "email" | "chat" | "phone" | "post";
      readonly cause: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly wordsRef?: string;
    };
  };
  /** Nobody knows whether a notice went out: it is not sent again by itself. By system. */
  readonly "notice.unknown": {
    readonly type: "notice.unknown";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly effectId: string;
      readonly notice: string;
      readonly channel: "email" | "chat" | "phone" | "post";
      readonly cause: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly wordsRef?: string;
    };
  };
  readonly "notice.unknown.question": {
    readonly type: "notice.unknown";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly effectId: string;
      readonly notice: string;
      readonly channel: "email" | "chat" | "phone" | "post";
      readonly cause: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly wordsRef?: string;
    };
  };
  /** The obstacle is gone: approach a client once more. By senior. */
  readonly "obstacle.removed": {
    readonly type: "obstacle.removed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly evidenceAt: string;
      readonly ref: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly changedRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly bonusRef?: string;
      readonly until?: string;
    };
  };
  readonly "obstacle.removed.question": {
    readonly type: "obstacle.removed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly evidenceAt: string;
      readonly ref: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly changedRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly bonusRef?: string;
      readonly until?: string;
    };
  };
  /** The farewell is complete. By ops. */
  readonly "offboarding.completed": {
    readonly type: "offboarding.completed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  readonly "offboarding.completed.question": {
    readonly type: "offboarding.completed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  /** An invoice is overdue: pause the work. By finance, manager. */
  readonly "payment.overdue": {
    readonly type: "payment.overdue";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly invoiceId: string;
      readonly dueOn: string;
      readonly ourPartDone: boolean;
      readonly amount?: number;
    };
  };
  readonly "payment.overdue.question": {
    readonly type: "payment.overdue";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly invoiceId: string;
      readonly dueOn: string;
      readonly ourPartDone: boolean;
      readonly amount?: number;
    };
  };
  /** A payment came in. By finance, system. */
  readonly "payment.received": {
    readonly type: "payment.received";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly invoiceId: string;
      readonly paidOn: string;
      readonly owed?: number;
    };
  };
  readonly "payment.received.question": {
    readonly type: "payment.received";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly invoiceId: string;
      readonly paidOn: string;
      readonly owed?: number;
    };
  };
  /** A pilot was rejected. By sales, manager. */
  readonly "pilot.rejected": {
    readonly type: "pilot.rejected";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly pilotId: string;
    };
  };
  readonly "pilot.rejected.question": {
    readonly type: "pilot.rejected";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly pilotId: string;
    };
  };
  /** Whether we can and should build what the client wants. By product. */
  readonly "product.assessed": {
    readonly type: "product.assessed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly about?: string;
      readonly others: number;
      readonly onRoadmap: boolean;
      readonly feasible: boolean;
      readonly build: number;
      readonly support: number;
      readonly pays: number;
      readonly workaroundsRejected: boolean;
    };
  };
  readonly "product.assessed.question": {
    readonly type: "product.assessed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly about?: string;
      readonly others: number;
      readonly onRoadmap: boolean;
      readonly feasible: boolean;
      readonly build: number;
      readonly support: number;
      readonly pays: number;
      readonly workaroundsRejected: boolean;
    };
  };
  /** The prospect withdrew. By client, ops, sales. */
  readonly "prospect.withdrew": {
    readonly type: "prospect.withdrew";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  readonly "prospect.withdrew.question": {
    readonly type: "prospect.withdrew";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  /** The provider accepts the client. By ops, system. */
  readonly "provider.accepted": {
    readonly type: "provider.accepted";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly providerId: string;
    };
  };
  readonly "provider.accepted.question": {
    readonly type: "provider.accepted";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly providerId: string;
    };
  };
  /** The provider does not accept the client. By ops, system. */
  readonly "provider.refused": {
    readonly type: "provider.refused";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly providerId: string;
    };
  };
  readonly "provider.refused.question": {
    readonly type: "provider.refused";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly providerId: string;
    };
  };
  /** Providers that fit were looked up. By system. */
  readonly "providers.matched": {
    readonly type: "providers.matched";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly effectId: string;
      readonly candidates: readonly (string)[];
      readonly findings?: readonly ({
        readonly providerId: string;
        readonly fits: boolean;
        readonly why: readonly (string)[];
      })[];
    };
  };
  readonly "providers.matched.question": {
    readonly type: "providers.matched";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly effectId: string;
      readonly candidates: readonly (string)[];
      readonly findings?: readonly ({
        readonly providerId: string;
        readonly fits: boolean;
        readonly why: readonly (string)[];
      })[];
    };
  };
  /** Questions came again after our answer, or many at once. By ops. */
  readonly "questions.repeated": {
    readonly type: "questions.repeated";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly count: number;
      readonly afterAnswer: boolean;
    };
  };
  readonly "questions.repeated.question": {
    readonly type: "questions.repeated";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly count: number;
      readonly afterAnswer: boolean;
    };
  };
  /** A price for extra work was quoted. By sales, manager, finance. */
  readonly "quote.sent": {
    readonly type: "quote.sent";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly ref: string;
      readonly amount: number;
    };
  };
  readonly "quote.sent.question": {
    readonly type: "quote.sent";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly ref: string;
      readonly amount: number;
    };
  };
  /** Restrict the client to one channel. By manager. */
  readonly "restriction.ordered": {
    readonly type: "restriction.ordered";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason: string;
    readonly data: {
      readonly channel: "email" | "chat" | "phone" | "post";
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly includedRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly excludedRef?: string;
      readonly adjustment?: {
        readonly considered: boolean;
        readonly offered: boolean;
        /** Free text; it is kept in the vault, and everything else holds its id only */
        readonly wordsRef?: string;
      };
    };
  };
  readonly "restriction.ordered.question": {
    readonly type: "restriction.ordered";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly channel: "email" | "chat" | "phone" | "post";
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly includedRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly excludedRef?: string;
      readonly adjustment?: {
        readonly considered: boolean;
        readonly offered: boolean;
        /** Free text; it is kept in the vault, and everything else holds its id only */
        readonly wordsRef?: string;
      };
    };
  };
  /** A former client asks to come back: a full intake. By manager. */
  readonly "return.requested": {
    readonly type: "return.requested";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  readonly "return.requested.question": {
    readonly type: "return.requested";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  /** A review was found. By ops, manager, senior. */
  readonly "review.published": {
    readonly type: "review.published";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly ref: string;
      readonly good: boolean;
    };
  };
  readonly "review.published.question": {
    readonly type: "review.published";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly ref: string;
      readonly good: boolean;
    };
  };
  /** The client's segment. By system, manager. */
  readonly "segment.assigned": {
    readonly type: "segment.assigned";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly period: string;
      readonly segment: "core" | "wavering" | "draining";
      readonly effortRepaid: boolean;
    };
  };
  readonly "segment.assigned.question": {
    readonly type: "segment.assigned";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly period: string;
      readonly segment: "core" | "wavering" | "draining";
      readonly effortRepaid: boolean;
    };
  };
  /** One of our people asks off this client. By ops, sales, manager, senior, finance, legal, product, compliance. */
  readonly "staff.askedOff": {
    readonly type: "staff.askedOff";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly agentId: string;
    };
  };
  readonly "staff.askedOff.question": {
    readonly type: "staff.askedOff";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly agentId: string;
    };
  };
  /** Whether a streak of messages was urgent. By ops, manager. */
  readonly "streak.judged": {
    readonly type: "streak.judged";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly streakId: string;
      readonly urgent: boolean;
    };
  };
  readonly "streak.judged.question": {
    readonly type: "streak.judged";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly streakId: string;
      readonly urgent: boolean;
    };
  };
  /** Messages in a row, and no answer of ours between them. By system, ops. */
  readonly "streak.noticed": {
    readonly type: "streak.noticed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly streakId: string;
      readonly at: string;
      readonly messages: number;
      readonly channels: readonly (string)[];
      readonly threads: readonly (string)[];
    };
  };
  readonly "streak.noticed.question": {
    readonly type: "streak.noticed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly streakId: string;
      readonly at: string;
      readonly messages: number;
      readonly channels: readonly (string)[];
      readonly threads: readonly (string)[];
    };
  };
  /** A task was closed by hand. By ops, sales, manager, senior, finance, legal, product, compliance. */
  readonly "task.closed": {
    readonly type: "task.closed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason: string;
    readonly data: {
      readonly taskId: string;
    };
  };
  readonly "task.closed.question": {
    readonly type: "task.closed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly taskId: string;
    };
  };
  /** Our terms were refused. By sales, manager. */
  readonly "terms.refused": {
    readonly type: "terms.refused";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly term: "prepayment" | "rewrite";
    };
  };
  readonly "terms.refused.question": {
    readonly type: "terms.refused";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly term: "prepayment" | "rewrite";
    };
  };
  /** Thank a client after a review. By manager. */
  readonly "thanks.given": {
    readonly type: "thanks.given";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly factRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly rewardRef?: string;
      readonly until?: string;
    };
  };
  readonly "thanks.given.question": {
    readonly type: "thanks.given";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly factRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly rewardRef?: string;
      readonly until?: string;
    };
  };
  /** What a threat could cost, and what its demand costs. By finance. */
  readonly "threat.assessed": {
    readonly type: "threat.assessed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly demand: number;
      readonly risks: readonly ({
        readonly probabilityPct: number;
        readonly impact: number;
      })[];
    };
  };
  readonly "threat.assessed.question": {
    readonly type: "threat.assessed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly demand: number;
      readonly risks: readonly ({
        readonly probabilityPct: number;
        readonly impact: number;
      })[];
    };
  };
  /** The client's profit tier. By system, finance. */
  readonly "tier.assigned": {
    readonly type: "tier.assigned";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly period: string;
      readonly tier: "high" | "mid" | "low";
    };
  };
  readonly "tier.assigned.question": {
    readonly type: "tier.assigned";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly period: string;
      readonly tier: "high" | "mid" | "low";
    };
  };
  /** Mark a client as a VIP. By ops, sales, manager, senior, finance, legal, product, compliance. */
  readonly "vip.marked": {
    readonly type: "vip.marked";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  readonly "vip.marked.question": {
    readonly type: "vip.marked";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  /** Take the VIP mark away. By ops, sales, manager, senior, finance, legal, product, compliance. */
  readonly "vip.removed": {
    readonly type: "vip.removed";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  readonly "vip.removed.question": {
    readonly type: "vip.removed";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  /** The former client accepts. By manager. */
  readonly "winback.accepted": {
    readonly type: "winback.accepted";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data: {
      readonly prepayPct: number;
      readonly damagingRewrite: boolean;
    };
  };
  readonly "winback.accepted.question": {
    readonly type: "winback.accepted";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      readonly prepayPct: number;
      readonly damagingRewrite: boolean;
    };
  };
  /** Approach a former client. By manager. */
  readonly "winback.approved": {
    readonly type: "winback.approved";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly changedRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly bonusRef?: string;
      readonly until?: string;
    };
  };
  readonly "winback.approved.question": {
    readonly type: "winback.approved";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: {
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly changedRef?: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly bonusRef?: string;
      readonly until?: string;
    };
  };
  /** The former client declines. By client, ops. */
  readonly "winback.declined": {
    readonly type: "winback.declined";
    /** A UUID of yours: the same event sent again with it is applied once. Made by the API if left out */
    readonly eventId?: string;
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
  readonly "winback.declined.question": {
    readonly type: "winback.declined";
    /** When the fact that the name states took place; if left out, when the API took it in */
    readonly occurredAt?: string;
    /** Free text; it is kept in the vault, and everything else holds its id only */
    readonly reason?: string;
    readonly data?: { readonly [name: string]: never };
  };
}

/** Every operation: what it is given, and what it answers. */
export interface Operations {
  /** Encrypt payloads of Temporal's (its codec server protocol) */
  readonly encodePayloads: {
    readonly input: { readonly body: {
      readonly payloads: readonly ({
        readonly metadata?: { readonly [name: string]: string };
        readonly data?: string;
      })[];
    } };
    readonly answer: {
      readonly payloads: readonly ({
        readonly metadata?: { readonly [name: string]: string };
        readonly data?: string;
      })[];
    };
  };
  /** Encrypt payloads of Temporal's (its codec server protocol) */
  readonly encodePayloadsAs: {
    readonly input: { readonly params: {
      readonly actor: string;
    }; readonly body: {
      readonly payloads: readonly ({
        readonly metadata?: { readonly [name: string]: string };
        readonly data?: string;
      })[];
    } };
    readonly answer: {
      readonly payloads: readonly ({
        readonly metadata?: { readonly [name: string]: string };
        readonly data?: string;
      })[];
    };
  };
  /** Read payloads of Temporal's (its codec server protocol) */
  readonly decodePayloads: {
    readonly input: { readonly body: {
      readonly payloads: readonly ({
        readonly metadata?: { readonly [name: string]: string };
        readonly data?: string;
      })[];
    } };
    readonly answer: {
      readonly payloads: readonly ({
        readonly metadata?: { readonly [name: string]: string };
        readonly data?: string;
      })[];
    };
  };
  /** Read payloads of Temporal's (its codec server protocol) */
  readonly decodePayloadsAs: {
    readonly input: { readonly params: {
      readonly actor: string;
    }; readonly body: {
      readonly payloads: readonly ({
        readonly metadata?: { readonly [name: string]: string };
        readonly data?: string;
      })[];
    } };
    readonly answer: {
      readonly payloads: readonly ({
        readonly metadata?: { readonly [name: string]: string };
        readonly data?: string;
      })[];
    };
  };
  /** Open a relationship */
  readonly openClient: {
    readonly input: { readonly params: {
      readonly client: string;
    }; readonly body: Schemas["Opening"] };
    readonly answer: Schemas["Answer"] | Schemas["Pending"];
  };
  /** Show a relationship: where it stands, open tasks, notices, channels */
  readonly getClient: {
    readonly input: { readonly params: {
      readonly client: string;
    } };
    readonly answer: Schemas["ClientView"];
  };
  /** Signal an event */
  readonly submitEvent: {
    readonly input: { readonly params: {
      readonly client: string;
    }; readonly body: Schemas["Event"] };
    readonly answer: Schemas["Answer"] | Schemas["Pending"];
  };
  /** Put right how a client is named and reached: words go to the vault, the rest is an event */
  readonly correctContact: {
    readonly input: { readonly params: {
      readonly client: string;
    }; readonly body: Schemas["Correction"] };
    readonly answer: Schemas["Answer"] | Schemas["Pending"];
  };
  /** Erase a client's personal data for good: their key is destroyed, every proof stays */
  readonly eraseClient: {
    readonly input: { readonly params: {
      readonly client: string;
    }; readonly body: Schemas["ErasureOrder"] };
    readonly answer: Schemas["Erasure"] | Schemas["Pending"];
  };
  /** List relationships */
  readonly listClients: {
    readonly input: { readonly query?: {
      readonly state?: string;
      readonly rung?: string;
      readonly hold?: "true" | "false";
      /** A deadline falls due before this instant */
      readonly dueBefore?: string;
      /** Part of the client id */
      readonly text?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "client" | "-client" | "due" | "-due" | "openedAt" | "-openedAt" | "updatedAt" | "-updatedAt";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: Schemas["Clients"];
  };
  /** How many clients are in each state: of all, or of those that fit */
  readonly countClients: {
    readonly input: { readonly query?: {
      readonly state?: string;
      readonly rung?: string;
      readonly hold?: "true" | "false";
      /** A deadline falls due before this instant */
      readonly dueBefore?: string;
      /** Part of the client id */
      readonly text?: string;
    } };
    readonly answer: Schemas["ClientCounts"];
  };
  /** What everybody has to do, over all clients, the most pressing first */
  readonly listTasks: {
    readonly input: { readonly query?: {
      /** Taken by whoever asks */
      readonly mine?: "true" | "false";
      readonly role?: "ops" | "sales" | "manager" | "senior" | "finance" | "legal" | "product" | "compliance" | "auditor" | "client" | "system";
      readonly unclaimed?: "true" | "false";
      readonly overdue?: "true" | "false";
      /** That others have to do */
      readonly waiting?: "true" | "false";
      /** Put off ones too */
      readonly snoozed?: "true" | "false";
      readonly client?: string;
      readonly kind?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "dueAt" | "-dueAt" | "openedAt" | "-openedAt";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: Schemas["Inbox"];
  };
  /** What became of what you reported: incidents, and clients off whom you asked */
  readonly listMyReports: {
    readonly input: { readonly query?: {
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "-at" | "at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: Schemas["MyReports"];
  };
  /** One open task, with what completes it, and what to say (R-COM-2) */
  readonly getTask: {
    readonly input: { readonly params: {
      readonly id: string;
    }; readonly query?: {
      readonly lang?: "en" | "ru";
    } };
    readonly answer: Schemas["ItemWithSheet"];
  };
  /** Take it */
  readonly claimTask: {
    readonly input: { readonly params: {
      readonly id: string;
    } };
    readonly answer: Schemas["ItemWithSheet"];
  };
  /** Give it back */
  readonly releaseTask: {
    readonly input: { readonly params: {
      readonly id: string;
    } };
    readonly answer: Schemas["ItemWithSheet"];
  };
  /** Give it to somebody */
  readonly assignTask: {
    readonly input: { readonly params: {
      readonly id: string;
    }; readonly body: {
      readonly to: string;
    } };
    readonly answer: Schemas["ItemWithSheet"];
  };
  /** Put it off, with a reason */
  readonly snoozeTask: {
    readonly input: { readonly params: {
      readonly id: string;
    }; readonly body: {
      readonly until: string;
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly reason: string;
    } };
    readonly answer: Schemas["ItemWithSheet"];
  };
  /** Close it by hand: task.closed, on record with its reason */
  readonly closeTask: {
    readonly input: { readonly params: {
      readonly id: string;
    }; readonly body: {
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly reason: string;
      readonly eventId?: string;
    } };
    readonly answer: Schemas["ClosedTask"];
  };
  /** Where our people are told what waits for them, and what could not be told */
  readonly listTellings: {
    readonly input: { readonly query?: {
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "id" | "-id";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: Schemas["TellDestinations"];
  };
  /** What happens, as it happens: entries of the journal, and that the inbox has changed */
  readonly streamEvents: {
    readonly input: { readonly query?: {
      /** Entries of this client only */
      readonly client?: string;
    } };
    readonly answer: unknown;
  };
  /** Every event type: allowed now, open (it depends on data), or not now and why */
  readonly getAllowedEvents: {
    readonly input: { readonly params: {
      readonly client: string;
    } };
    readonly answer: Schemas["Allowed"];
  };
  /** What if? Every finding of every candidate transition; changes nothing */
  readonly explainEvent: {
    readonly input: { readonly params: {
      readonly client: string;
    }; readonly body: Schemas["Question"] };
    readonly answer: Schemas["Explanation"];
  };
  /** The journal: every event, accepted or refused */
  readonly listEntries: {
    readonly input: { readonly params: {
      readonly client: string;
    }; readonly query?: {
      /** Only what was in force at this instant */
      readonly asOf?: string;
      readonly afterSeq?: number | null;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "seq" | "-seq";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 10000 at most */
      readonly limit?: number;
    } };
    readonly answer: Schemas["Timeline"];
  };
  /** Whether every part answers */
  readonly getHealth: {
    readonly input: Record<never, never>;
    readonly answer: Schemas["Health"];
  };
  /** What is on record of messages and calls with clients, of one client; words by their vault ids */
  readonly listInteractions: {
    readonly input: { readonly query: {
      readonly client: string;
      /** Leaves out what was over before that day */
      readonly since?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "at" | "-at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: {
      readonly items: readonly (Schemas["InteractionsRow"])[];
      /** The `cursor` of the page that follows; null: none does */
      readonly next: string | null;
    };
  };
  /** Tell of messages and calls with clients: one as JSON, or a file; what has come before changes nothing */
  readonly recordInteractions: {
    readonly input: { readonly query?: {
      readonly dryRun?: boolean;
      readonly knownOnly?: boolean;
      readonly currency?: string;
      readonly map?: readonly (string)[];
    }; readonly body: {
      /** the row's own id; without one, rows are known by what they say: id */
      readonly id?: string;
      /** the client: id */
      readonly client: string;
      /** when: instant */
      readonly at: string;
      /** from the client, or from us: in | out */
      readonly direction: string;
      /** email, chat, phone, or any other: id */
      readonly channel: string;
      /** the dialogue it belongs to: id */
      readonly thread?: string;
      /** how long the contact took (R-COM-3): 0 to 86400 */
      readonly seconds?: number;
      /** characters of the message: 0 to 10000000 */
      readonly chars?: number;
      /** the company of ours that was written to: id */
      readonly company?: string;
      /** who of ours: id */
      readonly agent?: string;
      /** the client's, where there is no relationship that knows it: time zone */
      readonly zone?: string;
      /** nobody wrote it: out of office, an acknowledgement (R-FCT-2): true | false */
      readonly auto?: boolean;
      /** what was said; kept in the vault: text */
      readonly text?: string;
    } };
    readonly answer: {
      readonly outcome?: string;
      /** Its number, by which it can be undone */
      readonly import?: number | null;
    };
  };
  /** What is on record of working time of our people, of one client; words by their vault ids */
  readonly listHours: {
    readonly input: { readonly query: {
      readonly client: string;
      /** Leaves out what was over before that day */
      readonly since?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "at" | "-at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: {
      readonly items: readonly (Schemas["HoursRow"])[];
      /** The `cursor` of the page that follows; null: none does */
      readonly next: string | null;
    };
  };
  /** Tell of working time of our people: one as JSON, or a file; what has come before changes nothing */
  readonly recordHours: {
    readonly input: { readonly query?: {
      readonly dryRun?: boolean;
      readonly knownOnly?: boolean;
      readonly currency?: string;
      readonly map?: readonly (string)[];
    }; readonly body: {
      /** the row's own id; without one, rows are known by what they say: id */
      readonly id?: string;
      /** the client: id */
      readonly client: string;
      /** whose time: ops | sales | manager | senior | finance | legal | product | compliance */
      readonly role: string;
      /** minutes: 1 to 60000 */
      readonly minutes: number;
      /** on what (R-DEC-6, R-DEC-14): service | development | shipping | precontract */
      readonly kind: string;
      /** the day in the client's time zone: date */
      readonly day: string;
      /** who of ours: id */
      readonly agent?: string;
    } };
    readonly answer: {
      readonly outcome?: string;
      /** Its number, by which it can be undone */
      readonly import?: number | null;
    };
  };
  /** What is on record of purchases; a return is below nothing, of one client; words by their vault ids */
  readonly listPurchases: {
    readonly input: { readonly query: {
      readonly client: string;
      /** Leaves out what was over before that day */
      readonly since?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "at" | "-at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: {
      readonly items: readonly (Schemas["PurchasesRow"])[];
      /** The `cursor` of the page that follows; null: none does */
      readonly next: string | null;
    };
  };
  /** Tell of purchases; a return is below nothing: one as JSON, or a file; what has come before changes nothing */
  readonly recordPurchases: {
    readonly input: { readonly query?: {
      readonly dryRun?: boolean;
      readonly knownOnly?: boolean;
      readonly currency?: string;
      readonly map?: readonly (string)[];
    }; readonly body: {
      /** the row's own id; without one, rows are known by what they say: id */
      readonly id?: string;
      /** the client: id */
      readonly client: string;
      /** the day in the client's time zone: date */
      readonly on: string;
      /** units: -1000000000 to 1000000000 */
      readonly units: number;
      /** paid: decimal */
      readonly amount: string;
      /** what the goods cost us; of a return, below nothing: what came back is worth: decimal */
      readonly cost?: string;
      /** the client's; where there is a relationship, its currency: currency */
      readonly currency?: string;
    } };
    readonly answer: {
      readonly outcome?: string;
      /** Its number, by which it can be undone */
      readonly import?: number | null;
    };
  };
  /** What is on record of invoices: what is owed of them, and when they were paid; credits, of one client; words by their vault ids */
  readonly listPayments: {
    readonly input: { readonly query: {
      readonly client: string;
      /** Leaves out what was over before that day */
      readonly since?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "at" | "-at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: {
      readonly items: readonly (Schemas["PaymentsRow"])[];
      /** The `cursor` of the page that follows; null: none does */
      readonly next: string | null;
    };
  };
  /** Tell of invoices: what is owed of them, and when they were paid; credits: one as JSON, or a file; what has come before changes nothing */
  readonly recordPayments: {
    readonly input: { readonly query?: {
      readonly dryRun?: boolean;
      readonly knownOnly?: boolean;
      readonly currency?: string;
      readonly map?: readonly (string)[];
    }; readonly body: {
      /** the client: id */
      readonly client: string;
      /** the invoice; of several rows the newest state counts: id */
      readonly invoice: string;
      /** what it is for; a credit is below nothing: decimal */
      readonly amount: string;
      /** due on: date */
      readonly due: string;
      /** paid on; of a part, the last one: date */
      readonly paid?: string;
      /** what is still owed of it; by default nothing once it is paid or voided, else all: decimal */
      readonly owed?: string;
      /** it was voided: nothing is owed of it: true | false */
      readonly voided?: boolean;
      /** when this state was so; by default as of the import: instant */
      readonly asOf?: string;
      /** the client's; where there is a relationship, its currency: currency */
      readonly currency?: string;
    } };
    readonly answer: {
      readonly outcome?: string;
      /** Its number, by which it can be undone */
      readonly import?: number | null;
    };
  };
  /** What is on record of concessions that cost us (R-DEC-4), of one client; words by their vault ids */
  readonly listConcessions: {
    readonly input: { readonly query: {
      readonly client: string;
      /** Leaves out what was over before that day */
      readonly since?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "at" | "-at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: {
      readonly items: readonly (Schemas["ConcessionsRow"])[];
      /** The `cursor` of the page that follows; null: none does */
      readonly next: string | null;
    };
  };
  /** Tell of concessions that cost us (R-DEC-4): one as JSON, or a file; what has come before changes nothing */
  readonly recordConcessions: {
    readonly input: { readonly query?: {
      readonly dryRun?: boolean;
      readonly knownOnly?: boolean;
      readonly currency?: string;
      readonly map?: readonly (string)[];
    }; readonly body: {
      /** the row's own id; without one, rows are known by what they say: id */
      readonly id?: string;
      /** the client: id */
      readonly client: string;
      /** granted on: date */
      readonly on: string;
      /** what it cost us: decimal from 0 */
      readonly cost: string;
      /** granted under a threat: true | false */
      readonly underThreat: boolean;
      /** the demand it answered: id */
      readonly demand?: string;
      /** what was granted, and why; kept in the vault: text */
      readonly text?: string;
      /** the client's; where there is a relationship, its currency: currency */
      readonly currency?: string;
    } };
    readonly answer: {
      readonly outcome?: string;
      /** Its number, by which it can be undone */
      readonly import?: number | null;
    };
  };
  /** What is on record of discounts asked for and granted (R-DEC-9), of one client; words by their vault ids */
  readonly listDiscounts: {
    readonly input: { readonly query: {
      readonly client: string;
      /** Leaves out what was over before that day */
      readonly since?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "at" | "-at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: {
      readonly items: readonly (Schemas["DiscountsRow"])[];
      /** The `cursor` of the page that follows; null: none does */
      readonly next: string | null;
    };
  };
  /** Tell of discounts asked for and granted (R-DEC-9): one as JSON, or a file; what has come before changes nothing */
  readonly recordDiscounts: {
    readonly input: { readonly query?: {
      readonly dryRun?: boolean;
      readonly knownOnly?: boolean;
      readonly currency?: string;
      readonly map?: readonly (string)[];
    }; readonly body: {
      /** the row's own id; without one, rows are known by what they say: id */
      readonly id?: string;
      /** the client: id */
      readonly client: string;
      /** asked for on: date */
      readonly on: string;
      /** the reason given: loyal | promise | budget | freeMonths | ourError | insistent | principle | cheaper */
      readonly kind: string;
      /** asked for: decimal from 0 */
      readonly asked: string;
      /** granted; 0 for none: decimal from 0 */
      readonly granted: string;
      /** granted on this condition: annual | bulk | scope | barter */
      readonly condition?: string;
      /** what was asked for; kept in the vault: text */
      readonly text?: string;
      /** the client's; where there is a relationship, its currency: currency */
      readonly currency?: string;
    } };
    readonly answer: {
      readonly outcome?: string;
      /** Its number, by which it can be undone */
      readonly import?: number | null;
    };
  };
  /** What is on record of faults of ours (R-DEC-3, R-DEC-16), of one client; words by their vault ids */
  readonly listFaults: {
    readonly input: { readonly query: {
      readonly client: string;
      /** Leaves out what was over before that day */
      readonly since?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "at" | "-at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: {
      readonly items: readonly (Schemas["FaultsRow"])[];
      /** The `cursor` of the page that follows; null: none does */
      readonly next: string | null;
    };
  };
  /** Tell of faults of ours (R-DEC-3, R-DEC-16): one as JSON, or a file; what has come before changes nothing */
  readonly recordFaults: {
    readonly input: { readonly query?: {
      readonly dryRun?: boolean;
      readonly knownOnly?: boolean;
      readonly currency?: string;
      readonly map?: readonly (string)[];
    }; readonly body: {
      /** the fault; one row each: id */
      readonly id: string;
      /** the client: id */
      readonly client: string;
      /** since when: instant */
      readonly opened: string;
      /** until when; may be told later, by a row with the same id: instant */
      readonly cured?: string;
      /** what the client lost by it: decimal from 0 */
      readonly loss?: string;
      /** what went wrong; kept in the vault: text */
      readonly text?: string;
      /** the client's; where there is a relationship, its currency: currency */
      readonly currency?: string;
    } };
    readonly answer: {
      readonly outcome?: string;
      /** Its number, by which it can be undone */
      readonly import?: number | null;
    };
  };
  /** What is on record of how satisfied clients are (R-DEC-12), of one client; words by their vault ids */
  readonly listScores: {
    readonly input: { readonly query: {
      readonly client: string;
      /** Leaves out what was over before that day */
      readonly since?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "at" | "-at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: {
      readonly items: readonly (Schemas["ScoresRow"])[];
      /** The `cursor` of the page that follows; null: none does */
      readonly next: string | null;
    };
  };
  /** Tell of how satisfied clients are (R-DEC-12): one as JSON, or a file; what has come before changes nothing */
  readonly recordScores: {
    readonly input: { readonly query?: {
      readonly dryRun?: boolean;
      readonly knownOnly?: boolean;
      readonly currency?: string;
      readonly map?: readonly (string)[];
    }; readonly body: {
      /** the client: id */
      readonly client: string;
      /** the month, of a longer period its last; one row each: month */
      readonly period: string;
      /** satisfaction: 0 to 100 */
      readonly score: number;
    } };
    readonly answer: {
      readonly outcome?: string;
      /** Its number, by which it can be undone */
      readonly import?: number | null;
    };
  };
  /** What is on record of meetings that clients missed (R-DEC-12), of one client; words by their vault ids */
  readonly listMeetings: {
    readonly input: { readonly query: {
      readonly client: string;
      /** Leaves out what was over before that day */
      readonly since?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "at" | "-at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: {
      readonly items: readonly (Schemas["MeetingsRow"])[];
      /** The `cursor` of the page that follows; null: none does */
      readonly next: string | null;
    };
  };
  /** Tell of meetings that clients missed (R-DEC-12): one as JSON, or a file; what has come before changes nothing */
  readonly recordMeetings: {
    readonly input: { readonly query?: {
      readonly dryRun?: boolean;
      readonly knownOnly?: boolean;
      readonly currency?: string;
      readonly map?: readonly (string)[];
    }; readonly body: {
      /** the row's own id; without one, rows are known by what they say: id */
      readonly id?: string;
      /** the client: id */
      readonly client: string;
      /** when it was to begin: instant */
      readonly at: string;
      /** whether the client said before that they would not come: true | false */
      readonly announced: boolean;
      /** what it was about; kept in the vault: text */
      readonly text?: string;
    } };
    readonly answer: {
      readonly outcome?: string;
      /** Its number, by which it can be undone */
      readonly import?: number | null;
    };
  };
  /** What is on record of agreements that clients broke, oral and written (R-DEC-12), of one client; words by their vault ids */
  readonly listAgreements: {
    readonly input: { readonly query: {
      readonly client: string;
      /** Leaves out what was over before that day */
      readonly since?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "at" | "-at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: {
      readonly items: readonly (Schemas["AgreementsRow"])[];
      /** The `cursor` of the page that follows; null: none does */
      readonly next: string | null;
    };
  };
  /** Tell of agreements that clients broke, oral and written (R-DEC-12): one as JSON, or a file; what has come before changes nothing */
  readonly recordAgreements: {
    readonly input: { readonly query?: {
      readonly dryRun?: boolean;
      readonly knownOnly?: boolean;
      readonly currency?: string;
      readonly map?: readonly (string)[];
    }; readonly body: {
      /** the row's own id; without one, rows are known by what they say: id */
      readonly id?: string;
      /** the client: id */
      readonly client: string;
      /** the day on which it was broken: date */
      readonly on: string;
      /** how it was made: oral | written */
      readonly form: string;
      /** what was agreed on: id */
      readonly about?: string;
      /** what was agreed on, and what happened; kept in the vault: text */
      readonly text?: string;
    } };
    readonly answer: {
      readonly outcome?: string;
      /** Its number, by which it can be undone */
      readonly import?: number | null;
    };
  };
  /** What is on record of coupons that clients used (R-ARC-15), of one client; words by their vault ids */
  readonly listCoupons: {
    readonly input: { readonly query: {
      readonly client: string;
      /** Leaves out what was over before that day */
      readonly since?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "at" | "-at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: {
      readonly items: readonly (Schemas["CouponsRow"])[];
      /** The `cursor` of the page that follows; null: none does */
      readonly next: string | null;
    };
  };
  /** Tell of coupons that clients used (R-ARC-15): one as JSON, or a file; what has come before changes nothing */
  readonly recordCoupons: {
    readonly input: { readonly query?: {
      readonly dryRun?: boolean;
      readonly knownOnly?: boolean;
      readonly currency?: string;
      readonly map?: readonly (string)[];
    }; readonly body: {
      /** the row's own id; without one, rows are known by what they say: id */
      readonly id?: string;
      /** the client: id */
      readonly client: string;
      /** used on: date */
      readonly on: string;
      /** what it took off the price: decimal from 0 */
      readonly amount: string;
      /** the coupon: id */
      readonly code?: string;
      /** where it came from, like an aggregator: id */
      readonly source?: string;
      /** the client's; where there is a relationship, its currency: currency */
      readonly currency?: string;
    } };
    readonly answer: {
      readonly outcome?: string;
      /** Its number, by which it can be undone */
      readonly import?: number | null;
    };
  };
  /** What is on record of reviews and mentions that were found (R-REP-8), of one client; words by their vault ids */
  readonly listReviews: {
    readonly input: { readonly query: {
      readonly client: string;
      /** Leaves out what was over before that day */
      readonly since?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "at" | "-at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: {
      readonly items: readonly (Schemas["ReviewsRow"])[];
      /** The `cursor` of the page that follows; null: none does */
      readonly next: string | null;
    };
  };
  /** Tell of reviews and mentions that were found (R-REP-8): one as JSON, or a file; what has come before changes nothing */
  readonly recordReviews: {
    readonly input: { readonly query?: {
      readonly dryRun?: boolean;
      readonly knownOnly?: boolean;
      readonly currency?: string;
      readonly map?: readonly (string)[];
    }; readonly body: {
      /** the row's own id; without one, rows are known by what they say: id */
      readonly id?: string;
      /** the client: id */
      readonly client: string;
      /** which: review | mention */
      readonly kind: string;
      /** whether it speaks well of us: true | false */
      readonly good: boolean;
      /** when it was published: instant */
      readonly at: string;
      /** the site: id */
      readonly where?: string;
      /** what it says; kept in the vault: text */
      readonly text?: string;
    } };
    readonly answer: {
      readonly outcome?: string;
      /** Its number, by which it can be undone */
      readonly import?: number | null;
    };
  };
  /** What is on record of what clients want that we do not sell (R-DEC-4, R-DEC-5), of one client; words by their vault ids */
  readonly listDemands: {
    readonly input: { readonly query: {
      readonly client: string;
      /** Leaves out what was over before that day */
      readonly since?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "at" | "-at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: {
      readonly items: readonly (Schemas["DemandsRow"])[];
      /** The `cursor` of the page that follows; null: none does */
      readonly next: string | null;
    };
  };
  /** Tell of what clients want that we do not sell (R-DEC-4, R-DEC-5): one as JSON, or a file; what has come before changes nothing */
  readonly recordDemands: {
    readonly input: { readonly query?: {
      readonly dryRun?: boolean;
      readonly knownOnly?: boolean;
      readonly currency?: string;
      readonly map?: readonly (string)[];
    }; readonly body: {
      /** the demand; one row each: id */
      readonly id: string;
      /** the client: id */
      readonly client: string;
      /** when: instant */
      readonly at: string;
      /** what is wanted: who wants the same names the same: id */
      readonly about: string;
      /** of what sort: feature | certificate | refund | exchange | other */
      readonly kind: string;
      /** to the client: low | medium | high */
      readonly importance?: string;
      /** alternatives that were offered: ids */
      readonly offered?: readonly (unknown)[];
      /** the alternative that was accepted; may be told later, by a row with the same id: id */
      readonly accepted?: string;
      /** what giving in would cost us (R-DEC-4): decimal from 0 */
      readonly cost?: string;
      /** why it is wanted; kept in the vault: text */
      readonly reason?: string;
      /** what follows without it; kept in the vault: text */
      readonly consequence?: string;
      /** the client's; where there is a relationship, its currency: currency */
      readonly currency?: string;
    } };
    readonly answer: {
      readonly outcome?: string;
      /** Its number, by which it can be undone */
      readonly import?: number | null;
    };
  };
  /** What is on record of what clients threaten with, and what it may cost (R-DEC-4), of one client; words by their vault ids */
  readonly listThreats: {
    readonly input: { readonly query: {
      readonly client: string;
      /** Leaves out what was over before that day */
      readonly since?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "at" | "-at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: {
      readonly items: readonly (Schemas["ThreatsRow"])[];
      /** The `cursor` of the page that follows; null: none does */
      readonly next: string | null;
    };
  };
  /** Tell of what clients threaten with, and what it may cost (R-DEC-4): one as JSON, or a file; what has come before changes nothing */
  readonly recordThreats: {
    readonly input: { readonly query?: {
      readonly dryRun?: boolean;
      readonly knownOnly?: boolean;
      readonly currency?: string;
      readonly map?: readonly (string)[];
    }; readonly body: {
      /** the row's own id; without one, rows are known by what they say: id */
      readonly id?: string;
      /** the client: id */
      readonly client: string;
      /** when: instant */
      readonly at: string;
      /** the demand behind it: id */
      readonly demand: string;
      /** what may follow: probability:impact, … */
      readonly risks: readonly (unknown)[];
      /** what was said; kept in the vault: text */
      readonly text?: string;
      /** the client's; where there is a relationship, its currency: currency */
      readonly currency?: string;
    } };
    readonly answer: {
      readonly outcome?: string;
      /** Its number, by which it can be undone */
      readonly import?: number | null;
    };
  };
  /** The imports of facts that brought anything, the latest first */
  readonly listImports: {
    readonly input: { readonly query?: {
      readonly kind?: "interactions" | "hours" | "purchases" | "payments" | "concessions" | "discounts" | "faults" | "scores" | "meetings" | "agreements" | "coupons" | "reviews" | "demands" | "threats";
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "-n" | "n";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: Schemas["Imports"];
  };
  /** Take an import back: its rows are read by nothing any more, and what they had led to is a task */
  readonly undoImport: {
    readonly input: { readonly params: {
      readonly n: number;
    }; readonly body: {
      /** Why; it is kept for good, so name nobody in it */
      readonly reason?: string;
    } };
    readonly answer: Schemas["UndoneImport"];
  };
  /** What was noticed about clients, the latest first */
  readonly listSuggestions: {
    readonly input: { readonly query?: {
      readonly client?: string;
      readonly kind?: "streak" | "precontract" | "questions" | "covered" | "insult" | "anger" | "orElse" | "askCancel" | "silence" | "overdue" | "returns" | "discounts" | "development" | "review" | "proposal";
      readonly state?: "open" | "confirmed" | "dismissed";
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "-at" | "at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: Schemas["Suggestions"];
  };
  /** One of them, with the messages that it rests on */
  readonly getSuggestion: {
    readonly input: { readonly params: {
      readonly id: string;
    } };
    readonly answer: Schemas["QuotedSuggestion"];
  };
  /** Look at every client of whom there is something new */
  readonly runAttention: {
    readonly input: Record<never, never>;
    readonly answer: Schemas["AttentionRun"];
  };
  /** It is so: the event that it stands for is sent in your name */
  readonly confirmSuggestion: {
    readonly input: { readonly params: {
      readonly id: string;
    }; readonly body: {
      /** Fields of the event, in place of those that are known or beside them */
      readonly data?: { readonly [name: string]: unknown };
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly reason?: string;
    } };
    readonly answer: Schemas["JudgedSuggestion"];
  };
  /** It is not so: it does not come back for the same facts */
  readonly dismissSuggestion: {
    readonly input: { readonly params: {
      readonly id: string;
    }; readonly body: {
      /** Free text; it is kept in the vault, and everything else holds its id only */
      readonly reason: string;
    } };
    readonly answer: Schemas["JudgedSuggestion"];
  };
  /** Which types a client's facts point to, and why; for our people only, it decides nothing */
  readonly getArchetypes: {
    readonly input: { readonly params: {
      readonly client: string;
    } };
    readonly answer: Schemas["Archetypes"];
  };
  /** Propose an event, as an agent: another person than the one behind it confirms it, or dismisses it */
  readonly proposeEvent: {
    readonly input: { readonly params: {
      readonly client: string;
    }; readonly body: Schemas["Proposal"] };
    readonly answer: Schemas["Suggestion"];
  };
  /** The dossier as things were known at a moment; nothing is recorded */
  readonly getDossier: {
    readonly input: { readonly params: {
      readonly client: string;
    }; readonly query?: {
      readonly at?: string;
    } };
    readonly answer: Schemas["Dossier"];
  };
  /** A dossier as it was compiled */
  readonly getCompiledDossier: {
    readonly input: { readonly params: {
      readonly client: string;
      readonly dossier: string;
    } };
    readonly answer: Schemas["Dossier"];
  };
  /** Parting with a client: grounds, clauses, dossier, another provider; nothing is recorded */
  readonly assessExit: {
    readonly input: { readonly params: {
      readonly client: string;
    } };
    readonly answer: Schemas["Exit"];
  };
  /** List the versions of the machine, and how many relationships are on each (R-VER-2) */
  readonly listMachines: {
    readonly input: { readonly query?: {
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "version" | "-version";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: Schemas["Machines"];
  };
  /** List the versions of the policy with their values; a relationship keeps the one it signed under (R-POL-3) */
  readonly listPolicies: {
    readonly input: { readonly query?: {
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "-validFrom" | "validFrom";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: Schemas["Policies"];
  };
  /** What the numbers say, of the whole portfolio (R-REP) */
  readonly getReport: {
    readonly input: { readonly params: {
      /** tiers, pareto, cohorts, storms, segments, cost, model, draining, retention, conduct, fairness, questions, goodbyes, flow, mentions, avoided, admissions */
      readonly name: string;
    }; readonly query?: {
      /** As things stood at the end of that day; today if left out */
      readonly at?: string;
      /** Only what happened from that day on */
      readonly since?: string;
      /** Of amounts; the one with the most rows if left out */
      readonly currency?: string;
      readonly form?: "json" | "sheets" | "csv" | "svg" | "html";
    } };
    readonly answer: Schemas["Report"];
  };
  /** List notices, the latest first */
  readonly listNotices: {
    readonly input: { readonly query?: {
      readonly client?: string;
      readonly status?: "captured" | "waiting" | "sent" | "delivered" | "failed" | "bounced" | "unknown";
      /** That came to their status at this instant or later */
      readonly since?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "-at" | "at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: Schemas["OutboxNotices"];
  };
  /** Show a notice as it was sent, with each attempt and what became of it */
  readonly getNotice: {
    readonly input: { readonly params: {
      readonly client: string;
      readonly seq: number;
      readonly n: number | null;
    } };
    readonly answer: Schemas["OutboxNoticeInFull"];
  };
  /** Tell what became of a notice, for instance from a bounce */
  readonly reportDelivery: {
    readonly input: { readonly body: Schemas["DeliveryReport"] };
    readonly answer: Schemas["ReportHeard"];
  };
  /** A client wants no mailings: no win-back letters (N10), no thanks (N15) */
  readonly unsubscribeClient: {
    readonly input: { readonly params: {
      readonly client: string;
    } };
    readonly answer: Schemas["Unsubscribed"];
  };
  /** Import providers to move to: new ones are added, known ones replaced (R-HND-1) */
  readonly importProviders: {
    readonly input: { readonly body: Schemas["Providers"] | Schemas["ProviderFile"] };
    readonly answer: Schemas["Imported"];
  };
  /** List the providers that a client may move to */
  readonly listProviders: {
    readonly input: { readonly query?: {
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "id" | "-id";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: Schemas["ProviderPage"];
  };
  /** Show a provider */
  readonly getProvider: {
    readonly input: { readonly params: {
      readonly provider: string;
    } };
    readonly answer: Schemas["Provider"];
  };
  /** What messages from and to a provider's machine are signed with */
  readonly issueProviderSecret: {
    readonly input: { readonly params: {
      readonly provider: string;
    }; readonly body: {
      /** Make a new one; the one before stays valid beside it */
      readonly rotate?: boolean;
    } };
    readonly answer: {
      readonly secret: string;
    };
  };
  /** Every provider, and why it fits a client or not (R-HND-2); changes nothing */
  readonly matchProviders: {
    readonly input: { readonly params: {
      readonly client: string;
    }; readonly query?: {
      /** Instead of what the client told, several with commas */
      readonly needs?: string;
      /** Instead of what the client told, several with commas */
      readonly regions?: string;
      /** Minor units */
      readonly budget?: number | null;
    } };
    readonly answer: Schemas["Matches"];
  };
  /** A provider's machine answers, signed (Standard Webhooks) */
  readonly receiveProviderAnswer: {
    readonly input: { readonly body: Schemas["ProviderAnswer"] };
    readonly answer: {
      readonly outcome: "accepted" | "recorded";
    };
  };
  /** Where a client's handover stands, with the links that take part in it (R-HND-3, 4) */
  readonly getHandover: {
    readonly input: { readonly params: {
      readonly client: string;
    } };
    readonly answer: Schemas["Handover"];
  };
  /** What would the client read? The event is judged and nothing is recorded or sent (R-COM-1) */
  readonly previewNotice: {
    readonly input: { readonly params: {
      readonly client: string;
    }; readonly query?: {
      /** The language; the client's if left out */
      readonly lang?: "en" | "ru";
    }; readonly body: Schemas["Question"] };
    readonly answer: Schemas["Preview"];
  };
  /** Value all clients: at the end of today so far, or of an earlier day for looking back */
  readonly runValuation: {
    readonly input: { readonly body: {
      readonly at?: string;
    } };
    readonly answer: Schemas["Valued"];
  };
  /** The newest valuation, or that of a day: what the portfolio of each currency brings and costs */
  readonly getPortfolios: {
    readonly input: { readonly query?: {
      readonly at?: string;
    } };
    readonly answer: Schemas["ValuedPortfolios"];
  };
  /** What a client brings and costs, by the newest valuation or that of a day */
  readonly getClientValue: {
    readonly input: { readonly params: {
      readonly client: string;
    }; readonly query?: {
      readonly at?: string;
    } };
    readonly answer: Schemas["ClientValues"];
  };
  /** What is open to a client, and what the help desk says is open */
  readonly getChannels: {
    readonly input: { readonly params: {
      readonly client: string;
    } };
    readonly answer: Schemas["Channels"];
  };
  /** Ask the help desk about every restricted client; what drifted is ordered again */
  readonly reconcileChannels: {
    readonly input: Record<never, never>;
    readonly answer: Schemas["ReconciledChannels"];
  };
  /** A mailbox rule (Sieve) that closes the e-mail of a restricted client */
  readonly getSieveFilter: {
    readonly input: { readonly params: {
      readonly client: string;
    } };
    readonly answer: Schemas["MailboxRule"];
  };
  /** Start relationships anew from their journals: one, or all that Temporal has lost or cannot replay */
  readonly rebuildRelationships: {
    readonly input: { readonly body: Schemas["RebuildOrder"] };
    readonly answer: unknown;
  };
  /** Look at every relationship that Temporal does not run, and at those that ailed before */
  readonly getWatch: {
    readonly input: Record<never, never>;
    readonly answer: Schemas["Watched"];
  };
  /** Entries of events that nobody has signed: they came past the API */
  readonly listUnattested: {
    readonly input: { readonly query?: {
      readonly client?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "-recordedAt" | "recordedAt";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: Schemas["UnattestedEntries"];
  };
  /** The exact state of a relationship at a moment; or two moments, compared */
  readonly getMoment: {
    readonly input: { readonly params: {
      readonly client: string;
    }; readonly query?: {
      /** The state at this instant */
      readonly at?: string;
      /** The state after this entry */
      readonly seq?: number;
      /** Compared with this instant */
      readonly compareAt?: string;
      /** Compared with this entry */
      readonly compareSeq?: number;
    } };
    readonly answer: Schemas["Moment"];
  };
  /** Compare the journal, judged once more, with Temporal's own histories and the live state */
  readonly reconcileJournal: {
    readonly input: { readonly body: Schemas["Reconciliation"] };
    readonly answer: unknown;
  };
  /** Read everything and check every hash, chain, leaf, root and signature, up to the first fault */
  readonly verifyJournal: {
    readonly input: { readonly body: Schemas["Verification"] };
    readonly answer: unknown;
  };
  /** Take every new entry into the tree and sign its head */
  readonly signCheckpoint: {
    readonly input: Record<never, never>;
    readonly answer: Schemas["Checkpoint"];
  };
  /** The newest checkpoint of the log (C2SP tlog-tiles) */
  readonly getCheckpoint: {
    readonly input: Record<never, never>;
    readonly answer: unknown;
  };
  /** A piece of the log's tree: <level>/<number>, or entries/<number>; slashes stand as they are */
  readonly getTile: {
    readonly input: { readonly params: {
      readonly tile: string;
    } };
    readonly answer: unknown;
  };
  /** The whole case, with its proof, for somebody who has nothing else of ours (R-ROL-4) */
  readonly exportCaseFile: {
    readonly input: { readonly params: {
      readonly client: string;
    }; readonly query?: {
      /** What is left out: texts, names, notices, or single vault ids, several with commas */
      readonly without?: string;
    } };
    readonly answer: unknown;
  };
  /** Begin a login that somebody confirms in a browser anywhere (RFC 8628) */
  readonly beginDeviceLogin: {
    readonly input: Record<never, never>;
    readonly answer: {
      readonly device: string;
      readonly userCode: string;
      readonly verificationUri: string;
      readonly verificationUriComplete: string | null;
      readonly expiresIn: number;
      readonly interval: number;
    };
  };
  /** Whether somebody has confirmed it: the session then, once */
  readonly getDeviceSession: {
    readonly input: { readonly body: {
      readonly device: string;
    } };
    readonly answer: {
      readonly token: string;
      readonly person: string;
      readonly roles: readonly (string)[];
      readonly endsAt: string;
    } | {
      readonly pending: boolean;
      readonly slower: boolean;
    };
  };
  /** Sign out: end the session that comes with the request */
  readonly endSession: {
    readonly input: Record<never, never>;
    readonly answer: {
      readonly ended: boolean;
      readonly next: string | null;
    };
  };
  /** Where you are signed in: the sessions of your own that stand */
  readonly listMySessions: {
    readonly input: { readonly query?: {
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "-beganAt" | "beganAt";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: Schemas["Sessions"];
  };
  /** Sign out somewhere else: end a session of your own */
  readonly endMySession: {
    readonly input: { readonly params: {
      readonly session: string;
    } };
    readonly answer: {
      readonly id: string;
      readonly ended: true;
    };
  };
  /** Who asks, in which role, and how that is known */
  readonly getWhoami: {
    readonly input: Record<never, never>;
    readonly answer: Schemas["Whoami"];
  };
  /** Tokens for programs: your own, or everybody's */
  readonly listTokens: {
    readonly input: { readonly query?: {
      readonly all?: "true" | "false";
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "-madeAt" | "madeAt";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: Schemas["ApiTokens"];
  };
  /** Make a token for a program: it acts as you, in one role */
  readonly makeToken: {
    readonly input: { readonly body: {
      readonly role: "ops" | "sales" | "manager" | "senior" | "finance" | "legal" | "product" | "compliance" | "auditor" | "client" | "system";
      readonly scopes: readonly ("read" | "propose" | "signal" | "facts" | "run")[];
      readonly days: number;
      readonly note?: string;
    } };
    readonly answer: Schemas["ApiToken"] & {
      /** What is sent as Authorization: Bearer; told now only */
      readonly secret: string;
    };
  };
  /** End a token */
  readonly revokeToken: {
    readonly input: { readonly params: {
      readonly token: string;
    } };
    readonly answer: Schemas["ApiToken"];
  };
  /** Who has signed in with the provider */
  readonly listPeople: {
    readonly input: { readonly query?: {
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "id" | "-id";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: Schemas["People"];
  };
  /** Who looked at names, words, dossiers and payloads, and when; none of what they saw */
  readonly listReads: {
    readonly input: { readonly query?: {
      readonly client?: string;
      /** A person's id */
      readonly actor?: string;
      readonly what?: "words" | "address" | "dossier" | "journal" | "payloads" | "notice";
      readonly since?: string;
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "-at" | "at";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: Schemas["Reads"];
  };
  /** Who stands in for whom, now and later */
  readonly listDeputies: {
    readonly input: { readonly query?: {
      /** What is over too */
      readonly all?: "true" | "false";
      /** What the order goes by; with `-`, the greatest first */
      readonly sort?: "fromAt" | "-fromAt";
      /** The `next` of the page before, with the same sort and filters */
      readonly cursor?: string;
      /** Rows of a page, 1000 at most */
      readonly limit?: number;
    } };
    readonly answer: Schemas["Deputies"];
  };
  /** Have somebody of the same role stand in: for yourself, or, as a manager or a senior, for anybody */
  readonly addDeputy: {
    readonly input: { readonly body: {
      readonly absent: string;
      readonly deputy: string;
      readonly from: string;
      readonly until: string;
      readonly role: "ops" | "sales" | "manager" | "senior" | "finance" | "legal" | "product" | "compliance" | "auditor";
    } };
    readonly answer: Schemas["Deputy"];
  };
  /** End it before its time */
  readonly endDeputy: {
    readonly input: { readonly params: {
      readonly deputy: string;
    } };
    readonly answer: Schemas["Deputy"];
  };
}
