// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "7e0422bd91cf21c9ed2d8c6ac61b1c4609e82785cbebd25f41401db992a72fb0";
