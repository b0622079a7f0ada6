// The library as the screens use it, and what a stay in a room stands on. It holds libsodium, and so it is
// fetched after the first paint.

import type {
  completions,
  IceServer,
  listWords,
  looksLikeInvite,
  newPhrase,
  parseInvite,
  Sotto,
} from '../../browser.ts';
import { fetchAhead } from './ahead.ts';
import { buildBytes } from './build.ts';
import { once } from './once.ts';
import { sodiumModule } from './sodium-module.ts';
import type { Stay } from './stay.svelte.ts';

export interface Engine extends Sotto {
  /** Six random words. */
  readonly newPhrase: typeof newPhrase;
  readonly completions: typeof completions;
  readonly listWords: typeof listWords;
  readonly looksLikeInvite: typeof looksLikeInvite;
  readonly parseInvite: typeof parseInvite;
  readonly trackers: readonly string[];
  readonly maxTrackers: number;
  readonly iceServers: readonly IceServer[];
  readonly Stay: typeof Stay;
}

/** Given to the app, so that a test can give another. */
export type LoadEngine = () => Promise<Engine>;

export async function loadEngine(): Promise<Engine> {
  await Promise.all([fetchAhead(), sodiumModule()]);
  const parts = await import('./engine-parts.ts');
  const sotto = parts.sotto({ spawnWorker: parts.spawnSlowHash });
  const build = buildBytes(document);
  return {
    ...sotto,
    // Told to the people in the room, who may run another.
    join: (what, control) => sotto.join({ ...what, build }, control),
    newPhrase: parts.newPhrase,
    completions: parts.completions,
    listWords: parts.listWords,
    looksLikeInvite: parts.looksLikeInvite,
    parseInvite: parts.parseInvite,
    trackers: parts.DEFAULT_TRACKERS,
    maxTrackers: parts.MAX_TRACKERS,
    iceServers: parts.DEFAULT_ICE_SERVERS,
    Stay: parts.Stay,
  };
}

/** The library could not be fetched: the network, and no mistake of this page. */
export class NotLoaded extends Error {
  readonly code = 'not-loaded';

  constructor(cause: unknown) {
    super('the library could not be fetched', { cause });
  }
}

/** An engine that is loaded once, when first wanted; a failed load is tried again by the next. */
export function loadOnce(load: LoadEngine): LoadEngine {
  return once(() =>
    load().catch((cause: unknown) => {
      throw new NotLoaded(cause);
    }),
  );
}
