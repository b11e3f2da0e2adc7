import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { ConfigError, readConfig, variableNames, variableOf } from "../../worker/config.ts";
import { commandHere } from "../support/command.ts";

const linesOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
};

/** The sources of the product, as git knows them, without the schema and the page that is made from it. */
async function sources(): Promise<ReadonlyMap<string, string>> {
  const rooms = ["activities", "apps", "archive", "audit", "contracts", "handover", "insight", "machines"];
  rooms.push("rehearse", "services", "texts", "values", "worker", "workflows");
  const listed = await promisify(execFile)("git", ["ls-files", "-co", "--exclude-standard", "--", ...rooms]);
  const files = listed.stdout
    .split("\n")
    .filter((file) => /\.tsx?$/.test(file) && !/^worker\/config(\/|\.ts$)/.test(file));
  const found = await Promise.all(
    files.map(async (file): Promise<[string, string][]> => {
      const source = await readFile(file, "utf8").catch(() => null);
      return source === null ? [] : [[file, source]];
    }),
  );
  return new Map(found.flat());
}

describe("the schema of variables", () => {
  it("has every variable that the code names, and none that it does not", async () => {
    const named = new Map<string, string>();
    for (const [file, source] of await sources()) {
      for (const [name] of source.matchAll(/\b(?:(?:TENURE|TEMPORAL)_[A-Z][A-Z_]*[A-Z]|DATABASE_URL)\b/g))
        named.set(name, file);
      // A name put together at run time would be seen by nobody.
      expect(source, file).not.toMatch(/(?:TENURE|TEMPORAL)_(?:\$\{|["'`] *\+)/);
    }
    expect(named.size).toBeGreaterThan(30);
    const known: readonly string[] = variableNames();
    const unknown = [...named].filter(([name]) => !known.includes(name));
    expect(unknown, "add them to worker/config/, and run npm run generate").toEqual([]);
    const dead = known.filter((name) => name.startsWith("TENURE_") && !named.has(name));
    expect(dead, "nothing reads them").toEqual([]);
  });

  it("is read where the environment is handed on, and nowhere else", async () => {
    const readers = [...(await sources())].filter(([, source]) => /\bprocess\.env\b/.test(source));
    expect(readers.map(([file]) => file).sort()).toEqual([
      "apps/cli/diagrams.ts",
      "apps/cli/tenure.ts",
      // The process that builds the console gets the environment of this one.
      "worker/keptConsole.ts",
    ]);
    const values = [...(await sources())].filter(([, source]) => /\benv(?:\.|\[["'`])TENURE_/.test(source));
    expect(values.map(([file]) => file)).toEqual([]);
  });

  it("has a default that it allows, and says what each one is for", () => {
    for (const name of variableNames()) {
      const { default: fallback, otherwise, says, allowed, readers, schema } = variableOf(name);
      if (fallback !== undefined) expect(schema.safeParse(fallback).success, name).toBe(true);
      expect(fallback === undefined || otherwise === undefined, name).toBe(true);
      for (const words of [says, allowed]) expect(words, name).toMatch(/[^.]$/);
      expect(readers.length, name).toBeGreaterThan(0);
    }
    expect(readConfig({})).toMatchObject({
      TENURE_QUIET_HOURS: { from: 1_260, to: 480 },
      TENURE_NOTICES_PER_DAY: 4,
      TENURE_DRY_RUN: false,
      TENURE_CHATWOOT_CHANNELS: ["email", "chat"],
      TENURE_KEYS: undefined,
    });
  });

  it("names a misspelt variable with the nearest one, and leaves those of Kubernetes alone", () => {
    expect(linesOf({ TENURE_DRYRUN: "1" })).toEqual([
      "TENURE_DRYRUN is no variable of Tenure; did you mean TENURE_DRY_RUN?",
    ]);
    expect(linesOf({ TENURE_ZZZZZZZZZZZZZZZZZZZZ: "1" })).toEqual([
      "TENURE_ZZZZZZZZZZZZZZZZZZZZ is no variable of Tenure; `tenure help variables` lists all of them",
    ]);
    const pod = {
      TENURE_SERVICE_HOST: "10.0.0.1",
      TENURE_SERVICE_PORT_HTTP: "80",
      TENURE_PORT: "tcp://10.0.0.1:80",
    };
    const more = { TENURE_API_PORT_7400_TCP_ADDR: "10.0.0.1", TENURE_API_SERVICE_HOST: "10.0.0.1" };
    expect(linesOf({ ...pod, ...more, HOME: "/root" })).toEqual([]);
  });

  it("says everything that is wrong, a line each, without a value", () => {
    const secret = "s3cr3t";
    const all = Object.fromEntries(variableNames().map((name) => [name, secret]));
    const lines = linesOf(all);
    expect(lines.length).toBeGreaterThan(15);
    for (const line of lines) expect(line).toMatch(/^[A-Z_]+ .+; allowed: .+$/);
    expect(lines.join()).not.toContain(secret);
    expect(lines).toContain(
      "TENURE_CODEC_KEYS has a key that is not well formed, number 1; allowed: id:key, commas between them, each key 32 bytes in base64",
    );
    expect(lines).toContain(
      "TENURE_CHAT_URL and TENURE_TELEGRAM_TOKEN are both set; allowed: one of them, which carries chat messages",
    );
  });

  it("takes an empty variable for one that is not set, but for the list of recipients", () => {
    expect(
      readConfig({ TENURE_DRY_RUN: "", TENURE_SMTP_URL: "", TENURE_ALLOW_RECIPIENTS: "" }),
    ).toMatchObject({
      TENURE_DRY_RUN: false,
      TENURE_SMTP_URL: undefined,
      TENURE_ALLOW_RECIPIENTS: [],
    });
  });
});

it("`tenure help variables` prints every variable, what is set, and no value", async () => {
  const env = { TENURE_SMTP_URL: "smtp://u:s3cr3t@mx.example" };
  const { code, out: printed, err: complained } = await commandHere(["help", "variables"], env);
  expect(code).toBe(1);
  for (const name of variableNames()) expect(printed).toContain(name);
  expect(printed).toMatch(/TENURE_SMTP_URL {2}.*secret, set/);
  expect(complained).toContain("TENURE_SMTP_URL is set and TENURE_SMTP_FROM is not");
  expect(printed + complained).not.toContain("s3cr3t");
});
