import type { Problem } from "../api/problem.ts";
import { EXIT, Exit, exitFor } from "./exit.ts";

/** The running engine's API. */
export interface Api {
  readonly url: string;
  /** @throws {Exit} with the code that the problem stands for. */
  get<T>(path: string, options?: Asked): Promise<T>;
  post<T>(path: string, body: unknown, options?: Asked): Promise<T>;
  /** A file. */
  bytes(path: string): Promise<Uint8Array>;
  /** Every row, page after page; with a body, of what that asks for. */
  rows<T>(path: string, body?: unknown): AsyncIterable<T>;
}

export interface Asked {
  /** `role:id` */
  readonly as?: string | undefined;
}

/** A path under one client. */
export const clientPath = (client: string, rest = ""): string =>
  `/clients/${encodeURIComponent(client)}${rest}`;

/** `?a=1&b=2` of the values that are there. */
export function query(values: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? ""
    : `?${new URLSearchParams(given.map(([key, value]): [string, string] => [key, `${value}`]))}`;
}

export function apiAt(url: string): Api {
  async function ask(path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(url + path, init);
    } catch {
      throw new Exit(EXIT.tryAgain, `the engine at ${url} does not answer; try again`);
    }
    if (response.ok) return response;
    const problem = (await response.json().catch(() => null)) as Problem | null;
    if (problem?.type) throw exitFor(problem);
    throw new Exit(EXIT.failed, `the engine at ${url} answered ${response.status}`);
  }
  const actor = (as: string | undefined): Record<string, string> =>
    as === undefined ? {} : { "tenure-actor": as };

  return {
    url,
    get: async <T>(path: string, { as }: Asked = {}) =>
      (await ask(path, { headers: actor(as) })).json() as Promise<T>,
    post: async <T>(path: string, body: unknown, { as }: Asked = {}) => {
      const headers = { "content-type": "application/json", ...actor(as) };
      return (await ask(path, { method: "POST", headers, body: JSON.stringify(body) })).json() as Promise<T>;
    },
    bytes: async (path) => new Uint8Array(await (await ask(path, {})).arrayBuffer()),
    async *rows<T>(path: string, asked?: unknown) {
      const headers = { accept: "application/x-ndjson", "content-type": "application/json" };
      const posted = asked === undefined ? {} : { method: "POST", body: JSON.stringify(asked) };
      const { body } = await ask(path, { headers, ...posted });
      if (!body) return;
      let rest = "";
      try {
        for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
          const lines = (rest + chunk).split("\n");
          rest = lines.pop() ?? "";
          for (const line of lines) yield JSON.parse(line) as T;
        }
      } catch {
        throw new Exit(EXIT.tryAgain, "the list broke off; try again");
      }
    },
  };
}
