// What is asked of the API and is no event: it has no id of its own, and counts each time that it is sent.
import { useRef, useState } from "react";
import { ApiError } from "./error.ts";
import { changedHere } from "./live.ts";

/** Does one thing at a time; whatever came of it, what is shown is read anew. */
export function useActing() {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<ApiError | null>(null);
  const underWay = useRef(false);
  return {
    busy,
    failed,
    /** What was said no to was changed: the answer is of no use any more. */
    changed: () => setFailed(null),
    /** @returns the answer; null where there is none, or something is under way already */
    async act<T>(how: () => Promise<T>): Promise<T | null> {
      if (underWay.current) return null;
      underWay.current = true;
      setBusy(true);
      setFailed(null);
      try {
        return await how();
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        setFailed(error);
        return null;
      } finally {
        underWay.current = false;
        setBusy(false);
        changedHere();
      }
    },
  };
}
