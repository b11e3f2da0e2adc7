// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "3fe487baf4a8cf7fd61c85244ee3d1e8d7f7a2274b101ec7fcb3e00f5c321b97";
