import { decimal, spoken } from "../../values/money.ts";

/** What a table or a file of values holds. */
export type Cell = string | number;

export interface Column {
  readonly head: string;
  /** Numbers stand at the right. */
  readonly side: "left" | "right";
}

/** A table for people. */
export interface Sheet {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** A report in each of its forms. Money in `data` is in whole minor units, in `csv` and sheets in decimals. */
export interface Report {
  readonly data: Readonly<Record<string, unknown>>;
  readonly sheets: readonly Sheet[];
  /** What a reader of the sheets has to know. */
  readonly remarks: readonly string[];
  /** There is nothing to tell of: people are told what to import instead. */
  readonly empty?: boolean;
  /** The finest grain there is, heads first. */
  csv(): Iterable<readonly Cell[]>;
  svg(): string;
}

export const left = (head: string): Column => ({ head, side: "left" });
export const right = (head: string): Column => ({ head, side: "right" });

/** `2,357` */
export const counted = (n: number): string => n.toLocaleString("en-US");

/** `33.0 %` */
export const inPercent = (share: number): string => `${share.toFixed(1)} %`;

/** `25.0 %`; of nothing, a dash. */
export const shareIn = ({ count, of }: { readonly count: number; readonly of: number }): string =>
  of === 0 ? "–" : inPercent((100 * count) / of);

/** `2 appeals`, `1 appeal` */
export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${counted(n)} ${n === 1 ? one : many}`;

/** One record of RFC 4180, without its line end. */
export function csvLine(cells: readonly Cell[]): string {
  return cells
    .map((cell) => {
      const text = String(cell);
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(",");
}

/** How amounts of a currency are written: for people, and for programs. */
export interface Money {
  spoken(minor: number): string;
  decimal(minor: number): string;
}

/** Amounts with as many decimals as their currency has; with two, where a file does not say in what they are. */
export function moneyIn(currency?: string): Money {
  const decimals =
    currency === undefined
      ? 2
      : (new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
          .maximumFractionDigits ?? 2);
  return {
    spoken: (minor) => spoken(minor, decimals),
    decimal: (minor) => decimal(minor, decimals),
  };
}

/** `12.5`: hours with one decimal. */
export const inHours = (minutes: number): string =>
  (minutes / 60).toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
