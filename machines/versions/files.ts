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
    sha256: "f6909177d61983f5fc320b16b9cd954859cd64cafc8f1e4a31200019162d8a29",
    released: false,
  },
];
