// UTF-8, strict both ways (RFC 3629). The pure layers have no TextEncoder, and the platform's
// decoder would silently turn bad bytes into U+FFFD, which must not happen to signed text.

/** Encodes text. A lone surrogate becomes U+FFFD, so that every string has an encoding. */
export function utf8(text: string): Uint8Array {
  const out = new Uint8Array(text.length * 3);
  let length = 0;
  for (const char of text) {
    const code = scalarValue(char.codePointAt(0) as number);
    if (code < 0x80) {
      out[length++] = code;
    } else if (code < 0x800) {
      out[length++] = 0xc0 | (code >> 6);
      out[length++] = 0x80 | (code & 63);
    } else if (code < 0x10000) {
      out[length++] = 0xe0 | (code >> 12);
      out[length++] = 0x80 | ((code >> 6) & 63);
      out[length++] = 0x80 | (code & 63);
    } else {
      out[length++] = 0xf0 | (code >> 18);
      out[length++] = 0x80 | ((code >> 12) & 63);
      out[length++] = 0x80 | ((code >> 6) & 63);
      out[length++] = 0x80 | (code & 63);
    }
  }
  return out.slice(0, length);
}

function scalarValue(code: number): number {
  return code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
}

/** Decodes bytes; undefined when they are not well-formed, shortest-form UTF-8. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  let text = '';
  let i = 0;
  while (i < bytes.length) {
    const size = sequenceLength(bytes[i] as number);
    const code = size === 0 ? undefined : decodeAt(bytes, i, size);
    if (code === undefined) return undefined;
    text += String.fromCodePoint(code);
    i += size;
  }
  return text;
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

/** RFC 3629 §3: the smallest code point of each length; anything below is an overlong form. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000];

function decodeAt(bytes: Uint8Array, start: number, size: number): number | undefined {
  if (start + size > bytes.length) return undefined;
  const lead = bytes[start] as number;
  let code = size === 1 ? lead : lead & (0xff >> (size + 1));
  for (let i = start + 1; i < start + size; i++) {
    const byte = bytes[i] as number;
    if ((byte & 0xc0) !== 0x80) return undefined;
    code = (code << 6) | (byte & 63);
  }
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  return code < (SMALLEST[size] as number) || code > 0x10ffff || surrogate ? undefined : code;
}
