// Everything that was ever written in a world, and who has read it: the truth that screens and
// receipts are held against.

import { toHex } from '../../src/base/bytes.ts';
import type { RoomSettings } from '../../src/protocol/overlay/contract.ts';
import { SUSPECT_AFTER_MS } from '../../src/protocol/overlay/neighbours.ts';
import { RENEW_HELD_MS } from '../../src/protocol/overlay/states.ts';
import type { Entry } from '../../src/protocol/room/contract.ts';
import type { SimMember } from './member.ts';

/**
 * "Newcomers get nothing from before they came" (DESIGN §6), as exactly as it can be known: what was
 * on its way over a link that nobody suspected yet, and what an author had not told of by its STATE,
 * may still reach somebody who came meanwhile.
 */
const IN_FLIGHT_MS = RENEW_HELD_MS + SUSPECT_AFTER_MS;

export interface Saying {
  readonly author: SimMember;
  readonly at: number;
  /** Who has read it, by id. */
  readonly readers: Set<string>;
  /** When its author first learned that somebody holds it. */
  heldSince: number | undefined;
}

/** What hostile members sign in their own name begins so; whatever they forge is of another author. */
export const EVIL = 'evil';

export class Chronicle {
  readonly sayings = new Map<string, Saying>();
  /** What honest members have set, as {@link settingOf} puts it. */
  readonly #settings = new Set<string>();
  readonly #now: () => number;
  /** Insiders that may acknowledge what they never got. */
  liars = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  write(text: string, author: SimMember): void {
    this.sayings.set(text, { author, at: this.#now(), readers: new Set(), heldSince: undefined });
  }

  /** Somebody's screen shows a line of somebody else: what is wrong with that, if anything. */
  read(entry: Entry, reader: SimMember): string | undefined {
    const saying = this.sayings.get(entry.text);
    if (saying === undefined) return this.#unwritten(entry);
    if (toHex(entry.author) !== saying.author.id) return `"${entry.text}" shows a forged author`;
    saying.readers.add(reader.id);
    const { heldSince } = saying;
    if (heldSince === undefined) return undefined;
    const late = reader.joinedAt - heldSince;
    if (late <= IN_FLIGHT_MS) return undefined;
    return `"${entry.text}" was held by somebody ${late} ms before this member came`;
  }

  receipt(text: string, { reached, of }: { reached: number; of: number }): string | undefined {
    const saying = this.sayings.get(text);
    if (saying === undefined) return `"${text}" was never written`;
    if (reached > 0) saying.heldSince ??= this.#now();
    if (reached > of) return `"${text}" reached ${reached} of ${of}`;
    const possible = saying.readers.size + this.liars;
    return reached > possible ? `"${text}" reached ${reached}, read by ${possible}` : undefined;
  }

  /** An honest member has set what all share. */
  set(settings: RoomSettings, author: SimMember): void {
    this.#settings.add(settingOf(settings, author.id));
  }

  /** Somebody's screen says that an honest member did: what is wrong with that, if anything. */
  wasSet(settings: RoomSettings, by: SimMember): string | undefined {
    if (this.#settings.has(settingOf(settings, by.id))) return undefined;
    return `${by.name} is said to have set ${settingOf(settings, by.id)}`;
  }

  #unwritten({ text, author }: Entry): string | undefined {
    if (text.startsWith(`${EVIL} ${toHex(author)}`)) return undefined;
    return `"${text}" was never written by ${toHex(author)}`;
  }
}

function settingOf({ locked, lifetime, at }: RoomSettings, by: string): string {
  return JSON.stringify({ locked, lifetime, at, by });
}
