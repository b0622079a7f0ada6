// What is on the screens: lines, the changes that members make to them, and their end.
//
//   TEXT ─▶ line ─ EDIT, REACTION ─▶ line ─ DELETE, time is up, author left ─▶ removed, forget
//             ▲
//             └── changes that came before it
//
// A removal forgets every message that holds any of the words: the first, and each edit.

import { BoundedMap } from '../../base/bounded-map.ts';
import { equal, toHex } from '../../base/bytes.ts';
import { Expiry } from '../../base/expiry.ts';
import { earliest, type Instant } from '../../base/time.ts';
import type { MessageRef } from '../../wire/speech.ts';
import type { Entry, EntryId, RemovalReason, RoomOutput } from './contract.ts';
import { refName } from './order.ts';
import { Pending } from './pending.ts';
import { type Choice, Reactions } from './reactions.ts';
import { type Line, Transcript } from './transcript.ts';

/** Our choice: more than anybody corrects; each is kept until the line goes. */
export const MAX_EDITS_PER_LINE = 64;

/** Our choice: so many removed lines are remembered, whose changes may still be under way. */
const MAX_GONE = 1_024;

export interface Change {
  readonly what:
    | { readonly kind: 'edit'; readonly text: string }
    | { readonly kind: 'delete' }
    | { readonly kind: 'reaction'; readonly emoji: string; readonly on: boolean };
  readonly target: MessageRef;
  /** The message that says so. */
  readonly by: MessageRef;
  /** The other one, of a change that was said in private. */
  readonly privateWith: Uint8Array | undefined;
}

/** What an entry is before anybody changed it. */
export const UNCHANGED = { edited: false, reactions: [], goneAt: undefined } as const;

export class Lines {
  readonly #self: string;
  readonly #transcript = new Transcript();
  readonly #expiry = new Expiry<EntryId>();
  readonly #pending = new Pending();
  readonly #reactions = new Map<EntryId, Reactions>();
  /** Of edited lines, the number of the newest edit. */
  readonly #edits = new Map<EntryId, number>();
  /** Deleted and vanished lines: what comes of them now is not kept. */
  readonly #gone = new BoundedMap<EntryId, true>(MAX_GONE);

  constructor(self: string) {
    this.#self = self;
  }

  get(id: EntryId): Line | undefined {
    return this.#transcript.get(id);
  }

  idOf(message: MessageRef): EntryId {
    return this.#transcript.idOf(message);
  }

  /** A new line; nothing of it is shown when its time is up already. */
  add(entry: Entry, message: MessageRef, now: Instant): RoomOutput[] {
    const goneAt = goneAtFrom(entry);
    if (goneAt !== undefined && goneAt <= now) return this.refuse(entry.id, message);
    if (this.#gone.has(entry.id)) return [...drop('message-twice'), ...forget([message])];
    const over = this.#transcript.add({ ...entry, goneAt }, message);
    const outputs = over.flatMap((id) => this.remove(id, 'oldest'));
    if (goneAt !== undefined) this.#expiry.set(entry.id, goneAt);
    const changes = this.#pending.take(message);
    const changed = changes.flatMap((change) => this.apply(change, now));
    return [...this.#tell(entry.id), ...changed.filter(isNoEntry), ...outputs];
  }

  /** A message whose time was up before it came: nothing of it is kept, nor of its edits. */
  refuse(id: EntryId, message: MessageRef): RoomOutput[] {
    this.#gone.set(id, true);
    const edits = forgetEdits(this.#pending.take(message));
    return [...drop('message-expired'), ...forget([message]), ...edits];
  }

  /** A member's change, to a line that is here or may still come. */
  apply(change: Change, now: Instant): RoomOutput[] {
    const line = this.#transcript.get(this.idOf(change.target));
    if (line === undefined) return this.#early(change, now);
    if (!isSamePlace(line.entry.privateWith, change.privateWith)) return drop('change-misplaced');
    const { what, by } = change;
    const { id } = line.entry;
    if (what.kind === 'delete') return this.remove(id, 'deleted');
    if (what.kind === 'edit') return this.#edited(line, change, what.text);
    return this.react(id, { ...what, member: by.author, stamp: by.seq });
  }

  react(id: EntryId, choice: Choice): RoomOutput[] {
    const reactions = this.#reactions.get(id) ?? new Reactions();
    if (!reactions.choose(choice)) return drop('reaction-limit');
    this.#reactions.set(id, reactions);
    const { size: choices } = reactions;
    this.#transcript.change(id, { reactions: reactions.list(this.#self) }, { choices });
    return [...this.#tell(id), ...this.#makeRoom()];
  }

  /** Our own words are changed here before the message that says so has left. */
  rewrite(id: EntryId, text: string): RoomOutput[] {
    this.#transcript.change(id, { text, edited: true });
    return [...this.#tell(id), ...this.#makeRoom()];
  }

  /** A message with words of this line has gone out. */
  noteMessage(id: EntryId, message: MessageRef): RoomOutput[] {
    const isHere = this.#transcript.change(id, {}, { by: message }) !== undefined;
    return isHere ? this.#makeRoom() : forget([message]);
  }

  setState(id: EntryId, state: Entry['state']): RoomOutput[] {
    return this.#transcript.change(id, { state }) === undefined ? [] : this.#tell(id);
  }

  /** Seen by the person here: from now on its time runs, if it was waiting for that. */
  seen(id: EntryId, now: Instant): RoomOutput[] {
    const { entry } = this.#transcript.get(id) ?? {};
    if (entry?.lifetime.kind !== 'after-reading' || entry.goneAt !== undefined) return [];
    const goneAt = now + entry.lifetime.ms;
    this.#expiry.set(id, goneAt);
    this.#transcript.change(id, { goneAt });
    return this.#tell(id);
  }

  remove(id: EntryId, reason: RemovalReason): RoomOutput[] {
    const line = this.#transcript.remove(id);
    if (line === undefined) return [];
    this.#expiry.delete(id);
    this.#reactions.delete(id);
    this.#edits.delete(id);
    if (reason === 'oldest') return [{ kind: 'removed', entry: id, reason }];
    this.#gone.set(id, true);
    const [first] = line.messages;
    if (line.entry.own && first !== undefined) this.#gone.set(refName(first), true);
    return [{ kind: 'removed', entry: id, reason }, ...forget(line.messages)];
  }

  /** This member, in hex, is gone: so is what it wanted to be seen no longer than itself. */
  authorLeft(author: string): RoomOutput[] {
    return [...this.#transcript]
      .map(({ entry }) => entry)
      .filter(({ lifetime }) => lifetime.kind === 'until-author-leaves')
      .filter((entry) => toHex(entry.author) === author)
      .flatMap(({ id }) => this.remove(id, 'vanished'));
  }

  wake(now: Instant): RoomOutput[] {
    const vanished = this.#expiry.take(now).flatMap((id) => this.remove(id, 'vanished'));
    return [...forgetEdits(this.#pending.wake(now)), ...vanished];
  }

  get deadline(): Instant | undefined {
    return earliest([this.#expiry.deadline, this.#pending.deadline]);
  }

  #edited({ entry, messages }: Line, { by }: Change, text: string): RoomOutput[] {
    if (messages.length > MAX_EDITS_PER_LINE) return [...drop('edit-limit'), ...forget([by])];
    const newest = this.#edits.get(entry.id);
    if (newest !== undefined && newest >= by.seq) return this.noteMessage(entry.id, by);
    this.#edits.set(entry.id, by.seq);
    this.#transcript.change(entry.id, { text, edited: true }, { by });
    return [...this.#tell(entry.id), ...this.#makeRoom()];
  }

  /** The line is not here: it may come, or has gone, and then the words of an edit go, too. */
  #early(change: Change, now: Instant): RoomOutput[] {
    const { what, target } = change;
    // Of a line that made room for others, or that nobody could read here, there may be bytes left.
    const words = what.kind === 'delete' ? forget([target]) : [];
    if (this.#gone.has(this.idOf(target))) {
      return [...drop('change-late'), ...words, ...forgetEdits([change])];
    }
    if (this.#pending.add(change, now)) return words;
    return [...drop('change-pending-full'), ...words, ...forgetEdits([change])];
  }

  #makeRoom(): RoomOutput[] {
    return this.#transcript.beyond().flatMap((id) => this.remove(id, 'oldest'));
  }

  #tell(id: EntryId): RoomOutput[] {
    const line = this.#transcript.get(id);
    return line === undefined ? [] : [{ kind: 'entry', entry: line.entry }];
  }
}

/** For others, "after reading" begins when they read; the author has read it. */
function goneAtFrom({ lifetime, own, writtenAt }: Entry): Instant | undefined {
  const counts = lifetime.kind === 'after-sending' || (lifetime.kind === 'after-reading' && own);
  return counts ? writtenAt + lifetime.ms : undefined;
}

function isSamePlace(here: Uint8Array | undefined, there: Uint8Array | undefined): boolean {
  if (here === undefined || there === undefined) return here === there;
  return equal(here, there);
}

function isNoEntry({ kind }: RoomOutput): boolean {
  return kind !== 'entry';
}

function forget(messages: readonly MessageRef[]): RoomOutput[] {
  return messages.map(({ author, seq }) => ({ kind: 'forget', author, seq }));
}

/** No line has their words, and so none would take them along when it goes. */
function forgetEdits(changes: readonly Change[]): RoomOutput[] {
  const edits = changes.filter(({ what }) => what.kind === 'edit');
  return forget(edits.map(({ by }) => by));
}

export function drop(reason: string): RoomOutput[] {
  return [{ kind: 'dropped', reason }];
}
