// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "2e7259914f61938fbc05375db3633c6650e464d8490db6b28f64e7a86ef3d329";
