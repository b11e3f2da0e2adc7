import { readFile } from "node:fs/promises";
import { type Guides, parseGuides } from "../texts/help/read.ts";
import type { Configuration } from "./config.ts";
import { reason } from "./temporal/bring.ts";

/** The catalogue of guides that questions are held against. @throws {Error} naming the file, where it is none */
export async function guidesOf({
  TENURE_GUIDES: file,
}: Configuration): Promise<(() => Promise<Guides>) | undefined> {
  if (!file) return undefined;
  const yaml = await readFile(file, "utf8").catch((error: unknown) => {
    throw new Error(`TENURE_GUIDES: ${file} cannot be read: ${reason(error)}`);
  });
  const guides = parseGuides(`TENURE_GUIDES: ${file}`, yaml);
  return async () => guides;
}
