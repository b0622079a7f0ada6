// Noise (revision 34) against the vectors of cacophony and snow, and against a hostile peer.

import '../support/ready.ts';
import sodium from 'libsodium-wrappers';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { utf8 } from '../../src/base/utf8.ts';
import { rekey } from '../../src/crypto/aead.ts';
import { dhKeyPair, type KeyPair } from '../../src/crypto/dh.ts';
import { Handshake, type Psk, type PskPlace } from '../../src/crypto/noise.ts';
import { CipherState } from '../../src/crypto/noise-state.ts';
import { published } from './vectors.ts';

interface NoiseVector {
  readonly protocol_name: string;
  readonly source: string;
  readonly init_prologue: string;
  readonly init_psks?: readonly string[];
  readonly init_static: string;
  readonly init_ephemeral: string;
  readonly resp_prologue: string;
  readonly resp_psks?: readonly string[];
  readonly resp_static: string;
  readonly resp_ephemeral: string;
  readonly handshake_hash?: string;
  readonly messages: readonly { readonly payload: string; readonly ciphertext: string }[];
}

const OURS = /^Noise_XX(psk[0-3](\+psk[0-3])*)?_25519_ChaChaPoly_BLAKE2b$/;
const HANDSHAKE_MESSAGES = 3;

const seed = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

/** A vector gives the scalar itself, where our own pairs come from a seed. */
function pair(scalarHex: string): KeyPair {
  const secretKey = fromHex(scalarHex);
  return { publicKey: sodium.crypto_scalarmult_base(secretKey), secretKey };
}

function psksOf(name: string, secrets: readonly string[] = []): Psk[] {
  return [...name.matchAll(/psk([0-3])/g)].map((match, i) => ({
    place: Number(match[1]) as PskPlace,
    secret: fromHex(secrets[i] ?? ''),
  }));
}

function sides(vector: NoiseVector): [Handshake, Handshake] {
  const initiator = new Handshake({
    role: 'initiator',
    prologue: fromHex(vector.init_prologue),
    s: pair(vector.init_static),
    e: pair(vector.init_ephemeral),
    psks: psksOf(vector.protocol_name, vector.init_psks),
  });
  const responder = new Handshake({
    role: 'responder',
    prologue: fromHex(vector.resp_prologue),
    s: pair(vector.resp_static),
    e: pair(vector.resp_ephemeral),
    psks: psksOf(vector.protocol_name, vector.resp_psks),
  });
  return [initiator, responder];
}

/** Runs a whole vector and returns what was written and read, message by message. */
function run(vector: NoiseVector): { payload: string; ciphertext: string }[] {
  const handshakes = sides(vector);
  const seen: { payload: string; ciphertext: string }[] = [];
  for (let i = 0; i < HANDSHAKE_MESSAGES; i++) {
    const [writer, reader] = i % 2 === 0 ? handshakes : [handshakes[1], handshakes[0]];
    const ciphertext = writer.write(fromHex(vector.messages[i]?.payload ?? ''));
    const payload = reader.read(ciphertext);
    seen.push({ payload: toHex(payload ?? seed(0)), ciphertext: toHex(ciphertext) });
  }
  const [initiator, responder] = handshakes;
  expect(toHex(initiator.hash)).toBe(toHex(responder.hash));
  if (vector.handshake_hash) expect(toHex(initiator.hash)).toBe(vector.handshake_hash);
  expect(toHex(initiator.remoteStatic ?? seed(0))).toBe(toHex(pair(vector.resp_static).publicKey));
  expect(toHex(responder.remoteStatic ?? seed(0))).toBe(toHex(pair(vector.init_static).publicKey));
  return [...seen, ...transport(vector, initiator, responder)];
}

function transport(vector: NoiseVector, initiator: Handshake, responder: Handshake) {
  const senders = initiator.split().map((key) => new CipherState(key));
  const receivers = responder.split().map((key) => new CipherState(key));
  return vector.messages.slice(HANDSHAKE_MESSAGES).map(({ payload }, i) => {
    const direction = (HANDSHAKE_MESSAGES + i) % 2;
    const none = new Uint8Array(0);
    const ciphertext = senders[direction]?.encrypt(none, fromHex(payload)) ?? none;
    const opened = receivers[direction]?.decrypt(none, ciphertext) ?? none;
    return { payload: toHex(opened), ciphertext: toHex(ciphertext) };
  });
}

for (const [origin, file] of published<{ vectors: NoiseVector[] }>('noise.json', 'noise-xx.json')) {
  const vectors = file.vectors.filter(({ protocol_name }) => OURS.test(protocol_name));

  describe(`Noise vectors, ${origin}`, () => {
    test('hold the pattern of a link and its relatives', () => {
      expect(vectors.map((vector) => vector.protocol_name.split('_')[1])).toEqual([
        'XX',
        'XXpsk3',
        'XX',
        'XXpsk0+psk1',
        'XXpsk0+psk2',
        'XXpsk0+psk3',
        'XXpsk0+psk1+psk2+psk3',
      ]);
    });

    test.each(vectors)('$protocol_name ($source)', (vector) => {
      expect(run(vector)).toEqual(
        vector.messages.map(({ payload, ciphertext }) => ({ payload, ciphertext })),
      );
    });
  });
}

const PSK0 = seed(21);
const PSK3 = seed(22);

function link(role: 'initiator' | 'responder', change: Partial<{ psk0: Uint8Array }> = {}) {
  const initiator = role === 'initiator';
  return new Handshake({
    role,
    prologue: utf8('sotto/1'),
    s: dhKeyPair(seed(initiator ? 1 : 2)),
    e: dhKeyPair(seed(initiator ? 3 : 4)),
    psks: [
      { place: 0, secret: change.psk0 ?? PSK0 },
      { place: 3, secret: 'later' },
    ],
  });
}

/** Two sides that have exchanged their first `messages` messages. */
function advanced(messages: number): [Handshake, Handshake] {
  const both: [Handshake, Handshake] = [link('initiator'), link('responder')];
  for (let i = 0; i < messages; i++) {
    const [writer, reader] = i % 2 === 0 ? both : [both[1], both[0]];
    if (i === 2) for (const side of both) side.setPsk3(PSK3);
    expect(reader.read(writer.write(seed(i)))).toEqual(seed(i));
  }
  return both;
}

describe('a link handshake', () => {
  test('overheads are those of DESIGN §5', () => {
    const [a, b] = advanced(0);
    const none = new Uint8Array(0);
    const sizes = [a.write(none)];
    b.read(sizes[0] as Uint8Array);
    sizes.push(b.write(none));
    a.read(sizes[1] as Uint8Array);
    a.setPsk3(PSK3);
    sizes.push(a.write(none));
    // 1,264 − 1,216; 1,312 − 1,120 − 96; 160 − 96.
    expect(sizes.map((message) => message.length)).toEqual([48, 96, 64]);
  });

  test('both sides end with the same hash and keys, and know each other', () => {
    const [a, b] = advanced(3);
    expect(a.finished && b.finished).toBe(true);
    expect(a.hash).toEqual(b.hash);
    expect(a.split()).toEqual(b.split());
    expect(a.remoteStatic).toEqual(dhKeyPair(seed(2)).publicKey);
    expect(b.remoteStatic).toEqual(dhKeyPair(seed(1)).publicKey);
    expect(toHex(a.split()[0])).not.toBe(toHex(a.split()[1]));
  });

  test.each([0, 1, 2])('any flipped byte of message %i ends it', (index) => {
    const length = nextMessage(index).length;
    for (let at = 0; at < length; at++) {
      const [reader, message] = atMessage(index);
      message[at] = (message[at] ?? 0) ^ 1;
      expect(outcome(reader, message)).toEqual('refused');
    }
  });

  test.each([0, 1, 2])('message %i cut short or extended anywhere ends it', (index) => {
    const length = nextMessage(index).length;
    for (let size = 0; size < length; size++) {
      const [reader, message] = atMessage(index);
      expect(outcome(reader, message.subarray(0, size))).toEqual('refused');
    }
    const [reader, message] = atMessage(index);
    expect(outcome(reader, new Uint8Array([...message, 0]))).toEqual('refused');
  });

  test('another psk0 is refused at the first message', () => {
    const message = link('initiator').write(seed(0));
    expect(link('responder', { psk0: seed(9) }).read(message)).toBeUndefined();
  });

  test('another psk3 is refused at the third message', () => {
    const [a, b] = advanced(2);
    a.setPsk3(PSK3);
    b.setPsk3(seed(9));
    expect(b.read(a.write(seed(0)))).toBeUndefined();
    expect(b.remoteStatic).toBeUndefined();
  });

  test('a failed handshake stays dead, even for the right message', () => {
    const message = link('initiator').write(seed(0));
    const responder = link('responder');
    expect(responder.read(seed(0))).toBeUndefined();
    expect(responder.read(message)).toBeUndefined();
    expect(() => responder.write(seed(0))).toThrow('a failed handshake writes nothing');
  });

  test('a message out of turn, or after the last, is refused', () => {
    const initiator = link('initiator');
    expect(initiator.read(seed(0))).toBeUndefined();
    const [, b] = advanced(3);
    expect(b.read(seed(0))).toBeUndefined();
  });

  test('a message above the limit of Noise is refused unread', () => {
    expect(link('responder').read(new Uint8Array(65_536))).toBeUndefined();
  });

  test('our own mistakes crash', () => {
    expect(() => link('responder').write(seed(0))).toThrow('is ours to write');
    expect(() => advanced(2)[0].write(seed(0))).toThrow('psk3 is given before');
    expect(() => advanced(2)[0].split()).toThrow('only a finished handshake splits');
    expect(() => link('initiator').setPsk3(new Uint8Array(31))).toThrow('has 32 bytes');
    expect(() => link('initiator').write(new Uint8Array(65_535))).toThrow('at most 65,535');
  });

  // RFC 7748 §6.1 and https://cr.yp.to/ecdh.html#validate: all points of small order.
  test.each([
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  ])('an ephemeral or static key of small order %s is refused', (point) => {
    const small = { publicKey: fromHex(point), secretKey: seed(1) };
    const hostile = (keys: Partial<Record<'s' | 'e', KeyPair>>): Handshake =>
      new Handshake({
        role: 'initiator',
        prologue: new Uint8Array(0),
        s: dhKeyPair(seed(1)),
        e: dhKeyPair(seed(3)),
        psks: [],
        ...keys,
      });
    const responder = (): Handshake =>
      new Handshake({
        role: 'responder',
        prologue: new Uint8Array(0),
        s: dhKeyPair(seed(2)),
        e: dhKeyPair(seed(4)),
        psks: [],
      });
    expect(responder().read(hostile({ e: small }).write(seed(0)))).toBeUndefined();
    const [a, b] = [hostile({ s: small }), responder()];
    b.read(a.write(seed(0)));
    a.read(b.write(seed(0)));
    expect(b.read(a.write(seed(0)))).toBeUndefined();
  });
});

function atMessage(index: number): [Handshake, Uint8Array] {
  const [a, b] = advanced(index);
  if (index === 2) for (const side of [a, b]) side.setPsk3(PSK3);
  const [writer, reader] = index % 2 === 0 ? [a, b] : [b, a];
  return [reader, writer.write(utf8('payload'))];
}

function nextMessage(index: number): Uint8Array {
  return atMessage(index)[1];
}

/** A changed first message may still name a valid ephemeral key, yet its payload never opens. */
function outcome(reader: Handshake, message: Uint8Array): 'refused' | 'read' {
  return reader.read(message) === undefined ? 'refused' : 'read';
}

describe('CipherState', () => {
  test('without a key passes bytes through', () => {
    const cipher = new CipherState();
    expect(cipher.hasKey).toBe(false);
    expect(cipher.encrypt(seed(1), seed(2))).toEqual(seed(2));
    expect(cipher.decrypt(seed(1), seed(2))).toEqual(seed(2));
    expect(() => cipher.rekey()).toThrow('only a cipher with a key');
  });

  test('a failed decryption does not move the counter', () => {
    const [sender, receiver] = [new CipherState(seed(5)), new CipherState(seed(5))];
    const message = sender.encrypt(seed(0), utf8('first'));
    expect(receiver.decrypt(seed(1), message)).toBeUndefined();
    expect(receiver.decrypt(seed(0), message)).toEqual(utf8('first'));
    expect(receiver.decrypt(seed(0), message)).toBeUndefined();
  });

  test('rekey changes the key and keeps the counter', () => {
    const cipher = new CipherState(seed(5));
    const other = new CipherState(rekey(seed(5)));
    cipher.encrypt(seed(0), utf8('one'));
    other.encrypt(seed(0), utf8('one'));
    cipher.rekey();
    expect(cipher.encrypt(seed(0), utf8('two'))).toEqual(other.encrypt(seed(0), utf8('two')));
  });
});
