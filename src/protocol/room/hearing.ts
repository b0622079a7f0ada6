// What others say: each verified message becomes a line, a change to a line, a word between two, or
// nothing, with a counted reason.

import { equal, toHex } from '../../base/bytes.ts';
import type { Instant } from '../../base/time.ts';
import type { RoomMessage } from '../../wire/message.ts';
import { noteTopic } from '../../wire/private-speech.ts';
import { type MessageRef, parseSpeech, SPEECH_KIND, type Speech } from '../../wire/speech.ts';
import type { Company } from './company.ts';
import type { Entry, RoomOutput } from './contract.ts';
import type { Receipt } from './ledger.ts';
import { type Change, drop, type Lines, UNCHANGED } from './lines.ts';
import { messageOrder, refName } from './order.ts';
import type { Voice } from './voice.ts';

export interface Heard {
  readonly outputs: RoomOutput[];
  /** Our own messages of which it was told that they were read. */
  readonly receipts: readonly Receipt[];
}

interface Parts {
  readonly self: Uint8Array;
  readonly company: Company;
  readonly lines: Lines;
  readonly voice: Voice;
}

interface Said {
  readonly message: RoomMessage;
  readonly speech: Exclude<Speech, { readonly kind: 'private' }>;
  /** The sender, when it was said to us alone. */
  readonly privateWith: Uint8Array | undefined;
  readonly now: Instant;
}

export class Hearing {
  readonly #self: Uint8Array;
  readonly #company: Company;
  readonly #lines: Lines;
  readonly #voice: Voice;

  constructor({ self, company, lines, voice }: Parts) {
    this.#self = self;
    this.#company = company;
    this.#lines = lines;
    this.#voice = voice;
  }

  hear(message: RoomMessage, now: Instant): Heard {
    // Unknown kinds move the clock, too: an answer in words to something newer still follows it.
    this.#voice.clock.see(message.hlc, now);
    if (equal(message.sender, this.#self)) return only(drop('message-own'));
    if (message.kind === SPEECH_KIND.private) return this.#private(message, now);
    const speech = parseSpeech(message.kind, message.body);
    if (!speech.ok) return only(speech.reason === 'speech-unknown' ? [] : drop(speech.reason));
    return this.#said({
      message,
      speech: speech.value as Said['speech'],
      privateWith: undefined,
      now,
    });
  }

  #private(message: RoomMessage, now: Instant): Heard {
    const { sender } = message;
    const opened = this.#voice.overhear(message.body, sender);
    // For somebody else, like most: nothing to count.
    if (opened === undefined) return only([]);
    const topic = noteTopic(opened.kind);
    if (topic !== undefined)
      return only([{ kind: 'note', from: sender, topic, body: opened.body }]);
    const speech = parseSpeech(opened.kind, opened.body);
    if (!speech.ok) return only(speech.reason === 'speech-unknown' ? [] : drop(speech.reason));
    if (speech.value.kind === 'private') return only(drop('private-nested'));
    return this.#said({ message, speech: speech.value, privateWith: sender, now });
  }

  #said(said: Said): Heard {
    const { message, speech, privateWith, now } = said;
    const by = { author: message.sender, seq: message.seq };
    switch (speech.kind) {
      case 'text':
        return only(this.#line(said, speech));
      case 'edit':
      case 'delete': {
        const target = { author: message.sender, seq: speech.seq };
        return only(this.#lines.apply({ what: speech, target, by, privateWith }, now));
      }
      case 'reaction':
        return only(this.#lines.apply(this.#reaction(speech, by, privateWith), now));
      case 'read':
        return { outputs: [], receipts: this.#wasRead(message.sender, speech.upTo) };
    }
  }

  #line(
    { message, privateWith, now }: Said,
    speech: Extract<Speech, { kind: 'text' }>,
  ): RoomOutput[] {
    const ref = { author: message.sender, seq: message.seq };
    const id = refName(ref);
    if (this.#lines.get(id) !== undefined) return drop('message-twice');
    if (this.#isOrphan(message)) return this.#lines.refuse(id, ref);
    const entry: Entry = {
      ...UNCHANGED,
      id,
      author: message.sender,
      own: false,
      text: speech.text,
      privateWith,
      replyTo: speech.replyTo && this.#lines.idOf(speech.replyTo),
      lifetime: message.lifetime,
      order: messageOrder(message),
      writtenAt: Math.min(message.hlc, now),
      state: { kind: 'received' },
    };
    return this.#lines.add(entry, ref, now);
  }

  /** Over a long way, words may come after their author's goodbye. */
  #isOrphan({ lifetime, sender }: RoomMessage): boolean {
    return lifetime.kind === 'until-author-leaves' && this.#company.isGone(toHex(sender));
  }

  /** Said to us alone, it is about what was said between us two. */
  #reaction(
    { target, emoji, on }: Extract<Speech, { kind: 'reaction' }>,
    by: MessageRef,
    privateWith: Uint8Array | undefined,
  ): Change {
    return { what: { kind: 'reaction', emoji, on }, target, by, privateWith };
  }

  #wasRead(reader: Uint8Array, upTo: readonly MessageRef[]): Receipt[] {
    const ours = upTo.filter(({ author }) => equal(author, this.#self));
    return ours.flatMap(({ seq }) => this.#voice.ledger.read(toHex(reader), seq));
  }
}

function only(outputs: RoomOutput[]): Heard {
  return { outputs, receipts: [] };
}
