// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "99381f01c3b74a6c6e696211ed9ce662b278d5c0f326afb3ee634ac2324edea1";
