// The WebRTC port, the same in browsers and in Node.
//
//   initiator                                  answerer
//   open ──▶ local (offer) ─── signalled ────▶ accept ──▶ local (answer)
//   accept ◀────────────────── signalled ────────────────────┘
//   open   ◀═══════ ICE, DTLS, SCTP: channels 0, 1 and 2 ═══════▶ open

import { assert } from '../base/assert.ts';
import type { ChannelId, RtcEvent, RtcHandle, RtcOptions, RtcPort } from '../ports/rtc.ts';
import type { Candidate, Transport } from '../wire/description.ts';
import { parseSdp, printCandidate, printSdp } from '../wire/sdp.ts';
import { watchGathering } from './gathering.ts';
import { keepChecking } from './keep-checking.ts';
import { MeekPeer, WEBRTC_SUPPORT } from './meek-peer.ts';
import { selectedPath } from './selected-path.ts';

/** DESIGN §5: the largest frame. */
const MAX_MESSAGE_BYTES = 16_384;

/** Our choice: a quarter of the 64 KB that bulk may hold, so that the network never waits for us. */
const LOW_WATER_BYTES = 16_384;

/** Our choice: how long `failed` may last before the connection is given up. */
const FAILED_GRACE_MS = 15_000;

/** Our choice: what a peer may have said before all channels opened here; more is dropped. */
const MAX_EARLY_MESSAGES = 64;

/** DESIGN §5, by id. Negotiated, so that none costs a round trip. */
const CHANNELS: Readonly<Record<ChannelId, RTCDataChannelInit>> = {
  0: { negotiated: true, id: 0 },
  1: { negotiated: true, id: 1, ordered: false, maxRetransmits: 0 },
  2: { negotiated: true, id: 2 },
};

/** Measured: libjuice, the ICE of libdatachannel, writes 22 characters; browsers write 24 or 32. */
const LIBJUICE_PWD_CHARS = 22;

/**
 * Our choice. libdatachannel is deaf to DTLS until its own ICE has a path, and repeats what was
 * missed only after 1 s. So one that answers another lets the offerer find it first, and looks for
 * the offerer itself only after this long, in case a NAT stands before it.
 */
const PATIENCE_MS = 400;

/**
 * Our choice, for the mailbox: by then most offerers have looked into theirs, and what would be lost of
 * DTLS before is not repeated seconds later.
 */
const SLOW_PATIENCE_MS = 4_000;

const HELD_BACK_MS = { prompt: PATIENCE_MS, slow: SLOW_PATIENCE_MS, 'by-hand': 0 } as const;

export interface RtcRuntime {
  /** WebRTC is libdatachannel, behind webrtc-polyfill. */
  readonly libdatachannel: boolean;
  /** What is to be done before anybody hears of an offer; never rejects. */
  readonly beforeOffer?: (own: Transport) => Promise<void>;
}

export function createRtcPort(runtime: RtcRuntime = { libdatachannel: false }): RtcPort {
  return {
    open: (options, listen) =>
      WEBRTC_SUPPORT ? openConnection(options, listen, runtime) : refused('unsupported', listen),
  };
}

function openConnection(
  options: RtcOptions,
  listen: (event: RtcEvent) => void,
  runtime: RtcRuntime,
): RtcHandle {
  let peer: MeekPeer | undefined;
  try {
    const credentialsInUrl = runtime.libdatachannel;
    peer = new MeekPeer({ options, channel: CHANNELS[0], credentialsInUrl });
    // Without a connection its constructor threw: Chromium, for one, allows 500.
    if (peer._pc === undefined) return refused('failed', listen);
    return new Connection({ peer, pc: peer._pc, options, runtime, listen });
  } catch {
    // An ICE server that this runtime does not understand, or no room for another channel.
    peer?.release();
    return refused('failed', listen);
  }
}

/** A connection that could not even be made. */
function refused(reason: 'failed' | 'unsupported', listen: (event: RtcEvent) => void): RtcHandle {
  queueMicrotask(() => listen({ kind: 'closed', reason }));
  return { accept: () => {}, send: () => {}, buffered: () => 0, close: () => {} };
}

interface Parts {
  readonly peer: MeekPeer;
  readonly pc: RTCPeerConnection;
  readonly options: RtcOptions;
  readonly runtime: RtcRuntime;
  readonly listen: (event: RtcEvent) => void;
}

class Connection implements RtcHandle {
  readonly #parts: Parts;
  readonly #pc: RTCPeerConnection;
  readonly #channels: readonly RTCDataChannel[];
  #state: 'opening' | 'open' | 'closed' = 'opening';
  #accepted = false;
  #early: RtcEvent[] = [];
  #interrupted = false;
  #path: 'direct' | 'relay' | undefined;
  #stopGathering = () => {};
  #patience: ReturnType<typeof setTimeout> | undefined;
  #stopChecking = () => {};
  #givingUp: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#pc = parts.pc;
    this.#channels = [
      parts.peer._channel,
      parts.pc.createDataChannel('', CHANNELS[1]),
      parts.pc.createDataChannel('', CHANNELS[2]),
    ];
    this.#subscribe();
    if (parts.options.initiator) this.#gather();
  }

  #subscribe(): void {
    this.#parts.peer.on('trouble', () => this.#finish('failed'));
    this.#pc.addEventListener('connectionstatechange', () => this.#onState());
    this.#pc.addEventListener('iceconnectionstatechange', () => this.#onState());
    for (const id of [0, 1, 2] as const) this.#subscribeTo(id, this.#channel(id));
  }

  #subscribeTo(id: ChannelId, channel: RTCDataChannel): void {
    channel.binaryType = 'arraybuffer';
    channel.bufferedAmountLowThreshold = LOW_WATER_BYTES;
    channel.addEventListener('open', () => this.#onChannelOpen());
    channel.addEventListener('message', (event) => this.#onMessage(id, event.data));
    channel.addEventListener('bufferedamountlow', () =>
      this.#emit({ kind: 'drained', channel: id }),
    );
    channel.addEventListener('closing', () => this.#onGone());
    channel.addEventListener('close', () => this.#onGone());
  }

  #channel(id: ChannelId): RTCDataChannel {
    const channel = this.#channels[id];
    assert(channel !== undefined, 'three channels');
    return channel;
  }

  accept(remote: Transport): void {
    if (this.#state === 'closed') return;
    assert(!this.#accepted, 'a remote description is given once');
    this.#accepted = true;
    const { peer, options, runtime } = this.#parts;
    const type = options.initiator ? 'answer' : 'offer';
    if (!options.initiator) this.#gather();
    if (options.pace === 'by-hand') this.#keepChecking(remote.candidates);
    const isLibjuice = remote.pwd.length === LIBJUICE_PWD_CHARS;
    const heldBackMs = type === 'offer' && runtime.libdatachannel ? HELD_BACK_MS[options.pace] : 0;
    const patient = heldBackMs > 0 && isLibjuice;
    const shown = patient ? { ...remote, candidates: [] } : remote;
    peer.signal({ type, sdp: printSdp(this.#waits ? { ...shown, setup: 'active' } : shown, type) });
    if (patient) {
      this.#patience = setTimeout(() => this.#addCandidates(remote.candidates), heldBackMs);
    }
  }

  /**
   * Whether a person has yet to carry our answer. Whoever waits leaves it to the offerer to begin DTLS:
   * a client repeats itself for less than four minutes (measured in Chromium), a server waits.
   */
  get #waits(): boolean {
    const { pace, initiator } = this.#parts.options;
    return pace === 'by-hand' && !initiator;
  }

  /** Once both descriptions are set: before, a candidate would belong to none. */
  #keepChecking(candidates: readonly Candidate[]): void {
    const begin = () => {
      if (this.#pc.signalingState !== 'stable' || this.#state !== 'opening') return;
      this.#pc.removeEventListener('signalingstatechange', begin);
      const { libdatachannel } = this.#parts.runtime;
      const runtime = libdatachannel ? 'libdatachannel' : 'browser';
      this.#stopChecking = keepChecking(this.#pc, candidates, runtime);
    };
    this.#pc.addEventListener('signalingstatechange', begin);
  }

  #addCandidates(candidates: readonly Candidate[]): void {
    if (this.#state !== 'opening') return;
    candidates.forEach((candidate, index) => {
      const line = { candidate: printCandidate(candidate, index), sdpMid: '0' };
      // One that is refused is one path less; the others still count.
      this.#pc.addIceCandidate(line).catch(() => {});
    });
  }

  send(channel: ChannelId, bytes: Uint8Array): void {
    assert(bytes.length <= MAX_MESSAGE_BYTES, 'a message fits into one frame');
    if (this.#state !== 'open') return;
    try {
      this.#channel(channel).send(bytes as Uint8Array<ArrayBuffer>);
    } catch {
      // The runtime's buffer is full. Channel 1 may lose messages; the others promise not to.
      if (channel !== 1) this.#finish('failed');
    }
  }

  buffered(channel: ChannelId): number {
    return this.#state === 'open' ? this.#channel(channel).bufferedAmount : 0;
  }

  close(): void {
    this.#finish('local');
  }

  #gather(): void {
    const { iceServers } = this.#parts.options;
    this.#stopGathering = watchGathering(this.#pc, iceServers, () => this.#tellLocal());
  }

  #tellLocal(): void {
    const local = parseSdp(this.#pc.localDescription?.sdp ?? '');
    if (!local.ok) return this.#finish('failed');
    const { options, runtime } = this.#parts;
    const tell = () => this.#emit({ kind: 'local', transport: local.value });
    if (options.initiator && runtime.beforeOffer) runtime.beforeOffer(local.value).then(tell);
    else tell();
  }

  #onChannelOpen(): void {
    if (this.#state !== 'opening') return;
    if (this.#channels.some((channel) => channel.readyState !== 'open')) return;
    this.#state = 'open';
    clearTimeout(this.#patience);
    this.#stopChecking();
    this.#emit({ kind: 'open' });
    for (const message of this.#early) this.#emit(message);
    this.#early = [];
    this.#watchPath();
  }

  #onMessage(channel: ChannelId, data: unknown): void {
    if (!(data instanceof ArrayBuffer) || data.byteLength > MAX_MESSAGE_BYTES) return;
    const message: RtcEvent = { kind: 'message', channel, bytes: new Uint8Array(data) };
    if (this.#state === 'open') this.#emit(message);
    else if (this.#early.length < MAX_EARLY_MESSAGES) this.#early.push(message);
  }

  #onState(): void {
    const { connectionState, iceConnectionState } = this.#pc;
    if (connectionState === 'closed') this.#onGone();
    // By hand it is no news that nobody answers yet: the link decides how long to wait.
    const mayFail = this.#parts.options.pace !== 'by-hand';
    if (connectionState === 'failed' && this.#state === 'opening' && mayFail)
      this.#finish('failed');
    if (this.#state !== 'open') return;
    this.#tellInterrupted(iceConnectionState === 'failed' || iceConnectionState === 'disconnected');
    if (connectionState !== 'failed') {
      clearTimeout(this.#givingUp);
      this.#givingUp = undefined;
    } else {
      this.#givingUp ??= setTimeout(() => this.#finish('failed'), FAILED_GRACE_MS);
    }
  }

  #onGone(): void {
    this.#finish(this.#state === 'open' && !this.#interrupted ? 'remote' : 'failed');
  }

  #tellInterrupted(interrupted: boolean): void {
    if (this.#interrupted === interrupted) return;
    this.#interrupted = interrupted;
    this.#emit({ kind: 'interrupted', interrupted });
    if (!interrupted) this.#lookAtPath();
  }

  #watchPath(): void {
    const ice = this.#pc.sctp?.transport?.iceTransport;
    ice?.addEventListener('selectedcandidatepairchange', () => this.#lookAtPath());
    this.#lookAtPath();
  }

  #lookAtPath(): void {
    if (this.#state !== 'open') return;
    selectedPath(this.#pc).then(
      (path) => {
        if (path === undefined || path === this.#path) return;
        this.#path = path;
        this.#emit({ kind: 'path', path });
      },
      // Statistics are a comfort: a runtime that refuses them still connects.
      () => {},
    );
  }

  #emit(event: RtcEvent): void {
    if (this.#state !== 'closed') this.#parts.listen(event);
  }

  #finish(reason: 'local' | 'remote' | 'failed'): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#early = [];
    clearTimeout(this.#patience);
    this.#stopChecking();
    clearTimeout(this.#givingUp);
    this.#stopGathering();
    this.#parts.peer.release();
    queueMicrotask(() => this.#parts.listen({ kind: 'closed', reason }));
  }
}
