// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "9897863308ffdeefdb2647b89e1ca26539f8217a7227b1936c7b96ae3a1ee3a9";
