// Bodies of messages: strict both ways, whatever the bytes.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkText,
  encodeSpeech,
  isEmoji,
  MAX_EMOJI_BYTES,
  MAX_READ_ENTRIES,
  MAX_TEXT_BYTES,
  parseSpeech,
  SPEECH_KIND,
  type Speech,
} from '../../src/wire/speech.ts';

const parseText = (text: Uint8Array) =>
  parseSpeech(SPEECH_KIND.text, Uint8Array.from([0, ...text]));

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const seq = fc.integer({ min: 1, max: 0xffff_ffff });
const ref = fc.record({ author: bytes(16), seq });
const words = fc.string({ minLength: 1, maxLength: 60 });
const speech: fc.Arbitrary<Speech> = fc.oneof(
  fc.record({
    kind: fc.constant('text' as const),
    text: words,
    replyTo: fc.option(ref, { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('edit' as const), seq, text: words }),
  fc.record({ kind: fc.constant('delete' as const), seq }),
  fc.record({
    kind: fc.constant('reaction' as const),
    target: ref,
    emoji: fc.constantFrom('👍', '👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'),
    on: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('read' as const),
    upTo: fc.array(ref, { minLength: 1, maxLength: MAX_READ_ENTRIES }),
  }),
  fc.record({ kind: fc.constant('private' as const), sealed: fc.uint8Array({ maxLength: 90 }) }),
);

test('what is said comes back', () => {
  fc.assert(
    fc.property(speech, (said) => {
      const read = parseSpeech(SPEECH_KIND[said.kind], encodeSpeech(said));
      expect(read).toEqual({ ok: true, value: said });
    }),
  );
});

describe('what nobody says', () => {
  const author = new Array<number>(16).fill(7);
  test.each([
    ['text-malformed', 'text', []],
    ['text-empty', 'text', [0]],
    ['text-malformed', 'text', [2, 65]],
    ['text-malformed', 'text', [1, ...author, 0, 0, 0, 0, 65]],
    ['text-malformed', 'text', [1, ...author, 0, 0]],
    ['edit-malformed', 'edit', [0, 0, 0, 0, 65]],
    ['text-empty', 'edit', [0, 0, 0, 1]],
    ['text-malformed', 'edit', [0, 0]],
    ['delete-malformed', 'delete', [0, 0, 0, 0]],
    ['delete-malformed', 'delete', [0, 0, 0, 1, 1]],
    ['reaction-malformed', 'reaction', [...author, 0, 0, 0, 1, 2, 65]],
    ['reaction-malformed', 'reaction', [...author, 0, 0, 0, 1, 1]],
    ['reaction-malformed', 'reaction', [...author, 0, 0, 0, 0, 1, 65]],
    ['reaction-malformed', 'reaction', [...author, 0, 0, 0, 1, 1, 65, 32]],
    ['reaction-malformed', 'reaction', [...author, 0, 0, 0, 1, 1, 0xff]],
    ['read-malformed', 'read', []],
    ['read-malformed', 'read', [...author, 0, 0, 0, 0]],
    ['read-malformed', 'read', [...author, 0, 0, 0, 1, 9]],
  ] as const)('%s: %s %j', (reason, kind, body) => {
    expect(parseSpeech(SPEECH_KIND[kind], Uint8Array.from(body))).toEqual({ ok: false, reason });
  });

  test('one author too many, one byte of an emoji too many', () => {
    const many = new Uint8Array(20 * (MAX_READ_ENTRIES + 1)).fill(1);
    expect(parseSpeech(SPEECH_KIND.read, many)).toEqual({ ok: false, reason: 'read-malformed' });
    const emoji = [...author, 0, 0, 0, 1, 1, ...new Array<number>(MAX_EMOJI_BYTES + 1).fill(65)];
    expect(parseSpeech(SPEECH_KIND.reaction, Uint8Array.from(emoji))).toEqual({
      ok: false,
      reason: 'reaction-malformed',
    });
  });

  test('other kinds are no offence', () => {
    expect(parseSpeech(7, new Uint8Array(3))).toEqual({ ok: false, reason: 'speech-unknown' });
  });

  test.each(['', ' ', 'a b', '\u0000', '\n', 'x'.repeat(MAX_EMOJI_BYTES + 1)])(
    '%j is no emoji',
    (it) => {
      expect(isEmoji(it)).toBe(false);
    },
  );
});

describe('limits', () => {
  test.each([
    ['x'.repeat(MAX_TEXT_BYTES), undefined],
    ['x'.repeat(MAX_TEXT_BYTES + 1), 'text-too-long'],
    ['€'.repeat(MAX_TEXT_BYTES / 3), undefined],
    ['€'.repeat(MAX_TEXT_BYTES / 3 + 1), 'text-too-long'],
    ['', 'text-empty'],
  ])('%#', (text, refusal) => {
    expect(checkText(text)).toBe(refusal);
  });

  test('a body beyond the limit is not looked at', () => {
    const body = new Uint8Array(MAX_TEXT_BYTES + 1).fill(0x78);
    expect(parseText(body)).toEqual({ ok: false, reason: 'text-too-long' });
  });
});

test('every text comes back, lone surrogates as U+FFFD', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (text) => {
      const body = encodeSpeech({ kind: 'text', text, replyTo: undefined });
      const read = text.replace(/\p{Cs}/gu, '\ufffd');
      expect(parseSpeech(SPEECH_KIND.text, body)).toEqual({
        ok: true,
        value: { kind: 'text', text: read, replyTo: undefined },
      });
    }),
  );
});

test('hostile bytes are read exactly when the platform reads them, too', () => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const expected = (bytes: Uint8Array) => {
    try {
      const text = decoder.decode(bytes);
      return { ok: true, value: { kind: 'text', text, replyTo: undefined } };
    } catch {
      return { ok: false, reason: 'text-malformed' };
    }
  };
  const units = fc.constantFrom(
    0x00,
    0x41,
    0x7f,
    0x80,
    0xbf,
    0xc0,
    0xc3,
    0xe0,
    0xed,
    0xa0,
    0xef,
    0xf0,
    0xf4,
    0x8f,
    0x90,
    0xf8,
    0xff,
  );
  const bytes = fc.array(fc.oneof(units, fc.nat(255)), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(bytes, (list) => {
      expect(parseText(Uint8Array.from(list))).toEqual(expected(Uint8Array.from(list)));
    }),
    { numRuns: 2_000 },
  );
});
