// What a suggestion's numbers say to people.
import { spoken } from "../../values/money.ts";

/** Those in minor units of the `currency` beside them. */
const AMOUNTS: readonly string[] = ["amount", "cost", "margin"];

function amountIn(currency: string, minor: number): string {
  const { maximumFractionDigits } = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
  }).resolvedOptions();
  return spoken(minor, maximumFractionDigits);
}

/** `invoice i1; due 2026-11-01; amount 120.50; currency EUR; days 21` */
export function numbersIn(numbers: Readonly<Record<string, unknown>>): string {
  const { currency } = numbers;
  const said = Object.entries(numbers).map(([name, value]) => {
    if (Array.isArray(value)) return `${name} ${value.join(", ") || "none"}`;
    if (typeof value === "number" && typeof currency === "string" && AMOUNTS.includes(name))
      return `${name} ${amountIn(currency, value)}`;
    return `${name} ${name === "since" ? String(value).slice(0, 10) : value}`;
  });
  return said.join("; ");
}
