// One tracker and one infohash: a socket that is opened again for ever (DESIGN §4, "Back-off").
//
//   connecting ──open──▶ open (connection.ts)
//     ▲  │ 8 s, closed     │ closed, or no response in time
//     │  ▼                 ▼
//   waiting (back-off) ◀───┘

import { Backoff } from '../../base/backoff.ts';
import { earliest, type Instant, MINUTE_MS, SECOND_MS } from '../../base/time.ts';
import { TokenBucket } from '../../base/token-bucket.ts';
import type { Random } from '../../ports/random.ts';
import type { SocketEvent } from '../../ports/socket.ts';
import {
  type BinaryId,
  binaryId,
  type HeardFrame,
  type HeardResponse,
  type HeardSignal,
  MAX_SWARM,
  parseHeardFrame,
  type Service,
} from '../../wire/tracker.ts';
import { AnnouncePace } from './announce-pace.ts';
import { Connection } from './connection.ts';
import type { SocketId, TrackerState } from './contract.ts';
import type { Effects } from './effects.ts';
import type { PoolView } from './offer-pool.ts';

/** Our choice: three SYNs (RFC 6298: after 0 s, 1 s, 3 s), and then TLS over a slow path. */
const CONNECT_TIMEOUT_MS = 8 * SECOND_MS;

/** Our choice: a younger attempt to connect is not begun anew by a nudge. */
const STALE_ATTEMPT_MS = SECOND_MS;

/**
 * DESIGN §4: "without any link 1 s doubling to 4 s with jitter …; with a link, doubling to 60 s".
 * A departure: those who are linked, too, keep to the short back-off as long as no tracker works,
 * and for the first minute. Or else a tracker that comes back would have its newcomers in 4 s, but
 * for a minute nobody to meet them.
 */
const SHORT_BACKOFF = { firstMs: SECOND_MS, limitMs: 3 * SECOND_MS };
const LONG_BACKOFF = { firstMs: 8 * SECOND_MS, limitMs: 60 * SECOND_MS };
const SHORT_OUTAGE_MS = MINUTE_MS;

/** Our choice: after a life so long, a closed socket is normal (TRACKERS §1.8, rules 6 and 8). */
const SOUND_LIFE_MS = 10 * SECOND_MS;

/** Our choice: what comes faster is dropped unread, so that a flood costs next to nothing. */
const FRAME_RATE = { perSecond: 400, burst: 800 };
const OPEN_RATE = { perSecond: 200, burst: 400 };

export interface SessionConfig {
  readonly url: string;
  /** 20 bytes. */
  readonly infohash: Uint8Array;
  readonly sig: Uint8Array;
  /** The tracker's place in the list. */
  readonly place: number;
  readonly pool: PoolView;
  /** Of all trackers together. */
  readonly all: { readonly works: boolean };
  readonly random: Random;
  readonly effects: Effects;
}

type Phase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'waiting'; readonly until: Instant }
  | { readonly kind: 'connecting'; readonly socket: SocketId; readonly since: Instant }
  | { readonly kind: 'open'; readonly socket: SocketId; readonly connection: Connection };

export class TrackerSession {
  readonly infohash: BinaryId;
  readonly #config: SessionConfig;
  readonly #pace = new AnnouncePace();
  readonly #frames = new TokenBucket(FRAME_RATE);
  readonly #opens = new TokenBucket(OPEN_RATE);
  readonly #shortBackoff: Backoff;
  readonly #longBackoff: Backoff;
  #phase: Phase = { kind: 'idle' };
  #state: TrackerState = 'connecting';
  #swarm: number | undefined;
  #services: readonly Service[] = [];
  /** When the outage began that no response has ended. */
  #downSince: Instant | undefined;

  constructor(config: SessionConfig) {
    this.#config = config;
    this.infohash = binaryId(config.infohash);
    this.#shortBackoff = new Backoff(SHORT_BACKOFF, config.random);
    this.#longBackoff = new Backoff(LONG_BACKOFF, config.random);
  }

  get state(): TrackerState {
    return this.#state;
  }

  /** How many members the tracker counted on the present connection. */
  get swarm(): number | undefined {
    return this.#swarm;
  }

  /** What it does beside being a tracker, as long as it works. */
  get services(): readonly Service[] {
    return this.#state === 'working' ? this.#services : [];
  }

  get socket(): SocketId | undefined {
    const phase = this.#phase;
    return phase.kind === 'connecting' || phase.kind === 'open' ? phase.socket : undefined;
  }

  get connection(): Connection | undefined {
    return this.#phase.kind === 'open' ? this.#phase.connection : undefined;
  }

  /** One envelope more may be opened for this tracker. */
  mayOpen(now: Instant): boolean {
    return this.#opens.take(now);
  }

  connect(now: Instant): void {
    const socket = this.#config.effects.open(this.#config.url);
    this.#phase = { kind: 'connecting', socket, since: now };
  }

  /** Something changed for the better: whatever waits is tried now. */
  hurry(now: Instant): void {
    this.#shortBackoff.reset();
    this.#longBackoff.reset();
    this.#downSince = undefined;
    const phase = this.#phase;
    if (phase.kind === 'waiting') return this.connect(now);
    if (phase.kind !== 'connecting' || now - phase.since < STALE_ATTEMPT_MS) return;
    this.#config.effects.command(phase.socket, { kind: 'close' });
    this.connect(now);
  }

  /** For good. */
  leave(): void {
    this.#closeSocket();
    this.#phase = { kind: 'idle' };
    this.#state = 'stopped';
    this.#swarm = undefined;
  }

  /** An event of {@link socket}. Gives what is for the pool and the gate. */
  event(event: SocketEvent, now: Instant): HeardSignal | undefined {
    const phase = this.#phase;
    if (event.kind === 'closed') this.#closed(now);
    else if (event.kind === 'open' && phase.kind === 'connecting') this.#opened(phase.socket, now);
    else if (event.kind === 'text' && phase.kind === 'open') {
      return this.#text(phase.connection, event.text, now);
    } else this.#config.effects.drop('frame-unexpected');
    return undefined;
  }

  /** Does what is due. */
  sync(now: Instant): void {
    const phase = this.#phase;
    if (phase.kind === 'waiting' && now >= phase.until) this.connect(now);
    if (phase.kind === 'connecting' && now >= phase.since + CONNECT_TIMEOUT_MS) {
      this.#lose('unreachable', now);
    }
    if (phase.kind !== 'open') return;
    const { silentAt } = phase.connection;
    if (silentAt !== undefined && now >= silentAt) this.#lose('silent', now);
    else if (now >= phase.connection.announceAt) phase.connection.announce(now);
  }

  get deadline(): Instant | undefined {
    const phase = this.#phase;
    if (phase.kind === 'waiting') return phase.until;
    if (phase.kind === 'connecting') return phase.since + CONNECT_TIMEOUT_MS;
    if (phase.kind === 'idle') return undefined;
    return earliest([phase.connection.announceAt, phase.connection.silentAt]);
  }

  #opened(socket: SocketId, now: Instant): void {
    const connection = new Connection({ ...this.#config, socket, pace: this.#pace }, now);
    this.#phase = { kind: 'open', socket, connection };
  }

  /** TRACKERS §1.8, rule 8: "treat close as normal". */
  #closed(now: Instant): void {
    const phase = this.#phase;
    const answered = phase.kind === 'open' && phase.connection.answered;
    this.#wait(answered ? 'connecting' : 'unreachable', now);
  }

  #lose(state: TrackerState, now: Instant): void {
    this.#closeSocket();
    this.#wait(state, now);
  }

  #closeSocket(): void {
    const phase = this.#phase;
    if (phase.kind === 'open') phase.connection.close();
    if (phase.kind === 'connecting') {
      this.#config.effects.command(phase.socket, { kind: 'close' });
    }
  }

  #wait(state: TrackerState, now: Instant): void {
    const phase = this.#phase;
    if (phase.kind === 'open' && now - phase.connection.since >= SOUND_LIFE_MS) {
      this.#shortBackoff.reset();
      this.#longBackoff.reset();
    }
    this.#downSince ??= now;
    this.#state = state;
    this.#swarm = undefined;
    const { pool, all } = this.#config;
    const brief = pool.isolated || !all.works || now - this.#downSince < SHORT_OUTAGE_MS;
    const backoff = brief ? this.#shortBackoff : this.#longBackoff;
    this.#phase = { kind: 'waiting', until: now + backoff.next() };
  }

  #text(connection: Connection, text: string, now: Instant): HeardSignal | undefined {
    const { effects } = this.#config;
    if (!this.#frames.take(now)) {
      effects.drop('frame-flood');
      return undefined;
    }
    const parsed = parseHeardFrame(text);
    if (parsed.ok) return this.#heard(connection, parsed.value);
    effects.drop(parsed.reason);
    return undefined;
  }

  /** TRACKERS §1.8, rules 8 and 9: failures are not fatal, and other rooms are not ours. */
  #heard(connection: Connection, frame: HeardFrame): HeardSignal | undefined {
    const { effects } = this.#config;
    if (frame.kind === 'ignored') return undefined;
    if (frame.kind === 'failure') effects.drop(`tracker-${frame.code}`);
    else if (frame.infohash !== this.infohash) effects.drop('other-infohash');
    else if (!connection.announced) effects.drop('frame-unexpected');
    else if (frame.kind !== 'response') return frame;
    else this.#responded(connection, frame);
    return undefined;
  }

  #responded(connection: Connection, frame: HeardResponse): void {
    connection.responded(frame.intervalMs);
    this.#swarm = Math.min(MAX_SWARM, frame.complete + frame.incomplete);
    this.#services = frame.services;
    this.#state = 'working';
    this.#downSince = undefined;
  }
}
