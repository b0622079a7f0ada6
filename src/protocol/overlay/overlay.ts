// The overlay: who is here, how to reach them, and how one message gets to everybody. This file only
// routes: frames to the part that understands them, and time to all parts.
//
//   link-up ─▶ STATEs, SYNC ─▶ everybody knows everybody ─▶ introductions ─▶ a link to everyone
//   publish ─▶ MSG to all neighbours ─▶ … ─▶ everybody ─▶ ACK, BEAT
//
// A bigger overlay (OVERLAY.md) replaces `roster` and `meetings`; flood, sync and receipts stay.

import { assert } from '../../base/assert.ts';
import { equal, toHex } from '../../base/bytes.ts';
import { earliest, type Instant, SECOND_MS } from '../../base/time.ts';
import type { Card } from '../../crypto/identity.ts';
import type { RoomMessage } from '../../wire/message.ts';
import { type OverlayFrame, PING_NONCE_BYTES, parseFrame } from '../../wire/overlay.ts';
import type { Machine } from '../machine.ts';
import { Beats } from './beats.ts';
import type { Commons } from './commons.ts';
import type { LinkId, OverlayConfig, OverlayInput, OverlayOutput } from './contract.ts';
import { Effects } from './effects.ts';
import { Flood } from './flood.ts';
import { Frontier } from './frontier.ts';
import { Meetings } from './meetings.ts';
import { type Neighbour, Neighbours } from './neighbours.ts';
import { Receipts } from './receipts.ts';
import { Roster } from './roster.ts';
import { Routes } from './routes.ts';
import { Settings } from './settings.ts';
import { States } from './states.ts';
import { Store } from './store.ts';
import { Sync } from './sync.ts';
import { Typing } from './typing.ts';

/** Our choice: an alarm this late rang in a machine that was asleep. */
export const ASLEEP_MS = 2 * SECOND_MS;

type Received = Extract<OverlayInput, { readonly kind: 'received' | 'received-fast' }>;

export class Overlay implements Machine<OverlayInput, OverlayOutput> {
  readonly #commons: Commons;
  readonly #receipts: Receipts;
  readonly #sync: Sync;
  readonly #flood: Flood;
  readonly #beats: Beats;
  readonly #states: States;
  readonly #meetings: Meetings;
  readonly #typing: Typing;
  /** Something has changed that decides who is reached, or who is to get a link. */
  #stirred = false;
  #left = false;
  #deadline: Instant | undefined;

  constructor({ build, ...config }: OverlayConfig) {
    const self = toHex(config.identity.id);
    const effects = new Effects();
    const ground = {
      self,
      neighbours: new Neighbours(self),
      effects,
      store: new Store(),
      settings: new Settings({ ...config, effects }),
    };
    const roster = new Roster(ground);
    const frontier = new Frontier();
    frontier.begin(self, 0, 0);
    this.#commons = { ...ground, ...config, build, roster, frontier, routes: new Routes() };
    this.#receipts = new Receipts(this.#commons);
    const release = (author: string, now: Instant) => this.#flood.release(author, now);
    this.#sync = new Sync(this.#commons, this.#receipts, release);
    this.#flood = new Flood(this.#commons, (message, author) => this.#accepted(message, author));
    this.#beats = new Beats(this.#commons, this.#receipts);
    this.#states = new States(this.#commons, this.#receipts);
    this.#meetings = new Meetings(this.#commons);
    this.#typing = new Typing(this.#commons);
  }

  /** Links heard from within 3 s, as of the last call. */
  get liveLinks(): number {
    return this.#commons.neighbours.live().length;
  }

  handle(input: OverlayInput, now: Instant): OverlayOutput[] {
    if (this.#left) return [];
    this.#forgiveSleep(now);
    this.#dispatch(input, now);
    return this.#left ? this.#commons.effects.take() : this.#settle(now);
  }

  wake(now: Instant): OverlayOutput[] {
    if (this.#left) return [];
    this.#forgiveSleep(now);
    return this.#settle(now);
  }

  get deadline(): Instant | undefined {
    return this.#deadline;
  }

  #nextDeadline(): Instant | undefined {
    const { neighbours, roster, store } = this.#commons;
    return earliest([
      neighbours.deadline,
      roster.deadline,
      store.deadline,
      this.#states.deadline,
      this.#meetings.deadline,
      this.#flood.deadline,
      this.#receipts.deadline,
      this.#beats.deadline,
      this.#sync.deadline,
      this.#typing.deadline,
    ]);
  }

  #dispatch(input: OverlayInput, now: Instant): void {
    switch (input.kind) {
      case 'start':
        return this.#states.start(now);
      case 'link-up':
        return this.#linkUp(input.link, input.member, now);
      case 'link-down':
        return this.#linkDown(input.link, now);
      case 'interrupted':
        return this.#interrupted(input.link, input.interrupted, now);
      case 'received':
      case 'received-fast':
        return this.#received(input, now);
      case 'publish':
        assert(equal(input.message.sender, this.#commons.identity.id), 'a message of our own');
        this.#typing.published(input.message);
        return this.#flood.publish(input.message, now);
      case 'forget':
        return this.#commons.store.forget(toHex(input.author), input.seq);
      case 'signal':
        this.#stirred = true;
        return this.#meetings.send(input, now);
      case 'connect-failed':
        this.#stirred = true;
        return this.#meetings.failed(input.member, input.attempt, now);
      case 'nickname':
        return this.#states.rename(input.nickname, now);
      case 'settings':
        return this.#states.change(input, now);
      case 'typing':
        return this.#typing.set(input.on);
      case 'leave':
        this.#states.leave(now);
        this.#left = true;
        this.#deadline = undefined;
    }
  }

  #linkUp(link: LinkId, card: Card, now: Instant): void {
    const { neighbours, roster, effects } = this.#commons;
    const key = toHex(card.id);
    const neighbour = neighbours.up(link, card, now);
    const refused = roster.isDeparted(key) || this.#meetings.isBanned(key, now);
    if (refused || roster.meet(card, now) === undefined) {
      effects.drop(refused ? 'member-refused' : 'roster-full');
      return this.#close(neighbour);
    }
    this.#stirred = true;
    this.#meetings.linksChanged(now);
    this.#states.greet(neighbour, now);
    this.#sync.linkUp(neighbour, now);
  }

  #linkDown(link: LinkId, now: Instant): void {
    const neighbour = this.#commons.neighbours.down(link);
    if (neighbour === undefined) return;
    this.#stirred = true;
    this.#sync.linkDown(neighbour);
    this.#meetings.linksChanged(now);
  }

  #interrupted(link: LinkId, interrupted: boolean, now: Instant): void {
    const { neighbours } = this.#commons;
    const neighbour = neighbours.get(link);
    if (neighbour !== undefined) neighbours.interrupted(neighbour, interrupted, now);
  }

  #received({ kind, link, payload }: Received, now: Instant): void {
    const { neighbours, effects } = this.#commons;
    const from = neighbours.get(link);
    if (from === undefined || from.closing) return;
    if (neighbours.heard(from, now)) this.#stirred = true;
    if (from.meter.admit(now)) {
      if (kind === 'received') this.#parse(payload, from, now);
      else this.#parseFast(payload, from, now);
    } else {
      effects.drop('link-rate');
    }
    if (from.meter.isFlooding) this.#ban(from, now);
  }

  #parse(payload: Uint8Array, from: Neighbour, now: Instant): void {
    const frame = parseFrame(payload);
    if (frame.ok) return this.#receivedFrame(frame.value, from, now);
    this.#commons.effects.drop(frame.reason);
    // Another type is no offence: somebody here may be newer than we are.
    if (frame.reason !== 'frame-type') from.meter.junk(now);
  }

  #parseFast(payload: Uint8Array, from: Neighbour, now: Instant): void {
    const frame = parseFrame(payload);
    if (frame.ok && frame.value.kind === 'typing') {
      return this.#typing.receive(frame.value.on, from, now);
    }
    this.#commons.effects.drop(frame.ok ? 'frame-channel' : frame.reason);
    // What needs its order has no reason to come here.
    if (frame.ok || frame.reason !== 'frame-type') from.meter.junk(now);
  }

  #receivedFrame(frame: OverlayFrame, from: Neighbour, now: Instant): void {
    switch (frame.kind) {
      case 'ping': {
        const frontier = this.#sync.frontierHash();
        this.#commons.effects.send(from.link, { kind: 'pong', nonce: frame.nonce, frontier });
        return this.#sync.compare(frame.frontier, from, now);
      }
      case 'pong':
        return this.#sync.compare(frame.frontier, from, now);
      case 'state':
        return this.#receivedState(frame.state, from, now);
      case 'signal':
        return this.#meetings.receive(frame, from, now);
      case 'msg':
        return this.#flood.receive(frame.message, { hop: frame.hop, from, now });
      case 'sync':
        return this.#sync.receive(frame, from, now);
      case 'ack':
        return this.#receipts.receive(frame.entries, from.key);
      case 'beat':
        return this.#beats.receive(frame.beat, from, now);
      case 'typing':
        this.#commons.effects.drop('frame-channel');
        return from.meter.junk(now);
    }
  }

  #receivedState(bytes: Uint8Array, from: Neighbour, now: Instant): void {
    const news = this.#states.receive(bytes, from, now);
    if (news === undefined) return;
    const { key } = news.member;
    this.#stirred = true;
    if (news.moved) this.#meetings.moved(key, now);
    if (!this.#commons.roster.isDeparted(key)) return;
    // It said that it leaves; its links are of no more use to anybody.
    for (const neighbour of this.#commons.neighbours.linksTo(key)) this.#close(neighbour);
  }

  /** A message that is new here. */
  #accepted(message: RoomMessage, author: string): void {
    this.#receipts.owe(author);
    this.#typing.delivered(message, author);
  }

  /** Everything that is due, in the order in which one thing leads to the next. */
  #settle(now: Instant): OverlayOutput[] {
    this.#checkLinks(now);
    this.#states.review(now);
    this.#reviewMembers(now);
    this.#commons.settings.review();
    this.#flood.wake(now);
    this.#sync.review(now);
    this.#receipts.review(now);
    this.#beats.review(now);
    this.#typing.review(now);
    this.#commons.store.wake(now);
    this.#deadline = this.#nextDeadline();
    return this.#commons.effects.take();
  }

  #checkLinks(now: Instant): void {
    const { neighbours, effects, random } = this.#commons;
    const { ping, dead, changed } = neighbours.review(now);
    if (changed) this.#stirred = true;
    for (const { link } of ping) {
      const nonce = random.bytes(PING_NONCE_BYTES);
      effects.send(link, { kind: 'ping', nonce, frontier: this.#sync.frontierHash() });
    }
    for (const neighbour of dead) this.#close(neighbour);
  }

  #reviewMembers(now: Instant): void {
    const { roster, frontier } = this.#commons;
    const deadline = earliest([roster.deadline, this.#meetings.deadline]);
    if (!this.#stirred && (deadline === undefined || now < deadline)) return;
    this.#stirred = false;
    for (const key of roster.review(now)) {
      frontier.forget(key);
      this.#receipts.forget(key);
      this.#flood.forget(key);
    }
    this.#beginMembers(now);
    this.#meetings.review(now);
  }

  /** Whoever has a link tells in its SYNC where its messages begin for us, the others in their STATE. */
  #beginMembers(now: Instant): void {
    const { roster, frontier, neighbours } = this.#commons;
    for (const { key, heldUpTo } of roster.present()) {
      if (neighbours.to(key) !== undefined || frontier.isBegun(key)) continue;
      frontier.begin(key, heldUpTo, now);
      this.#flood.release(key, now);
    }
  }

  #forgiveSleep(now: Instant): void {
    if (this.#deadline === undefined || now - this.#deadline <= ASLEEP_MS) return;
    this.#commons.neighbours.forgiveSilence(now);
    this.#commons.roster.forgiveSilence(now);
  }

  #close(neighbour: Neighbour): void {
    neighbour.closing = true;
    this.#stirred = true;
    this.#sync.linkDown(neighbour);
    this.#commons.effects.push({ kind: 'close-link', link: neighbour.link });
  }

  #ban(neighbour: Neighbour, now: Instant): void {
    this.#meetings.ban(neighbour.key, now);
    this.#commons.effects.drop('link-flood');
    this.#close(neighbour);
  }
}
