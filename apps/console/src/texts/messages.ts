import { SCREENS } from "./screens.ts";
import { WORK } from "./work.ts";

/** Every text of the screens, by key. */
export const TEXTS = { ...SCREENS, ...WORK };
export type TextKey = keyof typeof TEXTS;
