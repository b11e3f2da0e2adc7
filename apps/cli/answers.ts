// What the API's answers to an event look like; apart from what reads events, which takes a while to load.
import type { EventAnswer, Pending } from "../../services/said.ts";
import type { Problem } from "../api/problem.ts";
import { EXIT } from "./exit.ts";
import { colored, findingLine, type Output, place } from "./output.ts";

/** Prints what became of an event. @returns the exit code */
export function printAnswer(output: Output, answer: EventAnswer | Pending): number {
  const { client, type, eventId } = answer;
  output.data(answer);
  if (answer.outcome === "recorded") {
    output.line(`${output.style("yellow", "recorded")}, not yet judged: ${type} of ${client}`);
    output.line(`  for the answer, run the same again with --event-id ${eventId}`);
    return EXIT.tryAgain;
  }
  const again = answer.repeated ? output.style("dim", " (as answered before)") : "";
  output.line(
    `${output.style("green", "accepted")}  ${type}, entry ${answer.seq}: ${client} is ${colored(output, answer)}${again}`,
  );
  return EXIT.done;
}

/** Prints why the API said no. */
export function printProblem(output: Output, problem: Problem): void {
  const { findings = [], seq } = problem;
  if (findings.length === 0) return;
  const at = seq === undefined ? "" : `, recorded as entry ${seq}`;
  const where = problem.state ? `; the client is ${place(problem as { state: string })}` : "";
  output.line(`${output.style("red", problem.title)}${at}${where}`);
  for (const finding of findings) output.line(findingLine(output, finding));
}
