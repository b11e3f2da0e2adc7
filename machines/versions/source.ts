// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "b01fc4e82a82892e5a8e99e0188347db17d202113bd8a023e7fdc473e8960c0f";
