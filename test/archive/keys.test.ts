import { fork } from "node:child_process";
import { mkdtemp, open, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Erased, keyFolder } from "../../archive/keys.ts";

let parent: string;
let folders = 0;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "tenure-keys-"));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

const newFolder = () => join(parent, `k${++folders}`, "clients");

describe("keys of clients in a folder", () => {
  it("are 32 bytes each, made once, and read by their owner alone", async () => {
    const folder = newFolder();
    const keys = keyFolder(folder);
    expect(await keys.keyOf("c1")).toBeNull();
    const key = await keys.make("c1");
    expect(key).toHaveLength(32);
    expect(await keys.make("c1")).toEqual(key);
    expect(await keys.keyOf("c1")).toEqual(key);
    expect(await keyFolder(folder).keyOf("c1")).toEqual(key);
    expect(await keys.make("c2")).not.toEqual(key);
    const files = await readdir(folder);
    expect(files).toHaveLength(2);
    for (const file of files) {
      expect(file).toMatch(/^[0-9a-f]{64}$/);
      expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    }
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it("are one, whoever of several processes makes it first", async () => {
    const folder = newFolder();
    const script = join(parent, "maker.mjs");
    const module = new URL("../../archive/keys.ts", import.meta.url).href;
    await writeFile(
      script,
      `import { keyFolder } from ${JSON.stringify(module)};
       const keys = keyFolder(process.argv[2]);
       const made = await Promise.all(Array.from({ length: 20 }, (_, n) => keys.make("c" + n)));
       process.send(made.map((key) => key.toString("hex")));`,
    );
    const makers = Array.from(
      { length: 3 },
      () =>
        new Promise<string[]>((resolve, reject) => {
          const child = fork(script, [folder]);
          child.once("message", (made) => resolve(made as string[]));
          child.once("error", reject);
          child.once("exit", (code) => code !== 0 && reject(new Error(`a maker ended with ${code}`)));
        }),
    );
    const [first, ...others] = await Promise.all(makers);
    expect(new Set(first).size).toBe(20);
    for (const other of others) expect(other).toEqual(first);
    expect(await readdir(folder)).toHaveLength(20);
  });

  it("are destroyed for good: their bytes are overwritten, and no other key is made", async () => {
    const folder = newFolder();
    const keys = keyFolder(folder);
    const key = Buffer.from(await keys.make("c1"));
    const kept = await keys.make("c2");
    const [name = ""] = (await readdir(folder)).filter((file) => file);
    const file = (await readFile(join(folder, name))).equals(key)
      ? join(folder, name)
      : join(folder, (await readdir(folder))[1] ?? "");
    const handle = await open(file, "r");
    await keys.destroy("c1");
    const after = Buffer.alloc(32);
    await handle.read(after, 0, 32, 0);
    await handle.close();
    expect(after).not.toEqual(key);
    expect(await keys.keyOf("c1")).toBe("erased");
    await expect(keys.make("c1")).rejects.toBeInstanceOf(Erased);
    await keys.destroy("c1");
    expect(await keys.keyOf("c1")).toBe("erased");
    await expect(keyFolder(folder).make("c1")).rejects.toThrow("the personal data of c1 were erased");
    expect(await keys.keyOf("c2")).toEqual(kept);
    for (const left of await readdir(folder)) expect(await readFile(join(folder, left))).not.toEqual(key);
  });

  it("a client without a key can be erased too, also while one is being made", async () => {
    const keys = keyFolder(newFolder());
    await keys.destroy("c1");
    await expect(keys.make("c1")).rejects.toBeInstanceOf(Erased);
    await Promise.allSettled([keys.make("c2"), keys.destroy("c2"), keys.make("c2"), keys.destroy("c2")]);
    expect(await keys.keyOf("c2")).toBe("erased");
  });

  it("a damaged one is told from an erased one", async () => {
    const folder = newFolder();
    const keys = keyFolder(folder);
    await keys.make("c1");
    const [name = ""] = await readdir(folder);
    await writeFile(join(folder, name), "half a key");
    await expect(keys.keyOf("c1")).rejects.toThrow("a key of 10 bytes");
    await expect(keys.make("c1")).rejects.toThrow("is damaged: it has to have 32");
  });
});
