// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "79d7fcb5e3e87d24afbfb0026afb82b13e8a669b5de7f82e7ff294d2750600b8";
