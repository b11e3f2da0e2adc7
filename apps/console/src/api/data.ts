// What screens read: a path of the API is the name of what it answers.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useQuery as useAddress, withQuery } from "../router.ts";
import { get } from "./client.ts";
import type { ApiError } from "./error.ts";

/** The most rows that the API gives at once. */
const MOST = 1_000;
/** The same list, however much is read of it. */
const stemOf = (path: unknown): string => String(path).replace(/\blimit=\d+/, "");

const keepSame =
  (path: string | null) =>
  <D>(before: D | undefined, of?: { readonly queryKey: readonly unknown[] }): D | undefined =>
    stemOf(of?.queryKey[0]) === stemOf(path) ? before : undefined;

/**
 * Reads a path; the answer is kept up to date.
 * @param how `still`: it never changes, or costs too much to be read again; `keep`: what was there stays while the next
 * comes, of any list (`any`) or only while more is read of the same one (`same`). Never between two clients: what stands
 * there would be taken for the other one's.
 */
export function useGet<T>(
  path: string | null,
  { still = false, keep }: { readonly still?: boolean; readonly keep?: "any" | "same" } = {},
) {
  return useQuery<T, ApiError>({
    queryKey: [path],
    queryFn: ({ signal }) => get<T>(path ?? "", signal),
    enabled: path !== null,
    ...(keep && { placeholderData: keep === "any" ? keepPreviousData : keepSame(path) }),
    meta: { still },
    staleTime: still ? Number.POSITIVE_INFINITY : 0,
  });
}

/** An answer of the API's, as it comes in. */
export type ApiReading<T> = ReturnType<typeof useGet<T>>;

/**
 * Whether something was read, or could not be, once: what stands below comes after that, so that nothing pushes it. What
 * came stays while another list is read.
 */
export function useCame({ data, error }: Pick<ApiReading<unknown>, "data" | "error">): boolean {
  const came = useRef(false);
  if (data !== undefined || error !== null) came.current = true;
  return came.current;
}

/** A list as it is read. */
export interface ReadList<T> {
  readonly list: ApiReading<T>;
  /** Names what was read: where it changes, it is another list. */
  readonly name: string;
  /** How many rows were asked for. */
  readonly limit: number;
  /** Reads more; null where the API gives no more at once. */
  readonly onMore: (() => void) | null;
}

/**
 * Reads a list from its beginning, as far as the address asks for (`shown`).
 * @param step how many rows are read at first, and how many more with each "Show more"
 */
export function useList<T>(
  path: string,
  query: Readonly<Record<string, string | null>>,
  step: number,
): ReadList<T> {
  const [address, change] = useAddress();
  const asked = Number(address.get("shown"));
  const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, MOST) : step;
  const whole = withQuery(path, { ...query, limit: String(limit) });
  const list = useGet<T>(whole, { keep: "same" });
  const onMore = limit < MOST ? () => change({ shown: String(Math.min(limit + step, MOST)) }) : null;
  return { list, name: `${whole} ${list.isPlaceholderData}`, limit, onMore };
}
