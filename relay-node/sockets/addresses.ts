// Who shares an address: sockets and budgets are counted per IPv4 address and per IPv6 /64,
// the smallest block that one household gets. Entries live while a socket is open or a debt is
// unpaid, in memory only, and are never written to a log.

import { bad, ok, type Parsed } from '../../src/base/result.ts';
import type { Limits } from '../limits.ts';
import { Bucket } from './bucket.ts';

export interface Tenant {
  readonly key: string;
  readonly budget: Bucket;
  /** What it may have the bridge do in the DHT. */
  readonly operations: Bucket;
  sockets: number;
  /** Targets of the DHT that its sockets watch, each as often as it is watched. */
  watches: number;
  /** Its sockets that were let in to wait for, or to be, the end of a circuit. */
  circuits: number;
}

export type AdmissionRefusal = 'address-has-too-many-sockets' | 'too-many-addresses';

export class Addresses {
  readonly #tenants = new Map<string, Tenant>();
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#tenants.size;
  }

  /** Counts one more socket of `address`. Whoever was admitted is later released. */
  admit(address: string, nowMs: number): Parsed<Tenant, AdmissionRefusal> {
    const key = addressKey(address);
    const known = this.#tenants.get(key);
    if (known && known.sockets >= this.#limits.socketsPerAddress) {
      return bad('address-has-too-many-sockets');
    }
    if (!known && this.#tenants.size >= this.#limits.addresses) return bad('too-many-addresses');
    const tenant = known ?? this.#newTenant(key, nowMs);
    tenant.sockets++;
    this.#tenants.set(key, tenant);
    return ok(tenant);
  }

  release(tenant: Tenant, nowMs: number): void {
    tenant.sockets--;
    this.#forget(tenant, nowMs);
  }

  /** Forgets addresses without a socket whose budget has refilled. */
  sweep(nowMs: number): void {
    for (const tenant of this.#tenants.values()) this.#forget(tenant, nowMs);
  }

  #forget(tenant: Tenant, nowMs: number): void {
    const { key, sockets, budget, operations } = tenant;
    const isEven = budget.isFull(nowMs) && operations.isFull(nowMs);
    if (sockets === 0 && isEven) this.#tenants.delete(key);
  }

  #newTenant(key: string, nowMs: number): Tenant {
    const { messagesPerSecondPerAddress, messageBurstPerAddress } = this.#limits;
    const { dhtOperationsPerSecondPerAddress, dhtOperationBurstPerAddress } = this.#limits;
    const messages = { perSecond: messagesPerSecondPerAddress, burst: messageBurstPerAddress };
    const operations = {
      perSecond: dhtOperationsPerSecondPerAddress,
      burst: dhtOperationBurstPerAddress,
    };
    return {
      key,
      budget: new Bucket(messages, nowMs),
      operations: new Bucket(operations, nowMs),
      sockets: 0,
      watches: 0,
      circuits: 0,
    };
  }
}

/** IPv4 as it is (also when mapped into IPv6), of IPv6 the first four groups. */
export function addressKey(address: string): string {
  const text = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!text.includes(':')) return text;
  const [head = '', tail] = text.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** A dotted IPv4 ending stands for two groups, which never are among the first four. */
function groupsOf(part: string): string[] {
  const groups = part === '' ? [] : part.split(':');
  return groups.flatMap((group) =>
    group.includes('.') ? ['0', '0'] : [(Number.parseInt(group, 16) || 0).toString(16)],
  );
}
