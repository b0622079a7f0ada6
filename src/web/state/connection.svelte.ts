// How the connection is doing, in three layers (EXPERIENCE): this device's network, the meeting
// points, the people. It chooses the one sentence for the header and the one trouble to tell.

import type { DhtHealth, Notice, TrackerHealth } from '../../browser.ts';
import { type Cause, causeOf, tell } from './cause.ts';
import { Online } from './now.svelte.ts';
import { PageClock } from './page-clock.svelte.ts';
import type { People } from './people.svelte.ts';
import type { Settings } from './settings.svelte.ts';
import {
  isLooking,
  isSilent,
  type Joined,
  type NoticeCode,
  type Situation,
  working,
} from './situation.ts';
import { text } from './text.ts';

/** A trouble, and which notice made it if the person can wave it away. */
export interface Told {
  readonly says: string;
  readonly next: string;
  readonly dismiss: NoticeCode | undefined;
}

type Notices = ReadonlyMap<NoticeCode, Notice>;

/** Which notice each cause rests on; what is so, however often it is told, can't be waved away. */
const RESTS_ON: Readonly<Partial<Record<Cause, NoticeCode>>> = {
  'clock-skew': 'clock-skew',
  'their-clock': 'clock-skew',
  'other-version': 'other-version',
  'no-path': 'no-path',
  'no-bridge': 'no-bridge',
};

/** What of the settings a connection rests on. What is changed later is for the next room. */
export type Servers = Pick<Settings, 'relays' | 'relayOnly' | 'stun'>;

export class Connection {
  trackers = $state.raw<readonly TrackerHealth[]>([]);
  /** Bridges that could carry what has no direct way. */
  relays = $state.raw<readonly string[]>([]);
  dht = $state.raw<DhtHealth>('absent');
  /** This device's clock, by the page's own server. */
  readonly clock: PageClock;
  /** The newest of each code, waved away or not. */
  #heard = $state.raw<Notices>(new Map());
  /** Those that nobody has waved away. */
  #notices = $state.raw<Notices>(new Map());
  readonly #online = new Online();
  readonly #people: People;
  readonly #joined: Joined;

  /** `servers`: those that the room was joined with. */
  constructor(people: People, servers: Servers, clock = new PageClock()) {
    this.#people = people;
    this.clock = clock;
    const turn = servers.relays.map(({ url }) => url);
    this.#joined = { hidden: servers.relayOnly, turn, stun: servers.stun };
  }

  get online(): boolean {
    return this.#online.value;
  }

  readonly situation: Situation = $derived.by(() => ({
    online: this.online,
    webrtc: 'RTCPeerConnection' in globalThis && !this.#heard.has('unsupported'),
    joined: this.#joined,
    trackers: this.trackers,
    relays: this.relays,
    dht: this.dht,
    here: this.#people.here,
    notices: this.#heard,
    clock: this.clock.reading,
  }));
  readonly working = $derived(working(this.situation));
  readonly silent = $derived(isSilent(this.situation));
  readonly looking = $derived(isLooking(this.situation));
  readonly trouble: Told | undefined = $derived(this.#trouble());

  notice(notice: Notice): void {
    this.#heard = new Map(this.#heard).set(notice.code, notice);
    this.#notices = new Map(this.#notices).set(notice.code, notice);
  }

  /** The banner says no more of it; the doctor still does. */
  dismiss(code: NoticeCode): void {
    this.#notices = without(this.#notices, code);
  }

  /**
   * Somebody came in: a way was found after all. A wrong clock may be that of another, who is still
   * missing: the doctor keeps it, and the banner hears of it again when they try.
   */
  met(): void {
    this.dismiss('clock-skew');
    for (const code of ['no-path', 'no-bridge'] as const) {
      this.dismiss(code);
      this.#heard = without(this.#heard, code);
    }
  }

  /** The meeting points in one sentence. */
  get meeting(): string {
    const { length } = this.trackers;
    if (length === 0) return text.meetingPoints.noneSet;
    if (this.working === length) return text.meetingPoints.all(length);
    if (this.working > 0) return text.meetingPoints.some(this.working, length);
    if (!this.silent) return text.meetingPoints.connecting;
    return this.#company ? text.meetingPoints.noneInCompany : text.meetingPoints.noneAlone;
  }

  /** The whole connection in one sentence, for the header: the layer that matters now. */
  get summary(): string {
    if (!this.online) return text.network.offlineShort;
    const { here, reached } = this.#people;
    if (here.length === 0) {
      return this.looking && this.working > 0 ? text.meetingPoints.looking : this.meeting;
    }
    return reached.length === here.length
      ? text.links.all(here.length)
      : text.links.some(reached.length, here.length);
  }

  get #company(): boolean {
    return this.#people.here.length > 0;
  }

  #trouble(): Told | undefined {
    const situation = { ...this.situation, notices: this.#notices };
    const cause = causeOf(situation);
    if (cause === undefined) return undefined;
    return { ...tell(cause, situation), dismiss: RESTS_ON[cause] };
  }
}

function without(notices: Notices, code: NoticeCode): Notices {
  const rest = new Map(notices);
  rest.delete(code);
  return rest;
}
