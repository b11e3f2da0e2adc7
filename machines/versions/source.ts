// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "14aa9a1e79fc97dafb81742e5f56ff8a31d7bc795c15463ed243585eedb45a38";
