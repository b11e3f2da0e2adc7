// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "df6c1dbfa5da657a65a3036567ce99bd58a7355b6fb11b41b4d593770c55ffc5";
