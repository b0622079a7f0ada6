// What stands in for the thread of the bridge's DHT node, so that a whole bridge runs without any
// network: it is asked jobs, and answers when and what a test says.

import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { DhtJob, DhtReport, DhtSettings } from '../../src/platform/node/dht/dht-thread.ts';
import type { NodeInfo } from '../../src/platform/node/dht/krpc.ts';

/** Without the number of the job, which is added. */
export type Answer =
  | { readonly kind: 'item'; readonly item: Extract<DhtReport, { kind: 'item' }>['item'] }
  | { readonly kind: 'got' | 'conflict' | 'unreachable' }
  | { readonly kind: 'stored'; readonly copies: number };

export class FakeDhtThread extends EventEmitter {
  readonly jobs: DhtJob[] = [];
  /** What is answered at once; nothing unless told. */
  answers: (job: DhtJob) => readonly Answer[] = () => [];
  /** What the node was started with. */
  settings: DhtSettings | undefined;

  /** For the setting `spawn`. */
  readonly spawn = (): Worker => this as unknown as Worker;

  /** First the settings, also when it is started anew, and then jobs. */
  postMessage(message: DhtSettings | DhtJob): void {
    if (!('kind' in message)) {
      this.settings = message;
      return;
    }
    const job = message;
    this.jobs.push(job);
    for (const answer of this.answers(job)) this.answer(job, answer);
    this.emit('job');
  }

  answer({ id }: DhtJob, answer: Answer): void {
    this.emit('message', { ...answer, id });
  }

  /** That it lives, and whom it knows. */
  pulse(...nodes: readonly NodeInfo[]): void {
    this.emit('message', { kind: 'pulse', nodes, counts: {} } satisfies DhtReport);
  }

  terminate(): Promise<number> {
    return Promise.resolve(0);
  }
}
