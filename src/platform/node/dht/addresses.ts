// Whom the DHT may make us speak to: public unicast IPv4 and nobody else. The nodes and peers that
// strangers name may lie in our own house, where our packets would pass as ours.

import { BlockList, isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** BRIDGE, guard 5: special-purpose addresses (RFC 6890), multicast and reserved ones. */
const SPECIAL: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** BRIDGE, guard 5: "port >= 1024 apart from configured bootstrap". */
const FIRST_UNPRIVILEGED_PORT = 1024;
const LAST_PORT = 65_535;

export interface AddressRules {
  /** `host:port` of the bootstrap nodes, whose ports may be privileged. */
  readonly bootstrap: readonly string[];
  /** For networks made by tests: loopback is as good as public. Never otherwise. */
  readonly testNet: boolean;
  /** The addresses of this machine; what the system says unless told. */
  readonly own?: readonly string[];
}

export class Addresses {
  readonly #special = new BlockList();
  readonly #bootstrap: ReadonlySet<string>;
  readonly #testNet: boolean;

  constructor({ bootstrap, testNet, own = ownAddresses() }: AddressRules) {
    for (const [net, bits] of SPECIAL) this.#special.addSubnet(net, bits, 'ipv4');
    for (const address of own) this.#special.addAddress(address, 'ipv4');
    this.#bootstrap = new Set(bootstrap);
    this.#testNet = testNet;
  }

  allows(address: string, port: number): boolean {
    if (!Number.isInteger(port) || port < 1 || port > LAST_PORT) return false;
    const known = this.#bootstrap.has(`${address}:${port}`);
    if (port < FIRST_UNPRIVILEGED_PORT && !known) return false;
    // No other spelling either, such as `010.0.0.1`: the list below knows none of them.
    if (!isIPv4(address)) return false;
    if (this.#testNet && address.startsWith('127.')) return true;
    return !this.#special.check(address, 'ipv4');
  }
}

function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.filter(({ family }) => family === 'IPv4').map(({ address }) => address);
}
