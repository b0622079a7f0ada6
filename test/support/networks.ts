// The network that was laid for a file of tests (lay-networks.ts).

import { inject } from 'vitest';
import type { NetworkName } from './lay-networks.ts';
import { type Network, networkOf } from './namespaces.ts';

const laid = inject('networks');

/** Why there are none here, or undefined where there are. */
export const networksMissing = typeof laid === 'string' ? laid : undefined;

export function networkFor(name: NetworkName): Network {
  const network = typeof laid === 'string' ? undefined : laid[name];
  if (network === undefined) throw new Error(`no network was laid for ${name}`);
  return networkOf(network);
}
