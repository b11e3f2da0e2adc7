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

/** One record of RFC 4180, without its line end. */
export function csvLine(cells: readonly Cell[]): string {
  return cells
    .map((cell) => {
      const text = String(cell);
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(",");
}
