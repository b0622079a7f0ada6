// One whole handshake of two frozen identities, as a link makes it: an accidental change of the
// pattern, the prologue's place or the order of secrets shows here.

import '../support/ready.ts';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { utf8 } from '../../src/base/utf8.ts';
import { dhKeyPair } from '../../src/crypto/dh.ts';
import { Handshake } from '../../src/crypto/noise.ts';
import { frozen } from './vectors.ts';

interface HandshakeVectors {
  readonly keys: { readonly psk: string };
  readonly alice: { readonly sSeed: string };
  readonly bob: { readonly sSeed: string };
  readonly handshake: {
    readonly prologue: string;
    readonly psk3: string;
    readonly initiatorEphemeralSeed: string;
    readonly responderEphemeralSeed: string;
    readonly payloads: readonly [string, string, string];
    readonly messages: readonly string[];
    readonly hash: string;
    readonly keys: readonly string[];
  };
}
const { keys, alice, bob, handshake } = frozen<HandshakeVectors>('sotto.json');

function side(role: 'initiator' | 'responder', staticSeed: string, ephemeralSeed: string) {
  return new Handshake({
    role,
    prologue: utf8(handshake.prologue),
    s: dhKeyPair(fromHex(staticSeed.repeat(32))),
    e: dhKeyPair(fromHex(ephemeralSeed)),
    psks: [
      { place: 0, secret: fromHex(keys.psk) },
      { place: 3, secret: 'later' },
    ],
  });
}

test('XXpsk0+psk3 between Alice and Bob is frozen', () => {
  const a = side('initiator', alice.sSeed, handshake.initiatorEphemeralSeed);
  const b = side('responder', bob.sSeed, handshake.responderEphemeralSeed);
  const [first, second, third] = handshake.payloads.map(utf8) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const messages = [a.write(first)];
  expect(b.read(messages[0] as Uint8Array)).toEqual(first);
  messages.push(b.write(second));
  expect(a.read(messages[1] as Uint8Array)).toEqual(second);
  for (const one of [a, b]) one.setPsk3(fromHex(handshake.psk3));
  messages.push(a.write(third));
  expect(b.read(messages[2] as Uint8Array)).toEqual(third);
  expect(messages.map(toHex)).toEqual(handshake.messages);
  expect([toHex(a.hash), toHex(b.hash)]).toEqual([handshake.hash, handshake.hash]);
  expect(a.split().map(toHex)).toEqual(handshake.keys);
  expect(b.split().map(toHex)).toEqual(handshake.keys);
});
