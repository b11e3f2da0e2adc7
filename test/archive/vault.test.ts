import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Archive, openArchive } from "../../archive/open.ts";
import { type Backend, backends } from "../support/archives.ts";

describe.each(backends)("the vault on $name", ({ start }) => {
  let backend: Backend;
  let archive: Archive;
  beforeAll(async () => {
    backend = await start();
    archive = await openArchive(await backend.place());
  });
  afterAll(async () => {
    await archive?.close();
    await backend?.stop();
  });

  it("keeps texts under ids that say nothing about them", async () => {
    const { vault } = archive;
    const ids = await Promise.all([
      vault.put("c1", "reason", "Он кричал 🙂\n\\x00"),
      vault.put("c1", "reason", "Он кричал 🙂\n\\x00"),
    ]);
    for (const id of ids) {
      expect(id).toMatch(/^v_[A-Za-z0-9_-]{24}$/);
      expect(await vault.get(id)).toBe("Он кричал 🙂\n\\x00");
    }
    expect(new Set(ids).size).toBe(2);
    expect(await vault.get("v_unknown_id")).toBeNull();
  });

  it("R-LIF-0 gives a sender who repeats itself the same id, so that the event is the same one", async () => {
    const { vault } = archive;
    const put = (client: string, text: string) => vault.put(client, "reason", text, "event-1/reason");
    const [first, again] = await Promise.all([put("c2", "shouted"), put("c2", "shouted")]);
    expect(again).toBe(first);
    expect(await put("c2", "shouted")).toBe(first);
    expect(await put("c3", "shouted")).not.toBe(first);
    const other = await put("c2", "whispered");
    expect(other).not.toBe(first);
    expect(await vault.get(other)).toBe("whispered");
    expect(await vault.get(first)).toBe("shouted");
  });

  it("knows a client's name and one address a channel, and forgets the ones before", async () => {
    const { vault } = archive;
    const old = await vault.setAddress("c4", "email", "old@example.org");
    await vault.setAddress("c4", "post", "1 Main Street");
    await vault.setName("c4", "Ms Poppins");
    expect(await vault.addressOf("c4", "email")).toBe("old@example.org");
    const now = await vault.setAddress("c4", "email", "new@example.org");
    expect(await vault.get(now)).toBe("new@example.org");
    expect(await vault.addressOf("c4", "email")).toBe("new@example.org");
    expect(await vault.addressOf("c4", "post")).toBe("1 Main Street");
    expect(await vault.nameOf("c4")).toBe("Ms Poppins");
    expect(await vault.get(old)).toBeNull();
    expect(await vault.addressOf("c4", "chat")).toBeNull();
    expect(await vault.nameOf("c5")).toBeNull();
  });
});
