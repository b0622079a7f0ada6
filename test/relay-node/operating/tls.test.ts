// A bridge with a certificate of its own, which is renewed while people talk.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { beforeEach, describe, expect, test } from 'vitest';
import { daysLeft, loadCertificate } from '../../../relay-node/operating/tls.ts';
import { announce, start } from '../../support/trackers/client.ts';
import { clientOf, until } from '../harness.ts';
import { ONE, TWO, writePem } from './certificates.ts';
import { operate } from './operate.ts';

const CA = [ONE.cert, TWO.cert];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-tls-'));
  return () => rm(folder, { recursive: true });
});

/** Answers with the body, and with the name on the certificate that was shown. */
async function fetchOver(url: string): Promise<readonly [body: string, name: unknown]> {
  return new Promise((resolve, reject) => {
    const request = get(url, { ca: CA, agent: false }, (response) => {
      const shown = (response.socket as TLSSocket).getPeerCertificate();
      text(response).then((body) => resolve([body, shown.subject.CN]), reject);
    });
    request.on('error', reject);
  });
}

describe('the files', () => {
  test('are read', async () => {
    const loaded = await loadCertificate(await writePem(folder, ONE));
    expect(loaded).toEqual({
      ok: true,
      value: { cert: Buffer.from(ONE.cert), key: Buffer.from(ONE.key) },
    });
  });

  test('with a mistake are named in one sentence', async () => {
    const files = await writePem(folder, { cert: ONE.cert, key: TWO.key });
    const missing = join(folder, 'missing.pem');
    const empty = join(folder, 'empty.pem');
    await writeFile(empty, '');
    const cases = [
      [
        files,
        `The TLS key in "${files.key}" does not belong to the certificate in "${files.cert}".`,
      ],
      [{ ...files, cert: missing }, `There is no file "${missing}" with the TLS certificate.`],
      [{ ...files, key: missing }, `There is no file "${missing}" with the TLS key.`],
      [{ ...files, cert: folder }, `The TLS certificate in "${folder}" can't be read (EISDIR).`],
      [{ ...files, cert: empty }, `"${empty}" holds no TLS certificate in PEM.`],
      [{ ...files, cert: files.key }, `"${files.key}" holds no TLS certificate in PEM.`],
      [{ ...files, key: empty }, `"${empty}" holds no TLS key in PEM without a password.`],
      [
        { ...files, key: files.cert },
        `"${files.cert}" holds no TLS key in PEM without a password.`,
      ],
    ] as const;
    for (const [given, reason] of cases) {
      expect(await loadCertificate(given)).toEqual({ ok: false, reason });
    }
  });

  test('tell how long they are good for', () => {
    const certificate = { cert: Buffer.from(ONE.cert), key: Buffer.from(ONE.key) };
    expect(daysLeft(certificate, Date.parse('2100-01-01'))).toBeGreaterThan(9_000);
    expect(daysLeft(certificate, Date.parse('2200-01-01'))).toBeLessThan(-20_000);
  });
});

describe('a bridge with them', () => {
  test('serves HTTPS and secure WebSockets, and counts those who speak neither', async () => {
    const { operation } = await operate({ tls: await writePem(folder, ONE) });
    const { bridge } = operation;
    expect(bridge.url).toMatch(/^https:/);
    expect(await fetchOver(`${bridge.url}/health`)).toEqual(['{"status":"ok"}', 'one']);
    const client = await clientOf(bridge, { ca: CA });
    expect(await client.ask(start('a'))).toMatchObject({ incomplete: 1 });
    await expect(fetch(bridge.url.replace('https', 'http'))).rejects.toThrow();
    await until(() => bridge.stats().counts['tls-handshake-failed'] === 1);
  });

  test('takes a renewed one up, and drops no socket for it', async () => {
    const tls = await writePem(folder, ONE);
    const { operation, lines } = await operate({ tls });
    const client = await clientOf(operation.bridge, { ca: CA });
    await client.ask(start('a'));
    await writePem(folder, TWO);
    await operation.reload();
    expect((await fetchOver(operation.bridge.url))[1]).toBe('two');
    expect(await client.ask(announce('a'))).toMatchObject({ incomplete: 1 });
    expect(lines().at(-1)).toMatchObject({
      event: 'certificate-loaded',
      daysLeft: expect.any(Number),
    });
  });

  test('keeps the old one when the new one is broken', async () => {
    const tls = await writePem(folder, ONE);
    const { operation, lines } = await operate({ tls });
    await writePem(folder, { cert: TWO.cert, key: ONE.key });
    await operation.reload();
    expect((await fetchOver(operation.bridge.url))[1]).toBe('one');
    expect(lines().at(-1)).toMatchObject({ level: 'error', event: 'certificate-kept' });
  });

  test('without one, says that there is nothing to reload', async () => {
    const { operation, lines } = await operate({});
    await operation.reload();
    expect(lines().at(-1)).toMatchObject({ event: 'nothing-to-reload' });
  });
});
