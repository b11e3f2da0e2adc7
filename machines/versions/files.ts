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
    sha256: "df6c1dbfa5da657a65a3036567ce99bd58a7355b6fb11b41b4d593770c55ffc5",
    released: false,
  },
];
