// Who speaks in the tests of the room: fixed identities, and messages of others as they come out of
// the overlay (verified there, so the signature is zeros here).

import { toHex } from '../../../src/base/bytes.ts';
import { type Identity, makeIdentity } from '../../../src/crypto/identity.ts';
import type { Entry, RoomInput, RoomOutput } from '../../../src/protocol/room/contract.ts';
import { Room } from '../../../src/protocol/room/room.ts';
import { LIFETIME_OFF } from '../../../src/wire/lifetime.ts';
import {
  encodeUnsigned,
  finishMessage,
  type MessageFields,
  type RoomMessage,
} from '../../../src/wire/message.ts';
import { encodeSpeech } from '../../../src/wire/speech.ts';

export const ROOM_ID = new Uint8Array(32).fill(3);
/** Monday, 24 November 2025, 12:00 UTC. */
export const NOON = 1_763_985_600_000;

export const ANA = new Uint8Array(16).fill(0xaa);
export const BEN = new Uint8Array(16).fill(0xbb);
export const CEM = new Uint8Array(16).fill(0xcc);

/** A fixed identity: seeds of ones for `s`, of twos for `g`. */
export function self(): Identity {
  let drawn = 0;
  const bytes = (length: number) => new Uint8Array(length).fill(++drawn);
  return makeIdentity({ bytes }, ROOM_ID);
}

/** Seals with ephemeral seeds and nonces of sevens. */
export function makeRoom(identity: Identity = self()): Room {
  const bytes = (length: number) => new Uint8Array(length).fill(7);
  return new Room({ identity, roomId: ROOM_ID, random: { bytes } });
}

/** Members whose keys are nobody's: to write to one in private, use {@link company}. */
export function members(...ids: readonly Uint8Array[]): RoomInput {
  const keys = { s: new Uint8Array(32).fill(9), g: new Uint8Array(32) };
  return { kind: 'members', members: new Map(ids.map((id) => [toHex(id), keys])) };
}

/** Members with real keys. */
export function company(...identities: readonly Identity[]): RoomInput {
  const members = identities.map(({ id, s, g }) => {
    return [toHex(id), { s: s.publicKey, g: g.publicKey }] as const;
  });
  return { kind: 'members', members: new Map(members) };
}

export function crowd(size: number): RoomInput {
  const ids = Array.from({ length: size }, (_, i) => new Uint8Array(16).fill(i >> 8).fill(i, 8));
  return members(...ids);
}

export function write(entry: string, text = entry): Extract<RoomInput, { readonly kind: 'write' }> {
  return { kind: 'write', entry, text, lifetime: LIFETIME_OFF };
}

export function message(fields: Partial<MessageFields> & { text?: string }): RoomMessage {
  const { text = 'hello', ...rest } = fields;
  const unsigned = encodeUnsigned({
    kind: 1,
    sender: ANA,
    generation: 0,
    seq: 1,
    previous: new Uint8Array(16),
    hlc: NOON,
    lifetime: LIFETIME_OFF,
    body: encodeSpeech({ kind: 'text', text, replyTo: undefined }),
    ...rest,
  });
  return finishMessage(unsigned, new Uint8Array(64));
}

export function deliver(fields: Parameters<typeof message>[0]): RoomInput {
  return { kind: 'deliver', message: message(fields) };
}

export function published(outputs: readonly RoomOutput[]): RoomMessage[] {
  return outputs.flatMap((output) => (output.kind === 'publish' ? [output.message] : []));
}

export function entries(outputs: readonly RoomOutput[]): Entry[] {
  return outputs.flatMap((output) => (output.kind === 'entry' ? [output.entry] : []));
}

/** Each entry as `id reached/of`, or `id state`: receipts at a glance. */
export function states(outputs: readonly RoomOutput[]): string[] {
  return entries(outputs).map(({ id, state }) =>
    state.kind === 'sent' ? `${id} ${state.reached}/${state.of}` : `${id} ${state.kind}`,
  );
}
