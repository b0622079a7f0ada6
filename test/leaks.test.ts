// The scan that the privacy tests rest on finds every encoding it claims to know.

import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { findLeaks } from './support/leaks.ts';

const SECRETS = { message: 'meet me at the quiet harbour, Zoë' };
const text = SECRETS.message;
const utf16be = () => Buffer.from(text, 'utf16le').swap16();

test.each([
  ['utf-8', Buffer.from(`…${text}…`)],
  ['utf-16le', Buffer.from(`xx${text}`, 'utf16le')],
  ['utf-16be', Buffer.concat([Buffer.from([0, 1]), utf16be()])],
  ['hex', Buffer.from(Buffer.from(text).toString('hex'))],
  ['base64', Buffer.from(Buffer.from(text).toString('base64'))],
  ['base64, one byte later', Buffer.from(Buffer.from(`x${text}yy`).toString('base64'))],
  ['base64url, two bytes later', Buffer.from(Buffer.from(`xy${text}zz`).toString('base64url'))],
  ['percent', Buffer.from(encodeURIComponent(text))],
  ['json', Buffer.from(JSON.stringify({ text }))],
  ['gzip', Buffer.concat([Buffer.from('head'), gzipSync(text)])],
])('found as %s', (_, bytes) => {
  expect(findLeaks('here', bytes, SECRETS)).not.toEqual([]);
});

test('a key is found raw, in hex and in base64', () => {
  const key = Buffer.from(Array.from({ length: 32 }, (_, i) => (i * 7 + 1) % 256));
  const secrets = { key: `0x${key.toString('hex')}` };
  for (const bytes of [
    key,
    Buffer.from(key.toString('hex')),
    Buffer.from(key.toString('base64url')),
  ]) {
    expect(findLeaks('here', bytes, secrets)).not.toEqual([]);
  }
});

test('nothing is found where nothing is', () => {
  expect(findLeaks('here', Buffer.from('an ordinary file'), SECRETS)).toEqual([]);
});
