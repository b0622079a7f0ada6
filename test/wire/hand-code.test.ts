// Codes that people carry by hand, against frozen vectors, and against what happens on the way.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBase32, toBase32 } from '../../src/base/base32.ts';
import { fromHex } from '../../src/base/bytes.ts';
import { bad, ok } from '../../src/base/result.ts';
import { utf8 } from '../../src/base/utf8.ts';
import {
  HAND_CODE_CHARS,
  MAX_HAND_RECORD_BYTES,
  MAX_PASTED_CHARS,
  openHandCode,
  parseHandCode,
  sealHandCode,
} from '../../src/wire/hand-code.ts';
import '../support/ready.ts';
import { frozen } from '../crypto/vectors.ts';

interface Vectors {
  readonly sig: string;
  readonly infohash: string;
  readonly codes: readonly {
    readonly name: string;
    readonly kind: 'offer' | 'answer';
    readonly nonce: string;
    readonly record: string;
    readonly text: string;
  }[];
}

const VECTORS = frozen<Vectors>('hand-code.json');
const ROOM = { sig: fromHex(VECTORS.sig), infohash: fromHex(VECTORS.infohash) };
const NONCE = new Uint8Array(24).fill(7);
const RECORD = Uint8Array.from({ length: 150 }, (_, i) => i);
const CODE = sealHandCode(RECORD, NONCE, { ...ROOM, kind: 'offer' });

function read(text: string, room = ROOM) {
  const code = parseHandCode(text);
  return code.ok ? openHandCode(code.value, room) : code.reason;
}

describe('the frozen vectors', () => {
  test.each(VECTORS.codes)('$name', ({ kind, nonce, record, text }) => {
    expect(sealHandCode(fromHex(record), fromHex(nonce), { ...ROOM, kind })).toBe(text);
    const code = parseHandCode(text);
    expect(code).toEqual(ok({ kind, sealed: expect.any(Uint8Array) }));
    expect(read(text)).toEqual(fromHex(record));
  });
});

test('every code has 409 characters of the alphanumeric mode, whatever it holds', () => {
  expect(HAND_CODE_CHARS).toBe(409);
  for (const length of [1, 112, MAX_HAND_RECORD_BYTES]) {
    const code = sealHandCode(new Uint8Array(length), NONCE, { ...ROOM, kind: 'answer' });
    expect(code).toMatch(/^SOTTO-1A-[A-Z2-7]{400}$/);
  }
});

describe('as people and programs carry it', () => {
  test.each([
    ['in lower case', CODE.toLowerCase()],
    ['with words around it', `Here it is: ${CODE} thanks!`],
    ['quoted in a mail', CODE.replace(/.{60}/g, (line) => `${line}\r\n> `)],
    [
      'with marks of direction and soft hyphens',
      `\u200f${CODE.replace(/.{9}/g, '$&\u00ad')}\u200e`,
    ],
    ['in groups', CODE.replace(/.{5}/g, '$& ')],
    ['twice', `${CODE}\n${CODE}`],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual(RECORD);
  });
});

describe('damaged on the way', () => {
  test('no character can be changed, and none be missing', () => {
    const digits = CODE.length - 400;
    for (let i = digits; i < CODE.length; i += 7) {
      const other = CODE[i] === 'A' ? 'B' : 'A';
      expect(read(CODE.slice(0, i) + other + CODE.slice(i + 1))).toBe('malformed');
      expect(read(CODE.slice(0, i))).toBe('malformed');
    }
  });

  test('an offer is not taken for an answer', () => {
    expect(read(CODE.replace('-1O-', '-1A-'))).toBe('malformed');
  });

  test.each([
    ['nothing', ''],
    ['words', 'let us talk'],
    ['the beginning', 'SOTTO-1O-'],
    ['another kind', CODE.replace('-1O-', '-1X-')],
    ['more than is ever a code', `${CODE}${' '.repeat(MAX_PASTED_CHARS)}`],
  ])('%s is no code', (_, text) => {
    expect(parseHandCode(text)).toEqual(bad('malformed'));
  });

  test('a later version is told as such', () => {
    expect(parseHandCode(CODE.replace('-1O-', '-2O-'))).toEqual(bad('other-version'));
  });

  test('a megabyte costs nothing', () => {
    expect(parseHandCode('SOTTO-1O-'.repeat(200_000))).toEqual(bad('malformed'));
  });
});

describe('of another room', () => {
  const flipped = (bytes: Uint8Array) => bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte));

  test('neither another key nor another day opens it', () => {
    expect(read(CODE, { ...ROOM, sig: flipped(ROOM.sig) })).toBeUndefined();
    expect(read(CODE, { ...ROOM, infohash: flipped(ROOM.infohash) })).toBeUndefined();
  });
});

test('a record that does not fit is our mistake', () => {
  const seal = (length: number) =>
    sealHandCode(new Uint8Array(length), NONCE, { ...ROOM, kind: 'offer' });
  expect(() => seal(0)).toThrow('fits');
  expect(() => seal(207)).toThrow('fits');
});

test('whatever text is pasted, the answer is a value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      expect(parseHandCode(`SOTTO-1O-${text}`).ok).toBe(false);
    }),
  );
});

describe('base32 (RFC 4648 §10)', () => {
  test.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('%s', (text, encoded) => {
    expect(toBase32(utf8(text))).toBe(encoded);
    expect(fromBase32(encoded)).toEqual(utf8(text));
  });

  test.each(['M', 'MZX', 'MZ', 'my', 'MY======', 'M1', 'MZXW6YR'])(
    '%s is not canonical',
    (text) => {
      expect(fromBase32(text)).toBeUndefined();
    },
  );
});
