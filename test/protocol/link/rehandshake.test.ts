// The hourly handshake: under traffic, in every order of delivery, stalled, and attacked.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/base/time.ts';
import type { ChannelId } from '../../../src/ports/rtc.ts';
import { parseHeader } from '../../../src/wire/frame.ts';
import { BEGIN, flip, type Name, other, type Packet, Pair } from './pair.ts';

function established(): Pair {
  const pair = new Pair();
  pair.establish();
  pair.outputs('answerer');
  return pair;
}

function header(packet: Packet | undefined): unknown {
  const parsed = packet && parseHeader(packet.bytes);
  return parsed?.ok ? parsed.value : undefined;
}

/** What travels, as "to whom, on which channel, how large". */
function travelling(pair: Pair): string[] {
  return pair.inFlight.map(({ to, channel, bytes }) => `${to} ${channel} ${bytes.length}`);
}

function chat(pair: Pair, text: string): void {
  for (const from of ['offerer', 'answerer'] as const) {
    for (const channel of [0, 1, 2] as const) pair.say(from, text, channel);
  }
}

function everything(text: string): string[] {
  return [`0 ${text}`, `1 ${text}`, `2 ${text}`];
}

describe('every hour', () => {
  test('the initiator asks, both switch, and both go on talking', () => {
    const pair = established();
    expect(pair.links.offerer.deadline).toBe(BEGIN + HOUR_MS);
    expect(pair.links.answerer.deadline).toBeUndefined();
    pair.sleep(HOUR_MS - 1);
    expect(pair.inFlight).toEqual([]);
    pair.sleep(1);
    expect(travelling(pair)).toEqual(['answerer 0 2048']);
    pair.step();
    expect(travelling(pair)).toEqual(['offerer 0 2048']);
    pair.step();
    expect(travelling(pair)).toEqual(['answerer 0 256']);
    pair.step();
    expect(travelling(pair)).toEqual(['offerer 0 128', 'offerer 2 128']);
    pair.step();
    expect(travelling(pair)).toEqual(['offerer 2 128', 'answerer 0 128', 'answerer 2 128']);
    pair.flush();
    for (const from of ['offerer', 'answerer'] as const) {
      for (const channel of [0, 1, 2] as const) {
        pair.say(from, 'new keys', channel);
        expect(header(pair.inFlight.at(-1))).toEqual({ generation: 1, epoch: 0, counter: 0 });
      }
    }
    pair.flush();
    expect(pair.heard('offerer')).toEqual(everything('new keys'));
    expect(pair.heard('answerer')).toEqual(everything('new keys'));
    expect(pair.links.offerer.deadline).toBe(BEGIN + 2 * HOUR_MS);
  });

  test('for a day, with talk in between: the generation alternates, nothing is lost', () => {
    const pair = established();
    for (let hour = 1; hour <= 24; hour++) {
      pair.sleep(HOUR_MS);
      pair.flush();
      chat(pair, `hour ${hour}`);
      expect(header(pair.inFlight[0])).toMatchObject({ generation: hour % 2 });
      pair.flush();
      expect(pair.heard('offerer')).toEqual(everything(`hour ${hour}`));
      expect(pair.heard('answerer')).toEqual(everything(`hour ${hour}`));
    }
  });

  test('an alarm that rings a day late starts one handshake', () => {
    const pair = established();
    pair.sleep(24 * HOUR_MS);
    pair.sleep(0);
    expect(travelling(pair)).toEqual(['answerer 0 2048']);
    pair.flush();
    expect(pair.links.offerer.deadline).toBe(BEGIN + 25 * HOUR_MS);
  });

  test('in any order that the channels allow, with talk at every step', () => {
    // Each number picks which of the streams that have something in flight delivers next.
    const schedule = fc.array(fc.nat(11), { minLength: 40, maxLength: 80 });
    fc.assert(
      fc.property(schedule, (picks) => {
        const pair = established();
        const said: Record<string, string[]> = {};
        const heard: Record<string, string[]> = {};
        pair.sleep(HOUR_MS);
        picks.forEach((pick, i) => {
          const from: Name = i % 2 === 0 ? 'offerer' : 'answerer';
          const channel = (i % 3) as ChannelId;
          pair.say(from, `${i}`, channel);
          // biome-ignore lint/suspicious/noAssignInExpressions: fills a table
          (said[`${other(from)} ${channel}`] ??= []).push(`${i}`);
          deliverOne(pair, pick);
        });
        while (pair.inFlight.length > 0) deliverOne(pair, picks[pair.inFlight.length % 7] ?? 0);
        for (const name of ['offerer', 'answerer'] as const) {
          for (const line of pair.heard(name)) {
            // biome-ignore lint/suspicious/noAssignInExpressions: fills a table
            (heard[`${name} ${line[0]}`] ??= []).push(line.slice(2));
          }
        }
        expect(heard).toEqual(said);
        pair.say('offerer', 'after');
        expect(header(pair.inFlight[0])).toMatchObject({ generation: 1 });
      }),
      { numRuns: 100 },
    );
  });

  /** Delivers the oldest packet of one stream: streams overtake each other, packets do not. */
  function deliverOne(pair: Pair, pick: number): void {
    const streams = [...new Set(pair.inFlight.map(({ to, channel }) => `${to} ${channel}`))];
    const stream = streams[pick % Math.max(1, streams.length)];
    const at = pair.inFlight.findIndex(({ to, channel }) => `${to} ${channel}` === stream);
    const [packet] = at < 0 ? [] : pair.inFlight.splice(at, 1);
    if (packet !== undefined) pair.deliver(packet);
  }
});

describe('stalled', () => {
  test.each([0, 1, 2])('at message %i: given up after 30 s, and tried again next hour', (lost) => {
    const pair = established();
    pair.sleep(HOUR_MS);
    for (let i = 0; i < lost; i++) pair.step();
    const [late] = pair.inFlight.splice(0);
    pair.sleep(30 * SECOND_MS);
    // Reliable channels lose nothing: it comes at last, and is too late.
    if (late !== undefined) pair.deliver(late);
    pair.flush();
    chat(pair, 'old keys');
    pair.flush();
    expect(pair.heard('offerer')).toEqual(everything('old keys'));
    expect(pair.heard('answerer')).toEqual(everything('old keys'));
    pair.sleep(HOUR_MS);
    pair.flush();
    chat(pair, 'new keys');
    expect(header(pair.inFlight[0])).toMatchObject({ generation: 1, epoch: 0 });
    pair.flush();
    expect(pair.heard('offerer')).toEqual(everything('new keys'));
    expect(pair.heard('answerer')).toEqual(everything('new keys'));
  });

  test('is counted on the side that gives up', () => {
    const pair = established();
    pair.sleep(HOUR_MS);
    pair.inFlight = [];
    pair.sleep(30 * SECOND_MS);
    expect(pair.outputs('offerer')).toEqual([{ kind: 'dropped', reason: 'rehandshake-stalled' }]);
  });

  test('a SWITCH that comes an hour late, when the initiator has asked anew, still counts', () => {
    const pair = established();
    pair.sleep(HOUR_MS);
    for (let i = 0; i < 3; i++) pair.step();
    // The responder has switched; what it says is on its way for an hour.
    pair.sleep(HOUR_MS);
    pair.flush();
    const dropped = [...pair.outputs('offerer'), ...pair.outputs('answerer')];
    expect(dropped).toEqual([{ kind: 'dropped', reason: 'rehandshake-failed' }]);
    chat(pair, 'first new keys');
    pair.flush();
    expect(pair.heard('offerer')).toEqual(everything('first new keys'));
    expect(pair.heard('answerer')).toEqual(everything('first new keys'));
  });

  test('a half-done switch keeps the initiator from asking anew', () => {
    const pair = established();
    pair.sleep(HOUR_MS);
    for (let i = 0; i < 4; i++) pair.step();
    const held = pair.inFlight.splice(0);
    expect(held.map(({ to, channel }) => `${to} ${channel}`)).toEqual([
      'offerer 2',
      'answerer 0',
      'answerer 2',
    ]);
    pair.sleep(HOUR_MS);
    expect(pair.inFlight).toEqual([]);
    pair.inFlight.push(...held);
    pair.flush();
    pair.sleep(HOUR_MS);
    pair.flush();
    chat(pair, 'third hour');
    expect(header(pair.inFlight[0])).toMatchObject({ generation: 0, counter: 0 });
    pair.flush();
    expect(pair.heard('answerer')).toEqual(everything('third hour'));
  });
});

describe('attacked', () => {
  test('asking more often than every ten minutes is not answered', () => {
    const eager = established();
    // A clock that leaps asks as often as it likes; the other side keeps its own time.
    eager.sleep(HOUR_MS);
    eager.flush();
    const { offerer, answerer } = eager.links;
    const [ask] = offerer.wake(eager.now + HOUR_MS);
    if (ask?.kind !== 'rtc' || ask.command.kind !== 'send') throw new Error('no question');
    const event = { kind: 'message', channel: 0, bytes: ask.command.bytes } as const;
    const soon = eager.now + 10 * MINUTE_MS - 1;
    expect(answerer.handle({ kind: 'rtc', event }, soon)).toEqual([
      { kind: 'dropped', reason: 'rehandshake-too-soon' },
    ]);
    chat(eager, 'alive');
    eager.flush();
    expect(eager.heard('answerer')).toEqual(everything('alive'));
  });

  test('a frame of it, changed, is as hostile as any other', () => {
    for (let messages = 0; messages < 5; messages++) {
      const pair = established();
      pair.sleep(HOUR_MS);
      for (let i = 0; i < messages; i++) pair.step();
      const [packet] = pair.inFlight;
      if (packet === undefined) throw new Error('nothing in flight');
      const outputs = pair.deliver({ ...packet, bytes: flip(packet.bytes, 100) });
      expect(outputs.at(-1)).toEqual({ kind: 'down', reason: 'hostile' });
    }
  });
});
