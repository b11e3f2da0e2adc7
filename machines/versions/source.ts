// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "d4d7dafd59a25849007cca0a161eef2072e6e72c74ef5c9e9b284fef884e3c7b";
