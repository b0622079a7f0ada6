// This device's clock, by the Date header of the page's own server.

import { describe, expect, test, vi } from 'vitest';
import { CLOCK_TOLERANCE_MS } from '../../src/protocol/rendezvous/opener.ts';
import { PageClock } from '../../src/web/state/page-clock.svelte.ts';
import { askPageClock, CLOCK_WINDOW_MS } from '../../src/web/state/page-clock.ts';
import { watch } from './watch.svelte.ts';

const PAGE = 'https://sotto.example/app/index.html?from=there#secret';
const NOON = Date.UTC(2026, 0, 15, 12);
const DATE = 'Thu, 15 Jan 2026 12:00:00 GMT';

/** A server with these headers, asked by a device whose clock shows each of `clock` in turn. */
function serve(headers: Record<string, string>, clock: readonly number[] = [NOON, NOON]) {
  const asked: { url: string; method: unknown; rest: object }[] = [];
  const times = [...clock];
  const fetcher = (async (url, { method, signal: _, ...rest } = {}) => {
    asked.push({ url: String(url), method, rest });
    return new Response(null, { status: 405, headers });
  }) as typeof fetch;
  return { asked, ports: { fetcher, now: () => times.shift() ?? NOON } };
}

async function told(headers: Record<string, string>, clock?: readonly number[]) {
  return askPageClock(new URL(PAGE), serve(headers, clock).ports);
}

test('the window is that of the protocol', () => {
  expect(CLOCK_WINDOW_MS).toBe(CLOCK_TOLERANCE_MS);
});

test('the page alone is asked, past every cache, without what follows its path', async () => {
  const { asked, ports } = serve({ date: DATE });
  await askPageClock(new URL(PAGE), ports);
  expect(asked).toEqual([
    {
      url: 'https://sotto.example/app/index.html',
      method: 'HEAD',
      rest: { cache: 'no-store', credentials: 'omit', redirect: 'manual' },
    },
  ]);
});

test.each([
  ['the same', { date: DATE }, [NOON, NOON], 0],
  ['ours behind', { date: DATE }, [NOON - 60_000, NOON - 60_000], 60_000],
  ['ours ahead', { date: DATE }, [NOON + 60_000, NOON + 60_000], -60_000],
  ['the answer took four seconds', { date: DATE }, [NOON - 2_000, NOON + 2_000], 0],
  ['kept by a cache for a minute', { date: DATE, age: '60' }, [NOON, NOON], 60_000],
])('%s', async (_, headers, clock, differenceMs) => {
  expect(await told(headers, clock)).toBe(differenceMs);
});

test.each<[string, Record<string, string>]>([
  ['no Date', {}],
  ['another form of date', { date: '2026-01-15T12:00:00Z' }],
  ['a day that is none', { date: 'Thu, 99 Jan 2026 12:00:00 GMT' }],
  ['a number', { date: '0' }],
  ['a long text', { date: 'x'.repeat(10_000) }],
  ['an age that is no number', { date: DATE, age: '-5' }],
  ['an age beyond all time', { date: DATE, age: '9'.repeat(30) }],
])('can’t be told: %s', async (_, headers) => {
  expect(await told(headers)).toBeUndefined();
});

test('can’t be told: no network', async () => {
  const fetcher = () => Promise.reject(new TypeError('Failed to fetch'));
  expect(await askPageClock(new URL(PAGE), { fetcher, now: () => NOON })).toBeUndefined();
});

test('can’t be told: no answer in time', async () => {
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
  const fetcher: typeof fetch = async (_, options) => {
    options?.signal?.throwIfAborted();
    return new Response(null, { headers: { date: DATE } });
  };
  expect(await askPageClock(new URL(PAGE), { fetcher, now: () => NOON })).toBeUndefined();
  expect(timeout.mock.calls).toEqual([[8_000]]);
  timeout.mockRestore();
});

test('a page from disk asks nobody', async () => {
  const { asked, ports } = serve({ date: DATE });
  expect(await askPageClock(new URL('file:///home/ana/sotto.html'), ports)).toBeUndefined();
  expect(asked).toEqual([]);
});

describe('as a view follows it', () => {
  test('a reading stands until the next is there, and one is made at a time', async () => {
    const answers: ((differenceMs: number | undefined) => void)[] = [];
    const clock = new PageClock(() => new Promise((answer) => answers.push(answer)));
    const seen = watch(() => clock.reading);
    const rounds = [5, 6, undefined];
    for (const [round, answer] of rounds.entries()) {
      const reading = [clock.read(), clock.read()];
      await Promise.resolve();
      answers[round]?.(answer);
      await Promise.all(reading);
      await Promise.resolve();
    }
    expect(answers).toHaveLength(3);
    expect(seen).toEqual([
      { kind: 'unread' },
      { kind: 'reading' },
      { kind: 'read', differenceMs: 5 },
      { kind: 'read', differenceMs: 6 },
      { kind: 'unreadable' },
    ]);
  });
});
