import { describe, expect, it } from "vitest";
import {
  type DraftOf,
  draftName,
  type FormDraft,
  forgetDraft,
  keepDraft,
  readDraft,
} from "../../../apps/console/src/form/draft.ts";
import { inputOf, instantOf } from "../../../apps/console/src/form/moments.ts";

const of: DraftOf = {
  actor: "manager:max",
  client: "c1",
  type: "incident.confirmed",
  about: "i1",
  task: "c1/2/0",
};
const draft: FormDraft = {
  eventId: "one",
  sent: false,
  filled: { incidentId: "i1" },
  reason: "so",
  occurred: "2026-11-22T04:00:00.000Z",
};

function tab() {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
  };
}

describe("drafts of forms", () => {
  it("R-LIF-1: another person, client, event, matter or task has a draft of its own", () => {
    const others: DraftOf[] = [
      of,
      { ...of, actor: "manager:mia" },
      { ...of, client: "c2" },
      { ...of, type: "incident.dismissed" },
      { ...of, about: "i2" },
      { ...of, about: null },
      { ...of, task: "c1/3/0" },
      { ...of, about: "i1 c1/2/0", task: null },
    ];
    expect(new Set(others.map(draftName)).size).toBe(others.length);
  });

  it("R-LIF-1: a draft is there until it is forgotten; what is none is no draft", () => {
    const store = tab();
    const name = draftName(of);
    expect(readDraft(store, name)).toBeNull();
    keepDraft(store, name, draft);
    expect(readDraft(store, name)).toEqual(draft);
    forgetDraft(store, name);
    expect(readDraft(store, name)).toBeNull();
    for (const text of ["{", "null", "7", '{"eventId":"one","filled":{},"reason":""}']) {
      store.setItem(name, text);
      expect(readDraft(store, name)).toBeNull();
    }
  });
});

describe("moments in an input", () => {
  const instant = "2026-11-22T04:00:00.000Z";
  it("R-LIF-27: the same moment is written by either clock", () => {
    expect(inputOf(instant, true)).toBe("2026-11-22T04:00");
    expect(instantOf("2026-11-22T04:00", true)).toBe(instant);
    expect(instantOf(inputOf(instant, false), false)).toBe(instant);
    expect(inputOf(instant, false)).toBe(
      new Date(Date.parse(instant) - new Date(instant).getTimezoneOffset() * 60_000)
        .toISOString()
        .slice(0, 16),
    );
  });

  it("R-LIF-27: what is no moment is none", () => {
    expect([instantOf("", true), instantOf("", false), instantOf("soon", true)]).toEqual(["", "", ""]);
    expect([inputOf("", true), inputOf("soon", false)]).toEqual(["", ""]);
  });
});
