// The circuit port over in-memory sockets and a virtual clock, with a bridge that says what a test
// tells it to: the whole life of a circuit, every end of it exactly once, and a bridge that lies.

import '../support/ready.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCircuitPort } from '../../src/platform/circuit.ts';
import { createLog } from '../../src/platform/log.ts';
import type { CircuitFrame } from '../../src/wire/circuit.ts';
import { EPOCH, MemoryClock } from '../ports/memory-clock.ts';
import { MemorySocketNet } from '../ports/memory-socket.ts';
import {
  eventLine,
  filled,
  HANDSHAKE_MS,
  ONE_WAY_MS,
  PASS,
  Rig,
  said,
  TOKEN,
  twoEnds,
  URL,
} from './circuit-rig.ts';

describe('a life', () => {
  test('from the first packet to the last', async () => {
    const rig = await Rig.waiting();
    expect([rig.clock.now() - EPOCH, rig.sockets]).toEqual([100, 1]);
    expect(await rig.after(29_000)).toEqual([]);
    expect(await rig.says({ kind: 'joined' }, said(0, 1), said(1, 2, 3), said(2, 4))).toEqual([
      'path relay',
      'open',
      'message 0 01',
      'message 1 0203',
      'message 2 04',
    ]);
    for (const channel of [0, 1, 2] as const) rig.send(channel, 3);
    await rig.after(ONE_WAY_MS);
    expect(rig.heard).toEqual(['message 0 070707', 'message 1 070707', 'message 2 070707']);
    // Nothing of the time in which the other end had to come is left.
    expect(await rig.after(3_600_000)).toEqual([]);
    expect(await rig.says({ kind: 'refused', reason: 'nobody' })).toEqual(['closed remote']);
    expect(rig.counts).toEqual({ 'circuit-refused-nobody': 1 });
    await rig.expectOver();
  });

  test('the largest messages pass, both ways', async () => {
    const rig = await Rig.joined();
    const line = `message 0 ${'07'.repeat(16_384)}`;
    expect(await rig.says(said(0, ...filled(16_384)))).toEqual([line]);
    rig.send(0, 16_384);
    await rig.after(ONE_WAY_MS);
    expect(rig.heard).toEqual([line]);
  });

  test('what is sent before the other end has come is dropped', async () => {
    const rig = await Rig.waiting();
    rig.send(2, 100);
    expect(rig.circuit.buffered(2)).toBe(0);
    await rig.says({ kind: 'joined' });
    await rig.after(ONE_WAY_MS);
    expect(rig.heard).toEqual([]);
  });
});

describe('it is closed exactly once', () => {
  const REFUSALS = ['stranger', 'busy', 'nobody', 'spent'] as const;

  test.each(REFUSALS)('refused before the other end came: %s', async (reason) => {
    const rig = await Rig.waiting();
    expect(await rig.says({ kind: 'refused', reason })).toEqual(['closed failed']);
    expect(rig.counts).toEqual({ [`circuit-refused-${reason}`]: 1 });
    await rig.expectOver();
  });

  test.each(REFUSALS)('refused afterwards: %s', async (reason) => {
    const rig = await Rig.joined();
    expect(await rig.says({ kind: 'refused', reason })).toEqual(['closed remote']);
    expect(rig.counts).toEqual({ [`circuit-refused-${reason}`]: 1 });
    await rig.expectOver();
  });

  test('refused twice, and hung up on', async () => {
    const rig = await Rig.joined();
    rig.sayLater({ kind: 'refused', reason: 'spent' }, { kind: 'refused', reason: 'nobody' });
    expect(await rig.hangUp()).toEqual(['closed remote']);
    expect(rig.counts).toEqual({ 'circuit-refused-spent': 1 });
    await rig.expectOver();
  });

  test('there is no bridge', async () => {
    const rig = new Rig({ served: false });
    expect(await rig.after(HANDSHAKE_MS)).toEqual(['closed failed']);
    await rig.expectOver();
  });

  test('its URL leads nowhere', async () => {
    const rig = new Rig({ url: 'https://bridge.test/relay' });
    expect(await rig.after(0)).toEqual(['closed failed']);
    await rig.expectOver();
  });

  test('the bridge hangs up before the other end came, and afterwards', async () => {
    const waiting = await Rig.waiting();
    expect(await waiting.hangUp()).toEqual(['closed failed']);
    await waiting.expectOver();
    const joined = await Rig.joined();
    expect(await joined.hangUp()).toEqual(['closed remote']);
    await joined.expectOver();
  });

  test('nobody came in 35 s, and the bridge says nothing: its socket is not kept', async () => {
    const rig = await Rig.waiting();
    expect(await rig.after(34_899)).toEqual([]);
    expect(await rig.after(1)).toEqual(['closed failed']);
    expect(rig.clock.now() - EPOCH).toBe(35_000);
    await rig.expectOver();
  });

  test('the bridge can not even be reached in 35 s', async () => {
    const far = new MemorySocketNet({ clock: new MemoryClock(), latencyMs: () => 9_000 });
    const clock = new MemoryClock();
    const events: string[] = [];
    const log = createLog();
    const options = { url: URL, token: TOKEN, pass: PASS };
    createCircuitPort({ sockets: far.port('here'), clock, log }).open(options, (event) => {
      events.push(eventLine(event));
    });
    clock.advance(35_000);
    expect([events, far.count('here')]).toEqual([['closed failed'], 0]);
  });

  test.each([
    ['while it connects', async () => new Rig()],
    ['while it waits', () => Rig.waiting()],
    ['while it is open', () => Rig.joined()],
  ])('by ourselves, %s', async (_, make) => {
    const rig = await make();
    rig.circuit.close();
    rig.circuit.close();
    expect(rig.sockets).toBe(0);
    expect(await rig.after(0)).toEqual(['closed local']);
    await rig.expectOver();
  });

  test('by ourselves while the refusal is on its way, or just before it', async () => {
    const rig = await Rig.joined();
    rig.sayLater({ kind: 'refused', reason: 'nobody' });
    rig.circuit.close();
    expect(await rig.after(ONE_WAY_MS)).toEqual(['closed local']);
    await rig.expectOver();
    const late = await Rig.joined();
    expect(await late.says({ kind: 'refused', reason: 'nobody' })).toEqual(['closed remote']);
    late.circuit.close();
    await late.expectOver();
  });

  test('by ourselves at the very moment at which time is up', async () => {
    const rig = await Rig.waiting();
    rig.circuit.close();
    expect(await rig.after(40_000)).toEqual(['closed local']);
    await rig.expectOver();
  });
});

describe('nothing comes after the end', () => {
  test('of what the bridge had sent before we closed', async () => {
    const rig = await Rig.waiting();
    rig.sayLater({ kind: 'joined' }, said(0, 1));
    rig.circuit.close();
    expect(await rig.after(ONE_WAY_MS)).toEqual(['closed local']);
    await rig.expectOver();
  });

  test('of what it sends behind its refusal', async () => {
    const rig = await Rig.joined();
    const frames = [said(0, 1), { kind: 'taken', count: 9 }, 'text', said(0, 2)] as const;
    expect(await rig.says({ kind: 'refused', reason: 'spent' }, ...frames)).toEqual([
      'closed remote',
    ]);
    await rig.expectOver();
  });
});

describe('dropped and counted', () => {
  const tooLong = new Uint8Array(16_387).fill(2);

  test.each<[string, CircuitFrame | Uint8Array | string, string]>([
    ['text', 'joined', 'circuit-text'],
    ['a frame beyond the largest', tooLong, 'circuit-long'],
    ['an unknown kind', Uint8Array.of(4), 'circuit-kind'],
    ['nothing at all', Uint8Array.of(), 'circuit-kind'],
    ['a fourth channel', Uint8Array.of(2, 3, 1), 'circuit-malformed'],
    ['a message before the other end has come', said(0, 1), 'circuit-early'],
    ['`taken` before the other end has come', { kind: 'taken', count: 1 }, 'circuit-early'],
    ['`open`, which is ours to say', { kind: 'open', token: TOKEN, ...PASS }, 'circuit-early'],
  ])('while it waits: %s', async (_, frame, code) => {
    const rig = await Rig.waiting();
    expect(await rig.says(frame, frame)).toEqual([]);
    expect(rig.counts).toEqual({ [code]: 2 });
    expect(await rig.says({ kind: 'joined' })).toEqual(['path relay', 'open']);
  });

  test.each<[string, CircuitFrame | Uint8Array | string, string]>([
    ['text', 'refused', 'circuit-text'],
    ['a frame beyond the largest', tooLong, 'circuit-long'],
    ['an unknown kind', Uint8Array.of(128), 'circuit-kind'],
    ['an empty message', Uint8Array.of(2, 0), 'circuit-malformed'],
    ['`joined`, said again', { kind: 'joined' }, 'circuit-unexpected'],
    ['`open`', { kind: 'open', token: TOKEN, ...PASS }, 'circuit-unexpected'],
  ])('while it is open: %s', async (_, frame, code) => {
    const rig = await Rig.joined();
    expect(await rig.says(frame, said(0, 1), frame)).toEqual(['message 0 01']);
    expect(rig.counts).toEqual({ [code]: 2 });
    await rig.after(ONE_WAY_MS);
    expect(rig.heard).toEqual([]);
  });

  test('random frames in any state neither throw nor open anything', async () => {
    const frame = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.tuple(fc.constantFrom(1, 2, 3), fc.uint8Array({ maxLength: 60 })).map(([kind, tail]) => {
        return Uint8Array.from([kind, ...tail]);
      }),
    );
    const isKnown = (line: string) => /^(message [012] ([0-9a-f]{2})+|drained 2)$/.test(line);
    const states = [() => Rig.waiting(), () => Rig.joined()];
    const ends = (bytes: Uint8Array) => bytes[0] === 129 || bytes[0] === 130;
    await fc.assert(
      fc.asyncProperty(fc.nat(1), fc.array(frame, { maxLength: 20 }), async (state, frames) => {
        const rig = await (states[state] as () => Promise<Rig>)();
        const told = await rig.says(...frames.filter((bytes) => !ends(bytes)));
        expect(told.filter((line) => state === 0 || !isKnown(line))).toEqual([]);
        rig.circuit.close();
        expect(await rig.after(0)).toEqual(['closed local']);
      }),
      { numRuns: 200 },
    );
  });
});

describe('channel 2', () => {
  test('counts what the other end has not taken in, and tells when that fell to 16 KB', async () => {
    const rig = await Rig.joined();
    rig.send(0, 16_384);
    rig.send(1, 16_384);
    rig.send(2, 16_384, 16_384, 16_384);
    const buffered = () => ([0, 1, 2] as const).map((channel) => rig.circuit.buffered(channel));
    expect(buffered()).toEqual([0, 0, 49_152]);
    expect(await rig.says({ kind: 'taken', count: 16_384 })).toEqual([]);
    expect(buffered()).toEqual([0, 0, 32_768]);
    expect(await rig.says({ kind: 'taken', count: 16_383 })).toEqual([]);
    expect(await rig.says({ kind: 'taken', count: 1 })).toEqual(['drained 2']);
    expect(await rig.says({ kind: 'taken', count: 1 })).toEqual([]);
    expect(buffered()).toEqual([0, 0, 16_383]);
    // What never rose above the mark does not fall to it; whatever does tells again.
    rig.send(2, 1);
    expect(await rig.says({ kind: 'taken', count: 16_384 })).toEqual([]);
    rig.send(2, 16_385);
    expect(await rig.says({ kind: 'taken', count: 16_384 })).toEqual(['drained 2']);
  });

  test('the other end is told of every 16 KB, and of nothing less', async () => {
    const rig = await Rig.joined();
    const bulk = (size: number) => said(2, ...filled(size));
    const told = async (...sizes: readonly number[]) => {
      await rig.says(...sizes.map(bulk));
      await rig.after(ONE_WAY_MS);
      return rig.heard;
    };
    expect(await told(16_383)).toEqual([]);
    expect(await told(1)).toEqual(['taken 16384']);
    expect(await told(16_000, 16_384, 100)).toEqual(['taken 32384']);
    expect(await told(16_284)).toEqual(['taken 16384']);
    await rig.says(said(0, ...filled(16_384)), said(1, ...filled(16_384)));
    expect(await told(16_383)).toEqual([]);
  });

  test('two ends that keep to the marks bring any bulk across, and never come to a stop', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 16_384 }), { minLength: 1 }), (sizes) => {
        const { clock, sender, received, onDrained } = twoEnds();
        const left = [...sizes];
        const pump = () => {
          while (left.length > 0 && sender.buffered(2) < 65_536) {
            sender.send(2, filled(left.shift() ?? 1));
          }
        };
        onDrained(pump);
        pump();
        clock.advance(60_000);
        expect(received).toEqual(sizes);
        expect(sender.buffered(2)).toBeLessThan(16_384);
      }),
      { numRuns: 200 },
    );
  });

  test('lies about what was taken in do no more than drain it', async () => {
    const rig = await Rig.joined();
    const huge = { kind: 'taken', count: 2 ** 32 - 1 } as const;
    expect(await rig.says(huge, huge)).toEqual([]);
    expect(rig.circuit.buffered(2)).toBe(0);
    rig.send(2, 16_384, 1);
    expect(rig.circuit.buffered(2)).toBe(16_385);
    expect(await rig.says({ kind: 'taken', count: 0 })).toEqual([]);
    expect(rig.circuit.buffered(2)).toBe(16_385);
    expect(await rig.says(huge, huge)).toEqual(['drained 2']);
    expect(rig.circuit.buffered(2)).toBe(0);
    expect(rig.counts).toEqual({});
  });
});
