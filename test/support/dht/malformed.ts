// Datagrams that have brought down, or would bring down, a bare bittorrent-dht or its host (BRIDGE,
// "hazards"), and others of their kind; each with the reason for which the guard must drop it.

import { utf8 } from '../../../src/base/utf8.ts';
import type { HeardFault } from '../../../src/platform/node/dht/krpc.ts';
import { encode, reply } from './stranger.ts';

export interface Malformed {
  readonly name: string;
  readonly reason: HeardFault;
  /** As a reply to what was asked with `t`, where it is one. */
  readonly bytes: (t: Uint8Array) => Uint8Array;
}

const ID = new Uint8Array(20).fill(0xab);
const KEY = new Uint8Array(32).fill(1);
const SIGNATURE = new Uint8Array(64).fill(2);
const TOKEN = utf8('token');

const raw = (text: string) => () => Uint8Array.from(Buffer.from(text, 'latin1'));

function query(name: string, q: unknown, a: unknown): Malformed {
  return { name, reason: 'query-dropped', bytes: (t) => encode({ t, y: 'q', q, a }) };
}

function wrongBody(name: string, r: unknown): Malformed {
  return { name, reason: 'reply-shape', bytes: (t) => encode({ t, y: 'r', r }) };
}

function wrongField(name: string, field: object): Malformed {
  return wrongBody(name, { id: ID, ...field });
}

function wrongError(name: string, e: unknown): Malformed {
  return { name, reason: 'error-shape', bytes: (t) => encode({ t, y: 'e', e }) };
}

function wrongTransaction(name: string, t: unknown): Malformed {
  return {
    name,
    reason: 'transaction-shape',
    bytes: () => encode({ t, y: 'r', r: { id: ID } }),
  };
}

const QUERIES: readonly Malformed[] = [
  query('find_node with a number for its target', 'find_node', { id: ID, target: 1 }),
  query('get_peers with a number for its infohash', 'get_peers', { id: ID, info_hash: 1 }),
  query('get_peers with a list for its infohash', 'get_peers', { id: ID, info_hash: [1] }),
  query('get with a number for its target', 'get', { id: ID, target: 1 }),
  query('announce_peer with a number for its token', 'announce_peer', {
    id: ID,
    info_hash: ID,
    port: 6_881,
    token: 1,
  }),
  query('announce_peer with a number for its infohash', 'announce_peer', {
    id: ID,
    info_hash: 1,
    port: 6_881,
    token: TOKEN,
  }),
  query('put with a signature and no key', 'put', { id: ID, token: TOKEN, v: 'v', sig: SIGNATURE }),
  query('put with a number for its salt', 'put', {
    id: ID,
    token: TOKEN,
    v: 'v',
    k: KEY,
    sig: SIGNATURE,
    seq: 1,
    salt: 1,
  }),
  query('a query without arguments', 'get', 1),
  query('a query whose name is a dictionary', {}, { id: ID }),
];

const REPLIES: readonly Malformed[] = [
  wrongBody('a reply with no body', undefined),
  wrongBody('a reply whose body is a list', [ID]),
  wrongBody('a reply without an id', { token: TOKEN }),
  wrongBody('a reply with a number for its id', { id: 1 }),
  wrongBody('a reply with a dictionary for its id', { id: { length: 20 } }),
  wrongBody('an id of 19 bytes', { id: ID.subarray(1) }),
  wrongBody('an id of 21 bytes', { id: new Uint8Array(21) }),
  wrongField('a token that is a number', { token: 1 }),
  wrongField('an empty token', { token: '' }),
  wrongField('a token of 65 bytes', { token: new Uint8Array(65) }),
  wrongField('nodes that are a list', { nodes: [ID] }),
  wrongField('nodes of 25 bytes', { nodes: new Uint8Array(25) }),
  wrongField('65 nodes', { nodes: new Uint8Array(26 * 65) }),
  wrongField('a key of 31 bytes', { k: KEY.subarray(1), sig: SIGNATURE, seq: 1, v: 'v' }),
  wrongField('a key that is a number', { k: 1, sig: SIGNATURE, seq: 1, v: 'v' }),
  wrongField('a signature of 65 bytes', { k: KEY, sig: new Uint8Array(65), seq: 1, v: 'v' }),
  wrongField('a signature that is a list', { k: KEY, sig: [SIGNATURE], seq: 1, v: 'v' }),
  wrongField('a negative seq', { k: KEY, sig: SIGNATURE, seq: -1, v: 'v' }),
  wrongField('a seq that is a text', { k: KEY, sig: SIGNATURE, seq: '1', v: 'v' }),
  wrongField('a seq of 2^53', { k: KEY, sig: SIGNATURE, seq: 2 ** 53, v: 'v' }),
  wrongField('a value that is a number', { k: KEY, sig: SIGNATURE, seq: 1, v: 1 }),
  wrongField('a value of 1,001 bytes', { v: new Uint8Array(1_001) }),
];

const OTHERS: readonly Malformed[] = [
  wrongError('an error that is a text', 'e'),
  wrongError('an empty error', []),
  wrongError('an error with a text for its number', ['201', 'text']),
  wrongError('an error with a negative number', [-1, 'text']),
  wrongTransaction('no transaction', undefined),
  wrongTransaction('a transaction of two bytes', new Uint8Array(2)),
  wrongTransaction('a transaction that is a number', 1),
  { name: 'no kind', reason: 'datagram-shape', bytes: (t) => encode({ t, r: { id: ID } }) },
  { name: 'an unknown kind', reason: 'datagram-shape', bytes: (t) => encode({ t, y: 'x' }) },
  { name: 'a number for its kind', reason: 'datagram-shape', bytes: (t) => encode({ t, y: 1 }) },
  { name: 'a list', reason: 'datagram-shape', bytes: raw('l1:y1:re') },
  { name: 'a number', reason: 'datagram-shape', bytes: raw('i1e') },
];

const NOT_BENCODED: readonly Malformed[] = [
  { name: 'noise', reason: 'datagram-not-bencoded', bytes: raw('\u0000\u00ff hello') },
  {
    name: 'a reply cut short',
    reason: 'datagram-not-bencoded',
    bytes: (t) => reply(t, { id: ID }).subarray(0, -1),
  },
  {
    name: 'a reply with something after it',
    reason: 'datagram-not-bencoded',
    bytes: (t) => Uint8Array.from([...reply(t, { id: ID }), 0]),
  },
  {
    name: 'a number of 400 digits',
    reason: 'datagram-not-bencoded',
    bytes: raw(`d1:yi${'9'.repeat(400)}ee`),
  },
  {
    name: 'a thousand lists in lists',
    reason: 'datagram-not-bencoded',
    bytes: raw('l'.repeat(1_000)),
  },
  { name: 'a string of negative length', reason: 'datagram-not-bencoded', bytes: raw('d1:al-3:e') },
  { name: 'a string longer than all', reason: 'datagram-not-bencoded', bytes: raw('d1:y99999:r') },
  { name: 'nothing at all', reason: 'datagram-size', bytes: () => new Uint8Array() },
  {
    name: '2,049 bytes',
    reason: 'datagram-size',
    bytes: (t) => {
      const room = 2_049 - reply(t, { id: ID, zz: '1234' }).length;
      return reply(t, { id: ID, zz: new Uint8Array(room + 1) });
    },
  },
];

export const MALFORMED: readonly Malformed[] = [...QUERIES, ...REPLIES, ...OTHERS, ...NOT_BENCODED];
