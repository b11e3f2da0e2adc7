// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "6896bee8fe4782e473f23c85708758ba1472779087f5a1a402a20aa6f381536c";
