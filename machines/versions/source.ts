// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "b985b9f9522b68a412e03399b8e4fe473bcf4df00e252ce47ec366513445ff7a";
