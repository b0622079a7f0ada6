// One rendezvous on a bench: inputs go in, and outputs come out as lines that can be read aloud.
//
//   1 open ws://a      1 started [A]      1 announce [A B]      1 stopped      1 close
//   1 answer x         want A             drop A                offer x        answer A
//   tracker ws://a working 2              dropped envelope-size
//
// Our own attempts are named A, B, C … in the order in which they are wanted; strangers have lower
// case names. Random bytes never repeat, and jitter is nought: every back-off takes its whole time.

import '../../support/ready.ts';
import { fromLatin1, toHex } from '../../../src/base/bytes.ts';
import { blake2b } from '../../../src/crypto/hash.ts';
import { roomKeys, utcDay } from '../../../src/crypto/keys.ts';
import type { Random } from '../../../src/ports/random.ts';
import type { SocketEvent } from '../../../src/ports/socket.ts';
import type {
  RendezvousInput,
  RendezvousOutput,
  SocketId,
} from '../../../src/protocol/rendezvous/contract.ts';
import { Rendezvous } from '../../../src/protocol/rendezvous/rendezvous.ts';
import {
  encodeDescription,
  parseDescription,
  type SessionDescription,
} from '../../../src/wire/description.ts';
import { openEnvelope, sealEnvelope } from '../../../src/wire/envelope.ts';
import { type BinaryId, binaryId } from '../../../src/wire/tracker.ts';

export const KEYS = roomKeys(new Uint8Array(32).fill(3));

/** Noon, far from any change of days. */
export const NOON = Date.UTC(2026, 0, 15, 12);

export function infohash(at: number): Uint8Array {
  return KEYS.infohash(utcDay(at));
}

/** Never the same bytes twice; two bytes, which only back-offs draw, mean the longest delay. */
export class UnlikeRandom implements Random {
  readonly #seed: Uint8Array;
  #draws = 0;

  constructor(seed: number) {
    this.#seed = Uint8Array.of(seed);
  }

  bytes(length: number): Uint8Array {
    if (length === 2) return Uint8Array.of(0xff, 0xff);
    const counter = new Uint8Array(8);
    new DataView(counter.buffer).setUint32(0, ++this.#draws);
    return blake2b(64, this.#seed, counter).slice(0, length);
  }
}

export function idOf(name: string, length = 16): Uint8Array {
  return blake2b(
    Math.max(16, length),
    Uint8Array.from(name, (c) => c.charCodeAt(0)),
  ).slice(0, length);
}

export const trackerId = (name: string): BinaryId => binaryId(idOf(name, 20));

/** A sound description; `fields` overrides. */
export function description(
  sender: string,
  at: number,
  fields: Partial<SessionDescription> = {},
): SessionDescription {
  return {
    sentAt: at,
    sender: idOf(sender),
    attempt: idOf(`attempt of ${sender}`),
    answers: undefined,
    transport: {
      ufrag: 'abcd',
      pwd: 'abcdefghijklmnopqrstuv',
      fingerprint: new Uint8Array(32).fill(5),
      setup: fields.answers === undefined ? 'actpass' : 'active',
      candidates: [{ type: 'host', address: '192.0.2.7', port: 50_000 }],
    },
    bridges: [],
    ...fields,
  };
}

export interface SignalFields {
  readonly kind?: 'offer' | 'answer';
  readonly offerId?: BinaryId;
  readonly peerId?: BinaryId;
  /** Of the frame. */
  readonly infohash?: Uint8Array;
  /** What the envelope is bound to, where that differs from the frame. */
  readonly sealedFor?: { readonly offerId?: BinaryId; readonly infohash?: Uint8Array };
  readonly sealedAs?: 'offer' | 'answer';
}

/** The frame with which a tracker relays a sealed record. */
export function signalFrame(record: Uint8Array, fields: SignalFields, at: number): string {
  const { kind = 'offer', offerId = trackerId('offer 1'), peerId = trackerId('them') } = fields;
  const room = fields.infohash ?? infohash(at);
  const context = fromLatin1(fields.sealedFor?.offerId ?? offerId) as Uint8Array;
  const sealedFor = fields.sealedFor?.infohash ?? room;
  const sdp = sealEnvelope(record, new Uint8Array(24).fill(1), {
    sig: KEYS.sig,
    infohash: sealedFor,
    kind: fields.sealedAs ?? kind,
    context,
  });
  return JSON.stringify({
    action: 'announce',
    info_hash: binaryId(room),
    peer_id: peerId,
    offer_id: offerId,
    [kind]: { type: kind, sdp },
  });
}

export interface SentFrame {
  readonly at: number;
  readonly socket: SocketId;
  readonly message: Record<string, unknown>;
}

interface BenchOptions {
  readonly trackers?: readonly string[];
  readonly now?: number;
  readonly seed?: number;
  readonly admits?: (member: Uint8Array) => boolean;
}

export class Bench {
  readonly machine: Rendezvous;
  readonly sent: SentFrame[] = [];
  readonly outputs: RendezvousOutput[] = [];
  /** Sockets whose end the machine was told. */
  readonly reportedClosed = new Set<SocketId>();
  now: number;
  /** When set, {@link pass} answers every announce at once with this count, and offers gather. */
  swarm: number | undefined;
  readonly #names = new Map<string, string>();
  readonly #attempts: Uint8Array[] = [];
  readonly #records = new Map<string, Uint8Array>();

  constructor(options: BenchOptions = {}) {
    const { trackers = ['ws://a'], now = NOON, seed = 1, admits } = options;
    this.now = now;
    this.machine = new Rendezvous({
      keys: KEYS,
      self: idOf('self'),
      trackers,
      random: new UnlikeRandom(seed),
      admits,
    });
  }

  do(input: RendezvousInput): string[] {
    return this.#read(this.machine.handle(input, this.now));
  }

  wake(): string[] {
    return this.#read(this.machine.wake(this.now));
  }

  socket(socket: SocketId, event: SocketEvent): string[] {
    return this.do({ kind: 'socket', socket, event });
  }

  opened(socket: SocketId): string[] {
    return this.socket(socket, { kind: 'open' });
  }

  closed(socket: SocketId): string[] {
    this.reportedClosed.add(socket);
    return this.socket(socket, { kind: 'closed', code: 1006 });
  }

  hear(socket: SocketId, text: string): string[] {
    return this.socket(socket, { kind: 'text', text });
  }

  /** An announce response that counts `n`. */
  respond(socket: SocketId, n: number, fields: object = {}): string[] {
    const room = binaryId(infohash(this.now));
    const counts = { complete: 0, incomplete: n, interval: 120 };
    return this.hear(
      socket,
      JSON.stringify({ action: 'announce', info_hash: room, ...counts, ...fields }),
    );
  }

  hearOffer(socket: SocketId, from: string, fields: SignalFields = {}): string[] {
    const record = encodeDescription(description(from, this.now));
    this.#names.set(toHex(idOf(`attempt of ${from}`)), from);
    return this.hear(socket, signalFrame(record, fields, this.now));
  }

  /** The record of our own offer of this name, the same whenever it is asked for. */
  record(name: string): Uint8Array {
    const known = this.#records.get(name);
    if (known !== undefined) return known;
    const fields = { attempt: this.attempt(name) };
    const record = encodeDescription(description('self', this.now, fields));
    this.#records.set(name, record);
    return record;
  }

  attempt(name: string): Uint8Array {
    return this.#attempts[name.charCodeAt(0) - 65] ?? idOf(`attempt of ${name}`);
  }

  ready(...names: readonly string[]): string[] {
    return names.flatMap((name) => {
      const record = this.record(name);
      return this.do({ kind: 'offer-ready', attempt: this.attempt(name), record });
    });
  }

  over(name: string): string[] {
    return this.do({ kind: 'offer-over', attempt: this.attempt(name) });
  }

  /** Our answer to the offer of a stranger. */
  answer(to: string): string[] {
    const answers = idOf('what it answers');
    const attempt = idOf(`attempt of ${to}`);
    const record = encodeDescription(description('self', this.now, { attempt, answers }));
    return this.do({ kind: 'answer-ready', attempt, record });
  }

  links(count: number, members?: number): string[] {
    return this.do({ kind: 'links', count, members });
  }

  /** Our offer A was answered, and its link came up. */
  linked(): string[] {
    return [...this.over('A'), ...this.links(1)];
  }

  /** Rings the alarm whenever it is due until `ms` have passed; each line begins with the time. */
  pass(ms: number): string[] {
    const [start, end] = [this.now, this.now + ms];
    const lines: string[] = [];
    for (let due = this.machine.deadline; due !== undefined && due <= end; ) {
      if (due < this.now) throw new Error('a deadline lies in the past');
      this.now = due;
      const done = this.wake();
      for (let i = 0; i < done.length; i++) done.push(...this.#consequences(done[i] ?? ''));
      lines.push(...done.map((line) => `+${this.now - start} ${line}`));
      due = this.machine.deadline;
      if (due !== undefined && due <= this.now) throw new Error('a wake did not do its work');
    }
    this.now = end;
    return lines;
  }

  /** Lets `ms` pass and closes every socket as soon as it is opened; tells when that was, from now. */
  closeWhatOpens(ms: number): number[] {
    const [start, end] = [this.now, this.now + ms];
    const instants: number[] = [];
    while ((this.machine.deadline ?? end + 1) <= end) {
      for (const line of this.pass((this.machine.deadline ?? end) - this.now)) {
        const socket = / (\d+) open/.exec(line)?.[1];
        if (socket === undefined) continue;
        instants.push(this.now - start);
        this.closed(Number(socket));
      }
    }
    this.now = end;
    return instants;
  }

  /** The frames that went out on a socket. */
  frames(socket: SocketId): readonly Record<string, unknown>[] {
    return this.sent.filter((frame) => frame.socket === socket).map(({ message }) => message);
  }

  peerId(socket: SocketId): BinaryId {
    return this.frames(socket)[0]?.peer_id as BinaryId;
  }

  /** The offer_ids under which our offer of this name went out on a socket, in order. */
  offerIds(socket: SocketId, name: string): readonly BinaryId[] {
    return this.frames(socket)
      .flatMap((message) => (message.offers ?? []) as SentOfferFrame[])
      .filter((offer) => this.#nameOf(offer) === name)
      .map(({ offer_id }) => offer_id);
  }

  /** Starts, and comes as far as one announced offer A on each tracker, answered with `n`. */
  joined(n = 1): this {
    this.do({ kind: 'start' });
    const sockets = [
      ...new Set(this.outputs.flatMap((o) => (o.kind === 'socket' ? [o.socket] : []))),
    ];
    for (const socket of sockets) this.opened(socket);
    this.ready('A');
    for (const socket of sockets) this.respond(socket, n);
    return this;
  }

  #consequences(line: string): string[] {
    if (this.swarm === undefined) return [];
    const wanted = /^want (.)/.exec(line)?.[1];
    if (wanted !== undefined) return this.ready(wanted);
    const socket = /^(\d+) (started|announce)/.exec(line)?.[1];
    return socket === undefined ? [] : this.respond(Number(socket), this.swarm);
  }

  #read(outputs: readonly RendezvousOutput[]): string[] {
    this.outputs.push(...outputs);
    return outputs.map((output) => this.#line(output));
  }

  #line(output: RendezvousOutput): string {
    switch (output.kind) {
      case 'socket':
        return `${output.socket} ${this.#command(output)}`;
      case 'want-offer':
        this.#attempts.push(output.attempt);
        this.#names.set(toHex(output.attempt), String.fromCharCode(64 + this.#attempts.length));
        return `want ${this.#name(output.attempt)}`;
      case 'drop-offer':
        return `drop ${this.#name(output.attempt)}`;
      case 'offer':
      case 'answer':
        return `${output.kind} ${this.#name(output.description.attempt)}`;
      case 'hand-code':
        return `code ${output.request} ${output.role}`;
      case 'hand-taken':
        return `taken ${output.request}`;
      case 'hand-refused':
        return `refused ${output.request} ${output.reason}`;
      case 'clock-skew':
        return `clock-skew ${output.differenceMs}`;
      case 'other-version':
        return `other-version ${output.version}`;
      case 'tracker': {
        const { url, state, swarm } = output.health;
        return `tracker ${url} ${state} ${swarm ?? '?'}`;
      }
      case 'relays':
        return `relays ${output.relays.length}`;
      case 'dht':
        return `dht ${output.command.kind}`;
      case 'dht-health':
        return `dht ${output.health}`;
      case 'dropped':
        return `dropped ${output.reason}`;
    }
  }

  #command({ socket, command }: Extract<RendezvousOutput, { kind: 'socket' }>): string {
    if (command.kind === 'open') return `open ${command.url}`;
    if (command.kind === 'close') return 'close';
    const message = JSON.parse(command.text) as Record<string, unknown>;
    this.sent.push({ at: this.now, socket, message });
    if ('answer' in message) return `answer ${this.#answered(message)}`;
    const offers = (message.offers ?? []) as SentOfferFrame[];
    const names = offers.map((offer) => this.#nameOf(offer)).join(' ');
    return `${message.event ?? 'announce'}${names === '' ? '' : ` [${names}]`}`;
  }

  #nameOf({ offer, offer_id }: SentOfferFrame): string {
    return this.#opened('offer', offer.sdp, offer_id);
  }

  #answered(message: Record<string, unknown>): string {
    const { sdp } = message.answer as { sdp: string };
    return this.#opened('answer', sdp, message.offer_id as BinaryId);
  }

  #opened(kind: 'offer' | 'answer', sdp: string, offerId: BinaryId): string {
    const context = fromLatin1(offerId) as Uint8Array;
    for (const at of [this.now, this.now - 3_600_000, this.now + 3_600_000]) {
      const opened = openEnvelope(sdp, { sig: KEYS.sig, infohash: infohash(at), kind, context });
      const parsed = opened.ok ? parseDescription(opened.value) : opened;
      if (parsed.ok) return this.#name(parsed.value.attempt);
    }
    throw new Error('an envelope of ours does not open');
  }

  #name(attempt: Uint8Array): string {
    return this.#names.get(toHex(attempt)) ?? '?';
  }
}

interface SentOfferFrame {
  readonly offer: { readonly type: 'offer'; readonly sdp: string };
  readonly offer_id: BinaryId;
}
