// The API over HTTP: where it is, who asks, and what it says when it refuses.

import type { z } from "zod";
import type { Problem } from "../../../api/problem.ts";
import type { findingSchema } from "../../../api/schemas.ts";

/** Where the routes of the API begin. */
const BASE = "/v1";

/** The description of the API, of which forms are made. */
export const DOCUMENT = "/openapi.json";

/** Who acts where nobody checks it, as `role:id`. With a login, the cookie of the session says it. */
const WHO = "tenure.actor";
export const whoActs = (): string | null => localStorage.getItem(WHO);
export const actAs = (actor: string | null): void => keep(WHO, actor);

/** In which of their roles somebody acts who has several. */
const ROLE = "tenure.role";
export const actIn = (role: string | null): void => keep(ROLE, role);

function keep(name: string, text: string | null): void {
  if (text === null) localStorage.removeItem(name);
  else localStorage.setItem(name, text);
}

const unknown = new Set<() => void>();
/** Calls when the API does not know any more who asks. */
export const onUnknown = (listener: () => void): void => void unknown.add(listener);

/** One condition of one rule, as the API tells it. */
export type ShownFinding = z.infer<typeof findingSchema>;

/** What the API answered instead of what was asked. */
export interface ToldProblem extends Partial<Omit<Problem, "findings">> {
  readonly findings?: readonly ShownFinding[];
}

/** The API's own no: its status, and what it says. `status` 0: there was no answer. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: ToldProblem;
  constructor(status: number, problem: ToldProblem) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.problem = problem;
  }
  /** For instance `refused`, `secondPerson`, `role`, `malformed`. */
  get kind(): string {
    return this.problem.type?.split(":").at(-1) ?? (this.status === 0 ? "unreachable" : "unknown");
  }
}

/** Whoever watches over engines asks for it, whatever the version of the API. */
export const HEALTH = "/health";

const addressOf = (path: string): string => (path === HEALTH ? path : BASE + path);

/** Who asks, in headers. */
export function whoAsks(): Record<string, string> {
  const actor = whoActs();
  const role = localStorage.getItem(ROLE);
  return { ...(actor && { "tenure-actor": actor }), ...(role && !actor && { "tenure-role": role }) };
}

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
    headers: { ...whoAsks(), ...(rest.headers as Record<string, string>) },
    signal: signal ? AbortSignal.any([signal, timed]) : timed,
    credentials: "same-origin",
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiError(0, {});
  });
  if (response.ok || response.status === 503) {
    const problem = response.headers.get("content-type")?.includes("problem+json");
    if (!problem) return response;
  }
  if (response.status === 401) for (const listener of unknown) listener();
  const told = (await response.json().catch(() => ({}))) as ToldProblem;
  throw new ApiError(response.status, told);
}

/** @throws {ApiError} */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await send(path, signal ? { signal } : {});
  return (await response.json()) as T;
}

/** @throws {ApiError} */
export async function post<T>(path: string, body: unknown = {}): Promise<T> {
  const response = await send(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await response.json()) as T;
}

/** Takes a file of the API's to the user's disk. @throws {ApiError} */
export async function download(path: string, name: string): Promise<void> {
  const response = await send(path);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Asks for long work, and is told line by line how far it is. @throws {ApiError} */
export async function postLines<T>(path: string, body: unknown, heard: (line: T) => void): Promise<void> {
  const response = await send(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    // It takes as long as it takes.
    long: true,
  });
  let rest = "";
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value = "" } = (await reader?.read()) ?? { done: true };
    const parts = (rest + value).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) if (part) heard(JSON.parse(part) as T);
    if (done) return;
  }
}
