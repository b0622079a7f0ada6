// "Move on without someone" (DESIGN §6): a new room's root and phrase, handed to each member but some.
//
//   MOVE   root 32 ‖ phrase UTF-8
//
// Whoever gets it is asked; nobody is taken anywhere. Who sends it can lead people into a room of
// their choice, as anybody can who tells a phrase, so the screen names who it was.

import { concat, equal } from '../base/bytes.ts';
import { SECOND_MS } from '../base/time.ts';
import { fromUtf8, utf8 } from '../base/utf8.ts';
import { ROOT_BYTES } from '../crypto/keys.ts';
import { MAX_PHRASE_CODE_POINTS } from '../crypto/phrase.ts';
import type { Clock } from '../ports/clock.ts';
import { deferred } from './deferred.ts';
import { SottoError } from './errors.ts';
import type { Note, Notes } from './notes.ts';

/** Where a room goes on. */
export interface NextRoom {
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** For those who come later; it is not checked that it leads to the root. */
  readonly phrase: string;
}

/** A code point takes four bytes at most. */
const MAX_PHRASE_BYTES = 4 * MAX_PHRASE_CODE_POINTS;

/**
 * Our choice: in the largest room, of 64, the notes take 9 s at its pace and word of them 3 s more
 * (DESIGN §6), and a lost link is noticed and made anew within the rest.
 */
export const MOVE_WAIT_MS = 20 * SECOND_MS;

export interface Messenger {
  readonly notes: Notes;
  readonly clock: Clock;
}

/**
 * Resolves with how many hold it: when each of them does or has gone, and at last when it is time to
 * go without word from the others, since one who says nothing must not keep anybody here. Rejects with
 * `root-invalid` or `phrase-too-long` what could not be told.
 */
export async function sendMove(
  { notes, clock }: Messenger,
  members: readonly Uint8Array[],
  { root, phrase }: NextRoom,
): Promise<number> {
  const words = utf8(phrase);
  if (root.length !== ROOT_BYTES) throw new SottoError('root-invalid', 'a root has 32 bytes');
  if (words.length > MAX_PHRASE_BYTES) {
    throw new SottoError('phrase-too-long', '1,024 code points at most');
  }
  const body = concat(root, words);
  let held = 0;
  const told = members.map(async (member) => {
    if (await notes.send(member, 'move', body)) held += 1;
  });
  const time = deferred<void>();
  const cancel = clock.alarm(clock.now() + MOVE_WAIT_MS, time.resolve);
  await Promise.race([Promise.all(told), time.promise]);
  cancel();
  return held;
}

/** Undefined for what no member of this version sends. */
export function readMove({ body }: Note): NextRoom | undefined {
  const phrase = fromUtf8(body.subarray(ROOT_BYTES));
  if (body.length < ROOT_BYTES || body.length > ROOT_BYTES + MAX_PHRASE_BYTES) return undefined;
  return phrase === undefined ? undefined : { root: body.slice(0, ROOT_BYTES), phrase };
}

/** All but these. */
export function without(
  members: readonly { readonly id: Uint8Array }[],
  left: readonly Uint8Array[],
): Uint8Array[] {
  return members.map(({ id }) => id).filter((id) => !left.some((other) => equal(id, other)));
}
