import { defineConfig } from "vitest/config";

// The fault bench, each class played quickly: `npm run test:slow`. Each brings an engine of its own, one after the other.
export default defineConfig({
  test: {
    include: ["test/bench/faults/*.slow.ts"],
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 360_000,
    hookTimeout: 60_000,
  },
});
