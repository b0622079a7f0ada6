// The random port: the system's cryptographic source, or a seeded one in tests.

export interface Random {
  /** `length` fresh bytes. */
  bytes(length: number): Uint8Array;
}

/** A uniform number in [0, 1) with 32 bits, for jitter and shuffles; never for secrets. */
export function uniform(random: Random): number {
  const [a = 0, b = 0, c = 0, d = 0] = random.bytes(4);
  return (a * 2 ** 24 + ((b << 16) | (c << 8) | d)) / 2 ** 32;
}
