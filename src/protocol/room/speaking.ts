// What the person here says and does: words wait in the outbox, changes show at once and wait behind
// them, and all of it leaves in order when somebody is here and the pace allows.

import { assert } from '../../base/assert.ts';
import { equal, toHex } from '../../base/bytes.ts';
import type { Instant } from '../../base/time.ts';
import { fromUtf8, utf8 } from '../../base/utf8.ts';
import { isLifetime, LIFETIME_OFF } from '../../wire/lifetime.ts';
import type { RoomMessage } from '../../wire/message.ts';
import { NOTE_KIND, type PrivateSpeech } from '../../wire/private-speech.ts';
import {
  checkText,
  encodeSpeech,
  isEmoji,
  MAX_READ_ENTRIES,
  type MessageRef,
  SPEECH_KIND,
  type Speech,
} from '../../wire/speech.ts';
import type { Company } from './company.ts';
import type { Entry, EntryId, NoteId, RefusalReason, RoomInput, RoomOutput } from './contract.ts';
import type { Receipt } from './ledger.ts';
import { drop, type Lines, MAX_EDITS_PER_LINE, UNCHANGED } from './lines.ts';
import { messageOrder } from './order.ts';
import { type Draft, Outbox, type WrittenText } from './outbox.ts';
import type { Read } from './reading.ts';
import type { Voice } from './voice.ts';

type Of<Kind extends RoomInput['kind']> = Extract<RoomInput, { readonly kind: Kind }>;

type Told = Pick<Of<'note'>, 'topic' | 'body'>;

interface Own {
  readonly entry: Entry;
  readonly message: MessageRef;
  readonly edits: number;
}

interface Parts {
  readonly self: Uint8Array;
  readonly company: Company;
  readonly lines: Lines;
  readonly voice: Voice;
}

export class Speaking {
  readonly #outbox = new Outbox();
  readonly #self: Uint8Array;
  readonly #company: Company;
  readonly #lines: Lines;
  readonly #voice: Voice;
  /** When the pace allows the next message, as of the last attempt. */
  #resumeAt: Instant | undefined;
  /** Notes of which it is not known yet whether they are held, and for whom they are, in hex. */
  readonly #notes = new Map<NoteId, string>();
  /** Counts what is no entry; also the stamps of our own reactions. */
  #acts = 0;

  constructor({ self, company, lines, voice }: Parts) {
    this.#self = self;
    this.#company = company;
    this.#lines = lines;
    this.#voice = voice;
  }

  write({ entry: id, text, lifetime, replyTo, to }: Of<'write'>, now: Instant): RoomOutput[] {
    const known = this.#outbox.get(id) ?? this.#lines.get(id);
    assert(known === undefined, 'a fresh entry id');
    assert(isLifetime(lifetime), 'a lifetime in range');
    const refusal = checkText(text);
    if (refusal !== undefined) return refuse(id, refusal);
    if (to !== undefined && !this.#isReachable(to)) return refuse(id, 'member-gone');
    const speech = {
      text: wellFormed(text),
      replyTo: this.#isOpen(replyTo, to) ? replyTo : undefined,
    };
    const draft = this.#outbox.add({ id, speech, lifetime, to, about: undefined }, now);
    if (draft === undefined) return refuse(id, 'outbox-full');
    const sent = this.sendWaiting(now);
    return [...sent, ...this.#tellWaiting(id)];
  }

  edit({ entry: id, text }: Of<'edit'>, now: Instant): RoomOutput[] {
    const refusal = checkText(text);
    if (refusal !== undefined) return drop(refusal);
    const words = wellFormed(text);
    if (this.#outbox.rewrite(id, words) !== undefined) return this.#tellWaiting(id);
    const own = this.#own(id);
    if (own === undefined) return drop('entry-not-own');
    if (own.edits >= MAX_EDITS_PER_LINE) return drop('edit-limit');
    const isQueued = this.#change(own, { kind: 'edit', seq: own.message.seq, text: words }, now);
    return isQueued ? [...this.#lines.rewrite(id, words), ...this.sendWaiting(now)] : full();
  }

  delete(id: EntryId, now: Instant): RoomOutput[] {
    if (this.#outbox.get(id) !== undefined) return this.withdraw(id);
    const own = this.#own(id);
    if (own === undefined) return drop('entry-not-own');
    const isQueued = this.#change(own, { kind: 'delete', seq: own.message.seq }, now);
    if (!isQueued) return full();
    this.#voice.ledger.forget(own.message.seq);
    return [...this.#lines.remove(id, 'deleted'), ...this.sendWaiting(now)];
  }

  react({ entry: id, emoji, on }: Of<'react'>, now: Instant): RoomOutput[] {
    const line = this.#lines.get(id);
    const [target] = line?.messages ?? [];
    if (line === undefined || target === undefined) return drop('entry-unknown');
    assert(isEmoji(emoji), 'an emoji');
    const stamp = ++this.#acts;
    const shown = this.#lines.react(id, { member: this.#self, emoji, on, stamp });
    if (shown.some(({ kind }) => kind === 'dropped')) return shown;
    this.#change(line, { kind: 'reaction', target, emoji, on }, now);
    return [...shown, ...this.sendWaiting(now)];
  }

  note({ note, to, topic, body }: Of<'note'>, now: Instant): RoomOutput[] {
    assert(!this.#notes.has(note), 'a fresh note id');
    if (!this.#isReachable(to)) return [...drop('member-gone'), notHeld(note)];
    const draft = { id: note, speech: { kind: NOTE_KIND[topic], body }, to, about: undefined };
    const isQueued = this.#outbox.add({ ...draft, lifetime: LIFETIME_OFF }, now) !== undefined;
    if (!isQueued) return [...full(), notHeld(note)];
    this.#notes.set(note, toHex(to));
    return this.sendWaiting(now);
  }

  /** The same, without asking whether it is held: what is told has an answer of its own. */
  tell(to: Uint8Array, { topic, body }: Told, now: Instant): RoomOutput[] {
    const isQueued = this.#queue({ kind: NOTE_KIND[topic], body }, { to }, now);
    return isQueued ? this.sendWaiting(now) : full();
  }

  /** What became of a note, if that is what the receipt is for. */
  noted({ entry: note, reached, of }: Receipt): RoomOutput[] {
    const isOver = reached > 0 || of === 0;
    if (!isOver || !this.#notes.delete(note)) return [];
    return [{ kind: 'noted', note, isHeld: reached > 0 }];
  }

  /** To all in one message; what was said in private, to its author alone. */
  tellRead(read: readonly Read[], now: Instant): RoomOutput[] {
    const open = read.filter(({ isPrivate }) => !isPrivate).map(({ message }) => message);
    for (let at = 0; at < open.length; at += MAX_READ_ENTRIES) {
      this.#queue(readSpeech(open.slice(at, at + MAX_READ_ENTRIES)), {}, now);
    }
    for (const { message, isPrivate } of read) {
      if (isPrivate) this.#queue(readSpeech([message]), { to: message.author }, now);
    }
    return this.sendWaiting(now);
  }

  /**
   * Whoever is gone for good takes neither what waits for it nor what is on its way to it. A change of
   * what it has goes on waiting: should it come back after all, the deleted must go there, too.
   */
  gone(member: string): RoomOutput[] {
    const waiting = this.#outbox
      .meantFor(member)
      .filter(({ id, speech }) => 'text' in speech || this.#notes.has(id));
    for (const { id } of waiting) this.#outbox.remove(id);
    const given = waiting.flatMap(({ id, speech }) => this.#undeliverable(id, 'text' in speech));
    const notes = [...this.#notes].filter(([, to]) => to === member).map(([note]) => note);
    for (const note of notes) this.#notes.delete(note);
    return [...given, ...notes.map(notHeld)];
  }

  withdraw(id: EntryId): RoomOutput[] {
    const draft = this.#outbox.get(id);
    if (draft === undefined || !('text' in draft.speech)) return [];
    this.#outbox.remove(id);
    return [{ kind: 'removed', entry: id, reason: 'withdrawn' }];
  }

  sendWaiting(now: Instant): RoomOutput[] {
    const outputs: RoomOutput[] = [];
    const { pace } = this.#voice;
    while (!this.#outbox.isEmpty && !this.#company.isEmpty && pace.take(now)) {
      const draft = this.#outbox.shift();
      assert(draft !== undefined, 'an outbox that is not empty has a first draft');
      outputs.push(...this.#send(draft, now));
    }
    this.#resumeAt = pace.nextAt(now);
    return outputs;
  }

  /** With nobody here, what waits in the outbox waits for members. */
  get deadline(): Instant | undefined {
    return this.#outbox.isEmpty || this.#company.isEmpty ? undefined : this.#resumeAt;
  }

  #send(draft: Draft, now: Instant): RoomOutput[] {
    const { speech, lifetime, to, about, id } = draft;
    const isText = 'text' in speech;
    const body = isText ? this.#textBody(speech) : speech;
    const message = this.#voice.say({ speech: body, lifetime, to }, now);
    if (message === undefined) return this.#undeliverable(id, isText);
    const publish: RoomOutput = { kind: 'publish', message };
    if (isText) return [publish, ...this.#sent(draft, message, now)];
    if (this.#notes.has(id)) this.#voice.ledger.publish(message.seq, id, to && toHex(to));
    else this.#voice.ledger.pass(message.seq);
    const ref = { author: this.#self, seq: message.seq };
    return about === undefined ? [publish] : [publish, ...this.#lines.noteMessage(about, ref)];
  }

  /** Whom it was for has gone while it waited. */
  #undeliverable(id: EntryId, isText: boolean): RoomOutput[] {
    if (isText) {
      return [...refuse(id, 'member-gone'), { kind: 'removed', entry: id, reason: 'withdrawn' }];
    }
    return [...drop('member-gone'), ...(this.#notes.delete(id) ? [notHeld(id)] : [])];
  }

  #sent(draft: Draft, message: RoomMessage, now: Instant): RoomOutput[] {
    const only = draft.to && toHex(draft.to);
    const { reached, of, read } = this.#voice.ledger.publish(message.seq, draft.id, only);
    const entry: Entry = {
      ...this.#entryOf(draft),
      order: messageOrder(message),
      writtenAt: Math.min(message.hlc, now),
      state: { kind: 'sent', reached, of, read },
    };
    return this.#lines.add(entry, { author: this.#self, seq: message.seq }, now);
  }

  /** A change or a note about it is as private, and lives as long, as what it is about. */
  #change({ entry }: { readonly entry: Entry }, speech: Speech, now: Instant): boolean {
    const about = speech.kind === 'edit' ? entry.id : undefined;
    const { privateWith: to, lifetime } = entry;
    const body = { kind: SPEECH_KIND[speech.kind], body: encodeSpeech(speech) };
    return this.#queue(body, { to, about, lifetime }, now);
  }

  #queue(speech: PrivateSpeech, options: Partial<Draft>, now: Instant): boolean {
    const id = `act-${++this.#acts}`;
    const { to, about, lifetime = LIFETIME_OFF } = options;
    return this.#outbox.add({ id, speech, lifetime, to, about }, now) !== undefined;
  }

  #own(id: EntryId): Own | undefined {
    const { entry, messages } = this.#lines.get(id) ?? {};
    const [message, ...edits] = messages ?? [];
    return entry?.own && message !== undefined
      ? { entry, message, edits: edits.length }
      : undefined;
  }

  /** Whom this is for may know of the entry; to name a private one tells others of it. */
  #isOpen(entry: EntryId | undefined, to: Uint8Array | undefined): boolean {
    if (entry === undefined) return true;
    const known = this.#outbox.get(entry)?.to ?? this.#lines.get(entry)?.entry.privateWith;
    return known === undefined || (to !== undefined && equal(known, to));
  }

  #isReachable(member: Uint8Array): boolean {
    return this.#company.keysOf(toHex(member)) !== undefined;
  }

  /** What is answered was sent before, and so has a number by now, or is gone. */
  #textBody({ text, replyTo }: WrittenText): PrivateSpeech {
    const [answered] =
      (replyTo === undefined ? undefined : this.#lines.get(replyTo))?.messages ?? [];
    return {
      kind: SPEECH_KIND.text,
      body: encodeSpeech({ kind: 'text', text, replyTo: answered }),
    };
  }

  #tellWaiting(id: EntryId): RoomOutput[] {
    const draft = this.#outbox.get(id);
    return draft === undefined ? [] : [{ kind: 'entry', entry: this.#entryOf(draft) }];
  }

  #entryOf({ id, speech, to, lifetime, order, writtenAt }: Draft): Entry {
    assert('text' in speech, 'only words are entries');
    return {
      ...UNCHANGED,
      id,
      author: this.#self,
      own: true,
      text: speech.text,
      privateWith: to,
      replyTo: speech.replyTo,
      lifetime,
      order,
      writtenAt,
      state: { kind: 'waiting' },
    };
  }
}

/** The text as others will read it, not as it was typed: lone surrogates become U+FFFD. */
function wellFormed(text: string): string {
  const read = fromUtf8(utf8(text));
  assert(read !== undefined, 'our own UTF-8 is well-formed');
  return read;
}

function readSpeech(upTo: readonly MessageRef[]): PrivateSpeech {
  return { kind: SPEECH_KIND.read, body: encodeSpeech({ kind: 'read', upTo }) };
}

function full(): RoomOutput[] {
  return drop('outbox-full');
}

function refuse(entry: EntryId, reason: RefusalReason): RoomOutput[] {
  return [...drop(reason), { kind: 'refused', entry, reason }];
}

function notHeld(note: NoteId): RoomOutput {
  return { kind: 'noted', note, isHeld: false };
}
