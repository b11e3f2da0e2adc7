// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "358389474d1776334496c9171a4075ccb5b0d59e45afbdd495581f3dbb05f4c7";
