// Whom we may speak to: every special network from its first address to its last, and nothing beside.

import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { Addresses, type AddressRules } from '../../../../src/platform/node/dht/addresses.ts';

const PORT = 6_881;

function addresses(rules: Partial<AddressRules> = {}): Addresses {
  return new Addresses({ bootstrap: [], testNet: false, own: [], ...rules });
}

/** RFC 6890, multicast and reserved: the first and the last address of each. */
const SPECIAL: readonly (readonly [string, string])[] = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '255.255.255.255'],
];

const number = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + +part, 0);
const address = (n: number) => [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join('.');

test.each(SPECIAL)('%s to %s are refused, and no more than these', (first, last) => {
  const rules = addresses();
  const around = [number(first) - 1, number(first), number(last), number(last) + 1];
  const allowed = around.map((n) => rules.allows(address(n), PORT));
  const neighbour = (n: number) => n >= 0 && n < 2 ** 32;
  // What is before 0.0.0.0 and after 255.255.255.255 is at the other end, and special as well.
  expect(allowed).toEqual([neighbour(around[0] ?? 0), false, false, neighbour(around[3] ?? 0)]);
});

test('the cloud’s metadata, a home router and a printer in the office are not spoken to', () => {
  const rules = addresses();
  for (const one of ['169.254.169.254', '192.168.1.1', '10.1.2.3'])
    expect(rules.allows(one, 8_080)).toBe(false);
});

test('our own addresses are refused, public as they may be', () => {
  const rules = addresses({ own: ['8.8.4.4'] });
  expect([rules.allows('8.8.4.4', PORT), rules.allows('8.8.4.5', PORT)]).toEqual([false, true]);
});

test('unless told, all that the system names are our own', () => {
  const rules = new Addresses({ bootstrap: [], testNet: false });
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  expect(own.map((one) => rules.allows(one.address, PORT))).toEqual(own.map(() => false));
});

describe('ports', () => {
  test.each([
    [0, false],
    [1, false],
    [53, false],
    [1_023, false],
    [1_024, true],
    [65_535, true],
    [65_536, false],
    [-1, false],
    [6_881.5, false],
    [Number.NaN, false],
  ])('%d: %s', (port, allowed) => {
    expect(addresses().allows('8.8.8.8', port)).toBe(allowed);
  });

  test('a privileged one counts where we were told to begin, at that very address', () => {
    const rules = addresses({ bootstrap: ['8.8.8.8:53', '10.0.0.1:53'] });
    const asked = [
      rules.allows('8.8.8.8', 53),
      rules.allows('8.8.8.8', 54),
      rules.allows('8.8.8.9', 53),
      rules.allows('10.0.0.1', 53),
    ];
    expect(asked).toEqual([true, false, false, false]);
  });
});

test.each([
  '',
  'localhost',
  '8.8.8',
  '8.8.8.8.8',
  '8.8.8.256',
  '999.1.1.1',
  '012.0.0.1',
  '0x8.8.8.8',
  '134744072',
  ' 8.8.8.8',
  '::1',
  '::ffff:8.8.8.8',
  '2001:db8::1',
])('%j is no address', (one) => {
  const rules = addresses({ testNet: true });
  expect(rules.allows(one, PORT)).toBe(false);
});

test('a network of tests takes loopback for public, and no other', () => {
  const rules = addresses({ testNet: true, own: ['127.0.0.1'] });
  const asked = ['127.0.0.1', '127.9.9.9', '10.0.0.1', '192.168.1.1', '8.8.8.8'];
  expect(asked.map((one) => rules.allows(one, PORT))).toEqual([true, true, false, false, true]);
});
