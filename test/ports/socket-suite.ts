// The acceptance suite of the socket port: what its twin and every real one must keep.

import type { SocketEvent, SocketHandle, SocketPort } from '../../src/ports/socket.ts';
import { type Case, same, type World } from './world.ts';

export interface SocketSubject {
  readonly port: SocketPort;
  /** Where `obedientServer` listens. */
  readonly url: string;
  /** Where nobody does. */
  readonly deadUrl: string;
  readonly world: World;
}

/** Texts that a careless encoder would harm. */
const TEXTS = ['', 'plain', 'Zoë ☂ 🚀', 'x'.repeat(60_000), '{"a":[1]}\u0000\n'];
const LENGTHS = [0, 1, 125, 126, 60_000];

/** One socket with everything that it told. */
class End {
  readonly events: SocketEvent[] = [];
  readonly handle: SocketHandle;
  readonly #world: World;

  constructor(
    { port, world }: SocketSubject,
    url: string,
    react?: (event: SocketEvent, handle: SocketHandle) => void,
  ) {
    this.#world = world;
    let returned = false;
    this.handle = port.open(url, (event) => {
      if (!returned) throw new Error(`${event.kind} came before open had returned`);
      this.events.push(event);
      react?.(event, this.handle);
      world.touched();
    });
    returned = true;
  }

  has(kind: SocketEvent['kind']): boolean {
    return this.events.some((event) => event.kind === kind);
  }

  /** What came, as it was sent. */
  get heard(): (string | Uint8Array)[] {
    return this.events.flatMap((event): (string | Uint8Array)[] => {
      if (event.kind === 'text') return [event.text];
      return event.kind === 'bytes' ? [event.bytes] : [];
    });
  }

  async until(kind: SocketEvent['kind']): Promise<void> {
    await this.#world.until(() => this.has(kind));
  }

  async untilHeard(count: number): Promise<void> {
    await this.#world.until(() => this.heard.length >= count);
  }
}

async function opened(subject: SocketSubject): Promise<End> {
  const end = new End(subject, subject.url);
  await subject.world.until(() => end.has('open') || end.has('closed'));
  same(end.events, [{ kind: 'open' }]);
  return end;
}

async function closed(end: End): Promise<void> {
  end.handle.close();
  await end.until('closed');
}

/** Goes there and back on another socket: whatever was under way on the first has arrived. */
async function settled(subject: SocketSubject): Promise<void> {
  const end = await opened(subject);
  end.handle.send('settled?');
  await end.untilHeard(1);
  await closed(end);
}

/** Recognisable bytes. */
function ramp(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i * 7 + length);
}

const OPEN: SocketEvent = { kind: 'open' };
const text = (said: string): SocketEvent => ({ kind: 'text', text: said });
const closing = (code: number): SocketEvent => ({ kind: 'closed', code });

export const SOCKET_CASES: readonly Case<SocketSubject>[] = [
  {
    name: 'texts and bytes come back in order, and as what they were',
    async run(subject) {
      const end = await opened(subject);
      const sent = [...TEXTS.slice(0, 2), ...LENGTHS.map(ramp), ...TEXTS.slice(2)];
      for (const data of sent) end.handle.send(data);
      await end.untilHeard(sent.length);
      same(end.heard, sent);
      await closed(end);
    },
  },
  {
    name: 'many frames at once keep their order',
    async run(subject) {
      const end = await opened(subject);
      const sent = Array.from({ length: 500 }, (_, i) => (i % 2 === 0 ? `${i}` : ramp(i)));
      for (const data of sent) end.handle.send(data);
      await end.untilHeard(sent.length);
      same(end.heard, sent);
      await closed(end);
    },
  },
  {
    name: 'what is sent may be written over at once',
    async run(subject) {
      const end = await opened(subject);
      const bytes = ramp(1_000);
      end.handle.send(bytes);
      bytes.fill(9);
      end.handle.send(bytes.subarray(10, 13));
      bytes.fill(8);
      await end.untilHeard(2);
      same(end.heard, [ramp(1_000), Uint8Array.of(9, 9, 9)]);
      await closed(end);
    },
  },
  {
    name: 'what is sent before the socket is open, or after its end, is dropped',
    async run(subject) {
      const end = new End(subject, subject.url);
      end.handle.send('early');
      end.handle.send(ramp(3));
      await end.until('open');
      end.handle.send('in time');
      await end.untilHeard(1);
      end.handle.close();
      end.handle.send('late');
      await end.until('closed');
      end.handle.send('later');
      await settled(subject);
      same(end.events, [OPEN, text('in time'), closing(1_000)]);
    },
  },
  {
    name: 'a code that the server closes with is told once, and last',
    async run(subject) {
      for (const code of [1_000, 1_001, 4_001]) {
        const end = await opened(subject);
        end.handle.send('burst 2');
        end.handle.send(`close ${code}`);
        end.handle.send('too late');
        await end.until('closed');
        end.handle.close();
        await settled(subject);
        same(end.events, [OPEN, text('0'), text('1'), closing(code)]);
      }
    },
  },
  {
    name: 'closing is told once, with 1000, and nothing follows',
    async run(subject) {
      const end = await opened(subject);
      end.handle.send('burst 20');
      end.handle.close();
      end.handle.close();
      await end.until('closed');
      end.handle.close();
      await settled(subject);
      same(end.events, [OPEN, closing(1_000)]);
    },
  },
  {
    name: 'closed at once, it tells nothing else',
    async run(subject) {
      const end = new End(subject, subject.url);
      end.handle.close();
      await end.until('closed');
      await settled(subject);
      same(end.events, [closing(1_000)]);
    },
  },
  {
    name: 'closed from within its own events, it tells nothing else',
    async run(subject) {
      for (const kind of ['open', 'text'] as const) {
        const end = new End(subject, subject.url, (event, handle) => {
          if (event.kind === 'open') handle.send('burst 20');
          if (event.kind === kind) handle.close();
        });
        await end.until('closed');
        await settled(subject);
        same(end.events, [OPEN, ...(kind === 'text' ? [text('0')] : []), closing(1_000)]);
      }
    },
  },
  {
    name: 'where nobody listens: closed, 1006',
    async run(subject) {
      const end = new End(subject, subject.deadUrl);
      await end.until('closed');
      end.handle.close();
      end.handle.send('hello?');
      await settled(subject);
      same(end.events, [closing(1_006)]);
    },
  },
  {
    name: 'a URL that is not one of ws: or wss: is closed, 1006',
    async run(subject) {
      const urls = ['', 'nonsense', 'wss://', subject.url.replace(/^ws/, 'http'), 'wsx://a', '/a'];
      const ends = urls.map((url) => new End(subject, url));
      await subject.world.until(() => ends.every((end) => end.has('closed')));
      for (const end of ends) end.handle.close();
      await settled(subject);
      same(
        ends.map(({ events }) => events),
        urls.map(() => [closing(1_006)]),
      );
    },
  },
  {
    name: 'several sockets of one port do not mix, and end one by one',
    async run(subject) {
      const ends = await Promise.all([0, 1, 2].map(() => opened(subject)));
      for (const [i, end] of ends.entries()) end.handle.send(`I am ${i}`);
      for (const end of ends) await end.untilHeard(1);
      const [first, ...others] = ends as [End, End, End];
      await closed(first);
      for (const end of others) end.handle.send('still here');
      for (const end of others) await end.untilHeard(2);
      others[0]?.handle.send('close 4002');
      await others[0]?.until('closed');
      await closed(others[1] as End);
      same(
        ends.map(({ events }) => events),
        [
          [OPEN, text('I am 0'), closing(1_000)],
          [OPEN, text('I am 1'), text('still here'), closing(4_002)],
          [OPEN, text('I am 2'), text('still here'), closing(1_000)],
        ],
      );
    },
  },
];
