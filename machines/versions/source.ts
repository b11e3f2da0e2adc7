// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "f7ea7f5b73ddaa16b47b0675d81d51117e4286a3b2fa5a8459b87be7a7db0173";
