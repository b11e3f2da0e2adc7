import { check } from "../findings.ts";
import { dataOf, type Rule } from "./rule.ts";

/**
 * R-LIF-27: the task is one of this relationship's, opened by an entry that is on record. Whether it is still open, the
 * archive knows: the API asks it.
 */
export const onRecord: Rule = (context, event) => {
  const place = () => {
    const [client, seq] = dataOf("task.closed", event).taskId.split("/");
    return { client, seq: Number(seq) };
  };
  return [
    check("R-LIF-27", "the task is on record", () => {
      const { client, seq } = place();
      return client === context.client && seq >= 1 && seq < context.seq;
    }),
  ];
};
