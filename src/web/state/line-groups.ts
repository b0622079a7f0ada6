// The lines of a conversation in groups, each of which a browser lays out and paints only when it comes
// near: it asks after each of them at every frame, and so at every key, and thousands are too many to ask.
//
// Which line begins a group is in its own id and nothing else (content-defined chunking). Wherever
// something comes in or goes, every line but its neighbours stays in the group that it is in, and so the
// same element on the page.

import type { Line } from './transcript.svelte.ts';

export interface LineGroup {
  readonly id: string;
  readonly lines: readonly Line[];
}

/** Lines of a group, on average. Our choice: about two screens of a phone. A power of two. */
const MEAN_LINES = 32;
const TOP = 'top';

/** FNV-1a, 32 bits (draft-eastlake-fnv). */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
/** MurmurHash3, 32 bits: its last step, which lets every bit of a hash reach every other. */
const MIX_1 = 0x85ebca6b;
const MIX_2 = 0xc2b2ae35;

export interface Surroundings {
  /** What stands above these lines and is not drawn, the newest last. */
  readonly folded: readonly { readonly id: string }[];
  /** How they were grouped last: a group that has not changed is not drawn again. */
  readonly before: readonly LineGroup[];
}

export function groupLines(
  lines: readonly Line[],
  { folded, before }: Surroundings,
): readonly LineGroup[] {
  const groups: { id: string; lines: Line[] }[] = [];
  let open = { id: folded.findLast(({ id }) => begins(id))?.id ?? TOP, lines: [] as Line[] };
  for (const line of lines) {
    if (line.kind === 'said' && begins(line.id)) {
      groups.push(open);
      open = { id: line.id, lines: [] };
    }
    open.lines.push(line);
  }
  const known = new Map(before.map((group) => [group.id, group]));
  return [...groups, open]
    .filter((group) => group.lines.length > 0)
    .map((group) => sameAs(group, known.get(group.id)) ?? group);
}

/** The other one, if it has the very same lines. */
function sameAs({ lines }: LineGroup, other: LineGroup | undefined): LineGroup | undefined {
  const isSame = other?.lines.length === lines.length;
  return isSame && lines.every((line, at) => line === other.lines[at]) ? other : undefined;
}

/** Ids may follow each other like numbers: where groups begin must not follow with them. */
function begins(id: string): boolean {
  let hash = FNV_OFFSET;
  for (let at = 0; at < id.length; at++) {
    hash = Math.imul(hash ^ id.charCodeAt(at), FNV_PRIME);
  }
  hash = Math.imul(hash ^ (hash >>> 16), MIX_1);
  hash = Math.imul(hash ^ (hash >>> 13), MIX_2);
  return ((hash ^ (hash >>> 16)) >>> 0) % MEAN_LINES === 0;
}
