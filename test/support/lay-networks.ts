// Lays the networks of the tests that need one, before any browser is started, and removes them at the
// end: on a machine whose addresses change a browser gives up what it fetches, and its connections.

import type { TestProject } from 'vitest/node';
import { type LaidNetwork, layNetwork, namespacesMissing, removeNetwork } from './namespaces.ts';

export type NetworkName = 'by-hand' | 'cut' | 'doctor' | 'relay';

/** Whose tests it is for, and whether its two ends are isolated from each other. */
const NETWORKS: Readonly<Record<NetworkName, { readonly project: string; isolated: boolean }>> = {
  'by-hand': { project: 'e2e', isolated: false },
  cut: { project: 'e2e', isolated: false },
  doctor: { project: 'e2e', isolated: true },
  relay: { project: 'e2e-alone', isolated: true },
};

declare module 'vitest' {
  interface ProvidedContext {
    /** By name, or why there are none. */
    readonly networks: string | Readonly<Record<string, LaidNetwork>>;
  }
}

export default async function layNetworks(project: TestProject): Promise<() => Promise<void>> {
  const networks: Record<string, LaidNetwork> = {};
  const remove = async () => {
    for (const network of Object.values(networks)) await removeNetwork(network);
  };
  let missing = await namespacesMissing();
  for (const [number, [name, network]] of Object.entries(NETWORKS).entries()) {
    if (missing !== undefined || network.project !== project.name) continue;
    try {
      networks[name] = await layNetwork(number, network.isolated);
    } catch (error) {
      missing = `a network could not be laid: ${String(error).split('\n', 1)[0]}`;
      await remove();
    }
  }
  project.provide('networks', missing ?? networks);
  return remove;
}
