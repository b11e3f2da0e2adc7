import type { Kysely } from "kysely";
import { z } from "zod";
import { Malformed, malformed } from "../machines/index.ts";
import type { Tables } from "./tables.ts";

const key = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/, "an id: letters, digits and _ . : - up to 64");
const words = z.string().trim().min(1).max(200);

/** R-HND-1: a provider that a client may move to, rivals included. */
const provider = z.strictObject({
  id: key,
  name: words,
  /** What it can do, in the words in which needs are given. */
  capabilities: z.array(key).max(100).readonly(),
  /** Where it works. */
  regions: z.array(key).max(100).readonly(),
  /** Minor units. */
  price: z.int().min(0).max(1e12),
  /** How many more clients it takes. */
  capacity: z.int().min(0).max(1e6),
  contact: words,
  verifiedAt: z
    .string()
    .refine(
      (text) => /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(Date.parse(text)),
      "an instant or a date",
    )
    .transform((text) => new Date(text).toISOString()),
});
export type Provider = Readonly<z.output<typeof provider>>;

/**
 * Checks an imported list row by row.
 * @throws {Malformed} naming every fault by its row, counted from 1.
 */
function parseProviders(rows: readonly unknown[]): Provider[] {
  const faults: { path: string; says: string }[] = [];
  const parsed: Provider[] = [];
  const seen = new Map<string, number>();
  rows.forEach((row, index) => {
    const line = `row ${index + 1}`;
    const result = provider.safeParse(row);
    if (!result.success) {
      for (const { path, says } of malformed("", result.error).faults)
        faults.push({ path: path ? `${line}, ${path}` : line, says });
      return;
    }
    const before = seen.get(result.data.id);
    if (before !== undefined) faults.push({ path: `${line}, id`, says: `used in row ${before} already` });
    seen.set(result.data.id, index + 1);
    parsed.push(result.data);
  });
  if (faults.length > 0) throw new Malformed("not a list of providers; nothing was imported", faults);
  return parsed;
}

/** The catalogue of providers. */
export function providers(db: Kysely<Tables>) {
  return {
    /**
     * Imports providers: new ones are added, known ones replaced, others left. All rows or none.
     * @throws {Malformed} naming every fault by its row.
     */
    async importProviders(rows: readonly unknown[]): Promise<number> {
      const parsed = parseProviders(rows);
      if (parsed.length === 0) return 0;
      await db
        .insertInto("providers")
        .values(
          parsed.map((row) => ({
            ...row,
            capabilities: JSON.stringify(row.capabilities),
            regions: JSON.stringify(row.regions),
          })),
        )
        .onConflict((conflict) =>
          conflict.column("id").doUpdateSet((eb) => ({
            name: eb.ref("excluded.name"),
            capabilities: eb.ref("excluded.capabilities"),
            regions: eb.ref("excluded.regions"),
            price: eb.ref("excluded.price"),
            capacity: eb.ref("excluded.capacity"),
            contact: eb.ref("excluded.contact"),
            verifiedAt: eb.ref("excluded.verifiedAt"),
          })),
        )
        .execute();
      return parsed.length;
    },

    async list(): Promise<Provider[]> {
      return db.selectFrom("providers").selectAll().orderBy("id").execute();
    },
  };
}
