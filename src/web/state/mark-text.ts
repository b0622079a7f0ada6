// What stands between messages: who came and went, deleted something, or changed the room.

import type { Conversation } from './conversation.svelte.ts';
import { text } from './text.ts';
import type { Mark } from './transcript.svelte.ts';

export function markText({ kind, member }: Mark, { people, me }: Conversation): string {
  const who = member && people.person(member);
  const isOwn = who?.key === me.key;
  if (kind === 'deleted') {
    return isOwn ? text.talk.deletedByYou : text.talk.deleted(who?.name ?? '');
  }
  if (kind === 'shortened') return text.message.oldestRemoved;
  if (kind === 'locked' || kind === 'unlocked' || kind === 'lifetime') {
    const name = isOwn ? text.person.you : (who?.name ?? text.roomSettings.somebody);
    return text.roomSettings.marks[kind](name);
  }
  if (kind === 'came' && who?.verified) return text.person.cameVerified(who.name);
  if (kind === 'came' && who?.chosen === '') return text.person.cameNameless(who.name);
  return text.person[kind](who?.name ?? '');
}
