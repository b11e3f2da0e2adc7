import { type Declare, examples } from "../declare.ts";

export const rehearse: Declare = (program, start) =>
  program
    .command("rehearse")
    .summary("play stories in virtual time on a real server")
    .argument("<files...>", "stories in YAML")
    .addHelpText("after", examples("rehearse examples/stories/*.yaml", "rehearse my-story.yaml -o json"))
    .action(start(async () => (await import("../actions/rehearse.ts")).rehearse));
