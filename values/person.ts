// How people are named: one spelling a person, so that two spellings never count as two pairs of eyes.

/** What ids of people look like, in words that follow "an id:". */
export const PERSON_SAYS =
  "the letters a to z, digits and _ . : - up to 64, a letter or digit first and last; capitals count as small letters, @ as a colon";

const PERSON = /^[a-z0-9](?:[a-z0-9_.:-]{0,62}[a-z0-9])?$/;

/**
 * The canonical id of a person: Unicode NFKC, trimmed, in small letters, an `@` written as `:`, as ids in the journal
 * have none. Letters of other scripts are refused and not folded, since some look like Latin ones.
 * @returns null for what is no id.
 */
export function personId(given: string): string | null {
  const folded = given.normalize("NFKC").trim().toLowerCase().replaceAll("@", ":");
  // Ids are keys of records, and every record answers to some names, for instance `constructor`.
  return PERSON.test(folded) && !(folded in {}) ? folded : null;
}
