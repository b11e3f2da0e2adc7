import { type Declare, examples, port } from "../declare.ts";

export const up: Declare = (program, start) =>
  program
    .command("up")
    .summary("run everything: Temporal, archive, worker, API")
    .description(
      "Runs Temporal (found or brought), the archive, a worker and the API until Ctrl-C or `tenure down`.",
    )
    .option(
      "--port <n>",
      "the API's port; 0 for any free one (default: 7400, or any free one if it is taken)",
      port,
    )
    .addHelpText("after", examples("up", "up --port 8080 &", "up -o json"))
    .action(start(async () => (await import("../actions/run.ts")).up));

export const down: Declare = (program, start) =>
  program
    .command("down")
    .summary("stop what `up` runs")
    .description("Stops the engine that `tenure up` runs on this home, and waits until it is gone.")
    .action(start(async () => (await import("../actions/run.ts")).down));

export const doctor: Declare = (program, start) =>
  program
    .command("doctor")
    .summary("check everything that Tenure needs to run")
    .action(start(async () => (await import("../actions/run.ts")).doctor));
