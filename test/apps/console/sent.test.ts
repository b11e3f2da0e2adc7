import { describe, expect, it } from "vitest";
import { ApiError } from "../../../apps/console/src/api/error.ts";
import {
  answered,
  begunSending,
  contentChanged,
  nextAttempt,
  notAnswered,
  type SentAnswer,
  type SentEvent,
} from "../../../apps/console/src/api/sent.ts";

const problem = (status: number, kind: string, more: object = {}) =>
  new ApiError(status, { type: `urn:tenure:problem:${kind}`, status, detail: "", title: "", ...more });
const first: SentEvent<SentAnswer> = begunSending("one");
const next = (sent: SentEvent<SentAnswer>) => nextAttempt(sent, () => "two").eventId;

describe("what is known of an event that is sent", () => {
  it.each([
    ["the session is over", problem(401, "unidentified")],
    ["not for this role", problem(403, "role")],
    ["something else was recorded, whose entry is named", problem(412, "moved", { seq: 7, state: "active" })],
    ["not well formed", problem(400, "malformed")],
    ["too often", problem(429, "tooMany")],
  ])("R-LIF-0: nothing is on record, %s: the same event is sent again", (_, error) => {
    const sent = notAnswered(first, error);
    expect(sent).toMatchObject({ standing: "notTaken", failed: error });
    expect(next(sent)).toBe("one");
    // Changed, it is another event.
    expect(next(contentChanged(sent))).toBe("two");
  });

  it.each([
    ["no answer", new ApiError(0, {})],
    ["the engine fails", problem(500, "failed")],
    ["a part cannot be reached", problem(503, "unavailable")],
    ["a proxy gave up", new ApiError(504, {})],
    ["a proxy waited too long", new ApiError(408, {})],
    ["a no that is none of the engine's", new ApiError(403, {})],
  ])("R-LIF-0: nobody knows, %s: the same event is sent, whatever was changed", (_, error) => {
    const sent = notAnswered(first, error);
    expect(sent.standing).toBe("unknown");
    expect(next(sent)).toBe("one");
    expect(next(contentChanged(sent))).toBe("one");
  });

  it("R-LIF-0: after an attempt of which nobody knows, a clear no says nothing of that attempt", () => {
    const lost = notAnswered(first, new ApiError(0, {}));
    for (const error of [problem(401, "unidentified"), problem(412, "moved", { seq: 3 })]) {
      const sent = notAnswered(lost, error);
      expect(sent).toMatchObject({ standing: "unknown", failed: error });
      expect(next(contentChanged(sent))).toBe("one");
    }
  });

  it("R-LIF-0: a refusal that is on record uses the id up, also one of an earlier attempt", () => {
    const refused = problem(409, "refused", { seq: 4, eventId: "one", state: "active" });
    for (const before of [first, notAnswered(first, new ApiError(0, {}))]) {
      const sent = notAnswered(before, refused);
      expect(sent).toMatchObject({ standing: "refused", eventId: "one" });
      expect(next(sent)).toBe("two");
    }
    // Without an entry nothing is on record.
    expect(next(notAnswered(first, problem(409, "refused", { eventId: "one", state: "active" })))).toBe(
      "one",
    );
  });

  it("R-LIF-0: what is kept and not judged is not done, and is asked for by its id", () => {
    const kept = answered(first, { outcome: "recorded" });
    expect(kept.standing).toBe("kept");
    expect(next(kept)).toBe("one");
    expect(notAnswered(kept, new ApiError(0, {})).standing).toBe("kept");
    expect(answered(kept, { outcome: "accepted" }).standing).toBe("done");
  });
});
