// A room without peers: a test, or a person at the stage, tells it what happens.

import type {
  Entry,
  Invite,
  Member,
  Notice,
  Room,
  RoomEvent,
  RoomSettings,
  SendOptions,
  TrackerHealth,
} from '../../src/browser.ts';
import { PLAIN_ENTRY } from '../support/entries.ts';

export class FakeRoom implements Room {
  readonly id = memberId(1);
  readonly emblem = [18, 48, 42] as const;
  members: Member[] = [];
  entries: Entry[] = [];
  settings: RoomSettings = { locked: false, lifetime: { kind: 'off' }, at: 0, by: undefined };
  trackers: TrackerHealth[] = [];
  dht: Room['dht'] = 'absent';
  relays: readonly string[] = [];
  notices: Notice[] = [];
  invites: Invite[] = [];
  /** What was asked of it, in order. */
  readonly asked: string[] = [];
  readonly #listeners = new Set<(event: RoomEvent) => void>();
  #written = 0;

  on(listener: (event: RoomEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<RoomEvent> {}

  get listeners(): number {
    return this.#listeners.size;
  }

  send(text: string, options: SendOptions = {}): Promise<Entry> {
    this.asked.push(`send ${text}${told(options)}`);
    const of = this.members.length;
    const state = of === 0 ? ({ kind: 'waiting' } as const) : sent(of, of);
    const { lifetime = PLAIN_ENTRY.lifetime, replyTo, to: privateWith } = options;
    const entry = this.say({ own: true, text, state, lifetime, replyTo, privateWith });
    return of === 0 ? new Promise(() => {}) : Promise.resolve(entry);
  }

  edit(id: string, text: string): void {
    this.asked.push(`edit ${id} ${text}`);
    const entry = this.entries.find((other) => other.id === id);
    if (entry) this.change({ ...entry, text, edited: true });
  }

  delete(id: string): void {
    this.asked.push(`delete ${id}`);
    this.remove(id, 'deleted');
  }

  react(id: string, emoji: string, on: boolean): void {
    this.asked.push(`react ${id} ${emoji} ${on}`);
    const entry = this.entries.find((other) => other.id === id);
    if (!entry) return;
    const others = entry.reactions.filter((reaction) => reaction.emoji !== emoji);
    const own = { emoji, by: [this.id], own: true };
    this.change({ ...entry, reactions: on ? [...others, own] : others });
  }

  read(ids: readonly string[], tell: boolean): void {
    this.asked.push(`read ${ids.join(' ')} ${tell}`);
  }

  remove(id: string, reason: 'withdrawn' | 'vanished' | 'deleted'): void {
    this.entries = this.entries.filter((entry) => entry.id !== id);
    this.tell({ type: 'removed', id, reason });
  }

  withdraw(id: string): void {
    this.asked.push(`withdraw ${id}`);
    this.remove(id, 'withdrawn');
  }

  invite(): Invite {
    this.asked.push('invite');
    const code = `i=${String(this.invites.length + 1).padStart(43, 'A')}`;
    const invite: Invite = { code, expiresAt: Date.now() + 86_400_000, state: 'open' };
    this.useInvites(...this.invites, invite);
    return invite;
  }

  revokeInvite(code: string): void {
    this.asked.push(`revoke ${code}`);
    const end = (invite: Invite): Invite => ({ ...invite, state: 'revoked' });
    this.useInvites(...this.invites.map((each) => (each.code === code ? end(each) : each)));
  }

  useInvites(...invites: Invite[]): void {
    this.invites = invites;
    this.tell({ type: 'invites', invites });
  }

  moveOn(next: { readonly phrase: string }, without: readonly Uint8Array[]): Promise<number> {
    this.asked.push(`move ${next.phrase} without ${without.map((id) => id[0]).join(' ')}`);
    return Promise.resolve(this.members.length - without.length);
  }

  verified: readonly Uint8Array[] = [];

  verify(id: Uint8Array, act: Parameters<Room['verify']>[1]): void {
    this.asked.push(`verify ${id[0]} ${act.kind}${'same' in act ? ` ${act.same}` : ''}`);
  }

  verificationNumber(): readonly string[] {
    return Array.from({ length: 12 }, (_, group) => String(10_000 + 7_919 * group).slice(-5));
  }

  rename(nickname: string): void {
    this.asked.push(`rename ${nickname}`);
  }

  lock(on: boolean): void {
    this.asked.push(`lock ${on}`);
    this.set({ ...this.settings, locked: on, by: this.id });
  }

  setLifetime(lifetime: RoomSettings['lifetime']): void {
    this.asked.push(`lifetime ${lifetime.kind}`);
    this.set({ ...this.settings, lifetime, by: this.id });
  }

  /** Somebody has set what all share. */
  set(settings: RoomSettings): void {
    const { locked, lifetime, by } = settings;
    this.settings = settings;
    this.tell({ type: 'settings', locked, lifetime, by });
  }

  typing(on: boolean): void {
    this.asked.push(`typing ${on}`);
  }

  useTrackers(trackers: readonly string[]): void {
    this.asked.push(`trackers ${trackers.join(' ')}`);
    this.trackers = this.trackers.filter(({ url }) => trackers.includes(url));
  }

  nudge(): void {
    this.asked.push('nudge');
  }

  /** What comes of codes by hand: a code, nothing to give back, or a refusal. */
  readonly hand = {
    code: (): Promise<string> => Promise.resolve('SOTTO-1O-OFFER'),
    take: (_text: string): Promise<string | undefined> => Promise.resolve('SOTTO-1A-ANSWER'),
  };

  handCode(): Promise<string> {
    this.asked.push('hand code');
    return this.hand.code();
  }

  takeCode(text: string): Promise<string | undefined> {
    this.asked.push(`take ${text}`);
    return this.hand.take(text);
  }

  leave(): Promise<void> {
    this.asked.push('leave');
    return Promise.resolve();
  }

  /** One more line at the end. */
  say(line: Partial<Entry> & { readonly text: string }): Entry {
    const number = ++this.#written;
    const entry: Entry = {
      ...PLAIN_ENTRY,
      id: `entry-${number}`,
      author: this.id,
      own: false,
      order: String(number).padStart(8, '0'),
      writtenAt: Date.now(),
      state: { kind: 'received' },
      ...line,
    };
    this.entries = [...this.entries, entry];
    this.tell({ type: 'entry', entry });
    return entry;
  }

  change(entry: Entry): void {
    this.entries = this.entries.map((other) => (other.id === entry.id ? entry : other));
    this.tell({ type: 'entry', entry });
  }

  meet(member: Member): void {
    const others = this.members.filter((other) => other.id[0] !== member.id[0]);
    this.members = [...others, member];
    this.tell({ type: 'member', member });
  }

  lose(member: Member, reason: 'left' | 'lost'): void {
    this.members = this.members.filter((other) => other.id[0] !== member.id[0]);
    this.tell({ type: 'gone', id: member.id, reason });
  }

  track(...trackers: TrackerHealth[]): void {
    this.trackers = trackers;
    for (const health of trackers) this.tell({ type: 'tracker', health });
  }

  notice(notice: Notice): void {
    this.notices = [...this.notices, notice];
    this.tell({ type: 'notice', notice });
  }

  tell(event: RoomEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

export function memberId(seed: number): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, index) => (seed * 37 + index * 101 * seed) % 256);
}

export function member(seed: number, more: Partial<Member> = {}): Member {
  return {
    id: memberId(seed),
    sealingKey: new Uint8Array(32),
    signingKey: new Uint8Array(32),
    nickname: '',
    build: undefined,
    reach: 'direct',
    since: Date.now(),
    met: 'tracker',
    path: 'direct',
    ...more,
  };
}

export function tracker(host: string, state: TrackerHealth['state']): TrackerHealth {
  return { url: `wss://${host}`, state, swarm: undefined };
}

export function sent(reached: number, of: number, read = 0): Entry['state'] {
  return { kind: 'sent', reached, of, read };
}

/** What was asked for beside the words, if anything. */
function told({ lifetime, replyTo, to }: SendOptions): string {
  const how: string[] = lifetime === undefined || lifetime.kind === 'off' ? [] : [lifetime.kind];
  if (replyTo !== undefined) how.push(`answering ${replyTo}`);
  if (to !== undefined) how.push(`to ${to[0]}`);
  return how.length === 0 ? '' : ` (${how.join(', ')})`;
}
