// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "4c1219a86cf3a558337c93e421c5d7502b1dca46f06782c5efcaf7fd26392941";
