// Who is writing: told to neighbours, renewed, expired, and of nobody but the neighbour itself. We
// are b.

import { describe, expect, test } from 'vitest';
import type { OverlayOutput } from '../../../src/protocol/overlay/contract.ts';
import {
  TYPING_EXPIRES_MS,
  TYPING_MEMBERS,
  TYPING_RATE,
  TYPING_RENEW_MS,
} from '../../../src/protocol/overlay/typing.ts';
import { SPEECH_KIND } from '../../../src/wire/speech.ts';
import { type Person, people } from './people.ts';
import { Rig, told } from './rig.ts';
import { texts, World } from './world.ts';

const ON = { kind: 'typing', on: true } as const;
const OFF = { kind: 'typing', on: false } as const;
const PONG = { kind: 'pong', nonce: new Uint8Array(4), frontier: new Uint8Array(8) } as const;

function setting() {
  const [a, b, c, d] = people(4, 'typing') as [Person, Person, Person, Person];
  const rig = new Rig(b);
  rig.meet(1, a);
  rig.meet(2, c);
  rig.pass(100);
  const words = (outputs: readonly OverlayOutput[]) => told(outputs, { a, b, c, d });
  /** What is said of typing while time passes and the neighbours are alive. */
  const pass = (ms: number) => {
    const outputs: OverlayOutput[] = [];
    for (let left = ms; left > 0; left -= 500) {
      outputs.push(...rig.receive(1, PONG), ...rig.receive(2, PONG));
      outputs.push(...rig.pass(Math.min(left, 500)));
    }
    return words(outputs).filter((line) => /typ|stops/.test(line));
  };
  return { a, b, c, d, rig, words, pass };
}

describe('our own', () => {
  test('goes to every neighbour at once, again every three seconds, and ends at once', () => {
    const { rig, words, pass } = setting();
    const toBoth = (what: string) => [`1 fast: typing ${what}`, `2 fast: typing ${what}`];
    expect(words(rig.tell({ kind: 'typing', on: true }))).toEqual(toBoth('on'));
    expect(words(rig.tell({ kind: 'typing', on: true }))).toEqual([]);
    expect(pass(TYPING_RENEW_MS - 1)).toEqual([]);
    expect(pass(1)).toEqual(toBoth('on'));
    expect(words(rig.tell({ kind: 'typing', on: false }))).toEqual(toBoth('off'));
    expect(pass(2 * TYPING_RENEW_MS)).toEqual([]);
  });

  test('ends with what is said, and not with what is merely told', () => {
    const { rig, b, words } = setting();
    rig.tell({ kind: 'typing', on: true });
    const read = b.sign({ kind: SPEECH_KIND.read, seq: 1 });
    expect(words(rig.tell({ kind: 'publish', message: read }))).toEqual([
      '1: msg hop 0',
      '2: msg hop 0',
    ]);
    const { rig: other, b: same, words: inWords } = setting();
    other.tell({ kind: 'typing', on: true });
    expect(inWords(other.tell({ kind: 'publish', message: same.say('there') }))).toEqual([
      '1: msg hop 0',
      '2: msg hop 0',
      '1 fast: typing off',
      '2 fast: typing off',
    ]);
  });

  test('is told less often to whoever hesitates often, and ends right', () => {
    const { rig, words, pass } = setting();
    const outputs = Array.from({ length: 100 }, (_, i) =>
      rig.tell({ kind: 'typing', on: i % 2 === 0 }),
    ).flat();
    expect(words(outputs).filter((line) => line.startsWith('1')).length).toBe(4);
    expect(pass(10_000)).toEqual([]);
    rig.tell({ kind: 'typing', on: true });
    rig.tell({ kind: 'typing', on: false });
    rig.tell({ kind: 'typing', on: true });
    rig.tell({ kind: 'typing', on: false });
    rig.tell({ kind: 'typing', on: true });
    expect(pass(1_000)).toEqual(['1 fast: typing on', '2 fast: typing on']);
  });

  test(`is told to nobody among more than ${TYPING_MEMBERS}`, () => {
    const { rig, words } = setting();
    const fast = (on: boolean) =>
      words(rig.tell({ kind: 'typing', on })).filter((line) => line.includes('fast')).length;
    const [last, ...crowd] = people(TYPING_MEMBERS - 2, 'crowd') as [Person, ...Person[]];
    for (const [i, person] of crowd.entries()) rig.meet(3 + i, person);
    expect(fast(true)).toBe(TYPING_MEMBERS - 1);
    expect(fast(false)).toBe(TYPING_MEMBERS - 1);
    rig.meet(TYPING_MEMBERS, last);
    expect(fast(true)).toBe(0);
  });
});

describe('a neighbour’s', () => {
  test('is shown once, renewed, and ends after six seconds without', () => {
    const { rig, words, pass } = setting();
    expect(words(rig.fast(1, ON))).toEqual(['a types']);
    expect(pass(TYPING_EXPIRES_MS - 1)).toEqual([]);
    expect(words(rig.fast(1, ON))).toEqual([]);
    expect(pass(TYPING_EXPIRES_MS - 1)).toEqual([]);
    expect(pass(1)).toEqual(['a stops']);
  });

  test('ends when it says so, and only once', () => {
    const { rig, words } = setting();
    rig.fast(1, ON);
    expect(words(rig.fast(1, OFF))).toEqual(['a stops']);
    expect(words(rig.fast(1, OFF))).toEqual([]);
  });

  test('ends with its line, whoever brings it, and not with what is merely told', () => {
    const { rig, a, words } = setting();
    rig.fast(1, ON);
    const react = a.sign({ kind: SPEECH_KIND.reaction, seq: 1 });
    expect(words(rig.message(2, react))).not.toContain('a stops');
    const { rig: other, a: same, words: inWords } = setting();
    other.fast(1, ON);
    expect(inWords(other.message(2, same.say('done')))).toEqual([
      'deliver a#1',
      'a stops',
      '1: ack a≤1',
    ]);
  });

  test('ends with its link', () => {
    const { rig, words } = setting();
    rig.fast(1, ON);
    expect(words(rig.tell({ kind: 'link-down', link: 1 }))).toContain('a stops');
  });

  test('more often than twice a second is left alone', () => {
    const { rig, words } = setting();
    const outputs = Array.from({ length: TYPING_RATE.burst + 5 }, () => rig.fast(1, ON)).flat();
    expect(words(outputs)).toEqual(['a types', ...Array(5).fill('dropped typing-rate')]);
    rig.now += 1_000;
    expect(words(rig.fast(1, OFF))).toContain('a stops');
  });
});

describe('what does not belong on a channel', () => {
  test('TYPING in its order is refused', () => {
    const { rig, words } = setting();
    expect(words(rig.receive(1, ON))).toEqual(['dropped frame-channel']);
  });

  test('everything else out of its order is refused, and what nobody knows is left alone', () => {
    const { rig, a, words } = setting();
    expect(words(rig.fast(1, PONG))).toEqual(['dropped frame-channel']);
    const message = a.say('fast').bytes;
    expect(words(rig.fast(1, { kind: 'msg', hop: 0, message }))).toEqual(['dropped frame-channel']);
    const payload = Uint8Array.of(200, 1);
    expect(words(rig.tell({ kind: 'received-fast', link: 1, payload }))).toEqual([
      'dropped frame-type',
    ]);
  });
});

test('three in a chain: only neighbours see it, and it is gone once the line is there', () => {
  const world = new World(3, 'chain of typists');
  world.canConnect = () => false;
  const [a, b, c] = [world.tab(0), world.tab(1), world.tab(2)];
  world.chain(a, b, c);
  world.run(2_000);
  world.tell(a, { kind: 'typing', on: true });
  world.run(20_000);
  expect([b, c].map(({ typists }) => [...typists])).toEqual([[a.person.key], []]);
  world.publish(a, 'there');
  world.run(100);
  expect(texts(b)).toEqual(['there']);
  expect([...b.typists]).toEqual([]);
  world.run(20_000);
  expect([...b.typists]).toEqual([]);
});
