// Made by `npm run release:machine`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "9ca821e06f15c6b78819f32fdfd086fa6296c56d03a2490d145dea6802e22d1a";
