// The address holds everything that is shown: screen, filter, page, tab, row, moment.
import { type MouseEvent, useCallback, useSyncExternalStore } from "react";

const AT = "/console";
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};
addEventListener("popstate", tell);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A part of a path; one that is not well formed as it stands, so that it leads to nothing and breaks nothing. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The path below `/console`, decoded part by part: `["clients", "c1"]`. */
export function usePath(): readonly string[] {
  const path = useSyncExternalStore(subscribe, () => location.pathname);
  return path.slice(AT.length).split("/").filter(Boolean).map(decoded);
}

/** `/clients/c1` as it stands in a link. */
export const hrefOf = (to: string): string => AT + to;

/** A path of parts that may hold anything. */
export const pathOf = (...parts: readonly string[]): string => `/${parts.map(encodeURIComponent).join("/")}`;

/** @param to a path below the console with its query, for instance `/clients?state=active` */
export function go(to: string, how: { readonly replace?: boolean } = {}): void {
  history[how.replace ? "replaceState" : "pushState"](null, "", hrefOf(to));
  tell();
  // A new screen is read from its top; a filter of the same one is not.
  if (!how.replace) scrollTo(0, 0);
}

/** What a plain click on a link of ours does; any other click is the browser's. */
export const followed =
  (to: string) =>
  (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };

/** What is left out or empty is taken out of the query. */
export function withQuery(path: string, values: Readonly<Record<string, string | null | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value) query.set(name, value);
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** The query of the address, and a way to change some of it in place. */
export function useQuery(): readonly [
  URLSearchParams,
  (changes: Readonly<Record<string, string | null>>) => void,
] {
  const search = useSyncExternalStore(subscribe, () => location.search);
  const change = useCallback((changes: Readonly<Record<string, string | null>>) => {
    const all = Object.fromEntries(new URLSearchParams(location.search));
    go(withQuery(location.pathname.slice(AT.length), { ...all, ...changes }), { replace: true });
  }, []);
  return [new URLSearchParams(search), change];
}
