import { chmodSync, mkdirSync } from "node:fs";

/**
 * Makes the state folder, for its owner alone. From then on whatever this process or its children write, keys,
 * databases, sockets and logs, is for this user alone too, whatever the surroundings' umask was.
 */
export function ownHome(home: string): void {
  process.umask(0o077);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  chmodSync(home, 0o700);
}
