// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "f782b6337ae15bb6a9b18c07143050204ab8a820c56fd0bb1811927edf9ad3bf";
