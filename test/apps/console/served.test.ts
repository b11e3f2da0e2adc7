import { execFile, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { OpenAPIHono } from "@hono/zod-openapi";
import { beforeAll, describe, expect, it } from "vitest";
import type { AskedBy } from "../../../apps/api/actor.ts";
import { consoleRoutes } from "../../../apps/api/console.ts";
import { keptConsole } from "../../../worker/keptConsole.ts";
import { HOME } from "../../support/temporal.setup.ts";

let folder: string;
const app = new OpenAPIHono<AskedBy>();
beforeAll(async () => {
  folder = await keptConsole(HOME);
  consoleRoutes(app, Promise.resolve(folder));
  // What was promised is known a moment later.
  await new Promise((resolve) => setImmediate(resolve));
});

const scripts = async () => {
  const names = (await readdir(join(folder, "assets"))).filter((name) => name.endsWith(".js"));
  return Promise.all(
    names.map(async (name) => ({
      name,
      bytes: gzipSync(await readFile(join(folder, "assets", name)), { level: 9 }).length,
    })),
  );
};

describe("the console's files", () => {
  it("R-ROL-1: a page of the console runs its own scripts only, and stands in no frame", async () => {
    const pages = await Promise.all(
      ["/console/", "/console/clients/c1"].map((path) => app.request(`http://127.0.0.1${path}`)),
    );
    const nonces = new Set<string>();
    for (const answer of pages) {
      expect(answer.status).toBe(200);
      const policy = answer.headers.get("content-security-policy") ?? "";
      const nonce = /script-src 'nonce-([^']+)' 'strict-dynamic'/.exec(policy)?.[1] ?? "";
      nonces.add(nonce);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("base-uri 'none'");
      expect(policy).not.toContain("unsafe");
      const html = await answer.text();
      for (const [tag] of html.matchAll(/<(script|link rel="stylesheet")[^>]*>/g))
        expect(tag).toContain(`nonce="${nonce}"`);
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
    }
    expect(nonces.size).toBe(2);
  });

  it("R-ROL-1: nothing but its own files is given out", async () => {
    for (const path of [
      "assets/..%2f..%2findex.js",
      "assets/%2e%2e/%2e%2e/x.js",
      "assets/none.js",
      "package.js",
    ]) {
      const answer = await app.request(`http://127.0.0.1/console/${path}`);
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });

  it("R-ROL-1: two that build it at once get the same files", async () => {
    const home = await mkdtemp(join(tmpdir(), "tenure-console-"));
    const program =
      'const { keptConsole } = await import("./worker/keptConsole.ts"); console.log(await keptConsole(process.argv[1]))';
    const build = () => promisify(execFile)(process.execPath, ["--input-type=module", "-e", program, home]);
    const built = await Promise.all([build(), build()]);
    const [one = "", other = ""] = built.map(({ stdout }) => stdout.trim());
    expect(one).toBe(other);
    expect(await readFile(join(one, "index.html"), "utf8")).toContain("csp-nonce");
    expect(await readdir(join(home, "console"))).toHaveLength(1);
    await rm(home, { recursive: true });
  });

  it("R-ROL-1: what a build that was killed left is taken away, what another is building is not", async () => {
    const home = await mkdtemp(join(tmpdir(), "tenure-console-"));
    const { pid: over } = spawnSync(process.execPath, ["--version"]);
    const building = `0123456789abcdef.${process.ppid}`;
    for (const name of [`0123456789abcdef.${over}`, building, "fedcba9876543210"])
      await mkdir(join(home, "console", name), { recursive: true });
    const built = await keptConsole(home);
    expect((await readdir(join(home, "console"))).sort()).toEqual([basename(built), building].sort());
    await rm(home, { recursive: true });
  });

  it("R-ROL-1: a build that fails leaves nothing", async () => {
    const home = await mkdtemp(join(tmpdir(), "tenure-console-"));
    const program = `
      const { mkdir } = await import("node:fs/promises");
      const { keptConsole } = await import("./worker/keptConsole.ts");
      const [, home, hash] = process.argv;
      // Vite has begun to write, and breaks off.
      await mkdir(home + "/console/" + hash + "." + process.pid, { recursive: true });
      process.env.NODE_OPTIONS = "--require ./none.cjs";
      await keptConsole(home).then(() => process.exit(3), () => {});`;
    const args = ["--input-type=module", "-e", program, home, basename(folder)];
    await promisify(execFile)(process.execPath, args);
    expect(await readdir(join(home, "console"))).toEqual([]);
    await rm(home, { recursive: true });
  });

  it("R-ROL-1: where it is not built yet, the page says so and looks again", async () => {
    const waiting = new OpenAPIHono<AskedBy>();
    consoleRoutes(waiting, new Promise(() => {}));
    const answer = await waiting.request("http://127.0.0.1/console/");
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('http-equiv="refresh"');
  });

  it("R-ROL-1: at first at most 200 KB of script, and 400 KB in all, compressed", async () => {
    const all = await scripts();
    const html = await readFile(join(folder, "index.html"), "utf8");
    const first = all.filter(({ name }) => html.includes(name));
    const sum = (some: typeof all) => some.reduce((total, { bytes }) => total + bytes, 0);
    expect(first.length).toBeGreaterThan(0);
    expect(sum(first)).toBeLessThan(200_000);
    expect(sum(all)).toBeLessThan(400_000);
  });
});
