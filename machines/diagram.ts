/** The running statechart under a policy, as text for people: pictures in Mermaid, tables in Markdown. Pure. */
export { spine } from "./diagram/mermaid.ts";
export { page, table } from "./diagram/page.ts";
