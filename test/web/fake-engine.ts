// The library as the screens see it, without keys or network: what it derives, a test decides.

import type { DeriveControl, DerivedRoot, JoinControl, JoinOptions } from '../../src/browser.ts';
import type { Engine } from '../../src/web/state/engine.ts';
import { Stay } from '../../src/web/state/stay.svelte.ts';
import { looksLikeInvite, parseInvite } from '../../src/wire/invite.ts';
import { FakeRoom } from './fake-room.ts';

const WORDS = [
  ...['abacus', 'bonus', 'cobalt', 'copilot', 'copper', 'cork', 'dolphin', 'granite', 'harbor'],
  ...['lantern', 'maple', 'quartz', 'ripple', 'sapling', 'velvet', 'walnut', 'willow', 'zipper'],
];

export interface Run {
  readonly phrase: string;
  readonly control: DeriveControl;
  readonly finish: (derived: DerivedRoot) => void;
  readonly fail: (error: Error) => void;
}

export const ROOT: DerivedRoot = { root: new Uint8Array(32), emblem: [18, 48, 42] };

export class FakeEngine implements Engine {
  readonly runs: Run[] = [];
  readonly joined: JoinOptions[] = [];
  /** Beside each of `joined`. */
  readonly controls: JoinControl[] = [];
  readonly looksLikeInvite = looksLikeInvite;
  readonly parseInvite = parseInvite;
  readonly room: FakeRoom;
  /** Further rooms, for the joins after the first; then the first again. */
  readonly rooms: FakeRoom[] = [];
  readonly trackers = ['wss://one.example', 'wss://two.example', 'wss://three.example'];
  readonly maxTrackers = 6;
  readonly Stay = Stay;
  readonly iceServers = [{ urls: ['stun:stun.example:3478'] }];

  constructor(room = new FakeRoom()) {
    this.room = room;
  }

  readonly newPhrase = () => 'velvet harbor copper sapling quartz lantern';

  readonly completions = (prefix: string, limit: number) =>
    WORDS.filter((word) => prefix !== '' && word.startsWith(prefix.toLowerCase())).slice(0, limit);

  readonly listWords = (phrase: string) =>
    phrase.split(/\s+/).filter((word) => WORDS.includes(word.toLowerCase())).length;

  readonly deriveRoot: Engine['deriveRoot'] = ({ phrase }, control = {}) =>
    new Promise((finish, fail) => {
      this.runs.push({ phrase, control, finish, fail });
      control.signal?.addEventListener('abort', () => fail(new Error('aborted')));
    });

  readonly join: Engine['join'] = (what, control = {}) => {
    this.joined.push(what);
    this.controls.push(control);
    return Promise.resolve(this.rooms[this.joined.length - 2] ?? this.room);
  };
}
