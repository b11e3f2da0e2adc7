// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "e5bd32b66eacb73bc3473f532492763e49fb58efc8233951b1304fa6c0fcc79e";
