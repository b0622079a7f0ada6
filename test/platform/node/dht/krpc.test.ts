// What is read of a stranger's datagram: the fields that are used, up to their limits, and no others.
// What is malformed goes through the whole guard in `guard.test.ts`.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../../../src/base/utf8.ts';
import {
  filterNodes,
  type NodeInfo,
  parseDatagram,
  type ReplyBody,
} from '../../../../src/platform/node/dht/krpc.ts';
import { edited, edits } from '../../../support/dht/edits.ts';
import { encode, reply } from '../../../support/dht/stranger.ts';

const T = utf8('tttt');
const ID = new Uint8Array(20).fill(0xab);
const ITEM = {
  k: new Uint8Array(32).fill(1),
  sig: new Uint8Array(64).fill(2),
  seq: 7,
  v: new Uint8Array(996).fill(3),
};
const FULL: ReplyBody = { id: ID, token: utf8('token'), nodes: new Uint8Array(26 * 8), ...ITEM };

function bodyOf(packet: Uint8Array): ReplyBody | string {
  const parsed = parseDatagram(packet);
  if (!parsed.ok) return parsed.reason;
  return parsed.value.kind === 'reply' ? parsed.value.body : `error ${parsed.value.code}`;
}

describe('a reply', () => {
  test('with everything that we use', () => {
    expect(parseDatagram(reply(T, FULL))).toEqual({
      ok: true,
      value: { kind: 'reply', t: T, body: FULL },
    });
  });

  test.each<[string, Partial<ReplyBody>]>([
    ['a token of one byte', { token: new Uint8Array(1) }],
    ['a token of 64 bytes', { token: new Uint8Array(64) }],
    ['no nodes', { nodes: new Uint8Array() }],
    ['64 nodes', { nodes: new Uint8Array(26 * 64) }],
    ['seq 0', { seq: 0 }],
    ['the highest seq', { seq: Number.MAX_SAFE_INTEGER }],
    ['no value', { v: new Uint8Array() }],
    ['a value of 1,000 bytes', { v: new Uint8Array(1_000) }],
  ])('may have %s', (_, field) => {
    expect(bodyOf(reply(T, { id: ID, ...field }))).toEqual({ id: ID, ...field });
  });

  test('loses what we do not use, whatever it is', () => {
    const unused = {
      salt: 1,
      values: [new Uint8Array(6), 1, { a: [] }],
      nodes6: 'x',
      constructor: 'x',
      toString: 1,
      ['__proto__']: { token: 'x' },
    };
    expect(bodyOf(reply(T, { ...unused, id: ID }))).toEqual({ id: ID });
    expect(bodyOf(encode({ t: T, y: 'r', r: { id: ID }, ip: 1, v: ['x'], ro: 1 }))).toEqual({
      id: ID,
    });
  });

  test('has no field that it did not bring itself', () => {
    const inherited = 'd1:rd9:__proto__d2:id20:aaaaaaaaaaaaaaaaaaaaee1:t4:tttt1:y1:re';
    expect(bodyOf(utf8(inherited))).toBe('reply-shape');
  });
});

test.each([[0], [201], [301, 'CAS mismatch'], [2 ** 40, 'x', ['y']]])('an error %j', (...e) => {
  expect(bodyOf(encode({ t: T, y: 'e', e }))).toBe(`error ${e[0]}`);
});

test('compact nodes are kept as they are, or not at all', () => {
  const node = (last: number) => [...ID, 127, 0, 0, last, 0x1a, 0xe1];
  const asked: NodeInfo[] = [];
  const kept = filterNodes(Uint8Array.from([...node(1), ...node(2), ...node(3)]), (info) => {
    asked.push(info);
    return info.host !== '127.0.0.2';
  });
  expect(kept).toEqual(Uint8Array.from([...node(1), ...node(3)]));
  expect(asked.map(({ host, port }) => `${host}:${port}`)).toEqual([
    '127.0.0.1:6881',
    '127.0.0.2:6881',
    '127.0.0.3:6881',
  ]);
});

/** Written down again apart from the code, so that a slip there is seen here. */
function expectSound(body: ReplyBody): void {
  const { id, token, nodes, k, sig, seq, v, ...others } = body;
  expect(Object.keys(others)).toEqual([]);
  expect(id.length).toBe(20);
  if (token !== undefined) expect(token.length).toBeGreaterThan(0);
  if (nodes !== undefined) expect(nodes.length % 26).toBe(0);
  if (k !== undefined) expect(k.length).toBe(32);
  if (sig !== undefined) expect(sig.length).toBe(64);
  if (seq !== undefined) expect(Number.isSafeInteger(seq) && seq >= 0).toBe(true);
  if (v !== undefined) expect(v.length).toBeLessThanOrEqual(1_000);
}

test('whatever becomes of a sound packet, it is sound or it is refused', () => {
  const sound = fc.constantFrom(
    reply(T, { id: ID }),
    reply(T, { id: ID, nodes: FULL.nodes }),
    reply(T, { id: ID, token: FULL.token, ...ITEM, v: utf8('short') }),
    encode({ t: T, y: 'e', e: [203, 'text'] }),
    encode({ t: T, y: 'q', q: 'get', a: { id: ID, target: ID } }),
  );
  const passed = { sound: 0 };
  fc.assert(
    fc.property(sound, edits, (packet, changes) => {
      const body = bodyOf(edited(packet, changes));
      if (typeof body === 'string') return;
      passed.sound += 1;
      expectSound(body);
    }),
    { numRuns: 10_000 },
  );
  // Edits that leave nothing sound would prove nothing.
  expect(passed.sound).toBeGreaterThan(100);
});
