// The reference tracker is reachable, relays, and closes with clients connected.

import { expect, test } from 'vitest';
import { id, start, TestClient } from './client.ts';
import { startReferenceTracker } from './reference.ts';

test('relays an offer, says what it refused, and closes under its clients', async () => {
  const tracker = await startReferenceTracker();
  const a = await TestClient.connect(tracker.url);
  const b = await TestClient.connect(tracker.url);
  expect(await a.ask(start('a'))).toMatchObject({ incomplete: 1, interval: 120 });
  await b.ask(start('b', 'o1'));
  expect(await a.next()).toMatchObject({ peer_id: id('b'), offer_id: id('o1') });
  expect(await a.ask('nonsense')).toHaveProperty('failure reason');
  expect(tracker.warnings).toHaveLength(1);
  await tracker.close();
  expect(await a.closed).toBe(1006);
});
