// Frozen vectors: what the overlay says, byte for byte. Whoever changes one of these has changed the
// protocol.

import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/base/bytes.ts';
import { makeIdentity, publicHalf } from '../../../src/crypto/identity.ts';
import { openFrom, sealTo } from '../../../src/crypto/seal.ts';
import { sign } from '../../../src/crypto/sign.ts';
import { verify } from '../../../src/crypto/verify.ts';
import type { Random } from '../../../src/ports/random.ts';
import { Frontier } from '../../../src/protocol/overlay/frontier.ts';
import { BEAT_DOMAIN, encodeBeat, parseBeat } from '../../../src/wire/member-beat.ts';
import {
  encodeBinding,
  encodeEnvelope,
  encodeSignedRecord,
  parseEnvelope,
  parseSignedRecord,
} from '../../../src/wire/member-envelope.ts';
import { encodeState, parseState, STATE_DOMAIN } from '../../../src/wire/member-state.ts';
import {
  encodeUnsigned,
  finishMessage,
  MESSAGE_DOMAIN,
  parseMessage,
} from '../../../src/wire/message.ts';
import { encodeFrame, type OverlayFrame, parseFrame } from '../../../src/wire/overlay.ts';
import '../../support/ready.ts';
import { frozen } from '../../crypto/vectors.ts';

interface Vectors {
  readonly roomId: string;
  readonly seeds: readonly [string, string, string, string];
  readonly ids: readonly [string, string];
  readonly message: string;
  readonly state: string;
  readonly beat: string;
  readonly envelope: { readonly attempt: string; readonly record: string; readonly bytes: string };
  readonly frontierHash: string;
  readonly frames: Readonly<Record<string, string>>;
}

const vectors = frozen<Vectors>('overlay.json');
const roomId = fromHex(vectors.roomId);

/** Gives out the given bytes in order. */
function recorded(...draws: readonly string[]): Random {
  const left = [...draws];
  return { bytes: () => fromHex(left.shift() ?? '') };
}

const [seedS, seedG, otherS, otherG] = vectors.seeds;
const one = makeIdentity(recorded(seedS, seedG), roomId);
const two = makeIdentity(recorded(otherS, otherG), roomId);
const secret = one.g.secretKey;

function signed(domain: Uint8Array, unsigned: Uint8Array): Uint8Array {
  return Uint8Array.from([...unsigned, ...sign(secret, domain, roomId, unsigned)]);
}

const fill = (length: number, byte: number) => new Uint8Array(length).fill(byte);

const STATE = {
  s: one.s.publicKey,
  card: one.card,
  counter: 7,
  sentAt: 1_763_985_600_000,
  joinedAt: 1_763_985_000_000,
  heldUpTo: 12,
  leaving: false,
  settings: {
    hlc: 1_763_985_599_999,
    by: one.id,
    locked: true,
    lifetime: { kind: 'after-reading' as const, ms: 30_000 },
  },
  isSetter: true,
  nickname: 'Zoë',
  build: fill(32, 0xbd),
  neighbours: [two.id],
};
const BEAT = { from: one.id, counter: 3, entries: [{ sender: two.id, since: 30, upTo: 41 }] };
const MESSAGE: Parameters<typeof encodeUnsigned>[0] = {
  kind: 1,
  sender: one.id,
  generation: 0,
  seq: 2,
  previous: fill(16, 0xab),
  hlc: 1_763_985_600_123,
  lifetime: { kind: 'after-reading', ms: 30_000 },
  body: new TextEncoder().encode('sotto voce'),
};

function encodedFrames(): Record<string, OverlayFrame> {
  const nonce = fill(4, 1);
  const frontier = fromHex(vectors.frontierHash);
  return {
    ping: { kind: 'ping', nonce, frontier },
    pong: { kind: 'pong', nonce, frontier },
    signal: {
      kind: 'signal',
      to: two.id,
      from: one.id,
      ttl: 8,
      nonce: fill(8, 2),
      envelope: fill(20, 3),
    },
    sync: { kind: 'sync', answer: true, entries: [{ sender: one.id, since: 2, upTo: 9, from: 4 }] },
    ack: { kind: 'ack', entries: [{ sender: one.id, since: 2, upTo: 9 }] },
    msg: { kind: 'msg', hop: 2, message: fill(3, 4) },
    state: { kind: 'state', state: fill(3, 5) },
    beat: { kind: 'beat', beat: fill(3, 6) },
    typing: { kind: 'typing', on: true },
  };
}

function sealedEnvelope(): Uint8Array {
  const attempt = fromHex(vectors.envelope.attempt);
  const record = fromHex(vectors.envelope.record);
  const ad = encodeBinding({ roomId, role: 'offer', from: one.id, to: two.id, attempt });
  const sealed = sealTo({
    ephemeralSeed: fill(32, 0x0e),
    nonce: fill(24, 0x0f),
    recipient: publicHalf(two).s,
    plaintext: encodeSignedRecord(record, sign(secret, ad, record)),
    ad,
  });
  return encodeEnvelope({ role: 'offer', attempt, sealed: sealed ?? new Uint8Array() });
}

test('ids', () => {
  expect([toHex(one.id), toHex(two.id)]).toEqual(vectors.ids);
});

describe('signed and flooded', () => {
  test('room message', () => {
    const unsigned = encodeUnsigned(MESSAGE);
    const message = finishMessage(unsigned, sign(secret, MESSAGE_DOMAIN, roomId, unsigned));
    expect(toHex(message.bytes)).toBe(vectors.message);
    expect(parseMessage(fromHex(vectors.message))).toEqual({ ok: true, value: message });
  });

  test('STATE', () => {
    expect(toHex(signed(STATE_DOMAIN, encodeState(STATE)))).toBe(vectors.state);
    const parsed = parseState(fromHex(vectors.state));
    if (!parsed.ok) throw new Error(parsed.reason);
    const { state, unsigned, signature } = parsed.value;
    expect(state).toEqual(STATE);
    expect(verify(one.g.publicKey, signature, STATE_DOMAIN, roomId, unsigned)).toBe(true);
  });

  test('BEAT', () => {
    expect(toHex(signed(BEAT_DOMAIN, encodeBeat(BEAT)))).toBe(vectors.beat);
    const parsed = parseBeat(fromHex(vectors.beat));
    expect(parsed.ok && parsed.value.beat).toEqual(BEAT);
  });
});

test('member envelope: made and opened', () => {
  expect(toHex(sealedEnvelope())).toBe(vectors.envelope.bytes);
  const parsed = parseEnvelope(fromHex(vectors.envelope.bytes));
  if (!parsed.ok) throw new Error(parsed.reason);
  const { role, attempt, sealed } = parsed.value;
  const ad = encodeBinding({ roomId, role, from: one.id, to: two.id, attempt });
  const plaintext = openFrom({ recipient: two.s, sealed, ad }) ?? new Uint8Array();
  const opened = parseSignedRecord(plaintext);
  if (!opened.ok) throw new Error(opened.reason);
  const { record, signature } = opened.value;
  expect(toHex(record)).toBe(vectors.envelope.record);
  expect(verify(one.g.publicKey, signature, ad, record)).toBe(true);
});

test('frontier hash: the first holds 5 of its own, the second 2', () => {
  const frontier = new Frontier();
  frontier.skipTo(toHex(one.id), 5, 0);
  frontier.skipTo(toHex(two.id), 2, 0);
  const hash = frontier.hash([toHex(two.id), toHex(one.id)]);
  expect(toHex(hash)).toBe(vectors.frontierHash);
});

test.each(Object.entries(encodedFrames()))('frame %s', (name, frame) => {
  expect(toHex(encodeFrame(frame))).toBe(vectors.frames[name]);
  expect(parseFrame(fromHex(vectors.frames[name] ?? ''))).toEqual({ ok: true, value: frame });
});
