#!/usr/bin/env node
// The command `sotto`: the process around the program. Exit codes: see `--help`.

import { newPhrase, sotto } from '../node.ts';
import { formats } from '../text/format.ts';
import { run } from './run.ts';

/** POSIX: what a shell reports of a program that SIGINT ended. */
const EXIT_INTERRUPTED = 130;
/** Our choice: after leaving, the DHT may still be told for some seconds; then this ends anyway. */
const LINGER_MS = 8_000;

const stopping = new AbortController();

/** The first time, it is left properly; the second time, at once. */
function interrupt(): void {
  if (stopping.signal.aborted) process.exit(EXIT_INTERRUPTED);
  stopping.abort();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
// Nobody reads any more, as after `| head`: there is nothing to stay for.
for (const outlet of [process.stdout, process.stderr]) {
  outlet.on('error', () => stopping.abort());
}

process.exitCode = await run(process.argv.slice(2), {
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
  stop: stopping.signal,
  interrupt,
  sotto,
  newPhrase,
  timeOfDay: formats({ locale: 'en-GB' }).timeOfDay,
});
setTimeout(() => process.exit(), LINGER_MS).unref();
