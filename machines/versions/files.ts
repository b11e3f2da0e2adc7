// Made by `npm run release:machine`.
import type { Machine } from "../machine.ts";
import { machine as relationship1 } from "./relationship-1.mjs";

interface File {
  readonly make: (sha256: string) => Machine;
  readonly sha256: string;
  /** False: a candidate, which may still change. */
  readonly released: boolean;
}

/** Every machine, the oldest first. */
export const files: readonly File[] = [
  {
    make: relationship1,
    sha256: "f782b6337ae15bb6a9b18c07143050204ab8a820c56fd0bb1811927edf9ad3bf",
    released: false,
  },
];
