// The WebRTC port over simple-peer, the same in browsers and in Node.
//
//   initiator                                  answerer
//   open ──▶ local (offer) ─── signalled ────▶ accept ──▶ local (answer)
//   accept ◀────────────────── signalled ────────────────────┘
//   open   ◀═══════ ICE, DTLS, SCTP: channels 0, 1 and 2 ═══════▶ open
//
// simple-peer makes the RTCPeerConnection and walks it through offer and answer. Everything else it
// would do by itself is turned off here: waiting 5 s for candidates, two companies' STUN servers,
// ending itself at `failed`, and a stream between us and the channel.

import Peer from 'simple-peer/lite.js';
import { assert } from '../base/assert.ts';
import type {
  ChannelId,
  IceServer,
  RtcEvent,
  RtcHandle,
  RtcOptions,
  RtcPort,
} from '../ports/rtc.ts';
import type { Transport } from '../wire/description.ts';
import { parseSdp, printSdp } from '../wire/sdp.ts';
import { watchGathering } from './gathering.ts';
import { selectedPath } from './selected-path.ts';

/** DESIGN §5: the largest frame. */
const MAX_MESSAGE_BYTES = 16_384;

/** Our choice: a quarter of the 64 KB that bulk may hold, so that the sender is never idle. */
const LOW_WATER_BYTES = 16_384;

/** Our choice: how long `failed` may last before the connection is given up. */
const FAILED_GRACE_MS = 15_000;

/** Our choice: a peer has spoken this often before all channels opened here; more is dropped. */
const MAX_EARLY_MESSAGES = 64;

/** DESIGN §5, by id. Negotiated, so that none costs a round trip. */
const CHANNELS: Readonly<Record<ChannelId, RTCDataChannelInit>> = {
  0: { negotiated: true, id: 0 },
  1: { negotiated: true, id: 1, ordered: false, maxRetransmits: 0 },
  2: { negotiated: true, id: 2 },
};

/** How a runtime's WebRTC departs from the browsers'. */
export interface RtcQuirks {
  /** Credentials of a TURN server end up inside its URL and need escaping. */
  readonly credentialsInUrl?: boolean;
}

export function createRtcPort(quirks: RtcQuirks = {}): RtcPort {
  return {
    open: (options, listen) =>
      Peer.WEBRTC_SUPPORT
        ? Connection.open(options, listen, quirks)
        : refused('unsupported', listen),
  };
}

/** A connection that could not even be made. */
function refused(reason: 'failed' | 'unsupported', listen: (event: RtcEvent) => void): RtcHandle {
  queueMicrotask(() => listen({ kind: 'closed', reason }));
  return { accept: () => {}, send: () => {}, buffered: () => 0, close: () => {} };
}

/** simple-peer without a will of its own. */
class MeekPeer extends Peer {
  #released = false;

  /** At once, where simple-peer waits for a timer, which a background tab would hold back. */
  override negotiate(): void {
    if (!this.#released) this._createOffer();
  }

  /** Its end is ours to decide: every error it would destroy itself for becomes this event. */
  protected override __destroy(): void {
    this.emit('trouble');
  }

  protected override _setupData({ channel }: { readonly channel: RTCDataChannel }): void {
    this._channel = channel;
  }

  protected override _onIceStateChange(): void {}
  protected override _onConnectionStateChange(): void {}
  protected override _onSignalingStateChange(): void {}
  protected override _onIceCandidate(): void {}

  release(): void {
    this.#released = true;
    this._pc?.close();
  }
}

function makePeer(options: RtcOptions, quirks: RtcQuirks): MeekPeer {
  return new MeekPeer({
    initiator: options.initiator,
    // With trickle it hands out descriptions at once instead of waiting; gathering.ts waits better.
    trickle: true,
    config: {
      iceServers: options.iceServers.map((server) => iceServer(server, quirks)),
      iceTransportPolicy: options.relayOnly ? 'relay' : 'all',
    },
    channelName: '',
    channelConfig: CHANNELS[0],
  });
}

function iceServer(server: IceServer, quirks: RtcQuirks): RTCIceServer {
  const escape = quirks.credentialsInUrl === true ? encodeURIComponent : (text: string) => text;
  return {
    urls: [...server.urls],
    ...(server.username === undefined ? {} : { username: escape(server.username) }),
    ...(server.credential === undefined ? {} : { credential: escape(server.credential) }),
  };
}

class Connection implements RtcHandle {
  readonly #options: RtcOptions;
  readonly #listen: (event: RtcEvent) => void;
  readonly #peer: MeekPeer;
  readonly #pc: RTCPeerConnection;
  readonly #channels: readonly RTCDataChannel[];
  #state: 'opening' | 'open' | 'closed' = 'opening';
  #accepted = false;
  #early: RtcEvent[] = [];
  #interrupted = false;
  #path: 'direct' | 'relay' | undefined;
  #stopGathering = () => {};
  #givingUp: ReturnType<typeof setTimeout> | undefined;

  static open(
    options: RtcOptions,
    listen: (event: RtcEvent) => void,
    quirks: RtcQuirks,
  ): RtcHandle {
    let peer: MeekPeer | undefined;
    try {
      peer = makePeer(options, quirks);
      // Without a connection the constructor of RTCPeerConnection threw: Chromium allows 500.
      if (peer._pc === undefined) return refused('failed', listen);
      return new Connection(options, listen, peer);
    } catch {
      // An ICE server that this runtime does not understand, or no memory for another channel.
      peer?.release();
      return refused('failed', listen);
    }
  }

  private constructor(options: RtcOptions, listen: (event: RtcEvent) => void, peer: MeekPeer) {
    assert(peer._pc !== undefined, 'a connection');
    this.#options = options;
    this.#listen = listen;
    this.#peer = peer;
    this.#pc = peer._pc;
    this.#channels = [
      peer._channel,
      this.#pc.createDataChannel('', CHANNELS[1]),
      this.#pc.createDataChannel('', CHANNELS[2]),
    ];
    this.#subscribe();
    if (options.initiator) this.#gather();
  }

  #subscribe(): void {
    this.#peer.on('trouble', () => this.#finish('failed'));
    this.#pc.addEventListener('connectionstatechange', () => this.#onConnectionState());
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
    const gone = () =>
      this.#finish(this.#state === 'open' && !this.#interrupted ? 'remote' : 'failed');
    channel.addEventListener('closing', gone);
    channel.addEventListener('close', gone);
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
    const type = this.#options.initiator ? 'answer' : 'offer';
    if (!this.#options.initiator) this.#gather();
    this.#peer.signal({ type, sdp: printSdp(remote, type) });
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
    this.#stopGathering = watchGathering(this.#pc, this.#options.iceServers, () =>
      this.#tellLocal(),
    );
  }

  #tellLocal(): void {
    const local = parseSdp(this.#pc.localDescription?.sdp ?? '');
    if (local.ok) this.#emit({ kind: 'local', transport: local.value });
    else this.#finish('failed');
  }

  #onChannelOpen(): void {
    if (this.#state !== 'opening') return;
    if (this.#channels.some((channel) => channel.readyState !== 'open')) return;
    this.#state = 'open';
    this.#emit({ kind: 'open' });
    for (const message of this.#early) this.#emit(message);
    this.#early = [];
    this.#pc.sctp?.transport?.iceTransport?.addEventListener('selectedcandidatepairchange', () =>
      this.#lookAtPath(),
    );
    this.#lookAtPath();
  }

  #onMessage(channel: ChannelId, data: unknown): void {
    if (!(data instanceof ArrayBuffer) || data.byteLength > MAX_MESSAGE_BYTES) return;
    const message: RtcEvent = { kind: 'message', channel, bytes: new Uint8Array(data) };
    if (this.#state === 'open') this.#emit(message);
    else if (this.#early.length < MAX_EARLY_MESSAGES) this.#early.push(message);
  }

  #onConnectionState(): void {
    const state = this.#pc.connectionState;
    if (state === 'closed') this.#finish('remote');
    if (state === 'failed' && this.#state === 'opening') this.#finish('failed');
    if (this.#state !== 'open') return;
    clearTimeout(this.#givingUp);
    if (state === 'failed') {
      this.#givingUp = setTimeout(() => this.#finish('failed'), FAILED_GRACE_MS);
    }
    this.#tellInterrupted(state === 'failed' || state === 'disconnected');
  }

  #tellInterrupted(interrupted: boolean): void {
    if (this.#interrupted === interrupted) return;
    this.#interrupted = interrupted;
    this.#emit({ kind: 'interrupted', interrupted });
    if (!interrupted) this.#lookAtPath();
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
    if (this.#state !== 'closed') this.#listen(event);
  }

  #finish(reason: 'local' | 'remote' | 'failed'): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#early = [];
    clearTimeout(this.#givingUp);
    this.#stopGathering();
    this.#peer.release();
    queueMicrotask(() => this.#listen({ kind: 'closed', reason }));
  }
}
