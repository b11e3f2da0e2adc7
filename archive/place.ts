/** The client, the entry and the place in it that an effect id names. */
export function placeOf(effectId: string): { client: string; seq: number; n: number } {
  const [client = "", seq, n] = effectId.split("/");
  return { client, seq: Number(seq), n: Number(n) };
}
