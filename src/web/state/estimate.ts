// The estimator and the spelling, fetched by the first phrase that is not made of list words and kept from
// then on; a failed fetch is tried again by the next phrase.

import type { LoadEngine } from './engine.ts';
import { once } from './once.ts';
import type { Estimate } from './phrase.svelte.ts';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

export function lazyEstimate(load: LoadEngine): Estimate {
  const tools = once(async () => {
    const [{ completions }, { makeEstimator }, { makeSpelling }] = await Promise.all([
      load(),
      import('./estimator.ts'),
      import('./spelling.ts'),
    ]);
    const list = LETTERS.flatMap((letter) => completions(letter, Number.POSITIVE_INFINITY));
    return { bitsOf: makeEstimator(list), misspeltIn: makeSpelling(list) };
  });
  return async (phrase) => {
    const { bitsOf, misspeltIn } = await tools();
    return { bits: bitsOf(phrase), misspelt: misspeltIn(phrase) };
  };
}
