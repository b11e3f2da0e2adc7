import { usage } from "./exit.ts";

const DAYS = /^(\d{1,4})d$/;
const DAY = 86_400_000;

/** An instant from `7d` (from now), a date, or an instant. */
export function moment(given: string, option: string): string {
  const days = DAYS.exec(given)?.[1];
  const at = days === undefined ? Date.parse(given) : Date.now() + Number(days) * DAY;
  if (Number.isNaN(at)) throw usage(`${option} is a date, an instant or days from now like 7d, not ${given}`);
  return new Date(at).toISOString();
}
