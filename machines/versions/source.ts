// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "301dd85d2745b6be0cfbb89042463376202aa773ee66c061e36f2fd13ff0eba6";
