// The DHT port over bridges: for browsers, which can't speak UDP. Every bridge in reach is asked
// everything, so that one that lies or is silent costs nothing: the newest item that is signed
// counts, and the best end that any of them reports.

import { BoundedMap } from '../../base/bounded-map.ts';
import { toHex } from '../../base/bytes.ts';
import { type Instant, SECOND_MS } from '../../base/time.ts';
import { sha1 } from '../../crypto/verify.ts';
import type { Cancel } from '../../ports/clock.ts';
import type { DhtEvent, DhtHandle, DhtHealth, DhtPort, DhtRefusal } from '../../ports/dht.ts';
import { checkItem, type Item } from '../../wire/bep44.ts';
import { type GatewayReply, gatewayUrl } from '../../wire/gateway.ts';
import { Line, type LineOwner, type LinePorts } from './line.ts';

/** Our choice: as long as a bridge may take for the slowest put. */
const ANSWER_MS = 20 * SECOND_MS;
/** Our choice: how long the others may take once one bridge has done it. */
const OTHERS_MS = 2 * SECOND_MS;

/** Our choice: more bridges than a person has trackers. */
const MAX_LINES = 6;

/** Our choice: slots and boxes of two hours, twice over. */
const MAX_PENDING = 64;
const MAX_WATCHED = 32;
/** Our choice: the slots and boxes of several hours. */
const MAX_TOLD = 256;

/** The best report first: what one bridge could not do another did. */
const BEST_REFUSALS: readonly DhtRefusal[] = ['conflict', 'busy', 'unreachable'];
const BEST_HEALTH: readonly DhtHealth[] = ['working', 'connecting', 'unreachable'];

/** `ports` are those of the runtime; the sockets need no more than the browser has. */
export function gatewayDht(ports: LinePorts): DhtPort {
  return { showsAddress: false, open: (listen) => new GatewayDht(ports, listen) };
}

type Ended = Extract<DhtEvent, { readonly kind: 'got' | 'stored' | 'refused' }>;

/** One get or put, until every bridge that was asked has answered or is gone. */
interface Pending {
  readonly target: Uint8Array;
  readonly waitingFor: Set<Line>;
  readonly reports: Ended[];
  giveUp: Cancel;
  /** Whether an item was told since it began; the newest is told once even if it is no news. */
  toldItem: boolean;
}

interface Watched {
  readonly target: Uint8Array;
  toldItem: boolean;
}

class GatewayDht implements DhtHandle, LineOwner {
  readonly #ports: LinePorts;
  readonly #listen: (event: DhtEvent) => void;
  readonly #lines = new Map<string, Line>();
  readonly #gets = new Map<string, Pending>();
  readonly #puts = new Map<string, Pending>();
  readonly #watched = new Map<string, Watched>();
  /** Until when items of what was asked for are taken, by whoever is late. */
  readonly #asked = new BoundedMap<string, Instant>(MAX_TOLD);
  /** The seq of the newest item that was told of a target. */
  readonly #told = new BoundedMap<string, number>(MAX_TOLD);
  #health: DhtHealth = 'absent';
  #closed = false;

  constructor(ports: LinePorts, listen: (event: DhtEvent) => void) {
    this.#ports = ports;
    this.#listen = listen;
  }

  reach(bridges: readonly string[]): void {
    if (this.#closed) return;
    const all = new Set(bridges.flatMap((url) => gatewayUrl(url) ?? []));
    const urls = new Set([...all].slice(0, MAX_LINES));
    for (const [url, line] of [...this.#lines]) {
      if (urls.has(url)) continue;
      this.#lines.delete(url);
      line.close();
      this.ended(line);
    }
    for (const url of urls) {
      if (!this.#lines.has(url)) this.#lines.set(url, new Line(url, this.#ports, this));
    }
    this.#turn();
  }

  get(target: Uint8Array): void {
    this.#ask(this.#gets, target, (line) => line.send({ kind: 'get', target }));
  }

  put(item: Item, cas: number | undefined): void {
    this.#ask(this.#puts, sha1(item.k), (line) => line.send({ kind: 'put', item, cas }));
  }

  watch(target: Uint8Array): void {
    if (this.#watched.has(toHex(target))) return;
    if (this.#watched.size >= MAX_WATCHED) return this.#ports.log.count('watches-full');
    this.#watched.set(toHex(target), { target, toldItem: false });
    for (const line of this.#lines.values()) line.send({ kind: 'watch', target });
  }

  unwatch(target: Uint8Array): void {
    if (!this.#watched.delete(toHex(target))) return;
    for (const line of this.#lines.values()) line.send({ kind: 'unwatch', target });
  }

  close(): void {
    this.#closed = true;
    for (const line of this.#lines.values()) line.close();
    for (const { giveUp } of [...this.#gets.values(), ...this.#puts.values()]) giveUp();
    this.#lines.clear();
    this.#gets.clear();
    this.#puts.clear();
    this.#watched.clear();
  }

  opened(line: Line): void {
    for (const { target } of this.#watched.values()) line.send({ kind: 'watch', target });
    this.#turn();
  }

  ended(line: Line): void {
    for (const all of [this.#gets, this.#puts]) {
      const asked = [...all.values()].filter(({ waitingFor }) => waitingFor.has(line));
      for (const { target } of asked) this.#reportTo(all, line, refusal(target, 'unreachable'));
    }
    this.#turn();
  }

  healthChanged(): void {
    this.#turn();
  }

  heard(line: Line, reply: Exclude<GatewayReply, { readonly kind: 'health' }>): void {
    if (reply.kind === 'item') return this.#item(reply.item);
    if (reply.kind === 'got') return this.#reportTo(this.#gets, line, reply);
    if (reply.kind === 'stored') return this.#reportTo(this.#puts, line, reply);
    const { target, request, reason } = reply;
    this.#ports.log.count(`gateway-refused-${reason}`);
    if (request === 'watch') return;
    // What we make is never invalid, unless the bridge's clock is, or it lies.
    const refused = refusal(target, reason === 'invalid' ? 'unreachable' : reason);
    this.#reportTo(request === 'get' ? this.#gets : this.#puts, line, refused);
  }

  #ask(all: Map<string, Pending>, target: Uint8Array, send: (line: Line) => void): void {
    const { log } = this.#ports;
    const key = toHex(target);
    const lines = [...this.#lines.values()].filter(({ open }) => open);
    const before = all.get(key);
    if (lines.length === 0 || before !== undefined || all.size >= MAX_PENDING) {
      if (before === undefined) log.count(lines.length === 0 ? 'no-bridge-open' : 'gateway-full');
      return this.#tell(refusal(target, lines.length === 0 ? 'unreachable' : 'busy'));
    }
    if (all === this.#gets) this.#asked.set(key, this.#ports.clock.now() + ANSWER_MS);
    const giveUp = this.#endIn(ANSWER_MS, all, key);
    all.set(key, { target, waitingFor: new Set(lines), reports: [], giveUp, toldItem: false });
    for (const line of lines) send(line);
  }

  #endIn(afterMs: number, all: Map<string, Pending>, key: string): Cancel {
    const { clock } = this.#ports;
    return clock.alarm(clock.now() + afterMs, () => this.#end(all, key));
  }

  #reportTo(all: Map<string, Pending>, line: Line, report: Ended): void {
    const key = toHex(report.target);
    const pending = all.get(key);
    if (!pending?.waitingFor.delete(line)) return this.#ports.log.count('gateway-reply-unasked');
    pending.reports.push(report);
    if (pending.waitingFor.size === 0) return this.#end(all, key);
    if (report.kind === 'refused') return;
    pending.giveUp();
    pending.giveUp = this.#endIn(OTHERS_MS, all, key);
  }

  #end(all: Map<string, Pending>, key: string): void {
    const pending = all.get(key);
    if (pending === undefined) return;
    pending.giveUp();
    all.delete(key);
    this.#tell(bestOf(pending));
  }

  /** Checked in the order of what it costs: whether it was asked for, its age, its signature. */
  #item(item: Item): void {
    const target = sha1(item.k);
    const key = toHex(target);
    if (!this.#isWanted(key)) return this.#ports.log.count('item-unasked');
    if (item.seq < (this.#told.get(key) ?? 0)) return this.#ports.log.count('item-old');
    const askers = [this.#gets.get(key), this.#watched.get(key)].filter((one) => one !== undefined);
    if (item.seq === this.#told.get(key) && askers.every(({ toldItem }) => toldItem)) return;
    const checked = checkItem(item);
    if (!checked.ok) return this.#ports.log.count(checked.reason);
    this.#told.set(key, item.seq);
    for (const asker of askers) asker.toldItem = true;
    this.#tell({ kind: 'item', target, item });
  }

  /** Also after the end of a get: a bridge that says early that it has nothing silences no other. */
  #isWanted(key: string): boolean {
    return this.#watched.has(key) || this.#ports.clock.now() < (this.#asked.get(key) ?? 0);
  }

  #turn(): void {
    const states = [...this.#lines.values()].map(({ health }) => health);
    const health = BEST_HEALTH.find((best) => states.some((state) => state === best)) ?? 'absent';
    if (health === this.#health) return;
    this.#health = health;
    this.#tell({ kind: 'health', health });
  }

  /** Never before the call that led to it has returned. */
  #tell(event: DhtEvent): void {
    queueMicrotask(() => {
      if (!this.#closed) this.#listen(event);
    });
  }
}

function refusal(target: Uint8Array, reason: DhtRefusal): Extract<Ended, { kind: 'refused' }> {
  return { kind: 'refused', target, reason };
}

function bestOf({ target, reports }: Pending): Ended {
  const done = reports.filter((report) => report.kind !== 'refused');
  const [most] = done.toSorted((a, b) => copiesOf(b) - copiesOf(a));
  const reasons = reports.flatMap((report) => (report.kind === 'refused' ? [report.reason] : []));
  const reason = BEST_REFUSALS.find((best) => reasons.includes(best)) ?? 'unreachable';
  return most ?? refusal(target, reason);
}

function copiesOf(report: Ended): number {
  return report.kind === 'stored' ? report.copies : 0;
}
