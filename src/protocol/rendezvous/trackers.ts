// All sessions of a room: one for each tracker and each day that the room lives in (DESIGN §3,
// "day"), and what they add up to for a person: one state and one count for each tracker.

import { earliest, type Instant } from '../../base/time.ts';
import { activeDays, nextDayChange } from '../../crypto/keys.ts';
import { relayUrl } from '../../wire/circuit.ts';
import { binaryIdBytes, type Service } from '../../wire/tracker.ts';
import {
  MAX_TRACKERS,
  type Relay,
  type RendezvousConfig,
  type SocketId,
  type TrackerHealth,
  type TrackerState,
} from './contract.ts';
import type { Effects } from './effects.ts';
import type { PoolView } from './offer-pool.ts';
import { TrackerSession } from './tracker-session.ts';

/** Which of two states a person is told, where the sessions of two days differ: the first. */
const BEST_FIRST: readonly TrackerState[] = [
  'working',
  'connecting',
  'silent',
  'unreachable',
  'stopped',
];

interface Tracker {
  readonly url: string;
  readonly byDay: Map<number, TrackerSession>;
  told: TrackerHealth | undefined;
}

export interface TrackersParts {
  readonly config: RendezvousConfig;
  readonly pool: PoolView;
  readonly effects: Effects;
}

export class Trackers {
  readonly #parts: TrackersParts;
  #list: readonly Tracker[] = [];
  #dayChangeAt: Instant | undefined;

  constructor(parts: TrackersParts) {
    this.#parts = parts;
  }

  /** Connects to what is new in the list and leaves what is no longer in it. */
  use(urls: readonly string[], now: Instant): void {
    const wanted = [...new Set(urls)].slice(0, MAX_TRACKERS);
    const before = new Map(this.#list.map((tracker) => [tracker.url, tracker]));
    for (const [url, tracker] of before) if (!wanted.includes(url)) this.#leave(tracker);
    this.#list = wanted.map((url) => before.get(url) ?? { url, byDay: new Map(), told: undefined });
    this.#arrange(now);
  }

  /** Says `stopped` everywhere. */
  leave(): void {
    for (const tracker of this.#list) this.#leave(tracker);
    this.#list = [];
    this.#dayChangeAt = undefined;
  }

  /** Does what is due: a day that begins or ends, announces, timeouts, reconnects. */
  sync(now: Instant): void {
    if (this.#dayChangeAt !== undefined && now >= this.#dayChangeAt) this.#arrange(now);
    for (const session of this.sessions()) session.sync(now);
  }

  /** Tells every state and count that changed since it was told. */
  tell(): void {
    for (const tracker of this.#list) this.#tell(tracker);
  }

  /** In the order of the list, then of the days. */
  *sessions(): Generator<TrackerSession> {
    for (const { byDay } of this.#list) yield* byDay.values();
  }

  bySocket(socket: SocketId): TrackerSession | undefined {
    for (const session of this.sessions()) if (session.socket === socket) return session;
    return undefined;
  }

  /** Whether newcomers can meet us anywhere. */
  get works(): boolean {
    for (const { state } of this.sessions()) if (state === 'working') return true;
    return false;
  }

  /** The trackers that say that they do this as well, in the order of the list. */
  offering(service: Service): string[] {
    const offers = (session: TrackerSession) => session.services.includes(service);
    return this.#list.filter(({ byDay }) => [...byDay.values()].some(offers)).map(({ url }) => url);
  }

  /** The frame relays of those that have one, each once, and under what name we are known there. */
  relays(): Relay[] {
    const relays = new Map<string, Relay>();
    for (const { url, byDay } of this.#list) {
      const address = relayUrl(url);
      const session = [...byDay.values()].find(({ services }) => services.includes('relay'));
      if (address === undefined || session?.connection === undefined) continue;
      const infohash = binaryIdBytes(session.infohash);
      const peerId = binaryIdBytes(session.connection.peerId);
      // Two trackers of the list may be one bridge, which is a tracker at two paths.
      if (!relays.has(address)) relays.set(address, { url: address, pass: { infohash, peerId } });
    }
    return [...relays.values()];
  }

  /** The largest swarm that a tracker counts at present, ourselves included. */
  get swarm(): number {
    let most = 0;
    for (const { swarm = 0 } of this.sessions()) most = Math.max(most, swarm);
    return most;
  }

  get deadline(): Instant | undefined {
    const sessions = [...this.sessions()];
    return earliest([this.#dayChangeAt, ...sessions.map(({ deadline }) => deadline)]);
  }

  /** Brings the sessions in line with the days that the room lives in now. */
  #arrange(now: Instant): void {
    const days = activeDays(now);
    this.#dayChangeAt = nextDayChange(now);
    for (const [place, tracker] of this.#list.entries()) {
      for (const [day, session] of tracker.byDay) {
        if (!days.includes(day)) this.#end(tracker, day, session);
      }
      for (const day of days) {
        if (!tracker.byDay.has(day)) this.#begin(tracker, { day, place, now });
      }
    }
  }

  #begin(
    { url, byDay }: Tracker,
    { day, place, now }: { readonly day: number; readonly place: number; readonly now: Instant },
  ): void {
    const { config, pool, effects } = this.#parts;
    const { keys, random } = config;
    const infohash = keys.infohash(day);
    const session = new TrackerSession({
      url,
      infohash,
      sig: keys.sig,
      place,
      pool,
      all: this,
      random,
      effects,
    });
    byDay.set(day, session);
    session.connect(now);
  }

  #end({ byDay }: Tracker, day: number, session: TrackerSession): void {
    session.leave();
    byDay.delete(day);
  }

  #leave(tracker: Tracker): void {
    for (const [day, session] of tracker.byDay) this.#end(tracker, day, session);
    this.#tell(tracker);
  }

  #tell(tracker: Tracker): void {
    const health = healthOf(tracker);
    const { told } = tracker;
    if (told?.state === health.state && told.swarm === health.swarm) return;
    tracker.told = health;
    this.#parts.effects.push({ kind: 'tracker', health });
  }
}

function healthOf({ url, byDay }: Tracker): TrackerHealth {
  const sessions = [...byDay.values()];
  const state = BEST_FIRST.find((best) => sessions.some((session) => session.state === best));
  const counts = sessions.flatMap(({ swarm }) => (swarm === undefined ? [] : [swarm]));
  const swarm = counts.length === 0 ? undefined : Math.max(...counts);
  return { url, state: state ?? 'stopped', swarm };
}
