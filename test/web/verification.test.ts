// What the dialog of a verification makes of its steps.

import { expect, test } from 'vitest';
import { isAlarming as alarmsAPeer } from '../../src/protocol/room/verification-contract.ts';
import { text } from '../../src/web/state/text.ts';
import { dismissal, isAlarming, type VerifyFailure } from '../../src/web/state/verification.ts';

const REASONS = Object.keys(text.verify.failures) as VerifyFailure[];

test('the screen alarms whenever the machine does', () => {
  const alarming = REASONS.filter((reason) => isAlarming({ kind: 'failed', reason }));
  expect(alarming).toEqual(REASONS.filter(alarmsAPeer));
  expect(alarming).toHaveLength(3);
  expect(isAlarming({ kind: 'verified', awaited: true })).toBe(false);
});

test('what runs is put off, and what is over is closed', () => {
  const comparing = { kind: 'comparing', emoji: [], theySaySame: false } as const;
  expect([{ kind: 'asked' } as const, comparing].map(dismissal)).toEqual(['later', 'later']);
  expect(dismissal({ kind: 'verified', awaited: true })).toBe('close');
  expect(dismissal({ kind: 'confirmed' })).toBe('close');
  expect(dismissal({ kind: 'failed', reason: 'mismatch' })).toBe('close');
});
