// What an invite's link carries after its `#` (DESIGN §8), and nothing that names the room.
//
//   i= ‖ base64url(token 16 ‖ inviter's id in the invite's own small room 16)
//
// The token is the root of that small room; the id is our addition: whoever else learns the link can
// come first, and the guest is told "used", but can't play the inviter and hand over another room.

import { concat, fromBase64Url, toBase64Url } from '../base/bytes.ts';
import { MEMBER_ID_BYTES } from './message.ts';

/** DESIGN §8: 128 bits. */
export const INVITE_TOKEN_BYTES = 16;

/** Nobody's phrase begins or goes on like this. */
const BEGINNING = /(?:^|[#/?&\s])i=/;
/** 32 bytes in base64url, as they stand in a link, a QR code or alone; nothing may follow. */
const CODE = new RegExp(`${BEGINNING.source}([A-Za-z0-9_-]{43})$`);
/** Our choice: no link is longer. */
const MAX_WRITTEN = 4_096;

export interface InviteCode {
  readonly token: Uint8Array;
  /** 16 bytes: whom the guest takes the room's root from. */
  readonly inviter: Uint8Array;
}

export function encodeInvite({ token, inviter }: InviteCode): string {
  return `i=${toBase64Url(concat(token, inviter))}`;
}

/** Reads a whole link, or the code alone; undefined for anything else, phrases above all. */
export function parseInvite(written: string): InviteCode | undefined {
  if (written.length > MAX_WRITTEN) return undefined;
  const code = CODE.exec(written.trim())?.[1];
  const bytes = code === undefined ? undefined : fromBase64Url(code);
  if (bytes?.length !== INVITE_TOKEN_BYTES + MEMBER_ID_BYTES) return undefined;
  return {
    token: bytes.slice(0, INVITE_TOKEN_BYTES),
    inviter: bytes.slice(INVITE_TOKEN_BYTES),
  };
}

/** Meant as an invite, whole or not: cut at its end, or with something after it. */
export function looksLikeInvite(written: string): boolean {
  return BEGINNING.test(written);
}
