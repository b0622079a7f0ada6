// The command line of the bridge, read into options or into one sentence about what is wrong.

import { parseArgs } from 'node:util';
import { bad, ok, type Parsed } from '../src/base/result.ts';
import type { BridgeOptions } from './bridge.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';

/** Our choice: what other trackers in Node listen on. */
const DEFAULT_PORT = 8000;

export const HELP = `sotto-bridge: a WebTorrent tracker that also serves the Sotto app

  --port N            the port to listen on (default ${DEFAULT_PORT}; 0 takes a free one)
  --host NAME         the address to listen on (default 127.0.0.1; :: for everyone)
  --app DIR           the directory of the built app; without it only the tracker runs
  --trust-proxy       take addresses from X-Forwarded-For (only behind a proxy that sets it)
  --limit NAME=VALUE  change a limit, as often as you like; the names are in limits.ts
  --help              this text
`;

export type Command = { readonly kind: 'help' } | ({ readonly kind: 'run' } & BridgeOptions);

export function parseCommand(args: readonly string[]): Parsed<Command> {
  const flags = readFlags(args);
  if (!flags.ok) return flags;
  const { values } = flags.value;
  if (values.help) return ok({ kind: 'help' });
  const port = values.port === undefined ? DEFAULT_PORT : parsePort(values.port);
  if (port === undefined)
    return bad(`--port takes a number from 0 to 65535, not "${values.port}".`);
  const limits = parseLimits(values.limit ?? []);
  if (!limits.ok) return limits;
  return ok({
    kind: 'run',
    port,
    host: values.host,
    app: values.app,
    trustProxy: values['trust-proxy'],
    limits: limits.value,
  });
}

type Flags = ReturnType<typeof readStrictly>;

function readFlags(args: readonly string[]): Parsed<Flags> {
  try {
    return ok(readStrictly(args));
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('. ');
    return bad(`${sentence}. Try --help.`);
  }
}

function readStrictly(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      app: { type: 'string' },
      limit: { type: 'string', multiple: true },
      'trust-proxy': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
}

function parsePort(text: string): number | undefined {
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port <= 65_535 ? port : undefined;
}

function parseLimits(settings: readonly string[]): Parsed<Partial<Limits>> {
  const limits: Record<string, number> = {};
  for (const setting of settings) {
    const [name = '', text = ''] = setting.split('=');
    const value = Number(text);
    if (!Object.hasOwn(DEFAULT_LIMITS, name)) return bad(`There is no limit named "${name}".`);
    if (text === '' || !Number.isFinite(value) || value <= 0) {
      return bad(`--limit ${name} takes a number above 0, not "${text}".`);
    }
    limits[name] = value;
  }
  return ok(limits);
}
