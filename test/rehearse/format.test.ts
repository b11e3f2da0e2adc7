import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { latest } from "../../machines/versions/index.ts";
import { readStories } from "../../rehearse/files.ts";
import { staleFiles } from "../../rehearse/generate.ts";
import { rehearseOnMachine } from "../../rehearse/onMachine.ts";
import { BadStory, type StoryFault } from "../../rehearse/story.ts";

async function file(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tenure-story-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "tale.yaml");
  await writeFile(path, text);
  return path;
}

const HEAD = "title: A tale\nsource: [G1]\n";

/** What is wrong with a story, as `line path: words`. */
async function faults(text: string): Promise<string[]> {
  const told = await readStories([await file(text)]).then(
    () => [],
    (error: unknown) => {
      if (error instanceof BadStory) return error.faults;
      throw error;
    },
  );
  return told.map(({ line, path, says }: StoryFault) => `${line} ${path}: ${says}`);
}

/** How the play of these steps, with an insult on T0, differs from what they expect. */
async function differences(steps: string, given = "given: {contract: email}\n"): Promise<readonly string[]> {
  const [rehearsal] = await rehearseOnMachine([await file(`${HEAD}${given}steps:\n${steps}`)]);
  expect(rehearsal?.passed).toBe(rehearsal?.differences.length === 0);
  // Whatever it came to, it says which machine it was played on.
  const { id, version } = latest().ref;
  expect(rehearsal?.machine).toBe(`${id} ${version}`);
  return rehearsal?.differences ?? [];
}

test("facts: what is suggested must be listed, and what is listed suggested; a suggestion is confirmed once", async () => {
  const review = "  - {at: T0 10:00, by: ops:ann, facts: {reviews: [{at: T0, kind: review, good: false}]}";
  expect(await differences(`${review}}\n`)).toEqual([
    "line 5, T0 10:00 facts: reviews: a suggestion that the story does not list: review",
  ]);
  expect(await differences(`${review}, expect: {suggestions: [review, insult]}}\n`)).toEqual([
    "line 5, T0 10:00 facts: reviews: expected the suggestion insult, which was not made",
  ]);
  const confirms = "  - {at: T0 11:00, by: ops:ann, confirm: review}\n";
  const listed = `${review}, expect: {suggestions: [review]}}\n${confirms}`;
  expect(await differences(listed)).toEqual([]);
  expect(await differences(`${listed}${confirms}`)).toEqual([
    "the story broke off: no suggestion review is open",
  ]);
});

test("facts: a row that cannot be taken in breaks the story off, with the row", async () => {
  const yen = "{on: T0, units: 1, amount: 1.5, currency: JPY}";
  expect(
    await differences(
      `  - {at: T0 10:00, by: ops:ann, facts: {purchases: [${yen}]}}\n`,
      "given: {contract: email, client: {currency: JPY}}\n",
    ),
  ).toEqual([
    expect.stringMatching(/^the story broke off: purchases, row 1: amount: an amount of JPY has at most 0/),
  ]);
});

const REPORTED = "  - {at: T0 09:00, by: ops:ann, event: incident.reported}\n";
const confirmed = (expectation: string) =>
  `${REPORTED}  - {at: T0 12:00, by: manager:mia, event: incident.confirmed, expect: ${expectation}}\n`;

test.each([
  ["not YAML", "title: A tale\nsource: of: it\n", /^2 : not YAML: /],
  ["no title", "source: [G1]\nsteps: [{at: T0}]\n", /^1 title: /],
  [
    "a key that is not",
    `${HEAD}steps:\n  - {at: T0, who: ops:ann}\n`,
    /^4 steps\[0\]\.who: there is no such key here$/,
  ],
  [
    "no moment",
    `${HEAD}steps:\n  - {at: T0}\n  - {at: day 3}\n`,
    /^5 steps\[1\]\.at: a moment like T21 or T21 10:05/,
  ],
  [
    "an unknown event",
    `${HEAD}steps:\n  - {at: T0, by: ops:ann, event: incident.noticed}\n`,
    /^4 steps\[0\]\.event: there is no such event; under incident there are incident\.reported, /,
  ],
  [
    "no such role",
    `${HEAD}steps:\n  - {at: T0, by: boss:ann, event: message.received}\n`,
    /^4 steps\[0\]\.by: role:id, .* roles are ops, sales, /,
  ],
  [
    "nobody",
    `${HEAD}steps:\n  - {at: T0, event: message.received}\n`,
    /^4 steps\[0\]: an event needs somebody/,
  ],
  [
    "two things at once",
    `${HEAD}steps:\n  - {at: T0, by: ops:ann, event: message.received, workers: down}\n`,
    /^4 steps\[0\]: one thing a step, not event and workers at once$/,
  ],
  [
    "facts of no such kind",
    `${HEAD}steps:\n  - {at: T0, by: ops:ann, facts: {ours: [{minutes: 1}]}}\n`,
    /^4 steps\[0\]\.facts\.?.*: /,
  ],
  [
    "facts of nobody",
    `${HEAD}steps:\n  - {at: T0, facts: {scores: [{period: T0, score: 3}]}}\n`,
    /^4 steps\[0\]: facts needs somebody: by: role:id$/,
  ],
  [
    "a row that says something wrong",
    `${HEAD}steps:\n  - {at: T0, by: ops:ann, facts: {scores: [\n    {period: T0, score: 3},\n    {period: T0, score: 101}]}}\n`,
    /^6 steps\[0\]\.facts\.scores\[1\]\.score: a whole number from 0 to 100$/,
  ],
  [
    "back in time",
    `${HEAD}steps:\n  - {at: T3}\n  - {at: T2}\n`,
    /^5 steps\[1\]\.at: lies before the step before$/,
  ],
  [
    "data that are missing",
    `${HEAD}steps:\n  - {at: T0, by: ops:ann, event: exit.requested}\n`,
    /^4 steps\[0\]\.data\.ground: /,
  ],
  [
    "data that are not the event's",
    `${HEAD}steps:\n  - {at: T0, by: ops:ann, event: message.received,\n     data: {text: hello}}\n`,
    /^5 steps\[0\]\.data\.text: there is no such key; there are messageId, threadId, channel, auto$/,
  ],
  [
    "a nested fault",
    `${HEAD}steps:\n  - {at: T0, by: manager:mia, event: ground.assessed,\n     data: {ground: returns, cost: much, margin: 1}}\n`,
    /^5 steps\[0\]\.data\.cost: /,
  ],
  [
    "about nothing",
    `${HEAD}steps:\n  - {at: T0, by: client:max, event: appeal.filed}\n`,
    /^4 steps\[0\]\.about: say what it is about, for instance warning 1$/,
  ],
  [
    "about something unclear",
    `${HEAD}steps:\n  - {at: T0, by: client:max, event: appeal.filed, about: d5}\n`,
    /^4 steps\[0\]\.about: warning 1, restriction or exit/,
  ],
  [
    "an unknown effect",
    `${HEAD}steps:\n  - {at: T0, expect: {effects: [mail N4]}}\n`,
    /^4 steps\[0\]\.expect\.effects\[0\]: begins with the name of an effect: sendNotice, /,
  ],
  [
    "an unknown state",
    `${HEAD}steps:\n  - {at: T0, expect: {state: angry}}\n`,
    /^4 steps\[0\]\.expect\.state: /,
  ],
  [
    "an unknown threshold",
    `${HEAD}given:\n  policy: {service.overdue: 3}\nsteps: [{at: T0}]\n`,
    /^4 given\.policy\.service\.overdue: no such threshold; there are service\.overdueDays, /,
  ],
  [
    "a threshold out of range",
    `${HEAD}given:\n  policy: {service.overdueDays: 0}\nsteps: [{at: T0}]\n`,
    /^4 given\.policy\.service\.overdueDays: /,
  ],
  [
    "no time zone",
    `${HEAD}given:\n  client: {zone: "1"}\nsteps: [{at: T0}]\n`,
    /^4 given\.client\.zone: an IANA time zone/,
  ],
])("a story with %s is refused with line, place and what is allowed", async (_, text, expected) => {
  expect(await faults(text)).toEqual([expect.stringMatching(expected)]);
});

test("every fault of a story is told at once, and the message names the file", async () => {
  const path = await file(
    `${HEAD}steps:\n  - {at: T0, by: ops:ann, event: exit.requested}\n  - {at: T1, by: client:max, event: appeal.filed}\n`,
  );
  await expect(readStories([path])).rejects.toThrow(
    new RegExp(
      `^${path} is not a story:\n  line 4, steps\\[0\\]\\.data\\.ground: .*\n  line 5, steps\\[1\\]\\.about: `,
    ),
  );
});

test("a story that is as expected passes", async () => {
  expect(
    await differences(confirmed("{state: warnedOnce, strikes: 1, effects: [sendNotice N4 email]}")),
  ).toEqual([]);
});

test.each([
  [
    "an effect that is not listed",
    "{state: warnedOnce}",
    "an effect that the story does not list: sendNotice N4 email about warning 1",
  ],
  [
    "an effect that did not happen",
    "{state: warnedOnce, effects: [sendNotice N4 email, openTask call ops]}",
    "expected the effect openTask call ops, which did not happen",
  ],
  [
    "an effect listed once that happened twice",
    "{state: warnedOnce, effects: [sendNotice N4 email, sendNotice N4 email]}",
    "expected the effect sendNotice N4 email, which did not happen",
  ],
  [
    "another channel",
    "{state: warnedOnce, effects: [sendNotice N4 chat]}",
    "expected the effect sendNotice N4 chat, which did not happen",
  ],
  [
    "another state",
    "{state: active, effects: [sendNotice N4 email]}",
    "expected the state active, but it is warnedOnce",
  ],
  [
    "a state that changed unsaid",
    "{effects: [sendNotice N4 email]}",
    "expected the state active, but it is warnedOnce",
  ],
  [
    "other strikes",
    "{state: warnedOnce, strikes: 2, effects: [sendNotice N4 email]}",
    "expected strikes to be 2, but it is 1",
  ],
  [
    "another deadline",
    "{state: warnedOnce, effects: [sendNotice N4], deadlines: {coolOff: T181}}",
    "expected the deadline coolOff at T181, but it is T180 12:00",
  ],
  [
    "a deadline that does not run",
    "{state: warnedOnce, effects: [sendNotice N4], deadlines: {offer: T14}}",
    "expected the deadline offer at T14, but it is none",
  ],
  [
    "an outcome that is not",
    "{outcome: refused, state: warnedOnce, effects: [sendNotice N4]}",
    "expected to be refused, but was accepted",
  ],
])("%s is a difference", async (_, expectation, words) => {
  expect(await differences(confirmed(expectation))).toContain(
    `line 6, T0 12:00 manager:mia incident.confirmed: ${words}`,
  );
});

test("a refusal that the story does not expect is a difference, with its reasons", async () => {
  const twice = "  - {by: manager:mil, event: incident.confirmed}\n";
  expect(await differences(confirmed("{state: warnedOnce, effects: [sendNotice N4]}") + twice)).toEqual([
    "line 7, T0 12:00 manager:mil incident.confirmed: expected to be accepted, but was refused: R-LIF-1 the incident is not confirmed or dismissed yet",
  ]);
});

test("a finding that the story does not list, and one that it lists in vain, are differences", async () => {
  const early = (findings: string) =>
    differences(
      `  - {at: T6, by: finance:fay, event: payment.overdue, data: {dueOn: T0, ourPartDone: false},\n     expect: {outcome: refused, findings: ${findings}}}\n`,
    );
  expect(await early("[R-LIF-6]")).toEqual([]);
  expect(await early("[R-LIF-6 late]")).toEqual([
    expect.stringContaining("a finding that the story does not list: R-LIF-6 our part is done"),
  ]);
  expect(await early("[R-LIF-6, R-LIF-7]")).toEqual([
    expect.stringContaining("expected the finding R-LIF-7, which the answer does not name"),
  ]);
});

test("a deadline that is refused unlisted is a difference", async () => {
  const asked = `  - {at: T170, by: finance:fay, event: finance.assessed, data: {revenue: 1, cost: 2}}
  - {at: T170, by: finance:fay, event: exit.requested, data: {ground: unprofitable}, expect: {effects: [openTask decideExit]}}
`;
  const overdue = (expectation: string) =>
    differences(
      `${confirmed("{state: warnedOnce, effects: [sendNotice N4]}")}${asked}  - {at: T181, expect: ${expectation}}\n`,
    );
  expect(await overdue("{}")).toEqual([
    "line 9, T181 time passes: a refusal that the story does not list: deadline.coolOff R-LIF-9 no exit request is open",
  ]);
  expect(await overdue("{refusals: [deadline.coolOff R-LIF-9 no exit request]}")).toEqual([]);
  expect(await overdue("{refusals: [deadline.coolOff R-LIF-9, deadline.offer R-LIF-24]}")).toEqual([
    expect.stringContaining("expected the refusal deadline.offer R-LIF-24, which did not happen"),
  ]);
});

test("a story about something that never was breaks off and fails", async () => {
  expect(await differences("  - {at: T0, by: client:max, event: appeal.filed, about: warning 1}\n")).toEqual([
    "the story broke off: there is no warning 1 yet",
  ]);
});

test("events wait while the workers are down and are judged when they are back", async () => {
  const steps = `  - {at: T0, workers: down}
  - {at: T1, by: ops:ann, event: boundary.stated, expect: {outcome: recorded}}
  - {at: T2, workers: up, expect: {effects: [sendNotice N3 email]}}
`;
  expect(await differences(steps)).toEqual([]);
  expect(await differences(steps.replace("recorded", "accepted"))).toEqual([
    "line 6, T1 ops:ann boundary.stated: expected to be accepted, but was recorded",
  ]);
});

test("the JSON Schema and the table of events are as the code writes them", async () => {
  expect(await staleFiles()).toEqual([]);
});

test("the example on the page about stories is a story, and passes", async () => {
  const page = await readFile(new URL("../../docs/stories.md", import.meta.url), "utf8");
  const [, example = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const [rehearsal] = await rehearseOnMachine([await file(example)]);
  expect(rehearsal?.differences).toEqual([]);
  expect(rehearsal?.path).toEqual(["active", "warnedOnce", "suspended", "warnedOnce"]);
});
