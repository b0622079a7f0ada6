// KRPC messages (BEP 5, BEP 43, BEP 44) as they come from strangers: read into exactly the fields
// that are used, with the sizes that they must have, or into the reason why not.

import { bad, ok, type Parsed } from '../../../base/result.ts';
import { bdecode } from './bdecode.ts';

/** BEP 5: node ids, infohashes and targets. */
export const NODE_ID_BYTES = 20;
/** BEP 5, "compact node info": an id, four bytes of IPv4, two of port. */
export const NODE_INFO_BYTES = 26;
/** Our choice: more than fits beside an item of 1,000 bytes in what the internet carries whole. */
export const MAX_DATAGRAM_BYTES = 2_048;
/** Our choice: nodes answer with eight (BEP 5) to twenty. */
const MAX_NODES = 64;
/** Our choice: tokens have 4 to 20 bytes in practice. */
const MAX_TOKEN_BYTES = 64;
/** BEP 44. */
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const MAX_VALUE_BYTES = 1_000;
/** BEP 5 says two bytes in practice; ours are four. */
export const TRANSACTION_BYTES = 4;

export interface ReplyBody {
  readonly id: Uint8Array;
  readonly token?: Uint8Array;
  readonly nodes?: Uint8Array;
  readonly k?: Uint8Array;
  readonly sig?: Uint8Array;
  readonly seq?: number;
  readonly v?: Uint8Array;
}

export type Heard =
  | { readonly kind: 'reply'; readonly t: Uint8Array; readonly body: ReplyBody }
  | { readonly kind: 'error'; readonly t: Uint8Array; readonly code: number };

export type HeardFault =
  | 'datagram-size'
  | 'datagram-not-bencoded'
  | 'datagram-shape'
  | 'query-dropped'
  | 'transaction-shape'
  | 'reply-shape'
  | 'error-shape';

type Fields = ReadonlyMap<string, unknown>;

export function parseDatagram(bytes: Uint8Array): Parsed<Heard, HeardFault> {
  if (bytes.length === 0 || bytes.length > MAX_DATAGRAM_BYTES) return bad('datagram-size');
  const decoded = bdecode(bytes);
  if (decoded === undefined) return bad('datagram-not-bencoded');
  const fields = fieldsOf(decoded);
  if (fields === undefined) return bad('datagram-shape');
  const y = text(fields.get('y'));
  if (y === 'q') return bad('query-dropped');
  if (y !== 'r' && y !== 'e') return bad('datagram-shape');
  const t = fields.get('t');
  if (!isBytes(t, TRANSACTION_BYTES)) return bad('transaction-shape');
  if (y === 'e') return readError(t, fields.get('e'));
  const body = readBody(fieldsOf(fields.get('r')));
  return body === undefined ? bad('reply-shape') : ok({ kind: 'reply', t, body });
}

/** BEP 5, "Errors": a list of a number and a text. */
function readError(t: Uint8Array, e: unknown): Parsed<Heard, 'error-shape'> {
  if (!Array.isArray(e) || !isCount(e[0])) return bad('error-shape');
  return ok({ kind: 'error', t, code: e[0] });
}

/** Undefined when a field that is there has not the shape that it must have. */
function readBody(r: Fields | undefined): ReplyBody | undefined {
  const id = r?.get('id');
  if (r === undefined || !isBytes(id, NODE_ID_BYTES)) return undefined;
  const body: Record<string, unknown> = { id };
  for (const [name, fits] of Object.entries(OPTIONAL)) {
    const value = r.get(name);
    if (value === undefined) continue;
    if (!fits(value)) return undefined;
    body[name] = value;
  }
  return body as unknown as ReplyBody;
}

const OPTIONAL: Readonly<Record<string, (value: unknown) => boolean>> = {
  token: (value) => isBytes(value) && value.length > 0 && value.length <= MAX_TOKEN_BYTES,
  nodes: (value) =>
    isBytes(value) &&
    value.length % NODE_INFO_BYTES === 0 &&
    value.length <= MAX_NODES * NODE_INFO_BYTES,
  k: (value) => isBytes(value, KEY_BYTES),
  sig: (value) => isBytes(value, SIGNATURE_BYTES),
  seq: isCount,
  v: (value) => isBytes(value) && value.length <= MAX_VALUE_BYTES,
};

function fieldsOf(value: unknown): Fields | undefined {
  return value instanceof Map ? value : undefined;
}

function isBytes(value: unknown, length?: number): value is Uint8Array {
  return value instanceof Uint8Array && (length === undefined || value.length === length);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function text(value: unknown): string | undefined {
  return isBytes(value) ? String.fromCharCode(...value.subarray(0, 8)) : undefined;
}

export interface NodeInfo {
  readonly host: string;
  readonly port: number;
}

/**
 * The compact nodes that `allows` takes, one of each address: a reply that names many ports of
 * somebody would have us send there what it cost nobody to name.
 */
export function filterNodes(nodes: Uint8Array, allows: (node: NodeInfo) => boolean): Uint8Array {
  const kept: number[] = [];
  const hosts = new Set<string>();
  for (let at = 0; at < nodes.length; at += NODE_INFO_BYTES) {
    const info = nodes.subarray(at, at + NODE_INFO_BYTES);
    const [a = 0, b = 0, c = 0, d = 0, high = 0, low = 0] = info.subarray(NODE_ID_BYTES);
    const host = `${a}.${b}.${c}.${d}`;
    if (hosts.has(host) || !allows({ host, port: high * 256 + low })) continue;
    hosts.add(host);
    kept.push(...info);
  }
  return Uint8Array.from(kept);
}
