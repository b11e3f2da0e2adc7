import { defineConfig } from "vitest/config";

// What takes an engine of its own for minutes: the fault bench, each class played quickly, and builds beside each other.
// One after the other: `npm run test:slow`.
export default defineConfig({
  test: {
    include: ["test/**/*.slow.ts"],
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 360_000,
    hookTimeout: 60_000,
  },
});
