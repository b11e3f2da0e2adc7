// A form of a few fields, for what is no event: looked through as a whole, sent once.
import { type FormEvent, useState } from "react";
import { useActing } from "../api/acting.ts";
import { useTexts } from "../texts/index.tsx";
import type { FieldFault } from "./values.ts";

interface ShortForm<Filled, Answer> {
  /** What stands in it at first. */
  readonly first: Filled;
  /** What is wrong, field by field, as the API would find it. @param now ms since the epoch */
  readonly faultsIn: (filled: Filled, now: number) => readonly FieldFault[];
  readonly send: (filled: Filled, now: number) => Promise<Answer>;
  readonly onDone: (answer: Answer) => void;
}

export function useShortForm<Filled extends object, Answer>({
  first,
  faultsIn,
  send,
  onDone,
}: ShortForm<Filled, Answer>) {
  const { t } = useTexts();
  const [filled, setFilled] = useState(first);
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const acting = useActing();
  return {
    filled,
    faults,
    acting,
    /** What is wrong with a field, in words. */
    faultAt(path: string): string | undefined {
      const fault = faults.find((one) => one.path === path);
      return fault && t(fault.key, fault.slots);
    },
    change(what: Partial<Filled>): void {
      setFilled((before) => ({ ...before, ...what }));
      acting.changed();
    },
    async submit(event: FormEvent): Promise<void> {
      event.preventDefault();
      const now = Date.now();
      const found = faultsIn(filled, now);
      setFaults(found);
      if (found.length > 0) return;
      const answer = await acting.act(() => send(filled, now));
      if (answer !== null) onDone(answer);
    },
  };
}
