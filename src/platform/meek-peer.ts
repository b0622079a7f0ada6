// simple-peer without a will of its own: the only file that knows it.
//
// simple-peer makes the RTCPeerConnection and walks it through offer and answer. Everything else
// that it would do by itself is turned off: waiting 5 s for candidates, two companies' STUN servers,
// ending itself at `failed`, a poll every 5 s, and a stream between us and the channel.

import Peer from 'simple-peer/lite.js';
import type { IceServer, RtcOptions } from '../ports/rtc.ts';

export interface PeerSetup {
  readonly options: RtcOptions;
  readonly channel: RTCDataChannelInit;
  /** Credentials of a TURN server end up inside its URL and need escaping (webrtc-polyfill). */
  readonly credentialsInUrl: boolean;
}

/** False where there is no RTCPeerConnection at all. */
export const WEBRTC_SUPPORT: boolean = Peer.WEBRTC_SUPPORT;

export class MeekPeer extends Peer {
  #released = false;

  /**
   * Starts an offer, when it is the initiator. `_pc` is missing when the constructor of
   * RTCPeerConnection threw, and `trouble` is emitted when a description can't be made or used.
   */
  constructor({ options, channel, credentialsInUrl }: PeerSetup) {
    super({
      initiator: options.initiator,
      // With trickle it goes on at once instead of waiting: `gathering.ts` knows better how long.
      trickle: true,
      config: {
        iceServers: options.iceServers.map((server) => iceServer(server, credentialsInUrl)),
        iceTransportPolicy: options.relayOnly ? 'relay' : 'all',
      },
      channelName: '',
      channelConfig: channel,
    });
  }

  /** Closes the connection at once, where simple-peer would wait for a timer. */
  release(): void {
    this.#released = true;
    this._pc?.close();
  }

  /** At once, where simple-peer waits for a timer, which a background tab would hold back. */
  override negotiate(): void {
    if (!this.#released) this._createOffer();
  }

  /** Every error for which it would end itself; during construction nobody listens yet. */
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
}

function iceServer(server: IceServer, credentialsInUrl: boolean): RTCIceServer {
  const escaped = (text: string) => (credentialsInUrl ? encodeURIComponent(text) : text);
  return {
    urls: [...server.urls],
    ...(server.username === undefined ? {} : { username: escaped(server.username) }),
    ...(server.credential === undefined ? {} : { credential: escaped(server.credential) }),
  };
}
