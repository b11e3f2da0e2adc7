// Moments as an input of a browser writes them (`2026-11-22T05:00`), and as the API does (`2026-11-22T04:00:00.000Z`).

const two = (n: number): string => String(n).padStart(2, "0");

/** @param utc whether the text is of UTC, or of the reader's zone. @returns empty for what is no moment */
export function instantOf(text: string, utc: boolean): string {
  const at = new Date(utc ? `${text}Z` : text);
  return text === "" || Number.isNaN(at.getTime()) ? "" : at.toISOString();
}

/** The same moment, to be shown in the input. */
export function inputOf(instant: string, utc: boolean): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return "";
  if (utc) return at.toISOString().slice(0, 16);
  const day = `${String(at.getFullYear()).padStart(4, "0")}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
