#!/usr/bin/env node
// The command `sotto-bridge`. Exit codes: 0 after a clean stop, 2 when it could not start.

import { type Bridge, type BridgeOptions, startBridge } from './bridge.ts';
import { HELP, parseCommand } from './options.ts';

const EXIT_CANNOT_START = 2;

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  const command = parseCommand(args);
  if (!command.ok) refuse(command.reason);
  else if (command.value.kind === 'help') process.stdout.write(HELP);
  else await run(command.value);
}

async function run(options: BridgeOptions): Promise<void> {
  try {
    announce(await startBridge(options));
  } catch (error) {
    refuse(sentenceFor(error, options));
  }
}

function announce(bridge: Bridge): void {
  process.stdout.write(`app:     ${bridge.url}\ntracker: ${bridge.tracker}\n`);
  const stop = () => void bridge.close();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function sentenceFor(error: unknown, { port, host, app }: BridgeOptions): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use: choose another with --port.`;
    case 'EACCES':
      return `Port ${port} may not be opened by this user: choose one above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address "${host}": choose another with --host.`;
    case 'ENOENT':
    case 'ENOTDIR':
      return `There is no directory "${app}": build the app, or name its directory with --app.`;
    default:
      return `The bridge could not start: ${message}.`;
  }
}

function refuse(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = EXIT_CANNOT_START;
}
