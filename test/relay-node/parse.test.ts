import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../relay-node/limits.ts';
import { parseFrame } from '../../relay-node/tracker/parse.ts';
import { announce, answer, id, offer, scrape, start } from '../support/trackers/client.ts';

const parse = (message: unknown) => parseFrame(JSON.stringify(message), DEFAULT_LIMITS);

function refusal(reason: string, action = 'announce', infoHash = id('room')) {
  return { ok: false, reason, action, infoHash };
}

describe('an announce', () => {
  test('is read field by field', () => {
    expect(parse({ ...start('a', 'o1', 'o2'), extra: { deep: [] } })).toEqual({
      ok: true,
      value: {
        kind: 'announce',
        infoHash: id('room'),
        peerId: id('a'),
        event: 'started',
        complete: false,
        offers: [
          { offerId: id('o1'), sdp: 'sdp-of-o1' },
          { offerId: id('o2'), sdp: 'sdp-of-o2' },
        ],
        malformedOffers: 0,
      },
    });
  });

  test.each([
    ['started', 'started'],
    ['stopped', 'stopped'],
    ['completed', 'completed'],
    ['update', 'update'],
    ['paused', 'update'],
    ['empty', 'update'],
    ['', 'update'],
    [null, 'update'],
    [undefined, 'update'],
  ])('takes the event %j as %s', (event, expected) => {
    expect(parse(announce('a', { event }))).toMatchObject({ value: { event: expected } });
  });

  test.each([
    [0, true],
    [1, false],
    [null, false],
    ['0', false],
    [-1, false],
    [undefined, false],
  ])('with left %j counts as complete: %s', (left, complete) => {
    expect(parse(announce('a', { left }))).toMatchObject({ value: { complete } });
  });

  test('loses its malformed offers and keeps the rest', () => {
    const good = offer('good');
    const malformed = [
      null,
      5,
      'offer',
      [],
      [good],
      {},
      { offer_id: id('x') },
      { offer: 'sdp', offer_id: id('x') },
      { offer: { type: 'answer', sdp: 's' }, offer_id: id('x') },
      { offer: { type: 'offer', sdp: 5 }, offer_id: id('x') },
      { offer: { type: 'offer', sdp: 's' }, offer_id: '' },
      { offer: { type: 'offer', sdp: 's' }, offer_id: 'x'.repeat(129) },
      { offer: { type: 'offer', sdp: 's' }, offer_id: 7 },
    ];
    expect(parse(announce('a', { offers: [...malformed, good] }))).toMatchObject({
      value: { offers: [{ offerId: id('good'), sdp: 'sdp-of-good' }], malformedOffers: 13 },
    });
  });

  test('uses no more offers than the limit', () => {
    const offers = Array.from({ length: 21 }, (_, i) => offer(`o${i}`));
    const parsed = parse(announce('a', { offers }));
    expect(parsed.ok && parsed.value.kind === 'announce' && parsed.value.offers.length).toBe(20);
  });

  test.each([null, 5, 'offers', {}])('with offers %j has none', (offers) => {
    expect(parse(announce('a', { offers }))).toMatchObject({
      value: { offers: [], malformedOffers: 0 },
    });
  });

  test.each([
    [{ info_hash: 5 }, refusal('invalid-info-hash', 'announce', '')],
    [{ info_hash: 'short' }, refusal('invalid-info-hash', 'announce', '')],
    [{ info_hash: 'x'.repeat(21) }, refusal('invalid-info-hash', 'announce', '')],
    [{ info_hash: `${'x'.repeat(19)}\u0100` }, refusal('invalid-info-hash', 'announce', '')],
    [{ peer_id: undefined }, refusal('invalid-peer-id')],
    [{ peer_id: [] }, refusal('invalid-peer-id')],
    [{ event: 'begun' }, refusal('invalid-event')],
    [{ event: 0 }, refusal('invalid-event')],
  ])('with %j is refused', (fields, expected) => {
    expect(parse(announce('a', fields))).toEqual(expected);
  });
});

describe('an answer', () => {
  test('is read field by field, whatever its event', () => {
    expect(parse({ ...answer('b', 'a', 'o1'), event: 'begun', offers: [null] })).toEqual({
      ok: true,
      value: {
        kind: 'answer',
        infoHash: id('room'),
        peerId: id('b'),
        toPeerId: id('a'),
        offerId: id('o1'),
        sdp: 'answer-to-o1',
      },
    });
  });

  test.each([
    [{ to_peer_id: undefined }, 'invalid-to-peer-id'],
    [{ offer_id: null }, 'invalid-offer-id'],
    [{ answer: 'sdp' }, 'invalid-answer'],
    [{ answer: { type: 'offer', sdp: 's' } }, 'invalid-answer'],
    [{ answer: { type: 'answer' } }, 'invalid-answer'],
  ])('with %j is refused', (fields, reason) => {
    expect(parse({ ...answer('b', 'a', 'o1'), ...fields })).toEqual(refusal(reason));
  });
});

describe('a scrape', () => {
  test('names one infohash or several', () => {
    expect(parse({ action: 'scrape', info_hash: id('r') })).toEqual({
      ok: true,
      value: { kind: 'scrape', infoHashes: [id('r')] },
    });
    expect(parse(scrape())).toEqual({ ok: true, value: { kind: 'scrape', infoHashes: [] } });
  });

  test.each([
    [undefined, 'invalid-info-hash'],
    [5, 'invalid-info-hash'],
    [null, 'invalid-info-hash'],
    [{}, 'invalid-info-hash'],
    [[id('r'), 5], 'invalid-info-hash'],
    [Array<string>(65).fill(id('r')), 'too-many-info-hashes'],
  ])('of %j is refused', (info_hash, reason) => {
    expect(parse({ action: 'scrape', info_hash })).toEqual(refusal(reason, 'scrape', ''));
  });
});

describe('anything else', () => {
  test.each([
    ['', 'invalid-json'],
    ['nonsense', 'invalid-json'],
    ['null', 'invalid-json'],
    ['5', 'invalid-json'],
    ['[]', 'invalid-json'],
    ['['.repeat(60_000), 'invalid-json'],
    ['{}', 'invalid-action'],
    ['{"action":"connect"}', 'invalid-action'],
    ['{"action":null}', 'invalid-action'],
  ])('such as %.20s is refused', (text, reason) => {
    expect(parseFrame(text, DEFAULT_LIMITS)).toEqual(refusal(reason, 'announce', ''));
  });

  test('never throws, and whatever passes is within the limits', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          hostileMessage().map((m) => JSON.stringify(m)),
        ),
        (text) => {
          const parsed = parseFrame(text, DEFAULT_LIMITS);
          if (!parsed.ok || parsed.value.kind !== 'announce') return;
          expect(parsed.value.infoHash).toHaveLength(20);
          expect(parsed.value.offers.every(({ sdp }) => typeof sdp === 'string')).toBe(true);
        },
      ),
    );
  });
});

/** Well-formed messages in which any field may have been replaced. */
function hostileMessage(): fc.Arbitrary<unknown> {
  const anything = fc.jsonValue({ maxDepth: 2 });
  const keys = ['action', 'info_hash', 'peer_id', 'to_peer_id', 'event', 'left', 'offers'];
  const patch = fc.dictionary(fc.constantFrom(...keys, 'answer', 'offer_id', 'numwant'), anything);
  const base = fc.constantFrom(start('a', 'o1'), answer('b', 'a', 'o1'), scrape('room'));
  return fc.tuple(base, patch).map(([message, fields]) => ({ ...message, ...fields }));
}
