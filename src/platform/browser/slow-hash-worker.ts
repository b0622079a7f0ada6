// The Worker of Argon2id: takes one job, reports, and is terminated.

import { performSlowHash, type SlowHashJob } from '../slow-hash-thread.ts';

self.onmessage = ({ data }: MessageEvent<SlowHashJob>) => {
  void performSlowHash(data, (report) => self.postMessage(report));
};
