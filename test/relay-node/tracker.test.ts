// The tracker over real sockets: the last section of TRACKERS.md, rule by rule.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { announce, answer, id, offer, scrape, start } from '../support/trackers/client.ts';
import { bridgeForTest, clientOf, until } from './harness.ts';

const REPLY = { action: 'announce', info_hash: id('room'), interval: 60, sotto: ['relay'] };
const NO_PEERS = { complete: 0, incomplete: 0, downloaded: 0 };

describe('announcing', () => {
  test('is answered with counts, each event of it', async () => {
    const bridge = await bridgeForTest();
    const a = await clientOf(bridge);
    const b = await clientOf(bridge);
    expect(await a.ask(start('a'))).toEqual({ ...REPLY, complete: 0, incomplete: 1 });
    expect(await b.ask({ ...start('b'), left: 0 })).toEqual({
      ...REPLY,
      complete: 1,
      incomplete: 1,
    });
    expect(await a.ask(announce('a'))).toEqual({ ...REPLY, complete: 1, incomplete: 1 });
    expect(await a.ask(announce('a', { event: 'completed', left: 0 }))).toEqual({
      ...REPLY,
      complete: 2,
      incomplete: 0,
    });
    expect(await a.ask(announce('a', { event: 'stopped' }))).toEqual({
      ...REPLY,
      complete: 1,
      incomplete: 0,
    });
    expect(await a.ask(announce('a', { event: 'stopped' }))).toEqual({
      ...REPLY,
      complete: 1,
      incomplete: 0,
    });
  });

  test('in binary frames works as well', async () => {
    const a = await clientOf(await bridgeForTest());
    const reply = await a.ask(Buffer.from(JSON.stringify(start('a'))));
    expect(reply).toEqual({ ...REPLY, complete: 0, incomplete: 1 });
  });

  test('several peers and swarms on one socket are several entries, all gone with it', async () => {
    const bridge = await bridgeForTest();
    const a = await clientOf(bridge);
    await a.ask(start('a'));
    await a.ask(start('a2'));
    await a.ask({ ...start('a'), info_hash: id('other') });
    expect(bridge.stats()).toMatchObject({ sockets: 1, swarms: 2, peers: 3 });
    await a.close();
    await until(() => bridge.stats().sockets === 0);
    expect(bridge.stats()).toMatchObject({ swarms: 0, peers: 0 });
  });

  test('over IPv4 and IPv6 leads into one swarm', async () => {
    const bridge = await bridgeForTest({ host: '::' });
    const four = await clientOf({ ...bridge, tracker: `ws://127.0.0.1:${bridge.port}/announce` });
    const six = await clientOf({ ...bridge, tracker: `ws://[::1]:${bridge.port}/` });
    await four.ask(start('a'));
    expect(await six.ask(start('b', 'o1'))).toMatchObject({ incomplete: 2 });
    expect(await four.next()).toMatchObject({ peer_id: id('b') });
  });
});

describe('offers and answers', () => {
  test('are rebuilt and relayed: offers to a member, the answer back', async () => {
    const bridge = await bridgeForTest();
    const a = await clientOf(bridge);
    const b = await clientOf(bridge);
    await a.ask(start('a'));
    const odd = { offer: { type: 'offer', sdp: 's', more: 1 }, offer_id: id('o1'), junk: 2 };
    expect(await b.ask(announce('b', { offers: [odd], secret: 3 }))).toMatchObject({
      incomplete: 2,
    });
    expect(await a.next()).toEqual({
      action: 'announce',
      info_hash: id('room'),
      peer_id: id('b'),
      offer_id: id('o1'),
      offer: { type: 'offer', sdp: 's' },
    });
    a.send({ ...answer('a', 'b', 'o1'), event: 'started', junk: 2 });
    expect(await b.next()).toEqual({
      action: 'announce',
      info_hash: id('room'),
      peer_id: id('a'),
      offer_id: id('o1'),
      answer: { type: 'answer', sdp: 'answer-to-o1' },
    });
  });

  test('each member gets one offer of an announce, the sender none', async () => {
    const bridge = await bridgeForTest();
    const others = await Promise.all(['a', 'b', 'c'].map(() => clientOf(bridge)));
    for (const [i, client] of others.entries()) await client.ask(start(`m${i}`));
    const sender = await clientOf(bridge);
    await sender.ask(start('s', 'o1', 'o2', 'o3', 'o4', 'o5'));
    const offers = await Promise.all(others.map((client) => client.next()));
    expect(offers.map((frame) => frame.offer_id).sort()).toEqual([id('o1'), id('o2'), id('o3')]);
    for (const client of [...others, sender]) {
      expect(await client.ask(scrape())).toMatchObject({ action: 'scrape' });
    }
  });

  test('a malformed offer is skipped, and the good one after it arrives', async () => {
    const bridge = await bridgeForTest();
    const a = await clientOf(bridge);
    const b = await clientOf(bridge);
    await a.ask(start('a'));
    await b.ask(announce('b', { offers: [null, 5, offer('good')] }));
    expect(await a.next()).toMatchObject({ offer_id: id('good') });
    expect(bridge.stats().counts).toMatchObject({ 'malformed-offer-skipped': 1 });
  });

  test('an answer to a peer that has left is dropped without a word', async () => {
    const a = await clientOf(await bridgeForTest());
    await a.ask(start('a'));
    a.send(answer('a', 'gone', 'o1'));
    expect(await a.ask(scrape())).toMatchObject({ action: 'scrape' });
  });

  test('nobody answers, or stops, under the peer id of another socket', async () => {
    const bridge = await bridgeForTest();
    const a = await clientOf(bridge);
    const mallory = await clientOf(bridge);
    await a.ask(start('a'));
    await mallory.ask(start('m'));
    expect(await mallory.ask(answer('a', 'm', 'o1'))).toEqual({
      action: 'announce',
      info_hash: id('room'),
      'failure reason': 'answer-from-outside-the-swarm',
    });
    expect(await mallory.ask(announce('a', { event: 'stopped' }))).toMatchObject({ incomplete: 2 });
  });
});

describe('the newest socket of a peer id', () => {
  test('gets its offers and answers, and survives the close of the older', async () => {
    const bridge = await bridgeForTest();
    const [older, newer, other] = await Promise.all([1, 2, 3].map(() => clientOf(bridge)));
    if (!older || !newer || !other) throw new Error('three clients');
    await older.ask(start('a'));
    expect(await newer.ask(start('a'))).toMatchObject({ incomplete: 1 });
    await other.ask(start('b', 'o1'));
    expect(await newer.next()).toMatchObject({ offer_id: id('o1') });
    await older.close();
    await until(() => bridge.stats().sockets === 2);
    expect(await other.ask(announce('b', { offers: [offer('o2')] }))).toMatchObject({
      incomplete: 2,
    });
    expect(await newer.next()).toMatchObject({ offer_id: id('o2') });
    other.send(answer('b', 'a', 'o3'));
    expect(await newer.next()).toMatchObject({ offer_id: id('o3') });
  });

  test('is also the only one that can stop it', async () => {
    const bridge = await bridgeForTest();
    const older = await clientOf(bridge);
    const newer = await clientOf(bridge);
    await older.ask(start('a'));
    await newer.ask(start('a'));
    expect(await older.ask(announce('a', { event: 'stopped' }))).toMatchObject({ incomplete: 1 });
    expect(await newer.ask(announce('a', { event: 'stopped' }))).toMatchObject({ incomplete: 0 });
  });
});

describe('scraping', () => {
  test('an unknown hash gives zeros, and creates nothing', async () => {
    const bridge = await bridgeForTest();
    const a = await clientOf(bridge);
    await a.ask(start('a'));
    expect(await a.ask(scrape('room', 'void'))).toEqual({
      action: 'scrape',
      files: { [id('room')]: { ...NO_PEERS, incomplete: 1 }, [id('void')]: NO_PEERS },
      flags: { min_request_interval: 60 },
    });
    expect(bridge.stats().swarms).toBe(1);
  });

  test('nothing gives nothing; everything is refused', async () => {
    const a = await clientOf(await bridgeForTest());
    expect(await a.ask(scrape())).toMatchObject({ action: 'scrape', files: {} });
    expect(await a.ask({ action: 'scrape' })).toEqual({
      action: 'scrape',
      info_hash: '',
      'failure reason': 'invalid-info-hash',
    });
  });
});

describe('hostile frames', () => {
  test.each([
    ['nonsense', ''],
    ['{"action":"announce","info_hash":5}', ''],
    ['{"action":"fly"}', ''],
    [JSON.stringify(announce('a', { peer_id: 5 })), id('room')],
  ])('%.40s gets an error with an action and an infohash', async (text, infoHash) => {
    const a = await clientOf(await bridgeForTest());
    const reply = await a.ask(text);
    expect(reply).toEqual({
      action: 'announce',
      info_hash: infoHash,
      'failure reason': expect.stringMatching(/^invalid-/),
    });
    expect(await a.ask(start('a'))).toMatchObject({ incomplete: 1 });
  });

  test('hundreds of odd ones leave the bridge well and its swarms empty', async () => {
    const bridge = await bridgeForTest({ limits: { messageBurstPerSocket: 5_000 } });
    const witness = await clientOf(bridge);
    const sender = await clientOf(bridge);
    const anything = fc.jsonValue({ maxDepth: 2 });
    const keys = ['action', 'info_hash', 'peer_id', 'to_peer_id', 'event', 'offers', 'answer'];
    const patch = fc.dictionary(fc.constantFrom(...keys), anything, { maxKeys: 3 });
    const base = fc.constantFrom(start('a', 'o1'), answer('a', 'w', 'o1'), scrape('room'));
    await witness.ask(start('w'));
    for (const [message, fields] of fc.sample(fc.tuple(base, patch), { numRuns: 500, seed: 1 })) {
      sender.send({ ...message, ...fields });
    }
    await sender.close();
    await until(() => bridge.stats().sockets === 1);
    expect(bridge.stats()).toMatchObject({ swarms: 1, peers: 1 });
    expect(bridge.stats().counts).not.toHaveProperty('internal-error');
  });

  test('a frame that is no UTF-8 ends its socket, not the bridge', async () => {
    const bridge = await bridgeForTest();
    const a = await clientOf(bridge);
    a.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect(await a.closed).toBe(1007);
    expect(await (await clientOf(bridge)).ask(start('b'))).toMatchObject({ incomplete: 1 });
  });
});
