// How strangers with one secret meet: the machine that joins trackers, pool and strangers.
//
//   start ▶ sockets open ▶ announce with one sealed offer ▶ response says n ▶ pool of min(3, n − 1)
//   offer heard ▶ opened, checked, admitted ▶ `offer` … answer-ready ▶ back on every route
//   answer heard ▶ opened, checked against our offer ▶ `answer`
//   links > 0 ▶ the pool is given up, trackers are kept informed; links = 0 ▶ as at the start

import { equal, toHex } from '../../base/bytes.ts';
import { earliest, type Instant } from '../../base/time.ts';
import type { HeardSignal } from '../../wire/tracker.ts';
import type { Machine } from '../machine.ts';
import { ByHand } from './by-hand.ts';
import type { RendezvousConfig, RendezvousInput, RendezvousOutput } from './contract.ts';
import { Effects } from './effects.ts';
import { Mailbox } from './mailbox/mailbox.ts';
import { OfferPool } from './offer-pool.ts';
import { Opener } from './opener.ts';
import { type Route, Strangers } from './strangers.ts';
import type { TrackerSession } from './tracker-session.ts';
import { Trackers } from './trackers.ts';

/** What is kept in memory, for tests of its bounds. */
export interface RendezvousCounts {
  readonly sessions: number;
  readonly pool: number;
  readonly pendingAnswers: number;
  readonly rememberedOffers: number;
  readonly skewedSenders: number;
  readonly byHand: number;
}

export class Rendezvous implements Machine<RendezvousInput, RendezvousOutput> {
  readonly #effects = new Effects();
  readonly #pool: OfferPool;
  readonly #trackers: Trackers;
  readonly #opener: Opener;
  readonly #strangers: Strangers;
  readonly #mailbox: Mailbox;
  readonly #byHand: ByHand;
  #urls: readonly string[];
  #state: 'new' | 'running' | 'stopped' = 'new';
  /** Whether any tracker worked when we last looked. */
  #worked = false;
  /** Whether the door stood open when we last heard of it. */
  #open = true;
  #bridges: readonly string[] = [];
  /** The frame relays that were told last, as one word. */
  #relays = '';

  constructor(config: RendezvousConfig) {
    const effects = this.#effects;
    this.#urls = config.trackers;
    this.#pool = new OfferPool(config.random, effects);
    this.#trackers = new Trackers({ config, pool: this.#pool, effects });
    this.#opener = new Opener(config, effects);
    this.#strangers = new Strangers(effects);
    this.#mailbox = new Mailbox({
      config,
      effects,
      opener: this.#opener,
      strangers: this.#strangers,
    });
    this.#byHand = new ByHand({ config, effects, strangers: this.#strangers });
  }

  handle(input: RendezvousInput, now: Instant): RendezvousOutput[] {
    if (input.kind === 'start') this.#start(now);
    else if (this.#state === 'running') this.#running(input, now);
    else if (input.kind === 'trackers') this.#urls = input.trackers;
    return this.#settle(now);
  }

  wake(now: Instant): RendezvousOutput[] {
    return this.#settle(now);
  }

  get deadline(): Instant | undefined {
    if (this.#state !== 'running') return undefined;
    const parts = [this.#trackers, this.#pool, this.#mailbox, this.#byHand];
    return earliest(parts.map(({ deadline }) => deadline));
  }

  get counts(): RendezvousCounts {
    return {
      sessions: [...this.#trackers.sessions()].length,
      pool: this.#pool.size,
      pendingAnswers: this.#strangers.pending,
      rememberedOffers: this.#strangers.remembered,
      skewedSenders: this.#opener.skewedSenders,
      byHand: this.#byHand.open,
    };
  }

  #start(now: Instant): void {
    if (this.#state !== 'new') return;
    this.#state = 'running';
    this.#pool.begin(now);
    this.#trackers.use(this.#urls, now);
    this.#mailbox.start(now);
  }

  #running(input: Exclude<RendezvousInput, { readonly kind: 'start' }>, now: Instant): void {
    switch (input.kind) {
      case 'stop':
        return this.#stop(now);
      case 'socket':
        return this.#socket(input, now);
      case 'dht':
        return this.#mailbox.event(input.event, now);
      case 'offer-ready':
        this.#pool.ready(input.attempt, input.record);
        this.#byHand.offerReady(input.attempt, input.record, now);
        return this.#mailbox.offerReady(input.attempt, input.record, now);
      case 'offer-over':
        this.#pool.over(input.attempt, now);
        this.#byHand.offerOver(input.attempt);
        return this.#mailbox.offerOver(input.attempt);
      case 'hand-offer':
        return this.#byHand.want(input.request, now);
      case 'hand-code':
        return this.#byHand.take(input.text, input.request, now);
      case 'answer-over':
        this.#byHand.answerOver(input.attempt, input.met ?? false);
        return this.#mailbox.answerOver(input.attempt);
      case 'answer-ready':
        return this.#strangers.answerReady(input.attempt, input.record, now);
      case 'links':
        return this.#links(input, now);
      case 'door':
        return this.#door(input, now);
      case 'nudge':
        return this.#nudge(now);
      case 'trackers':
        return this.#trackers.use(input.trackers, now);
    }
  }

  /** Whatever is due after an input, or because the alarm rang. */
  #settle(now: Instant): RendezvousOutput[] {
    if (this.#state === 'running') {
      this.#reappear(now);
      this.#pool.refill(this.#trackers.swarm, now);
      this.#trackers.sync(now);
      this.#trackers.tell();
      this.#reach();
      this.#tellRelays();
      this.#mailbox.sync(now);
      this.#byHand.sync(now);
    }
    return this.#effects.take();
  }

  /** A blackout has ended when a tracker works again where none did. */
  #reappear(now: Instant): void {
    const { works, swarm } = this.#trackers;
    if (works && !this.#worked) this.#pool.reappear(swarm, now);
    this.#worked = works;
  }

  /** Trackers that say so are bridges to the DHT as well. */
  #reach(): void {
    const bridges = this.#trackers.offering('dht');
    if (bridges.join() === this.#bridges.join()) return;
    this.#bridges = bridges;
    this.#effects.dht({ kind: 'reach', bridges });
  }

  #tellRelays(): void {
    const relays = this.#trackers.relays();
    const names = relays.map(({ url, pass }) => url + toHex(pass.peerId)).join();
    if (names === this.#relays) return;
    this.#relays = names;
    this.#effects.push({ kind: 'relays', relays });
  }

  #stop(now: Instant): void {
    this.#state = 'stopped';
    this.#mailbox.stop(now);
    this.#byHand.stop();
    this.#pool.end();
    this.#strangers.clear();
    this.#trackers.leave();
  }

  #links(input: Extract<RendezvousInput, { readonly kind: 'links' }>, now: Instant): void {
    this.#mailbox.links({ count: input.count, rank: input.rank ?? 0 });
    if (input.count > 0) return this.#pool.linked(input.members, now);
    if (this.#pool.isolated) return;
    this.#pool.begin(now);
    for (const session of this.#trackers.sessions()) session.hurry(now);
  }

  #door({ open, offers }: Extract<RendezvousInput, { readonly kind: 'door' }>, now: Instant): void {
    this.#pool.permit(offers, now);
    this.#mailbox.permit(offers, now);
    if (open && !this.#open) {
      this.#pool.opened(now);
      this.#mailbox.opened(now);
    }
    this.#open = open;
  }

  #nudge(now: Instant): void {
    this.#mailbox.nudge(now);
    for (const session of this.#trackers.sessions()) session.hurry(now);
    if (this.#pool.isolated && !this.#pool.eager) return this.#pool.begin(now);
    for (const { connection } of this.#trackers.sessions()) connection?.probe(now);
  }

  #socket(input: Extract<RendezvousInput, { readonly kind: 'socket' }>, now: Instant): void {
    const session = this.#trackers.bySocket(input.socket);
    const signal = session?.event(input.event, now);
    if (session === undefined || signal === undefined) return;
    if (signal.kind === 'offer') this.#offer(signal, session, now);
    else this.#answer(signal, session, now);
  }

  /** TRACKERS §1.8, rule 6: answers go "only to an offer that arrived on this same socket". */
  #offer(signal: HeardSignal, session: TrackerSession, now: Instant): void {
    const opened = this.#opener.open(signal, session, now);
    const { socket } = session;
    if (opened === undefined || socket === undefined) return;
    const { peerId, offerId } = signal;
    const route: Route = {
      by: 'tracker',
      name: `${socket} ${offerId}`,
      answer: (record) => {
        this.#trackers.bySocket(socket)?.connection?.answer(record, peerId, offerId);
      },
    };
    this.#strangers.offer(opened, route, now);
  }

  /**
   * An answer counts only on the socket and under the offer_id that carried the offer, and only
   * if it names that very record; the first one takes the offer out of the pool.
   */
  #answer(signal: HeardSignal, session: TrackerSession, now: Instant): void {
    const sent = session.connection?.sent;
    if (!sent?.has(signal.offerId)) return this.#effects.drop('answer-unasked');
    const offer = this.#pool.open(sent.attemptOf(signal.offerId, now) ?? '');
    if (offer === undefined) return this.#effects.drop('answer-late');
    const opened = this.#opener.open(signal, session, now);
    if (opened === undefined) return;
    const { attempt, answers } = opened.description;
    if (!equal(attempt, offer.attempt) || answers === undefined || !equal(answers, offer.hash)) {
      return this.#effects.drop('answer-to-another-offer');
    }
    this.#pool.answered(offer);
    this.#effects.push({ kind: 'answer', by: 'tracker', ...opened });
  }
}
