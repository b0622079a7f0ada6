// How long a message is to be seen: what can be chosen, and how each choice is called.

import type { Lifetime } from '../../browser.ts';
import type { Sentences } from '../../text/types.ts';

export const OFF: Lifetime = { kind: 'off' };

/** EXPERIENCE, "Vanishing"; from the longest to the shortest. */
export const LIFETIME_CHOICES: readonly Lifetime[] = [
  OFF,
  { kind: 'until-author-leaves' },
  { kind: 'after-sending', ms: 3_600_000 },
  { kind: 'after-sending', ms: 300_000 },
  { kind: 'after-reading', ms: 30_000 },
];

export function sameLifetime(one: Lifetime, other: Lifetime): boolean {
  return one.kind === other.kind && lengthOf(one) === lengthOf(other);
}

/** Whether it is over sooner, as far as one can say before anybody has read or left. */
export function isShorter(one: Lifetime, other: Lifetime): boolean {
  return lengthOf(one) < lengthOf(other);
}

/** What a sender may choose in a room with this lifetime: that one, or a shorter one. */
export function choicesWithin(room: Lifetime): readonly Lifetime[] {
  return [room, ...LIFETIME_CHOICES.filter((choice) => isShorter(choice, room))];
}

type Names = Sentences['lifetimes']['choices'];

/** As a choice, `30 seconds after reading`, or in the short words of a button. */
export function lifetimeName(lifetime: Lifetime, names: Names): string {
  if (lifetime.kind === 'off') return names.off;
  if (lifetime.kind === 'until-author-leaves') return names.untilYouLeave;
  return lifetime.kind === 'after-reading'
    ? names.afterReading(lifetime.ms)
    : names.afterSending(lifetime.ms);
}

/** Whoever leaves does so before the end of a page that is open for ever. */
function lengthOf(lifetime: Lifetime): number {
  if ('ms' in lifetime) return lifetime.ms;
  return lifetime.kind === 'off' ? Number.POSITIVE_INFINITY : Number.MAX_SAFE_INTEGER;
}
