// Where handovers stand: the machine's view, with what the journal asked of whom.
import type { Archive } from "../archive/open.ts";
import type { View } from "../machines/index.ts";
import type { Standings } from "./standing.ts";

type AskedEffects = NonNullable<Awaited<ReturnType<Archive["handovers"]["asked"]>>>;

/** A client's handover: where it stands, and the effects that brought it there. */
export type Handover = { readonly client: string } & NonNullable<View["handover"]> & AskedEffects;

/** A handover of an exit that fell, or that is history since a return: what is left of it are its packages. */
const PAST: NonNullable<View["handover"]> = {
  stage: "settled",
  due: null,
  providerId: null,
  items: [],
  movesOn: null,
  outcome: null,
};

/**
 * The handover of a client; null when there never was one.
 * @param at ISO instant: deadlines due by then count as applied.
 * @throws {JournalBroken}
 */
export async function handoverOf(
  archive: Pick<Archive, "handovers">,
  standings: Pick<Standings, "view">,
  client: string,
  at: string,
): Promise<Handover | null> {
  const [asked, view] = await Promise.all([archive.handovers.asked(client), standings.view(client, at)]);
  return asked && view && { client, ...(view.handover ?? PAST), ...asked };
}
