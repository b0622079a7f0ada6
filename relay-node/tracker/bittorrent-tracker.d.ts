// Types for the one class of bittorrent-tracker that the bridge uses: `Server.Swarm`, which its
// source calls "the default implementation of an interface", for servers that bring their own ends.

declare module 'bittorrent-tracker/server' {
  export interface SwarmPeer<S> {
    readonly peerId: string;
    readonly complete: boolean;
    /** What was given with the peer's first announce; null once the peer was evicted. */
    readonly socket: S | null;
  }

  export interface SwarmAnnounce<S> {
    readonly type: 'ws';
    readonly event: 'started' | 'stopped' | 'completed' | 'update';
    /** Hexadecimal. */
    readonly peer_id: string;
    readonly left?: number;
    readonly numwant: number;
    readonly socket?: S;
  }

  export interface SwarmReply<S> {
    readonly complete: number;
    readonly incomplete: number;
    readonly peers: readonly SwarmPeer<S>[];
  }

  export class Swarm<S extends { readonly destroyed: boolean }> {
    constructor(infoHash: string, options: { peersCacheLength: number; peersCacheTtl: number });
    readonly complete: number;
    readonly incomplete: number;
    readonly peers: {
      readonly length: number;
      /** Evicts, and answers undefined, when the entry is older than `peersCacheTtl`. */
      peek(id: string): SwarmPeer<S> | undefined;
    };
    /** Calls back before it returns. */
    announce(
      params: SwarmAnnounce<S>,
      reply?: (error: Error | null, response: SwarmReply<S>) => void,
    ): void;
  }

  export default class Server {
    static readonly Swarm: typeof Swarm;
    constructor(options: Readonly<Record<string, unknown>>);
    readonly http: import('node:http').Server;
    listen(port: number, host: string, listening: () => void): void;
    close(done: () => void): void;
    on(event: 'error' | 'warning', listener: (error: Error) => void): this;
  }
}
