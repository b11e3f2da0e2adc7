import { chmod, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Cli, openCli, type Upped } from "../support/cli.ts";
import type { Ended } from "../support/command.ts";

let cli: Cli;
let before: Ended;
let engine: Upped;
let umask: number;
beforeAll(async () => {
  cli = await openCli({ fresh: true });
  await rm(join(cli.home, "bundle"), { recursive: true });
  before = await cli.run(["list", "--home", join(cli.home, "none")]);
  await chmod(cli.home, 0o755);
  umask = process.umask(0);
  engine = await cli.up();
}, 180_000);
afterAll(async () => {
  process.umask(umask);
  await cli.run(["down"]);
  await engine?.ended;
  await cli?.close();
}, 60_000);

it("keys, databases, sockets, logs and all else of the state folder are their owner's alone, even under umask 000", async () => {
  expect(process.umask()).toBe(0);
  const opened = await cli.run(["open", "c1", "--as", "ops:olga", "--contract", "k-17", "--name", "Ann"]);
  expect(opened.code, opened.err).toBe(0);
  expect((await cli.run(["audit", "checkpoint"])).code).toBe(0);
  const files = await readdir(cli.home, { recursive: true, withFileTypes: true });
  const names = files.map((file) => join(file.parentPath, file.name).slice(cli.home.length + 1));
  for (const name of [
    "keys/log.pem",
    "keys/clients",
    "archive",
    "temporal.db",
    "checkpoints/signed.txt",
    "bundle",
  ])
    expect(names).toContain(name);
  expect(names.some((name) => name.endsWith(".log"))).toBe(true);
  expect(files.some((file) => file.isSocket())).toBe(true);
  const open: string[] = [];
  for (const name of ["", ...names]) {
    const found = await stat(join(cli.home, name)).catch(() => null);
    if (found && (found.mode & 0o077) !== 0) open.push(`${name} ${(found.mode & 0o777).toString(8)}`);
  }
  expect(open).toEqual([]);
});

it("a read where no engine ever ran says how to start one, and makes no folder", async () => {
  expect(before).toMatchObject({ code: 75, out: "", err: expect.stringContaining("`tenure up`") });
  expect(await readdir(cli.home)).not.toContain("none");
});
