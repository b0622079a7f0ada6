// Argon2id against a second implementation, the frozen root of a phrase, and invites.

import '../support/ready.ts';
import { argon2id } from 'hash-wasm';
import sodium from 'libsodium-wrappers';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { utf8 } from '../../src/base/utf8.ts';
import { normalise, normaliseLabel, rootPassword, rootSalt } from '../../src/crypto/phrase.ts';
import { ARGON2, inviteRoot, slowHash } from '../../src/crypto/root.ts';
import { ALGORITHM_ARGON2ID13 } from '../../src/crypto/sodium.ts';
import { frozen } from './vectors.ts';

type Hex<Name extends string> = Readonly<Record<Name, string>>;
const { root, invite } = frozen<{
  root: Hex<'phrase' | 'label' | 'password' | 'salt' | 'emptyLabelSalt' | 'root'>;
  invite: Hex<'token' | 'root'>;
}>('sotto.json');

function secondArgon2id(password: Uint8Array, salt: Uint8Array, kibibytes: number, passes: number) {
  const cost = { memorySize: kibibytes, iterations: passes, parallelism: 1, hashLength: 32 };
  return argon2id({ password, salt, ...cost, outputType: 'hex' });
}

describe('Argon2id', () => {
  test('is the algorithm that the number names', () => {
    expect(ALGORITHM_ARGON2ID13).toBe(sodium.crypto_pwhash_ALG_ARGON2ID13);
  });

  test.each([
    [8, 1],
    [64, 3],
    [1_024, 2],
  ])('with %i KiB and %i passes agrees with a second implementation', async (kibibytes, passes) => {
    const [password, salt] = [utf8('correct horse'), new Uint8Array(16).fill(3)];
    const algorithm = ALGORITHM_ARGON2ID13;
    const memory = kibibytes * 1024;
    const ours = sodium.crypto_pwhash(32, password, salt, passes, memory, algorithm);
    expect(toHex(ours)).toBe(await secondArgon2id(password, salt, kibibytes, passes));
  });

  test('with the parameters of DESIGN §3: the frozen root, by both', async () => {
    const [phrase, label] = [normalise(root.phrase), normaliseLabel(root.label)];
    const password = rootPassword(phrase.ok ? phrase.value : '');
    const salt = rootSalt(label.ok ? label.value : '');
    expect([toHex(password), toHex(salt)]).toEqual([root.password, root.salt]);
    expect(toHex(rootSalt(''))).toBe(root.emptyLabelSalt);
    expect(toHex(slowHash(password, salt))).toBe(root.root);
    expect(ARGON2).toEqual({
      memoryBytes: 134_217_728,
      passes: 4,
      lanes: 1,
      saltBytes: 16,
      rootBytes: 32,
    });
    expect(await secondArgon2id(password, salt, 131_072, 4)).toBe(root.root);
  }, 60_000);

  test('a salt of another size is our own mistake', () => {
    expect(() => slowHash(utf8('x'), new Uint8Array(15))).toThrow('16 bytes');
  });
});

describe('an invite', () => {
  test('has a frozen root', () => {
    expect(toHex(inviteRoot(fromHex(invite.token)))).toBe(invite.root);
  });

  test('has a token of sixteen bytes', () => {
    expect(() => inviteRoot(new Uint8Array(15))).toThrow('16 bytes');
  });
});
