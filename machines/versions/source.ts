// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "7d43cb864e051896be9553aa215f589f5352a490f15fa688144345ea79ba6564";
