import { describe, expect, it } from "vitest";
import { eventsIn, linesIn } from "../../../apps/console/src/api/pieces.ts";

/** A body that comes in these pieces. */
const body = (...pieces: readonly string[]) =>
  new Blob([...pieces]).stream() as ReadableStream<Uint8Array<ArrayBuffer>>;
const bytewise = (text: string) =>
  ReadableStream.from(
    Array.from(new TextEncoder().encode(text), (byte) => Uint8Array.of(byte)),
  ) as ReadableStream<Uint8Array<ArrayBuffer>>;
const all = async <T>(of: AsyncGenerator<T, void>): Promise<T[]> => {
  const found: T[] = [];
  for await (const one of of) found.push(one);
  return found;
};

describe("what comes in piece by piece", () => {
  it("R-LIF-0: lines are whole, however they are cut on the way", async () => {
    const text = '{"a":"é"}\n\n{"b":2}\n';
    expect(await all(linesIn(body(text)))).toEqual(['{"a":"é"}', '{"b":2}']);
    expect(await all(linesIn(bytewise(text)))).toEqual(['{"a":"é"}', '{"b":2}']);
    expect(await all(linesIn(null))).toEqual([]);
  });

  it("R-LIF-0: what breaks off in the middle of a line is no end", async () => {
    await expect(all(linesIn(body('{"a":1}\n{"b"')))).rejects.toThrow("it broke off");
  });

  it("R-LIF-0: events are told by their names, comments as signs of life", async () => {
    const text = ": beat\n\nevent: entry\nid: 4\ndata: {}\n\nevent: tasks\ndata: {}\n\n";
    expect(await all(eventsIn(bytewise(text)))).toEqual([null, "entry", "tasks"]);
  });
});
