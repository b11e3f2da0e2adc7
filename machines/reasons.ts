// R-LAW-5: the statement of reasons: why we part, and the one fact that it rests on. Nothing of the dossier is in it.
import { standingExit } from "./context/derived.ts";
import type { Context } from "./context.ts";
import type { Ground } from "./vocabulary.ts";

/** The grounds whose farewell may speak of money (N7). */
const MONEY: readonly string[] = ["blackmail", "customisation", "unprofitable"];

/** Why we part. */
export const groundOf = (context: Context): Ground => standingExit(context)?.ground ?? "terms";

/** What kind of reason a ground is. */
export function reasonOf(ground: Ground): "money" | "conduct" | "fit" {
  if (MONEY.includes(ground)) return "money";
  return ground === "conduct" ? "conduct" : "fit";
}

/** A ground with its fact, as far as it is known. Dates are ISO. */
interface StatedGround {
  readonly ground: Ground;
  readonly invoice?: string;
  readonly since?: string | null;
  /** A code, as product answered about it. */
  readonly need?: string | undefined;
  readonly term?: Context["termsRefused"][number] | null | undefined;
}

/** The unpaid invoice that has waited longest. */
function oldestArrears({ arrears }: Context): Pick<StatedGround, "invoice" | "since"> {
  const [oldest] = Object.entries(arrears).sort(([, a], [, b]) => (a < b ? -1 : 1));
  return oldest ? { invoice: oldest[0], since: oldest[1] } : {};
}

/** R-LAW-5: the ground and the one fact that it rests on, as far as it is known; nothing of the dossier. */
export function reasonsOf(context: Context): StatedGround {
  const ground = groundOf(context);
  const { termsRefused, silentSince, assessed, dossier } = context;
  switch (ground) {
    case "arrears":
      return { ground, ...oldestArrears(context) };
    case "silence":
      return { ground, since: silentSince };
    case "customisation":
    case "outgrown":
      return { ground, need: assessed.product?.about ?? dossier?.sums?.demand?.about };
    case "terms":
      return { ground, term: termsRefused.length === 1 ? termsRefused[0] : null };
    default:
      return { ground };
  }
}
