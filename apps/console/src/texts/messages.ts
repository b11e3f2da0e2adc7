import { HOUSE } from "./house.ts";
import { SCREENS } from "./screens.ts";
import { WORK } from "./work.ts";

/** Every text of the screens, by key. */
export const TEXTS = { ...SCREENS, ...WORK, ...HOUSE };
export type TextKey = keyof typeof TEXTS;
