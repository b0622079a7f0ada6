// The certificate of a bridge that speaks TLS itself: read from two files, tried, and handed to the
// server; also later, when it was renewed, without any socket noticing.

import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { bad, ok, type Parsed } from '../../src/base/result.ts';
import { DAY_MS } from '../../src/base/time.ts';
import { codeOf } from './journal.ts';

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** In PEM, the certificate with its chain. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** The certificate, or a sentence about what is wrong with which file. */
export async function loadCertificate(files: TlsFiles): Promise<Parsed<Certificate>> {
  const cert = await readPem('certificate', files.cert);
  if (!cert.ok) return cert;
  const key = await readPem('key', files.key);
  if (!key.ok) return key;
  const certificate = { cert: cert.value, key: key.value };
  const fault = faultOf(certificate, files);
  return fault === undefined ? ok(certificate) : bad(fault);
}

/** Negative once it has expired. */
export function daysLeft({ cert }: Certificate, timeMs: number): number {
  return Math.floor((Date.parse(new X509Certificate(cert).validTo) - timeMs) / DAY_MS);
}

async function readPem(what: string, path: string): Promise<Parsed<Buffer>> {
  try {
    return ok(await readFile(path));
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return bad(`There is no file "${path}" with the TLS ${what}.`);
    if (code === 'EACCES') return bad(`This user may not read the TLS ${what} in "${path}".`);
    return bad(`The TLS ${what} in "${path}" can't be read (${code}).`);
  }
}

/** OpenSSL reads the two one after the other, so that whichever it stumbles over can be named. */
function faultOf({ cert, key }: Certificate, files: TlsFiles): string | undefined {
  if (throws(() => new X509Certificate(cert))) {
    return `"${files.cert}" holds no TLS certificate in PEM.`;
  }
  if (throws(() => createSecureContext({ key }))) {
    return `"${files.key}" holds no TLS key in PEM without a password.`;
  }
  if (throws(() => createSecureContext({ cert, key }))) {
    return `The TLS key in "${files.key}" does not belong to the certificate in "${files.cert}".`;
  }
  return undefined;
}

function throws(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch {
    return true;
  }
}
