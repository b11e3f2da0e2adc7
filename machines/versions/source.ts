// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "962f342114d57191a6101881e9fa476979367d840a04c5e7ffd5f685a60ce029";
