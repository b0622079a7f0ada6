// The estimator, fetched by the first phrase that is not made of list words and kept from then on.

import type { LoadEngine } from './engine.ts';
import type { Estimate } from './phrase.svelte.ts';

export function lazyEstimate(load: LoadEngine): Estimate {
  let estimator: Promise<(phrase: string) => number> | undefined;
  const make = async () => {
    const [{ completions }, { makeEstimator }] = await Promise.all([
      load(),
      import('./estimator.ts'),
    ]);
    return makeEstimator(completions);
  };
  return async (phrase) => {
    estimator ??= make();
    return (await estimator)(phrase);
  };
}
