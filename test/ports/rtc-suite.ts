// The acceptance suite of the WebRTC port: what its twin and every real one must keep.

import { equal } from '../../src/base/bytes.ts';
import type { ChannelId, RtcEvent, RtcHandle, RtcOptions, RtcPort } from '../../src/ports/rtc.ts';
import type { Transport } from '../../src/wire/description.ts';
import { type Case, same, type World } from './world.ts';

export interface RtcSubject {
  /** Two machines that reach each other; in the real world, the same one twice. */
  readonly here: RtcPort;
  readonly there: RtcPort;
  readonly world: World;
}

const OFFERING: RtcOptions = { initiator: true, iceServers: [], relayOnly: false, pace: 'prompt' };
const ANSWERING: RtcOptions = { ...OFFERING, initiator: false };
const CHANNELS: readonly ChannelId[] = [0, 1, 2];
const LARGEST_BYTES = 16_384;
/** 16 MB in one tick: more than any network takes away. */
const MOST_BULK_MESSAGES = 1_024;

/** One end with everything that it told. */
class End {
  readonly events: RtcEvent[] = [];
  readonly handle: RtcHandle;
  readonly #world: World;

  constructor(world: World, port: RtcPort, options: RtcOptions, react?: (event: RtcEvent) => void) {
    this.#world = world;
    let returned = false;
    this.handle = port.open(options, (event) => {
      if (!returned) throw new Error(`${event.kind} came before open had returned`);
      this.events.push(event);
      react?.(event);
      this.#world.touched();
    });
    returned = true;
  }

  /** The kinds of what was told in order, without `path`, which comes whenever it is known. */
  get kinds(): string[] {
    return this.events.filter(({ kind }) => kind !== 'path').map(({ kind }) => kind);
  }

  has(kind: RtcEvent['kind']): boolean {
    return this.events.some((event) => event.kind === kind);
  }

  get path(): 'direct' | 'relay' | undefined {
    return this.events.findLast((event) => event.kind === 'path')?.path;
  }

  get reason(): string | undefined {
    return this.events.find((event) => event.kind === 'closed')?.reason;
  }

  heard(channel: ChannelId): Uint8Array[] {
    return this.events.flatMap((event) =>
      event.kind === 'message' && event.channel === channel ? [event.bytes] : [],
    );
  }

  async local(): Promise<Transport> {
    await this.#world.until(() => this.has('local') || this.has('closed'));
    const told = this.events.find((event) => event.kind === 'local');
    if (told === undefined) throw new Error(`closed: ${this.reason}`);
    return told.transport;
  }
}

type Pair = readonly [End, End];

/** Opens both ends and signals between them; `twist` changes the answer on its way. */
async function signalled(
  { here, there, world }: RtcSubject,
  twist: (answer: Transport) => Transport = (answer) => answer,
): Promise<Pair> {
  const a = new End(world, here, OFFERING);
  const b = new End(world, there, ANSWERING);
  b.handle.accept(await a.local());
  a.handle.accept(twist(await b.local()));
  return [a, b];
}

async function connected(subject: RtcSubject): Promise<Pair> {
  const pair = await signalled(subject);
  const settled = (end: End) => end.has('open') || end.has('closed');
  await subject.world.until(() => pair.every(settled));
  for (const end of pair) same(end.kinds.slice(0, 2), ['local', 'open']);
  return pair;
}

async function closed(subject: RtcSubject, pair: Pair): Promise<void> {
  for (const end of pair) end.handle.close();
  await subject.world.until(() => pair.every((end) => end.has('closed')));
}

/** Recognisable bytes: a number, then a ramp. */
function numbered(number: number, length: number): Uint8Array {
  const bytes = Uint8Array.from({ length }, (_, i) => i + number);
  if (length >= 4) new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

export const RTC_CASES: readonly Case<RtcSubject>[] = [
  {
    name: 'one description each way opens both ends, and each tells how packets travel',
    async run(subject) {
      const pair = await connected(subject);
      await subject.world.until(() => pair.every((end) => end.path !== undefined));
      same(
        pair.map((end) => [end.kinds, end.path]),
        [
          [['local', 'open'], 'direct'],
          [['local', 'open'], 'direct'],
        ],
      );
      await closed(subject, pair);
    },
  },
  {
    name: 'a description has all that the wire format asks for, and without servers only hosts',
    async run(subject) {
      const pair = await connected(subject);
      const [offer, answer] = [await pair[0].local(), await pair[1].local()];
      same([offer.setup, ['active', 'passive'].includes(answer.setup)], ['actpass', true]);
      for (const { ufrag, pwd, fingerprint, candidates } of [offer, answer]) {
        same(/^[A-Za-z0-9+/]{4,32}$/.test(ufrag), true);
        same(/^[A-Za-z0-9+/]{22,64}$/.test(pwd), true);
        same(fingerprint.length, 32);
        same(new Set(candidates.map(({ type }) => type)), new Set(['host']));
        same(candidates.length > 0 && candidates.length <= 8, true);
      }
      await closed(subject, pair);
    },
  },
  {
    name: 'relay only, and no relay: a description without candidates',
    async run({ here, world }) {
      const end = new End(world, here, { ...OFFERING, relayOnly: true });
      const told = await end.local().catch(() => undefined);
      // Refusing is as good: what must not happen is that an address leaves.
      same(told === undefined ? end.kinds : told.candidates, told === undefined ? ['closed'] : []);
      end.handle.close();
      await world.until(() => end.has('closed'));
    },
  },
  {
    name: 'messages of every size arrive on every channel as they were sent',
    async run(subject) {
      const pair = await connected(subject);
      const sizes = [1, 127, 1_024, LARGEST_BYTES];
      for (const channel of CHANNELS) {
        for (const [i, size] of sizes.entries()) pair[0].handle.send(channel, numbered(i, size));
      }
      const [, b] = pair;
      await subject.world.until(() => CHANNELS.every((id) => b.heard(id).length === sizes.length));
      for (const channel of CHANNELS) {
        const heard = b.heard(channel).sort((x, y) => x.length - y.length);
        same(
          heard.map((bytes, i) => equal(bytes, numbered(i, sizes[i] ?? 0))),
          sizes.map(() => true),
        );
      }
      await closed(subject, pair);
    },
  },
  {
    name: 'channels 0 and 2 keep their order, in both directions at once',
    async run(subject) {
      const pair = await connected(subject);
      const count = 300;
      for (let i = 0; i < count; i++) {
        for (const end of pair) {
          end.handle.send(0, numbered(i, 64));
          end.handle.send(2, numbered(i, 640));
        }
      }
      const isDone = (end: End) => end.heard(0).length === count && end.heard(2).length === count;
      await subject.world.until(() => pair.every(isDone));
      for (const end of pair) {
        for (const [channel, length] of [
          [0, 64],
          [2, 640],
        ] as const) {
          same(
            end.heard(channel).every((bytes, i) => equal(bytes, numbered(i, length))),
            true,
          );
        }
      }
      await closed(subject, pair);
    },
  },
  {
    name: 'what is sent may be written over at once',
    async run(subject) {
      const pair = await connected(subject);
      const bytes = Uint8Array.of(1, 2, 3);
      pair[0].handle.send(0, bytes);
      bytes.fill(9);
      await subject.world.until(() => pair[1].heard(0).length === 1);
      same(pair[1].heard(0), [Uint8Array.of(1, 2, 3)]);
      await closed(subject, pair);
    },
  },
  {
    name: 'bulk is counted while it waits, and tells when it drained',
    async run(subject) {
      const pair = await connected(subject);
      const [a, b] = pair;
      const bulk = numbered(7, LARGEST_BYTES);
      // As fast as one tick can: a real network takes some of it away meanwhile.
      let count = 0;
      while (a.handle.buffered(2) <= 2 * LARGEST_BYTES && count < MOST_BULK_MESSAGES) {
        a.handle.send(2, bulk);
        count++;
      }
      const most = a.handle.buffered(2);
      same([most > LARGEST_BYTES, most <= count * LARGEST_BYTES], [true, true]);
      await subject.world.until(() => a.has('drained') && b.heard(2).length === count);
      const drained = a.events.filter((event) => event.kind === 'drained');
      same(new Set(drained.map(({ channel }) => channel)), new Set([2]));
      same(a.handle.buffered(2) <= LARGEST_BYTES, true);
      await closed(subject, pair);
    },
  },
  {
    name: 'what is sent before the connection is open, or after its end, is dropped',
    async run(subject) {
      const { here, there, world } = subject;
      const a = new End(world, here, OFFERING);
      const b = new End(world, there, ANSWERING);
      a.handle.send(0, numbered(1, 8));
      b.handle.accept(await a.local());
      b.handle.send(0, numbered(2, 8));
      a.handle.accept(await b.local());
      await world.until(() => a.has('open') && b.has('open'));
      a.handle.send(0, numbered(3, 8));
      await world.until(() => b.heard(0).length > 0);
      a.handle.close();
      a.handle.send(0, numbered(4, 8));
      same(a.handle.buffered(0), 0);
      await world.until(() => a.has('closed') && b.has('closed'));
      same([a.heard(0), b.heard(0)], [[], [numbered(3, 8)]]);
    },
  },
  {
    name: 'closing is told once to each: `local` here, `remote` there, and nothing follows',
    async run(subject) {
      const pair = await connected(subject);
      const [a, b] = pair;
      a.handle.close();
      a.handle.close();
      await subject.world.until(() => a.has('closed') && b.has('closed'));
      b.handle.close();
      a.handle.accept(await b.local());
      same(
        pair.map((end) => [end.kinds, end.reason]),
        [
          [['local', 'open', 'closed'], 'local'],
          [['local', 'open', 'closed'], 'remote'],
        ],
      );
    },
  },
  {
    name: 'closed at once, it tells nothing else',
    async run({ here, world }) {
      for (const options of [OFFERING, ANSWERING]) {
        const end = new End(world, here, options);
        end.handle.close();
        await world.until(() => end.has('closed'));
        same(end.events, [{ kind: 'closed', reason: 'local' }]);
      }
    },
  },
  {
    name: 'closed from within its own events, it tells nothing else',
    async run({ here, world }) {
      const end: End = new End(world, here, OFFERING, ({ kind }) => {
        if (kind === 'local') end.handle.close();
      });
      await world.until(() => end.has('closed'));
      same(end.kinds, ['local', 'closed']);
    },
  },
  {
    name: 'a certificate other than the described one is refused: `failed`',
    async run(subject) {
      const wrong = new Uint8Array(32).fill(7);
      const [a, b] = await signalled(subject, (answer) => ({ ...answer, fingerprint: wrong }));
      await subject.world.until(() => a.has('closed'));
      same([a.kinds, a.reason, b.has('open')], [['local', 'closed'], 'failed', false]);
      b.handle.close();
      await subject.world.until(() => b.has('closed'));
    },
  },
  {
    name: 'several connections of one port do not mix',
    async run(subject) {
      const pairs = await Promise.all([1, 2, 3].map(() => connected(subject)));
      for (const [i, [a]] of pairs.entries()) a.handle.send(0, numbered(i, 16));
      await subject.world.until(() => pairs.every(([, b]) => b.heard(0).length === 1));
      same(
        pairs.map(([, b]) => b.heard(0)),
        pairs.map((_, i) => [numbered(i, 16)]),
      );
      for (const pair of pairs) await closed(subject, pair);
    },
  },
];
