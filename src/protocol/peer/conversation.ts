// Overlay and room: verified messages come up, signed ones go down, and the roster is shared.

import { toHex } from '../../base/bytes.ts';
import type { Instant } from '../../base/time.ts';
import type { MemberView, OverlayOutput } from '../overlay/contract.ts';
import type { RoomOutput } from '../room/contract.ts';
import type { PeerMember } from './contract.ts';
import { type Joined, tellOverlay, tellRoom } from './joined.ts';
import type { LinkEntry } from './link-table.ts';
import { routeNeighbour } from './neighbours.ts';

export function routeOverlay(joined: Joined, output: OverlayOutput, now: Instant): void {
  switch (output.kind) {
    case 'deliver':
    case 'acknowledged':
      return tellRoom(joined, output, now);
    case 'member':
      return memberChanged(joined, output.member, now);
    case 'gone':
      return memberGone(joined, output, now);
    case 'settings':
      joined.door.lock(output.settings.locked);
      joined.out.push(output);
      return;
    case 'clock-skew': {
      const { differenceMs } = output;
      joined.out.push({ kind: 'notice', notice: { code: 'clock-skew', differenceMs } });
      return;
    }
    case 'typing':
    case 'dropped':
      joined.out.push(output);
      return;
    default:
      return routeNeighbour(joined, output, now);
  }
}

export function routeRoom(joined: Joined, output: RoomOutput, now: Instant): void {
  if (output.kind === 'publish' || output.kind === 'forget') {
    return tellOverlay(joined, output, now);
  }
  joined.out.push(output);
}

function memberChanged(joined: Joined, view: MemberView, now: Instant): void {
  const key = toHex(view.id);
  const known = joined.roster.get(key);
  const link = joined.links.linkTo(view.id);
  const member = { ...view, met: known?.met ?? howMet(link), path: link?.path };
  joined.roster.set(key, member);
  joined.out.push({ kind: 'member', member });
  if (known === undefined) tellMembers(joined, now);
}

/** By the way of the first link; who was heard of before any link was met through others. */
function howMet(link: LinkEntry | undefined): PeerMember['met'] {
  return link?.origin.kind === 'rendezvous' ? link.origin.by : 'member';
}

type Gone = Extract<OverlayOutput, { readonly kind: 'gone' }>;

/** Who said BYE will not come back; who was lost may. */
function memberGone(joined: Joined, gone: Gone, now: Instant): void {
  joined.roster.delete(toHex(gone.member));
  joined.door.gone(gone.member, gone.reason, now);
  joined.out.push(gone);
  if (gone.reason === 'left') tellRoom(joined, { kind: 'left', member: gone.member }, now);
  tellMembers(joined, now);
}

function tellMembers(joined: Joined, now: Instant): void {
  const members = [...joined.roster].map(([key, { sealingKey: s, signingKey: g }]) => {
    return [key, { s, g }] as const;
  });
  tellRoom(joined, { kind: 'members', members: new Map(members) }, now);
}
