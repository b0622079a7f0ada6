// What the tests of links through a bridge share: two sides that may use bridges by number, and every
// output that these tests expect, as a value.

import { expect } from 'vitest';
import type {
  Described,
  LinkConfig,
  LinkDownReason,
  LinkOutput,
} from '../../../src/protocol/link/contract.ts';
import { circuitToken } from '../../../src/wire/circuit.ts';
import { encodeDescription } from '../../../src/wire/description.ts';
import { CIRCUIT_KEY, IDENTITIES, type Name, other, Pair, transport } from './pair.ts';

export const bridge = (number: number) => ({
  url: `wss://bridge-${number}/relay`,
  tag: new Uint8Array(4).fill(number),
});
export const using = (...numbers: readonly number[]): Partial<LinkConfig> => ({
  bridges: () => numbers.map(bridge),
});
export const HIDDEN = { direct: false } as const;
export const BOTH = ['offerer', 'answerer'] as const;

export const OPEN = (initiator: boolean): LinkOutput => ({
  kind: 'rtc',
  command: {
    kind: 'open',
    options: { initiator, iceServers: [], relayOnly: false, pace: 'prompt' },
  },
});
export const CLOSE: LinkOutput = { kind: 'rtc', command: { kind: 'close' } };
export const accept = (remote: ReturnType<typeof transport>): LinkOutput => ({
  kind: 'rtc',
  command: { kind: 'accept', remote },
});
export const relayed = (number: number, answer: Described): LinkOutput => ({
  kind: 'rtc',
  command: {
    kind: 'relay',
    url: bridge(number).url,
    token: circuitToken(CIRCUIT_KEY, answer.record),
  },
});
export const down = (reason: LinkDownReason): LinkOutput => ({ kind: 'down', reason });
export const local = (described: Described): LinkOutput => ({ kind: 'local', local: described });

export const closed = (reason: 'remote' | 'failed' | 'unsupported' | 'local') =>
  ({ kind: 'rtc', event: { kind: 'closed', reason } }) as const;
export const gathered = (name: Name) => {
  const setup = name === 'offerer' ? 'actpass' : 'active';
  return { kind: 'rtc', event: { kind: 'local', transport: transport(name, setup) } } as const;
};

/** Both may use the given bridges, the first of whom is offered first. */
export function pairOf(
  config: Partial<Record<Name, Partial<LinkConfig>>> = {},
  ...numbers: readonly number[]
): Pair {
  const common = using(...(numbers.length > 0 ? numbers : [1]));
  return new Pair({
    config: {
      offerer: { ...common, ...config.offerer },
      answerer: { ...common, ...config.answerer },
    },
  });
}

/** What a side tells the other, wherever it comes among these outputs. */
export function toldIn(outputs: readonly LinkOutput[]): Described {
  const told = outputs.find(({ kind }) => kind === 'local');
  if (told?.kind !== 'local') throw new Error('nothing was told');
  return told.local;
}

/** The offer, gathered or not, as its maker's outputs had it. */
export function offerOf(pair: Pair): Described {
  const begun = pair.feed('offerer', { kind: 'start' });
  return toldIn([...begun, ...pair.feed('offerer', gathered('offerer'))]);
}

export function answerTo(pair: Pair, offer: Described): Described {
  const begun = pair.feed('answerer', { kind: 'offer', offer });
  return toldIn([...begun, ...pair.feed('answerer', gathered('answerer'))]);
}

/** Both are connecting directly; the answer. */
export function negotiated(pair: Pair): Described {
  const answer = answerTo(pair, offerOf(pair));
  pair.feed('offerer', { kind: 'answer', answer });
  for (const name of BOTH) pair.outputs(name);
  return answer;
}

/** A record in another's words; what it says is what it hashes to. */
export function forged(described: Described, change: Partial<Described['description']>): Described {
  const description = { ...described.description, ...change };
  return { description, record: encodeDescription(description) };
}

export function expectUp(pair: Pair): void {
  expect(pair.joinCircuits()).toBe(true);
  pair.flush();
  for (const name of BOTH) {
    const { id } = IDENTITIES[other(name)];
    const outputs = pair.outputs(name);
    expect(outputs.map(({ kind }) => kind)).toEqual(['path', 'identified', 'up']);
    expect(outputs[0]).toEqual({ kind: 'path', path: 'relay' });
    expect(outputs[2]).toMatchObject({ up: { member: { id } } });
  }
  pair.say('offerer', 'hello', 2);
  pair.flush();
  expect(pair.heard('answerer')).toEqual(['2 hello']);
}
