import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/temporal.setup.ts"],
    // Most tests wait for a server: three files at once keep two cores busy.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is polled goes by Temporal and the archive.
    expect: { poll: { timeout: 15_000 } },
  },
});
