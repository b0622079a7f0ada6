// The random port: the system's cryptographic source, or a seeded one in tests.

export interface Random {
  /** `length` fresh bytes. */
  bytes(length: number): Uint8Array;
}

/** A uniform number in [0, 1) with 32 bits, for jitter and shuffles; never for secrets. */
export function uniform(random: Random): number {
  const word = new DataView(random.bytes(4).buffer);
  return word.getUint32(0) / 2 ** 32;
}
