// Frames to trackers byte for byte, and frames from trackers that are whatever they like.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bad, ok } from '../../src/base/result.ts';
import {
  type BinaryId,
  binaryId,
  binaryIdBytes,
  encodeAnnounce,
  encodeAnswer,
  MAX_ANNOUNCED_OFFERS,
  MAX_HEARD_FRAME_CHARS,
  MAX_SENT_FRAME_BYTES,
  parseHeardFrame,
} from '../../src/wire/tracker.ts';
import { JUNK } from '../support/trackers/junk.ts';

const named = (name: string): BinaryId =>
  binaryId(Uint8Array.from(name.padEnd(20, '.'), (char) => char.charCodeAt(0)));
const ROOM = named('room');
const ME = named('me');
const THEM = named('them');
const OFFER = named('offer');

describe('what we send', () => {
  test('the first announce, with offers', () => {
    const offers = [
      { offerId: OFFER, sdp: 'AAAA' },
      { offerId: named('other'), sdp: 'BBBB' },
    ];
    expect(encodeAnnounce({ infohash: ROOM, peerId: ME, event: 'started', offers })).toBe(
      '{"action":"announce","info_hash":"room................","peer_id":"me..................",' +
        '"event":"started","numwant":2,"uploaded":0,"downloaded":0,"left":1,"offers":[' +
        '{"offer":{"type":"offer","sdp":"AAAA"},"offer_id":"offer..............."},' +
        '{"offer":{"type":"offer","sdp":"BBBB"},"offer_id":"other..............."}]}',
    );
  });

  test('a keepalive has neither event nor offers', () => {
    expect(encodeAnnounce({ infohash: ROOM, peerId: ME, event: undefined, offers: [] })).toBe(
      '{"action":"announce","info_hash":"room................","peer_id":"me..................",' +
        '"uploaded":0,"downloaded":0,"left":1}',
    );
  });

  test('stopped', () => {
    expect(encodeAnnounce({ infohash: ROOM, peerId: ME, event: 'stopped', offers: [] })).toBe(
      '{"action":"announce","info_hash":"room................","peer_id":"me..................",' +
        '"event":"stopped","uploaded":0,"downloaded":0,"left":1}',
    );
  });

  test('an answer', () => {
    const answer = { infohash: ROOM, peerId: ME, toPeerId: THEM, offerId: OFFER, sdp: 'CCCC' };
    expect(encodeAnswer(answer)).toBe(
      '{"action":"announce","info_hash":"room................","peer_id":"me..................",' +
        '"to_peer_id":"them................","offer_id":"offer...............",' +
        '"answer":{"type":"answer","sdp":"CCCC"}}',
    );
  });

  test('the largest announce fits the smallest frame, with ids of the worst bytes', () => {
    const worst = binaryId(new Uint8Array(20));
    const offers = Array.from({ length: MAX_ANNOUNCED_OFFERS }, () => ({
      offerId: worst,
      sdp: 'A'.repeat(736),
    }));
    const text = encodeAnnounce({ infohash: worst, peerId: worst, event: 'started', offers });
    expect(Buffer.byteLength(text)).toBeLessThan(MAX_SENT_FRAME_BYTES);
  });

  test('a frame that is too large, or has too many offers, is our mistake', () => {
    const offers = (count: number, sdp: string) => ({
      infohash: ROOM,
      peerId: ME,
      event: undefined,
      offers: Array.from({ length: count }, () => ({ offerId: OFFER, sdp })),
    });
    expect(() => encodeAnnounce(offers(6, 'A'))).toThrow('few offers');
    expect(() => encodeAnnounce(offers(1, 'A'.repeat(16_300)))).toThrow('fits every tracker');
    expect(() => encodeAnnounce(offers(1, 'é'.repeat(8_150)))).toThrow('fits every tracker');
  });

  test('ids keep every byte', () => {
    const bytes = Uint8Array.from({ length: 20 }, (_, i) => i * 13);
    expect(binaryIdBytes(binaryId(bytes))).toEqual(bytes);
    expect(() => binaryId(new Uint8Array(19))).toThrow('20 bytes');
  });
});

const heard = (fields: object): ReturnType<typeof parseHeardFrame> =>
  parseHeardFrame(JSON.stringify({ action: 'announce', info_hash: ROOM, ...fields }));

describe('responses', () => {
  test('are counts and an interval in milliseconds', () => {
    expect(heard({ complete: 1, incomplete: 2, interval: 120 })).toEqual(
      ok({
        kind: 'response',
        infohash: ROOM,
        complete: 1,
        incomplete: 2,
        intervalMs: 120_000,
        services: [],
      }),
    );
  });

  test.each([
    [{ complete: 1e9, incomplete: 1e308, interval: 1e9 }, 1_000_000, 1_000_000, 1_800_000],
    [{ complete: -1, incomplete: -0.5, interval: -1 }, 0, 0, 10_000],
    [{ complete: 1.9, incomplete: 0, interval: 0.001 }, 1, 0, 10_000],
    [{ complete: 0, interval: 20 }, 0, 0, 20_000],
    [{ complete: 0, incomplete: 3 }, 0, 3, 120_000],
    [{ complete: 0, incomplete: 3, interval: null }, 0, 3, 120_000],
    [{ complete: 0, incomplete: 3, interval: '7', __proto__: { x: 1 } }, 0, 3, 120_000],
  ])('%j is brought within bounds', (fields, complete, incomplete, intervalMs) => {
    expect(heard(fields)).toEqual(
      ok({ kind: 'response', infohash: ROOM, complete, incomplete, intervalMs, services: [] }),
    );
  });

  test.each([
    [
      ['dht', 'relay'],
      ['dht', 'relay'],
    ],
    [['relay', 'mind-reading', 7, null, 'relay'], ['relay']],
    ['dht', []],
    [{ 0: 'dht', length: 1 }, []],
    [null, []],
  ])('%j names, of the services of a bridge, %j', (sotto, services) => {
    const parsed = heard({ complete: 0, incomplete: 0, sotto });
    expect(parsed.ok && parsed.value).toMatchObject({ services });
  });

  test('1e999 reads as Infinity, and is bounded too', () => {
    const text = `{"action":"announce","info_hash":"${ROOM}","complete":0,"incomplete":1e999,"interval":1e999}`;
    expect(parseHeardFrame(text)).toEqual(
      ok({
        kind: 'response',
        infohash: ROOM,
        complete: 0,
        incomplete: 1_000_000,
        intervalMs: 1_800_000,
        services: [],
      }),
    );
  });

  test.each([
    { complete: '7', incomplete: 1 },
    { complete: null, incomplete: 1 },
    { complete: 0, incomplete: [3] },
    { complete: 0, incomplete: 1, info_hash: 5 },
    { complete: 0, incomplete: 1, info_hash: 'short' },
    { complete: 0, incomplete: 1, info_hash: '🦊'.repeat(10) },
  ])('%j is malformed', (fields) => {
    expect(heard(fields)).toEqual(bad('frame-malformed'));
  });
});

describe('offers and answers', () => {
  const ids = { peer_id: THEM, offer_id: OFFER };

  test('are rebuilt, and nothing else of them stays', () => {
    const extra = { to_peer_id: ME, trackerid: 'x', constructor: 1 };
    expect(heard({ ...ids, ...extra, offer: { type: 'offer', sdp: 'AAAA', x: {} } })).toEqual(
      ok({ kind: 'offer', infohash: ROOM, peerId: THEM, offerId: OFFER, sdp: 'AAAA' }),
    );
    expect(heard({ ...ids, ...extra, answer: { type: 'answer', sdp: 'BBBB' } })).toEqual(
      ok({ kind: 'answer', infohash: ROOM, peerId: THEM, offerId: OFFER, sdp: 'BBBB' }),
    );
  });

  test('the order of precedence is failure, offer, answer, response', () => {
    const offer = { type: 'offer', sdp: 'AAAA' };
    const answer = { type: 'answer', sdp: 'BBBB' };
    const all = { ...ids, offer, answer, complete: 1, incomplete: 1 };
    expect(heard({ ...all, 'failure reason': 'no' })).toEqual(
      ok({ kind: 'failure', code: 'refused' }),
    );
    expect(heard(all)).toMatchObject({ value: { kind: 'offer' } });
    expect(heard({ ...ids, answer, complete: 1 })).toMatchObject({ value: { kind: 'answer' } });
  });

  test.each<[string, object]>([
    ['null', { offer: null }],
    ['text', { offer: 'v=0' }],
    ['a list', { offer: ['offer', 'AAAA'] }],
    ['another type', { offer: { type: 'answer', sdp: 'AAAA' } }],
    ['no sdp', { offer: { type: 'offer' } }],
    ['an sdp that is no text', { offer: { type: 'offer', sdp: ['AAAA'] } }],
    ['no offer_id', { offer: { type: 'offer', sdp: 'A' }, offer_id: undefined }],
    ['a number as peer_id', { offer: { type: 'offer', sdp: 'A' }, peer_id: 5 }],
    ['a wide offer_id', { offer: { type: 'offer', sdp: 'A' }, offer_id: 'ж'.repeat(20) }],
    ['an answer of null', { answer: null }],
  ])('%s is malformed', (_, fields) => {
    expect(heard({ ...ids, ...fields })).toEqual(bad('frame-malformed'));
  });

  test('fields come from the message alone, never from a prototype', () => {
    const inherited = `{"action":"announce","__proto__":{"info_hash":"${ROOM}","complete":1,"offer":{}}}`;
    expect(parseHeardFrame(inherited)).toEqual(ok({ kind: 'ignored' }));
    const inner = `{"action":"announce","info_hash":"${ROOM}","peer_id":"${THEM}","offer_id":"${OFFER}","offer":{"__proto__":{"type":"offer","sdp":"A"}}}`;
    expect(parseHeardFrame(inner)).toEqual(bad('frame-malformed'));
    expect(Object.prototype).not.toHaveProperty('info_hash');
  });
});

test.each([
  ['{"failure reason":"Invalid request"}', 'refused'],
  ['{"failure reason":{"__proto__":null}}', 'refused'],
  [
    '{"failure reason":"Could not find the offer corresponding to your answer. It may have expired."}',
    'answer-expired',
  ],
])('a failure needs no action: %s', (text, code) => {
  expect(parseHeardFrame(text)).toEqual(ok({ kind: 'failure', code }));
});

test.each([
  ['{"action":"scrape","files":{}}'],
  ['{"action":"announce","warning message":"busy"}'],
  ['{}'],
  ['{"action":["announce"],"complete":1}'],
])('%s is nothing for us', (text) => {
  expect(parseHeardFrame(text)).toEqual(ok({ kind: 'ignored' }));
});

test.each([
  ['', 'frame-not-json'],
  ['{"action":"announce"', 'frame-not-json'],
  ['undefined', 'frame-not-json'],
  ['null', 'frame-malformed'],
  ['5', 'frame-malformed'],
  ['"announce"', 'frame-malformed'],
  ['[{"action":"announce"}]', 'frame-malformed'],
  ['['.repeat(60_000), 'frame-not-json'],
  [`"${'A'.repeat(MAX_HEARD_FRAME_CHARS)}"`, 'frame-too-large'],
])('a frame that is no message has a reason (%#)', (text, reason) => {
  expect(parseHeardFrame(text)).toEqual(bad(reason));
});

test('junk of every kind is a value', () => {
  for (const make of Object.values(JUNK))
    expect(typeof parseHeardFrame(make(ROOM, 1)).ok).toBe('boolean');
});

test('whatever arrives, what is taken is within bounds', () => {
  const key = fc.constantFrom(
    'action',
    'info_hash',
    'peer_id',
    'offer_id',
    'offer',
    'answer',
    'complete',
    'incomplete',
    'interval',
    'failure reason',
    '__proto__',
    'type',
    'sdp',
  );
  const leaf = fc.oneof(
    fc.constantFrom<unknown>('announce', ROOM, 'offer', 'answer', null, true, -1, 1e308),
    fc.string(),
    fc.double({ noNaN: true }),
  );
  const { message } = fc.letrec<{ value: unknown; message: object }>((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, leaf, tie('message'), fc.array(tie('value'))),
    message: fc.dictionary(key, tie('value')),
  }));
  fc.assert(
    fc.property(message, (value) => {
      const parsed = parseHeardFrame(JSON.stringify({ action: 'announce', ...value }));
      if (!parsed.ok || parsed.value.kind === 'ignored') return;
      const allowed =
        /^(kind|code|infohash|peerId|offerId|sdp|complete|incomplete|intervalMs|services)$/;
      expect(Object.keys(parsed.value).every((name) => allowed.test(name))).toBe(true);
      if (parsed.value.kind !== 'response') return;
      const { complete, incomplete, intervalMs } = parsed.value;
      for (const count of [complete, incomplete]) {
        expect(Number.isInteger(count) && count >= 0 && count <= 1_000_000).toBe(true);
      }
      expect(intervalMs >= 10_000 && intervalMs <= 1_800_000).toBe(true);
    }),
    { numRuns: 300 },
  );
});
