// Moments as people read them. Each shows its zone; one switch turns all of them to UTC.
import { Text } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { useTexts } from "../texts/index.tsx";
import type { ConsoleLanguage } from "../texts/language.ts";

const ZONE = "tenure.times";
const listeners = new Set<() => void>();

export const inUtc = (): boolean => localStorage.getItem(ZONE) === "utc";
export function setUtc(on: boolean): void {
  if (on) localStorage.setItem(ZONE, "utc");
  else localStorage.removeItem(ZONE);
  for (const listener of listeners) listener();
}
export const useUtc = (): boolean =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, inUtc);

/** @param instant ISO, or a day, which has no zone */
export function momentIn(language: ConsoleLanguage, instant: string, utc: boolean): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(instant)) {
    const day = new Date(`${instant}T00:00:00Z`);
    return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(day);
  }
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  return new Intl.DateTimeFormat(language, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
    ...(utc && { timeZone: "UTC" }),
  }).format(at);
}

/** How moments are written now. */
export function useMoment(): (instant: string) => string {
  const { language } = useTexts();
  const utc = useUtc();
  return (instant) => momentIn(language, instant, utc);
}

export function Moment({ at }: { readonly at: string }) {
  const moment = useMoment();
  return (
    <time dateTime={at} className="moment">
      {moment(at)}
    </time>
  );
}

/** When something falls due. */
export function Deadline({ name, due }: { readonly name: string; readonly due: string }) {
  const { value } = useTexts();
  return (
    <Text size="sm">
      {value(name)}: <Moment at={due} />
    </Text>
  );
}
