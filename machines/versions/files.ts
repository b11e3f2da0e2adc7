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
    sha256: "99381f01c3b74a6c6e696211ed9ce662b278d5c0f326afb3ee634ac2324edea1",
    released: false,
  },
];
