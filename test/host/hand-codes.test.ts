// The promises of codes by hand: each question has its own reply, whatever the order.

import { expect, test } from 'vitest';
import { HandCodes } from '../../src/host/hand-codes.ts';

test('each request is resolved or rejected by its own reply', async () => {
  const codes = new HandCodes();
  const [first, second, third] = [codes.begin(), codes.begin(), codes.begin()];
  codes.reply({ kind: 'hand-refused', request: third.request, reason: 'own' });
  codes.reply({ kind: 'hand-taken', request: second.request });
  codes.reply({ kind: 'hand-code', request: first.request, role: 'offer', text: 'SOTTO-1O-' });
  expect(await first.promise).toBe('SOTTO-1O-');
  expect(await second.promise).toBeUndefined();
  await expect(third.promise).rejects.toMatchObject({ code: 'hand-own' });
});

test('a reply that comes twice, or to nothing, is harmless', async () => {
  const codes = new HandCodes();
  const { request, promise } = codes.begin();
  const reply = { kind: 'hand-taken', request } as const;
  codes.reply(reply);
  codes.reply(reply);
  codes.reply({ ...reply, request: 99 });
  expect(await promise).toBeUndefined();
});

test('whoever leaves waits for no reply', async () => {
  const codes = new HandCodes();
  const { promise } = codes.begin();
  codes.end();
  await expect(promise).rejects.toMatchObject({ code: 'left' });
});
