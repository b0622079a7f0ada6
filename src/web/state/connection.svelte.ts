// How the connection is doing, in three layers (EXPERIENCE): this device's network, the meeting
// points, the people. It chooses the one sentence for the header and the one trouble to tell.

import type { DhtHealth, Notice, TrackerHealth } from '../../browser.ts';
import { Online } from './now.svelte.ts';
import type { People } from './people.svelte.ts';
import type { Settings } from './settings.svelte.ts';
import { text } from './text.ts';

export type NoticeCode = Notice['code'];

/** A trouble, and which notice made it if the person can wave it away. */
export interface Told {
  readonly says: string;
  readonly next: string;
  readonly dismiss: NoticeCode | undefined;
}

export class Connection {
  trackers = $state.raw<readonly TrackerHealth[]>([]);
  /** Bridges that could carry what has no direct way. */
  relays = $state.raw<readonly string[]>([]);
  dht = $state.raw<DhtHealth>('absent');
  #notices = $state.raw<ReadonlyMap<NoticeCode, Notice>>(new Map());
  readonly #online = new Online();
  readonly #people: People;
  /** As it was at joining: what is changed in the settings later is used when one next goes in. */
  readonly #hiddenWithoutRelay: boolean;

  constructor(people: People, settings: Settings) {
    this.#people = people;
    this.#hiddenWithoutRelay = settings.hiddenWithoutRelay;
  }

  get online(): boolean {
    return this.#online.value;
  }

  readonly working = $derived(this.trackers.filter(({ state }) => state === 'working').length);
  /** None works, and none is still being tried for the first time. */
  readonly silent = $derived(
    this.trackers.every(({ state }) => state === 'silent' || state === 'unreachable'),
  );
  /** A search is running: never shown otherwise. */
  readonly looking = $derived(
    this.online && !this.#unsupported && this.trackers.length > 0 && !this.silent,
  );
  readonly trouble: Told | undefined = $derived(this.#trouble());

  notice(notice: Notice): void {
    this.#notices = new Map(this.#notices).set(notice.code, notice);
  }

  dismiss(code: NoticeCode): void {
    const rest = new Map(this.#notices);
    rest.delete(code);
    this.#notices = rest;
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
    if (here.length === 0) return this.meeting;
    return reached.length === here.length
      ? text.links.all(here.length)
      : text.links.some(reached.length, here.length);
  }

  get #company(): boolean {
    return this.#people.here.length > 0;
  }

  #trouble(): Told | undefined {
    const { doctor } = text;
    if (this.#unsupported) return fixed(doctor.unsupported);
    if (!this.online) return fixed(doctor.offline);
    if (this.#hiddenForNothing) return fixed(doctor['no-relay']);
    const skew = this.#notices.get('clock-skew');
    if (skew?.code === 'clock-skew') return clockTrouble(skew.differenceMs);
    if (this.#notices.has('other-version')) {
      return { ...doctor['other-version'], dismiss: 'other-version' };
    }
    if (!this.#company) {
      const code = (['no-bridge', 'no-path'] as const).find((one) => this.#notices.has(one));
      if (code !== undefined) return { ...doctor[code], dismiss: code };
    }
    return this.#meetingTrouble();
  }

  /** No WebRTC here, and no bridge that makes up for it. */
  get #unsupported(): boolean {
    return this.#notices.has('unsupported') && this.relays.length === 0;
  }

  /** No relay of the person's own, and none of a meeting point that has answered. */
  get #hiddenForNothing(): boolean {
    const isKnown = this.working > 0 || this.silent;
    return this.#hiddenWithoutRelay && this.relays.length === 0 && isKnown;
  }

  #meetingTrouble(): Told | undefined {
    const { doctor } = text;
    if (this.trackers.length === 0 || !this.silent) return undefined;
    return fixed(this.#company ? doctor['meeting-points-lost'] : doctor['meeting-points-silent']);
  }
}

function fixed(trouble: Omit<Told, 'dismiss'>): Told {
  return { ...trouble, dismiss: undefined };
}

function clockTrouble(differenceMs: number): Told {
  const { says, blocks, next } = text.clockSkew;
  return { says: `${says(differenceMs)} ${blocks}`, next, dismiss: 'clock-skew' };
}
