// A hostile and exacting tracker for tests: it enforces the union of all five servers' rules
// (`rules.ts`), keeps a recording of everything, and misbehaves on demand.
//
//   const tracker = await startStrictTracker();
//   … clients use tracker.url …
//   tracker.lie(); tracker.flood(100); tracker.honest();
//   expect(tracker.violations).toEqual([]);
//   await tracker.close();

import type { Frame } from './client.ts';
import { JUNK } from './junk.ts';
import { HONEST, LIES, type Mischief } from './mischief.ts';
import { checkMessage, isViolation, MAX_OFFERS, readFrame, type Violation } from './rules.ts';
import { offersOf, type Seat, StrictSwarms } from './strict-swarm.ts';
import { type Recorded, StrictWire, type Link as WireLink } from './strict-wire.ts';

type Link = WireLink<Seat>;

export interface StrictOptions {
  /** Told to clients. Default 120, as four of the five do. */
  readonly intervalSeconds?: number;
  /** How often a socket may announce on average; default 10,000 (TRACKERS §1.5). */
  readonly announceIntervalMs?: number;
  /** How many announces may come at once; default 6: a join is at 0, 3, 8 and 20 s. */
  readonly announceBurst?: number;
  /** How long an offer can be answered; default 100,000 (TRACKERS §1.8, rule 6). */
  readonly answerLifetimeMs?: number;
  /** A socket without announce or scrape for so long is closed; default 100,000 (§1.5). */
  readonly idleMs?: number;
  /** Whether answers get an announce response, as aquatic gives one; default true. */
  readonly repliesToAnswers?: boolean;
  /** Peer and offer ids seen; share one set between trackers to find reuse across them. */
  readonly usedIds?: Set<string>;
  /** Delay of every frame, each way; default 0. Also a property that can be changed. */
  readonly latencyMs?: number;
  /** In [0, 1); default Math.random. */
  readonly random?: () => number;
}

const DEFAULTS = {
  intervalSeconds: 120,
  announceIntervalMs: 10_000,
  announceBurst: 6,
  answerLifetimeMs: 100_000,
  idleMs: 100_000,
  repliesToAnswers: true,
};

/** Relayed frames kept for {@link StrictTracker.replay}. */
const REPLAY_MEMORY = 1_000;

export async function startStrictTracker(options: StrictOptions = {}): Promise<StrictTracker> {
  const tracker = new StrictTracker(options);
  await tracker.resume();
  return tracker;
}

export class StrictTracker {
  /** Codes of `rules.ts`, in the order in which the rules were broken. */
  readonly violations: string[] = [];
  readonly #options: StrictOptions & typeof DEFAULTS;
  readonly #random: () => number;
  readonly #swarms: StrictSwarms;
  readonly #wire: StrictWire<Seat>;
  readonly #relayed: string[] = [];
  #mischief: Mischief = HONEST;
  #lies = 0;

  constructor(options: StrictOptions) {
    const set = Object.entries(options).filter(([, value]) => value !== undefined);
    this.#options = { ...DEFAULTS, ...Object.fromEntries(set) };
    this.#random = options.random ?? Math.random;
    this.#swarms = new StrictSwarms({
      announceIntervalMs: this.#options.announceIntervalMs,
      announceBurst: this.#options.announceBurst,
      answerLifetimeMs: this.#options.answerLifetimeMs,
      usedIds: options.usedIds ?? new Set(),
    });
    this.#wire = new StrictWire<Seat>({
      idleMs: this.#options.idleMs,
      latencyMs: options.latencyMs ?? 0,
      newSeat: () => this.#swarms.newSeat(performance.now()),
      onMessage: (link, data, binary) => this.#receive(link, data, binary),
      onClosed: (link) => this.#swarms.leave(link.seat),
    });
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return this.#wire.port;
  }

  /** Every frame, both ways, as it was on the wire. */
  get recording(): readonly Recorded[] {
    return this.#wire.recording;
  }

  get latencyMs(): number {
    return this.#wire.latencyMs;
  }

  set latencyMs(value: number) {
    this.#wire.latencyMs = value;
  }

  /** Open sockets. */
  get sockets(): number {
    return this.#wire.links.size;
  }

  /** Members of all swarms, or of one; ghosts not counted. */
  members(infoHash?: string): number {
    if (infoHash !== undefined) return this.#swarms.swarms.get(infoHash)?.size ?? 0;
    return [...this.#swarms.swarms.values()].reduce((sum, swarm) => sum + swarm.size, 0);
  }

  /** Resolves with the first frame, recorded already or in the future, for which `wanted` holds. */
  seen(wanted: (recorded: Recorded) => boolean): Promise<Recorded> {
    return this.#wire.seen(wanted);
  }

  /** Stops listening and cuts all sockets, as a tracker does that dies. */
  pause(): Promise<void> {
    return this.#wire.pause();
  }

  /** Listens again, on the same port. */
  resume(): Promise<void> {
    return this.#wire.resume();
  }

  close(): Promise<void> {
    return this.pause();
  }

  /** Cuts every socket, and goes on listening. */
  closeAll(): void {
    this.#wire.closeAll();
  }

  /** Accepts everything and answers nothing. */
  mute(on = true): void {
    this.#mischief = { ...this.#mischief, mute: on };
  }

  /** Answers every message with this failure reason alone, without an action; undefined ends it. */
  failureReason(text: string | undefined): void {
    this.#mischief = { ...this.#mischief, failureReason: text };
  }

  /** Delivers answers to a member to whom they are not addressed. */
  swapAnswers(on = true): void {
    this.#mischief = { ...this.#mischief, swapAnswers: on };
  }

  /** Delivers each offer and answer twice, and an older one of anybody's again with it. */
  replay(on = true): void {
    this.#mischief = { ...this.#mischief, replay: on };
  }

  /** Replaces counts, interval or infohash of responses by the {@link LIES}, in turn. */
  lie(on = true): void {
    this.#mischief = { ...this.#mischief, lie: on };
  }

  /** Cuts every frame in half. */
  truncate(on = true): void {
    this.#wire.truncate = on;
  }

  /** Every swarm seems to have so many members more, which swallow the offers given to them. */
  ghosts(count: number): void {
    this.#mischief = { ...this.#mischief, ghosts: count };
  }

  /** Ends all of the above but latency. */
  honest(): void {
    this.#mischief = HONEST;
    this.#wire.truncate = false;
  }

  /** Sends `count` junk frames of each kind (`junk.ts`) to every socket that has announced. */
  flood(count: number): void {
    for (const link of this.#wire.links.values()) {
      const { infoHash } = link.seat;
      if (infoHash === undefined) continue;
      for (const make of Object.values(JUNK)) {
        for (let i = 0; i < count; i++) this.#wire.send(link, make(infoHash, i));
      }
    }
  }

  #receive(link: Link, data: Buffer, binary: boolean): void {
    const message = readFrame(data.toString('utf8'), data.length, binary);
    const broken = isViolation(message) ? [message] : checkMessage(message);
    if (this.#punish(link, broken) || isViolation(message)) return;
    const identity =
      message.action === 'scrape' ? [] : this.#swarms.checkIdentity(link.seat, message);
    if (this.#punish(link, identity)) return;
    this.#countAnnounce(link, message);
    const { mute, failureReason } = this.#mischief;
    if (mute) return;
    if (failureReason !== undefined) this.#send(link, { 'failure reason': failureReason });
    else this.#handle(link, message, new Set(broken.map(({ code }) => code)));
  }

  #handle(link: Link, message: Frame, broken: ReadonlySet<string>): void {
    if (message.action === 'scrape') this.#scrape(link, message, broken);
    else if ('answer' in message) this.#answer(link, message, broken);
    else this.#announce(link, message, broken);
  }

  /** Also what is not answered is held against those before it. */
  #countAnnounce(link: Link, message: Frame): void {
    if (message.action === 'scrape' || 'answer' in message) return;
    this.#punish(link, this.#swarms.checkAnnounce(link.seat, message, performance.now()));
  }

  /** Writes down what was broken. True when the socket was closed for it. */
  #punish(link: Link, broken: readonly Violation[]): boolean {
    this.violations.push(...broken.map(({ code }) => code));
    const close = broken.some(({ closes }) => closes);
    if (close) link.socket.terminate();
    return close;
  }

  #announce(link: Link, message: Frame, broken: ReadonlySet<string>): void {
    const { seat } = link;
    this.#wire.restartIdle(link);
    if (broken.has('bad-left')) {
      this.#send(link, { 'failure reason': 'Invalid request' });
      return;
    }
    if (message.event === 'stopped') {
      // wt and owt do not reply to it (TRACKERS §1.4).
      this.#swarms.leave(seat);
      seat.stopped = true;
      return;
    }
    const swarm = this.#swarms.members(String(seat.infoHash));
    const holder = swarm.get(String(seat.peerId));
    // Aquatic ignores the second socket of a peer id without any reply (TRACKERS §1.7).
    if (holder && holder !== seat) return;
    swarm.set(String(seat.peerId), seat);
    this.#respond(link);
    // wt and owt forward nothing without a sound numwant (TRACKERS §1.3).
    if (!broken.has('numwant-is-not-offers')) this.#relayOffers(seat, message);
  }

  /** Offer i goes to the i-th of distinct random others; the surplus is dropped. */
  #relayOffers(sender: Seat, message: Frame): void {
    const swarm = this.#swarms.members(String(sender.infoHash));
    const others = [...swarm.values()].filter((seat) => seat !== sender);
    const ghosts = Array<undefined>(this.#mischief.ghosts).fill(undefined);
    const receivers = this.#shuffled<Seat | undefined>([...others, ...ghosts]);
    for (const [i, { offer, offer_id }] of offersOf(message).slice(0, MAX_OFFERS).entries()) {
      const receiver = receivers[i];
      if (!receiver) continue;
      const from = String(sender.peerId);
      const atMs = performance.now();
      this.#swarms.relayed(String(offer_id), { from, to: receiver, atMs, answered: false });
      this.#relay(receiver, {
        action: 'announce',
        info_hash: sender.infoHash,
        peer_id: from,
        offer_id,
        offer,
      });
    }
  }

  #answer(link: Link, message: Frame, broken: ReadonlySet<string>): void {
    const { seat } = link;
    const infoHash = String(seat.infoHash);
    const to = String(message.to_peer_id);
    const receiver = this.#swarms.swarms.get(infoHash)?.get(to);
    if (!receiver) {
      // wt and owt close the socket, even when the receiver has just left (TRACKERS §1.4).
      if (!this.#swarms.wasHere(infoHash, to)) this.violations.push('answer-to-stranger');
      link.socket.terminate();
      return;
    }
    const refused = this.#swarms.takeAnswer(seat, message, performance.now());
    if (refused) {
      this.#punish(link, [refused]);
      this.#send(link, {
        action: 'announce',
        info_hash: infoHash,
        'failure reason': 'Could not find the offer corresponding to your answer.',
      });
      return;
    }
    // wt takes it for an announce, and the answer is lost.
    if (!broken.has('answer-with-event')) this.#relayAnswer(seat, receiver, message);
    if (this.#options.repliesToAnswers) this.#respond(link);
  }

  #relayAnswer(sender: Seat, receiver: Seat, message: Frame): void {
    const members = [...this.#swarms.members(String(sender.infoHash)).values()];
    const wrong = members.filter((seat) => seat !== receiver);
    const stranger = wrong.find((seat) => seat !== sender) ?? sender;
    this.#relay(this.#mischief.swapAnswers ? stranger : receiver, {
      action: 'announce',
      info_hash: sender.infoHash,
      peer_id: sender.peerId,
      offer_id: message.offer_id,
      answer: message.answer,
    });
  }

  #scrape(link: Link, message: Frame, broken: ReadonlySet<string>): void {
    this.#wire.restartIdle(link);
    if (broken.has('scrape-of-everything')) {
      this.#send(link, { 'failure reason': 'Full scrapes are not allowed' });
      return;
    }
    const hashes = [message.info_hash].flat().map(String);
    const counts = (hash: string) => ({ complete: 0, incomplete: this.#size(hash), downloaded: 0 });
    const files = Object.fromEntries(hashes.map((hash) => [hash, counts(hash)]));
    if (hashes.length > 0) this.#send(link, { action: 'scrape', files });
  }

  #respond(link: Link): void {
    const infoHash = String(link.seat.infoHash);
    const lie = this.#mischief.lie ? LIES[this.#lies++ % LIES.length] : {};
    this.#send(link, {
      action: 'announce',
      info_hash: infoHash,
      complete: 0,
      incomplete: this.#size(infoHash),
      interval: this.#options.intervalSeconds,
      ...lie,
    });
  }

  #size(infoHash: string): number {
    return this.members(infoHash) + this.#mischief.ghosts;
  }

  #relay(receiver: Seat, frame: Frame): void {
    const link = this.#wire.links.get(receiver);
    if (!link) return;
    const text = JSON.stringify(frame);
    const older = this.#relayed[Math.floor(this.#random() * this.#relayed.length)];
    this.#relayed.push(text);
    if (this.#relayed.length > REPLAY_MEMORY) this.#relayed.shift();
    this.#wire.send(link, text);
    if (!this.#mischief.replay) return;
    this.#wire.send(link, text);
    if (older !== undefined) this.#wire.send(link, older);
  }

  #send(link: Link, frame: Frame): void {
    this.#wire.send(link, JSON.stringify(frame));
  }

  #shuffled<T>(list: readonly T[]): T[] {
    const out = [...list];
    for (let i = out.length - 1; i > 0; i--) {
      const j = Math.floor(this.#random() * (i + 1));
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  }
}
