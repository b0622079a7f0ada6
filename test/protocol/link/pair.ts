// Two links and the wire between them, all in memory: what one sends lies in flight until it is
// delivered, so that a test can change, drop, repeat or hold back any message.

import '../../support/ready.ts';
import { concat, equal } from '../../../src/base/bytes.ts';
import { utf8 } from '../../../src/base/utf8.ts';
import { blake2b } from '../../../src/crypto/hash.ts';
import { type Identity, makeIdentity } from '../../../src/crypto/identity.ts';
import type { Random } from '../../../src/ports/random.ts';
import type { ChannelId } from '../../../src/ports/rtc.ts';
import type {
  Described,
  LinkConfig,
  LinkInput,
  LinkOutput,
  LinkUp,
  RtcCommand,
} from '../../../src/protocol/link/contract.ts';
import { Link } from '../../../src/protocol/link/link.ts';
import type { Transport } from '../../../src/wire/description.ts';

export const BEGIN = 1_750_000_000_000;
export const ROOM_ID = new Uint8Array(32).fill(4);
export const PSK = new Uint8Array(32).fill(3);
export const ATTEMPT = new Uint8Array(16).fill(9);
export const CIRCUIT_KEY = new Uint8Array(32).fill(6);
export const NO_LINK = new Uint8Array(32);

/** The same bytes for the same seed, on every machine. */
export function seeded(seed: string): Random {
  let draws = 0;
  return {
    bytes: (length) => {
      const blocks = Array.from({ length: Math.ceil(length / 64) }, () =>
        blake2b(64, utf8(`${seed} ${draws++}`)),
      );
      return concat(...blocks).slice(0, length);
    },
  };
}

export function transport(name: string, setup: Transport['setup']): Transport {
  return {
    ufrag: `${name}frag`,
    pwd: `${name}/password/of/22+chars`,
    fingerprint: blake2b(32, utf8(name)),
    setup,
    candidates: [{ type: 'host', address: '192.0.2.1', port: 50_000 }],
  };
}

export type Name = 'offerer' | 'answerer';

export function other(name: Name): Name {
  return name === 'offerer' ? 'answerer' : 'offerer';
}

export interface Packet {
  readonly to: Name;
  readonly channel: ChannelId;
  readonly bytes: Uint8Array;
}

/** What a side asks of a bridge. */
export type Circuit = Extract<RtcCommand, { readonly kind: 'relay' }>;

export const IDENTITIES: Readonly<Record<Name, Identity>> = {
  offerer: makeIdentity(seeded('offerer identity'), ROOM_ID),
  answerer: makeIdentity(seeded('answerer identity'), ROOM_ID),
};

export interface PairOptions {
  readonly config?: Partial<Record<Name, Partial<LinkConfig>>>;
  /** What each side's owner answers to `identified`. */
  readonly held?: Partial<Record<Name, Uint8Array>>;
}

export class Pair {
  readonly links: Readonly<Record<Name, Link>>;
  /** Everything that each side has put out since it was last asked. */
  readonly #outputs: Record<Name, LinkOutput[]> = { offerer: [], answerer: [] };
  readonly #held: Readonly<Record<Name, Uint8Array>>;
  /** The circuit that each side has asked for, if it has. */
  readonly circuits: Partial<Record<Name, Circuit>> = {};
  /** Sent and not delivered yet, in the order of sending. */
  inFlight: Packet[] = [];
  now = BEGIN;

  constructor({ config = {}, held = {} }: PairOptions = {}) {
    const link = (role: Name) =>
      new Link({
        role,
        attempt: ATTEMPT,
        identity: IDENTITIES[role],
        psk: PSK,
        roomId: ROOM_ID,
        iceServers: [],
        relayOnly: false,
        pace: 'prompt',
        direct: true,
        mayFallBack: () => true,
        bridges: () => [],
        circuitKey: CIRCUIT_KEY,
        random: seeded(role),
        ...config[role],
      });
    this.links = { offerer: link('offerer'), answerer: link('answerer') };
    this.#held = { offerer: NO_LINK, answerer: NO_LINK, ...held };
  }

  /** One input. Its outputs are performed as an owner and a network would, and returned. */
  feed(name: Name, input: LinkInput): LinkOutput[] {
    return this.#perform(name, this.links[name].handle(input, this.now));
  }

  #perform(name: Name, outputs: readonly LinkOutput[]): LinkOutput[] {
    const all = [...outputs];
    this.#outputs[name].push(...outputs);
    for (const output of outputs) {
      if (output.kind === 'identified') {
        all.push(...this.feed(name, { kind: 'held', handshake: this.#held[name] }));
      } else if (output.kind === 'rtc' && output.command.kind === 'send') {
        const { channel, bytes } = output.command;
        this.inFlight.push({ to: other(name), channel, bytes });
      } else if (output.kind === 'rtc' && output.command.kind === 'relay') {
        this.circuits[name] = output.command;
        this.inFlight = [];
      }
    }
    return all;
  }

  /** The outputs of one side since the last call, without the messages that it sent. */
  outputs(name: Name): LinkOutput[] {
    const outputs = this.#outputs[name].splice(0);
    return outputs.filter(({ kind, ...rest }) => {
      return kind !== 'rtc' || (rest as { command: { kind: string } }).command.kind !== 'send';
    });
  }

  deliver({ to, channel, bytes }: Packet): LinkOutput[] {
    return this.feed(to, { kind: 'rtc', event: { kind: 'message', channel, bytes } });
  }

  /** Delivers the oldest message in flight; undefined when there is none. */
  step(): LinkOutput[] | undefined {
    const packet = this.inFlight.shift();
    return packet && this.deliver(packet);
  }

  /** Delivers until nothing is in flight. */
  flush(): void {
    while (this.step() !== undefined);
  }

  /** Lets time pass, in one leap, and wakes both. */
  sleep(ms: number): void {
    this.now += ms;
    for (const name of ['offerer', 'answerer'] as const) {
      this.#perform(name, this.links[name].wake(this.now));
    }
  }

  /** Offer and answer, exchanged as `alter` wishes; both ports are left connecting. */
  negotiate(alter: (answer: Described) => Described = (answer) => answer): void {
    this.feed('offerer', { kind: 'start' });
    const offer = this.#local('offerer', 'actpass');
    this.feed('answerer', { kind: 'offer', offer });
    const answer = this.#local('answerer', 'active');
    this.feed('offerer', { kind: 'answer', answer: alter(answer) });
  }

  #local(name: Name, setup: Transport['setup']): Described {
    const event = { kind: 'local', transport: transport(name.slice(0, 4), setup) } as const;
    const [output] = this.feed(name, { kind: 'rtc', event });
    if (output?.kind !== 'local') throw new Error('a local description was expected');
    return output.local;
  }

  openChannels(): void {
    this.feed('answerer', { kind: 'rtc', event: { kind: 'open' } });
    this.feed('offerer', { kind: 'rtc', event: { kind: 'open' } });
  }

  /** As a bridge would: joins the two if they asked it for the same circuit. */
  joinCircuits(): boolean {
    const { offerer, answerer } = this.circuits;
    if (offerer === undefined || answerer === undefined) return false;
    if (offerer.url !== answerer.url || !equal(offerer.token, answerer.token)) return false;
    for (const name of ['answerer', 'offerer'] as const) {
      this.feed(name, { kind: 'rtc', event: { kind: 'path', path: 'relay' } });
      this.feed(name, { kind: 'rtc', event: { kind: 'open' } });
    }
    return true;
  }

  /** All the way up; returns what each side said of it. */
  establish(): Readonly<Record<Name, LinkUp>> {
    this.negotiate();
    this.openChannels();
    this.flush();
    return { offerer: this.#up('offerer'), answerer: this.#up('answerer') };
  }

  #up(name: Name): LinkUp {
    const up = this.outputs(name).find((output) => output.kind === 'up');
    if (up?.kind !== 'up') throw new Error(`the ${name} did not come up`);
    return up.up;
  }

  /** Payloads that arrived at one side since the last look, as text behind their channel. */
  heard(name: Name): string[] {
    return this.outputs(name).flatMap((output) =>
      output.kind === 'received'
        ? [`${output.channel} ${String.fromCharCode(...output.payload)}`]
        : [],
    );
  }

  say(from: Name, text: string, channel: ChannelId = 0): void {
    this.feed(from, { kind: 'send', channel, payload: utf8(text) });
  }
}

/** The same bytes with one bit turned. */
export function flip(bytes: Uint8Array, at: number, bit = 0): Uint8Array {
  const flipped = bytes.slice();
  flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
  return flipped;
}
