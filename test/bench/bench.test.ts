// The bench compares like with like: both contenders answer its script alike, and write the same journal.
import { Client, Connection } from "@temporalio/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assertSame } from "../../bench/same.ts";
import { ROUND } from "../../bench/script.ts";
import { type BenchServer, type TemporalPeer, temporalPeer } from "../../bench/temporal.ts";
import { sharedServer } from "../support/temporal.ts";

describe("the contenders of the bench", () => {
  let connection: Connection;
  let peers: readonly [TemporalPeer, TemporalPeer];

  beforeAll(async () => {
    const temporal = await sharedServer();
    connection = await Connection.connect({ address: temporal.address });
    const ground: BenchServer = {
      temporal,
      client: new Client({ connection, namespace: temporal.namespace }),
    };
    peers = await Promise.all([temporalPeer("engine", ground), temporalPeer("plain", ground)]);
  }, 120_000);

  afterAll(async () => {
    await Promise.all((peers ?? []).map((peer) => peer.stop()));
    await connection?.close();
  });

  it("answer every event of a round alike and write the same journal rows", async () => {
    // The opening, 39 events (the 40th is a repetition), six notices that came back.
    expect(await assertSame(...peers)).toEqual({ answers: ROUND, rows: 46 });
  }, 120_000);
});
