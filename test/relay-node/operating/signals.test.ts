// What signals lead to, on fake time.

import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  obeySignals,
  SAME_SIGNAL_MS,
  STOP_WITHIN_MS,
} from '../../../relay-node/operating/signals.ts';
import { keptJournal, linesOf } from './operate.ts';

let signals: EventEmitter;
let done: string[];
let text: () => string;

function obey(inTerminal = false): void {
  const { journal, text: kept } = keptJournal();
  text = kept;
  const operation = {
    // It never ends: whoever waits for it waits too long.
    stop: () => new Promise<void>(() => done.push('stop')),
    reload: async () => void done.push('reload'),
  };
  const exit = (code: number) => void done.push(`exit ${code}`);
  obeySignals({ signals, operation, journal, inTerminal, exit });
}

beforeEach(() => {
  vi.useFakeTimers();
  signals = new EventEmitter();
  done = [];
});

afterEach(() => void vi.useRealTimers());

test.each(['SIGINT', 'SIGTERM'])('%s stops, once, and is given ten seconds', (signal) => {
  obey();
  signals.emit(signal);
  vi.advanceTimersByTime(STOP_WITHIN_MS - 1);
  expect(done).toEqual(['stop']);
  vi.advanceTimersByTime(1);
  expect(done).toEqual(['stop', 'exit 1']);
  expect(linesOf(text())).toMatchObject([{ level: 'error', event: 'stop-overdue' }]);
});

test('a second signal ends it at once, with the code that shells know', () => {
  obey();
  signals.emit('SIGTERM');
  signals.emit('SIGINT');
  expect(done).toEqual(['stop', 'exit 130']);
  expect(linesOf(text())).toMatchObject([{ event: 'stop-at-once' }]);
});

test('the same signal counts as a second one half a second later', () => {
  obey();
  signals.emit('SIGTERM');
  vi.advanceTimersByTime(SAME_SIGNAL_MS - 1);
  signals.emit('SIGTERM');
  expect(done).toEqual(['stop']);
  vi.advanceTimersByTime(1);
  signals.emit('SIGTERM');
  expect(done).toEqual(['stop', 'exit 143']);
});

test('SIGHUP reloads, as often as it comes', () => {
  obey();
  signals.emit('SIGHUP');
  signals.emit('SIGHUP');
  expect(done).toEqual(['reload', 'reload']);
});

test('SIGHUP of a terminal that closes stops, once', () => {
  obey(true);
  signals.emit('SIGHUP');
  signals.emit('SIGHUP');
  expect(done).toEqual(['stop']);
});
