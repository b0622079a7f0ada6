// All that an engine is made of, in as few files of the built app as can be: each costs a slow device two
// requests. What the other screens hold as well is in one more.

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
