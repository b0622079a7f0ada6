// The command line of the bridge and its configuration file, read into options or into one sentence
// about what is wrong. Flags win over the file.

import { type ParseArgsConfig, parseArgs } from 'node:util';
import { bad, ok, type Parsed } from '../src/base/result.ts';
import { MINUTE_MS } from '../src/base/time.ts';
import type { BridgeOptions } from './bridge.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { type Given, quote, readConfig } from './operating/config.ts';
import {
  type Kind,
  kindOfLimit,
  LIMIT_NAMES,
  SETTING_KEYS,
  SETTINGS,
  type Values,
} from './operating/settings.ts';
import type { TlsFiles } from './operating/tls.ts';

export interface RunOptions {
  /** Everything but the certificate, which is read from its files. */
  readonly bridge: BridgeOptions;
  readonly tls: TlsFiles | undefined;
  /** Where Prometheus is answered, if anywhere. */
  readonly metrics: { readonly port: number; readonly host: string } | undefined;
  /** Undefined for no summaries. */
  readonly summaryMs: number | undefined;
}

export type Command = { readonly kind: 'help' } | ({ readonly kind: 'run' } & RunOptions);

/** Our choice: what other trackers in Node listen on. */
const DEFAULT_PORT = 8000;
/** Our choice: figures are for the operator, who is on this machine. */
const DEFAULT_METRICS_HOST = '127.0.0.1';
const DEFAULT_SUMMARY_MINUTES = 60;

const USAGE_COLUMNS = 28;

export const HELP = `sotto-bridge: a WebTorrent tracker, a gateway to the BitTorrent DHT and a relay of
sealed frames, which also serves the Sotto app

  ${'--config FILE'.padEnd(USAGE_COLUMNS)}take these settings from a JSON file, too; flags win
${SETTING_KEYS.map(usageOf).join('\n')}
  ${'--limit NAME=VALUE'.padEnd(USAGE_COLUMNS)}change a limit, as often as you like
  ${'--help'.padEnd(USAGE_COLUMNS)}this text

A switch is turned off by --no- before its name. In the file, names are written together, and a
first word that several share is a section:

  {"port": 8000, "trustProxy": true, "dht": {"nodesFile": "nodes.json"}, "limits": {"sockets": 500}}

The limits and their defaults:

${LIMIT_NAMES.map((name) => `  ${name}=${DEFAULT_LIMITS[name as keyof Limits]}`).join('\n')}
`;

/** `defaults` are for what neither the flags nor the file set. */
export async function readCommand(
  args: readonly string[],
  defaults: Values = {},
): Promise<Parsed<Command>> {
  const flags = readFlags(args);
  if (!flags.ok) return flags;
  if (flags.value.help === true) return ok({ kind: 'help' });
  const given = readGiven(flags.value);
  if (!given.ok) return given;
  const { config } = flags.value;
  const file = typeof config === 'string' ? await readConfig(config) : undefined;
  if (file && !file.ok) return file;
  return assemble({
    values: { ...defaults, ...file?.value.values, ...given.value.values },
    limits: { ...file?.value.limits, ...given.value.limits },
  });
}

function assemble({ values, limits }: Given): Parsed<Command> {
  const [cert, key] = [values['tls.cert'], values['tls.key']];
  if ((cert === undefined) !== (key === undefined)) {
    return bad('TLS takes both a certificate and its key: tls.cert and tls.key.');
  }
  const { metricsPort, metricsHost = DEFAULT_METRICS_HOST } = values;
  const minutes = values.summaryMinutes ?? DEFAULT_SUMMARY_MINUTES;
  return ok({
    kind: 'run',
    bridge: bridgeOptions(values, limits),
    tls: cert !== undefined && key !== undefined ? { cert, key } : undefined,
    metrics: metricsPort === undefined ? undefined : { port: metricsPort, host: metricsHost },
    summaryMs: minutes === 0 ? undefined : minutes * MINUTE_MS,
  });
}

function bridgeOptions(values: Values, limits: Partial<Limits>): BridgeOptions {
  const dht = {
    bootstrap: values['dht.bootstrap'],
    host: values['dht.host'],
    port: values['dht.port'],
    nodesFile: values['dht.nodesFile'],
  };
  return {
    port: values.port ?? DEFAULT_PORT,
    host: values.host,
    app: values.app,
    origins: values.origins,
    relay: values.relay,
    trustProxy: values.trustProxy,
    dht: values.dht === false ? undefined : dht,
    limits,
  };
}

type FlagOptions = NonNullable<ParseArgsConfig['options']>;
type Flags = Readonly<Record<string, undefined | boolean | string | readonly (boolean | string)[]>>;

function readFlags(args: readonly string[]): Parsed<Flags> {
  try {
    return ok(parseArgs({ args: [...args], options: flagOptions(), allowNegative: true }).values);
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('. ');
    return bad(`${sentence}. Try --help.`);
  }
}

function flagOptions(): FlagOptions {
  const options: FlagOptions = {
    config: { type: 'string' },
    limit: { type: 'string', multiple: true },
    help: { type: 'boolean' },
  };
  for (const key of SETTING_KEYS) {
    const { flag, kind } = SETTINGS[key];
    const type = kind.form === 'switch' ? 'boolean' : 'string';
    options[flag] = { type, multiple: kind.form === 'list' };
  }
  return options;
}

function readGiven(flags: Flags): Parsed<Given> {
  const values: Record<string, unknown> = {};
  for (const key of SETTING_KEYS) {
    const { flag, kind } = SETTINGS[key];
    const given = flags[flag];
    if (given === undefined) continue;
    values[key] = kind.read(asJson(kind, given));
    if (values[key] === undefined)
      return bad(`--${flag} takes ${kind.takes}, not ${quote(given)}.`);
  }
  const limits = readLimits(flags.limit);
  return limits.ok ? ok({ values: values as Values, limits: limits.value }) : limits;
}

/** What is no number in decimal digits stays a text, which no number is read from. */
function asJson({ form }: Kind<unknown>, given: Flags[string]): unknown {
  return form === 'number' && /^\d{1,15}(\.\d+)?$/.test(String(given)) ? Number(given) : given;
}

function readLimits(settings: Flags[string]): Parsed<Partial<Limits>> {
  const limits: Record<string, number> = {};
  for (const setting of Array.isArray(settings) ? settings : []) {
    const [name = '', text = ''] = String(setting).split('=');
    if (!LIMIT_NAMES.includes(name)) {
      return bad(`There is no limit named "${name}": --help lists them.`);
    }
    const kind = kindOfLimit(name);
    const value = kind.read(asJson(kind, text));
    if (value === undefined) return bad(`--limit ${name} takes ${kind.takes}, not "${text}".`);
    limits[name] = value;
  }
  return ok(limits);
}

function usageOf(key: (typeof SETTING_KEYS)[number]): string {
  const { flag, argument, help } = SETTINGS[key];
  return `  ${`--${flag} ${argument}`.padEnd(USAGE_COLUMNS)}${help}`;
}
