// What stands in for the thread of our DHT node: a test plays it itself.

import { EventEmitter } from 'node:events';
import type {
  DhtJob,
  DhtReport,
  DhtSettings,
} from '../../../../src/platform/node/dht/dht-thread.ts';
import type { NodeInfo } from '../../../../src/platform/node/dht/krpc.ts';

export const NODES: readonly NodeInfo[] = [{ host: '127.0.1.1', port: 6_881 }];

export class FakeThread extends EventEmitter {
  settings: DhtSettings | undefined;
  readonly jobs: DhtJob[] = [];
  ended = false;

  postMessage(message: DhtSettings | DhtJob): void {
    if ('kind' in message) this.jobs.push(message);
    else this.settings = message;
  }

  /** As a worker does it: its `exit` comes later. */
  async terminate(): Promise<number> {
    this.ended = true;
    await Promise.resolve();
    this.emit('exit', 1);
    return 1;
  }

  tell(report: DhtReport): void {
    this.emit('message', report);
  }

  pulse(nodes: readonly NodeInfo[] = NODES, counts: Record<string, number> = {}): void {
    this.tell({ kind: 'pulse', nodes, counts });
  }
}
