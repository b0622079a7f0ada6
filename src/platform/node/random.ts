// The random port of Node: the system's cryptographic source.

import { randomFillSync } from 'node:crypto';
import type { Random } from '../../ports/random.ts';

export const nodeRandom: Random = {
  bytes: (length) => randomFillSync(new Uint8Array(length)),
};
