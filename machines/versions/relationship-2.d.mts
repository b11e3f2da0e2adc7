export { machine } from "../machine.ts";
