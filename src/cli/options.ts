// The command line, read into a command or into what is wrong with it. What stands in the place of a
// phrase is never repeated: a sentence on the screen may be read by others, and be logged.

import { isIPv4 } from 'node:net';
import { parseArgs } from 'node:util';
import {
  type ConnectOptions,
  DEFAULT_TRACKERS,
  type DhtOptions,
  type IceServer,
  MAX_TRACKERS,
} from '../node.ts';
import { cli } from '../text/cli.ts';
import type { Trouble } from '../text/types.ts';
import { plainLine } from './plain.ts';

export type PhraseSource =
  | { readonly kind: 'terminal' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'new' };

export interface JoinCommand {
  readonly kind: 'join';
  readonly phrase: PhraseSource;
  readonly label: string | undefined;
  readonly connect: ConnectOptions;
  readonly dht: DhtOptions;
  readonly waitMs: number;
}

export type Command = { readonly kind: 'help' } | { readonly kind: 'new' } | JoinCommand;

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly trouble: Trouble };

const OPTIONS = {
  'phrase-file': { type: 'string' },
  new: { type: 'boolean' },
  label: { type: 'string' },
  nickname: { type: 'string' },
  tracker: { type: 'string', multiple: true },
  'no-default-trackers': { type: 'boolean' },
  'no-dht': { type: 'boolean' },
  'dht-bootstrap': { type: 'string', multiple: true },
  'dht-host': { type: 'string' },
  'dht-port': { type: 'string' },
  'test-net': { type: 'boolean' },
  stun: { type: 'string', multiple: true },
  'no-stun': { type: 'boolean' },
  wait: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Flags = ReturnType<typeof parseStrictly>['values'];

/** Our choice: the DHT alone may take 15 s until two people meet, and then some. */
const DEFAULT_WAIT_S = 30;
/** Our choice: a day. */
const MAX_WAIT_S = 86_400;
/** As many as the library takes. */
const MAX_STUN_SERVERS = 8;
/** What can't stand together; what only one of the two would make sense of. */
const AT_ODDS: readonly (readonly [keyof Flags, keyof Flags])[] = [
  ['phrase-file', 'new'],
  ['stun', 'no-stun'],
  ['dht-bootstrap', 'no-dht'],
  ['dht-host', 'no-dht'],
  ['dht-port', 'no-dht'],
  ['test-net', 'no-dht'],
];

const { usage } = cli;

export function parseCommand(args: readonly string[]): Read<Command> {
  const { tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    strict: false,
    tokens: true,
  });
  const fault = firstFault(tokens);
  if (fault !== undefined) return no(fault);
  const { values, positionals } = parseStrictly(args);
  if (values.help) return { ok: true, value: { kind: 'help' } };
  const [command, ...rest] = positionals;
  if (rest.length > 0) return no(usage['phrase-shown']);
  if (command === undefined) {
    return values.new ? { ok: true, value: { kind: 'new' } } : no(usage['no-command']);
  }
  if (command !== 'join') return no(usage['unknown-command']);
  const trouble = faultOf(values);
  return trouble === undefined ? { ok: true, value: joinCommand(values) } : no(trouble);
}

function no(trouble: Trouble): { readonly ok: false; readonly trouble: Trouble } {
  return { ok: false, trouble };
}

function parseStrictly(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];

/** What `parseArgs` itself would throw at, in words of ours. */
function firstFault(tokens: readonly Token[]): Trouble | undefined {
  for (const token of tokens) {
    const fault = token.kind === 'option' ? optionFault(token) : undefined;
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function optionFault(token: Extract<Token, { kind: 'option' }>): Trouble | undefined {
  const { name, rawName, value, inlineValue } = token;
  if (name === 'phrase') return usage['phrase-shown'];
  const shown = plainLine(rawName);
  if (!Object.hasOwn(OPTIONS, name)) return usage['unknown-option'](shown);
  const { type } = OPTIONS[name as keyof typeof OPTIONS];
  if (type === 'boolean') return value === undefined ? undefined : usage['value-unwanted'](shown);
  const missing = !value || (!inlineValue && value.startsWith('-'));
  return missing ? usage['value-missing'](shown) : undefined;
}

function faultOf(flags: Flags): Trouble | undefined {
  const odds = AT_ODDS.find(([one, other]) => flags[one] && flags[other]);
  if (odds !== undefined) return usage['at-odds'](`--${odds[0]}`, `--${odds[1]}`);
  return trackersFault(flags) ?? stunFault(flags) ?? dhtFault(flags) ?? waitFault(flags);
}

function trackersFault(flags: Flags): Trouble | undefined {
  const own = flags.tracker ?? [];
  const wrong = own.find((url) => !/^wss?:\/\/[^\s#]{1,500}$/i.test(url) || !URL.canParse(url));
  if (wrong !== undefined) return usage['tracker-invalid'](plainLine(wrong));
  if (own.length > MAX_TRACKERS) return usage['trackers-too-many'](MAX_TRACKERS);
  const nowhere = flags['no-default-trackers'] && own.length === 0 && flags['no-dht'];
  return nowhere ? usage['nowhere-to-meet'] : undefined;
}

function stunFault({ stun = [] }: Flags): Trouble | undefined {
  const wrong = stun.find((url) => !/^stuns?:[^\s/@]{1,500}$/i.test(url));
  if (wrong !== undefined) return usage['stun-invalid'](plainLine(wrong));
  return stun.length > MAX_STUN_SERVERS ? usage['stun-too-many'](MAX_STUN_SERVERS) : undefined;
}

function dhtFault(flags: Flags): Trouble | undefined {
  const wrong = flags['dht-bootstrap']?.find((node) => {
    const [, port] = /^[^\s:]{1,253}:(\d+)$/.exec(node) ?? [];
    return port === undefined || port === '0' || !isPort(port);
  });
  if (wrong !== undefined) return usage['bootstrap-invalid'](plainLine(wrong));
  const { 'dht-host': host, 'dht-port': port } = flags;
  if (host !== undefined && !isIPv4(host)) return usage['dht-host-invalid'](plainLine(host));
  return port === undefined || isPort(port)
    ? undefined
    : usage['dht-port-invalid'](plainLine(port));
}

function waitFault({ wait }: Flags): Trouble | undefined {
  const right = wait === undefined || (/^\d{1,5}$/.test(wait) && Number(wait) <= MAX_WAIT_S);
  return right ? undefined : usage['wait-invalid'](plainLine(wait), MAX_WAIT_S);
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) < 65_536;
}

function joinCommand(flags: Flags): JoinCommand {
  const port = flags['dht-port'];
  return {
    kind: 'join',
    phrase: phraseSource(flags),
    label: flags.label,
    connect: {
      trackers: trackersOf(flags),
      iceServers: iceServersOf(flags),
      dht: !flags['no-dht'],
      nickname: flags.nickname,
    },
    dht: {
      bootstrap: flags['dht-bootstrap'],
      host: flags['dht-host'],
      port: port === undefined ? undefined : Number(port),
      testNet: flags['test-net'] ?? false,
    },
    waitMs: Number(flags.wait ?? DEFAULT_WAIT_S) * 1_000,
  };
}

function phraseSource({ new: drawn, 'phrase-file': path }: Flags): PhraseSource {
  if (drawn) return { kind: 'new' };
  return path === undefined ? { kind: 'terminal' } : { kind: 'file', path };
}

/** One's own first; of the usual ones, as many as there is room for. */
function trackersOf(flags: Flags): readonly string[] {
  const usual = flags['no-default-trackers'] ? [] : DEFAULT_TRACKERS;
  return [...new Set([...(flags.tracker ?? []), ...usual])].slice(0, MAX_TRACKERS);
}

/** Undefined for the usual ones. */
function iceServersOf(flags: Flags): readonly IceServer[] | undefined {
  if (flags['no-stun']) return [];
  return flags.stun?.map((url) => ({ urls: [url] }));
}
