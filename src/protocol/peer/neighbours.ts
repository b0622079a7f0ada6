// Overlay and links: members are met through members, and a link that is up carries the overlay.
//
//   overlay  connect ─▶ link start … local ─▶ signal (offer)
//   overlay  offer ───▶ link offer … local ─▶ signal (answer)
//   overlay  answer ──▶ link answer
//   link     up ──────▶ link-up       received ─▶ received       down ─▶ link-down

import { equal, toHex } from '../../base/bytes.ts';
import type { Instant } from '../../base/time.ts';
import type { Card } from '../../crypto/identity.ts';
import type { LinkDownReason, LinkOutput, LinkUp, RtcCommand } from '../link/contract.ts';
import type { OverlayOutput } from '../overlay/contract.ts';
import { type Joined, tellLink, tellOverlay, tellRendezvous } from './joined.ts';
import { isAlive, type LinkEntry, newerStays } from './link-table.ts';

export type NeighbourOutput = Extract<
  OverlayOutput,
  { readonly kind: 'send' | 'send-fast' | 'connect' | 'offer' | 'answer' | 'close-link' }
>;

export function routeNeighbour(joined: Joined, output: NeighbourOutput, now: Instant): void {
  switch (output.kind) {
    case 'send':
    case 'send-fast':
      return sendOver(joined, output, now);
    case 'connect':
      return connect(joined, output, now);
    case 'offer':
      return answerMember(joined, output, now);
    case 'answer':
      return takeAnswer(joined, output, now);
    case 'close-link': {
      const entry = joined.links.get(output.link);
      if (entry !== undefined)
        tellLink(joined, { entry, input: { kind: 'close', drain: false } }, now);
    }
  }
}

export function routeLink(
  joined: Joined,
  entry: LinkEntry,
  { output, now }: { readonly output: LinkOutput; readonly now: Instant },
): void {
  switch (output.kind) {
    case 'rtc':
      return perform(joined, entry, { command: output.command, now });
    case 'local':
      return signal(joined, entry, { record: output.local.record, now });
    case 'identified':
      return identified(joined, entry, { member: output.member, now });
    case 'up':
      return linkUp(joined, entry, { up: output.up, now });
    case 'received':
      return received(joined, entry, { received: output, now });
    case 'interrupted':
      if (entry.up !== undefined) tellOverlay(joined, { ...output, link: entry.id }, now);
      return;
    case 'path':
      entry.path = output.path;
      return refreshMember(joined, entry);
    case 'writable':
      return;
    case 'dropped':
      joined.out.push(output);
      return;
    case 'down':
      return linkDown(joined, entry, { reason: output.reason, now });
  }
}

/** Who made a record is a claim until here, and the door may have been locked since. */
function identified(
  joined: Joined,
  entry: LinkEntry,
  { member, now }: { readonly member: Card; readonly now: Instant },
): void {
  if (isMetByItself(entry) && !joined.door.admits(member.id)) {
    joined.out.push({ kind: 'dropped', reason: 'link-locked-out' });
    return tellLink(joined, { entry, input: { kind: 'close', drain: false } }, now);
  }
  const handshake = joined.links.heldHandshake(member, now);
  tellLink(joined, { entry, input: { kind: 'held', handshake } }, now);
}

/** Neither brought along by a member nor, by hand, let in by the person here. */
function isMetByItself({ origin }: LinkEntry): boolean {
  return origin.kind === 'rendezvous' && origin.by !== 'hand';
}

type Received = Extract<LinkOutput, { readonly kind: 'received' }>;

/** Nothing goes over the bulk channel yet. */
function received(
  joined: Joined,
  { id: link }: LinkEntry,
  { received: { channel, payload }, now }: { readonly received: Received; readonly now: Instant },
): void {
  if (channel === 2) return;
  const kind = channel === 0 ? 'received' : 'received-fast';
  tellOverlay(joined, { kind, link, payload }, now);
}

/** A bridge lets us in by what we are called in the room's swarm there. */
function perform(
  joined: Joined,
  entry: LinkEntry,
  { command, now }: { readonly command: RtcCommand; readonly now: Instant },
): void {
  if (command.kind !== 'relay') {
    joined.out.push({ kind: 'rtc', link: entry.id, command });
    return;
  }
  const { url, token } = command;
  const pass = joined.links.passFor(url);
  if (pass === undefined) {
    const closed = { kind: 'closed', reason: 'failed' } as const;
    return tellLink(joined, { entry, input: { kind: 'rtc', event: closed } }, now);
  }
  const options = { url, token, pass };
  joined.out.push({ kind: 'rtc', link: entry.id, command: { kind: 'relay', options } });
}

function sendOver(
  joined: Joined,
  { kind, link, payload }: Extract<OverlayOutput, { readonly kind: 'send' | 'send-fast' }>,
  now: Instant,
): void {
  const entry = joined.links.get(link);
  if (entry?.up === undefined) return;
  const channel = kind === 'send' ? 0 : 1;
  tellLink(joined, { entry, input: { kind: 'send', channel, payload } }, now);
}

function connect(
  joined: Joined,
  { member, attempt }: Extract<OverlayOutput, { readonly kind: 'connect' }>,
  now: Instant,
): void {
  const origin = { kind: 'overlay', member } as const;
  const entry = joined.links.create({ role: 'offerer', attempt, origin }, now);
  if (entry === undefined)
    return tellOverlay(joined, { kind: 'connect-failed', member, attempt }, now);
  tellLink(joined, { entry, input: { kind: 'start' } }, now);
}

type Introduced = Extract<OverlayOutput, { readonly kind: 'offer' | 'answer' }>;

function answerMember(joined: Joined, offer: Introduced, now: Instant): void {
  const { attempt } = offer.description;
  const origin = { kind: 'overlay', member: offer.from } as const;
  const entry = joined.links.create({ role: 'answerer', attempt, origin }, now);
  if (entry === undefined) {
    joined.out.push({ kind: 'dropped', reason: 'connection-budget' });
    return;
  }
  tellLink(joined, { entry, input: { kind: 'offer', offer } }, now);
}

function takeAnswer(joined: Joined, answer: Introduced, now: Instant): void {
  const entry = joined.links.offerer(answer.description.attempt);
  const asked = entry?.origin.kind === 'overlay' && equal(entry.origin.member, answer.from);
  if (entry === undefined || !asked || entry.answered) {
    joined.out.push({ kind: 'dropped', reason: 'answer-unasked' });
    return;
  }
  entry.answered = true;
  tellLink(joined, { entry, input: { kind: 'answer', answer } }, now);
}

/** The link's own offer or answer goes back the way the request for it came. */
function signal(
  joined: Joined,
  entry: LinkEntry,
  { record, now }: { readonly record: Uint8Array; readonly now: Instant },
): void {
  const { attempt, origin, role } = entry;
  if (origin.kind === 'overlay') {
    const half = role === 'offerer' ? 'offer' : 'answer';
    tellOverlay(joined, { kind: 'signal', to: origin.member, attempt, role: half, record }, now);
    return;
  }
  const kind = role === 'offerer' ? 'offer-ready' : 'answer-ready';
  tellRendezvous(joined, { kind, attempt, record }, now);
}

function linkUp(
  joined: Joined,
  entry: LinkEntry,
  { up, now }: { readonly up: LinkUp; readonly now: Instant },
): void {
  const older = joined.links.linkTo(up.member.id);
  const olderUp = older?.up;
  entry.giveUpAt = undefined;
  settled(joined, entry, now);
  if (older !== undefined && olderUp !== undefined && isAlive(older, now)) {
    if (!newerStays(olderUp, up, joined.self)) {
      return tellLink(joined, { entry, input: { kind: 'close', drain: true } }, now);
    }
  }
  entry.up = up;
  tellOverlay(joined, { kind: 'link-up', link: entry.id, member: up.member }, now);
  if (older === undefined) return;
  retire(joined, older, now);
}

/** The loser of two links to one member: what it still carries arrives, nothing new is sent. */
function retire(joined: Joined, loser: LinkEntry, now: Instant): void {
  loser.up = undefined;
  tellLink(joined, { entry: loser, input: { kind: 'close', drain: true } }, now);
  tellOverlay(joined, { kind: 'link-down', link: loser.id }, now);
}

function linkDown(
  joined: Joined,
  entry: LinkEntry,
  { reason, now }: { readonly reason: LinkDownReason; readonly now: Instant },
): void {
  joined.links.delete(entry.id);
  if (entry.up !== undefined) {
    entry.up = undefined;
    tellOverlay(joined, { kind: 'link-down', link: entry.id }, now);
    return;
  }
  if (reason === 'unsupported') {
    joined.out.push({ kind: 'notice', notice: { code: 'unsupported' } });
  }
  if (reason === 'no-bridge') {
    joined.out.push({ kind: 'notice', notice: { code: 'no-bridge' } });
  }
  const wasTried = reason === 'unreachable' || reason === 'timeout';
  const noPath = entry.answered && wasTried && !mayHaveGone(entry);
  if (noPath && joined.overlay.liveLinks === 0) {
    joined.out.push({ kind: 'notice', notice: { code: 'no-path' } });
  }
  if (entry.origin.kind === 'rendezvous') return settled(joined, entry, now);
  const { member } = entry.origin;
  tellOverlay(joined, { kind: 'connect-failed', member, attempt: entry.attempt }, now);
}

/** Whoever answers in the mailbox or by hand can't tell a closed network from somebody who has gone. */
function mayHaveGone({ role, origin }: LinkEntry): boolean {
  return role === 'answerer' && origin.kind === 'rendezvous' && origin.by !== 'tracker';
}

/** What rendezvous asked for is done with: its link is up, or will never be. */
function settled(joined: Joined, { origin, role, attempt }: LinkEntry, now: Instant): void {
  if (origin.kind !== 'rendezvous') return;
  const kind = role === 'offerer' ? 'offer-over' : 'answer-over';
  tellRendezvous(joined, { kind, attempt }, now);
}

function refreshMember(joined: Joined, entry: LinkEntry): void {
  const member = entry.up && joined.roster.get(toHex(entry.up.member.id));
  if (member === undefined || member.path === entry.path) return;
  const refreshed = { ...member, path: entry.path };
  joined.roster.set(toHex(member.id), refreshed);
  joined.out.push({ kind: 'member', member: refreshed });
}
