/** Money in whole minor units (cents). */
export type Minor = number;

/** The greatest amount of one row, either way. */
export const MOST: Minor = 1e12;

const AMOUNT = /^(-?)(\d{1,12})(?:\.(\d{1,4}))?$/;

/**
 * Reads an amount of a currency with so many decimals, 0 to 4; no float takes part.
 * @returns minor units, or null when it is no such amount.
 */
export function minorIn(decimals: number, text: string): Minor | null {
  const [, sign, whole, broken = ""] = AMOUNT.exec(text) ?? [];
  if (whole === undefined || broken.length > decimals) return null;
  const minor = Number(whole) * 10 ** decimals + Number(broken.padEnd(decimals, "0"));
  if (minor > MOST) return null;
  return sign === "-" && minor !== 0 ? -minor : minor;
}

/** Reads `29.33`, `5` or `-4.5`. @returns null when it is no amount. */
export const minorOf = (text: string): Minor | null => minorIn(2, text);

/** @throws {RangeError} where a sum of minor units could no longer be exact. */
export function plus(a: Minor, b: Minor): Minor {
  const sum = a + b;
  if (!Number.isSafeInteger(sum)) throw new RangeError("the amounts add up to more than can be kept exactly");
  return sum;
}

export const sumOf = (amounts: readonly Minor[]): Minor => amounts.reduce(plus, 0);

/** `244091.94`, for programs. @param decimals of the currency */
export function decimal(minor: Minor, decimals = 2): string {
  const digits = String(Math.abs(minor)).padStart(decimals + 1, "0");
  const whole = `${minor < 0 ? "-" : ""}${digits.slice(0, digits.length - decimals)}`;
  return decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`;
}

/** `244,091.94`, for people. @param decimals of the currency */
export const spoken = (minor: Minor, decimals = 2): string =>
  decimal(minor, decimals).replace(/\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

/** How many hundredths of a percent `part` is of `whole`, rounded half up, in whole numbers throughout; 0 of nothing. */
function hundredths(part: number, whole: number): number {
  if (whole <= 0) return 0;
  return Number((BigInt(part) * 20_000n + BigInt(whole)) / (BigInt(whole) * 2n));
}

/** The share of `part` in `whole` in percent, with two decimals. Both whole numbers, none negative. */
export const percent = (part: number, whole: number): number => hundredths(part, whole) / 100;

/** Whether `part` is at least `share` percent of `whole`: exact however great they are. */
export const reaches = (part: number, share: number, whole: number): boolean =>
  BigInt(part) * 100n >= BigInt(share) * BigInt(whole);

/** `part / count` in minor units, rounded half away from zero. */
export function perHead(part: Minor, count: number): Minor {
  if (count <= 0) return 0;
  const [a, n] = [BigInt(Math.abs(part)), BigInt(count)];
  const each = Number((a * 2n + n) / (n * 2n));
  return part < 0 && each !== 0 ? -each : each;
}
