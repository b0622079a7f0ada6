// Attack (by a careless caller): what types can't keep out of range must be refused at the call, and not
// fail later, inside the running room, when it is sent.

import '../support/ready.ts';
import { expect, test } from 'vitest';
import { isLifetime, type Lifetime, readLifetime, writeLifetime } from '../../src/wire/lifetime.ts';
import { Reader } from '../../src/wire/reader.ts';
import { Writer } from '../../src/wire/writer.ts';
import { Party, refusal } from '../host/party.ts';

test('a lifetime with a time that its kind has not, and one without the time that it needs', () => {
  const wide = { kind: 'off', ms: 5_000 } as const;
  const sent = writeLifetime(new Writer(), wide).finish();
  expect(readLifetime(new Reader(sent))).toEqual({ kind: 'off' });
  expect(isLifetime({ kind: 'after-sending' } as Lifetime)).toBe(false);
});

test('a room to move to that fits no message', async () => {
  const party = new Party();
  const ana = await party.guest('ana').join({ root: new Uint8Array(32) });
  const root = new Uint8Array(32);
  expect(await refusal(ana.moveOn({ root, phrase: 'x'.repeat(20_000) }, []))).toEqual([
    'phrase-too-long',
  ]);
  expect(await refusal(ana.moveOn({ root: root.slice(1), phrase: 'x' }, []))).toEqual([
    'root-invalid',
  ]);
});
