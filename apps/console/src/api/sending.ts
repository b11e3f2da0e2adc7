// One event on its way to the engine: the form, the inbox and the erasure send by this alone.
import { useRef, useState } from "react";
import { ApiError } from "./error.ts";
import { changedHere } from "./live.ts";
import {
  answered,
  begunSending,
  contentChanged,
  nextAttempt,
  notAnswered,
  type SentAnswer,
  type SentEvent,
} from "./sent.ts";

const mint = (): string => crypto.randomUUID();

/**
 * Sends one event, as often as it takes.
 * @param first where it was begun before: its id, and whether it was sent already
 */
export function useSending<T extends SentAnswer>(first?: {
  readonly eventId: string;
  readonly standing: "new" | "unknown";
}) {
  const [sent, setSent] = useState<SentEvent<T>>(() =>
    begunSending(first?.eventId ?? mint(), first?.standing),
  );
  const [busy, setBusy] = useState(false);
  const underWay = useRef(false);
  return {
    ...sent,
    busy,
    changed: () => setSent(contentChanged),
    /** @returns the answer; null where there is none, or one attempt is under way already */
    async send(how: (eventId: string) => Promise<T>): Promise<T | null> {
      if (underWay.current) return null;
      underWay.current = true;
      const attempt = nextAttempt(sent, mint);
      setSent({ ...attempt, failed: null });
      setBusy(true);
      try {
        const told = await how(attempt.eventId);
        setSent(answered(attempt, told));
        changedHere();
        return told;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        setSent(notAnswered(attempt, error));
        return null;
      } finally {
        underWay.current = false;
        setBusy(false);
      }
    },
  };
}
