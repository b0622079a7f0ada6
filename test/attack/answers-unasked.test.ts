// Attack: a peer of a swarm sends large answers to offers that nobody made, to somebody who reads slowly
// just then, until so much waits for them that the bridge closes their socket. It must not: they miss
// what others send while they are behind, and go on.

import { expect, test } from 'vitest';
import { bridgeForTest, clientOf, SHORT_QUEUES } from '../relay-node/harness.ts';
import { announce, id, scrape, start } from '../support/trackers/client.ts';

/** Well above what the bridge would keep for one reader. */
const DROPPED = 20;

test('a slow reader misses answers, and is not closed for them', async () => {
  const bridge = await bridgeForTest({
    limits: SHORT_QUEUES,
  });
  const [victim, mallory] = [await clientOf(bridge), await clientOf(bridge)];
  await victim.ask(start('a'));
  await mallory.ask(start('m'));
  victim.socket.pause();
  const answer = { type: 'answer', sdp: 'x'.repeat(60_000) };
  const unasked = announce('m', { to_peer_id: id('a'), offer_id: id('never'), answer });
  const counts = () => bridge.stats().counts;
  const dropped = () => counts()['relayed-dropped-for-slow-reader'] ?? 0;
  while (dropped() < DROPPED && counts()['slow-reader-closed'] === undefined) {
    mallory.send(unasked);
    await mallory.ask(scrape());
  }
  expect(counts()).not.toHaveProperty('slow-reader-closed');
  victim.socket.resume();
  victim.send(scrape('room'));
  let frame = await victim.next();
  while (frame.action !== 'scrape') frame = await victim.next();
  expect(frame.files).toMatchObject({ [id('room')]: { incomplete: 2 } });
});
