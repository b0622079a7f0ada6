// The room as a whole: every output of every step, as the rest of a peer sees it.

import { beforeAll, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../../../src/base/time.ts';
import { blake2b } from '../../../src/crypto/hash.ts';
import { ready } from '../../../src/crypto/sodium.ts';
import { verify } from '../../../src/crypto/verify.ts';
import { MESSAGE_DOMAIN, signatureOf, signedPart } from '../../../src/wire/message.ts';
import { PLAIN_ENTRY } from '../../support/entries.ts';
import {
  ANA,
  BEN,
  deliver,
  entries,
  makeRoom,
  members,
  NOON,
  published,
  ROOM_ID,
  self,
  states,
  write,
} from './people.ts';

beforeAll(ready);

const SELF_HEX = '\\w{32}';

describe('writing', () => {
  test('alone, a text waits at the end of the conversation', () => {
    const room = makeRoom();
    expect(room.handle(write('w1', 'hello'), NOON)).toEqual([
      {
        kind: 'entry',
        entry: {
          ...PLAIN_ENTRY,
          id: 'w1',
          author: self().id,
          own: true,
          text: 'hello',
          order: 'outbox-00000000000001',
          writtenAt: NOON,
          state: { kind: 'waiting' },
        },
      },
    ]);
    expect(room.deadline).toBeUndefined();
    expect(room.wake(NOON + MINUTE_MS)).toEqual([]);
  });

  test('it leaves when somebody comes, dated and numbered then', () => {
    const room = makeRoom();
    room.handle(write('w1', 'hello'), NOON);
    const later = NOON + MINUTE_MS;
    const outputs = room.handle(members(ANA), later);
    const [message] = published(outputs);
    expect(message).toMatchObject({
      kind: 1,
      generation: 0,
      seq: 1,
      hlc: later,
      lifetime: { kind: 'off' },
    });
    expect(message?.previous).toEqual(new Uint8Array(16));
    expect(outputs).toEqual([
      { kind: 'publish', message },
      {
        kind: 'entry',
        entry: {
          ...PLAIN_ENTRY,
          id: 'w1',
          author: self().id,
          own: true,
          text: 'hello',
          order: expect.stringMatching(new RegExp(`^019ab5bd1860-${SELF_HEX}-00000001$`)),
          writtenAt: later,
          state: { kind: 'sent', reached: 0, of: 1, read: 0 },
        },
      },
    ]);
  });

  test('in company it leaves at once, signed and chained', () => {
    const room = makeRoom();
    expect(room.handle(members(ANA), NOON)).toEqual([]);
    const first = room.handle(write('w1'), NOON);
    const second = room.handle(write('w2'), NOON);
    expect([first, second].map((o) => o.map(({ kind }) => kind))).toEqual([
      ['publish', 'entry'],
      ['publish', 'entry'],
    ]);
    const [one, two] = published([...first, ...second]);
    if (one === undefined || two === undefined) throw new Error('two messages');
    expect([one.seq, two.seq, two.hlc - one.hlc]).toEqual([1, 2, 1]);
    expect(two.previous).toEqual(blake2b(16, one.bytes));
    for (const message of [one, two]) {
      const signed = [MESSAGE_DOMAIN, ROOM_ID, signedPart(message)];
      expect(verify(self().g.publicKey, signatureOf(message), ...signed)).toBe(true);
    }
  });

  test('the lifetime is carried', () => {
    const room = makeRoom();
    room.handle(members(ANA), NOON);
    const lifetime = { kind: 'after-reading', ms: 30_000 } as const;
    const outputs = room.handle({ ...write('w1'), lifetime }, NOON);
    expect(published(outputs).map((message) => message.lifetime)).toEqual([lifetime]);
  });

  test('what waits can be taken back, and leaves no gap', () => {
    const room = makeRoom();
    room.handle(write('w1'), NOON);
    room.handle(write('w2'), NOON);
    expect(room.handle({ kind: 'withdraw', entry: 'w1' }, NOON)).toEqual([
      { kind: 'removed', entry: 'w1', reason: 'withdrawn' },
    ]);
    expect(room.handle({ kind: 'withdraw', entry: 'w1' }, NOON)).toEqual([]);
    const outputs = room.handle(members(ANA), NOON);
    expect(published(outputs).map(({ seq }) => seq)).toEqual([1]);
    expect(states(outputs)).toEqual(['w2 0/1']);
    expect(room.handle({ kind: 'withdraw', entry: 'w2' }, NOON)).toEqual([]);
  });

  test.each([
    ['text-empty', ''],
    ['text-too-long', 'x'.repeat(15_001)],
    ['text-too-long', 'é'.repeat(7_501)],
  ] as const)('%s is refused and counted', (reason, text) => {
    expect(makeRoom().handle(write('w1', text), NOON)).toEqual([
      { kind: 'dropped', reason },
      { kind: 'refused', entry: 'w1', reason },
    ]);
  });

  test('a lone surrogate is shown here as others will see it', () => {
    expect(entries(makeRoom().handle(write('w1', 'a\ud800b'), NOON)).map((e) => e.text)).toEqual([
      'a\ufffdb',
    ]);
  });

  test('the same entry id twice, or a lifetime out of range, is our own mistake', () => {
    const room = makeRoom();
    room.handle(write('w1'), NOON);
    expect(() => room.handle(write('w1'), NOON)).toThrow('a fresh entry id');
    const lifetime = { kind: 'after-sending', ms: 999 } as const;
    expect(() => room.handle({ ...write('w2'), lifetime }, NOON)).toThrow('a lifetime in range');
  });
});

describe('receiving', () => {
  test('a message becomes a line in its place', () => {
    expect(makeRoom().handle(deliver({ seq: 7, hlc: NOON - 5, text: 'hi' }), NOON)).toEqual([
      {
        kind: 'entry',
        entry: {
          ...PLAIN_ENTRY,
          id: `${'aa'.repeat(16)}-00000007`,
          author: ANA,
          own: false,
          text: 'hi',
          order: `019ab5bc2dfb-${'aa'.repeat(16)}-00000007`,
          writtenAt: NOON - 5,
          state: { kind: 'received' },
        },
      },
    ]);
  });

  test('an unknown kind is not shown, but the answer to it sorts after it', () => {
    const room = makeRoom();
    room.handle(members(ANA), NOON);
    expect(room.handle(deliver({ kind: 200, hlc: NOON + 50 }), NOON)).toEqual([]);
    expect(published(room.handle(write('w1'), NOON)).map(({ hlc }) => hlc)).toEqual([NOON + 51]);
  });

  test.each([
    ['text-malformed', { body: new Uint8Array() }],
    ['text-empty', { body: Uint8Array.of(0) }],
    ['text-malformed', { body: Uint8Array.of(0, 0xc0, 0x80) }],
    ['text-malformed', { body: Uint8Array.of(0, 0xed, 0xa0, 0x80) }],
    ['text-malformed', { body: Uint8Array.of(0, 0x61, 0xff) }],
  ])('%s is dropped', (reason, fields) => {
    expect(makeRoom().handle(deliver(fields), NOON)).toEqual([{ kind: 'dropped', reason }]);
  });

  test('an echo of ourselves, and a message that is already shown, are dropped', () => {
    const room = makeRoom();
    const echo = room.handle(deliver({ sender: self().id }), NOON);
    expect(echo).toEqual([{ kind: 'dropped', reason: 'message-own' }]);
    room.handle(deliver({}), NOON);
    expect(room.handle(deliver({}), NOON)).toEqual([{ kind: 'dropped', reason: 'message-twice' }]);
  });

  test('direction marks and controls stay: the view isolates each text', () => {
    const text = '\u202eevil\u2066\u0000\u200f<b>';
    expect(entries(makeRoom().handle(deliver({ text }), NOON)).map((e) => e.text)).toEqual([text]);
  });

  test('a clock a century ahead sorts last, is dated now, and does not drag ours along', () => {
    const room = makeRoom();
    room.handle(members(ANA), NOON);
    const century = NOON + 36_525 * 24 * 60 * MINUTE_MS;
    const [far] = entries(room.handle(deliver({ hlc: century }), NOON));
    const [ours] = entries(room.handle(write('w1'), NOON));
    expect([far?.writtenAt, ours?.writtenAt]).toEqual([NOON, NOON]);
    expect((far?.order ?? '') > (ours?.order ?? '')).toBe(true);
  });
});

describe('receipts', () => {
  test('count those who hold it, up to everybody who was here', () => {
    const room = makeRoom();
    room.handle(members(ANA, BEN), NOON);
    expect(states(room.handle(write('w1'), NOON))).toEqual(['w1 0/2']);
    expect(states(room.handle(write('w2'), NOON))).toEqual(['w2 0/2']);
    const acknowledged = (member: Uint8Array, upTo: number) =>
      room.handle({ kind: 'acknowledged', member, since: 0, upTo }, NOON);
    expect(states(acknowledged(ANA, 2))).toEqual(['w1 1/2', 'w2 1/2']);
    expect(acknowledged(ANA, 1)).toEqual([]);
    expect(states(room.handle({ kind: 'left', member: BEN }, NOON))).toEqual(['w1 1/1', 'w2 1/1']);
    expect(room.handle(members(ANA), NOON)).toEqual([]);
    expect(room.handle({ kind: 'left', member: ANA }, NOON)).toEqual([]);
  });

  test('an acknowledgement of what was never sent is dropped', () => {
    const room = makeRoom();
    room.handle(members(ANA), NOON);
    expect(room.handle({ kind: 'acknowledged', member: ANA, since: 0, upTo: 1 }, NOON)).toEqual([
      { kind: 'dropped', reason: 'acknowledged-unsent' },
    ]);
  });
});
