// Types for the part of bittorrent-dht that is used.

declare module 'bittorrent-dht' {
  export interface DhtOptions {
    readonly bootstrap: false | readonly string[];
    /** Any dgram-like emitter. Not documented, but effective. */
    readonly socket: unknown;
    /** How many queries may be on their way. */
    readonly concurrency: number;
    /** Of one query, in milliseconds. Not documented, but effective. */
    readonly timeout: number;
    readonly maxTables: number;
    readonly maxValues: number;
    readonly maxPeers: number;
    /** 20 bytes; drawn unless given. */
    readonly nodeId?: Buffer;
    /** For nodes that serve others. */
    readonly verify?: Verify;
  }

  export interface PutOptions {
    readonly k: Buffer;
    readonly v: Buffer;
    readonly seq: number;
    readonly sig: Buffer;
    readonly cas?: number | undefined;
  }

  /** Asked of each mutable item that comes in, before it counts. */
  export type Verify = (signature: Buffer, message: Uint8Array, key: Buffer) => boolean;

  export default class DHT {
    constructor(options: DhtOptions);
    once(event: 'node', listener: () => void): this;
    on(event: 'node', listener: (node: { readonly id: Buffer }) => void): this;
    on(event: 'error' | 'warning', listener: (error: Error) => void): this;
    listen(port: number, address: string): void;
    removeNode(id: Buffer): void;
    /** Without its id the node is asked for it first. */
    addNode(node: { readonly host: string; readonly port: number; readonly id?: Buffer }): void;
    get(
      target: Buffer,
      options: { readonly cache: false; readonly verify: Verify },
      done: (error: Error | null) => void,
    ): void;
    put(
      options: PutOptions,
      done: (
        error: (Error & { readonly code?: number }) | null,
        hash: Buffer,
        copies?: number,
      ) => void,
    ): void;
    toJSON(): {
      readonly nodes: readonly { readonly host: string; readonly port: number }[];
      /** What it holds for others, by target, in hexadecimal digits. */
      readonly values: Readonly<Record<string, { readonly v: string; readonly seq?: number }>>;
    };
    destroy(done?: () => void): void;
  }
}
