// What an insider may say over its links to do harm: every kind of frame, forged, doubled,
// repeated, out of all measure, or without sense.

import { concat, toHex } from '../../src/base/bytes.ts';
import { DAY_MS, type Instant, MINUTE_MS } from '../../src/base/time.ts';
import { utf8 } from '../../src/base/utf8.ts';
import { blake2b } from '../../src/crypto/hash.ts';
import type { Card, Identity } from '../../src/crypto/identity.ts';
import { sealTo } from '../../src/crypto/seal.ts';
import { sign } from '../../src/crypto/sign.ts';
import { type Random, uniform } from '../../src/ports/random.ts';
import { LIFETIME_OFF, type Lifetime } from '../../src/wire/lifetime.ts';
import { BEAT_DOMAIN, encodeBeat } from '../../src/wire/member-beat.ts';
import { encodeState, type MemberState, STATE_DOMAIN } from '../../src/wire/member-state.ts';
import {
  encodeUnsigned,
  finishMessage,
  MAX_MESSAGE_SEQ,
  MESSAGE_DOMAIN,
  type RoomMessage,
} from '../../src/wire/message.ts';
import { encodeFrame } from '../../src/wire/overlay.ts';
import { encodePrivate, type PrivateSpeech } from '../../src/wire/private-speech.ts';
import { NEVER_SET } from '../../src/wire/settings.ts';
import {
  encodeSpeech,
  MAX_READ_ENTRIES,
  MAX_TEXT_BYTES,
  SPEECH_KIND,
  type Speech,
} from '../../src/wire/speech.ts';
import { EVIL } from './chronicle.ts';

export const ACTS = [
  'forge-author',
  'equivocate',
  'gap',
  'junk',
  'flood',
  'forge-state',
  'lie-about-edges',
  'seize-settings',
  'replay',
  'lie-about-acks',
  'lie-about-frontier',
  'forge-beat',
  'flood-signals',
  'change-lines',
  'whisper',
  'mortal-words',
  'stall',
  'garble',
  'behave',
] as const;
export type Act = (typeof ACTS)[number];

/** One link that is up. */
export interface Target {
  readonly card: Card;
  readonly send: (payload: Uint8Array) => void;
}

export interface Scene {
  readonly targets: readonly Target[];
  readonly taped: readonly Uint8Array[];
  readonly now: Instant;
}

const LARGEST_U32 = 2 ** 32 - 1;
const FLOOD_MESSAGES = 400;
const FLOOD_SIGNALS = 150;
const CHANGES = 40;

export class Mischief {
  readonly #self: Identity;
  readonly #roomId: Uint8Array;
  readonly #random: Random;
  #seq = 0;
  #previous: Uint8Array = new Uint8Array(16);
  #counter = 1_000;

  constructor(self: Identity, roomId: Uint8Array, random: Random) {
    this.#self = self;
    this.#roomId = roomId;
    this.#random = random;
  }

  perform(act: Act, scene: Scene): void {
    const { targets, taped, now } = scene;
    switch (act) {
      case 'forge-author':
        return this.#forgeAuthor(scene);
      case 'equivocate':
        return this.#equivocate(scene);
      case 'gap':
        this.#seq += 3;
        return this.#sendAll(targets, this.#message('gap', now));
      case 'junk':
        return this.#junk(targets);
      case 'flood':
        for (let i = 0; i < FLOOD_MESSAGES; i++) {
          this.#sendAll(targets, this.#message('flood', now));
        }
        return;
      case 'forge-state':
        return this.#forgeState(scene);
      case 'lie-about-edges':
        return this.#lieAboutEdges(scene);
      case 'seize-settings':
        return this.#seizeSettings(scene);
      case 'replay':
        for (const { send } of targets) for (const payload of taped) send(payload);
        return;
      case 'lie-about-acks':
      case 'lie-about-frontier':
        return this.#lieAboutFrontier(scene, act === 'lie-about-acks');
      case 'forge-beat':
        return this.#forgeBeat(targets);
      case 'flood-signals':
        return this.#floodSignals(targets);
      case 'change-lines':
        return this.#changeLines(scene);
      case 'whisper':
        return this.#whisper(scene);
      case 'mortal-words':
        return this.#mortalWords(scene);
      default:
    }
  }

  /** A text in somebody else's name, signed by us: the same author as ours only by assertion. */
  #forgeAuthor({ targets, now }: Scene): void {
    for (const { send } of targets) {
      const victim = this.#pick(targets).card;
      for (const seq of [1, 2, this.#below(50) + 1, MAX_MESSAGE_SEQ]) {
        const fields = this.#fields(seq, `forged ${toHex(victim.id)}`, now);
        send(frameOf(this.#signed({ ...fields, sender: victim.id })));
      }
    }
  }

  /** One number, two texts, half of the room each. */
  #equivocate({ targets, now }: Scene): void {
    const seq = this.#seq + 1;
    const one = this.#signed(this.#fields(seq, this.#ours('one'), now));
    const other = this.#signed(this.#fields(seq, this.#ours('other'), now));
    for (const [i, { send }] of targets.entries()) send(frameOf(i % 2 === 0 ? one : other));
    this.#chain(one);
  }

  #junk(targets: readonly Target[]): void {
    for (const { send } of targets) {
      for (let i = 0; i < 10; i++) {
        const payload = this.#random.bytes(1 + this.#below(1_500));
        payload[0] = this.#below(12);
        send(payload);
      }
    }
  }

  /** Somebody else's STATE: leaving, without neighbours, newest of all; signed by us. */
  #forgeState({ targets, now }: Scene): void {
    for (const { send } of targets) {
      const { s, card } = this.#pick(targets).card;
      const unsigned = encodeState({
        ...this.#plainState(now),
        s,
        card,
        counter: LARGEST_U32,
        leaving: true,
        nickname: 'forged',
      });
      send(encodeFrame({ kind: 'state', state: this.#sign(STATE_DOMAIN, unsigned) }));
    }
  }

  /** Our own STATE with edges that nobody else knows of. */
  #lieAboutEdges({ targets, now }: Scene): void {
    const neighbours = [...targets.map(({ card }) => card.id), this.#random.bytes(16)].slice(-12);
    this.#sayState(targets, { ...this.#plainState(now), neighbours });
  }

  /** Settings in somebody else's name: of just now, of a while ahead, of next week. */
  #seizeSettings({ targets, now }: Scene): void {
    const neighbours = targets.map(({ card }) => card.id).slice(-12);
    for (const aheadMs of [0, 2 * MINUTE_MS, 7 * DAY_MS]) {
      const settings = {
        hlc: Math.floor(now) + aheadMs,
        by: this.#pick(targets).card.id,
        locked: this.#below(2) === 1,
        lifetime: { kind: 'after-reading' as const, ms: 1_000 + this.#below(60_000) },
      };
      this.#sayState(targets, { ...this.#plainState(now), neighbours, settings, isSetter: true });
    }
  }

  /** A number of messages below this, or the highest that there is. */
  #reached(most: number): number {
    return this.#below(3) === 0 ? MAX_MESSAGE_SEQ : this.#below(most);
  }

  #plainState(now: Instant): MemberState {
    return {
      s: this.#self.s.publicKey,
      card: this.#self.card,
      counter: 0,
      sentAt: now,
      joinedAt: now,
      heldUpTo: this.#reached(1_000),
      leaving: false,
      settings: NEVER_SET,
      isSetter: false,
      nickname: 'evil',
      build: undefined,
      neighbours: [],
    };
  }

  /** Newer than all before it. */
  #sayState(targets: readonly Target[], fields: MemberState): void {
    this.#counter += 1_000;
    const unsigned = encodeState({ ...fields, counter: this.#counter });
    const state = this.#sign(STATE_DOMAIN, unsigned);
    for (const { send } of targets) send(encodeFrame({ kind: 'state', state }));
  }

  #lieAboutFrontier({ targets }: Scene, asAck: boolean): void {
    const entries = targets.map(({ card }) => ({
      sender: card.id,
      since: 0,
      upTo: asAck ? this.#below(40) : this.#reached(1_000_000),
      from: this.#below(1_000_000),
    }));
    for (const { send } of targets) {
      send(encodeFrame(asAck ? { kind: 'ack', entries } : { kind: 'sync', answer: true, entries }));
    }
  }

  #forgeBeat(targets: readonly Target[]): void {
    const victim = this.#pick(targets).card;
    const entries = targets.map(({ card }) => ({ sender: card.id, since: 0, upTo: 1_000 }));
    const unsigned = encodeBeat({ from: victim.id, counter: LARGEST_U32, entries });
    const beat = this.#sign(BEAT_DOMAIN, unsigned);
    for (const { send } of targets) send(encodeFrame({ kind: 'beat', beat }));
  }

  #floodSignals(targets: readonly Target[]): void {
    for (let i = 0; i < FLOOD_SIGNALS; i++) {
      const { send } = this.#pick(targets);
      send(
        encodeFrame({
          kind: 'signal',
          to: this.#pick(targets).card.id,
          from: this.#pick(targets).card.id,
          ttl: 255,
          nonce: this.#random.bytes(8),
          envelope: this.#random.bytes(this.#below(1_000)),
        }),
      );
    }
  }

  /** Edits, deletions, reactions and READs of what is there, what is gone, and what never was. */
  #changeLines({ targets, now }: Scene): void {
    for (let i = 0; i < CHANGES; i++) {
      const seq = this.#below(2) === 0 ? 1 + this.#below(this.#seq + 20) : LARGEST_U32;
      const target = { author: this.#pick(targets).card.id, seq: 1 + this.#below(40) };
      const text = this.#ours('edited');
      this.#speak(
        targets,
        this.#pick<Speech>([
          { kind: 'edit', seq, text },
          { kind: 'edit', seq, text: text.padEnd(MAX_TEXT_BYTES, '.') },
          { kind: 'delete', seq },
          {
            kind: 'reaction',
            target,
            emoji: this.#pick(['👍', 'x', '\u{202e}', '👍'.repeat(9)]),
            on: i % 3 > 0,
          },
          { kind: 'read', upTo: Array.from({ length: MAX_READ_ENTRIES }, () => target) },
        ]),
        now,
      );
    }
    for (let kind = 2; kind < 9; kind++) {
      this.#speak(targets, { kind, body: this.#random.bytes(this.#below(90)) }, now);
    }
  }

  /** Notes, nested and senseless ones, each sealed to somebody; and what is sealed to nobody. */
  #whisper({ targets, now }: Scene): void {
    const text = encodeSpeech({ kind: 'text', text: this.#ours('whispered'), replyTo: undefined });
    for (const { card } of targets) {
      for (const kind of [1, 2, 3, 4, 5, 6, 15, 16, 17, 18, 19, 20, 255]) {
        const body = this.#below(2) === 0 ? text : this.#random.bytes(this.#below(120));
        const sealed = sealTo({
          ephemeralSeed: this.#random.bytes(32),
          nonce: this.#random.bytes(24),
          recipient: card.s,
          plaintext: encodePrivate({ kind, body }),
          ad: concat(utf8('sotto/1/private'), this.#roomId, this.#self.id, card.id),
        });
        if (sealed !== undefined)
          this.#speak(targets, { kind: SPEECH_KIND.private, body: sealed }, now);
      }
    }
    this.#speak(targets, { kind: SPEECH_KIND.private, body: this.#random.bytes(200) }, now);
  }

  /** Words with every kind of end, dated back and ahead, and edits that outlive them. */
  #mortalWords({ targets, now }: Scene): void {
    const lifetimes: Lifetime[] = [
      { kind: 'after-sending', ms: 1_000 },
      { kind: 'after-reading', ms: 1_000 },
      { kind: 'until-author-leaves' },
    ];
    for (const lifetime of lifetimes) {
      for (const hlc of [0, now, now + 5 * MINUTE_MS, now + 7 * DAY_MS]) {
        const fields = this.#fields(this.#seq + 1, this.#ours('mortal'), now);
        const message = this.#signed({ ...fields, hlc, lifetime });
        this.#chain(message);
        this.#sendAll(targets, message);
        this.#speak(targets, { kind: 'edit', seq: message.seq, text: this.#ours('edited') }, now);
      }
    }
  }

  #speak(targets: readonly Target[], said: Speech | PrivateSpeech, now: Instant): void {
    const speech =
      'body' in said ? said : { kind: SPEECH_KIND[said.kind], body: encodeSpeech(said) };
    const message = this.#signed({ ...this.#fields(this.#seq + 1, 'x', now), ...speech });
    this.#chain(message);
    this.#sendAll(targets, message);
  }

  #message(what: string, now: Instant): RoomMessage {
    const message = this.#signed(this.#fields(this.#seq + 1, this.#ours(what), now));
    this.#chain(message);
    return message;
  }

  #chain({ seq, bytes }: RoomMessage): void {
    this.#seq = seq;
    this.#previous = blake2b(16, bytes);
  }

  /** What we sign in our own name may show, as ours. */
  #ours(what: string): string {
    return `${EVIL} ${toHex(this.#self.id)} ${what} ${this.#below(2 ** 32)}`;
  }

  #fields(seq: number, text: string, now: Instant): Omit<RoomMessage, 'bytes'> {
    return {
      kind: SPEECH_KIND.text,
      sender: this.#self.id,
      generation: 0,
      seq,
      previous: seq === 1 ? new Uint8Array(16) : this.#previous,
      hlc: now,
      lifetime: LIFETIME_OFF,
      body: encodeSpeech({ kind: 'text', text, replyTo: undefined }),
    };
  }

  #signed(fields: Omit<RoomMessage, 'bytes'>): RoomMessage {
    const unsigned = encodeUnsigned(fields);
    const signature = sign(this.#self.g.secretKey, MESSAGE_DOMAIN, this.#roomId, unsigned);
    return finishMessage(unsigned, signature);
  }

  #sign(domain: Uint8Array, unsigned: Uint8Array): Uint8Array {
    return concat(unsigned, sign(this.#self.g.secretKey, domain, this.#roomId, unsigned));
  }

  #sendAll(targets: readonly Target[], message: RoomMessage): void {
    for (const { send } of targets) send(frameOf(message));
  }

  #below(limit: number): number {
    return Math.floor(uniform(this.#random) * limit);
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#below(items.length)] as T;
  }
}

function frameOf(message: RoomMessage): Uint8Array {
  return encodeFrame({ kind: 'msg', hop: 0, message: message.bytes });
}
