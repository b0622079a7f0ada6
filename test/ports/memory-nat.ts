// Who reaches whom in the simulated network: four kinds of place, and the candidates told there.

import type { Transport } from '../../src/wire/description.ts';

/**
 * `open`: a public address. `cone`: a NAT that uses one mapping for all (RFC 4787: endpoint-
 * independent mapping, address and port-dependent filtering). `symmetric`: a mapping for each
 * destination. `blocked`: no UDP but to one's own relay.
 */
export type Nat = 'open' | 'cone' | 'symmetric' | 'blocked';

export interface Place {
  readonly node: string;
  readonly number: number;
  readonly nat: Nat;
  /** Nodes of one LAN reach each other's host candidates. */
  readonly lan: string;
  readonly reachable: boolean;
}

export interface Site extends Place {
  readonly transport: Transport;
}

/** How the two would connect, if at all. */
export function pathBetween(a: Site, b: Site): 'direct' | 'relay' | undefined {
  if (isDirect(a, b)) return 'direct';
  const relayed = (hasRelay(a) && isHeard(b)) || (hasRelay(b) && isHeard(a));
  return relayed ? 'relay' : undefined;
}

function isDirect(a: Site, b: Site): boolean {
  if (!hasDirect(a) || !hasDirect(b)) return false;
  if (a.lan === b.lan) return true;
  if (a.nat === 'blocked' || b.nat === 'blocked') return false;
  if (a.nat === 'open' || b.nat === 'open') return true;
  // Both behind NATs: each must send to the address that the other's server saw, and be right.
  const punched = (site: Site) => site.nat === 'cone' && tells(site, 'reflexive');
  return punched(a) && punched(b);
}

function tells({ transport }: Site, type: 'host' | 'reflexive' | 'relay'): boolean {
  return transport.candidates.some((candidate) => candidate.type === type);
}

function hasDirect(site: Site): boolean {
  return tells(site, 'host') || tells(site, 'reflexive');
}

function hasRelay(site: Site): boolean {
  return tells(site, 'relay');
}

/** Can send to the other's relay, directly or from a relay of its own. */
function isHeard(site: Site): boolean {
  return hasRelay(site) || (hasDirect(site) && site.nat !== 'blocked');
}
