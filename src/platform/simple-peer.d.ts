// What we use of simple-peer, underscored members included: rtc.ts turns its self-will off.

declare module 'simple-peer/lite.js' {
  interface PeerOptions {
    readonly initiator: boolean;
    readonly trickle: boolean;
    readonly config: RTCConfiguration;
    readonly channelName: string;
    readonly channelConfig: RTCDataChannelInit;
  }

  class Peer {
    static readonly WEBRTC_SUPPORT: boolean;
    constructor(options: PeerOptions);
    /** Missing when the constructor of RTCPeerConnection threw. */
    readonly _pc?: RTCPeerConnection;
    _channel: RTCDataChannel;
    signal(description: RTCSessionDescriptionInit): void;
    negotiate(): void;
    on(event: string, listener: () => void): this;
    emit(event: string): boolean;
    protected _createOffer(): void;
    protected _setupData(event: { readonly channel: RTCDataChannel }): void;
    protected _onIceStateChange(): void;
    protected _onConnectionStateChange(): void;
    protected _onSignalingStateChange(): void;
    protected _onIceCandidate(): void;
    protected __destroy(): void;
  }

  export default Peer;
}
