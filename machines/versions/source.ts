// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "cb0fac48c2431418c864672aa3f0c02c32cede1a971f30a8167f90d86b7e80fc";
