// Nothing in src/ draws randomness behind the random port's back (DESIGN §2).

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));

/** libsodium's own dice, and every call that throws them by itself. */
const FORBIDDEN = [
  /(?<!_seed)_keypair\s*\(/,
  /randombytes/,
  /xwing_enc\s*\(/,
  /kem_enc\s*\(/,
  /_keygen\s*\(/,
  /crypto_box_seal\s*\(/,
  /secretstream\w*_init_push\s*\(/,
];

function sources(): [string, string][] {
  const names = readdirSync(SRC, { recursive: true, encoding: 'utf8' });
  // What builds the app only names what it leaves in the bundle.
  const code = names.filter((name) => /\.(ts|svelte)$/.test(name) && !/^web.build/.test(name));
  return code.map((name) => [name, readFileSync(SRC + name, 'utf8')]);
}

test('only seeded and explicit-nonce calls of libsodium are used', () => {
  const found = sources().flatMap(([name, text]) =>
    FORBIDDEN.filter((pattern) => pattern.test(text)).map((pattern) => `${name}: ${pattern}`),
  );
  expect(found).toEqual([]);
});

test('the patterns find what they are for', () => {
  const bad = [
    'sodium.crypto_sign_keypair()',
    'sodium.randombytes_buf(8)',
    'crypto_kem_xwing_enc(pk)',
    'crypto_kem_enc(pk)',
    'crypto_kdf_keygen()',
    'crypto_box_seal(m, pk)',
    'crypto_secretstream_xchacha20poly1305_init_push(key)',
  ];
  const good = ['crypto_sign_seed_keypair(seed)', 'crypto_kem_xwing_enc_deterministic(pk, seed)'];
  const matches = (text: string): boolean => FORBIDDEN.some((pattern) => pattern.test(text));
  expect(bad.map(matches)).toEqual(bad.map(() => true));
  expect(good.map(matches)).toEqual([false, false]);
});

test('libsodium is imported in one file', () => {
  const importers = sources().filter(([, text]) => /from 'libsodium-wrappers'/.test(text));
  expect(importers.map(([name]) => name)).toEqual(['crypto/sodium.ts']);
});

test('the file that the bridge may import reaches no secret', () => {
  const text = readFileSync(`${SRC}crypto/verify.ts`, 'utf8');
  const imported = [...text.matchAll(/from '([^']+)'/g)].map((match) => match[1]);
  expect([...new Set(imported)].sort()).toEqual([
    '../base/bytes.ts',
    './sodium.ts',
    '@noble/hashes/legacy.js',
  ]);
});
