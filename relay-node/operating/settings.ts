// Every setting of the bridge in one table, from which the flags, the keys of the configuration
// file, their checks and the text of `--help` are made. A new setting is one new row.

import { isIPv4 } from 'node:net';
import { DEFAULT_LIMITS } from '../limits.ts';

/** What a setting takes. Reads a value of JSON; a flag's text is made into one first. */
export interface Kind<T> {
  /** For sentences: "--port takes a number from 0 to 65535". */
  readonly takes: string;
  readonly form: 'number' | 'text' | 'path' | 'switch' | 'list';
  /** Undefined for what it does not take. */
  readonly read: (value: unknown) => T | undefined;
}

export interface Setting<T> {
  readonly kind: Kind<T>;
  /** Without its dashes. */
  readonly flag: string;
  /** What stands behind the flag in `--help`; nothing behind a switch. */
  readonly argument: string;
  readonly help: string;
}

const MAX_PORT = 65_535;
/** HTML, timers: a longer delay overflows a signed 32-bit number, and the timer fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** Our choice: three weeks, as far as a timer goes; whoever wants fewer lines wants none. */
const MAX_SUMMARY_MINUTES = 30_240;
/** Our choice: the names of one machine, and of the pages that use it. */
const MAX_LISTED = 64;

const FREE_PORT = number(0, MAX_PORT);
const FIXED_PORT = number(1, MAX_PORT);
const MINUTES = number(0, MAX_SUMMARY_MINUTES);
const NAME: Kind<string> = { takes: 'a name or an address', form: 'text', read: text };
const IPV4: Kind<string> = {
  takes: 'an IPv4 address',
  form: 'text',
  read: (value) => (isIPv4(text(value) ?? '') ? text(value) : undefined),
};
const FILE: Kind<string> = { takes: 'a path', form: 'path', read: text };
const RELAY_MODE = choice(['off', 'members', 'open']);
const ORIGINS = list('origins such as https://chat.example', (value) => {
  const origin = text(value);
  return origin !== undefined && URL.canParse(origin) && new URL(origin).origin === origin
    ? origin
    : undefined;
});
const NODES = list('addresses such as router.example:6881', (value) => {
  const [, , port] = /^([\w.-]+):(\d{1,5})$/.exec(text(value) ?? '') ?? [];
  return FIXED_PORT.read(Number(port)) === undefined ? undefined : text(value);
});
const SWITCH: Kind<boolean> = {
  takes: 'true or false',
  form: 'switch',
  read: (value) => (typeof value === 'boolean' ? value : undefined),
};

/** A dot leads into a section of the file: `dht.port` is `{"dht": {"port": …}}`. */
export const SETTINGS = {
  port: setting(FREE_PORT, 'port N', 'the port to listen on (default 8000; 0 takes a free one)'),
  host: setting(NAME, 'host NAME', 'the address to listen on (default 127.0.0.1; :: for everyone)'),
  app: setting(FILE, 'app DIR', 'the directory of the built app; without it only services run'),
  'tls.cert': setting(FILE, 'tls-cert FILE', 'speak TLS with this certificate and its chain (PEM)'),
  'tls.key': setting(FILE, 'tls-key FILE', 'and its key (PEM); both are read again on SIGHUP'),
  trustProxy: setting(SWITCH, 'trust-proxy', 'take addresses from X-Forwarded-For (of a proxy)'),
  origins: setting(ORIGINS, 'origin URL', 'let only pages of these origins in; may be repeated'),
  relay: setting(
    RELAY_MODE,
    'relay MODE',
    'for whom frames are relayed: members (default), open or off',
  ),
  dht: setting(SWITCH, 'dht', 'the gateway to the BitTorrent DHT (on; --no-dht turns it off)'),
  'dht.bootstrap': setting(NODES, 'dht-bootstrap HOST:PORT', 'a first node; may be repeated'),
  'dht.host': setting(IPV4, 'dht-host ADDRESS', 'the IPv4 address of its UDP socket (default all)'),
  'dht.port': setting(FREE_PORT, 'dht-port N', 'its UDP port (default: a free one)'),
  'dht.nodesFile': setting(FILE, 'dht-nodes-file FILE', 'where known nodes outlast a restart'),
  metricsPort: setting(
    FREE_PORT,
    'metrics-port N',
    'serve Prometheus /metrics on a port of its own',
  ),
  metricsHost: setting(NAME, 'metrics-host NAME', 'and on this address (default 127.0.0.1)'),
  summaryMinutes: setting(
    MINUTES,
    'summary-minutes N',
    'log a summary every N (default 60; 0: none)',
  ),
} as const;

export type SettingKey = keyof typeof SETTINGS;

/** What was set, by key. */
export type Values = {
  readonly [Key in SettingKey]?: (typeof SETTINGS)[Key] extends Setting<infer T> ? T : never;
};

export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];

export const LIMIT_NAMES: readonly string[] = Object.keys(DEFAULT_LIMITS);

export function isSetting(key: string): key is SettingKey {
  return Object.hasOwn(SETTINGS, key);
}

const LIMIT: Kind<number> = {
  takes: 'a number above 0',
  form: 'number',
  read: (value) => (Number.isFinite(value) && Number(value) > 0 ? Number(value) : undefined),
};

/** Some of them set a timer. */
const LIMIT_MS: Kind<number> = {
  takes: `a number above 0 and up to ${MAX_TIMER_MS}`,
  form: 'number',
  read: (value) => (Number(value) > MAX_TIMER_MS ? undefined : LIMIT.read(value)),
};

/** Limits are settings, too: `limits.sockets` in the file, `--limit sockets=9` as a flag. */
export function kindOfLimit(name: string): Kind<number> {
  return name.endsWith('Ms') ? LIMIT_MS : LIMIT;
}

function setting<T>(kind: Kind<T>, usage: string, help: string): Setting<T> {
  const [flag = '', argument = ''] = usage.split(' ');
  return { kind, flag, argument, help };
}

function number(least: number, most: number): Kind<number> {
  return {
    takes: `a number from ${least} to ${most}`,
    form: 'number',
    read: (value) => {
      const fits = Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
      return fits ? Number(value) : undefined;
    },
  };
}

function choice<T extends string>(choices: readonly T[]): Kind<T> {
  return {
    takes: choices.join(' or '),
    form: 'text',
    read: (value) => choices.find((known) => known === value),
  };
}

function list(what: string, readOne: (value: unknown) => string | undefined): Kind<string[]> {
  return {
    takes: `a list of at most ${MAX_LISTED} ${what}`,
    form: 'list',
    read: (value) => {
      if (!Array.isArray(value) || value.length > MAX_LISTED) return undefined;
      const read = value.flatMap((entry) => readOne(entry) ?? []);
      return read.length === value.length ? read : undefined;
    },
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
