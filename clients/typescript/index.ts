// A client of the API: typed calls, lists page after page, and what happens as it happens.
import type { Operations, Schemas } from "./api.d.ts";
import { heardIn } from "./heard.ts";
import { OPERATIONS } from "./operations.ts";

export type { Operations, Schemas };

export interface TenureClientOptions {
  /** Where the API is, without `/v1`. */
  readonly url: string;
  /** An API token, or an access token of the provider. */
  readonly token?: string | undefined;
  /** `role:id`, where there is the local login only. */
  readonly as?: string | undefined;
  /** In which of several roles to act. */
  readonly role?: string | undefined;
  /** How often a request is sent again that had no answer, or one that says to try again; default 3. */
  readonly retries?: number | undefined;
}

/** The API's no. */
export class TenureProblem extends Error {
  override readonly name = "TenureProblem";
  readonly status: number;
  readonly problem: Schemas["Problem"];

  constructor(status: number, problem: Schemas["Problem"]) {
    super(problem.detail);
    this.status = status;
    this.problem = problem;
  }

  /** For instance `refused`, `secondPerson`, `role`, `malformed`, `tooMany`. */
  get kind(): string {
    return this.problem.type.split(":").at(-1) ?? "";
  }
}

type OperationName = keyof Operations;
type InputOf<N extends OperationName> = Operations[N]["input"];
type AnswerOf<N extends OperationName> = Operations[N]["answer"];
/** Operations that answer a list. */
type ListName = {
  [N in OperationName]: AnswerOf<N> extends {
    readonly items: readonly unknown[];
    readonly next: string | null;
  }
    ? N
    : never;
}[OperationName];
type ItemOf<N extends ListName> = AnswerOf<N> extends { readonly items: readonly (infer T)[] } ? T : never;

export interface CallOptions {
  /** Of an event, a UUID: sent again with it, it is the same event. Made where it is left out. */
  readonly eventId?: string | undefined;
  /** An ETag: the event is taken only while nothing was recorded since. */
  readonly ifMatch?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What is given to a call: nothing where the operation needs nothing. */
type CallArguments<N extends OperationName> =
  Record<never, never> extends InputOf<N>
    ? [input?: InputOf<N>, options?: CallOptions]
    : [input: InputOf<N>, options?: CallOptions];

/** What is heard: an entry with its place, or that the inbox has changed. */
export type TenureHeard =
  | { readonly event: "entry"; readonly id: string; readonly entry: Schemas["Entry"] }
  | { readonly event: "tasks" };

export interface FollowOptions {
  /** The id of the last entry heard: what was recorded since comes first. */
  readonly after?: string | undefined;
  /** Entries of this client only. */
  readonly client?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An input as it is sent, whatever the operation. */
interface AnyInput {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

const RETRIES = 3;
const AGAIN = [429, 503];
/** Seconds. */
const WAIT = { first: 0.25, most: 30 };

const sleep = (seconds: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const over = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", over);
      resolve();
    }, seconds * 1_000);
    signal?.addEventListener("abort", over, { once: true });
  });

function addressOf(url: string, path: string, { params = {}, query = {} }: AnyInput): URL {
  const named = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(`${params[name] ?? ""}`),
  );
  const address = new URL(named, url);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) address.searchParams.set(name, `${value}`);
  return address;
}

async function problemIn(response: Response): Promise<TenureProblem> {
  const told = (await response.json().catch(() => null)) as Schemas["Problem"] | null;
  const { status } = response;
  const detail = `the API answered ${status}`;
  return new TenureProblem(status, told?.type ? told : { type: "about:blank", title: "", status, detail });
}

/** A client of the API at an address. */
export function tenure({ url, token, as, role, retries = RETRIES }: TenureClientOptions) {
  const who: Record<string, string> = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(as !== undefined && { "tenure-actor": as }),
    ...(role !== undefined && { "tenure-role": role }),
  };

  /** Sends until there is an answer that stands. */
  async function send(address: URL, init: RequestInit): Promise<Response> {
    const signal = init.signal ?? undefined;
    for (let tried = 0; ; tried++) {
      const wait = Math.min(WAIT.most, WAIT.first * 2 ** tried);
      try {
        const response = await fetch(address, init);
        if (response.ok) return response;
        if (!AGAIN.includes(response.status) || tried >= retries) throw await problemIn(response);
        await response.body?.cancel();
        await sleep(Math.min(WAIT.most, Number(response.headers.get("retry-after")) || wait), signal);
      } catch (error) {
        if (error instanceof TenureProblem || signal?.aborted || tried >= retries) throw error;
        await sleep(wait, signal);
      }
    }
  }

  /** Calls an operation. @throws {TenureProblem} for a no, {TypeError} where nobody answers */
  async function call<N extends OperationName>(name: N, ...given: CallArguments<N>): Promise<AnswerOf<N>> {
    const [input = {}, { eventId, ifMatch, signal } = {}] = given as [AnyInput?, CallOptions?];
    const [method, path, keyed] = OPERATIONS[name];
    const headers: Record<string, string> = { ...who, accept: "application/json, application/problem+json" };
    if (method !== "GET") headers["content-type"] = "application/json";
    if (ifMatch !== undefined) headers["if-match"] = ifMatch;
    // Before it is sent, so that it is the same event however often it is.
    const named = (input.body as { readonly eventId?: string } | undefined)?.eventId;
    if (keyed) headers["idempotency-key"] = eventId ?? named ?? crypto.randomUUID();
    const body = method === "GET" ? {} : { body: JSON.stringify(input.body ?? {}) };
    const response = await send(addressOf(url, path, input), {
      method,
      headers,
      signal: signal ?? null,
      ...body,
    });
    return (await response.json()) as AnswerOf<N>;
  }

  return {
    call,

    /** The items of a list, page after page. @throws {TenureProblem} */
    async *items<N extends ListName>(name: N, ...given: CallArguments<N>): AsyncGenerator<ItemOf<N>, void> {
      const [input = {}, options] = given as [AnyInput?, CallOptions?];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const query = { ...input.query, ...(cursor && { cursor }) };
        const page = await call(name, ...([{ ...input, query }, options] as CallArguments<N>));
        const { items, next } = page as {
          readonly items: readonly ItemOf<N>[];
          readonly next: string | null;
        };
        yield* items;
        cursor = next;
      }
    },

    /**
     * What happens, as it happens, until the signal. Where the connection breaks, it goes on after the last entry heard.
     * @throws {TenureProblem} for a no
     */
    async *events({ after, client, signal }: FollowOptions = {}): AsyncGenerator<TenureHeard, void> {
      const address = addressOf(url, OPERATIONS.streamEvents[1], { query: { client } });
      for (let last = after; !signal?.aborted; ) {
        const headers = {
          ...who,
          accept: "text/event-stream",
          ...(last !== undefined && { "last-event-id": last }),
        };
        const response = await send(address, { headers, signal: signal ?? null });
        for await (const heard of heardIn(response.body)) {
          if (heard.event === "entry") last = heard.id;
          yield heard;
        }
      }
    },
  };
}
