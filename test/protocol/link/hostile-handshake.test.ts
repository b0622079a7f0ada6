// A first handshake that somebody interferes with: it ends, nobody comes up, and little is kept.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equal } from '../../../src/base/bytes.ts';
import { makeIdentity } from '../../../src/crypto/identity.ts';
import type { LinkOutput } from '../../../src/protocol/link/contract.ts';
import { MAX_EARLY_MESSAGES, MAX_OVERTAKING_BYTES } from '../../../src/protocol/link/link.ts';
import { encodeDescription } from '../../../src/wire/description.ts';
import { flip, IDENTITIES, type Name, other, type Packet, Pair, ROOM_ID, seeded } from './pair.ts';

function ended(reason: string): LinkOutput[] {
  return [
    { kind: 'dropped', reason },
    { kind: 'rtc', command: { kind: 'close' } },
    { kind: 'down', reason: 'hostile' },
  ];
}

/** A pair of which `messages` were delivered and one lies ready, on its way to whom it returns. */
function halted(messages: number): { readonly pair: Pair; readonly packet: Packet } {
  const pair = new Pair();
  pair.negotiate();
  pair.openChannels();
  for (let i = 0; i < messages; i++) pair.step();
  const packet = pair.inFlight.shift();
  if (packet === undefined) throw new Error('nothing is in flight');
  pair.outputs('offerer');
  pair.outputs('answerer');
  return { pair, packet };
}

/** The packets of an undisturbed handshake. Seeds make every run the same. */
function recording(): readonly Packet[] {
  const pair = new Pair();
  pair.negotiate();
  pair.openChannels();
  const packets: Packet[] = [];
  for (let next = pair.inFlight[0]; next !== undefined; next = pair.inFlight[0]) {
    packets.push(next);
    pair.step();
  }
  return packets;
}

/** Only whoever gets packet `index` of the recording, brought to the point where it comes. */
function poised(packets: readonly Packet[], index: number): Pair {
  const pair = new Pair();
  const to = packets[index]?.to ?? 'offerer';
  pair.negotiate();
  pair.feed(to, { kind: 'rtc', event: { kind: 'open' } });
  for (const packet of packets.slice(0, index)) if (packet.to === to) pair.deliver(packet);
  return pair;
}

/** The three messages and the two FINs, in the order of sending. */
const MESSAGES = [
  { name: 'message 1', size: 1_264, refused: 'handshake-failed' },
  { name: 'message 2', size: 1_312, refused: 'handshake-failed' },
  { name: 'message 3', size: 160, refused: 'handshake-failed' },
  { name: 'the FIN of the initiator', size: 128, refused: 'frame-' },
  { name: 'the FIN of the responder', size: 128, refused: 'frame-' },
] as const;

describe.each(MESSAGES.map((message, index) => ({ ...message, index })))(
  '$name',
  ({ size, index, refused }) => {
    const packets = recording();
    const recorded = packets[index] as Packet;

    test('has its size', () => expect(recorded.bytes.length).toBe(size));

    test('every byte of it, flipped: refused, and nobody comes up', { timeout: 120_000 }, () => {
      for (let at = 0; at < size; at++) {
        const bytes = flip(recorded.bytes, at, at % 8);
        const outputs = poised(packets, index).deliver({ ...recorded, bytes });
        const [dropped, ...rest] = outputs;
        expect(dropped?.kind === 'dropped' && dropped.reason.startsWith(refused)).toBe(true);
        expect(rest).toEqual(ended('').slice(1));
      }
    });

    test('cut, stretched, or empty', () => {
      for (const length of [0, 1, 31, 32, size - 1, size + 1, 2 * size, 65_536]) {
        const { pair, packet } = halted(index);
        const bytes = new Uint8Array(length);
        bytes.set(packet.bytes.subarray(0, length));
        const [dropped] = pair.deliver({ ...packet, bytes });
        expect(dropped?.kind).toBe('dropped');
        expect(pair.outputs(packet.to).at(-1)).toEqual({ kind: 'down', reason: 'hostile' });
      }
    });

    test('sent back to whoever wrote it', () => {
      const { pair, packet } = halted(index);
      pair.deliver({ ...packet, to: other(packet.to) });
      expect(pair.outputs(other(packet.to)).at(-1)).toEqual({ kind: 'down', reason: 'hostile' });
    });

    test('delivered twice', () => {
      const { pair, packet } = halted(index);
      pair.deliver(packet);
      pair.deliver(packet);
      expect(pair.outputs(packet.to).at(-1)).toEqual({ kind: 'down', reason: 'hostile' });
    });
  },
);

describe('the wrong peer', () => {
  function bothEnds(pair: Pair): unknown[] {
    pair.openChannels();
    pair.flush();
    pair.sleep(5_000);
    return (['offerer', 'answerer'] as const).map((name) => {
      const outputs = pair.outputs(name);
      const wrong = outputs.filter(({ kind }) => kind === 'up' || kind === 'received');
      expect(wrong).toEqual([]);
      return outputs.at(-1);
    });
  }

  test('another phrase: the first message is refused, and no identity is shown', () => {
    const pair = new Pair({ config: { answerer: { psk: new Uint8Array(32) } } });
    pair.negotiate();
    expect(bothEnds(pair)).toEqual([
      { kind: 'down', reason: 'timeout' },
      { kind: 'down', reason: 'hostile' },
    ]);
  });

  test('another room behind the same psk: the card is not for this one', () => {
    const roomId = new Uint8Array(32);
    const pair = new Pair({ config: { answerer: { roomId } } });
    pair.negotiate();
    expect(bothEnds(pair)).toEqual([
      { kind: 'down', reason: 'timeout' },
      { kind: 'down', reason: 'hostile' },
    ]);
  });

  test('a middleman who swapped the answer: fingerprints of its own fail the handshake', () => {
    const pair = new Pair();
    pair.negotiate((answer) => {
      const fingerprint = new Uint8Array(32).fill(0xee);
      const { transport } = answer.description;
      const swapped = transport && { ...transport, fingerprint };
      const description = { ...answer.description, transport: swapped };
      return { description, record: encodeDescription(description) };
    });
    expect(bothEnds(pair)).toEqual([
      { kind: 'down', reason: 'timeout' },
      { kind: 'down', reason: 'hostile' },
    ]);
  });

  test('the record names somebody else: refused before we show who we are', () => {
    // A member who answers in another's name puts that one's id into the record.
    const { s, g, card } = makeIdentity(seeded('stranger'), ROOM_ID);
    const identity = { id: new Uint8Array(16), s, g, card };
    const answered = new Pair({ config: { answerer: { identity } } });
    answered.negotiate();
    answered.openChannels();
    answered.step();
    expect(answered.step()).toEqual(ended('handshake-misbound'));
    expect(answered.inFlight).toEqual([]);
    const offered = new Pair({ config: { offerer: { identity } } });
    offered.negotiate();
    offered.openChannels();
    for (let i = 0; i < 2; i++) offered.step();
    expect(offered.step()).toEqual(ended('handshake-misbound'));
  });

  test('ourselves, under another name', () => {
    const identity = { ...IDENTITIES.offerer, id: new Uint8Array(16) };
    const mirror = new Pair({ config: { answerer: { identity } } });
    mirror.negotiate();
    expect(bothEnds(mirror)).toEqual([
      { kind: 'down', reason: 'self' },
      { kind: 'down', reason: 'timeout' },
    ]);
  });

  test('a handshake recorded from one link is worth nothing in another', () => {
    const first = halted(0);
    const second = new Pair({ config: { offerer: { random: seeded('another time') } } });
    second.now += 1;
    second.negotiate();
    second.openChannels();
    expect(second.deliver(first.packet)).toEqual(ended('handshake-failed'));
  });

  test('any bytes at all, at any stage', () => {
    const junk = fc.record({
      messages: fc.integer({ min: 0, max: 5 }),
      to: fc.constantFrom<Name>('offerer', 'answerer'),
      channel: fc.constantFrom(0 as const, 1 as const, 2 as const),
      bytes: fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc
          .constantFrom(128, 160, 256, 1_264, 1_312)
          .chain((length) => fc.uint8Array({ minLength: length, maxLength: length })),
      ),
    });
    fc.assert(
      fc.property(junk, ({ messages, to, channel, bytes }) => {
        const pair = new Pair();
        pair.negotiate();
        pair.openChannels();
        for (let i = 0; i < messages; i++) pair.step();
        pair.outputs(to);
        const outputs = pair.deliver({ to, channel, bytes });
        // Channel 1 may lose and mix up; the others only carry what the peer meant.
        const last = outputs.at(-1);
        return channel === 1
          ? outputs.length === 1 && last?.kind === 'dropped'
          : last?.kind === 'down' && last.reason === 'hostile';
      }),
      { numRuns: 200 },
    );
  });
});

describe('a flood', () => {
  test('before the handshake: a handful is kept, then the link ends', () => {
    const pair = new Pair();
    pair.negotiate();
    pair.outputs('answerer');
    const flood: Packet = { to: 'answerer', channel: 0, bytes: new Uint8Array(16_384) };
    for (let i = 0; i < MAX_EARLY_MESSAGES; i++) expect(pair.deliver(flood)).toEqual([]);
    expect(pair.deliver(flood)).toEqual(ended('message-early'));
    // A gigabyte more of it.
    for (let i = 0; i < 65_536; i++) pair.deliver(flood);
    expect(pair.outputs('answerer')).toEqual(ended('message-early'));
  });

  test('on the other channels nothing is kept at all', () => {
    for (const messages of [0, 1, 2]) {
      const { pair } = halted(messages);
      const bytes = new Uint8Array(16_384);
      const lost = [{ kind: 'dropped', reason: 'message-early' }];
      for (let i = 0; i < 100; i++) {
        expect(pair.deliver({ to: 'answerer', channel: 1, bytes })).toEqual(lost);
      }
      expect(pair.deliver({ to: 'answerer', channel: 2, bytes })).toEqual(ended('message-early'));
    }
  });

  test('by a member that holds back its FIN', () => {
    for (const channel of [1, 2] as const) {
      const { pair } = halted(4);
      const payload = new Uint8Array(10_000);
      let outputs: LinkOutput[] = [];
      // Each counts with the 128 bytes of the smallest frame, so that empty ones run out too.
      const enough = Math.floor(MAX_OVERTAKING_BYTES / (payload.length + 128));
      for (let i = 0; i <= enough; i++) {
        expect(outputs).toEqual([]);
        pair.feed('answerer', { kind: 'send', channel, payload });
        pair.feed('answerer', { kind: 'rtc', event: { kind: 'drained', channel: 2 } });
        outputs = pair.step() ?? [];
      }
      const reason = 'overtaking-full';
      expect(outputs).toEqual(channel === 1 ? [{ kind: 'dropped', reason }] : ended(reason));
    }
  });
});

test('two handshakes of the same two people share nothing', () => {
  const first = new Pair().establish().offerer.handshake;
  const again = new Pair({ config: { answerer: { random: seeded('other') } } }).establish();
  expect(equal(first, again.offerer.handshake)).toBe(false);
});
