// What screens read: a path of the API is the name of what it answers.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { get } from "./client.ts";
import type { ApiError } from "./error.ts";

/**
 * Reads a path; the answer is kept up to date.
 * @param how `still`: it never changes, or costs too much to be read again; `keep`: the rows of the page before stay
 * while the next ones come. Never between two clients: what stands there would be taken for the other one's.
 */
export function useGet<T>(
  path: string | null,
  { still = false, keep = false }: { readonly still?: boolean; readonly keep?: boolean } = {},
) {
  return useQuery<T, ApiError>({
    queryKey: [path],
    queryFn: ({ signal }) => get<T>(path ?? "", signal),
    enabled: path !== null,
    ...(keep && { placeholderData: keepPreviousData }),
    meta: { still },
    staleTime: still ? Number.POSITIVE_INFINITY : 0,
  });
}

/** An answer of the API's, as it comes in. */
export type ApiReading<T> = ReturnType<typeof useGet<T>>;
