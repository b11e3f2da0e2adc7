import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Entry } from "../../../machines/index.ts";
import type { EventAnswer, Pending } from "../../../services/said.ts";
import { findRunning } from "../../../worker/running.ts";
import { type Api, clientPath } from "../api.ts";
import type { Cli, RunCommand } from "../cli.ts";
import { type Customer, readCustomers } from "../customers.ts";
import { openDemoMail } from "../demoMail.ts";
import { withEngine } from "../engine.ts";
import { EXIT, Exit } from "../exit.ts";
import { colored, type Output, table } from "../output.ts";
import { type DemoDesk, openDesk } from "./demoDesk.ts";
import { noticeWords, printRehearsals } from "./rehearse.ts";

const CLIENTS = 50;
const SHOWN = 10;
const AT_A_TIME = 4;
const PATIENCE = 60_000;
const PAUSE = 200;
const STORIES = fileURLToPath(new URL("../../../examples/stories", import.meta.url));

/** Always the same id for the same thing: a second run sends the same events, and changes nothing. */
function idOf(what: string): string {
  const hex = createHash("sha256").update(`tenure demo/${what}`).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

interface Shopper {
  readonly client: string;
  readonly customer: Customer;
}

/** The sample; `lastDay` is the last one that it tells of. */
interface Shop {
  readonly customers: readonly Customer[];
  readonly shoppers: readonly Shopper[];
  readonly lastDay: string;
}

/** What became of one client of the demo. */
interface OpenedCustomer {
  readonly client: string;
  readonly customer: string;
  /** Cents. */
  readonly total: number;
  readonly purchases: number;
  readonly since: string;
  readonly tier: Customer["tier"];
  readonly path: readonly string[];
  readonly notices: readonly string[];
  readonly tasks: number;
  readonly refusals: number;
  /** Whether this run changed anything. */
  readonly changed: boolean;
}

const day = (date: string): string => `${date}T00:00:00Z`;

/** Sends an event until it is judged: on a slow machine it is kept first, and the same id gives the answer. */
async function settled(send: () => Promise<EventAnswer | Pending>): Promise<EventAnswer> {
  const limit = Date.now() + PATIENCE;
  for (let kept = false; ; ) {
    try {
      const answer = await send();
      if (answer.outcome === "accepted") return kept ? { ...answer, repeated: undefined } : answer;
      kept = true;
      if (Date.now() > limit)
        throw new Exit(EXIT.failed, `${answer.type} of ${answer.client} is kept, and nobody judges it`);
    } catch (error) {
      if (!(error instanceof Exit && error.code === EXIT.tryAgain) || Date.now() > limit) throw error;
    }
    await sleep(PAUSE);
  }
}

/**
 * Opens the relationship of a customer, whose contract began with the first purchase, tells of the payment for the
 * last one, and assigns the tier.
 */
async function open(api: Api, { client, customer }: Shopper, lastDay: string): Promise<OpenedCustomer> {
  const { client: id, revenue: total, purchases, first, last, tier } = customer;
  const opening = {
    eventId: idOf(`${client}/opening`),
    occurredAt: day(first),
    kind: "retail",
    locale: "en",
    zone: "America/New_York",
    currency: "USD",
    channels: ["email", "post"],
    contract: { contractRef: `cdnow-${id}`, channel: "email", signedAt: day(first) },
  };
  const payment = {
    type: "payment.received",
    eventId: idOf(`${client}/payment`),
    occurredAt: day(last),
    data: { invoiceId: `cdnow-${id}-${purchases}`, paidOn: last },
  };
  const tiering = {
    type: "tier.assigned",
    eventId: idOf(`${client}/tier`),
    occurredAt: day(lastDay),
    data: { period: "1997-1998", tier },
  };
  const seller = { as: "sales:demo" };
  const opened = await settled(() => api.post(clientPath(client), opening, seller));
  const told = (event: object) =>
    settled(() => api.post(clientPath(client, "/events"), event, { as: "finance:demo" }));
  const paid = await told(payment);
  const tiered = await told(tiering);
  const entries: Entry[] = [];
  for await (const entry of api.rows<Entry>(clientPath(client, "/timeline"), undefined, seller))
    entries.push(entry);
  const states = entries.map(({ to }) => to.state);
  const effects = entries.flatMap((entry) => entry.effects);
  return {
    client,
    customer: id,
    total,
    purchases,
    since: first,
    tier,
    path: states.filter((state, n) => state !== states[n - 1]),
    notices: effects.flatMap(({ params }) => (params as { notice?: string }).notice ?? []),
    tasks: effects.filter(({ type }) => type === "openTask").length,
    refusals: entries.filter(({ outcome }) => outcome === "refused").length,
    changed: !(opened.repeated && paid.repeated && tiered.repeated),
  };
}

/** Opens a relationship for each shopper; done before, it changes nothing. */
export async function openAll(api: Api, { shoppers, lastDay }: Shop): Promise<OpenedCustomer[]> {
  const results: OpenedCustomer[] = [];
  const waiting = shoppers.entries();
  const opener = async () => {
    for (const [n, shopper] of waiting) results[n] = await open(api, shopper, lastDay);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, opener));
  return results;
}

/** The biggest customers of the sample, as clients c1, c2, …, with their tiers among all. */
export async function readShop(): Promise<Shop> {
  const customers = await readCustomers();
  const shoppers = customers.slice(0, CLIENTS).map((customer, n) => ({ client: `c${n + 1}`, customer }));
  const lastDay = customers.reduce((last, customer) => (customer.last > last ? customer.last : last), "");
  return { customers, shoppers, lastDay };
}

const dollars = (cents: number): string =>
  (cents / 100).toLocaleString("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });

function printOpened(output: Output, opened: readonly OpenedCustomer[]): void {
  for (const one of opened) output.data(one);
  const rows = opened
    .slice(0, SHOWN)
    .map(({ client, total, purchases, since, tier, path, notices, tasks, refusals }) => [
      client,
      dollars(total),
      `${purchases}`,
      since,
      tier,
      path.map((state) => colored(output, { state })).join(" → "),
      noticeWords(notices),
      `${tasks}`,
      `${refusals}`,
    ]);
  const heads = ["client", "bought", "times", "since", "tier", "path taken", "notices", "tasks", "refusals"];
  for (const line of table(output, heads, rows)) output.line(line);
  if (opened.length > SHOWN)
    output.line(
      output.style("dim", `… and ${opened.length - SHOWN} more, to c${opened.length}: tenure list`),
    );
}

function printNext({ output, home }: Cli): void {
  const hint = (command: string, what: string) =>
    output.line(`  ${command.padEnd(62)} ${output.style("dim", what)}`);
  output.line();
  output.line(output.style("bold", "Where to look next"));
  hint("npx tenure up", "keep everything running, with Temporal's web UI");
  hint("npx tenure tasks", "what is to be done, by whom, and the command that completes it");
  hint("npx tenure show c1", "where the biggest customer stands");
  hint("npx tenure allowed c1 --as manager:max", "what can happen now, and why the rest cannot");
  hint("npx tenure apply c1 exit.approved --as senior:anna \\", "");
  hint("    --field requestId=r1 --reason 'too dear'", "refused, with every failed condition: exit code 3");
  hint("npx tenure timeline c1", "its journal");
  hint("diagrams/lifecycle.svg", "the machine, drawn from the code that runs");
  hint("examples/stories", "the stories; write your own");
  output.line(output.style("dim", `  State is kept in ${home}.`));
}

/** The customers, and what is on the desk; an engine that is not running yet sends its notices to nobody. */
async function openEverything(cli: Cli, shop: Shop): Promise<[OpenedCustomer[], DemoDesk]> {
  const running = await findRunning(cli.home);
  const mail = running ? null : await openDemoMail();
  try {
    return await withEngine({ ...cli, env: { ...cli.env, ...mail?.env } }, async (api) => [
      await openAll(api, shop),
      await openDesk(api, mail !== null),
    ]);
  } finally {
    await mail?.close();
  }
}

/** `tenure demo`: the 50 biggest customers of the sample, and every story. */
export const demo: RunCommand<[]> = async (cli) => {
  const { env, home, output } = cli;
  const began = performance.now();
  const shop = await readShop();
  const { customers, shoppers } = shop;
  const [opened, desk] = await openEverything(cli, shop);
  const sum = (some: readonly Customer[]) => some.reduce((total, customer) => total + customer.revenue, 0);
  const all = sum(customers);
  const share = Math.round((100 * sum(shoppers.map(({ customer }) => customer))) / all);
  const inTier = (tier: Customer["tier"]) => customers.filter((customer) => customer.tier === tier).length;
  const changed = opened.filter((one) => one.changed).length;
  output.line();
  output.line(
    `${output.style("bold", `The ${opened.length} biggest of ${customers.length} customers of a music shop`)}, ` +
      `${share} % of its ${dollars(all)}: ${changed === 0 ? "opened before, nothing changed" : `${changed} relationships opened`}.`,
  );
  output.line(
    output.style(
      "dim",
      `Tiers over all customers by R-DEC-11: ${inTier("high")} high, ${inTier("mid")} mid, ${inTier("low")} low.`,
    ),
  );
  printOpened(output, opened);
  output.line();
  output.line(
    `${output.style("bold", `${desk.items} things to do on the desk`)}, of ${desk.kinds.length} kinds, each with the command that completes it: npx tenure tasks`,
  );

  output.line();
  const { rehearse } = await import("../../../worker/rehearsal.ts");
  const files = (await readdir(STORIES)).filter((name) => name.endsWith(".yaml")).sort();
  output.note(`Rehearsing ${files.length} stories in virtual time on a real Temporal server …`);
  const results = await rehearse(
    files.map((name) => join(STORIES, name)),
    { env, home, say: () => {} },
  );
  output.line(output.style("bold", "The stories, months of them"));
  printRehearsals(output, results);
  printNext(cli);
  output.line(output.style("dim", `  Done in ${Math.round((performance.now() - began) / 1000)} s.`));
  return results.every(({ passed }) => passed) ? EXIT.done : EXIT.failed;
};
