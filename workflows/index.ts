export { reconcileChannels } from "./reconcileChannels.ts";
export { relationship } from "./relationship.ts";
