// The screens that come after the first paint, or as soon as one of them is wanted. Like the files that
// they are in, there is one set for the whole page.

import { fetchAhead } from '../state/ahead.ts';
import { NotLoaded } from '../state/engine.ts';

type Later = typeof import('./later.ts');

class Screens {
  later = $state.raw<Later>();

  /** Rejects with `not-loaded`; the next call tries again. */
  async load(): Promise<void> {
    try {
      await fetchAhead();
      this.later ??= await import('./later.ts');
    } catch (cause) {
      throw new NotLoaded(cause);
    }
  }
}

export const screens = new Screens();
