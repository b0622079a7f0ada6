// All that an engine is made of, in one file of the built app: each file costs a slow device two requests.

export {
  completions,
  DEFAULT_ICE_SERVERS,
  DEFAULT_TRACKERS,
  listWords,
  looksLikeInvite,
  MAX_TRACKERS,
  newPhrase,
  parseInvite,
  sotto,
} from '../../browser.ts';
export { spawnSlowHash } from './slow-hash.ts';
export { Stay } from './stay.svelte.ts';
