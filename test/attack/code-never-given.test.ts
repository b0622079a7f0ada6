// Attack, or a page that was asleep: an offer of somebody else comes in just when the answer to a code
// has taken too long to make, and that answer is lost. Whoever waits for it must hear of it in the end.

import { expect, test } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../src/base/time.ts';
import { encodeDescription } from '../../src/wire/description.ts';
import { sealHandCode } from '../../src/wire/hand-code.ts';
import { Bench, description, idOf, infohash, KEYS } from '../protocol/rendezvous/bench.ts';

function codeOf(from: string, at: number): string {
  const record = encodeDescription(description(from, at));
  const binding = { sig: KEYS.sig, infohash: infohash(at), kind: 'offer' } as const;
  return sealHandCode(record, idOf(`nonce of ${from}`, 24), binding);
}

test('every code that was asked for is given or refused', () => {
  const bench = new Bench({ trackers: [] });
  bench.do({ kind: 'start' });
  bench.do({ kind: 'hand-offer', request: 1 });
  bench.do({ kind: 'hand-code', request: 2, text: codeOf('x', bench.now) });
  const later = bench.pass(11 * SECOND_MS);
  bench.do({ kind: 'hand-code', request: 3, text: codeOf('y', bench.now) });
  const attempt = idOf('attempt of x');
  const lost = bench.do({ kind: 'answer-ready', attempt, record: new Uint8Array(100) });
  expect([...later, ...lost].filter((line) => line.includes('code'))).toEqual([]);
  const told = bench.pass(10 * MINUTE_MS).filter((line) => line.includes('refused'));
  expect(told.map((line) => line.replace(/^\S+ /, ''))).toEqual([
    'refused 1 unavailable',
    'refused 2 unavailable',
    'refused 3 unavailable',
  ]);
  expect(bench.machine.counts.byHand).toBe(0);
});
