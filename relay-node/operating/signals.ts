// What signals lead to.
//
//   SIGINT, SIGTERM   stop ▶ goodbyes ▶ exit 0;  a second one, or ten seconds, ▶ exit at once
//   SIGHUP            the certificate is read again; in a terminal, which closes: stop

import type { EventEmitter } from 'node:events';
import { SECOND_MS } from '../../src/base/time.ts';
import type { Journal } from './journal.ts';
import type { Operation } from './operation.ts';

export interface SignalOptions {
  /** Where signals come from: the process. */
  readonly signals: EventEmitter;
  readonly operation: Pick<Operation, 'stop' | 'reload'>;
  readonly journal: Journal;
  /** Whether a person started it in a terminal. */
  readonly inTerminal: boolean;
  readonly exit: (code: number) => void;
}

const EXIT_OVERDUE = 1;
/** As shells have it: 128 and the number of the signal. */
const EXIT_BY_SIGNAL = { SIGINT: 130, SIGTERM: 143 } as const;
const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Our choice: what managers of services wait for at least before they kill. */
export const STOP_WITHIN_MS = 10 * SECOND_MS;

/** Our choice: npm hands on the Ctrl-C that the terminal has sent already, which is no second one. */
export const SAME_SIGNAL_MS = 500;

export function obeySignals(options: SignalOptions): void {
  const { signals, operation, inTerminal } = options;
  const stop = (first: string) => stopOnce(options, first);
  for (const signal of STOP_SIGNALS) signals.once(signal, () => stop(signal));
  if (inTerminal) signals.once('SIGHUP', () => stop('SIGHUP'));
  else signals.on('SIGHUP', () => void operation.reload());
}

function stopOnce({ signals, operation, journal, exit }: SignalOptions, first: string): void {
  const stoppedAt = performance.now();
  const end = (event: 'stop-at-once' | 'stop-overdue', code: number) => {
    journal.write(event);
    exit(code);
  };
  for (const signal of STOP_SIGNALS) {
    signals.removeAllListeners(signal);
    signals.on(signal, () => {
      const isSame = signal === first && performance.now() - stoppedAt < SAME_SIGNAL_MS;
      if (!isSame) end('stop-at-once', EXIT_BY_SIGNAL[signal]);
    });
  }
  setTimeout(() => end('stop-overdue', EXIT_OVERDUE), STOP_WITHIN_MS).unref();
  void operation.stop();
}
