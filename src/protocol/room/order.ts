// Where a line of the conversation stands. Keys of fixed width compare as strings the way their
// numbers compare, so that every screen ends in the same order with nothing but `<` (DESIGN §6).

import { toHex } from '../../base/bytes.ts';
import type { RoomMessage } from '../../wire/message.ts';
import type { MessageRef } from '../../wire/speech.ts';
import type { EntryId } from './contract.ts';

const HLC_HEX_DIGITS = 12;
const SEQ_HEX_DIGITS = 8;
/** Enough for every integer that a JavaScript number holds exactly. */
const POSITION_HEX_DIGITS = 14;

/** By hybrid clock, then sender, then sequence number. */
export function messageOrder(message: RoomMessage): string {
  const { hlc, sender, seq } = message;
  return `${hex(hlc, HLC_HEX_DIGITS)}-${toHex(sender)}-${hex(seq, SEQ_HEX_DIGITS)}`;
}

/** After every message ('o' comes after the hexadecimal digits), in the order written. */
export function outboxOrder(position: number): string {
  return `outbox-${hex(position, POSITION_HEX_DIGITS)}`;
}

/** What a message is called on every screen; also the name of somebody else's line. */
export function refName({ author, seq }: MessageRef): EntryId {
  return `${toHex(author)}-${hex(seq, SEQ_HEX_DIGITS)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
