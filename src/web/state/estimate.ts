// The estimator, fetched by the first phrase that is not made of list words and kept from then on;
// a failed fetch is tried again by the next phrase.

import type { LoadEngine } from './engine.ts';
import { once } from './once.ts';
import type { Estimate } from './phrase.svelte.ts';

export function lazyEstimate(load: LoadEngine): Estimate {
  const estimator = once(async () => {
    const [{ completions }, { makeEstimator }] = await Promise.all([
      load(),
      import('./estimator.ts'),
    ]);
    return makeEstimator(completions);
  });
  return async (phrase) => (await estimator())(phrase);
}
