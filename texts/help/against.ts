// What the help is held against, as it lies in the project: the rules that are named, and the words that no client reads.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { FORBIDDEN, parseForbidden } from "../notices/lint.ts";
import type { Against, Help } from "./faults.ts";
import {
  readBenefits,
  readCards,
  readChecklists,
  readDossierWords,
  readExitWords,
  readGuides,
  readOrder,
} from "./read.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
/** Where rules are written down: what judges, and what people read of it. */
const SOURCES = [
  ["machines", ".ts"],
  ["docs", ".md"],
  ["diagrams", ".md"],
] as const;

/** Every rule id that the machine or its docs know. */
async function knownRules(): Promise<ReadonlySet<string>> {
  const rules = new Set<string>();
  for (const [folder, ending] of SOURCES)
    for (const name of await readdir(`${PROJECT}${folder}`, { recursive: true }))
      if (name.endsWith(ending))
        for (const rule of (await readFile(`${PROJECT}${folder}/${name}`, "utf8")).match(/R-[A-Z]{3}-\d+/g) ??
          [])
          rules.add(rule);
  return rules;
}

export const readAgainst = async (): Promise<Against> => ({
  rules: await knownRules(),
  forbidden: parseForbidden(await readFile(`${PROJECT}${FORBIDDEN}`, "utf8")),
});

/** @throws {Malformed} naming the first file that is not what it should be, and the paths in it. */
export async function readHelp(): Promise<Help> {
  const [cards, checklists, order, dossier, exit, benefits, guides] = await Promise.all([
    readCards(),
    readChecklists(),
    readOrder(),
    readDossierWords(),
    readExitWords(),
    readBenefits(),
    readGuides(),
  ]);
  return { cards, checklists, order, dossier, exit, benefits, guides };
}
