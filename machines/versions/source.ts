// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "ebe2c142d33d218bf27e1585ec97ed1413c6c78ee10a50e755edefddc7e74628";
