// The life of a link, output by output.

import { describe, expect, test } from 'vitest';
import { utf8 } from '../../../src/base/utf8.ts';
import { publicHalf } from '../../../src/crypto/identity.ts';
import type { LinkOutput } from '../../../src/protocol/link/contract.ts';
import { Link, MAX_EARLY_MESSAGES, MAX_PAYLOAD_BYTES } from '../../../src/protocol/link/link.ts';
import { parseDescription } from '../../../src/wire/description.ts';
import { ATTEMPT, BEGIN, IDENTITIES, NO_LINK, Pair, transport } from './pair.ts';

const CLOSE: LinkOutput = { kind: 'rtc', command: { kind: 'close' } };

function sizes(outputs: readonly LinkOutput[]): (string | number)[] {
  return outputs.map((output) =>
    output.kind === 'rtc' && output.command.kind === 'send'
      ? output.command.bytes.length
      : output.kind,
  );
}

describe('the way up', () => {
  test('an offerer opens, offers, accepts the answer, and authenticates', () => {
    const pair = new Pair();
    expect(pair.feed('offerer', { kind: 'start' })).toEqual([
      {
        kind: 'rtc',
        command: {
          kind: 'open',
          options: { initiator: true, iceServers: [], relayOnly: false, pace: 'prompt' },
        },
      },
    ]);
    const event = { kind: 'local', transport: transport('offe', 'actpass') } as const;
    const [local] = pair.feed('offerer', { kind: 'rtc', event });
    if (local?.kind !== 'local') throw new Error('no offer');
    expect(parseDescription(local.local.record)).toEqual({
      ok: true,
      value: {
        sentAt: BEGIN,
        sender: IDENTITIES.offerer.id,
        attempt: ATTEMPT,
        answers: undefined,
        transport: transport('offe', 'actpass'),
        bridges: [],
      },
    });
    expect(pair.links.offerer.deadline).toBeUndefined();
  });

  test('both sides come up, with each other, in six messages', () => {
    const held = { offerer: new Uint8Array(32).fill(7) };
    const pair = new Pair({ held });
    pair.negotiate();
    pair.outputs('offerer');
    pair.outputs('answerer');
    expect(pair.feed('answerer', { kind: 'rtc', event: { kind: 'open' } })).toEqual([]);
    expect(sizes(pair.feed('offerer', { kind: 'rtc', event: { kind: 'open' } }))).toEqual([1264]);
    expect(sizes(pair.step() ?? [])).toEqual([1312]);
    expect(sizes(pair.step() ?? [])).toEqual([160, 'identified', 128]);
    expect(sizes(pair.step() ?? [])).toEqual(['identified', 128]);
    expect(sizes(pair.step() ?? [])).toEqual(['up']);
    expect(sizes(pair.step() ?? [])).toEqual(['up']);
    const [seenOffer, upOffer] = pair.outputs('offerer');
    const [seenAnswer, upAnswer] = pair.outputs('answerer');
    const { offerer, answerer } = IDENTITIES;
    expect(seenOffer).toEqual({ kind: 'identified', member: publicHalf(answerer) });
    expect(seenAnswer).toEqual({ kind: 'identified', member: publicHalf(offerer) });
    if (upOffer?.kind !== 'up') throw new Error('not up');
    const { handshake } = upOffer.up;
    expect(handshake.length).toBe(32);
    expect(upOffer.up).toEqual({
      member: publicHalf(answerer),
      role: 'offerer',
      handshake,
      heldHere: held.offerer,
      heldThere: NO_LINK,
    });
    expect(upAnswer).toEqual({
      kind: 'up',
      up: {
        member: publicHalf(offerer),
        role: 'answerer',
        handshake,
        heldHere: NO_LINK,
        heldThere: held.offerer,
      },
    });
  });

  test('the first message may come before the answerer has seen its channels open', () => {
    const pair = new Pair();
    pair.negotiate();
    pair.feed('offerer', { kind: 'rtc', event: { kind: 'open' } });
    expect(pair.step()).toEqual([]);
    expect(sizes(pair.feed('answerer', { kind: 'rtc', event: { kind: 'open' } }))).toEqual([1312]);
    pair.flush();
    expect(pair.outputs('answerer').at(-1)?.kind).toBe('up');
  });

  test('a FIN that comes before the owner has said `held` waits for it', () => {
    const pair = new Pair();
    pair.negotiate();
    pair.openChannels();
    const { offerer } = pair.links;
    pair.step();
    const [message2] = pair.inFlight.splice(0);
    if (message2 === undefined) throw new Error('no second message');
    const event = { kind: 'message', channel: 0, bytes: message2.bytes } as const;
    const [sent] = offerer.handle({ kind: 'rtc', event }, BEGIN);
    if (sent?.kind !== 'rtc' || sent.command.kind !== 'send') throw new Error('no third message');
    pair.deliver({ to: 'answerer', channel: 0, bytes: sent.command.bytes });
    const [fin] = pair.inFlight;
    if (fin === undefined) throw new Error('no FIN');
    const finEvent = { ...event, bytes: fin.bytes };
    expect(offerer.handle({ kind: 'rtc', event: finEvent }, BEGIN)).toEqual([]);
    const outputs = offerer.handle({ kind: 'held', handshake: NO_LINK }, BEGIN);
    expect(sizes(outputs)).toEqual([128, 'up']);
  });

  test('every payload arrives as it was sent, on its channel, up to the largest', () => {
    const pair = new Pair();
    pair.establish();
    for (const length of [0, 1, 101, 102, 1_000, MAX_PAYLOAD_BYTES]) {
      for (const channel of [0, 1, 2] as const) {
        const payload = Uint8Array.from({ length }, (_, i) => i % 251);
        pair.feed('answerer', { kind: 'send', channel, payload });
        pair.flush();
        expect(pair.outputs('offerer')).toEqual([{ kind: 'received', channel, payload }]);
        pair.feed('answerer', { kind: 'rtc', event: { kind: 'drained', channel: 2 } });
      }
    }
    const tooLarge = new Uint8Array(MAX_PAYLOAD_BYTES + 1);
    expect(() => pair.feed('offerer', { kind: 'send', channel: 0, payload: tooLarge })).toThrow();
  });

  test('what overtakes the FIN is delivered after `up`, and not before', () => {
    const pair = new Pair();
    pair.negotiate();
    pair.openChannels();
    // Messages 1 to 3, then the offerer's FIN; the answerer's own is held back.
    for (let i = 0; i < 4; i++) pair.step();
    const fin = pair.inFlight.splice(0);
    pair.say('answerer', 'fast', 1);
    pair.say('answerer', 'bulk', 2);
    pair.outputs('offerer');
    pair.flush();
    expect(pair.outputs('offerer')).toEqual([]);
    pair.inFlight.push(...fin);
    pair.flush();
    expect(pair.outputs('offerer').slice(1)).toEqual([
      { kind: 'received', channel: 1, payload: utf8('fast') },
      { kind: 'received', channel: 2, payload: utf8('bulk') },
    ]);
  });

  test('path and interruptions are passed on', () => {
    const pair = new Pair();
    pair.negotiate();
    const path = { kind: 'path', path: 'relay' } as const;
    const interrupted = { kind: 'interrupted', interrupted: true } as const;
    expect(pair.feed('offerer', { kind: 'rtc', event: path })).toEqual([path]);
    expect(pair.feed('offerer', { kind: 'rtc', event: interrupted })).toEqual([]);
    pair.openChannels();
    pair.flush();
    expect(pair.feed('offerer', { kind: 'rtc', event: interrupted })).toEqual([interrupted]);
  });

  test('the last moment at which something was heard', () => {
    const pair = new Pair();
    expect(pair.links.offerer.lastHeard).toBe(0);
    pair.establish();
    expect(pair.links.offerer.lastHeard).toBe(BEGIN);
    pair.now += 1_000;
    pair.say('answerer', 'hello');
    expect(pair.links.offerer.lastHeard).toBe(BEGIN);
    pair.flush();
    expect(pair.links.offerer.lastHeard).toBe(BEGIN + 1_000);
  });
});

describe('answers', () => {
  test('a second answer, and one to another offer, are dropped', () => {
    const pair = new Pair();
    const stranger = new Pair({ config: { offerer: { attempt: new Uint8Array(16) } } });
    pair.negotiate((answer) => {
      const { description } = answer;
      const otherOffer = { ...description, answers: new Uint8Array(16) };
      const otherAttempt = { ...description, attempt: new Uint8Array(16) };
      for (const misbound of [otherOffer, otherAttempt, { ...description, answers: undefined }]) {
        const input = { kind: 'answer', answer: { ...answer, description: misbound } } as const;
        const reason = 'answer-misbound';
        expect(pair.feed('offerer', input)).toEqual([{ kind: 'dropped', reason }]);
      }
      const early = stranger.feed('offerer', { kind: 'start' }).length;
      expect(early).toBe(1);
      const reason = 'answer-unasked';
      expect(stranger.feed('offerer', { kind: 'answer', answer })).toEqual([
        { kind: 'dropped', reason },
      ]);
      expect(pair.feed('offerer', { kind: 'answer', answer }).map(({ kind }) => kind)).toEqual([
        'rtc',
      ]);
      return answer;
    });
    expect(pair.outputs('offerer').at(-1)).toEqual({ kind: 'dropped', reason: 'answer-unasked' });
  });

  test('our own offer, or an answer in our own name, ends the link', () => {
    const pair = new Pair();
    const self = IDENTITIES.offerer;
    pair.feed('offerer', { kind: 'start' });
    const event = { kind: 'local', transport: transport('offe', 'actpass') } as const;
    const [local] = pair.feed('offerer', { kind: 'rtc', event });
    if (local?.kind !== 'local') throw new Error('no offer');
    const mirror = new Pair({ config: { answerer: { identity: self } } });
    expect(mirror.feed('answerer', { kind: 'offer', offer: local.local })).toEqual([
      { kind: 'down', reason: 'self' },
    ]);
    const forged = new Pair();
    forged.negotiate((answer) => ({
      ...answer,
      description: { ...answer.description, sender: self.id },
    }));
    expect(forged.outputs('offerer').slice(-2)).toEqual([CLOSE, { kind: 'down', reason: 'self' }]);
  });
});

describe('time', () => {
  test('an offer waits for its answer for as long as its owner wants', () => {
    const pair = new Pair();
    pair.feed('offerer', { kind: 'start' });
    const event = { kind: 'local', transport: transport('offe', 'actpass') } as const;
    pair.feed('offerer', { kind: 'rtc', event });
    pair.sleep(24 * 3_600_000);
    expect(pair.outputs('offerer').map(({ kind }) => kind)).toEqual(['rtc', 'local']);
  });

  test('8 s to open, counted from the answer on either side', () => {
    for (const name of ['offerer', 'answerer'] as const) {
      const pair = new Pair();
      pair.negotiate();
      pair.outputs(name);
      expect(pair.links[name].deadline).toBe(BEGIN + 8_000);
      pair.sleep(7_999);
      expect(pair.outputs(name)).toEqual([]);
      pair.sleep(1);
      expect(pair.outputs(name)).toEqual([CLOSE, { kind: 'down', reason: 'timeout' }]);
      expect(pair.links[name].deadline).toBeUndefined();
    }
  });

  test('5 s for the handshake, wherever it stops', () => {
    for (let messages = 0; messages < 5; messages++) {
      const pair = new Pair();
      pair.negotiate();
      pair.openChannels();
      for (let i = 0; i < messages; i++) pair.step();
      pair.outputs('offerer');
      pair.sleep(4_999);
      expect(pair.outputs('offerer')).toEqual([]);
      pair.sleep(1);
      expect(pair.outputs('offerer')).toEqual([CLOSE, { kind: 'down', reason: 'timeout' }]);
    }
  });

  test('a port that never gathers', () => {
    const pair = new Pair();
    pair.feed('offerer', { kind: 'start' });
    pair.outputs('offerer');
    pair.sleep(8_000);
    expect(pair.outputs('offerer')).toEqual([CLOSE, { kind: 'down', reason: 'timeout' }]);
  });
});

describe('the end', () => {
  test('closing at once', () => {
    for (const messages of [0, 1, 3, 6]) {
      const pair = new Pair();
      pair.negotiate();
      pair.openChannels();
      for (let i = 0; i < messages; i++) pair.step();
      expect(pair.feed('offerer', { kind: 'close', drain: false })).toEqual([
        CLOSE,
        { kind: 'down', reason: 'local' },
      ]);
    }
    const unopened = new Pair();
    expect(unopened.feed('offerer', { kind: 'close', drain: true })).toEqual([
      { kind: 'down', reason: 'local' },
    ]);
  });

  test('closing after a goodbye: what was sent before still arrives, in both directions', () => {
    const pair = new Pair();
    pair.establish();
    pair.say('offerer', 'last words');
    pair.say('answerer', 'on its way');
    expect(sizes(pair.feed('offerer', { kind: 'close', drain: true }))).toEqual([128]);
    expect(pair.feed('offerer', { kind: 'close', drain: true })).toEqual([]);
    expect(pair.feed('offerer', { kind: 'send', channel: 0, payload: utf8('late') })).toEqual([]);
    pair.flush();
    expect(pair.heard('offerer')).toEqual(['0 on its way']);
    expect(pair.outputs('answerer')).toEqual([
      { kind: 'received', channel: 0, payload: utf8('last words') },
      CLOSE,
      { kind: 'down', reason: 'remote' },
    ]);
    pair.sleep(49);
    expect(pair.outputs('offerer')).toEqual([]);
    pair.sleep(1);
    expect(pair.outputs('offerer')).toEqual([CLOSE, { kind: 'down', reason: 'local' }]);
  });

  test('while it drains, it may be told to close at once, and the other side may vanish', () => {
    for (const input of [
      { kind: 'close', drain: false },
      { kind: 'rtc', event: { kind: 'closed', reason: 'remote' } },
    ] as const) {
      const pair = new Pair();
      pair.establish();
      pair.feed('offerer', { kind: 'close', drain: true });
      expect(pair.feed('offerer', input)).toEqual([CLOSE, { kind: 'down', reason: 'local' }]);
    }
  });

  test.each([
    ['remote', 'remote'],
    ['failed', 'unreachable'],
    ['unsupported', 'unsupported'],
    ['local', 'local'],
  ] as const)('the port closes: %s', (closed, reason) => {
    const pair = new Pair();
    pair.negotiate();
    const event = { kind: 'closed', reason: closed } as const;
    const outputs = pair.feed('offerer', { kind: 'rtc', event });
    expect(outputs).toEqual([CLOSE, { kind: 'down', reason }]);
  });

  test('nothing comes after `down`, whatever is put in', () => {
    const pair = new Pair();
    pair.establish();
    pair.feed('offerer', { kind: 'close', drain: false });
    const message = { kind: 'message', channel: 0, bytes: new Uint8Array(128) } as const;
    for (const input of [
      { kind: 'start' },
      { kind: 'held', handshake: NO_LINK },
      { kind: 'send', channel: 2, payload: NO_LINK },
      { kind: 'close', drain: true },
      { kind: 'rtc', event: message },
      { kind: 'rtc', event: { kind: 'closed', reason: 'local' } },
    ] as const) {
      expect(pair.feed('offerer', input)).toEqual([]);
    }
    pair.sleep(3_600_000);
    expect(pair.links.offerer.deadline).toBeUndefined();
    expect(pair.links.offerer.bulkWritable).toBe(false);
  });
});

describe('our own mistakes crash', () => {
  test('roles, order, and sending before `up`', () => {
    const pair = new Pair();
    const answer = { kind: 'answer', answer: pair.links } as never;
    expect(() => pair.feed('answerer', { kind: 'start' })).toThrow();
    expect(() => pair.feed('answerer', answer)).toThrow();
    pair.feed('offerer', { kind: 'start' });
    expect(() => pair.feed('offerer', { kind: 'start' })).toThrow();
    expect(() => pair.feed('offerer', { kind: 'held', handshake: NO_LINK })).toThrow();
    expect(() => pair.say('offerer', 'too early')).toThrow();
    expect(pair.links.offerer).toBeInstanceOf(Link);
    expect(MAX_EARLY_MESSAGES).toBe(4);
  });
});
