// The strict double: it must catch what it claims to catch, let pass what every server takes, and
// misbehave as told.

import { describe, expect, onTestFinished, test } from 'vitest';
import { announce, answer, type Frame, id, offer, scrape, start, TestClient } from './client.ts';
import { JUNK } from './junk.ts';
import { LIES } from './mischief.ts';
import { type StrictOptions, type StrictTracker, startStrictTracker } from './strict.ts';

async function strict(options: StrictOptions = {}): Promise<StrictTracker> {
  const tracker = await startStrictTracker(options);
  onTestFinished(() => tracker.close());
  return tracker;
}

async function clientOf(tracker: StrictTracker): Promise<TestClient> {
  const client = await TestClient.connect(tracker.url);
  onTestFinished(() => client.socket.terminate());
  return client;
}

/** Two members; the first has been given the offer `o1` of the second. */
async function pair(tracker: StrictTracker): Promise<{ a: TestClient; b: TestClient }> {
  const a = await clientOf(tracker);
  const b = await clientOf(tracker);
  await a.ask(start('a'));
  await b.ask(start('b', 'o1'));
  await a.next();
  return { a, b };
}

describe('a well-behaved client', () => {
  test('joins, meets, and leaves without a violation', async () => {
    const tracker = await strict();
    const { a, b } = await pair(tracker);
    expect(await a.ask(answer('a', 'b', 'o1'))).toEqual({
      action: 'announce',
      info_hash: id('room'),
      complete: 0,
      incomplete: 2,
      interval: 120,
    });
    expect(await b.next()).toEqual({
      action: 'announce',
      info_hash: id('room'),
      peer_id: id('a'),
      offer_id: id('o1'),
      answer: { type: 'answer', sdp: 'answer-to-o1' },
    });
    expect(await a.ask(scrape('room'))).toMatchObject({
      files: { [id('room')]: { incomplete: 2 } },
    });
    a.send(announce('a', { event: 'stopped' }));
    await tracker.seen(({ text }) => text.includes('stopped'));
    expect(tracker.members(id('room'))).toBe(1);
    expect(tracker.violations).toEqual([]);
  });

  test('gets offers of distinct peers, and at most one of each announce', async () => {
    const tracker = await strict();
    const members = await Promise.all([1, 2, 3].map(() => clientOf(tracker)));
    for (const [i, member] of members.entries()) await member.ask(start(`m${i}`));
    await (await clientOf(tracker)).ask(start('s', 'o1', 'o2', 'o3', 'o4'));
    const got = await Promise.all(members.map((member) => member.next()));
    expect(got.map((frame) => frame.offer_id).sort()).toEqual([id('o1'), id('o2'), id('o3')]);
  });

  test('may answer somebody who has just left, and loses its socket without blame', async () => {
    const tracker = await strict();
    const { a, b } = await pair(tracker);
    await b.close();
    a.send(answer('a', 'b', 'o1'));
    expect(await a.closed).toBe(1006);
    expect(tracker.violations).toEqual([]);
  });
});

const first = (fields: Frame) => ({ ...start('a', 'o1'), ...fields });
const offers = (entry: unknown) => first({ offers: [entry] });
const sdp = { type: 'offer', sdp: 'x' };

describe('the first message', () => {
  test.each<[string, unknown]>([
    ['binary-frame', Buffer.from(JSON.stringify(start('a')))],
    ['frame-too-large', JSON.stringify(start('a')).padEnd(16_385)],
    ['bad-json', '{'],
    ['bad-json', '[]'],
    ['unknown-action', { action: 'connect' }],
    ['bad-info-hash', first({ info_hash: 'x'.repeat(19) })],
    ['bad-info-hash', first({ info_hash: `${'x'.repeat(19)}\u0100` })],
    ['bad-peer-id', first({ peer_id: 'x'.repeat(21) })],
    ['null-event', first({ event: null })],
    ['bad-event', first({ event: 'update' })],
    ['offers-not-a-list', first({ offers: {}, numwant: 0 })],
    ['bad-offer', offers(null)],
    ['bad-offer', offers({ offer: 'x', offer_id: id('x') })],
    ['bad-offer', offers({ offer: { type: 'offer' }, offer_id: id('x') })],
    ['bad-offer-id', offers({ offer: sdp, offer_id: 'x' })],
    ['answer-before-announce', answer('a', 'b', 'o1')],
    ['bad-info-hash', { action: 'scrape', info_hash: [5] }],
  ])('is closed for %s', async (code, message) => {
    const tracker = await strict();
    const client = await clientOf(tracker);
    client.send(message);
    expect(await client.closed).toBe(1006);
    expect(tracker.violations).toContain(code);
  });

  test.each<[string, unknown]>([
    ['numwant-is-not-offers', first({ numwant: 2 })],
    ['numwant-is-not-offers', first({ numwant: undefined })],
    ['numwant-is-not-offers', announce('a', { event: 'started', numwant: 1 })],
    ['empty-offers', first({ offers: [], numwant: 0 })],
    ['too-many-offers', start('a', ...Array.from({ length: 11 }, (_, i) => `o${i}`))],
    ['extra-key-in-offer-entry', offers({ offer: sdp, offer_id: id('x'), more: 1 })],
    ['extra-key-in-offer', offers({ offer: { ...sdp, more: 1 }, offer_id: id('x') })],
    ['sdp-is-not-ascii', offers({ offer: { ...sdp, sdp: 'é' }, offer_id: id('x') })],
    ['unknown-announce-key', first({ trackerid: 'x' })],
    ['bad-left', first({ left: -1 })],
    ['bad-left', first({ left: 0.5 })],
    ['bad-counter', first({ uploaded: null })],
    ['first-announce-not-started', first({ event: undefined })],
    ['scrape-of-everything', { action: 'scrape' }],
  ])('is blamed for %s', async (code, message) => {
    const tracker = await strict();
    const client = await clientOf(tracker);
    await client.ask(message);
    expect(tracker.violations).toEqual([code]);
  });

  test('that scrapes nothing gets no reply', async () => {
    const tracker = await strict();
    const client = await clientOf(tracker);
    client.send(scrape());
    expect(await client.ask(scrape('room'))).toMatchObject({ action: 'scrape' });
    expect(tracker.violations).toEqual(['empty-scrape']);
  });
});

describe('a later message', () => {
  test.each<[string, Frame]>([
    ['second-info-hash', announce('a', { info_hash: id('other') })],
    ['second-peer-id', announce('other')],
    ['second-peer-id', answer('other', 'b', 'o1')],
    ['bad-answer', { ...answer('a', 'b', 'o1'), answer: 'x' }],
    ['bad-to-peer-id', { ...answer('a', 'b', 'o1'), to_peer_id: 5 }],
    ['answer-to-stranger', answer('a', 'nobody', 'o1')],
  ])('is closed for %s', async (code, message) => {
    const tracker = await strict();
    const { a } = await pair(tracker);
    a.send(message);
    expect(await a.closed).toBe(1006);
    expect(tracker.violations).toEqual([code]);
  });

  test.each<[string, Frame]>([
    ['answer-without-offer', answer('a', 'b', 'o2')],
    ['answer-with-event', { ...answer('a', 'b', 'o1'), event: 'started' }],
    ['answer-with-offers', { ...answer('a', 'b', 'o1'), offers: [] }],
    ['extra-key-in-answer-message', { ...answer('a', 'b', 'o1'), left: 1 }],
    [
      'extra-key-in-answer',
      { ...answer('a', 'b', 'o1'), answer: { type: 'answer', sdp: 'x', m: 1 } },
    ],
    ['started-twice', start('a')],
    ['offer-id-used-before', announce('a', { numwant: 1, offers: [offer('o1')] })],
  ])('is blamed for %s', async (code, message) => {
    const tracker = await strict();
    const { a } = await pair(tracker);
    await a.ask(message);
    expect(tracker.violations).toEqual([code]);
  });

  test('may answer an offer once, and in time', async () => {
    const tracker = await strict();
    const { a } = await pair(tracker);
    await a.ask(answer('a', 'b', 'o1'));
    expect(await a.ask(answer('a', 'b', 'o1'))).toHaveProperty('failure reason');
    const slow = await strict({ answerLifetimeMs: -1 });
    const late = await pair(slow);
    await late.a.ask(answer('a', 'b', 'o1'));
    expect([tracker.violations, slow.violations]).toEqual([['second-answer'], ['late-answer']]);
  });

  test('may not come too often on average, nor after stopping', async () => {
    const tracker = await strict({ announceBurst: 2, announceIntervalMs: 1e9 });
    const a = await clientOf(tracker);
    for (const message of [start('a'), announce('a')]) await a.ask(message);
    expect(tracker.violations).toEqual([]);
    await a.ask(announce('a'));
    expect(tracker.violations).toEqual(['announce-too-often']);
    a.send(announce('a', { event: 'stopped' }));
    await a.ask(announce('a'));
    expect(tracker.violations).toContain('announce-after-stopped');
  });

  test('or a new socket may not reuse ids, also those of another tracker', async () => {
    const usedIds = new Set<string>();
    const [one, two] = [await strict({ usedIds }), await strict({ usedIds })];
    await (await clientOf(one)).ask(start('a', 'o1'));
    await (await clientOf(two)).ask(start('a', 'o1'));
    expect([one.violations, two.violations]).toEqual([
      [],
      ['peer-id-used-before', 'offer-id-used-before'],
    ]);
  });

  test('must come before the socket counts as idle', async () => {
    const tracker = await strict({ idleMs: 20 });
    expect(await (await clientOf(tracker)).closed).toBe(1006);
  });
});

describe('mischief', () => {
  test('mute', async () => {
    const tracker = await strict();
    tracker.mute();
    const a = await clientOf(tracker);
    a.send(start('a'));
    await tracker.seen(({ direction }) => direction === 'in');
    tracker.honest();
    expect(await a.ask(scrape('room'))).toMatchObject({ action: 'scrape' });
  });

  test('failure reason without an action', async () => {
    const tracker = await strict();
    tracker.failureReason('no');
    expect(await (await clientOf(tracker)).ask(start('a'))).toEqual({ 'failure reason': 'no' });
  });

  test('swapped answers', async () => {
    const tracker = await strict();
    const { a, b } = await pair(tracker);
    const c = await clientOf(tracker);
    await c.ask(start('c'));
    tracker.swapAnswers();
    a.send(answer('a', 'b', 'o1'));
    expect(await c.next()).toMatchObject({ answer: { sdp: 'answer-to-o1' } });
    expect(await b.ask(scrape('room'))).toMatchObject({ action: 'scrape' });
  });

  test('replays', async () => {
    const tracker = await strict();
    const { a, b } = await pair(tracker);
    tracker.replay();
    a.send(answer('a', 'b', 'o1'));
    const got = [await b.next(), await b.next(), await b.next()];
    expect(got.map((frame) => Object.keys(frame).at(-1))).toEqual(['answer', 'answer', 'offer']);
  });

  test('lies', async () => {
    const tracker = await strict({ announceBurst: 100 });
    tracker.lie();
    const a = await clientOf(tracker);
    const got = [await a.ask(start('a'))];
    for (let i = 1; i < LIES.length; i++) got.push(await a.ask(announce('a')));
    expect(got).toMatchObject(LIES);
  });

  test('truncated frames', async () => {
    const tracker = await strict();
    tracker.truncate();
    const a = await clientOf(tracker);
    a.send(start('a'));
    const text = await a.nextLine();
    expect(() => JSON.parse(text)).toThrow();
  });

  test('ghosts that are counted, and swallow offers', async () => {
    const tracker = await strict({ random: () => 0 });
    tracker.ghosts(9);
    const { a, b } = { a: await clientOf(tracker), b: await clientOf(tracker) };
    expect(await a.ask(start('a'))).toMatchObject({ incomplete: 10 });
    expect(await b.ask(start('b', 'o1'))).toMatchObject({ incomplete: 11 });
    expect(await a.ask(scrape('room'))).toMatchObject({ action: 'scrape' });
  });

  test('a flood of every kind of junk', async () => {
    const tracker = await strict();
    const a = await clientOf(tracker);
    await a.ask(start('a'));
    tracker.flood(2);
    const expected = Object.values(JUNK).flatMap((make) => [
      make(id('room'), 0),
      make(id('room'), 1),
    ]);
    for (const text of expected) expect(await a.nextLine()).toBe(text);
  });

  test('all sockets cut; a pause; the same port again', async () => {
    const tracker = await strict();
    const a = await clientOf(tracker);
    tracker.closeAll();
    expect(await a.closed).toBe(1006);
    const b = await clientOf(tracker);
    await tracker.pause();
    expect(await b.closed).toBe(1006);
    await expect(TestClient.connect(tracker.url)).rejects.toThrow('ECONNREFUSED');
    await tracker.resume();
    expect(await (await clientOf(tracker)).ask(start('c'))).toMatchObject({ incomplete: 1 });
  });

  test('latency both ways, in order', async () => {
    const tracker = await strict({ latencyMs: 20 });
    const a = await clientOf(tracker);
    const sentMs = performance.now();
    a.send(start('a'));
    a.send(scrape('room'));
    expect([(await a.next()).action, (await a.next()).action]).toEqual(['announce', 'scrape']);
    expect(performance.now() - sentMs).toBeGreaterThan(35);
  });
});

test('the recording holds every frame, both ways, as it was', async () => {
  const tracker = await strict();
  const a = await clientOf(tracker);
  const text = JSON.stringify(start('a'));
  const reply = await a.ask(text);
  expect(tracker.recording).toEqual([
    {
      direction: 'in',
      socket: 1,
      address: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      atMs: expect.any(Number),
      text,
    },
    expect.objectContaining({ direction: 'out', text: JSON.stringify(reply) }),
  ]);
});
