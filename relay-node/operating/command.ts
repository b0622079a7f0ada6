// The command from its arguments to its exit code: 0 after a clean stop, 2 when it could not start, 1
// after a bug, and 128 more than the signal's number when a second signal ended it.

import { basename } from 'node:path';
import { SECOND_MS } from '../../src/base/time.ts';
import { HELP, type RunOptions, readCommand } from '../options.ts';
import { codeOf, Journal } from './journal.ts';
import { Operation } from './operation.ts';
import type { Values } from './settings.ts';

const EXIT_CANNOT_START = 2;
const EXIT_BUG = 1;
const EXIT_OVERDUE = 1;
const EXIT_BY_SIGNAL = { SIGINT: 130, SIGTERM: 143 } as const;
const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Our choice: what managers of services wait for at least before they kill. */
const STOP_WITHIN_MS = 10 * SECOND_MS;

/** Our choice: npm hands on the Ctrl-C that the terminal has sent already, which is no second one. */
const SAME_SIGNAL_MS = 500;

/** `defaults` are for what neither the flags nor the file set. */
export async function runCommand(args: readonly string[], defaults: Values = {}): Promise<void> {
  const command = await readCommand(args, defaults);
  if (!command.ok) return refuse(command.reason);
  if (command.value.kind === 'help') return void process.stdout.write(HELP);
  await run(command.value);
}

async function run(options: RunOptions): Promise<void> {
  const { stdout: out, stderr: err } = process;
  const journal = new Journal({ out, err, time: () => Date.now() });
  tellBugs(journal);
  const started = await Operation.start(options, journal);
  if (!started.ok) return refuse(started.reason);
  if (out.isTTY) out.write(greeting(started.value));
  obeySignals(started.value, journal);
}

/** For a person who started it by hand. */
function greeting({ bridge }: Operation): string {
  return `\n${bridge.url}/status tells how the bridge is. Ctrl-C stops it.\n\n`;
}

/** A person's terminal that closes wants its programs to stop; a manager's HUP means "reload". */
function obeySignals(operation: Operation, journal: Journal): void {
  const end = (event: 'stop-at-once' | 'stop-overdue', code: number) => {
    journal.write(event);
    process.exit(code);
  };
  const stop = (first: NodeJS.Signals) => {
    const stoppedAt = performance.now();
    for (const signal of STOP_SIGNALS) {
      process.removeAllListeners(signal);
      process.on(signal, () => {
        const isSame = signal === first && performance.now() - stoppedAt < SAME_SIGNAL_MS;
        if (!isSame) end('stop-at-once', EXIT_BY_SIGNAL[signal]);
      });
    }
    setTimeout(() => end('stop-overdue', EXIT_OVERDUE), STOP_WITHIN_MS).unref();
    void operation.stop();
  };
  for (const signal of STOP_SIGNALS) process.once(signal, stop);
  if (process.stdout.isTTY) process.once('SIGHUP', stop);
  else process.on('SIGHUP', () => void operation.reload());
}

/** Node would print the message and the stack, and a message may quote what a client sent. */
function tellBugs(journal: Journal): void {
  process.once('uncaughtException', (error) => {
    journal.write('crash', { code: codeOf(error), ...placeOf(error) });
    process.exit(EXIT_BUG);
  });
}

/** The file and line of ours, or of a package, where it happened. */
function placeOf({ stack }: Error): { readonly file?: string; readonly line?: number } {
  const [, path, line] =
    /^ {4}at .*?((?:file:\/\/)?\/[^\s()]*):(\d+):\d+\)?$/m.exec(stack ?? '') ?? [];
  if (path === undefined) return {};
  return { file: basename(path).replace(/\.\w+$/, ''), line: Number(line) };
}

function refuse(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = EXIT_CANNOT_START;
}
