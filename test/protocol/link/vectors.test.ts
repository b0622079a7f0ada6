// Frozen bytes of a whole link: records, handshake messages, hash, and the first frames. Whatever
// changes one of them is a new protocol version, not a new vector.

import { expect, test } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';
import { HOUR_MS } from '../../../src/base/time.ts';
import vectors from '../../vectors/link.json' with { type: 'json' };
import { IDENTITIES, Pair } from './pair.ts';

interface LinkVectors {
  readonly about: string;
  readonly seeds: string;
  readonly identities: Readonly<
    Record<'offerer' | 'answerer', { s: string; g: string; id: string }>
  >;
  readonly offer: string;
  readonly answer: string;
  /** The three messages, the initiator's FIN, the responder's FIN. */
  readonly handshake: readonly string[];
  readonly linkName: string;
  /** One data frame on each channel, from the offerer and then from the answerer: "sotto". */
  readonly frames: readonly string[];
  /** The hourly handshake: three HANDSHAKE frames, then the SWITCH frames of both. */
  readonly rehandshake: readonly string[];
  /** As `frames`, in the next generation. */
  readonly nextFrames: readonly string[];
}

const VECTORS: LinkVectors = vectors;

/** Delivers everything in flight and returns what it was. */
function record(pair: Pair): string[] {
  const packets: string[] = [];
  for (let next = pair.inFlight[0]; next !== undefined; next = pair.inFlight[0]) {
    packets.push(toHex(next.bytes));
    pair.step();
  }
  return packets;
}

function speak(pair: Pair): string[] {
  for (const from of ['offerer', 'answerer'] as const) {
    for (const channel of [0, 1, 2] as const) pair.say(from, 'sotto', channel);
  }
  return record(pair);
}

function keysOf(name: 'offerer' | 'answerer'): { s: string; g: string; id: string } {
  const { s, g, id } = IDENTITIES[name];
  return { s: toHex(s.publicKey), g: toHex(g.publicKey), id: toHex(id) };
}

/** The same run as when the vectors were frozen. */
function run(): Omit<LinkVectors, 'about' | 'seeds'> {
  const pair = new Pair();
  pair.negotiate();
  const records = (['offerer', 'answerer'] as const).map((name) => {
    const local = pair.outputs(name).find((output) => output.kind === 'local');
    return local?.kind === 'local' ? toHex(local.local.record) : '';
  });
  pair.openChannels();
  const handshake = record(pair);
  const up = pair.outputs('offerer').find((output) => output.kind === 'up');
  const frames = speak(pair);
  pair.sleep(HOUR_MS);
  const rehandshake = record(pair);
  return {
    identities: { offerer: keysOf('offerer'), answerer: keysOf('answerer') },
    offer: records[0] ?? '',
    answer: records[1] ?? '',
    handshake,
    linkName: up?.kind === 'up' ? toHex(up.up.handshake) : '',
    frames,
    rehandshake,
    nextFrames: speak(pair),
  };
}

test('a link from its offer to its second generation of keys', () => {
  const { about: _about, seeds: _seeds, ...expected } = VECTORS;
  expect(run()).toEqual(expected);
});

test('has the sizes of DESIGN §5', () => {
  expect(VECTORS.handshake.map((hex) => hex.length / 2)).toEqual([1_264, 1_312, 160, 128, 128]);
});
