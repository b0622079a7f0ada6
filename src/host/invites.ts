// One-time invites (DESIGN §8): for each, a small room of its own whose root is the link's token.
// Whoever comes first is let into the real room; whoever comes later is told that it was used.
//
//   inviter ─ small room of the token ◀─ link ─ guest
//           ─ ADMIT: the real room's root ────▶ guest joins that, and leaves the small room
//
// The token is burnt as soon as the guest's link stands, whether or not ADMIT arrives: one link, one
// guest. The small room lives in this page alone, so an invite ends with it, and after a day at most.

import { BoundedMap } from '../base/bounded-map.ts';
import { equal, toHex } from '../base/bytes.ts';
import { HOUR_MS, type Instant, MINUTE_MS } from '../base/time.ts';
import { inviteRoot } from '../crypto/root.ts';
import type { Cancel, Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import { encodeInvite, INVITE_TOKEN_BYTES } from '../wire/invite.ts';
import { SottoError } from './errors.ts';
import type { LiveRoom } from './live-room.ts';

/** DESIGN §8: "It lives a day at most". */
export const INVITE_LIFE_MS = 24 * HOUR_MS;
/** Our choice: as long as a used link is likely to be tried again, and then told that it was used. */
export const TELL_USED_MS = 10 * MINUTE_MS;
/** Our choice: each holds connections to every meeting point of its own. */
export const MAX_OPEN_INVITES = 4;
/** Our choice: more that are over than anybody looks back at; the oldest is forgotten first. */
export const MAX_LISTED_INVITES = 32;
/** Our choice: so many late guests of one link are told once, and each renewed word of theirs is not. */
export const MAX_TOLD_USED = 64;

export type InviteState = 'open' | 'used' | 'revoked' | 'expired';

export interface Invite {
  /** For the end of a link, after its `#`; also its name here. Secret until it is used. */
  readonly code: string;
  /** Ms since the Unix epoch. */
  readonly expiresAt: Instant;
  readonly state: InviteState;
}

/** What an invite needs of its small room. */
export type Hall = Pick<LiveRoom, 'id' | 'on' | 'leave'> & {
  readonly notes: Pick<LiveRoom['notes'], 'send'>;
};

export interface InvitePorts {
  readonly clock: Clock;
  readonly random: Random;
  /** Opens a room beside the real one. */
  readonly open: (root: Uint8Array) => Hall;
}

interface Issued {
  invite: Invite;
  readonly hall: Hall;
  guest: Uint8Array | undefined;
  /** Who was told, by hex id, that it was used. */
  readonly told: BoundedMap<string, true>;
  cancel: Cancel;
}

export class Invites {
  readonly #ports: InvitePorts;
  readonly #root: Uint8Array;
  readonly #changed: () => void;
  readonly #issued = new Map<string, Issued>();

  /** `root` is what guests get; `changed` hears whenever {@link list} is another. */
  constructor(ports: InvitePorts, root: Uint8Array, changed: () => void) {
    this.#ports = ports;
    this.#root = root;
    this.#changed = changed;
  }

  /** All that were made, the ended ones too. */
  get list(): readonly Invite[] {
    return [...this.#issued.values()].map(({ invite }) => invite);
  }

  /** Throws `too-many-invites`. */
  create(): Invite {
    const open = this.list.filter(({ state }) => state === 'open').length;
    if (open >= MAX_OPEN_INVITES) throw new SottoError('too-many-invites', 'four at a time');
    const token = this.#ports.random.bytes(INVITE_TOKEN_BYTES);
    const hall = this.#ports.open(inviteRoot(token));
    const expiresAt = this.#ports.clock.now() + INVITE_LIFE_MS;
    const code = encodeInvite({ token, inviter: hall.id });
    const invite: Invite = { code, expiresAt, state: 'open' };
    const issued: Issued = {
      invite,
      hall,
      guest: undefined,
      told: new BoundedMap(MAX_TOLD_USED),
      cancel: () => {},
    };
    this.#issued.set(code, issued);
    this.#endAt(issued, expiresAt, 'expired');
    hall.on((event) => {
      if (event.type === 'member') this.#arrived(issued, event.member.id);
    });
    this.#forgetOldest();
    this.#changed();
    return invite;
  }

  /** Nobody gets in by it any more. */
  revoke(code: string): void {
    const issued = this.#issued.get(code);
    if (issued?.invite.state === 'open') this.#end(issued, 'revoked');
  }

  /** The room is left. */
  close(): void {
    for (const { hall, cancel } of this.#issued.values()) {
      cancel();
      void hall.leave();
    }
    this.#issued.clear();
  }

  #forgetOldest(): void {
    const ended = [...this.#issued].filter(([, { invite }]) => invite.state !== 'open');
    const beyond = Math.max(0, this.#issued.size - MAX_LISTED_INVITES);
    for (const [code, issued] of ended.slice(0, beyond)) {
      issued.cancel();
      void issued.hall.leave();
      this.#issued.delete(code);
    }
  }

  #arrived(issued: Issued, member: Uint8Array): void {
    if (issued.guest !== undefined && equal(issued.guest, member)) return;
    if (issued.invite.state !== 'open') {
      if (issued.told.has(toHex(member))) return;
      issued.told.set(toHex(member), true);
      void issued.hall.notes.send(member, 'used', new Uint8Array());
      return;
    }
    issued.guest = member;
    void issued.hall.notes.send(member, 'admit', this.#root);
    this.#set(issued, 'used');
    this.#endAt(issued, this.#ports.clock.now() + TELL_USED_MS, 'used');
  }

  #endAt(issued: Issued, at: Instant, state: InviteState): void {
    issued.cancel();
    issued.cancel = this.#ports.clock.alarm(at, () => this.#end(issued, state));
  }

  #end(issued: Issued, state: InviteState): void {
    issued.cancel();
    void issued.hall.leave();
    this.#set(issued, state);
  }

  #set(issued: Issued, state: InviteState): void {
    if (issued.invite.state === state) return;
    issued.invite = { ...issued.invite, state };
    this.#changed();
  }
}
