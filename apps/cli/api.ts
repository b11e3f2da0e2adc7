import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { buffer, json } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { begin, send } from "../../worker/http.ts";
import type { Problem } from "../api/problem.ts";
import { EXIT, Exit, exitFor } from "./exit.ts";

/** The version of the API, under which every path of a command stands. */
const VERSION = "/v1";

/** The running engine's API. */
export interface Api {
  readonly url: string;
  /** @throws {Exit} with the code that the problem stands for. */
  get<T>(path: string, options?: RequestOptions): Promise<T>;
  post<T>(path: string, body: unknown, options?: RequestOptions): Promise<T>;
  /** A file. */
  bytes(path: string): Promise<Uint8Array>;
  /** Every row, page after page; with a body, of what that asks for. */
  rows<T>(path: string, body?: unknown, options?: RequestOptions): AsyncIterable<T>;
  /** Sends a stream of a media type, however long, and meanwhile gives the lines of the answer. */
  exchange<T>(
    path: string,
    type: string,
    body: AsyncIterable<Buffer>,
    options?: RequestOptions,
  ): AsyncIterable<T>;
}

export interface RequestOptions {
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

async function* parsed<T>(chunks: AsyncIterable<string>): AsyncGenerator<T> {
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as T;
  }
}

/** Every row, where there are few. */
export async function every<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

/** How a caller is known beside a name. */
export interface Credentials {
  /** Of a session, or an API token. */
  readonly token?: string | undefined;
  /** The role that they picked. */
  readonly role?: string | undefined;
  /** Hears once that an act was taken on the caller's word, by the local login. */
  readonly unproven?: ((as: string) => void) | undefined;
}

/** @param reader `role:id`: who asks, where a call names nobody. */
export function apiAt(url: string, reader?: string, { token, role, unproven }: Credentials = {}): Api {
  let told = false;
  const local = (login: string, as: string | undefined): void => {
    if (told || login !== "local" || as === undefined) return;
    told = true;
    unproven?.(as);
  };
  const mute = (): never => {
    throw new Exit(EXIT.tryAgain, `the engine at ${url} does not answer; try again`);
  };
  async function ask(path: string, init: Parameters<typeof send>[1]): Promise<IncomingMessage> {
    const response = await send(`${url}${VERSION}${path}`, init).catch(mute);
    const { statusCode: status = 0 } = response;
    if (status >= 200 && status < 300) return response;
    const problem = (await json(response).catch(() => null)) as Problem | null;
    if (problem?.type) throw exitFor(problem);
    throw new Exit(EXIT.failed, `the engine at ${url} answered ${status}`);
  }
  /** A whole answer. */
  const read = <T>(response: IncomingMessage): Promise<T> => (json(response) as Promise<T>).catch(mute);
  const actor = (as = reader): Record<string, string> => ({
    ...(as !== undefined && { "tenure-actor": as }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(role !== undefined && { "tenure-role": role }),
  });

  return {
    url,
    get: async <T>(path: string, { as }: RequestOptions = {}) =>
      read<T>(await ask(path, { headers: actor(as) })),
    post: async <T>(path: string, body: unknown, { as }: RequestOptions = {}) => {
      const headers = { "content-type": "application/json", ...actor(as) };
      const answer = await ask(path, { method: "POST", headers, body: JSON.stringify(body) });
      local(String(answer.headers["tenure-login"]), as);
      return read<T>(answer);
    },
    bytes: async (path) => buffer(await ask(path, { headers: actor() })),
    async *rows<T>(path: string, asked?: unknown, { as }: RequestOptions = {}) {
      const headers = {
        accept: "application/x-ndjson",
        "content-type": "application/json",
        ...actor(as),
      };
      const posted = asked === undefined ? {} : { method: "POST", body: JSON.stringify(asked) };
      const response = await ask(path, { headers, ...posted });
      try {
        yield* parsed<T>(response.setEncoding("utf8"));
      } catch {
        throw new Exit(EXIT.tryAgain, "the list broke off; try again");
      }
    },
    async *exchange<T>(path: string, type: string, body: AsyncIterable<Buffer>, { as }: RequestOptions = {}) {
      const sending = begin(`${url}${VERSION}${path}`, {
        method: "POST",
        headers: { "content-type": type, ...actor(as) },
      });
      const answered = once(sending, "response") as Promise<[IncomingMessage]>;
      // Where the answer is no before all is sent, the rest is not sent; the answer says why.
      const sent = pipeline(body, sending).catch((error: unknown) => error);
      try {
        const [response] = await answered.catch(mute);
        if (response.statusCode !== 200) throw exitFor((await json(response)) as Problem);
        local(String(response.headers["tenure-login"]), as);
        yield* parsed<T>(response.setEncoding("utf8"));
      } finally {
        sending.destroy();
        await sent;
      }
    },
  };
}
