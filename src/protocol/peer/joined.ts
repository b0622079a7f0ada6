// The four machines of one peer, and the queue through which each one's outputs reach the others.
// A queue rather than calls, so that no machine is entered while another's outputs are half routed.

import type { Instant } from '../../base/time.ts';
import type { LinkInput, LinkOutput } from '../link/contract.ts';
import type { OverlayInput, OverlayOutput } from '../overlay/contract.ts';
import type { Overlay } from '../overlay/overlay.ts';
import type { RendezvousInput, RendezvousOutput } from '../rendezvous/contract.ts';
import type { Rendezvous } from '../rendezvous/rendezvous.ts';
import type { RoomInput, RoomOutput } from '../room/contract.ts';
import type { Room } from '../room/room.ts';
import type { PeerMember, PeerOutput } from './contract.ts';
import type { Door } from './door.ts';
import type { LinkEntry, LinkTable } from './link-table.ts';

export interface Joined {
  readonly self: Uint8Array;
  readonly links: LinkTable;
  readonly door: Door;
  readonly rendezvous: Rendezvous;
  readonly overlay: Overlay;
  readonly room: Room;
  /** Who is here besides ourselves, by hex id. */
  readonly roster: Map<string, PeerMember>;
  readonly queue: Routed[];
  readonly out: PeerOutput[];
}

export type Routed =
  | { readonly from: 'rendezvous'; readonly output: RendezvousOutput }
  | { readonly from: 'overlay'; readonly output: OverlayOutput }
  | { readonly from: 'room'; readonly output: RoomOutput }
  | { readonly from: 'link'; readonly entry: LinkEntry; readonly output: LinkOutput };

export function tellRendezvous(joined: Joined, input: RendezvousInput, now: Instant): void {
  fromRendezvous(joined, joined.rendezvous.handle(input, now));
}

export function tellOverlay(joined: Joined, input: OverlayInput, now: Instant): void {
  fromOverlay(joined, joined.overlay.handle(input, now));
}

export function tellRoom(joined: Joined, input: RoomInput, now: Instant): void {
  fromRoom(joined, joined.room.handle(input, now));
}

export function tellLink(
  joined: Joined,
  { entry, input }: { readonly entry: LinkEntry; readonly input: LinkInput },
  now: Instant,
): void {
  fromLink(joined, entry, entry.link.handle(input, now));
}

/** The alarm rang: whatever is due in any of the machines. */
export function wakeAll(joined: Joined, now: Instant): void {
  fromRendezvous(joined, joined.rendezvous.wake(now));
  fromOverlay(joined, joined.overlay.wake(now));
  fromRoom(joined, joined.room.wake(now));
  wakeLinks(joined, now);
}

export function wakeLinks(joined: Joined, now: Instant): void {
  for (const entry of [...joined.links]) {
    fromLink(joined, entry, entry.link.wake(now));
    if (entry.giveUpAt === undefined || now < entry.giveUpAt) continue;
    tellLink(joined, { entry, input: { kind: 'close', drain: false } }, now);
  }
}

function fromRendezvous(joined: Joined, outputs: readonly RendezvousOutput[]): void {
  for (const output of outputs) joined.queue.push({ from: 'rendezvous', output });
}

function fromOverlay(joined: Joined, outputs: readonly OverlayOutput[]): void {
  for (const output of outputs) joined.queue.push({ from: 'overlay', output });
}

function fromRoom(joined: Joined, outputs: readonly RoomOutput[]): void {
  for (const output of outputs) joined.queue.push({ from: 'room', output });
}

function fromLink(joined: Joined, entry: LinkEntry, outputs: readonly LinkOutput[]): void {
  for (const output of outputs) joined.queue.push({ from: 'link', entry, output });
}
