// A package of a client's data: a zip for people and machines, sealed for one provider where it has a key.

import { createHash, randomBytes } from "node:crypto";
import { Encrypter } from "age-encryption";
import { zipSync } from "fflate";
import type { Locale } from "../../machines/index.ts";
import type { DataItem } from "../dataItems.ts";
import { type Gathered, LAYOUT, type PackageRow } from "./gather.ts";
import { page } from "./page.ts";

export const FORMAT = "tenure-handover/1";

/** The entry of the journal by which the client agreed. */
export interface Consent {
  readonly seq: number;
  readonly eventId: string;
  /** ISO instant. */
  readonly at: string;
  /** The hash of the entry. */
  readonly hash: string;
}

/** What a package is made of. */
export interface Content {
  readonly client: string;
  /** Null: for the client. */
  readonly provider: { readonly id: string; readonly name: string } | null;
  readonly items: readonly DataItem[];
  readonly gathered: Gathered;
  readonly consent: Consent | null;
  readonly locale: Locale;
  /** IANA time zone. */
  readonly zone: string;
  /** ISO 4217. */
  readonly currency: string;
  /** ISO instant. */
  readonly madeAt: string;
}

/** A spreadsheet would run a cell that begins like a formula. */
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

function cellOf(value: PackageRow[string] | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return `${value}`;
  const text = harmless(typeof value === "string" ? value : value.join("; "));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180, in UTF-8 with the mark by which spreadsheets know it. */
function csvOf(item: DataItem, rows: readonly PackageRow[]): string {
  const columns = Object.keys(LAYOUT[item].columns);
  const lines = [columns, ...rows.map((row) => columns.map((column) => cellOf(row[column])))];
  return `\uFEFF${lines.map((cells) => `${cells.join(",")}\r\n`).join("")}`;
}

function jsonOf({ items, gathered, provider, consent, ...rest }: Content): string {
  const { client, currency, zone, madeAt } = rest;
  const data = items.map((item) => {
    const rows = gathered[item] ?? [];
    return [item, LAYOUT[item].many ? rows : (rows[0] ?? null)];
  });
  const about = { format: FORMAT, client, provider, madeAt, consent, currency, zone };
  return JSON.stringify({ ...about, items: Object.fromEntries(data) }, null, 2);
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/**
 * Writes a package: `data.json`, a CSV for each item of many rows, `index.html` for people, and `manifest.json` with
 * the SHA-256 of each of them (R-HND-4).
 * @param key an age recipient; the package is then encrypted to it, and nobody else opens it.
 */
export async function writePackage(content: Content, key?: string | undefined): Promise<Uint8Array> {
  const { items, gathered, consent, provider, client, madeAt } = content;
  const files: Record<string, Uint8Array> = {
    "data.json": utf8(jsonOf(content)),
    "index.html": utf8(await page(content)),
  };
  for (const item of items)
    if (LAYOUT[item].many) files[`${item}.csv`] = utf8(csvOf(item, gathered[item] ?? []));
  const names = Object.keys(files).sort();
  const listed = names.map((name) => {
    const bytes = files[name] as Uint8Array;
    return { name, size: bytes.length, sha256: sha256(bytes) };
  });
  const manifest = { format: FORMAT, client, provider: provider?.id ?? null, madeAt, items, consent };
  // The package's hash is in the journal for good: with a salt, it says nothing of the data, not even to who guesses.
  const salt = randomBytes(16).toString("base64url");
  files["manifest.json"] = utf8(JSON.stringify({ ...manifest, salt, files: listed }, null, 2));
  const zipped = zipSync(files, { level: 9, mtime: madeAt });
  if (key === undefined) return zipped;
  const encrypter = new Encrypter();
  encrypter.addRecipient(key);
  return encrypter.encrypt(zipped);
}
