// A room without peers: a test, or a person at the stage, tells it what happens.

import type { Entry, Member, Notice, Room, RoomEvent, TrackerHealth } from '../../src/browser.ts';

export class FakeRoom implements Room {
  readonly id = memberId(1);
  readonly emblem = [18, 48, 42] as const;
  members: Member[] = [];
  entries: Entry[] = [];
  trackers: TrackerHealth[] = [];
  dht: Room['dht'] = 'absent';
  relays: readonly string[] = [];
  notices: Notice[] = [];
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

  send(text: string): Promise<Entry> {
    this.asked.push(`send ${text}`);
    const of = this.members.length;
    const state = of === 0 ? ({ kind: 'waiting' } as const) : sent(of, of);
    const entry = this.say({ own: true, text, state });
    return of === 0 ? new Promise(() => {}) : Promise.resolve(entry);
  }

  withdraw(id: string): void {
    this.asked.push(`withdraw ${id}`);
    this.entries = this.entries.filter((entry) => entry.id !== id);
    this.tell({ type: 'removed', id });
  }

  rename(nickname: string): void {
    this.asked.push(`rename ${nickname}`);
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
    signingKey: new Uint8Array(32),
    nickname: '',
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

export function sent(reached: number, of: number): Entry['state'] {
  return { kind: 'sent', reached, of };
}
