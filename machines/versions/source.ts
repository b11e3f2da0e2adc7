// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "c255b2ee82581d69aa5d60758e3cced4f5f9ed12cdd707681e5960e23d8187d4";
