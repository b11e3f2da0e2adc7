// The system's keyring: Keychain, Credential Manager, or a Secret Service. It is loaded only where a session is, or may be,
// kept in it.

const SERVICE = "tenure";
/** Of Linux's two stores the one that keeps: the kernel's forgets with the last process of a login. */
const OPTIONS = { linux: { store: "secret-service" } } as const;

async function entryOf(name: string) {
  const { Entry } = await import("@napi-rs/keyring");
  return new Entry(SERVICE, name, OPTIONS);
}

/** @returns false where there is no keyring, or it takes nothing */
export async function keepSecret(name: string, secret: string): Promise<boolean> {
  try {
    (await entryOf(name)).setPassword(secret);
    return true;
  } catch {
    return false;
  }
}

/** @returns null where nothing is kept. @throws {Error} where the keyring does not answer, or stays locked */
export const secretOf = async (name: string): Promise<string | null> => (await entryOf(name)).getPassword();

/** Forgets it, where the keyring answers. */
export async function forgetSecret(name: string): Promise<void> {
  try {
    (await entryOf(name)).deleteCredential();
  } catch {
    // What stays there shows nobody any more: its session has ended, or will.
  }
}
