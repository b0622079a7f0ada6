// Starts bridges in operation for tests, and keeps what they log.

import { Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { Journal } from '../../../relay-node/operating/journal.ts';
import { Operation } from '../../../relay-node/operating/operation.ts';
import type { RunOptions } from '../../../relay-node/options.ts';

export type Line = Readonly<Record<string, unknown>>;

export interface Operated {
  readonly operation: Operation;
  /** All that was logged, as it was written. */
  readonly text: () => string;
  readonly lines: () => Line[];
}

export const OFF: RunOptions = {
  bridge: {},
  tls: undefined,
  metrics: undefined,
  summaryMs: undefined,
};

/** A journal that is kept. */
export function keptJournal(): { readonly journal: Journal; readonly text: () => string } {
  const kept: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      kept.push(String(chunk));
      done();
    },
  });
  const journal = new Journal({ out: stream, err: stream, time: () => Date.now() });
  return { journal, text: () => kept.join('') };
}

export function linesOf(text: string): Line[] {
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
}

export async function operate(options: Partial<RunOptions>): Promise<Operated> {
  const { journal, text } = keptJournal();
  const started = await Operation.start({ ...OFF, ...options }, journal);
  if (!started.ok) throw new Error(started.reason);
  const operation = started.value;
  onTestFinished(() => operation.stop());
  return { operation, text, lines: () => linesOf(text()) };
}
