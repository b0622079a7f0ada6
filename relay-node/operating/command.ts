// The command from its arguments to its exit code: 0 after a clean stop, 2 when it could not start, 1
// after a bug, and 128 more than the signal's number when a second signal ended it.

import { basename } from 'node:path';
import { HELP, type RunOptions, readCommand } from '../options.ts';
import { codeOf, Journal } from './journal.ts';
import { Operation } from './operation.ts';
import type { Values } from './settings.ts';
import { obeySignals } from './signals.ts';

const EXIT_CANNOT_START = 2;
const EXIT_BUG = 1;

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
  const exit = (code: number) => process.exit(code);
  const inTerminal = out.isTTY === true;
  obeySignals({ signals: process, operation: started.value, journal, inTerminal, exit });
}

/** For a person who started it by hand. */
function greeting({ bridge }: Operation): string {
  return `\n${bridge.url}/status tells how the bridge is. Ctrl-C stops it.\n\n`;
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
