// The circuits of the frame relay by themselves, with ends that only note what they are told and
// timers that ring when a test says so.

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Counters } from '../../relay-node/counters.ts';
import { DEFAULT_LIMITS, type Limits } from '../../relay-node/limits.ts';
import { Circuits, type End } from '../../relay-node/relay/circuits.ts';
import { bad, ok } from '../../src/base/result.ts';

class NotingEnd implements End {
  readonly heard: string[] = [];
  joined = () => void this.heard.push('joined');
  refuse = (reason: string) => void this.heard.push(`refused ${reason}`);
  forward = (frame: Uint8Array) => void this.heard.push(`frame ${frame.join(' ')}`);
  hold = () => void this.heard.push('hold');
  release = () => void this.heard.push('release');

  get news(): string[] {
    return this.heard.splice(0);
  }
}

const token = (number: number) => new Uint8Array(16).fill(number);

function make(limits: Partial<Limits> = {}) {
  const log = new Counters();
  const circuits = new Circuits({ ...DEFAULT_LIMITS, ...limits }, log);
  return { circuits, log };
}

function joined(limits: Partial<Limits> = {}) {
  const made = make(limits);
  const [a, b] = [new NotingEnd(), new NotingEnd()];
  expect([made.circuits.open(token(1), a), made.circuits.open(token(1), b)]).toEqual([
    ok(undefined),
    ok(undefined),
  ]);
  expect([a.news, b.news]).toEqual([['joined'], ['joined']]);
  return { ...made, a, b };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('whoever waits', () => {
  test('does so for 30 s, and is told that nobody came', () => {
    const { circuits, log } = make();
    const a = new NotingEnd();
    circuits.open(token(1), a);
    vi.advanceTimersByTime(29_999);
    expect([a.news, circuits.waiting]).toEqual([[], 1]);
    vi.advanceTimersByTime(1);
    expect([a.news, circuits.waiting]).toEqual([['refused nobody'], 0]);
    expect(log.snapshot()).toEqual({ 'circuit-nobody-came': 1 });
    circuits.leave(a);
    const b = new NotingEnd();
    circuits.open(token(1), b);
    expect([a.news, b.news, circuits.waiting]).toEqual([[], [], 1]);
  });

  test('no longer does once the other one is there', () => {
    const { circuits, a, b } = joined();
    vi.advanceTimersByTime(60_000);
    expect([a.news, b.news, circuits.size, circuits.waiting]).toEqual([[], [], 1, 0]);
  });

  test('and leaves, leaves nothing', () => {
    const { circuits, log } = make();
    const a = new NotingEnd();
    circuits.open(token(1), a);
    circuits.leave(a);
    circuits.leave(a);
    expect([vi.getTimerCount(), circuits.waiting, circuits.size]).toEqual([0, 0, 0]);
    vi.advanceTimersByTime(60_000);
    expect([a.news, log.snapshot()]).toEqual([[], {}]);
  });
});

describe('a circuit', () => {
  test('lasts as long as the operator grants, to the millisecond', () => {
    const { circuits, log, a, b } = joined({ circuitMs: 5_000 });
    vi.advanceTimersByTime(4_999);
    expect([a.news, b.news]).toEqual([[], []]);
    vi.advanceTimersByTime(1);
    expect([a.news, b.news]).toEqual([['refused spent'], ['refused spent']]);
    expect([circuits.size, circuits.forward(a, token(1))]).toEqual([0, false]);
    circuits.leave(a);
    circuits.leave(b);
    expect([a.news, b.news, vi.getTimerCount()]).toEqual([[], [], 0]);
    expect(log.snapshot()).toEqual({ 'circuit-joined': 1, 'circuit-time-spent': 1 });
  });

  test('carries as much as the operator grants, to the byte', () => {
    const { circuits, log, a, b } = joined({ circuitBytes: 10 });
    expect(circuits.forward(a, Uint8Array.of(1, 2, 3, 4, 5, 6))).toBe(true);
    expect(circuits.forward(b, Uint8Array.of(7, 8, 9, 0))).toBe(true);
    expect([a.news, b.news]).toEqual([['frame 7 8 9 0'], ['frame 1 2 3 4 5 6']]);
    expect(circuits.forward(b, Uint8Array.of(1))).toBe(true);
    expect([a.news, b.news]).toEqual([['refused spent'], ['refused spent']]);
    expect([circuits.forward(a, token(1)), circuits.forward(b, token(1))]).toEqual([false, false]);
    expect([circuits.size, circuits.forwardedBytes, vi.getTimerCount()]).toEqual([0, 11, 0]);
    expect(log.snapshot()).toEqual({ 'circuit-joined': 1, 'circuit-bytes-spent': 1 });
  });

  test('ends with either of its ends, once', () => {
    const { circuits, a, b } = joined();
    circuits.leave(b);
    expect([a.news, b.news]).toEqual([['refused nobody'], []]);
    circuits.leave(a);
    circuits.leave(b);
    expect([a.news, b.news, circuits.size, vi.getTimerCount()]).toEqual([[], [], 0, 0]);
  });
});

test('one end too many is turned away, and told why by whoever asked', () => {
  const { circuits } = make({ circuits: 1 });
  const [a, b, c] = [new NotingEnd(), new NotingEnd(), new NotingEnd()];
  circuits.open(token(1), a);
  circuits.open(token(2), b);
  expect(circuits.open(token(1), c)).toEqual(bad('busy'));
  circuits.leave(b);
  expect(circuits.open(token(1), c)).toEqual(ok(undefined));
  expect([a.news, b.news, c.news]).toEqual([['joined'], [], ['joined']]);
});

type Step = readonly ['open' | 'leave' | 'forward' | 'wait', number, number];

test('whatever happens in whatever order: two to a circuit, each told of its end once, none kept', () => {
  const kind = fc.constantFrom('open', 'open', 'leave', 'forward', 'wait');
  const step: fc.Arbitrary<Step> = fc.tuple(kind, fc.nat(9), fc.nat(2)) as fc.Arbitrary<Step>;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { circuits } = make({ circuits: 3, circuitBytes: 64, circuitMs: 50_000 });
      const ends = Array.from({ length: 10 }, () => new NotingEnd());
      const opened = new Set<NotingEnd>();
      for (const [what, index, number] of steps) {
        const end = ends[index] as NotingEnd;
        if (what === 'wait') vi.advanceTimersByTime(number * 10_000);
        else if (what === 'leave') circuits.leave(end);
        else if (what === 'forward') circuits.forward(end, token(number));
        else if (!opened.has(end) && circuits.open(token(number), end).ok) opened.add(end);
        expect(circuits.waiting).toBeLessThanOrEqual(3);
        expect(circuits.waiting + 2 * circuits.size).toBeLessThanOrEqual(6);
      }
      for (const end of ends) circuits.leave(end);
      expect([circuits.size, circuits.waiting, vi.getTimerCount()]).toEqual([0, 0, 0]);
      for (const { heard } of ends) {
        expect(heard.join('\n')).toMatch(/^(joined(\nframe .*)*)?(\n?refused (nobody|spent))?$/);
      }
    }),
    { numRuns: 1_000 },
  );
});
