// Made by `npm run release:machine`.
import type { Machine } from "../machine.ts";
import { machine as relationship1 } from "./relationship-1.mjs";
import { machine as relationship2 } from "./relationship-2.mjs";

interface MachineFile {
  readonly make: (sha256: string) => Machine;
  readonly sha256: string;
  /** False: a candidate, which may still change. */
  readonly released: boolean;
}

/** Every machine, the oldest first. */
export const files: readonly MachineFile[] = [
  {
    make: relationship1,
    sha256: "6896bee8fe4782e473f23c85708758ba1472779087f5a1a402a20aa6f381536c",
    released: true,
  },
  {
    make: relationship2,
    sha256: "358389474d1776334496c9171a4075ccb5b0d59e45afbdd495581f3dbb05f4c7",
    released: true,
  },
];
