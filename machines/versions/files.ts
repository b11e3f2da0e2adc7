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
    sha256: "d4d7dafd59a25849007cca0a161eef2072e6e72c74ef5c9e9b284fef884e3c7b",
    released: false,
  },
];
