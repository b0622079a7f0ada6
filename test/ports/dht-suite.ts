// The acceptance suite of the DHT port: what its twin and every real one must keep.

import { toHex } from '../../src/base/bytes.ts';
import type { DhtEvent, DhtHandle, DhtPort } from '../../src/ports/dht.ts';
import type { Item } from '../../src/wire/bep44.ts';
import { item, target } from '../wire/items.ts';
import { type Case, same, type World } from './world.ts';

export interface DhtSubject {
  /** Opened several times, as by several who reach one DHT. */
  readonly port: DhtPort;
  /** Of one whom nobody in the DHT answers. */
  readonly lonely: DhtPort;
  readonly world: World;
}

const [ONE, TWO, NOBODYS] = [1, 2, 3].map(target) as [Uint8Array, Uint8Array, Uint8Array];

type Ended = Extract<DhtEvent, { kind: 'got' | 'stored' | 'refused' }>;

/** One who opened the port, with everything that was told. */
class End {
  readonly events: DhtEvent[] = [];
  readonly handle: DhtHandle;
  readonly #world: World;

  constructor({ world }: DhtSubject, port: DhtPort) {
    this.#world = world;
    let returned = false;
    this.handle = port.open((event) => {
      if (!returned) throw new Error(`${event.kind} came before open had returned`);
      this.events.push(event);
      world.touched();
    });
    returned = true;
  }

  /** The numbers of the items that were told of a target. */
  seqs(target: Uint8Array): number[] {
    return this.events.flatMap((event) =>
      event.kind === 'item' && toHex(event.target) === toHex(target) ? [event.item.seq] : [],
    );
  }

  get ends(): Ended[] {
    return this.events.filter((event) => event.kind !== 'item' && event.kind !== 'health');
  }

  async until(holds: (end: this) => boolean): Promise<void> {
    await this.#world.until(() => holds(this));
  }

  /** Does something that has one end, and resolves with it. */
  async ended(act: (handle: DhtHandle) => void): Promise<Ended> {
    const { length } = this.ends;
    act(this.handle);
    await this.until(({ ends }) => ends.length > length);
    return this.ends[length] as Ended;
  }

  get(target: Uint8Array): Promise<Ended> {
    return this.ended((handle) => handle.get(target));
  }

  put(one: Item, cas?: number): Promise<Ended> {
    return this.ended((handle) => handle.put(one, cas));
  }
}

async function opened(subject: DhtSubject): Promise<End> {
  const end = new End(subject, subject.port);
  await end.until(({ events }) =>
    events.some((event) => event.kind === 'health' && event.health === 'working'),
  );
  return end;
}

/** So many, who were opened at the same time. */
function several(subject: DhtSubject, count: number): Promise<End[]> {
  return Promise.all(Array.from({ length: count }, () => opened(subject)));
}

/** Some nodes took it. */
function isStored(ended: Ended, target: Uint8Array): void {
  same(ended.kind === 'stored' && [ended.target, ended.copies > 0], [target, true]);
}

const rises = (seqs: readonly number[]) => seqs.every((seq, i) => seq >= (seqs[i - 1] ?? 0));

export const DHT_CASES: readonly Case<DhtSubject>[] = [
  {
    name: 'it is connecting, and then it works',
    async run(subject) {
      const end = await opened(subject);
      same(end.events, [
        { kind: 'health', health: 'connecting' },
        { kind: 'health', health: 'working' },
      ]);
      end.handle.close();
    },
  },
  {
    name: 'what nobody wrote is not there: got, and nothing else',
    async run(subject) {
      const end = await opened(subject);
      same(await end.get(NOBODYS), { kind: 'got', target: NOBODYS });
      same([end.ends.length, end.seqs(NOBODYS)], [1, []]);
      end.handle.close();
    },
  },
  {
    name: 'what one writes another reads as it was, before its reading is over',
    async run(subject) {
      const [writer, reader] = (await several(subject, 2)) as [End, End];
      isStored(await writer.put(item(1, 5)), ONE);
      same(await reader.get(ONE), { kind: 'got', target: ONE });
      const told = reader.events.filter(({ kind }) => kind !== 'health');
      same(told[0], { kind: 'item', target: ONE, item: item(1, 5) });
      same(told.at(-1), { kind: 'got', target: ONE });
      writer.handle.close();
      reader.handle.close();
    },
  },
  {
    name: 'several targets at once do not mix',
    async run(subject) {
      const end = await opened(subject);
      end.handle.put(item(1, 5), undefined);
      end.handle.put(item(2, 6), undefined);
      await end.until(({ ends }) => ends.length === 2);
      for (const target of [ONE, TWO, NOBODYS]) end.handle.get(target);
      await end.until(({ ends }) => ends.length === 5);
      const byTarget = [ONE, TWO, NOBODYS].map((target) => new Set(end.seqs(target)));
      same(byTarget, [new Set([5]), new Set([6]), new Set()]);
      end.handle.close();
    },
  },
  {
    name: 'a newer item takes the place of an older one, and never the other way',
    async run(subject) {
      const [writer, reader] = (await several(subject, 2)) as [End, End];
      isStored(await writer.put(item(1, 5)), ONE);
      await reader.get(ONE);
      isStored(await writer.put(item(1, 7)), ONE);
      same(await writer.put(item(1, 6)), { kind: 'refused', target: ONE, reason: 'conflict' });
      await reader.get(ONE);
      same([reader.seqs(ONE).at(-1), rises(reader.seqs(ONE))], [7, true]);
      writer.handle.close();
      reader.handle.close();
    },
  },
  {
    name: 'an item is written over the one that is named, and over no other',
    async run(subject) {
      const [one, two] = (await several(subject, 2)) as [End, End];
      isStored(await one.put(item(1, 5), 4), ONE);
      const conflict = { kind: 'refused', target: ONE, reason: 'conflict' };
      same(await two.put(item(1, 8), 4), conflict);
      isStored(await one.put(item(1, 6), 5), ONE);
      same(await two.put(item(1, 8), 5), conflict);
      isStored(await two.put(item(1, 8), 6), ONE);
      await one.get(ONE);
      same(one.seqs(ONE).at(-1), 8);
      one.handle.close();
      two.handle.close();
    },
  },
  {
    name: 'who watches is told of what comes, as long as it watches',
    async run(subject) {
      const all = (await several(subject, 3)) as [End, End, End];
      const [writer, watcher, witness] = all;
      for (const { handle } of [watcher, watcher, witness]) handle.watch(ONE);
      watcher.handle.watch(TWO);
      await writer.put(item(1, 5));
      await watcher.until((end) => end.seqs(ONE).includes(5));
      for (const target of [ONE, ONE, NOBODYS]) watcher.handle.unwatch(target);
      // Looks that were under way may go on; they are over before one that begins now.
      await watcher.get(NOBODYS);
      await writer.put(item(1, 6));
      await writer.put(item(2, 1));
      // Whoever stopped would have looked by then: the others did, who began no earlier.
      await witness.until((end) => end.seqs(ONE).includes(6));
      await watcher.until((end) => end.seqs(TWO).includes(1));
      same([new Set(watcher.seqs(ONE)), watcher.ends.length], [new Set([5]), 1]);
      same([new Set(witness.seqs(ONE)), rises(witness.seqs(ONE))], [new Set([5, 6]), true]);
      for (const { handle } of all) handle.close();
    },
  },
  {
    name: 'closed, it tells nothing any more, and is not asked anything',
    async run(subject) {
      const [closed, witness] = (await several(subject, 2)) as [End, End];
      await witness.put(item(1, 5));
      const { length } = closed.events;
      closed.handle.watch(ONE);
      closed.handle.get(ONE);
      closed.handle.close();
      closed.handle.close();
      closed.handle.get(ONE);
      closed.handle.watch(ONE);
      closed.handle.unwatch(ONE);
      // This goes on longer than what the other one was told to do.
      await witness.get(ONE);
      await witness.put(item(1, 6));
      await witness.get(ONE);
      same([closed.events.length, witness.seqs(ONE).at(-1)], [length, 6]);
      witness.handle.close();
    },
  },
  {
    name: 'where nobody answers, reading and writing are refused, and it never works',
    async run(subject) {
      const end = new End(subject, subject.lonely);
      const refused = (target: Uint8Array) => ({ kind: 'refused', target, reason: 'unreachable' });
      const ends = new Set([ONE, TWO].map((target) => JSON.stringify(refused(target))));
      end.handle.get(ONE);
      end.handle.put(item(2, 5), undefined);
      await end.until(({ ends }) => ends.length === 2);
      same(new Set(end.ends.map((ended) => JSON.stringify(ended))), ends);
      const healths = end.events.flatMap((event) => (event.kind === 'health' ? event.health : []));
      same([healths.includes('working'), healths[0]], [false, 'connecting']);
      end.handle.close();
    },
  },
];
