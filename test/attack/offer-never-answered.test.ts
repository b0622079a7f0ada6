// Attack: a member never answers, or answers wrongly, the offers that others carry to it. Each such
// offer holds an RTCPeerConnection and one of the 32 places for links; none may be held for ever.

import { expect, test } from 'vitest';
import { roomKeys } from '../../src/crypto/keys.ts';
import { describe as describeLink } from '../../src/protocol/link/negotiation.ts';
import { Overlay } from '../../src/protocol/overlay/overlay.ts';
import { Door } from '../../src/protocol/peer/door.ts';
import { type Joined, tellLink, wakeLinks } from '../../src/protocol/peer/joined.ts';
import { LinkTable } from '../../src/protocol/peer/link-table.ts';
import { routeLink, routeNeighbour } from '../../src/protocol/peer/neighbours.ts';
import { Rendezvous } from '../../src/protocol/rendezvous/rendezvous.ts';
import { Room } from '../../src/protocol/room/room.ts';
import { ATTEMPT, BEGIN, IDENTITIES, seeded, transport } from '../protocol/link/pair.ts';

const MEMBER = IDENTITIES.answerer.id;

function joined(): Joined {
  const keys = roomKeys(new Uint8Array(32).fill(1));
  const [identity, random] = [IDENTITIES.offerer, seeded('peer')];
  const config = { keys, identity, random, trackers: [], iceServers: [] };
  const roster = new Map();
  return {
    self: identity.id,
    door: new Door(roster),
    links: new LinkTable({ ...config, relayOnly: false, nickname: '' }, new Map()),
    rendezvous: new Rendezvous({ keys, self: identity.id, trackers: [], random }),
    overlay: new Overlay({ identity, roomId: keys.roomId, random }),
    room: new Room({ identity, roomId: keys.roomId, random }),
    roster,
    queue: [],
    out: [],
  };
}

function route(joined: Joined, now: number): void {
  for (let step = joined.queue.shift(); step !== undefined; step = joined.queue.shift()) {
    if (step.from === 'link') routeLink(joined, step.entry, { output: step.output, now });
  }
}

/** The overlay asked for a connection, and its offer is made. */
function offered(): Joined {
  const peer = joined();
  routeNeighbour(peer, { kind: 'connect', member: MEMBER, attempt: ATTEMPT }, BEGIN);
  const entry = peer.links.offerer(ATTEMPT);
  if (entry === undefined) throw new Error('no link was made');
  const event = { kind: 'local', transport: transport('off', 'actpass') } as const;
  tellLink(peer, { entry, input: { kind: 'rtc', event } }, BEGIN);
  route(peer, BEGIN);
  return peer;
}

/** Wakes it for a day whenever it asks to be woken. */
function passADay(peer: Joined): void {
  for (let wakes = 0; wakes < 100; wakes++) {
    const { deadline } = peer.links;
    if (deadline === undefined || deadline > BEGIN + 86_400_000) break;
    wakeLinks(peer, deadline);
    route(peer, deadline);
  }
}

const CLOSED = { kind: 'rtc', link: 1, command: { kind: 'close' } };

test('an offer that nobody answers ends, and its connection is closed', () => {
  const peer = offered();
  passADay(peer);
  expect(peer.links.size).toBe(0);
  expect(peer.out).toContainEqual(CLOSED);
});

test('so does one whose answer names another offer', () => {
  const peer = offered();
  const bridges = () => [];
  const config = {
    attempt: ATTEMPT,
    identity: IDENTITIES.answerer,
    pace: 'prompt',
    bridges,
  } as unknown as Parameters<typeof describeLink>[0];
  const first = { transport: transport('x', 'actpass'), offer: undefined };
  const offer = describeLink(config, first, BEGIN);
  const answer = describeLink(config, { transport: transport('ans', 'active'), offer }, BEGIN);
  routeNeighbour(peer, { kind: 'answer', from: MEMBER, ...answer }, BEGIN);
  route(peer, BEGIN);
  expect(peer.out.at(-1)).toEqual({ kind: 'dropped', reason: 'answer-misbound' });
  passADay(peer);
  expect(peer.links.size).toBe(0);
  expect(peer.out).toContainEqual(CLOSED);
});
