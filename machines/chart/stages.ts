// The states of a handover, in the two places that have one: leaf names are unique in the whole chart.

/** Nobody has asked for help to leave. */
export const UNHELPED = "unhelped";

const HELP = "help";

/** The state of the help to leave that a state of a handover corresponds to: `matching` is `helpMatching`. */
export const helping = (stage: string): string => `${HELP}${stage.charAt(0).toUpperCase()}${stage.slice(1)}`;

/** The stage of a handover, wherever it takes place. */
export function stageOf(state: string): string {
  if (!state.startsWith(HELP)) return state;
  const stage = state.slice(HELP.length);
  return `${stage.charAt(0).toLowerCase()}${stage.slice(1)}`;
}
