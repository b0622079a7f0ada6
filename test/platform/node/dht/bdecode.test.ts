// Our own reader of bencoding: it takes exactly what the package writes, and it always ends.

import bencode from 'bencode';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../../../src/base/utf8.ts';
import { type Bencoded, bdecode } from '../../../../src/platform/node/dht/bdecode.ts';
import { edited, edits } from '../../../support/dht/edits.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

test.each<[string, Bencoded]>([
  ['i0e', 0],
  ['i-12e', -12],
  ['i9007199254740991e', Number.MAX_SAFE_INTEGER],
  ['0:', new Uint8Array()],
  ['3:abc', utf8('abc')],
  ['le', []],
  ['li1el1:aee', [1, [utf8('a')]]],
  ['de', new Map()],
  [
    'd0:i1e1:ale9:__proto__dee',
    new Map<string, Bencoded>([
      ['', 1],
      ['a', []],
      ['__proto__', new Map()],
    ]),
  ],
  [
    'd1:bi1e1:ai2ee',
    new Map([
      ['b', 1],
      ['a', 2],
    ]),
  ],
  ['llllllli1eeeeeeee', [[[[[[[1]]]]]]]],
])('%s', (text, value) => {
  expect(bdecode(bytes(text))).toEqual(value);
});

describe('no bencoding', () => {
  test.each([
    ['nothing', ''],
    ['a text', 'hello'],
    ['a number without end', 'i12'],
    ['an empty number', 'ie'],
    ['a sign alone', 'i-e'],
    ['minus nothing', 'i-0e'],
    ['a plus', 'i+1e'],
    ['a leading zero', 'i01e'],
    ['a fraction', 'i1.5e'],
    ['a power', 'i1e9e'],
    ['a number of 400 digits', `i${'9'.repeat(400)}e`],
    ['a string cut short', '4:abc'],
    ['a string without length', ':abc'],
    ['a length with a leading zero', '03:abc'],
    ['a length beyond everything', '99999999999999999999:a'],
    ['a list without end', 'l1:a'],
    ['a dictionary without end', 'd1:a1:b'],
    ['a dictionary without a value', 'd1:ae'],
    ['a key that is a number', 'di1ei2ee'],
    ['a key that is there twice', 'd1:ai1e1:ai2ee'],
    ['something after the end', 'i1ei2e'],
    ['a zero after the end', 'de\u0000'],
    ['nine levels', 'lllllllli1eeeeeeeee'],
    ['a thousand levels', 'l'.repeat(1_000) + 'e'.repeat(1_000)],
  ])('%s', (_, text) => {
    expect(bdecode(bytes(text))).toBeUndefined();
  });

  // Whoever follows these backwards reads the same bytes for ever.
  test.each(['-1:', 'l-3:', 'd-3:', 'd1:al-3:e', 'd1:y1:q-8:e', 'l0:-2:e'])(
    'a string of negative length: %s',
    (text) => {
      expect(bdecode(bytes(text))).toBeUndefined();
    },
  );
});

/** Values as the package writes them, and as we read them. */
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 6 },
    fc.maxSafeInteger(),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[\x20-\x7e]{0,9}$/), tie('value'), { maxKeys: 4 }),
  ),
}));

function plain(read: Bencoded | undefined): unknown {
  if (read instanceof Map)
    return Object.fromEntries([...read].map(([key, inner]) => [key, plain(inner)]));
  return Array.isArray(read) ? read.map(plain) : read;
}

test('whatever the package writes is read back', () => {
  fc.assert(
    fc.property(value, (any) => {
      expect(plain(bdecode(bencode.encode(any)))).toEqual({ ...{ any } }.any);
    }),
    { numRuns: 500 },
  );
});

test('whatever is read was written in its one form', () => {
  fc.assert(
    fc.property(value, edits, (any, changes) => {
      const packet = edited(bencode.encode(any), changes);
      const read = bdecode(packet);
      const length = read === undefined ? Number.NaN : lengthOf(read);
      if (!Number.isNaN(length)) expect(length).toBe(packet.length);
    }),
    { numRuns: 5_000 },
  );
});

/** Of the one form of a value; not known of numbers beyond 2^53, which were rounded. */
function lengthOf(read: Bencoded): number {
  if (typeof read === 'number')
    return Number.isSafeInteger(read) ? String(read).length + 2 : Number.NaN;
  if (read instanceof Uint8Array) return String(read.length).length + 1 + read.length;
  const parts: readonly Bencoded[] =
    read instanceof Map
      ? [...read].flatMap(([key, inner]) => [bytes(key), inner])
      : (read as readonly Bencoded[]);
  return parts.reduce((sum: number, part) => sum + lengthOf(part), 2);
}
