// One member of one room: the only place that joins meeting, links, overlay and conversation.
//
//   trackers ⇄ Rendezvous ─┐
//                          ├─ Link × n ⇄ Overlay ⇄ Room ⇄ the person
//                    RTC ⇄ ┘
//
// One file per pair routes outputs: meeting.ts (rendezvous and links), neighbours.ts (overlay and
// links), conversation.ts (overlay and room).

import { toHex } from '../../base/bytes.ts';
import { earliest, type Instant } from '../../base/time.ts';
import type { Machine } from '../machine.ts';
import { Overlay } from '../overlay/overlay.ts';
import { Rendezvous } from '../rendezvous/rendezvous.ts';
import { Room } from '../room/room.ts';
import type { PeerConfig, PeerInput, PeerMember, PeerOutput } from './contract.ts';
import { routeOverlay, routeRoom } from './conversation.ts';
import { Door } from './door.ts';
import {
  type Joined,
  tellLink,
  tellOverlay,
  tellRendezvous,
  tellRoom,
  wakeAll,
  wakeLinks,
} from './joined.ts';
import { LinkTable } from './link-table.ts';
import { routeRendezvous } from './meeting.ts';
import { routeLink } from './neighbours.ts';

export class Peer implements Machine<PeerInput, PeerOutput> {
  readonly #joined: Joined;
  readonly #nickname: string;
  #state: 'new' | 'here' | 'leaving' | 'left' = 'new';
  #told = { count: 0, members: 1, rank: 0 };
  #door = { open: true, offers: true };

  constructor(config: PeerConfig) {
    const { keys, identity, random, trackers, nickname, build, alwaysOpen } = config;
    this.#nickname = nickname;
    const roster = new Map<string, PeerMember>();
    const door = new Door(roster, alwaysOpen);
    const admits = (member: Uint8Array) => door.admits(member);
    this.#joined = {
      self: identity.id,
      links: new LinkTable(config, roster),
      door,
      rendezvous: new Rendezvous({ keys, self: identity.id, trackers, random, admits }),
      overlay: new Overlay({ identity, roomId: keys.roomId, random, build }),
      room: new Room({ identity, roomId: keys.roomId, random }),
      roster,
      queue: [],
      out: [],
    };
  }

  handle(input: PeerInput, now: Instant): PeerOutput[] {
    if (input.kind === 'rtc') this.#rtc(input, now);
    else if (input.kind === 'start') this.#start(now);
    else if (this.#state === 'here') this.#whileHere(input, now);
    return this.#settle(now);
  }

  wake(now: Instant): PeerOutput[] {
    if (this.#state === 'here') wakeAll(this.#joined, now);
    else wakeLinks(this.#joined, now);
    return this.#settle(now);
  }

  get deadline(): Instant | undefined {
    const { links, rendezvous, overlay, room } = this.#joined;
    if (this.#state !== 'here') return links.deadline;
    return earliest([links.deadline, rendezvous.deadline, overlay.deadline, room.deadline]);
  }

  #start(now: Instant): void {
    if (this.#state !== 'new') return;
    this.#state = 'here';
    tellOverlay(this.#joined, { kind: 'start' }, now);
    tellOverlay(this.#joined, { kind: 'nickname', nickname: this.#nickname }, now);
    tellRendezvous(this.#joined, { kind: 'start' }, now);
  }

  #whileHere(input: Exclude<PeerInput, { readonly kind: 'rtc' | 'start' }>, now: Instant): void {
    switch (input.kind) {
      case 'leave':
      case 'vanish':
        return this.#leave(input.kind === 'leave', now);
      case 'write':
      case 'edit':
      case 'delete':
      case 'react':
      case 'read':
      case 'note':
      case 'verify':
      case 'withdraw':
        return tellRoom(this.#joined, input, now);
      case 'nickname':
      case 'settings':
      case 'typing':
        return tellOverlay(this.#joined, input, now);
      case 'socket':
      case 'dht':
      case 'trackers':
      case 'nudge':
      case 'hand-offer':
      case 'hand-code':
        return tellRendezvous(this.#joined, input, now);
    }
  }

  #rtc({ link, event }: Extract<PeerInput, { readonly kind: 'rtc' }>, now: Instant): void {
    const entry = this.#joined.links.get(link);
    if (entry !== undefined) tellLink(this.#joined, { entry, input: { kind: 'rtc', event } }, now);
  }

  #leave(drain: boolean, now: Instant): void {
    this.#state = 'leaving';
    tellOverlay(this.#joined, { kind: 'leave' }, now);
    tellRendezvous(this.#joined, { kind: 'stop' }, now);
    this.#route(now);
    for (const entry of [...this.#joined.links]) {
      tellLink(this.#joined, { entry, input: { kind: 'close', drain } }, now);
    }
  }

  #settle(now: Instant): PeerOutput[] {
    this.#route(now);
    if (this.#state === 'here') {
      this.#tellLinks(now);
      this.#tellDoor(now);
    }
    if (this.#state === 'leaving' && this.#joined.links.size === 0) {
      this.#state = 'left';
      this.#joined.out.push({ kind: 'left' });
    }
    return this.#joined.out.splice(0);
  }

  /** Rendezvous looks for people while no link is alive, or trackers count more than we know. */
  #tellLinks(now: Instant): void {
    const { overlay, roster, self } = this.#joined;
    const own = toHex(self);
    const rank = [...roster.keys()].filter((key) => key < own).length;
    const told = { count: overlay.liveLinks, members: roster.size + 1, rank };
    const before = this.#told;
    const same = told.count === before.count && told.members === before.members;
    if (same && rank === before.rank) return;
    this.#told = told;
    tellRendezvous(this.#joined, { kind: 'links', ...told }, now);
    this.#route(now);
  }

  /** After the links: who has lost the last one looks for the others, even out of a locked room. */
  #tellDoor(now: Instant): void {
    const { overlay, door } = this.#joined;
    const told = { open: !door.locked, offers: door.seeks(overlay.liveLinks === 0, now) };
    if (told.open === this.#door.open && told.offers === this.#door.offers) return;
    this.#door = told;
    tellRendezvous(this.#joined, { kind: 'door', ...told }, now);
    this.#route(now);
  }

  #route(now: Instant): void {
    const joined = this.#joined;
    for (let step = joined.queue.shift(); step !== undefined; step = joined.queue.shift()) {
      if (step.from === 'rendezvous') routeRendezvous(joined, step.output, now);
      else if (step.from === 'overlay') routeOverlay(joined, step.output, now);
      else if (step.from === 'room') routeRoom(joined, step.output, now);
      else routeLink(joined, step.entry, { output: step.output, now });
    }
  }
}
