// The API over HTTP: where it is, who asks, and what it says when it refuses.
import type { FieldSchema } from "../form/schema.ts";
import { ApiError, type ToldProblem } from "./error.ts";
import { linesIn } from "./pieces.ts";

/** Where the routes of the API begin. */
const BASE = "/v1";

/** The description of the API, of which forms are made. */
export const DOCUMENT = "/openapi.json";

/** What of it the console reads. */
export interface ApiDocument {
  readonly components: { readonly schemas: Readonly<Record<string, FieldSchema>> };
}

const unknown = new Set<() => void>();
/** Calls when the API does not know any more who asks. */
export const onUnknown = (listener: () => void): void => void unknown.add(listener);

/** Whoever watches over engines asks for it, whatever the version of the API. */
export const HEALTH = "/health";

const addressOf = (path: string): string => (path === HEALTH ? path : BASE + path);

/** Who asks, in headers: whoever this tab shows, whatever its browser keeps by now. */
let asking: Readonly<Record<string, string>> = {};
export const askAs = (headers: Readonly<Record<string, string>>): void => {
  asking = headers;
};

/** How long an answer may take, ms. After that nobody knows what became of the request. */
const WITHIN = 20_000;

/** @throws {ApiError} */
export async function send(
  path: string,
  how: RequestInit & { readonly long?: boolean } = {},
): Promise<Response> {
  const { signal, long = false, ...rest } = how;
  const timed = long ? new AbortController().signal : AbortSignal.timeout(WITHIN);
  const response = await fetch(addressOf(path), {
    ...rest,
    headers: { ...asking, ...(rest.headers as Record<string, string>) },
    signal: signal ? AbortSignal.any([signal, timed]) : timed,
    credentials: "same-origin",
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiError(0, {});
  });
  // The answer of whoever watches over engines is the same where they are not well.
  if (response.ok || (path === HEALTH && isJson(response))) return response;
  if (response.status === 401) for (const listener of unknown) listener();
  const told = (await response.json().catch(() => ({}))) as ToldProblem;
  throw new ApiError(response.status, told);
}

const isJson = (response: Response): boolean =>
  response.headers.get("content-type")?.startsWith("application/json") ?? false;

/** A body that breaks off, or is not what was asked for, is no answer. @throws {ApiError} */
async function whole<T>(body: Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await body;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, {});
  }
}

/** @throws {ApiError} */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await send(path, signal ? { signal } : {});
  return whole(response.json() as Promise<T>, signal);
}

/** @throws {ApiError} */
export async function post<T>(
  path: string,
  body: unknown = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const response = await send(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return whole(response.json() as Promise<T>);
}

/** A file of the API's. @throws {ApiError} */
export async function fileOf(path: string, signal?: AbortSignal): Promise<Blob> {
  const response = await send(path, signal ? { signal } : {});
  return whole(response.blob(), signal);
}

/** Takes a file of the API's to the user's disk. @throws {ApiError} */
export const download = async (path: string, name: string): Promise<void> => save(await fileOf(path), name);

/** A list of the API's to its end. @throws {ApiError} */
export async function getAll<T>(path: string): Promise<T[]> {
  const response = await send(path, { headers: { accept: "application/x-ndjson" }, long: true });
  return whole(
    (async () => {
      const rows: T[] = [];
      for await (const line of linesIn(response.body)) rows.push(JSON.parse(line) as T);
      return rows;
    })(),
  );
}

/** Puts a file on the user's disk. */
export function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * Asks for long work, and is told line by line how far it is.
 * @throws {ApiError} also where it breaks off
 */
export async function postLines<T>(path: string, body: unknown, heard: (line: T) => void): Promise<void> {
  const response = await send(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    // It takes as long as it takes.
    long: true,
  });
  await whole(
    (async () => {
      for await (const line of linesIn(response.body)) heard(JSON.parse(line) as T);
    })(),
  );
}
