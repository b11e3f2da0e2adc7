import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAll, readShop } from "../../../apps/cli/actions/demo.ts";
import { apiAt, clientPath } from "../../../apps/cli/api.ts";
import { eventData, eventSpec, eventTypes } from "../../../machines/index.ts";
import { type Cli, jsonOf, openCli, type Upped } from "../../support/cli.ts";
import { soon } from "../../support/soon.ts";
import { spoiltFields } from "../../support/spoiling.ts";

let cli: Cli;
let engine: Upped;
beforeAll(async () => {
  cli = await openCli();
  engine = await cli.up();
}, 120_000);
afterAll(async () => {
  const down = await cli.run(["down"]);
  expect(down).toMatchObject({ code: 0 });
  expect(await engine.ended).toBe(0);
  await cli.close();
}, 60_000);

let clients = 0;
async function opened(): Promise<string> {
  clients += 1;
  const client = `k${clients}`;
  const { code, err } = await cli.run(["open", client, "--as", "ops:olga", "--contract", "k-17"]);
  expect(code, err).toBe(0);
  return client;
}

/** `tenure apply …` of an incident that `ops:olga` reported. */
async function reported(): Promise<string> {
  const client = await opened();
  const fields = {
    incidentId: "i1",
    category: "insult",
    happenedAt: "2026-01-02T10:00:00Z",
    evidence: "so, and so",
  };
  const given = Object.entries(fields).flatMap(([key, value]) => ["--field", `${key}=${value}`]);
  const { code, err } = await cli.run(["apply", client, "incident.reported", "--as", "ops:olga", ...given]);
  expect(code, err).toBe(0);
  return client;
}

const confirm = (client: string, as: string) =>
  cli.run([
    "apply",
    client,
    "incident.confirmed",
    "--as",
    as,
    "--reason",
    "heard by two",
    "--data",
    '{"incidentId":"i1","explainedBy":null}',
  ]);

it("R-LIF-27, R-LIF-0: no field of any event takes what it cannot mean", async () => {
  const client = await opened();
  const told = eventTypes().filter((type) => type !== "dossier.compiled");
  for (const type of told) {
    const role = eventSpec(type).roles.find((one) => one !== "system");
    if (role === undefined) continue;
    const fields = new Map(spoiltFields(eventData(type)).map(({ field, data }) => [field, data]));
    for (const [field, data] of fields) {
      const as = role === "client" ? `client:${client}` : `${role}:ann`;
      const given = ["--as", as, "--reason", "because", "--data", JSON.stringify(data)];
      const { code, err } = await cli.run(["apply", client, type, ...given]);
      expect({ type, field, code }).toEqual({ type, field, code: 2 });
      expect(err).toContain(field);
    }
  }
  const entries = jsonOf(await cli.run(["timeline", client, "-o", "json"]));
  expect(entries.map(({ type }) => type)).not.toContain("incident.reported");
}, 120_000);

describe("exit codes", () => {
  it("0: done", async () => {
    const client = await reported();
    const { code, out } = await confirm(client, "manager:max");
    expect(code).toBe(0);
    expect(out).toMatch(`accepted  incident.confirmed, entry 3: ${client} is active`);
  });

  it.each([
    ["an unknown command, with the one that was meant", ["aply", "k1"], "Did you mean apply?"],
    [
      "an unknown event, with the one that was meant",
      ["apply", "k1", "exit.aproved", "--as", "a:b"],
      "did you mean exit.approved?",
    ],
    ["nobody acts", ["apply", "k1", "client.left"], "--as role:id"],
    ["an actor that is none", ["apply", "k1", "client.left", "--as", "anna"], "role:id"],
    ["a sanction without a reason", ["apply", "k1", "exit.approved", "--as", "senior:anna"], "--reason"],
    [
      "data that are no object",
      ["apply", "k1", "client.left", "--as", "ops:olga", "--data", "[1]"],
      "a JSON object",
    ],
    [
      "a value that is not allowed",
      ["apply", "k1", "client.left", "--as", "ops:olga", "--field", "cause=bored"],
      "lostContact",
    ],
    ["an unknown option", ["list", "--stat", "active"], "--state"],
  ])("2: %s", async (_, args, says) => {
    await opened();
    const { code, err } = await cli.run(args);
    expect(err).toContain(says);
    expect(code).toBe(2);
  });

  it("2: a payload of 3 MB, with what is allowed", async () => {
    const client = await opened();
    const file = join(cli.home, "big.json");
    await writeFile(file, JSON.stringify({ cause: "x".repeat(3 * 1024 * 1024) }));
    const { code, err } = await cli.run([
      "apply",
      client,
      "client.left",
      "--as",
      "ops:olga",
      "--data",
      `@${file}`,
    ]);
    expect(err).toContain("1048576 bytes");
    expect(code).toBe(2);
  });

  it("3: refused by a rule, every failed finding in words", async () => {
    const client = await opened();
    const refused = [
      "apply",
      client,
      "exit.approved",
      "--as",
      "senior:anna",
      "--field",
      "requestId=r1",
      "--reason",
      "x",
    ];
    const { code, out } = await cli.run(refused);
    expect(code).toBe(3);
    expect(out).toContain("recorded as entry 2");
    const json = await cli.run([...refused, "-o", "json"]);
    expect(json.code).toBe(3);
    const [problem] = jsonOf(json);
    expect(problem).toMatchObject({ type: "urn:tenure:problem:refused", status: 409, seq: 3 });
    for (const { rule, says } of problem.findings) expect(out).toMatch(new RegExp(`✗ ${rule} +${says}`));
  });

  it("4: an unknown client", async () => {
    for (const args of [
      ["show", "nobody"],
      ["timeline", "nobody"],
      ["allowed", "nobody", "--as", "ops:olga"],
    ])
      expect(await cli.run(args)).toMatchObject({ code: 4, err: expect.stringContaining("nobody") });
  });

  it("5: not for this role", async () => {
    const { code, out } = await confirm(await reported(), "ops:otto");
    expect(code).toBe(5);
    expect(out).toContain("R-ROL-1");
  });

  it("75: a configured server or database that does not answer, and no other one is taken instead", async () => {
    const elsewhere = await openCli();
    try {
      const temporal = await elsewhere.run(["audit", "verify", "--all"], {
        env: { TEMPORAL_ADDRESS: "127.0.0.1:1" },
      });
      expect(temporal).toMatchObject({ code: 75, out: "", err: expect.stringContaining("127.0.0.1:1") });
      const DATABASE_URL = "postgresql://tenure:secret@127.0.0.1:1/tenure";
      const database = await elsewhere.run(["audit", "verify", "--all"], { env: { DATABASE_URL } });
      expect(database).toMatchObject({ code: 75, out: "", err: expect.stringContaining("DATABASE_URL") });
      expect(database.err).not.toContain("secret");
    } finally {
      await elsewhere.close();
    }
  }, 90_000);

  it.each(["engine", "127.0.0.1:7400", "ftp://example.org", "http://"])(
    "2: --url %s is no address",
    async (url) => {
      const { code, err } = await cli.run(["list", "--url", url]);
      expect({ code, err }).toEqual({
        code: 2,
        err: `tenure: --url is the address of an engine, like http://127.0.0.1:7400, not ${url}\n`,
      });
    },
  );

  it("6: it waits for a second person", async () => {
    const { code, out } = await confirm(await reported(), "manager:olga");
    expect(code).toBe(6);
    expect(out).toContain("another person");
  });
});

describe("who reads (R-ROL-1 to R-ROL-5)", () => {
  it.each([
    ["list"],
    ["outbox", "list"],
    ["attention"],
    ["providers", "list"],
    ["report", "flow"],
    ["audit", "reconcile", "--all"],
    ["audit", "verify", "--all"],
  ])("%s %s needs no name, and is held to the role that is given", async (...args) => {
    const { code, err } = await cli.run(args);
    expect(code, err).toBe(0);
    const refused = await cli.run([...args, "--as", "client:ann"]);
    expect(refused.code, refused.err).toBe(5);
    expect(refused.err).toContain("; client may not");
  });
});

describe("the demo's clients", () => {
  it("c1 to c50 are opened with their tiers, and a second run changes nothing", async () => {
    const shop = await readShop();
    const api = apiAt(engine.place.api, "ops:olga");
    const first = await openAll(api, shop);
    expect(first.map(({ client }) => client)).toEqual(Array.from({ length: 50 }, (_, n) => `c${n + 1}`));
    expect(
      first.every(({ changed, path, tier }) => changed && `${path}` === "active" && tier === "high"),
    ).toBe(true);
    const written = await Promise.all(first.map(({ client }) => api.get(clientPath(client, "/timeline"))));
    const again = await openAll(api, shop);
    expect(again).toEqual(first.map((one) => ({ ...one, changed: false })));
    expect(await Promise.all(first.map(({ client }) => api.get(clientPath(client, "/timeline"))))).toEqual(
      written,
    );
  }, 60_000);
});

describe("rehearse", () => {
  const story = (state: string) => `title: A client leaves
source: [R-LIF-10]
steps:
  - {at: T1, by: "ops:olga", event: client.left, data: {cause: other},
     expect: {state: ${state}, effects: [closeTasks all, stopMailings]}}
`;
  const files: Record<string, string> = {};
  beforeAll(async () => {
    for (const state of ["terminated", "active", "gone"]) {
      files[state] = join(cli.home, `${state}.yaml`);
      await writeFile(files[state], story(state));
    }
  });

  it("0 where every story passes, 1 on any difference: one JSON object a story", async () => {
    const ended = await cli.run(["rehearse", `${files.terminated}`, `${files.active}`, "-o", "json"]);
    expect(ended.code).toBe(1);
    const [passes, fails] = jsonOf(ended);
    expect(passes).toMatchObject({
      story: "terminated",
      passed: true,
      path: ["active", "terminated"],
      differences: [],
    });
    expect(fails).toMatchObject({ story: "active", passed: false });
    expect(fails.differences.join()).toContain("expected the state active, but it is terminated");
  }, 60_000);

  it("2: a file that is no story, with its line; or no file", async () => {
    const { code, err } = await cli.run(["rehearse", `${files.gone}`]);
    expect(err).toContain("line 5");
    expect(code).toBe(2);
    expect(await cli.run(["rehearse", "nowhere.yaml"])).toMatchObject({ code: 2 });
  }, 60_000);
});

describe("what people and programs read", () => {
  it("R-LIF-0 the same event id is applied once", async () => {
    const client = await opened();
    const args = ["apply", client, "feedback.received", "--as", "ops:olga", "--event-id", randomUUID()];
    const fields = ["--field", "ref=f1", "--field", "good=true", "-o", "json"];
    const [first] = jsonOf(await cli.run([...args, ...fields]));
    const [again] = jsonOf(await cli.run([...args, ...fields]));
    expect(first).toMatchObject({ outcome: "accepted", seq: 2 });
    expect(again).toEqual({ ...first, repeated: true });
  });

  it("a reason from the standard input stays out of the journal", async () => {
    const client = await reported();
    const args = [
      "apply",
      client,
      "incident.confirmed",
      "--as",
      "manager:max",
      "--reason",
      "-",
      "--field",
      "incidentId=i1",
    ];
    const { code } = await cli.run([...args, "--field", "explainedBy=null"], {
      input: "words of a witness\n",
    });
    expect(code).toBe(0);
    const timeline = await cli.run(["timeline", client, "-o", "json"]);
    expect(jsonOf(timeline)[2].reason).toMatch(/^v_/);
    expect(timeline.out).not.toContain("witness");
  });

  it("list and timeline print one JSON object a line, show and allowed one", async () => {
    const client = await reported();
    await confirm(client, "manager:max");
    const listed = jsonOf(await cli.run(["list", "--text", client, "-o", "json"]));
    expect(listed.map((row) => row.client)).toContain(client);
    const entries = jsonOf(await cli.run(["timeline", client, "-o", "json"]));
    expect(entries.slice(0, 3).map(({ type }) => type)).toEqual([
      "relationship.opened",
      "incident.reported",
      "incident.confirmed",
    ]);
    const before = jsonOf(await cli.run(["timeline", client, "--as-of", entries[1].at, "-o", "json"]));
    expect(before).toHaveLength(2);
    // The warning arrives behind the answer.
    await soon(async () => {
      const [shown] = jsonOf(await cli.run(["show", client, "-o", "json"]));
      expect(shown).toMatchObject({
        client,
        state: "warnedOnce",
        live: { status: expect.stringMatching(/^(current|busy)$/) },
      });
    });
    const [allowed] = jsonOf(await cli.run(["allowed", client, "--as", "manager:max", "-o", "json"]));
    const count = allowed.allowed.length + allowed.open.length + allowed.notNow.length;
    expect(count).toBe(eventTypes().length);
  });

  it("tables have no colour where NO_COLOR is set or nobody looks", async () => {
    const client = await opened();
    const colored = "\u001b[";
    expect((await cli.run(["show", client])).out).not.toContain(colored);
    const forced = await cli.run(["show", client], { env: { NO_COLOR: "", FORCE_COLOR: "1" } });
    expect(forced.out).toContain(colored);
  });

  it("explain says what would happen, and nothing happens", async () => {
    const client = await opened();
    const late = ["--field", "invoiceId=n1", "--field", "dueOn=2020-01-01", "--field", "ourPartDone=true"];
    const { out } = await cli.run(["explain", client, "payment.overdue", "--as", "finance:fred", ...late]);
    expect(out).toContain("would be accepted");
    expect(out).toContain("R-LIF-6");
    expect(jsonOf(await cli.run(["timeline", client, "-o", "json"]))).toHaveLength(1);
  });

  it("events lists every event with its roles and fields", async () => {
    const listed = jsonOf(await cli.run(["events", "-o", "json"]));
    expect(listed.map(({ type }) => type)).toEqual(eventTypes());
    for (const { type, roles, fields } of listed) {
      expect(roles).toEqual(eventSpec(type).roles);
      for (const { takes } of fields) expect(takes, type).not.toBe("");
    }
    expect((await cli.run(["events", "exit.requested"])).out).toContain("conduct | blackmail");
  });

  it("every command has help, and its examples name real commands and events", async () => {
    const commands = (await cli.run(["completion", "fish"])).out.match(/-f -a (\w+) -d/g) ?? [];
    const names = commands.map((line) => line.split(" ")[2] ?? "");
    expect(names).toEqual(
      expect.arrayContaining(["up", "down", "open", "list", "show", "apply", "rehearse", "demo"]),
    );
    for (const name of names) {
      const { code, out } = await cli.run([name, "--help"]);
      expect(code, name).toBe(0);
      for (const [, command = "", event = ""] of out.matchAll(
        /\$ tenure (\w+)(?: \w+ ([a-z]+\.[a-zA-Z]+)\b)?/g,
      )) {
        expect(names).toContain(command);
        if (["apply", "explain"].includes(command)) expect(eventTypes()).toContain(event);
      }
    }
    const dismiss = (await cli.run(["attention", "dismiss", "--help"])).out;
    expect(dismiss).toContain("--home <folder>");
    expect(dismiss, "options of the command that it stands under").not.toContain("--kind");
  }, 60_000);

  it("bash completes commands and events", async () => {
    const { out } = await cli.run(["completion", "bash"]);
    const complete = async (...words: string[]) => {
      const ask = `COMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}; _tenure; echo "\${COMPREPLY[@]}"`;
      return (await promisify(execFile)("bash", ["-c", `${out}\n${ask}`])).stdout.trim().split(" ");
    };
    expect(await complete("tenure", "reh")).toEqual(["rehearse"]);
    expect(await complete("tenure", "apply", "c1", "exit.")).toEqual([
      "exit.requested",
      "exit.approved",
      "exit.rejected",
      "exit.withdrawn",
      "exit.revoked",
    ]);
    expect(await complete("tenure", "apply", "c1", "exit.approved", "--rea")).toEqual(["--reason"]);
    expect(await complete("tenure", "attention", "dis")).toEqual(["dismiss"]);
    expect(await complete("tenure", "dossier", "show", "c1", "--la")).toEqual(["--lang"]);
  });

  it("R-HND-1 providers come from a file", async () => {
    const file = join(cli.home, "rivals.yaml");
    const row = "id: orchard, name: Orchard, capabilities: [pears], regions: [berlin], price: 1, capacity: 1";
    await writeFile(file, `- {${row}, contact: the desk, verifiedAt: 2026-10-01}\n`);
    expect(await cli.run(["providers", "import", file, "--as", "ops:olga"])).toMatchObject({
      code: 0,
      out: "1 providers imported\n",
    });
    const csv =
      "id,name,capabilities,regions,price,capacity,contact,verifiedAt\nfarm,Farm,pears,,x,1,desk,2026-10-01\n";
    const wrong = await cli.run(["providers", "import", "-", "--from", "csv", "--as", "ops:olga"], {
      input: csv,
    });
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.err).toContain("row 1 (line 2), price");
    const [orchard] = jsonOf(await cli.run(["providers", "show", "orchard", "-o", "json"]));
    expect(orchard).toMatchObject({ id: "orchard", taken: 0 });
    expect((await cli.run(["providers", "list"])).out).toMatch(
      /orchard +1 +1 of 1 +2026-10-01 +berlin +pears/,
    );
    const secret = await cli.run(["providers", "secret", "orchard", "--as", "ops:olga"]);
    expect(secret.out).toMatch(/^whsec_/);
    expect(await cli.run(["providers", "show", "nobody"])).toMatchObject({ code: 4 });
  });

  it("doctor looks at the server that runs", async () => {
    const checks = jsonOf(await cli.run(["doctor", "-o", "json"]));
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.map(({ name }) => name)).toContain("search attributes");
  });
});
