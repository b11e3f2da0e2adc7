export { relationship } from "./relationship.ts";
