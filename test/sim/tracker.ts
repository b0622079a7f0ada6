// A WebTorrent tracker for the simulated world: TRACKERS §1.3 in memory, honest or hostile.
// It knows nothing of sockets: the world hands it text and takes text back.

import { toLatin1 } from '../../src/base/bytes.ts';
import type { Random } from '../../src/ports/random.ts';
import { uniform } from '../../src/ports/random.ts';

export type Mischief = 'honest' | 'lies' | 'swaps' | 'replays' | 'floods' | 'mute' | 'failing';

/** One client's connection. */
export interface TrackerClient {
  send(text: string): void;
  close(): void;
}

interface Announce {
  readonly action?: string;
  readonly info_hash: string;
  readonly peer_id: string;
  readonly event?: string;
  readonly offers?: readonly { readonly offer: unknown; readonly offer_id: string }[];
  readonly to_peer_id?: string;
  readonly offer_id?: string;
  readonly answer?: unknown;
}

/** One swarm is a map from peer id to the newest connection that announced it. */
type Swarm = Map<string, TrackerClient>;

/** Junk of every shape that a client may meet. */
const JUNK = [
  '',
  'null',
  '[]',
  '{"action":"announce"}',
  '{"action":"announce","info_hash":5,"offer":{}}',
  '{"failure reason":"no"}',
  `{"action":"announce","info_hash":"${'x'.repeat(20)}","offer":{"type":"offer","sdp":"${'A'.repeat(736)}"},"offer_id":"${'y'.repeat(20)}","peer_id":"${'z'.repeat(20)}"}`,
  '{"__proto__":{"offer":1}}',
  `"${'x'.repeat(70_000)}"`,
];

export class SimTracker {
  mischief: Mischief = 'honest';
  /** What it says that it does beside being a tracker. */
  services: readonly string[] = [];
  readonly #random: Random;
  readonly #swarms = new Map<string, Swarm>();
  readonly #relayed: { readonly to: TrackerClient; readonly text: string }[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Every connection in any swarm; for the world's accounts. */
  get clients(): number {
    return [...this.#swarms.values()].reduce((sum, swarm) => sum + swarm.size, 0);
  }

  receive(from: TrackerClient, text: string): void {
    if (this.mischief === 'mute') return;
    if (this.mischief === 'failing') return from.send('{"failure reason":"overloaded"}');
    if (this.mischief === 'floods') for (const junk of JUNK) from.send(junk);
    const message = JSON.parse(text) as Announce;
    if (message.answer !== undefined) this.#answer(message);
    else this.#announce(from, message);
    if (this.mischief === 'replays') this.#replay();
  }

  has(infohash: Uint8Array, peerId: Uint8Array): boolean {
    return this.#swarms.get(toLatin1(infohash))?.has(toLatin1(peerId)) ?? false;
  }

  forget(client: TrackerClient): void {
    for (const [hash, swarm] of this.#swarms) {
      for (const [id, other] of swarm) if (other === client) swarm.delete(id);
      if (swarm.size === 0) this.#swarms.delete(hash);
    }
  }

  #announce(from: TrackerClient, { info_hash, peer_id, event, offers }: Announce): void {
    const swarm = this.#swarms.get(info_hash) ?? new Map<string, TrackerClient>();
    this.#swarms.set(info_hash, swarm);
    if (event === 'stopped') swarm.delete(peer_id);
    else swarm.set(peer_id, from);
    const complete = this.mischief === 'lies' ? 1e308 : 0;
    const interval = this.mischief === 'lies' ? -1 : 120;
    const incomplete = swarm.size;
    const counts = { complete, incomplete, interval };
    const extras = this.services.length > 0 ? { sotto: this.services } : {};
    from.send(JSON.stringify({ action: 'announce', info_hash, ...counts, ...extras }));
    const others = this.#shuffle([...swarm].filter(([id]) => id !== peer_id));
    for (const [i, { offer, offer_id }] of (offers ?? []).entries()) {
      const to = others[i]?.[1];
      if (to !== undefined) this.#relay(to, { info_hash, peer_id, offer_id, offer });
    }
  }

  #answer({ info_hash, peer_id, to_peer_id, offer_id, answer }: Announce): void {
    const swarm = this.#swarms.get(info_hash) ?? new Map<string, TrackerClient>();
    const named = swarm.get(to_peer_id ?? '');
    const anyone = this.#shuffle([...swarm.values()])[0];
    const to = this.mischief === 'swaps' ? anyone : named;
    if (to !== undefined) this.#relay(to, { info_hash, peer_id, offer_id, answer });
  }

  #relay(to: TrackerClient, message: object): void {
    const text = JSON.stringify({ action: 'announce', ...message });
    this.#relayed.push({ to, text });
    if (this.#relayed.length > 64) this.#relayed.shift();
    to.send(text);
  }

  #replay(): void {
    for (const { to, text } of [...this.#relayed]) to.send(text);
  }

  #shuffle<T>(items: T[]): T[] {
    return items
      .map((item) => [uniform(this.#random), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  }
}
