// A look at one client: what a rule reads of their facts is told to the relationship; what they give to notice becomes
// suggestions and tasks, and two events.

import type { FactsOfClient } from "../../archive/facts/kept.ts";
import type { Archive } from "../../archive/open.ts";
import type { Found, Lookout, Suggestion } from "../../archive/suggestions.ts";
import type { NewTask } from "../../archive/tasks.ts";
import { archetypesOf, type Pointer } from "../../insight/attention/archetypes.ts";
import { type HeardText, hear, stemsOf } from "../../insight/attention/hear.ts";
import { suggestionId } from "../../insight/attention/ids.ts";
import { type SignalKind, signalKind } from "../../insight/attention/kinds.ts";
import type { Signal, Topic } from "../../insight/attention/signal.ts";
import { notice, signalsOf } from "../../insight/attention/signals.ts";
import { numbersIn } from "../../insight/attention/spoken.ts";
import { TOLD_EVENTS } from "../../insight/attention/telling.ts";
import { readWords, type WordList } from "../../insight/attention/words.ts";
import { named } from "../../insight/dossier/facts.ts";
import { ATTENTION } from "../../insight/dossier/invoices.ts";
import type { Locale } from "../../machines/index.ts";
import {
  anewTypes,
  DAY,
  type Entry,
  type Envelope,
  type EventData,
  eventIdOf,
  iso,
  type Policy,
  phaseOf,
} from "../../machines/index.ts";
import { type Guides, readGuides } from "../../texts/help/read.ts";
import { teller } from "./tellFacts.ts";

export interface AttendantPorts {
  readonly archive: Archive;
  /** The policy in force. */
  readonly policy: () => Policy;
  /** The catalogue of guides; default the project's own. */
  readonly guides?: (() => Promise<Guides>) | undefined;
  /** Sends an event to a client's relationship, through the engine's own queue. Null: none runs. */
  tell(client: string, event: Envelope): Promise<unknown>;
  /** Hears why a look at a client failed. */
  readonly failed?: (client: string, why: unknown) => void;
  /** Ms since the epoch. */
  readonly clock?: () => number;
}

/** What one look found: how many suggestions were new, and what the relationship was told. */
export interface Looked {
  readonly client: string;
  readonly added: number;
  readonly told: number;
}

/** One page of a run. `next`: the `after` of the page that follows, or null. */
export interface LookedPage {
  readonly looked: readonly Looked[];
  /** Clients whose look failed; the next run looks again. */
  readonly failed: readonly string[];
  readonly next: string | null;
}

/** A message as people read it. */
export interface Quoted {
  readonly name: string;
  readonly at: string;
  readonly channel: string;
  readonly text: string | null;
}

const PAGE = 100;
/** Clients who are looked at at the same time. */
const AT_ONCE = 10;

/** What an answer, to us or of ours, or a payment puts an end to. */
const OVERTAKEN = ["silence", "overdue", "development"] as const satisfies readonly SignalKind[];

const ASSESSED = "product.assessed";

/** What the journal knows that facts may not: when a relationship began anew, and what product has answered since. */
function historyIn(entries: readonly Entry[]) {
  const began = entries.findLastIndex(({ type }) => anewTypes().includes(type));
  const assessed = entries
    .slice(began + 1)
    .filter(({ type }) => type === ASSESSED)
    .map(({ at, data }) => ({ at, about: (data as EventData<typeof ASSESSED>).about ?? null }));
  return { anew: entries[began]?.at ?? null, assessed, entries };
}

function topicsOf({ guides }: Guides, locale: Locale, lists: readonly WordList[]): Topic[] {
  return guides
    .filter(({ languages }) => languages.includes(locale))
    .map(({ topic, title, answers }) => ({
      guide: topic,
      about: [title[locale], ...answers].map((text) => stemsOf(text.replaceAll("-", " "), lists)),
    }));
}

/** Reads a file at the first need. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}

/** The facts of each kind that were judged. What only was overtaken, or undone, may come to that again. */
function settledBy(before: readonly Suggestion[]): (kind: SignalKind, fact: string) => boolean {
  // Work that product has answered is answered for good.
  const isOvertaken = ({ kind, state, actorRole }: Suggestion) =>
    state === "dismissed" && actorRole === "system" && kind !== "development";
  const judged = new Set(
    before
      .filter((one) => one.state !== "open" && !isOvertaken(one))
      .flatMap(({ kind, facts }) => facts.map((fact) => `${kind} ${fact}`)),
  );
  return (kind, fact) => judged.has(`${kind} ${fact}`);
}

const earliest = (...times: readonly (string | null)[]): string | null =>
  times.flatMap((time) => time ?? []).sort()[0] ?? null;

/** Looks at clients: what it sees is for people to judge, except for a streak and the sum of early work. */
export class Attendant {
  readonly #archive: Archive;
  readonly #policy: () => Policy;
  readonly #words: () => Promise<WordList[]>;
  readonly #guides: () => Promise<Guides>;
  readonly #telling: ReturnType<typeof teller>;
  readonly #failed: NonNullable<AttendantPorts["failed"]>;
  readonly #clock: () => number;

  constructor({
    archive,
    policy,
    tell,
    guides = readGuides,
    failed = () => {},
    clock = Date.now,
  }: AttendantPorts) {
    this.#archive = archive;
    this.#policy = policy;
    this.#words = once(readWords);
    this.#guides = once(guides);
    this.#telling = teller({ archive, tell, failed, clock });
    this.#failed = failed;
    this.#clock = clock;
  }

  /** What was heard in a client's latest texts. The texts themselves go no further. */
  async #heardIn(client: string, facts: FactsOfClient, now: number): Promise<Map<string, HeardText>> {
    // No word that fell in an older text is news.
    const since = now - this.#policy().attention.heardDays * DAY;
    const refs = facts.interactions.flatMap(({ direction, at, textRef }) =>
      direction === "in" && textRef !== null && Date.parse(at) > since ? [textRef] : [],
    );
    if (refs.length === 0) return new Map();
    const [lists, texts] = await Promise.all([
      this.#words(),
      this.#archive.suggestions.textsOf(client, refs),
    ]);
    return new Map(Array.from(texts, ([ref, text]) => [ref, hear(text, lists)]));
  }

  /** Tells the relationship what it hears by itself: nothing that judges anybody. @returns whether there was such. */
  async #hears(lookout: Lookout, id: string, { kind, at, numbers }: Signal): Promise<boolean> {
    if (kind !== "streak" && kind !== "precontract") return false;
    const type = kind === "streak" ? "streak.noticed" : "effort.summed";
    const data = kind === "streak" ? { streakId: id, at, ...numbers } : { kind, ...numbers };
    const occurred = kind === "streak" ? Date.parse(at) : this.#clock();
    await this.#telling.send(lookout, { eventId: eventIdOf(type, id), type, data }, occurred);
    return true;
  }

  #taskFor({ client, seq }: Lookout, id: string, signal: Signal, at: string): NewTask | null {
    const { role, says, first } = signalKind(signal.kind);
    if (role === null) return null;
    const { tasks, attention } = this.#policy();
    const days = signal.kind === "review" ? attention.reviewTaskDays : tasks.dueDays;
    return {
      id: `${client}/${seq}/0/${id}`,
      kind: "suggestion",
      role,
      about: id,
      openedAt: at,
      dueAt: iso(Date.parse(at) + days * DAY),
      points: [`${says} (${numbersIn(signal.numbers)})`, first, `tenure attention confirm ${id}, or dismiss`],
    };
  }

  /** The facts that may still be noticed, and what the rules are given beside them. */
  async #knownOf({ client, zone, locale, state }: Lookout, now: number) {
    const inForce = this.#policy();
    const since = iso(now - 31 * DAY * inForce.attention.returnsWindowMonths).slice(0, 10);
    const [recent, payments, faults, demands, threats, entries, heardAt] = await Promise.all([
      this.#archive.facts.of(client, { since }),
      // What the relationship takes for open may have been over for long.
      this.#archive.facts.ofKind("payments", client),
      this.#archive.facts.ofKind("faults", client),
      this.#archive.facts.ofKind("demands", client),
      this.#archive.facts.ofKind("threats", client),
      this.#archive.suggestions.entriesOf(client, [...anewTypes(), ASSESSED, ...TOLD_EVENTS]),
      this.#archive.suggestions.heardAt(client),
    ]);
    const facts = { ...recent, payments, faults, demands, threats };
    const heard = await this.#heardIn(client, facts, now);
    const asked = [...heard.values()].some(({ questions }) => questions.length > 0);
    const topics = asked ? topicsOf(await this.#guides(), locale, await this.#words()) : [];
    return {
      facts,
      given: {
        policy: inForce,
        now: iso(now),
        zone,
        words: heard,
        state,
        topics,
        heardAt,
        ...historyIn(entries),
      },
    };
  }

  async #look(lookout: Lookout): Promise<Looked> {
    const { client } = lookout;
    const begun = await this.#archive.suggestions.begin(client);
    const now = this.#clock();
    const at = iso(now);
    const { facts, given } = await this.#knownOf(lookout, now);
    const { contactSeconds } = given.policy.conduct;
    const { told, next: tellAt } = await this.#telling.tell(lookout, facts, { ...given, contactSeconds });
    // What it was told may have moved it.
    const { state } = (told > 0 && (await this.#archive.suggestions.lookout(client))) || lookout;
    if (phaseOf(state) === "over") {
      await this.#archive.suggestions.looked({ client, told: begun }, { added: [], changed: [] }, tellAt, at);
      return { client, added: 0, told };
    }
    const before = await this.#archive.suggestions.list({ client });
    const settled = settledBy(before);
    const { signals, next } = notice(facts, { ...given, state, settled });
    // What makes no sense while a relationship stands still is not over for that.
    const standing = signalsOf(facts, { ...given, settled, state: "active" });

    const added: Found["added"][number][] = [];
    const changed: Found["changed"][number][] = [];
    let events = told;
    for (const signal of signals) {
      // What rests on the same facts is the same, and keeps its id when an earlier fact comes to light. Judged facts
      // are in no signal any more, but that of a streak: it is told of once.
      const same = before.find(
        ({ kind, state, facts }) =>
          kind === signal.kind &&
          (state === "open" || kind === "streak") &&
          facts.some((fact) => signal.facts.includes(fact)),
      );
      if (same?.state === "open") changed.push({ ...signal, id: same.id });
      if (same) continue;
      const [fact = ""] = signal.facts;
      const earlier = before.filter(({ kind, facts }) => kind === signal.kind && facts[0] === fact).length;
      const id = suggestionId(client, signal.kind, earlier === 0 ? fact : `${fact} ${earlier}`);
      if (await this.#hears(lookout, id, signal)) events += 1;
      added.push({ suggestion: { ...signal, id }, task: this.#taskFor(lookout, id, signal, at) });
    }
    const when = earliest(next, tellAt);
    await this.#archive.suggestions.looked({ client, told: begun }, { added, changed }, when, at);
    await this.#close(before, standing, added, { at, anew: given.anew });
    return { client, added: added.length, told: events };
  }

  /** What nobody has to judge any more: an answer or a payment that came, a sum that the relationship was told. */
  async #close(
    before: readonly Suggestion[],
    signals: readonly Signal[],
    added: Found["added"],
    { at, anew }: { readonly at: string; readonly anew: string | null },
  ): Promise<void> {
    const stands = ({ kind, facts }: Suggestion) =>
      signals.some((signal) => signal.kind === kind && facts.some((fact) => signal.facts.includes(fact)));
    // What was noticed before a relationship began anew is history; a debt and a review last.
    const isHistory = ({ kind, at: noticed }: Suggestion) =>
      anew !== null && noticed < anew && kind !== "overdue" && kind !== "review";
    const over = before.filter(
      (one) =>
        one.state === "open" &&
        (OVERTAKEN.some((kind) => kind === one.kind) || isHistory(one)) &&
        !stands(one),
    );
    for (const { id } of over)
      await this.#archive.suggestions.judge(id, "dismissed", ATTENTION, { at, reason: null });
    for (const { suggestion } of added)
      if (suggestion.kind === "precontract")
        await this.#archive.suggestions.judge(suggestion.id, "confirmed", ATTENTION, { at, reason: null });
  }

  /** Looks at one client now. @returns null where there is no relationship that can be told anything. */
  async look(client: string): Promise<Looked | null> {
    const lookout = await this.#archive.suggestions.lookout(client);
    return lookout && this.#look(lookout);
  }

  /** The types that a client's facts point to; null where no relationship goes on. */
  async archetypes(client: string): Promise<Pointer[] | null> {
    const lookout = await this.#archive.suggestions.lookout(client);
    if (!lookout || phaseOf(lookout.state) === "over") return null;
    const { facts, given } = await this.#knownOf(lookout, this.#clock());
    return archetypesOf(facts, { ...given, tier: await this.#archive.suggestions.tierOf(client) });
  }

  /** The client's messages that a suggestion rests on, for people to read; without text, once they were erased. */
  async messages({ client, facts }: Pick<Suggestion, "client" | "facts">): Promise<Quoted[]> {
    const rows = named("interactions", await this.#archive.facts.ofKind("interactions", client));
    const meant = rows.filter(({ name }) => facts.includes(name));
    const texts = await this.#archive.suggestions.textsOf(
      client,
      meant.flatMap(({ textRef }) => textRef ?? []),
    );
    return meant.map(({ name, at, channel, textRef }) => ({
      name,
      at,
      channel,
      text: texts.get(textRef ?? "") ?? null,
    }));
  }

  /** Looks at a page of those of whom there is something new, or whose time has come. */
  async page(after = ""): Promise<LookedPage> {
    const lookouts = await this.#archive.suggestions.due(iso(this.#clock()), after, PAGE);
    const looked: Looked[] = [];
    const failed: string[] = [];
    for (let n = 0; n < lookouts.length; n += AT_ONCE)
      await Promise.all(
        lookouts.slice(n, n + AT_ONCE).map((lookout) =>
          this.#look(lookout).then(
            (one) => looked.push(one),
            (error: unknown) => {
              this.#failed(lookout.client, error);
              failed.push(lookout.client);
            },
          ),
        ),
      );
    return { looked, failed, next: lookouts.length < PAGE ? null : (lookouts.at(-1)?.client ?? null) };
  }
}

/** The activity of the regular look. */
export interface Attending {
  attendClients(after: string): Promise<LookedPage>;
}

/** Registered with a worker, beside the other activities. */
export const attending = (attendant: Attendant): Attending => ({
  attendClients: (after) => attendant.page(after),
});
