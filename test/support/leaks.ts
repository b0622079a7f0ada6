// Looks for secrets in bytes: every encoding in which a browser, a tracker or a log may keep a text.
// The same scan must find what a leaky page leaves behind, or it proves nothing.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, inflateSync } from 'node:zlib';

export interface Leak {
  readonly where: string;
  readonly secret: string;
  readonly encoding: string;
}

/** Texts by name, such as `phrase` or `message`; a `0x` prefix gives raw bytes in hex. */
export type Secrets = Readonly<Record<string, string>>;

interface Needle {
  readonly secret: string;
  readonly encoding: string;
  readonly bytes: Buffer;
}

function needlesOf(secret: string, text: string): Needle[] {
  const raw = text.startsWith('0x') ? Buffer.from(text.slice(2), 'hex') : Buffer.from(text, 'utf8');
  const forms: [string, Buffer][] = [
    ['raw', raw],
    ['hex', Buffer.from(raw.toString('hex'))],
    ['HEX', Buffer.from(raw.toString('hex').toUpperCase())],
    ...base64Forms(raw),
  ];
  if (!text.startsWith('0x')) {
    forms.push(
      ['utf-16le', Buffer.from(text, 'utf16le')],
      ['utf-16be', Buffer.from(text, 'utf16le').swap16()],
      ['percent', Buffer.from(encodeURIComponent(text))],
      ['form', Buffer.from(encodeURIComponent(text).replaceAll('%20', '+'))],
      ['json', Buffer.from(JSON.stringify(text).slice(1, -1))],
      ['reversed', Buffer.from([...text].reverse().join(''))],
    );
  }
  const unique = new Map(
    forms.map(([encoding, bytes]) => [bytes.toString('latin1'), { secret, encoding, bytes }]),
  );
  return [...unique.values()];
}

/** Base64 depends on where in a longer text the secret begins: three alignments, inner digits. */
function base64Forms(raw: Buffer): [string, Buffer][] {
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), raw])
      .toString('base64')
      .replace(/=+$/, '');
    const inner = encoded.slice(shift === 0 ? 0 : shift + 1, -1);
    const url = inner.replaceAll('+', '-').replaceAll('/', '_');
    return [
      [`base64+${shift}`, Buffer.from(inner)] as [string, Buffer],
      [`base64url+${shift}`, Buffer.from(url)] as [string, Buffer],
    ];
  });
}

/** Every secret found in some bytes, once per encoding; compressed streams are looked into. */
export function findLeaks(where: string, bytes: Buffer, secrets: Secrets): Leak[] {
  const needles = Object.entries(secrets).flatMap(([name, text]) => needlesOf(name, text));
  return [bytes, ...unpacked(bytes)].flatMap((haystack) =>
    needles
      .filter((needle) => haystack.includes(needle.bytes))
      .map(({ secret, encoding }) => ({ where, secret, encoding })),
  );
}

/** What begins like gzip or zlib anywhere in the bytes, as far as it can be inflated. */
function unpacked(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (const magic of [
    Buffer.from([0x1f, 0x8b, 8]),
    Buffer.from([0x78, 0x9c]),
    Buffer.from([0x78, 1]),
  ]) {
    for (
      let at = bytes.indexOf(magic);
      at >= 0 && found.length < 64;
      at = bytes.indexOf(magic, at + 1)
    ) {
      const whole = inflate(bytes.subarray(at), magic[0] === 0x1f);
      if (whole !== undefined) found.push(whole);
    }
  }
  return found;
}

function inflate(bytes: Buffer, gzip: boolean): Buffer | undefined {
  try {
    return gzip ? gunzipSync(bytes) : inflateSync(bytes);
  } catch {
    return undefined;
  }
}

/** All regular files below a folder, read as they are now; files that vanish meanwhile are passed over. */
export function scanFolder(folder: string, secrets: Secrets): Leak[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      try {
        return findLeaks(path, readFileSync(path), secrets);
      } catch {
        return [];
      }
    });
}
