// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "ef5e06d3bd41adfa308998698cd494a4ef55a13393fc238d8bbd4c1307cd50cf";
