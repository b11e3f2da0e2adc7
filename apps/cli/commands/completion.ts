import { type Declare, examples } from "../declare.ts";

export const completion: Declare = (program, start) =>
  program
    .command("completion")
    .summary("a completion script for your shell")
    .addHelpText("after", examples("completion bash >> ~/.bashrc", "completion zsh > ~/.zfunc/_tenure"))
    .addArgument(program.createArgument("<shell>").choices(["bash", "zsh", "fish"]))
    .action(
      start(
        async () => async (cli, shell: string) =>
          (await import("../actions/completion.ts")).completion(cli, shell, program),
      ),
    );
