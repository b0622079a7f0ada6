// Checks of ICE that Node sends to itself, so that libdatachannel has the time to keep an answer.
//
// libdatachannel gives an answer's credentials to its ICE before it keeps the answer's fingerprint.
// Where checks of the answerer have come already, ICE then looks at once at where they came from, and
// on a short path DTLS may be over before the fingerprint is kept; it counts as wrong, and the
// connection has failed for good (measured with a page on the same busy machine: 23 of 80).
//
// Nothing can be put between the two. But libjuice looks at one address in 50 ms, in the order in
// which it heard of them (its STUN_PACING_TIME; RFC 8445 §14.2). So before anybody knows the offer we
// let it hear of some where nobody is, and whatever came later waits for 50 ms each. One was enough
// beside four busy threads, and not beside three browsers more.

import { createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { crc32 } from 'node:zlib';
import { u32Bytes } from '../../base/bytes.ts';
import type { Candidate, Transport } from '../../wire/description.ts';

/** RFC 8489 §5, §14 and RFC 8445 §16.1. */
const BINDING_REQUEST = 0x0001;
const MAGIC_COOKIE = 0x2112a442;
const TRANSACTION_ID_BYTES = 12;
const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;
const MESSAGE_INTEGRITY_BYTES = 20;
const PRIORITY = 0x0024;
const FINGERPRINT = 0x8028;
const FINGERPRINT_BYTES = 4;
const FINGERPRINT_XOR = 0x5354554e;
const ICE_CONTROLLED = 0x8029;

/** 150 ms, and most of libjuice's places for addresses that no candidate told of stay free. Our choice. */
const CHECKS = 3;

/** An attribute's type and length. */
const ATTRIBUTE_HEADER_BYTES = 4;

/** Whoever is not there needs a name all the same; RFC 8445 §5.3 wants four characters. */
const NOBODY = 'none';

/** To where `own` listens. Resolves when it is sent, or when it can't be: then all is as it was. */
export async function occupyFirstChecks(own: Transport): Promise<void> {
  for (const { type, address, port } of own.candidates) {
    if (type !== 'host') continue;
    // Each from a port of its own, which makes it an address of its own.
    const checks = Array.from({ length: CHECKS }, () => bindingRequest(own));
    const sent = await Promise.all(checks.map((check) => isSent(check, { address, port })));
    if (sent.includes(true)) return;
  }
}

async function isSent(
  bytes: Buffer,
  { address, port }: Pick<Candidate, 'address' | 'port'>,
): Promise<boolean> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  const sent = await new Promise<boolean>((resolve) => {
    socket.on('error', () => resolve(false));
    socket.send(bytes, port, address, (error) => resolve(error === null));
  });
  socket.close();
  return sent;
}

/** RFC 8445 §7.1: a check of `to`, by a peer in the controlled role. */
function bindingRequest(to: Transport): Buffer {
  const attributes = Buffer.concat([
    attribute(USERNAME, Buffer.from(`${to.ufrag}:${NOBODY}`)),
    attribute(PRIORITY, u32Bytes(1)),
    attribute(ICE_CONTROLLED, randomBytes(8)),
  ]);
  const transaction = randomBytes(TRANSACTION_ID_BYTES);
  // Both sums are over a header whose length counts the attribute that holds them (RFC 8489 §14.5, §14.7).
  const upTo = (body: Buffer, nextBytes: number) =>
    Buffer.concat([
      uint16(BINDING_REQUEST),
      uint16(body.length + ATTRIBUTE_HEADER_BYTES + nextBytes),
      u32Bytes(MAGIC_COOKIE),
      transaction,
      body,
    ]);
  const mac = createHmac('sha1', to.pwd).update(upTo(attributes, MESSAGE_INTEGRITY_BYTES)).digest();
  const authentic = Buffer.concat([attributes, attribute(MESSAGE_INTEGRITY, mac)]);
  const covered = upTo(authentic, FINGERPRINT_BYTES);
  const sum = (crc32(covered) ^ FINGERPRINT_XOR) >>> 0;
  return Buffer.concat([covered, attribute(FINGERPRINT, u32Bytes(sum))]);
}

/** Padded to four bytes, which its length does not count. */
function attribute(type: number, value: Uint8Array): Buffer {
  const padding = Buffer.alloc((4 - (value.length % 4)) % 4);
  return Buffer.concat([uint16(type), uint16(value.length), value, padding]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
