// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "f6909177d61983f5fc320b16b9cd954859cd64cafc8f1e4a31200019162d8a29";
