import { defineConfig } from "vitest/config";

/** What people and programs do through the doors: half of it waits for a browser or a server. */
const BESIDE = "test/apps/**/*.slow.ts";
/** What is killed, broken, measured or played against a clock. */
const ALONE = "test/!(apps)/**/*.slow.ts";

// What takes an engine for minutes, or a browser: the fault bench, each class played quickly, builds beside each other,
// kills, every story and a path for every transition on a real server, and whole days at the console: `npm run test:slow`.
export default defineConfig({
  test: {
    globalSetup: ["test/support/temporal.setup.ts"],
    testTimeout: 360_000,
    hookTimeout: 120_000,
    // What is polled goes by Temporal and the archive.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: { name: "beside", include: [BESIDE], maxWorkers: 2, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: { name: "alone", include: [ALONE], maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
