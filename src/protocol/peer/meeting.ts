// Rendezvous and links: a stranger's sealed offer becomes a link, and a link's offer goes out sealed.
//
//   rendezvous  want-offer ─▶ link start … local ─▶ offer-ready
//   rendezvous  offer ──────▶ link offer … local ─▶ answer-ready
//   rendezvous  answer ─────▶ link answer

import { toHex } from '../../base/bytes.ts';
import type { Instant } from '../../base/time.ts';
import type { RendezvousOutput } from '../rendezvous/contract.ts';
import { type Joined, tellLink, tellRendezvous } from './joined.ts';
import { isAlive } from './link-table.ts';

export function routeRendezvous(joined: Joined, output: RendezvousOutput, now: Instant): void {
  switch (output.kind) {
    case 'want-offer':
      return makeOffer(joined, output, now);
    case 'drop-offer':
      return dropOffer(joined, output.attempt, now);
    case 'offer':
      return answerStranger(joined, output, now);
    case 'answer':
      return takeAnswer(joined, output, now);
    case 'relays':
      joined.links.useRelays(output.relays);
      joined.out.push({ kind: 'relays', urls: output.relays.map(({ url }) => url) });
      return;
    case 'clock-skew':
      joined.out.push({ kind: 'notice', notice: { code: 'clock-skew', ...skew(output) } });
      return;
    case 'other-version':
      joined.out.push({ kind: 'notice', notice: { code: 'other-version' } });
      return;
    case 'socket':
    case 'dht':
    case 'tracker':
    case 'dht-health':
    case 'hand-code':
    case 'hand-taken':
    case 'hand-refused':
    case 'dropped':
      joined.out.push(output);
  }
}

function skew({ differenceMs }: { differenceMs: number }): { differenceMs: number } {
  return { differenceMs };
}

type Wanted = Extract<RendezvousOutput, { readonly kind: 'want-offer' }>;

function makeOffer(joined: Joined, { attempt, by }: Wanted, now: Instant): void {
  // With the address hidden, nothing is tried until a relay is there: no offer is made in vain.
  if (!joined.links.reachable) return tellRendezvous(joined, { kind: 'offer-over', attempt }, now);
  const origin = { kind: 'rendezvous', by } as const;
  const entry = joined.links.create({ role: 'offerer', attempt, origin }, now);
  if (entry === undefined) return tellRendezvous(joined, { kind: 'offer-over', attempt }, now);
  tellLink(joined, { entry, input: { kind: 'start' } }, now);
}

function dropOffer(joined: Joined, attempt: Uint8Array, now: Instant): void {
  const entry = joined.links.offerer(attempt);
  if (entry === undefined || entry.answered) return;
  tellLink(joined, { entry, input: { kind: 'close', drain: false } }, now);
}

type Received = Extract<RendezvousOutput, { readonly kind: 'offer' | 'answer' }>;

/** Offers go to whomever a tracker picks; from somebody with a living link they say nothing new. */
function answerStranger(joined: Joined, offer: Received, now: Instant): void {
  const { attempt } = offer.description;
  if (isMet(joined, offer, now)) return refuse(joined, offer, { reason: 'offer-of-member', now });
  const origin = { kind: 'rendezvous', by: offer.by } as const;
  const entry = joined.links.create({ role: 'answerer', attempt, origin }, now);
  if (entry === undefined) return refuse(joined, offer, { reason: 'connection-budget', now });
  tellLink(joined, { entry, input: { kind: 'offer', offer } }, now);
}

/** What comes late is old news of whoever is here by now, linked to us or through others. */
function isMet(joined: Joined, { by, description }: Received, now: Instant): boolean {
  const link = joined.links.linkTo(description.sender);
  if (link !== undefined && isAlive(link, now)) return true;
  return by !== 'tracker' && joined.roster.has(toHex(description.sender));
}

function refuse(
  joined: Joined,
  { description: { attempt } }: Received,
  { reason, now }: { readonly reason: string; readonly now: Instant },
): void {
  joined.out.push({ kind: 'dropped', reason });
  const met = reason === 'offer-of-member';
  tellRendezvous(joined, { kind: 'answer-over', attempt, met }, now);
}

function takeAnswer(joined: Joined, answer: Received, now: Instant): void {
  const entry = joined.links.offerer(answer.description.attempt);
  if (entry === undefined || entry.origin.kind !== 'rendezvous' || entry.answered) {
    joined.out.push({ kind: 'dropped', reason: 'answer-unasked' });
    return;
  }
  entry.answered = true;
  tellLink(joined, { entry, input: { kind: 'answer', answer } }, now);
}
