// Ed25519 pairs for tests, by number.

import type { KeyPair } from '../../src/crypto/dh.ts';
import { MailboxHour } from '../../src/crypto/mailbox.ts';

export function dhtPair(number: number): KeyPair {
  const key = new Uint8Array(32).fill(9);
  return new MailboxHour({ mailboxSign: key, mailboxSeal: key }, number).slot(0).pair;
}
