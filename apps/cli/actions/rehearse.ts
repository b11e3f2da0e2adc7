import type { RunCommand } from "../cli.ts";
import { EXIT, usage } from "../exit.ts";
import { colored, type Output, table } from "../output.ts";

type Rehearsals = Awaited<ReturnType<typeof import("../../../worker/rehearsal.ts").rehearse>>;

/** `N4 ×2, N7` of `N4 email`, `N4 post`, `N7 email`. */
export function noticeWords(notices: readonly string[]): string {
  const times = new Map<string, number>();
  for (const notice of notices) {
    const [code = ""] = notice.split(" ");
    times.set(code, (times.get(code) ?? 0) + 1);
  }
  return [...times].map(([code, count]) => (count > 1 ? `${code} ×${count}` : code)).join(", ");
}

/** The stories as a table, and whatever differs from what they expect. */
export function printRehearsals(output: Output, results: Rehearsals): void {
  for (const result of results) output.data(result);
  if (output.json) return;
  const rows = results.map(({ story, passed, path, notices, tasks, refusals, ms }) => [
    passed ? output.style("green", "✓") : output.style("red", "✗"),
    story,
    path.map((state) => colored(output, { state })).join(" → "),
    noticeWords(notices),
    `${tasks.length}`,
    `${refusals.length}`,
    output.style("dim", `${(ms / 1000).toFixed(1)} s`),
  ]);
  for (const line of table(output, ["", "story", "path taken", "notices", "tasks", "refusals", ""], rows))
    output.line(line);
  for (const { story, title, machine, differences } of results) {
    if (differences.length === 0) continue;
    output.line();
    output.line(output.style("bold", `${story}: ${title}${machine === null ? "" : `, on ${machine}`}`));
    for (const difference of differences) output.line(`  ${difference}`);
  }
  const failed = results.filter(({ passed }) => !passed).length;
  output.line();
  output.line(
    failed === 0
      ? output.style("green", `${results.length} stories passed.`)
      : output.style("red", `${failed} of ${results.length} stories failed.`),
  );
}

/** `tenure rehearse`: plays stories in virtual time on a real server. */
export const rehearse: RunCommand<[files: readonly string[]]> = async ({ env, home, output }, files) => {
  const { rehearse: play } = await import("../../../worker/rehearsal.ts");
  const results = await play(files, { env, home, say: (line) => output.note(line) }).catch((error) => {
    // Nothing was played: the files are not what they should be.
    const { name, code, message } = error as NodeJS.ErrnoException;
    throw name === "BadStory" || code === "ENOENT" ? usage(message) : error;
  });
  printRehearsals(output, results);
  return results.every(({ passed }) => passed) ? EXIT.done : EXIT.failed;
};
