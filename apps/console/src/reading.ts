// Which dossier somebody has read in this tab. It is kept nowhere else: whoever comes back later reads again.

/** A compiled dossier as it was drawn. */
export interface ReadDossier {
  readonly id: string;
  /** SHA-256, in hexadecimal. */
  readonly hash: string;
  /** The client's last entry then: a later one may change what the dossier says. */
  readonly seq: number;
}

/** The field of an approval that names the dossier. */
export const OPENED_HASH = "openedDossierHash";
/** The decision that rests on a dossier. */
export const APPROVAL = "exit.approved";

const drawn = new Map<string, ReadDossier>();
const nameOf = (actor: string, client: string): string => JSON.stringify([actor, client]);

export const noteRead = (actor: string, client: string, read: ReadDossier): void =>
  void drawn.set(nameOf(actor, client), read);

export const readBy = (actor: string, client: string): ReadDossier | null =>
  drawn.get(nameOf(actor, client)) ?? null;
