// What runs in a tab of the end-to-end tests: members of rooms, by number, and what they see.

import { type ConnectOptions, join, type Room } from '../../src/browser.ts';

export interface MemberSpec extends ConnectOptions {
  readonly root: string;
}

export interface MemberState {
  readonly id: string;
  /** Hex ids of those with an own link, sorted. */
  readonly direct: readonly string[];
  readonly members: readonly string[];
  /** The conversation as this screen shows it. */
  readonly texts: readonly string[];
  readonly trackers: readonly string[];
  readonly notices: readonly string[];
  /** How each of the others was met, and how packets to them travel; sorted. */
  readonly met: readonly string[];
  readonly paths: readonly string[];
  readonly relays: readonly string[];
  readonly dht: string;
}

const rooms: Room[] = [];
const notices: string[][] = [];

const hex = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const unhex = (text: string) =>
  Uint8Array.from({ length: text.length / 2 }, (_, i) =>
    Number.parseInt(text.slice(2 * i, 2 * i + 2), 16),
  );

function room(index: number): Room {
  const found = rooms[index];
  if (found === undefined) throw new Error(`no member ${index} here`);
  return found;
}

const members = {
  /** Joins; returns the number by which this member is called from now on. */
  async join({ root, ...options }: MemberSpec): Promise<number> {
    const joined = await join({ root: unhex(root), ...options });
    const index = rooms.push(joined) - 1;
    const heard: string[] = [];
    notices.push(heard);
    joined.on((event) => {
      if (event.type === 'notice') heard.push(event.notice.code);
    });
    return index;
  },
  /** Writes texts in one burst; resolves when somebody holds each of them. */
  async say(index: number, texts: readonly string[]): Promise<void> {
    await Promise.all(texts.map((text) => room(index).send(text)));
  },
  /** Writes without waiting for anyone. */
  write(index: number, text: string): void {
    room(index)
      .send(text)
      .catch(() => {});
  },
  state(index: number): MemberState {
    const { id, members: others, entries, trackers, relays, dht } = room(index);
    const direct = others.filter(({ reach }) => reach === 'direct').map((other) => hex(other.id));
    return {
      id: hex(id),
      direct: direct.sort(),
      members: others.map((other) => hex(other.id)).sort(),
      texts: entries.map(({ text }) => text),
      trackers: trackers.map(({ state }) => state),
      notices: notices[index] ?? [],
      met: others.map(({ met }) => met).sort(),
      paths: others.map(({ path }) => path ?? 'none').sort(),
      relays,
      dht,
    };
  },
  handCode: (index: number): Promise<string> => room(index).handCode(),
  takeCode: (index: number, code: string): Promise<string | undefined> =>
    room(index).takeCode(code),
  nudge: (index: number): void => room(index).nudge(),
  leave: (index: number): Promise<void> => room(index).leave(),
};

export type Members = typeof members;

declare global {
  interface Window {
    members: Members;
  }
}

window.members = members;
