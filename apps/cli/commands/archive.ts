import { type Declare, examples } from "../declare.ts";

const exportArchive: Declare = (archive, start) =>
  archive
    .command("export")
    .summary("write the whole archive into one file")
    .argument("<file>", "gzip, e.g. archive.tenure.gz")
    .addHelpText("after", examples("archive export archive.tenure.gz"))
    .action(start(async () => (await import("../actions/archive.ts")).exportArchive));

const importArchive: Declare = (archive, start) =>
  archive
    .command("import")
    .summary("import a whole archive into an empty one")
    .argument("<file>")
    .addHelpText("after", examples("archive import archive.tenure.gz"))
    .action(start(async () => (await import("../actions/archive.ts")).importArchive));

export const archive: Declare = (program, start) => {
  const archive = program
    .command("archive")
    .summary("move the archive as a whole")
    .description(
      "Between the embedded archive and PostgreSQL (DATABASE_URL), or to another machine; every hash stays what it is.",
    );
  for (const declare of [exportArchive, importArchive]) declare(archive, start);
};
