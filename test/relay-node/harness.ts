// Starts bridges for tests, and closes them and their clients when the test ends.

import { onTestFinished } from 'vitest';
import { type Bridge, type BridgeOptions, startBridge } from '../../relay-node/bridge.ts';
import { TestClient } from '../support/trackers/client.ts';

/** Soon too much waits for a reader that is slow, and whoever causes it is not slowed. */
export const SHORT_QUEUES = {
  bufferedBytesBeforeOffersDrop: 100_000,
  bufferedBytesPerSocket: 400_000,
  messageBurstPerSocket: 1e9,
  messageBurstPerAddress: 1e9,
} as const;

export async function bridgeForTest(options: BridgeOptions = {}): Promise<Bridge> {
  const bridge = await startBridge(options);
  onTestFinished(() => bridge.close());
  return bridge;
}

export async function clientOf(bridge: Bridge, options: object = {}): Promise<TestClient> {
  const client = await TestClient.connect(bridge.tracker, options);
  onTestFinished(() => client.socket.terminate());
  return client;
}

/** Resolves once `holds` does, asking again after every turn of the event loop. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise<void>((resolve) => setImmediate(resolve));
}
