// The configuration file: what it sets, and one precise sentence for every mistake in it.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../../relay-node/operating/config.ts';
import { LIMIT_NAMES, SETTING_KEYS, SETTINGS } from '../../../relay-node/operating/settings.ts';
import { HELP, readCommand } from '../../../relay-node/options.ts';

let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-config-'));
  path = join(folder, 'bridge.json');
});

afterAll(() => rm(folder, { recursive: true }));

async function read(text: string) {
  await writeFile(path, text);
  return readConfig(path);
}

describe('a file', () => {
  test('sets everything that there is', async () => {
    const text = `{
      // Behind our own proxy.
      "port": 0, "host": "::", "app": "dist/app", "trustProxy": true,
      "origins": ["https://chat.example", "http://localhost:5173"],
      "tls": { "cert": "/etc/cert.pem", "key": "../key.pem" },
      "relay": "open",
      "dht": { "bootstrap": ["router.example:6881"], "host": "192.0.2.1", "port": 6881,
               "nodesFile": "nodes.json" },
      "metricsPort": 9464, "metricsHost": "::1", "summaryMinutes": 5,
      "limits": { "sockets": 9, "crowdedShare": 0.5, }, /* and that is all */
    }`;
    expect(await read(text)).toEqual({
      ok: true,
      value: {
        values: {
          port: 0,
          host: '::',
          app: join(folder, 'dist/app'),
          trustProxy: true,
          origins: ['https://chat.example', 'http://localhost:5173'],
          'tls.cert': '/etc/cert.pem',
          'tls.key': join(folder, '../key.pem'),
          relay: 'open',
          'dht.bootstrap': ['router.example:6881'],
          'dht.host': '192.0.2.1',
          'dht.port': 6881,
          'dht.nodesFile': join(folder, 'nodes.json'),
          metricsPort: 9464,
          metricsHost: '::1',
          summaryMinutes: 5,
        },
        limits: { sockets: 9, crowdedShare: 0.5 },
      },
    });
  });

  test.each([true, false])('turns the DHT on or off by one word: %j', async (dht) => {
    expect(await read(`{"dht": ${dht}}`)).toMatchObject({ value: { values: { dht } } });
  });

  const names =
    'port, host, app, tls, trustProxy, origins, relay, dht, metricsPort, metricsHost, summaryMinutes, limits';

  test.each([
    ['{"prot": 1}', `line 1: "prot" is not a setting; those here are ${names}.`],
    ['{"toString": 1}', `line 1: "toString" is not a setting; those here are ${names}.`],
    [
      '{"dht": {"prot": 1}}',
      'line 1: "dht.prot" is not a setting; those here are bootstrap, host, port, nodesFile.',
    ],
    ['{"dht.port": 1, "dht": {"port": 2}}', 'line 1: "dht.port" is set twice.'],
    ['{"port": 1,\n\n "port": 2}', 'line 3: "port" is set twice.'],
    ['{\n"port": "8000"}', 'line 2: "port" takes a number from 0 to 65535, not "8000".'],
    ['{"port": 65536}', 'line 1: "port" takes a number from 0 to 65535, not 65536.'],
    ['{"port": 1.5}', 'line 1: "port" takes a number from 0 to 65535, not 1.5.'],
    ['{"port": null}', 'line 1: "port" takes a number from 0 to 65535, not null.'],
    ['{"port": {"a": 1}}', 'line 1: "port" takes a number from 0 to 65535, not {"a":1}.'],
    [
      '{"summaryMinutes": 30241}',
      'line 1: "summaryMinutes" takes a number from 0 to 30240, not 30241.',
    ],
    [
      '{"dht": {"bootstrap": ["router.example:0"]}}',
      'line 1: "dht.bootstrap" takes a list of at most 64 addresses such as router.example:6881, not ["router.example:0"].',
    ],
    ['{"host": ""}', 'line 1: "host" takes a name or an address, not "".'],
    ['{"trustProxy": "yes"}', 'line 1: "trustProxy" takes true or false, not "yes".'],
    ['{"dht": "off"}', 'line 1: "dht" takes true or false or a section, not "off".'],
    ['{"dht": {"host": "::1"}}', 'line 1: "dht.host" takes an IPv4 address, not "::1".'],
    ['{"tls": "cert.pem"}', 'line 1: "tls" takes a section: { … }.'],
    ['{"limits": 5}', 'line 1: "limits" takes a section: { … }.'],
    ['{"limits": {"fun": 1}}', 'line 1: "limits.fun" is no limit: --help lists them.'],
    ['{"limits": {"sockets": 0}}', 'line 1: "limits.sockets" takes a number above 0, not 0.'],
    ['{"relay": "on"}', 'line 1: "relay" takes off or members or open, not "on".'],
    [
      '{"origins": ["https://chat.example/"]}',
      'line 1: "origins" takes a list of at most 64 origins such as https://chat.example, not ["https://chat.example/"].',
    ],
    [
      '{"dht": {"bootstrap": ["router.example"]}}',
      'line 1: "dht.bootstrap" takes a list of at most 64 addresses such as router.example:6881, not ["router.example"].',
    ],
    ['{"port": 1,\n "host" "x"}', 'line 2, column 9: this is not JSON (unexpected token string).'],
    ['{"port": 1', 'line 1, column 11: this is not JSON (unexpected end of input).'],
    ['', 'line 1, column 1: this is not JSON (unexpected end of input).'],
    ['[1]', 'line 1: the settings go between { and }.'],
  ])('with a mistake is refused in one sentence: %s', async (text, sentence) => {
    const refused = await read(text);
    const reason = refused.ok ? '' : refused.reason;
    expect(reason.startsWith(`${path}, `)).toBe(true);
    expect(reason.slice(path.length + 2)).toEqual(sentence);
  });

  test('a long wrong value is not repeated whole', async () => {
    const refused = await read(`{"port": "${'x'.repeat(1_000)}"}`);
    expect(refused).toMatchObject({ reason: expect.stringMatching(/, not "x{59}…\.$/) });
  });

  test('a list beyond 64 is refused', async () => {
    const origins = (length: number) =>
      JSON.stringify({ origins: Array(length).fill('https://a.b') });
    expect(await read(origins(64))).toMatchObject({ ok: true });
    expect(await read(origins(65))).toMatchObject({ ok: false });
  });

  test('that is missing, or is none, is refused in one sentence', async () => {
    expect(await readConfig(join(folder, 'none'))).toEqual({
      ok: false,
      reason: `There is no configuration file "${join(folder, 'none')}".`,
    });
    expect(await readConfig(folder)).toEqual({
      ok: false,
      reason: `"${folder}" is a directory, and no configuration file.`,
    });
  });
});

describe('flags and file together', () => {
  test('the file is read, flags win over it, and both over the defaults', async () => {
    await read(
      '{"port": 1, "host": "file", "trustProxy": true, "limits": {"sockets": 1, "swarms": 1}}',
    );
    const flags = ['--config', path, '--port', '2', '--no-trust-proxy', '--limit', 'sockets=2'];
    expect(await readCommand(flags, { app: 'default', host: 'default' })).toMatchObject({
      value: {
        bridge: {
          port: 2,
          host: 'file',
          app: 'default',
          trustProxy: false,
          limits: { sockets: 2, swarms: 1 },
        },
      },
    });
  });

  test('a certificate without its key is refused, wherever it was set', async () => {
    const reason = 'TLS takes both a certificate and its key: tls.cert and tls.key.';
    await read('{"tls": {"cert": "cert.pem"}}');
    expect(await readCommand(['--config', path])).toEqual({ ok: false, reason });
    expect(await readCommand(['--config', path, '--tls-key', 'key.pem'])).toMatchObject({
      value: { tls: { cert: join(folder, 'cert.pem'), key: 'key.pem' } },
    });
  });

  test('a mistake in the file is the answer', async () => {
    await read('{"port": "x"}');
    expect(await readCommand(['--config', path])).toMatchObject({ ok: false });
  });

  test('--help names every flag and every limit', () => {
    for (const key of SETTING_KEYS) expect(HELP).toContain(`\n  --${SETTINGS[key].flag} `);
    for (const name of LIMIT_NAMES) expect(HELP).toContain(`\n  ${name}=`);
    expect(HELP.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });
});
