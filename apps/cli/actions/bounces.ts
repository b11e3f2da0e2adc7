import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { Heard } from "../../api/delivery/reports.ts";
import type { Api } from "../api.ts";
import { type Bounce, bounceIn, messagesIn } from "../bounces.ts";
import type { Cli, RunCommand } from "../cli.ts";
import { withEngine } from "../engine.ts";
import { EXIT, Exit, usage } from "../exit.ts";
import { actorFrom } from "../words.ts";

/** A file of messages. */
interface Source {
  readonly name: string;
  read(): Promise<Buffer>;
}

/** The files behind a name: `-`, a file, or every file in a folder (a Maildir, for instance). */
async function sources(given: string): Promise<Source[]> {
  if (given === "-") return [{ name: "-", read: () => buffer(process.stdin) }];
  const found = await stat(given).catch(() => null);
  if (!found) throw usage(`there is no file or folder ${given} that can be read`);
  if (!found.isDirectory()) return [{ name: given, read: () => readFile(given) }];
  const entries = await readdir(given, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((name) => ({ name, read: () => readFile(name) }));
}

interface ReadBounce {
  readonly outcome: Heard["outcome"] | "noBounce" | "notOurs" | "delayed";
  readonly effectId: string | null;
}

/** Tells the engine what a message says. */
async function tell(api: Api, as: string | undefined, bounce: Bounce | null): Promise<ReadBounce> {
  if (!bounce) return { outcome: "noBounce", effectId: null };
  const { messageId, action, status, at } = bounce;
  if (messageId === null) return { outcome: "notOurs", effectId: null };
  // The server goes on trying by itself.
  if (action === "delayed") return { outcome: "delayed", effectId: null };
  const report = {
    messageId,
    status: action,
    ...(at !== null && { at }),
    ...(action === "bounced" && { cause: `dsn-${status}` }),
  };
  try {
    const { outcome, effectId } = await api.post<Heard>("/outbox/reports", report, { as });
    return { outcome, effectId };
  } catch (error) {
    if (error instanceof Exit && error.code === EXIT.missing) return { outcome: "notOurs", effectId: null };
    throw error;
  }
}

const SAYS: Readonly<Record<ReadBounce["outcome"], string>> = {
  applied: "the relationship was told",
  recorded: "kept; the relationship will be told",
  noted: "noted; nothing follows from it",
  known: "known already",
  delayed: "delayed, and ignored: the server goes on trying",
  noBounce: "no delivery status notification",
  notOurs: "about no mail of ours",
};

/** `tenure bounces read`: reads what came back, and tells the relationships. Read again, it changes nothing. */
export const read: RunCommand<[from: string, options: { readonly as?: string }]> = async (
  cli: Cli,
  from,
  options,
) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const files = await sources(from);
  await withEngine(cli, async (api) => {
    for (const file of files) {
      for (const [index, message] of messagesIn(await file.read()).entries()) {
        const bounce = await bounceIn(message).catch(() => null);
        const { outcome, effectId } = await tell(api, as, bounce);
        const about = { action: bounce?.action ?? null, status: bounce?.status ?? null };
        output.data({ file: file.name, message: index + 1, ...about, effectId, outcome });
        const what = bounce ? ` ${bounce.action} ${bounce.status}` : "";
        const which = effectId === null ? "" : ` ${effectId}`;
        output.line(`${file.name} #${index + 1}${what}${which}: ${SAYS[outcome]}`);
      }
    }
  });
  return EXIT.done;
};
