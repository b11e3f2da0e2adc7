// What was sent and what was said to it: the account that the journal is held against.

/**
 * What became of a message, as far as its sender knows.
 * - `recorded`: it has an entry, of this seq.
 * - `kept`: it was taken, and nobody said more: an answer 202, or a signal.
 * - `rejected`: it was refused without an entry.
 * - `none`: no answer.
 */
export type MessageFate =
  | { readonly fate: "recorded"; readonly seq: number; readonly outcome: "accepted" | "refused" }
  | { readonly fate: "kept" }
  | { readonly fate: "rejected" | "none"; readonly says: string };

/** A message to one client, which can be sent again as it is. */
export interface LedgerMessage {
  readonly client: string;
  /** The event's id; null while only the API knows it, which has not said. */
  readonly eventId: () => string | null;
  readonly type: string;
  /** False where its sender is never told more than that it is kept. */
  readonly answers: boolean;
  /** Never throws: what goes wrong is no answer. */
  send(): Promise<MessageFate>;
}

/** A message with all that was ever said to it. */
export interface LedgerLine {
  readonly message: LedgerMessage;
  readonly told: MessageFate[];
}

/** The clearest of the answers: one with an entry, before one that it is kept, before a no, before none. */
export function clearest({ told }: LedgerLine): MessageFate {
  const order = ["recorded", "kept", "rejected", "none"] as const;
  for (const fate of order) {
    const found = told.find((one) => one.fate === fate);
    if (found) return found;
  }
  return { fate: "none", says: "it was not sent" };
}

/** An answer of the API's that is counted apart. */
type CountedStatus = "kept" | "failed";

export class Ledger {
  readonly #lines = new Map<LedgerMessage, LedgerLine>();
  /** Sendings, those of one message again and again included. */
  sendings = 0;
  /** Sendings with any answer. */
  answers = 0;
  readonly #statuses: Record<CountedStatus, number> = { kept: 0, failed: 0 };

  /** Sends a message, and notes what is said. */
  async deliver(message: LedgerMessage): Promise<MessageFate> {
    const line = this.#lines.get(message) ?? { message, told: [] };
    // Noted before it is sent: what is never answered was sent as well.
    this.#lines.set(message, line);
    this.sendings += 1;
    const told = await message.send();
    line.told.push(told);
    if (told.fate !== "none") this.answers += 1;
    return told;
  }

  note(status: CountedStatus): void {
    this.#statuses[status] += 1;
  }

  /** Answers 202. */
  get kept(): number {
    return this.#statuses.kept;
  }

  /** Answers 500. */
  get failed(): number {
    return this.#statuses.failed;
  }

  lines(): LedgerLine[] {
    return [...this.#lines.values()];
  }

  /** Those of each client. */
  byClient(): Map<string, LedgerLine[]> {
    return Map.groupBy(this.#lines.values(), ({ message }) => message.client);
  }
}
