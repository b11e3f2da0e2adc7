// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "dd4bdb2c567b2e6069888c4dc1c4daadfee7c5a645e1aeaccf545b372fc92ba7";
