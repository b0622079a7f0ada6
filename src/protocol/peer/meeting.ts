// Rendezvous and links: a stranger's sealed offer becomes a link, and a link's offer goes out sealed.
//
//   rendezvous  want-offer ─▶ link start … local ─▶ offer-ready
//   rendezvous  offer ──────▶ link offer … local ─▶ answer-ready
//   rendezvous  answer ─────▶ link answer

import type { Instant } from '../../base/time.ts';
import type { RendezvousOutput } from '../rendezvous/contract.ts';
import { type Joined, tellLink, tellRendezvous } from './joined.ts';
import { isAlive } from './link-table.ts';

const STRANGER = { kind: 'rendezvous' } as const;

export function routeRendezvous(joined: Joined, output: RendezvousOutput, now: Instant): void {
  switch (output.kind) {
    case 'want-offer':
      return makeOffer(joined, output.attempt, now);
    case 'drop-offer':
      return dropOffer(joined, output.attempt, now);
    case 'offer':
      return answerStranger(joined, output, now);
    case 'answer':
      return takeAnswer(joined, output, now);
    case 'clock-skew':
      joined.out.push({ kind: 'notice', notice: { code: 'clock-skew', ...skew(output) } });
      return;
    case 'other-version':
      joined.out.push({ kind: 'notice', notice: { code: 'other-version' } });
      return;
    case 'socket':
    case 'tracker':
    case 'dropped':
      joined.out.push(output);
  }
}

function skew({ differenceMs }: { differenceMs: number }): { differenceMs: number } {
  return { differenceMs };
}

function makeOffer(joined: Joined, attempt: Uint8Array, now: Instant): void {
  const entry = joined.links.create({ role: 'offerer', attempt, origin: STRANGER }, now);
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
  const { attempt, sender } = offer.description;
  const link = joined.links.linkTo(sender);
  if (link !== undefined && isAlive(link, now)) {
    joined.out.push({ kind: 'dropped', reason: 'offer-of-neighbour' });
    return;
  }
  const entry = joined.links.create({ role: 'answerer', attempt, origin: STRANGER }, now);
  if (entry === undefined) {
    joined.out.push({ kind: 'dropped', reason: 'connection-budget' });
    return;
  }
  tellLink(joined, { entry, input: { kind: 'offer', offer } }, now);
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
