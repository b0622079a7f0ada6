// Frames of a link that is up: what the ordered channels refuse, what `fast` forgives, and rekeying.

import { describe, expect, test } from 'vitest';
import { utf8 } from '../../../src/base/utf8.ts';
import { publicHalf } from '../../../src/crypto/identity.ts';
import type { ChannelId } from '../../../src/ports/rtc.ts';
import { Channels } from '../../../src/protocol/link/channels.ts';
import type { LinkOutput } from '../../../src/protocol/link/contract.ts';
import {
  FAST_WINDOW_FRAMES,
  FastReceiver,
  MAX_WALK_EPOCHS,
  OrderedReceiver,
  PREVIOUS_KEY_MS,
} from '../../../src/protocol/link/receiver.ts';
import { ChannelSender, REKEY_FRAMES, REKEY_MS } from '../../../src/protocol/link/sender.ts';
import { Session, type SessionEvent } from '../../../src/protocol/link/session.ts';
import { type FrameContent, type FrameType, parseHeader } from '../../../src/wire/frame.ts';
import { BEGIN, flip, IDENTITIES, Pair, PSK, ROOM_ID, seeded } from './pair.ts';

const KEY = new Uint8Array(32).fill(1);
const CLOSE_AND_DOWN: LinkOutput[] = [
  { kind: 'rtc', command: { kind: 'close' } },
  { kind: 'down', reason: 'hostile' },
];

function content(text: string, type: FrameType = 'data'): FrameContent {
  return { type, payload: utf8(text) };
}

function established(): Pair {
  const pair = new Pair();
  pair.establish();
  pair.outputs('answerer');
  return pair;
}

function epochOf(frame: Uint8Array): number {
  const header = parseHeader(frame);
  return header.ok ? header.value.epoch : -1;
}

describe.each([0, 2] as const)('ordered channel %i', (channel) => {
  function ends(pair: Pair, reason: string): void {
    expect(pair.outputs('answerer')).toEqual([{ kind: 'dropped', reason }, ...CLOSE_AND_DOWN]);
  }

  test('every byte of a frame, flipped', () => {
    const pair = established();
    pair.say('offerer', 'hello', channel);
    const size = pair.inFlight[0]?.bytes.length ?? 0;
    expect(size).toBe(128);
    for (let at = 0; at < size; at++) {
      const fresh = established();
      fresh.say('offerer', 'hello', channel);
      const [packet] = fresh.inFlight;
      if (packet === undefined) throw new Error('no frame');
      const outputs = fresh.deliver({ ...packet, bytes: flip(packet.bytes, at, at % 8) });
      expect(outputs.map(({ kind }) => kind)).toEqual(['dropped', 'rtc', 'down']);
    }
  });

  test('replayed', () => {
    const pair = established();
    pair.say('offerer', 'hello', channel);
    const [packet] = pair.inFlight;
    pair.flush();
    pair.outputs('answerer');
    if (packet !== undefined) pair.deliver(packet);
    ends(pair, 'frame-counter');
  });

  test('skipped, and so reordered', () => {
    const pair = established();
    pair.say('offerer', 'one', channel);
    pair.say('offerer', 'two', channel);
    pair.inFlight.shift();
    pair.flush();
    ends(pair, 'frame-counter');
  });

  test('reflected', () => {
    const pair = established();
    pair.say('answerer', 'one', channel);
    const [packet] = pair.inFlight;
    if (packet !== undefined) pair.deliver({ ...packet, to: 'answerer' });
    // Channel 0 has received a FIN already; on channel 2 even the counter fits.
    expect(pair.outputs('answerer').at(-1)).toEqual({ kind: 'down', reason: 'hostile' });
  });

  test('moved to another channel', () => {
    const pair = established();
    pair.say('offerer', 'one', channel);
    const [packet] = pair.inFlight;
    if (packet !== undefined) pair.deliver({ ...packet, channel: channel === 0 ? 2 : 0 });
    expect(pair.outputs('answerer').at(-1)).toEqual({ kind: 'down', reason: 'hostile' });
  });

  test('of a size that no frame has', () => {
    for (const length of [0, 7, 8, 24, 127, 129, 16_385, 65_536]) {
      const pair = established();
      pair.deliver({ to: 'answerer', channel, bytes: new Uint8Array(length) });
      ends(pair, 'frame-size');
    }
  });

  test('epochs rise by one at most', () => {
    const sender = new ChannelSender(KEY, 0, BEGIN);
    const receiver = new OrderedReceiver(KEY, 0);
    expect(receiver.open(sender.seal(content('0'), BEGIN)).ok).toBe(true);
    const skipped = new ChannelSender(KEY, 0, BEGIN);
    skipped.seal(content('0'), BEGIN);
    skipped.seal(content('1'), BEGIN + REKEY_MS);
    const tooFar = skipped.seal(content('2'), BEGIN + 2 * REKEY_MS);
    expect(epochOf(tooFar)).toBe(2);
    expect(receiver.open(tooFar)).toEqual({ ok: false, reason: 'frame-epoch' });
    expect(receiver.open(sender.seal(content('1'), BEGIN + REKEY_MS))).toEqual({
      ok: true,
      value: content('1'),
    });
    const back = new ChannelSender(KEY, 0, BEGIN);
    for (let i = 0; i < 2; i++) back.seal(content('x'), BEGIN);
    expect(receiver.open(back.seal(content('2'), BEGIN))).toEqual({
      ok: false,
      reason: 'frame-epoch',
    });
  });
});

describe('a peer that has the keys and breaks the rules', () => {
  const authenticated = {
    member: publicHalf(IDENTITIES.offerer),
    secrets: { hash: new Uint8Array(64), send: KEY, receive: KEY },
  };
  const config = {
    role: 'responder',
    identity: IDENTITIES.answerer,
    psk: PSK,
    roomId: ROOM_ID,
    random: seeded('session'),
    authenticated,
  } as const;

  /** The events of a session that was given its FIN, and then one frame of this content. */
  function events(channel: ChannelId, frame: FrameContent): SessionEvent[] {
    const peer = new Channels(authenticated.secrets, BEGIN);
    const session = new Session(config, BEGIN);
    const fin: FrameContent = { type: 'fin', payload: new Uint8Array(32) };
    session.receive(0, peer.seal(0, fin, BEGIN), BEGIN);
    return session.receive(channel, peer.seal(channel, frame, BEGIN), BEGIN);
  }

  test.each([
    ['a second FIN', 0, 'fin', 32, 'fin-order'],
    ['a FIN beside the control channel', 2, 'fin', 32, 'frame-misplaced'],
    ['a handshake beside it', 2, 'handshake', 1, 'frame-misplaced'],
    ['a goodbye beside it', 2, 'close', 0, 'frame-misplaced'],
    ['a goodbye with a payload', 0, 'close', 1, 'frame-length'],
    ['a SWITCH with a payload', 0, 'switch', 1, 'frame-length'],
    ['a SWITCH to keys that nobody has', 0, 'switch', 0, 'switch-unasked'],
    ['the same on bulk', 2, 'switch', 0, 'switch-unasked'],
  ] as const)('%s', (_, channel, type, length, reason) => {
    const payload = new Uint8Array(length);
    expect(events(channel, { type, payload })).toEqual([{ kind: 'hostile', reason }]);
  });

  test.each(['fin', 'handshake', 'switch', 'close'] as const)('%s on fast is dropped', (type) => {
    const dropped = { kind: 'dropped', reason: 'frame-misplaced' };
    expect(events(1, { type, payload: new Uint8Array(0) })).toEqual([dropped]);
  });

  test('data before the FIN, and a FIN of another size', () => {
    const wrong: [FrameContent, string][] = [
      [content('early'), 'fin-order'],
      [content('short', 'fin'), 'fin-length'],
    ];
    for (const [first, reason] of wrong) {
      const session = new Session(config, BEGIN);
      const frame = new Channels(authenticated.secrets, BEGIN).seal(0, first, BEGIN);
      expect(session.receive(0, frame, BEGIN)).toEqual([{ kind: 'hostile', reason }]);
    }
  });

  test('a goodbye in place of the FIN', () => {
    const session = new Session(config, BEGIN);
    const goodbye: FrameContent = { type: 'close', payload: new Uint8Array(0) };
    const frame = new Channels(authenticated.secrets, BEGIN).seal(0, goodbye, BEGIN);
    expect(session.receive(0, frame, BEGIN)).toEqual([{ kind: 'goodbye' }]);
  });

  test('handshake messages out of turn, cut or unknown: counted, and nothing else', () => {
    for (const payload of [[], [0], [4], [1], [1, 2], [2, 1], [3, 1]]) {
      const [event, ...more] = events(0, { type: 'handshake', payload: Uint8Array.from(payload) });
      expect(event?.kind).toBe('dropped');
      expect(more).toEqual([]);
    }
  });
});

describe('rekeying', () => {
  test('after 1,024 frames, on each channel by itself, and the other side follows', () => {
    const pair = established();
    for (let i = 0; i < 2 * REKEY_FRAMES + 1; i++) {
      pair.say('offerer', `${i}`);
      // The first frame of channel 0 was the FIN.
      const epoch = Math.floor((i + 1) / REKEY_FRAMES);
      expect(epochOf(pair.inFlight[0]?.bytes ?? KEY)).toBe(epoch);
      pair.flush();
    }
    expect(pair.heard('answerer').at(-1)).toBe(`0 ${2 * REKEY_FRAMES}`);
    pair.say('offerer', 'bulk', 2);
    expect(epochOf(pair.inFlight[0]?.bytes ?? KEY)).toBe(0);
  });

  test('after five minutes, by one epoch only, however long it was quiet', () => {
    const pair = established();
    pair.now += REKEY_MS - 1;
    pair.say('offerer', 'still');
    expect(epochOf(pair.inFlight[0]?.bytes ?? KEY)).toBe(0);
    pair.flush();
    pair.now += 10 * REKEY_MS;
    for (const channel of [0, 1, 2] as const) {
      pair.say('offerer', 'anew', channel);
      expect(epochOf(pair.inFlight[0]?.bytes ?? KEY)).toBe(1);
      pair.flush();
    }
    expect(pair.heard('answerer')).toEqual(['0 still', '0 anew', '1 anew', '2 anew']);
  });

  test('the same text never gives the same frame, and an old key opens no new one', () => {
    const sender = new ChannelSender(KEY, 0, BEGIN);
    const frames = new Set<string>();
    for (let i = 0; i < 3; i++) {
      const frame = sender.seal(content('same'), BEGIN + i * REKEY_MS);
      frames.add(String(frame.subarray(8)));
    }
    expect(frames.size).toBe(3);
  });
});

describe('fast', () => {
  function frames(count: number, at = BEGIN): Uint8Array[] {
    const sender = new ChannelSender(KEY, 0, at);
    return Array.from({ length: count }, (_, i) => sender.seal(content(`${i}`), at));
  }

  /** One frame in each epoch, made as quickly as five minutes pass. */
  function epochs(count: number): Uint8Array[] {
    const sender = new ChannelSender(KEY, 0, BEGIN);
    return Array.from({ length: count }, (_, i) =>
      sender.seal(content(`${i}`), BEGIN + i * REKEY_MS),
    );
  }

  function open(receiver: FastReceiver, frame: Uint8Array | undefined, at = BEGIN): string {
    const opened = receiver.open(frame ?? new Uint8Array(0), at);
    return opened.ok ? String.fromCharCode(...opened.value.payload) : opened.reason;
  }

  test('any order, with losses, each frame once', () => {
    const sent = frames(FAST_WINDOW_FRAMES + 50);
    const receiver = new FastReceiver(KEY, 0);
    const order = [5, 3, 200, 4, 0, 299, 44, 43];
    expect(order.map((i) => open(receiver, sent[i]))).toEqual([
      ...['5', '3', '200', '4', '0', '299', '44'],
      // 299 − 256: just outside the window.
      'frame-replayed',
    ]);
    expect(order.map((i) => open(receiver, sent[i]))).toEqual(order.map(() => 'frame-replayed'));
  });

  test('a forged frame moves nothing: neither the window nor the epoch', () => {
    const sent = epochs(3);
    const receiver = new FastReceiver(KEY, 0);
    const forged = flip(sent[2] ?? KEY, 20);
    for (let i = 0; i < 1_000; i++) expect(open(receiver, forged)).toBe('frame-forged');
    expect([0, 1, 2].map((i) => open(receiver, sent[i]))).toEqual(['0', '1', '2']);
  });

  test('epochs ahead are walked to, 16 at most', () => {
    const sent = epochs(MAX_WALK_EPOCHS + 3);
    const receiver = new FastReceiver(KEY, 0);
    expect(open(receiver, sent[MAX_WALK_EPOCHS + 1])).toBe('frame-epoch');
    expect(open(receiver, sent[MAX_WALK_EPOCHS])).toBe('16');
    expect(open(receiver, sent[MAX_WALK_EPOCHS + 2])).toBe('18');
  });

  test('the epoch before is good for another 10 s, and no older one', () => {
    const sent = epochs(4);
    const receiver = new FastReceiver(KEY, 0);
    expect(open(receiver, sent[2], BEGIN)).toBe('2');
    expect(open(receiver, sent[0], BEGIN)).toBe('frame-epoch');
    expect(open(receiver, sent[1], BEGIN + PREVIOUS_KEY_MS - 1)).toBe('1');
    const late = new FastReceiver(KEY, 0);
    expect(open(late, sent[2], BEGIN)).toBe('2');
    expect(open(late, sent[1], BEGIN + PREVIOUS_KEY_MS)).toBe('frame-epoch');
  });

  test('the next generation, once it is expected, and the old one for 10 s', () => {
    const old = frames(3);
    const key = new Uint8Array(32).fill(2);
    const sender = new ChannelSender(key, 1, BEGIN);
    const young = Array.from({ length: 3 }, (_, i) => sender.seal(content(`new ${i}`), BEGIN));
    const receiver = new FastReceiver(KEY, 0);
    expect(open(receiver, young[0])).toBe('frame-generation');
    receiver.expect(key, 1);
    expect(open(receiver, flip(young[0] ?? KEY, 30))).toBe('frame-forged');
    expect(open(receiver, old[0])).toBe('0');
    expect(open(receiver, young[0])).toBe('new 0');
    expect(open(receiver, old[1], BEGIN + PREVIOUS_KEY_MS - 1)).toBe('1');
    expect(open(receiver, old[2], BEGIN + PREVIOUS_KEY_MS)).toBe('frame-generation');
    expect(open(receiver, young[0])).toBe('frame-replayed');
  });

  test('junk on it is dropped and counted, and the link lives on', () => {
    const pair = established();
    for (const length of [0, 127, 128, 16_384, 100_000]) {
      const [output, ...more] = pair.deliver({
        to: 'answerer',
        channel: 1,
        bytes: new Uint8Array(length),
      });
      expect(more).toEqual([]);
      expect(output?.kind).toBe('dropped');
    }
    pair.say('offerer', 'still here', 1);
    pair.flush();
    pair.outputs('offerer');
    expect(pair.heard('answerer')).toEqual(['1 still here']);
  });
});
