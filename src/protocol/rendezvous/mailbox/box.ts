// The box of an offer: whoever found its beacon puts an answer there, sealed to the beacon's key.

import { equal } from '../../../base/bytes.ts';
import type { MailboxPlace } from '../../../crypto/mailbox.ts';
import { encodeBox, MAX_ANSWERS, parseBox } from '../../../wire/mailbox.ts';
import { type Contents, type PlaceParts, SharedPlace } from './shared-place.ts';

const ANSWERS: Contents<Uint8Array> = {
  maxOthers: MAX_ANSWERS - 1,
  encode: encodeBox,
  parse: parseBox,
  same: equal,
  // Nobody but the offerer can tell what they are worth.
  isCurrent: () => true,
};

export type Box = SharedPlace<Uint8Array>;

export function box(
  place: MailboxPlace,
  parts: Pick<PlaceParts<Uint8Array>, 'random' | 'effects'>,
): Box {
  return new SharedPlace({ ...parts, place, contents: ANSWERS });
}
