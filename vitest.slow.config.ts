import { defineConfig } from "vitest/config";

// What takes an engine for minutes, or a browser: the fault bench, each class played quickly, builds beside each other,
// kills, every story and a path for every transition on a real server, and whole days at the console.
// One after the other: `npm run test:slow`.
export default defineConfig({
  test: {
    include: ["test/**/*.slow.ts"],
    globalSetup: ["test/support/temporal.setup.ts"],
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 360_000,
    hookTimeout: 120_000,
    // What is polled goes by Temporal and the archive.
    expect: { poll: { timeout: 15_000 } },
  },
});
