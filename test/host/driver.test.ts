// The driver: what is performed, in which order, and when the machine is entered again.

import { describe, expect, test } from 'vitest';
import { REST_MS } from '../../src/host/driver.ts';
import type { PeerInput, PeerOutput } from '../../src/protocol/peer/contract.ts';
import type { Transport } from '../../src/wire/description.ts';
import { EPOCH } from '../ports/memory-clock.ts';
import { Rig } from './driver-rig.ts';

const TRANSPORT: Transport = {
  ufrag: 'ufra',
  pwd: 'p'.repeat(22),
  fingerprint: new Uint8Array(32),
  setup: 'actpass',
  candidates: [],
};
const OPTIONS = { initiator: true, iceServers: [], relayOnly: false, pace: 'prompt' } as const;
const LEFT: PeerOutput = { kind: 'left' };
const NUDGE: PeerInput = { kind: 'nudge' };

const open = (id: number): PeerOutput => ({
  kind: 'socket',
  socket: id,
  command: { kind: 'open', url: `wss://${id}` },
});
const say = (id: number, text: string): PeerOutput => ({
  kind: 'socket',
  socket: id,
  command: { kind: 'send', text },
});
const hangUp = (id: number): PeerOutput => ({
  kind: 'socket',
  socket: id,
  command: { kind: 'close' },
});
const rtcOpen = (link: number): PeerOutput => ({
  kind: 'rtc',
  link,
  command: { kind: 'open', options: OPTIONS },
});
const rtcSend = (link: number, ...bytes: number[]): PeerOutput => ({
  kind: 'rtc',
  link,
  command: { kind: 'send', channel: 2, bytes: Uint8Array.from(bytes) },
});
const rtcClose = (link: number): PeerOutput => ({ kind: 'rtc', link, command: { kind: 'close' } });
const write = (entry: string): PeerInput => ({
  kind: 'write',
  entry,
  text: 'x',
  lifetime: { kind: 'off' },
});

describe('outputs', () => {
  test('are performed in order, each through its port, or counted, or told', () => {
    const rig = new Rig();
    rig.machine.answer([
      open(1),
      { kind: 'dropped', reason: 'envelope-too-large' },
      rtcOpen(7),
      say(1, 'hello'),
      { kind: 'removed', entry: 'own-1', reason: 'withdrawn' },
      { kind: 'rtc', link: 7, command: { kind: 'accept', remote: TRANSPORT } },
      rtcSend(7, 1, 2),
      rtcClose(7),
      hangUp(1),
      LEFT,
    ]);
    rig.driver.post({ kind: 'start' });
    expect(rig.news).toEqual([
      ['machine', 'start', 0],
      ['open', 'wss://1'],
      ['count', 'envelope-too-large'],
      ['open', 'connection 1'],
      ['send', 'wss://1', 'hello'],
      ['told', 'removed'],
      ['accept', 'connection 1', 'ufra'],
      ['send', 'connection 1', 2, [1, 2]],
      ['close', 'connection 1'],
      ['close', 'wss://1'],
      ['told', 'left'],
    ]);
  });

  test('go to the socket and the connection that they name', () => {
    const rig = new Rig();
    rig.machine.answer([1, 2].flatMap((id) => [open(id), rtcOpen(id)]));
    rig.machine.answer([say(2, 'b'), rtcSend(1, 9), say(1, 'a'), rtcClose(2)]);
    rig.driver.post({ kind: 'start' });
    rig.driver.post(NUDGE);
    expect(rig.news.slice(-4)).toEqual([
      ['send', 'wss://2', 'b'],
      ['send', 'connection 1', 2, [9]],
      ['send', 'wss://1', 'a'],
      ['close', 'connection 2'],
    ]);
  });

  test('for what was never opened do nothing', () => {
    const rig = new Rig();
    rig.machine.answer([say(1, 'a'), hangUp(1), rtcSend(1, 9), rtcClose(1)]);
    rig.driver.post(NUDGE);
    expect(rig.news).toEqual([['machine', 'nudge', 0]]);
  });
});

describe('events', () => {
  test('come in under the id of their socket or connection', () => {
    const rig = new Rig();
    rig.machine.answer([3, 4].flatMap((id) => [open(id), rtcOpen(id)]));
    rig.driver.post({ kind: 'start' });
    rig.sockets[1]?.({ kind: 'open' });
    rig.connections[0]?.({ kind: 'open' });
    expect(rig.news.slice(-2)).toEqual([
      ['machine', 'socket 4 open', 0],
      ['machine', 'rtc 3 open', 0],
    ]);
  });

  test('that are raised while outputs are performed wait until all are', () => {
    const rig = new Rig();
    rig.machine.answer([open(1), say(1, 'one'), rtcOpen(1), LEFT]);
    rig.machine.answer([say(1, 'two')]);
    rig.react = ([kind, name, text]) => {
      if (kind === 'send') rig.sockets[0]?.({ kind: 'text', text: `echo of ${text}` });
      if (name === 'connection 1') rig.driver.post(write('one'));
      if (kind === 'told') rig.driver.post('wake');
    };
    rig.driver.post({ kind: 'start' });
    expect(rig.news).toEqual([
      ['machine', 'start', 0],
      ['open', 'wss://1'],
      ['send', 'wss://1', 'one'],
      ['open', 'connection 1'],
      ['told', 'left'],
      ['machine', 'socket 1 text', 0],
      ['send', 'wss://1', 'two'],
      ['machine', 'write one', 0],
      ['machine', 'wake', 0],
      ['machine', 'socket 1 text', 0],
    ]);
  });

  test('are each given the time at which they are handled', () => {
    const rig = new Rig();
    rig.machine.answer([LEFT]);
    rig.react = () => {
      rig.driver.post(NUDGE);
      rig.clock.sleep(70);
    };
    rig.driver.post({ kind: 'start' });
    expect(rig.news).toEqual([
      ['machine', 'start', 0],
      ['told', 'left'],
      ['machine', 'nudge', 70],
    ]);
  });
});

describe('a machine that crashes', () => {
  test('is entered again, by what comes in and by its alarm, but not without a rest', () => {
    const rig = new Rig();
    rig.machine
      .answer([], EPOCH + 500)
      .crash('our own mistake')
      .answer([], EPOCH + 1_700)
      .crash('another');
    rig.driver.post({ kind: 'start' });
    expect(() => rig.clock.advance(500)).toThrow('our own mistake');
    rig.driver.post(NUDGE);
    expect(() => rig.clock.advance(1_200)).toThrow('another');
    expect(rig.news).toEqual([
      ['machine', 'start', 0],
      ['alarm', 500],
      ['machine', 'wake', 500],
      ['alarm', 500 + REST_MS],
      ['machine', 'nudge', 500],
      ['cancel', 500 + REST_MS],
      ['alarm', 1_700],
      ['machine', 'wake', 1_700],
      ['alarm', 1_700 + REST_MS],
    ]);
  });

  test('is woken for what waited behind, also where it had no deadline', () => {
    const rig = new Rig();
    rig.machine.answer([{ kind: 'relays', urls: [] }]).crash('our own mistake');
    rig.react = ([kind]) => {
      if (kind !== 'told') return;
      rig.driver.post(NUDGE);
      rig.driver.post(write('one'));
    };
    expect(() => rig.driver.post({ kind: 'start' })).toThrow('our own mistake');
    rig.clock.advance(REST_MS);
    expect(rig.news).toEqual([
      ['machine', 'start', 0],
      ['told', 'relays'],
      ['machine', 'nudge', 0],
      ['alarm', REST_MS],
      ['machine', 'write one', REST_MS],
      ['machine', 'wake', REST_MS],
    ]);
  });

  test.each(['leave', 'vanish'] as const)(
    'at a %s: everything is closed, it is told once, and nothing is heard any more',
    (kind) => {
      const rig = new Rig();
      const all = [1, 2].flatMap((id) => [open(id), rtcOpen(id)]);
      rig.machine.answer(all, EPOCH + 500).crash('our own mistake');
      rig.driver.post({ kind: 'start' });
      rig.did.length = 0;
      rig.react = ([what, name]) => {
        if (what !== 'close') return;
        if (name === 'wss://1') rig.sockets[0]?.({ kind: 'closed', code: 1_000 });
        if (name === 'connection 1') throw new Error('of the port');
      };
      expect(() => rig.driver.post({ kind })).toThrow('our own mistake');
      rig.driver.post({ kind });
      rig.connections[1]?.({ kind: 'closed', reason: 'local' });
      rig.clock.advance(REST_MS);
      expect(rig.news).toEqual([
        ['machine', kind, 0],
        ['cancel', 500],
        ['close', 'wss://1'],
        ['close', 'wss://2'],
        ['close', 'connection 1'],
        ['close', 'connection 2'],
        ['close', 'dht'],
        ['told', 'left'],
      ]);
    },
  );

  test('while its links drain, or once it has left: likewise, and told once', () => {
    const rig = new Rig();
    rig.machine.answer([open(1)]).answer([], EPOCH + 50);
    rig.machine.crash('while it drained');
    rig.driver.post({ kind: 'start' });
    rig.driver.post({ kind: 'leave' });
    expect(() => rig.clock.advance(50)).toThrow('while it drained');
    expect(rig.news.slice(-3)).toEqual([
      ['close', 'wss://1'],
      ['close', 'dht'],
      ['told', 'left'],
    ]);
    const other = new Rig();
    other.machine.answer([]).answer([LEFT]).crash('after that');
    other.driver.post({ kind: 'start' });
    other.driver.post({ kind: 'leave' });
    expect(() => other.driver.post(NUDGE)).toThrow('after that');
    expect(other.news.filter(([what]) => what === 'told')).toEqual([['told', 'left']]);
  });
});

describe('handles', () => {
  test('are forgotten when they have closed, before the machine hears of it', () => {
    const rig = new Rig();
    rig.machine.answer([1, 2].flatMap((id) => [open(id), rtcOpen(id)]));
    const all = [1, 2].flatMap((id) => [say(id, 'x'), rtcSend(id, 1)]);
    rig.driver.post({ kind: 'start' });
    rig.machine.answer(all).answer(all);
    rig.did.length = 0;
    rig.sockets[0]?.({ kind: 'closed', code: 1_006 });
    rig.connections[0]?.({ kind: 'closed', reason: 'failed' });
    expect(rig.news).toEqual([
      ['machine', 'socket 1 closed', 0],
      ['send', 'connection 1', 2, [1]],
      ['send', 'wss://2', 'x'],
      ['send', 'connection 2', 2, [1]],
      ['machine', 'rtc 1 closed', 0],
      ['send', 'wss://2', 'x'],
      ['send', 'connection 2', 2, [1]],
    ]);
  });
});

describe('the alarm', () => {
  test('is set once, however often the machine is entered, while its deadline stays', () => {
    const rig = new Rig();
    rig.machine
      .answer([], EPOCH + 500)
      .answer([])
      .answer([]);
    for (const input of [{ kind: 'start' }, NUDGE, 'wake'] as const) rig.driver.post(input);
    expect(rig.news.filter(([what]) => what !== 'machine')).toEqual([['alarm', 500]]);
  });

  test('is set anew when the deadline moves, either way, and cancelled when there is none', () => {
    const rig = new Rig();
    rig.machine
      .answer([], EPOCH + 500)
      .answer([], EPOCH + 900)
      .answer([], EPOCH + 100);
    for (let i = 0; i < 3; i++) rig.driver.post(NUDGE);
    rig.machine.deadline = undefined;
    rig.driver.post(NUDGE);
    expect(rig.news.filter(([what]) => what !== 'machine')).toEqual([
      ['alarm', 500],
      ['cancel', 500],
      ['alarm', 900],
      ['cancel', 900],
      ['alarm', 100],
      ['cancel', 100],
    ]);
    expect(rig.clock.next).toBeUndefined();
  });

  test('is set when the inbox is empty, and not for deadlines that came and went before', () => {
    const rig = new Rig();
    rig.machine.answer([LEFT], EPOCH + 500).answer([], EPOCH + 100);
    rig.react = () => rig.driver.post(NUDGE);
    rig.driver.post({ kind: 'start' });
    expect(rig.news).toEqual([
      ['machine', 'start', 0],
      ['told', 'left'],
      ['machine', 'nudge', 0],
      ['alarm', 100],
    ]);
  });

  test('wakes the machine in time, and is set for what comes next', () => {
    const rig = new Rig();
    rig.machine.answer([], EPOCH + 500).answer([LEFT], EPOCH + 800);
    rig.driver.post({ kind: 'start' });
    rig.clock.advance(600);
    expect(rig.news).toEqual([
      ['machine', 'start', 0],
      ['alarm', 500],
      ['machine', 'wake', 500],
      ['close', 'dht'],
      ['told', 'left'],
      ['alarm', 800],
    ]);
  });

  test('that rings late wakes the machine once, at the time that it is', () => {
    const rig = new Rig();
    rig.machine.answer([], EPOCH + 500);
    rig.driver.post({ kind: 'start' });
    rig.machine.deadline = undefined;
    rig.clock.sleep(60_000);
    rig.clock.advance(60_000);
    expect(rig.news).toEqual([
      ['machine', 'start', 0],
      ['alarm', 500],
      ['machine', 'wake', 60_000],
    ]);
  });

  test('is set again for a deadline that waking did not move', () => {
    const rig = new Rig();
    rig.machine.answer([], EPOCH + 500);
    rig.driver.post({ kind: 'start' });
    rig.clock.step();
    expect(rig.news).toEqual([
      ['machine', 'start', 0],
      ['alarm', 500],
      ['machine', 'wake', 500],
      ['alarm', 500],
    ]);
  });
});
