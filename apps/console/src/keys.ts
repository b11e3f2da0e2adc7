// Keys by their place on the keyboard: `j` works with a Russian layout too, where it types «о».
import { useEffect, useRef } from "react";

/** What a key does, by `KeyboardEvent.code`; after `g`, by `g KeyI`. */
export type Keys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const SWITCH = "tenure.keys";
/** Letters can be switched off, for whoever speaks to the computer or uses a screen reader. */
export const lettersOn = (): boolean => localStorage.getItem(SWITCH) !== "off";
export const setLetters = (on: boolean): void =>
  on ? localStorage.removeItem(SWITCH) : localStorage.setItem(SWITCH, "off");

/** Only what takes text keeps its letters: a switch or a button does not. */
function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  if (!(target instanceof HTMLInputElement)) return false;
  return !["checkbox", "radio", "button", "submit", "range"].includes(target.type);
}

/** Keys that are no letters. */
const MOVES = /^(Arrow\w+|Home|End)$/;
const SECOND_WITHIN = 1_000;
let first: { readonly code: string; readonly at: number } | null = null;
const layers: { current: Keys }[] = [];

function heard(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.metaKey) return;
  const chord = event.ctrlKey ? `Ctrl+${event.code}` : event.shiftKey ? `Shift+${event.code}` : event.code;
  if (!event.ctrlKey && event.code !== "Escape") {
    // Whoever writes moves the caret by arrows, Home and End.
    if (takesText(event.target)) return;
    if (!MOVES.test(event.code) && !lettersOn()) return;
  }
  // In a window that lies over the page, only the window's own keys count.
  if (document.querySelector("[role=dialog][aria-modal=true]") && event.code !== "Escape") return;
  const after = first && Date.now() - first.at < SECOND_WITHIN ? `${first.code} ${chord}` : null;
  first = null;
  for (const { current } of layers.toReversed()) {
    const does = (after && current[after]) || current[chord];
    if (!does) continue;
    event.preventDefault();
    does(event);
    return;
  }
  if (event.code === "KeyG" && !event.shiftKey && !event.ctrlKey) first = { code: "KeyG", at: Date.now() };
}

/** Adds keys while a component is shown; the latest one is asked first. */
export function usePhysicalKeys(keys: Keys): void {
  const layer = useRef(keys);
  layer.current = keys;
  useEffect(() => {
    if (layers.length === 0) addEventListener("keydown", heard);
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      if (layers.length === 0) removeEventListener("keydown", heard);
    };
  }, []);
}

/** Moves the focus between the links of rows. */
function moveRow(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus();
}

/** `j` and `k` move between the rows of a list. */
export const useRowKeys = (): void => usePhysicalKeys({ KeyJ: () => moveRow(1), KeyK: () => moveRow(-1) });
