export { attendClients } from "./attendClients.ts";
export { reconcileChannels } from "./reconcileChannels.ts";
export { relationship } from "./relationship.ts";
export { valuePortfolio } from "./valuePortfolio.ts";
