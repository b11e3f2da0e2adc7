export type ConsoleLanguage = "en" | "ru";
export const LANGUAGES: readonly ConsoleLanguage[] = ["en", "ru"];
