// The client of bittorrent-tracker, a real one, against the bridge.

import { once } from 'node:events';
import Client from 'bittorrent-tracker/client';
import { expect, onTestFinished, test } from 'vitest';
import { bridgeForTest } from './harness.ts';

/** Its connections are of no interest here, so that none is made. */
class NoConnection {}
const wrtc = {
  RTCPeerConnection: NoConnection,
  RTCSessionDescription: NoConnection,
  RTCIceCandidate: NoConnection,
};

function newClient(tracker: string, peer: string): Client {
  const client = new Client({
    infoHash: 'aa'.repeat(20),
    peerId: Buffer.from(peer.padEnd(20, '.')).toString('hex'),
    announce: tracker,
    port: 6881,
    wrtc,
  });
  onTestFinished(() => client.destroy());
  return client;
}

test('announces, scrapes, completes and stops', async () => {
  const bridge = await bridgeForTest();
  const client = newClient(bridge.tracker, '-WW0000-a');
  client.start({ numwant: 0, left: 1 });
  const [started] = await once(client, 'update');
  expect(started).toMatchObject({ complete: 0, incomplete: 1, interval: 60 });
  client.scrape({});
  const [scraped] = await once(client, 'scrape');
  expect(scraped).toMatchObject({ infoHash: 'aa'.repeat(20), incomplete: 1 });
  client.complete({ left: 0 });
  const [completed] = await once(client, 'update');
  expect(completed).toMatchObject({ complete: 1, incomplete: 0 });
  client.stop({});
  const [stopped] = await once(client, 'update');
  expect(stopped).toMatchObject({ complete: 0, incomplete: 0 });
});

test('takes a refusal as a warning, and goes on', async () => {
  const bridge = await bridgeForTest({ limits: { peersPerSwarm: 1 } });
  const first = newClient(`${bridge.tracker}?first`, '-WW0000-a');
  first.start({ numwant: 0 });
  await once(first, 'update');
  const second = newClient(`${bridge.tracker}?second`, '-WW0000-b');
  second.start({ numwant: 0 });
  const [warning] = await once(second, 'warning');
  expect(String(warning)).toContain('swarm-is-full');
  first.stop({});
  await once(first, 'update');
  second.update({ numwant: 0 });
  expect((await once(second, 'update'))[0]).toMatchObject({ incomplete: 1 });
});
