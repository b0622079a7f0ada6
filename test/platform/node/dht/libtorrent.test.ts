// Our DHT node in a DHT made of libtorrent alone, which most of the real one is made of.

import '../../../support/ready.ts';
import { describe, expect, test } from 'vitest';
import { libtorrentMissing, libtorrentNet } from '../../../support/dht/libtorrent.ts';
import { item, target } from '../../../wire/items.ts';
import { dhtNode, get, put } from './asking.ts';

const missing = libtorrentMissing();
if (missing !== undefined) console.info(`not run: a DHT made of libtorrent (${missing})`);

describe.runIf(missing === undefined)('in a DHT made of libtorrent', () => {
  const TARGET = target(1);

  test('what one writes another reads, and writes over when it names it', async () => {
    const bootstrap = await libtorrentNet();
    const one = dhtNode({ bootstrap, host: '127.0.3.1' });
    const two = dhtNode({ bootstrap, host: '127.0.3.2' });
    expect(copies(await put(one, item(1, 5)))).toBeGreaterThanOrEqual(8);
    expect((await get(two, TARGET)).items).toEqual([item(1, 5)]);
    expect(await put(two, item(1, 4))).toEqual({ refusal: 'conflict' });
    expect(await put(two, item(1, 6), 4)).toEqual({ refusal: 'conflict' });
    expect(copies(await put(two, item(1, 6), 5))).toBeGreaterThanOrEqual(8);
    expect((await get(one, TARGET)).items).toEqual([item(1, 6)]);
  });
});

function copies(stored: Awaited<ReturnType<typeof put>>): number {
  return 'copies' in stored ? stored.copies : 0;
}
