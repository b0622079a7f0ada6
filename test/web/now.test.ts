// The clock and the network, heard only while a view reads them.

import { flushSync } from 'svelte';
import { expect, test, vi } from 'vitest';
import { Now, Online } from '../../src/web/state/now.svelte.ts';
import { page } from './page.ts';
import { open, watch } from './watch.svelte.ts';

test('the time moves once a second while it is shown, and no timer runs otherwise', async () => {
  vi.useFakeTimers({ now: 10_000 });
  const now = new Now();
  expect([now.value, vi.getTimerCount()]).toEqual([10_000, 0]);
  const { seen, close } = open(() => now.value);
  await vi.advanceTimersByTimeAsync(2_500);
  expect([seen, vi.getTimerCount()]).toEqual([[10_000, 11_000, 12_000], 1]);
  close();
  await vi.advanceTimersByTimeAsync(5_000);
  expect([seen, vi.getTimerCount()]).toEqual([[10_000, 11_000, 12_000], 0]);
  expect(now.value).toBe(17_500);
});

test('the network is heard as it comes and goes', () => {
  const online = new Online();
  const seen = watch(() => online.value);
  page.goOffline();
  flushSync();
  page.goOnline();
  flushSync();
  expect(seen).toEqual([true, false, true]);
});

test('nobody listens to the network when nothing shows it', async () => {
  const listened: string[] = [];
  for (const name of ['addEventListener', 'removeEventListener'] as const) {
    page.window[name] = (event: string) => void listened.push(`${name} ${event}`);
  }
  const online = new Online();
  expect([online.value, listened]).toEqual([true, []]);
  const { close } = open(() => online.value);
  close();
  await Promise.resolve();
  expect(listened).toEqual([
    'addEventListener online',
    'addEventListener offline',
    'removeEventListener online',
    'removeEventListener offline',
  ]);
});
