// What the page shows, and what was done there.

import type { Entry } from '../../../../src/browser.ts';
import { personOf } from '../../../../src/web/state/people.svelte.ts';
import type { Said } from '../../../../src/web/state/transcript.svelte.ts';
import { memberId } from '../../fake-room.ts';

export class Stage {
  /** What was said, by turns by somebody else and by oneself. */
  texts = $state.raw<readonly string[]>([]);
  picking = $state(false);
  chosen = $state.raw<readonly string[]>([]);
  readonly done: string[] = [];
  readonly person = personOf(memberId(2), 'Ana');

  readonly said: readonly Said[] = $derived(this.texts.map(saidAt));
}

/** Noon of a day long ago, so that pictures of it are alike. */
const WRITTEN_AT = Date.UTC(2025, 10, 24, 12);

function saidAt(text: string, index: number): Said {
  const own = index % 2 === 1;
  const entry = {
    id: `entry-${index}`,
    author: memberId(own ? 1 : 2),
    own,
    text,
    order: String(index),
    writtenAt: WRITTEN_AT + index * 60_000,
    state: own ? { kind: 'sent', reached: 2, of: 2 } : { kind: 'received' },
  } as Entry;
  return { kind: 'said', id: entry.id, entry, leads: true, day: false };
}

export const stage = new Stage();
