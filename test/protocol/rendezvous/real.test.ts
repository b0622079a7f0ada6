// Two real machines over real WebSockets: the strict double must find nothing to object to, the
// reference server must take everything, and no misbehaviour of one tracker may keep two people
// apart who share another. A tiny driver stands in for the host; links are only pretended.

import '../../support/ready.ts';
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { equal, toHex } from '../../../src/base/bytes.ts';
import { blake2b } from '../../../src/crypto/hash.ts';
import { roomKeys } from '../../../src/crypto/keys.ts';
import type {
  RendezvousInput,
  RendezvousOutput,
  SocketCommand,
} from '../../../src/protocol/rendezvous/contract.ts';
import { Rendezvous, type RendezvousCounts } from '../../../src/protocol/rendezvous/rendezvous.ts';
import { encodeDescription } from '../../../src/wire/description.ts';
import { startReferenceTracker } from '../../support/trackers/reference.ts';
import { type StrictTracker, startStrictTracker } from '../../support/trackers/strict.ts';
import { description } from './bench.ts';

const random = { bytes: (length: number) => Uint8Array.from(randomBytes(length)) };
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** A member whose links come up as soon as an answer has crossed. */
class Member {
  readonly self = random.bytes(16);
  readonly outputs: RendezvousOutput[] = [];
  readonly #machine: Rendezvous;
  readonly #sockets = new Map<number, WebSocket>();
  readonly #waiting = new Set<() => void>();
  #alarm: NodeJS.Timeout | undefined;

  constructor(root: Uint8Array, trackers: readonly string[]) {
    this.#machine = new Rendezvous({ keys: roomKeys(root), self: this.self, trackers, random });
    cleanups.push(() => this.stop());
    this.post({ kind: 'start' });
  }

  post(input: RendezvousInput | 'wake'): void {
    const now = Date.now();
    const outputs = input === 'wake' ? this.#machine.wake(now) : this.#machine.handle(input, now);
    this.outputs.push(...outputs);
    for (const output of outputs) this.#perform(output);
    for (const check of this.#waiting) check();
    clearTimeout(this.#alarm);
    const { deadline } = this.#machine;
    if (deadline === undefined) return;
    this.#alarm = setTimeout(() => this.post('wake'), Math.max(0, deadline - Date.now()));
  }

  /** Resolves with the first output, past or future, for which `wanted` holds. */
  until(wanted: (output: RendezvousOutput) => boolean): Promise<RendezvousOutput> {
    return new Promise((resolve) => {
      const check = () => {
        const found = this.outputs.find(wanted);
        if (found === undefined) return;
        this.#waiting.delete(check);
        resolve(found);
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** An offer and its answer crossed, whoever made which. */
  async met(other: Member): Promise<void> {
    const answers = (output: RendezvousOutput) =>
      output.kind === 'answer' && equal(output.description.sender, other.self);
    await this.until(answers);
  }

  get counts(): RendezvousCounts {
    return this.#machine.counts;
  }

  count(kind: RendezvousOutput['kind']): number {
    return this.outputs.filter((output) => output.kind === kind).length;
  }

  async stop(): Promise<void> {
    this.post({ kind: 'stop' });
    const closing = [...this.#sockets.values()].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve)),
    );
    await Promise.all(closing);
  }

  #perform(output: RendezvousOutput): void {
    if (output.kind === 'socket') this.#socket(output.socket, output.command);
    if (output.kind === 'want-offer') {
      const { attempt } = output;
      const record = this.#record({ attempt });
      queueMicrotask(() => this.post({ kind: 'offer-ready', attempt, record }));
    }
    if (output.kind === 'offer') {
      const { attempt } = output.description;
      const record = this.#record({ attempt, answers: blake2b(16, output.record) });
      queueMicrotask(() => this.post({ kind: 'answer-ready', attempt, record }));
    }
  }

  #record(fields: { attempt: Uint8Array; answers?: Uint8Array }): Uint8Array {
    return encodeDescription(description('', Date.now(), { ...fields, sender: this.self }));
  }

  #socket(id: number, command: SocketCommand): void {
    const socket = this.#sockets.get(id);
    if (command.kind === 'send') socket?.send(command.text);
    else if (command.kind === 'close') socket?.close();
    else this.#open(id, new WebSocket(command.url, { perMessageDeflate: false }));
  }

  #open(id: number, socket: WebSocket): void {
    this.#sockets.set(id, socket);
    const tell = (event: Extract<RendezvousInput, { kind: 'socket' }>['event']) =>
      this.post({ kind: 'socket', socket: id, event });
    socket.on('open', () => tell({ kind: 'open' }));
    socket.on('message', (data) => tell({ kind: 'text', text: String(data) }));
    socket.on('error', () => {});
    socket.on('close', (code) => {
      this.#sockets.delete(id);
      tell({ kind: 'closed', code });
    });
  }
}

async function strict(): Promise<StrictTracker> {
  const tracker = await startStrictTracker();
  cleanups.push(() => tracker.close());
  return tracker;
}

const newRoot = () => random.bytes(32);
const working = (swarm: number) => (output: RendezvousOutput) =>
  output.kind === 'tracker' && output.health.state === 'working' && output.health.swarm === swarm;

describe('over the strict double', () => {
  test('two people meet, with nothing to object to', async () => {
    const tracker = await strict();
    const root = newRoot();
    const one = new Member(root, [tracker.url]);
    await one.until(working(1));
    const two = new Member(root, [tracker.url]);
    await two.met(one);
    expect(one.count('want-offer')).toBe(1);
    expect(two.count('want-offer')).toBe(1);
    await one.stop();
    await two.stop();
    await tracker.seen(({ text }) => text.includes('"stopped"'));
    expect(tracker.violations).toEqual([]);
  });

  test('eight people all hear of somebody, on three trackers at once', async () => {
    const trackers = [await strict(), await strict(), await strict()];
    const urls = trackers.map(({ url }) => url);
    const root = newRoot();
    const members = Array.from({ length: 8 }, () => new Member(root, urls));
    await Promise.all(
      members.map((member) => member.until(({ kind }) => kind === 'answer' || kind === 'offer')),
    );
    expect(trackers.flatMap(({ violations }) => violations)).toEqual([]);
  });

  test('another phrase hears nothing', async () => {
    const tracker = await strict();
    const one = new Member(newRoot(), [tracker.url]);
    const two = new Member(newRoot(), [tracker.url]);
    await Promise.all([one.until(working(1)), two.until(working(1))]);
    expect([one.count('offer'), two.count('offer')]).toEqual([0, 0]);
  });

  test('a tracker sees neither names nor records, only base64url of one length', async () => {
    const tracker = await strict();
    const root = newRoot();
    const [one, two] = [new Member(root, [tracker.url]), new Member(root, [tracker.url])];
    await Promise.race([one.met(two), two.met(one)]);
    const seen = tracker.recording.map(({ text }) => text).join('\n');
    expect(seen).not.toContain(toHex(one.self));
    expect(seen).not.toContain('192.0.2.7');
    for (const [, sdp = ''] of seen.matchAll(/"sdp":"([^"]*)"/g)) expect(sdp).toHaveLength(736);
  });
});

test('over the reference server two people meet without a warning', async () => {
  const tracker = await startReferenceTracker();
  cleanups.push(() => tracker.close());
  const root = newRoot();
  const one = new Member(root, [tracker.url]);
  await one.until(working(1));
  const two = new Member(root, [tracker.url]);
  await two.met(one);
  expect(tracker.warnings).toEqual([]);
  await one.stop();
  two.post({ kind: 'nudge' });
  await two.until(working(1));
});

describe('one of two trackers', () => {
  test.each<[string, (tracker: StrictTracker) => void]>([
    ['answers nothing', (tracker) => tracker.mute()],
    ['fails without an action', (tracker) => tracker.failureReason('no')],
    ['swaps answers', (tracker) => tracker.swapAnswers()],
    ['replays', (tracker) => tracker.replay()],
    ['lies', (tracker) => tracker.lie()],
    ['cuts frames in half', (tracker) => tracker.truncate()],
    ['is full of ghosts', (tracker) => tracker.ghosts(50)],
  ])('%s: they meet on the other', async (_, misbehave) => {
    const [bad, good] = [await strict(), await strict()];
    misbehave(bad);
    const root = newRoot();
    const one = new Member(root, [bad.url, good.url]);
    await one.until(working(1));
    const two = new Member(root, [bad.url, good.url]);
    await two.met(one);
    bad.flood(3);
    const junk = await one.until(
      (output) => output.kind === 'dropped' && output.reason.startsWith('frame-'),
    );
    expect(junk).toBeDefined();
    expect([one.count('clock-skew'), one.count('other-version')]).toEqual([0, 0]);
    expect(one.counts.pool).toBeLessThanOrEqual(3);
    expect([...bad.violations, ...good.violations]).toEqual([]);
  });

  test('closes every socket: they meet, and it is met again', async () => {
    const [bad, good] = [await strict(), await strict()];
    const root = newRoot();
    const one = new Member(root, [bad.url, good.url]);
    await one.until(working(1));
    bad.closeAll();
    const two = new Member(root, [bad.url, good.url]);
    await two.met(one);
    await bad.seen(({ socket, text }) => socket >= 3 && text.includes('"started"'));
    expect([...bad.violations, ...good.violations]).toEqual([]);
  });
});

test('a tracker that comes back has its people back', async () => {
  const tracker = await strict();
  const root = newRoot();
  const one = new Member(root, [tracker.url]);
  await one.until(working(1));
  one.post({ kind: 'links', count: 1 });
  await tracker.pause();
  const two = new Member(root, [tracker.url]);
  await two.until((output) => output.kind === 'tracker' && output.health.state === 'unreachable');
  await tracker.resume();
  await two.met(one);
  expect(tracker.violations).toEqual([]);
});
