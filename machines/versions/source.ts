// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "7f696aa3699215e8b5ecb36a8e3b6cee0cabd384967b9a9a09d90c9a0ce16861";
