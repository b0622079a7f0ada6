// What may become of a bencoded packet on its way through a hostile mind: sound packets with a few
// edits reach further than noise does.

import * as fc from 'fast-check';

/** Changes a packet in place. */
export type Edit = (bytes: number[]) => void;

const place = fc.nat({ max: 4_096 });
/** What gives bencoding its structure, and what is most likely to mislead a reader. */
const piece = fc.constantFrom(
  ...[...'ilde:-0123456789'],
  ...['i', 'd', '0:', '1:', '-1:', '-30:', '99999999:', 'i-1e', 'i0e', 'i9007199254740993e'],
  ...['le', 'de', 'i1e', '2:id', '1:r', '1:e', '1:t', '5:nodes', '3:seq', '1:vi1e', '4:salt'],
  `i${'9'.repeat(400)}e`,
  'l'.repeat(300),
  'd1:a'.repeat(100),
);

const at = (bytes: readonly number[], where: number) => where % (bytes.length + 1);

const flip = fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(
  ([where, bits]): Edit =>
    (bytes) => {
      const index = at(bytes, where);
      bytes[index] = (bytes[index] ?? 0) ^ bits;
    },
);
const cut = fc.tuple(place, fc.nat({ max: 40 })).map(
  ([where, length]): Edit =>
    (bytes) => {
      bytes.splice(at(bytes, where), length);
    },
);
const truncate = place.map(
  (where): Edit =>
    (bytes) => {
      bytes.splice(at(bytes, where));
    },
);
const insert = fc.tuple(place, piece).map(
  ([where, text]): Edit =>
    (bytes) => {
      bytes.splice(at(bytes, where), 0, ...Buffer.from(text));
    },
);
const overwrite = fc.tuple(place, piece).map(
  ([where, text]): Edit =>
    (bytes) => {
      bytes.splice(at(bytes, where), text.length, ...Buffer.from(text));
    },
);
const repeat = fc.tuple(place, fc.nat({ max: 60 }), place).map(
  ([from, length, to]): Edit =>
    (bytes) => {
      const start = at(bytes, from);
      bytes.splice(at(bytes, to), 0, ...bytes.slice(start, start + length));
    },
);

export const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.oneof(flip, cut, truncate, insert, overwrite, repeat),
  { minLength: 1, maxLength: 4 },
);

export function edited(packet: Uint8Array, changes: readonly Edit[]): Uint8Array {
  const bytes = [...packet];
  for (const change of changes) change(bytes);
  return Uint8Array.from(bytes);
}
