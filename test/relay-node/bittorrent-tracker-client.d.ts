// Types for what the tests use of bittorrent-tracker's client.

declare module 'bittorrent-tracker/client' {
  import { EventEmitter } from 'node:events';

  export default class Client extends EventEmitter {
    constructor(options: {
      readonly infoHash: string;
      readonly peerId: string;
      readonly announce: string;
      readonly port: number;
      readonly wrtc?: object;
    });
    start(options: object): void;
    update(options: object): void;
    complete(options: object): void;
    stop(options: object): void;
    scrape(options: object): void;
    destroy(): void;
  }
}
