// An insider who wishes ill: it knows the root, joins with the real machines, handshakes like
// everybody, and then says over its links what no honest member would.
//
//   rendezvous, links, overlay, room ── as in peer/ ──▶ outputs ── garbled, stalled ──▶ driver
//                    ▲ mischief.ts: forged, doubled, replayed and senseless frames

import type { Instant } from '../../src/base/time.ts';
import { earliest } from '../../src/base/time.ts';
import type { Machine } from '../../src/protocol/machine.ts';
import { Overlay } from '../../src/protocol/overlay/overlay.ts';
import type { PeerConfig, PeerInput, PeerOutput } from '../../src/protocol/peer/contract.ts';
import { routeOverlay, routeRoom } from '../../src/protocol/peer/conversation.ts';
import { Door } from '../../src/protocol/peer/door.ts';
import {
  type Joined,
  tellLink,
  tellOverlay,
  tellRendezvous,
  wakeAll,
} from '../../src/protocol/peer/joined.ts';
import { type LinkEntry, LinkTable } from '../../src/protocol/peer/link-table.ts';
import { routeRendezvous } from '../../src/protocol/peer/meeting.ts';
import { routeLink } from '../../src/protocol/peer/neighbours.ts';
import { Rendezvous } from '../../src/protocol/rendezvous/rendezvous.ts';
import { Room } from '../../src/protocol/room/room.ts';
import { type Act, Mischief, type Target } from './mischief.ts';

/** As many payloads as are worth repeating. */
const MAX_TAPED = 200;
const STALL_ACTS: ReadonlySet<Act> = new Set(['stall', 'garble', 'behave']);

export class HostilePeer implements Machine<PeerInput, PeerOutput> {
  readonly #joined: Joined;
  readonly #mischief: Mischief;
  readonly #nickname: string;
  readonly #taped: Uint8Array[] = [];
  /** How many messages each connection still gets before it falls silent or is garbled. */
  readonly #patience = new Map<number, number>();
  readonly #random: PeerConfig['random'];
  #acts: Act[] = [];
  #onLinks: 'behave' | 'stall' | 'garble' = 'behave';

  constructor(config: PeerConfig) {
    const { keys, identity, random, trackers, nickname } = config;
    this.#nickname = nickname;
    this.#random = random;
    this.#mischief = new Mischief(identity, keys.roomId, random);
    const roster = new Map();
    this.#joined = {
      self: identity.id,
      door: new Door(roster),
      links: new LinkTable(config, new Map()),
      rendezvous: new Rendezvous({ keys, self: identity.id, trackers, random }),
      overlay: new Overlay({ identity, roomId: keys.roomId, random }),
      room: new Room({ identity, roomId: keys.roomId, random }),
      roster,
      queue: [],
      out: [],
    };
  }

  /** Takes effect with the next wake. */
  plan(act: Act): void {
    this.#acts.push(act);
  }

  handle(input: PeerInput, now: Instant): PeerOutput[] {
    const joined = this.#joined;
    if (input.kind === 'rtc') {
      const entry = joined.links.get(input.link);
      const event = { kind: 'rtc', event: input.event } as const;
      if (entry !== undefined) tellLink(joined, { entry, input: event }, now);
    } else if (input.kind === 'start') {
      tellOverlay(joined, { kind: 'start' }, now);
      tellOverlay(joined, { kind: 'nickname', nickname: this.#nickname }, now);
      tellRendezvous(joined, { kind: 'start' }, now);
    } else if (input.kind === 'socket' || input.kind === 'nudge') {
      tellRendezvous(joined, input, now);
    } else if (input.kind === 'leave' || input.kind === 'vanish') this.#leave(now);
    return this.#settle(now);
  }

  wake(now: Instant): PeerOutput[] {
    wakeAll(this.#joined, now);
    for (const act of this.#acts.splice(0)) this.#perform(act, now);
    return this.#settle(now);
  }

  get deadline(): Instant | undefined {
    const { links, rendezvous, overlay, room } = this.#joined;
    return earliest([links.deadline, rendezvous.deadline, overlay.deadline, room.deadline]);
  }

  #leave(now: Instant): void {
    const joined = this.#joined;
    tellOverlay(joined, { kind: 'leave' }, now);
    tellRendezvous(joined, { kind: 'stop' }, now);
    this.#route(now);
    for (const entry of [...joined.links]) {
      tellLink(joined, { entry, input: { kind: 'close', drain: false } }, now);
    }
  }

  #perform(act: Act, now: Instant): void {
    if (STALL_ACTS.has(act)) {
      this.#onLinks = act as 'behave' | 'stall' | 'garble';
      this.#patience.clear();
      return;
    }
    const up = [...this.#joined.links].filter((entry) => entry.up !== undefined);
    const targets = up.map(
      (entry): Target => ({
        card: entry.up?.member as Target['card'],
        send: (payload) => this.#say(entry, payload, now),
      }),
    );
    if (targets.length > 0) this.#mischief.perform(act, { targets, taped: this.#taped, now });
  }

  #say(entry: LinkEntry, payload: Uint8Array, now: Instant): void {
    if (entry.up === undefined) return;
    tellLink(this.#joined, { entry, input: { kind: 'send', channel: 0, payload } }, now);
    this.#route(now);
  }

  #settle(now: Instant): PeerOutput[] {
    this.#route(now);
    const count = this.#joined.overlay.liveLinks;
    tellRendezvous(this.#joined, { kind: 'links', count }, now);
    this.#route(now);
    return this.#joined.out.splice(0).flatMap((output) => this.#spoil(output));
  }

  #route(now: Instant): void {
    const joined = this.#joined;
    for (let step = joined.queue.shift(); step !== undefined; step = joined.queue.shift()) {
      if (step.from === 'rendezvous') routeRendezvous(joined, step.output, now);
      else if (step.from === 'overlay') routeOverlay(joined, step.output, now);
      else if (step.from === 'room') routeRoom(joined, step.output, now);
      else {
        if (step.output.kind === 'received') this.#tape(step.output.payload);
        routeLink(joined, step.entry, { output: step.output, now });
      }
    }
  }

  #tape(payload: Uint8Array): void {
    this.#taped.push(payload);
    if (this.#taped.length > MAX_TAPED) this.#taped.shift();
  }

  /** A connection that falls silent, or speaks nonsense, after its first few messages. */
  #spoil(output: PeerOutput): PeerOutput[] {
    if (this.#onLinks === 'behave') return [output];
    if (output.kind !== 'rtc' || output.command.kind !== 'send') return [output];
    const left = this.#patience.get(output.link) ?? (this.#random.bytes(1)[0] ?? 0) % 4;
    this.#patience.set(output.link, left - 1);
    if (left > 0) return [output];
    if (this.#onLinks === 'stall') return [];
    const bytes = output.command.bytes.slice();
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    return [{ ...output, command: { ...output.command, bytes } }];
  }
}
