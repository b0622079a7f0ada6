// Who chose which emoji for one line. Each member's latest word on each emoji counts. They stand in
// the order of their code points, so that every screen shows the same and none moves another.

import { compare, toHex } from '../../base/bytes.ts';
import type { Reaction } from './contract.ts';

/** Our choice: more different ones than fit a line. */
export const MAX_EMOJI_PER_LINE = 32;
/** Our choice: of one member on one line, taken back or not. */
export const MAX_EMOJI_PER_MEMBER = 8;

/** Our choice: as many as the largest room makes, and no more, whoever comes and goes. */
export const MAX_CHOICES_PER_LINE = 512;

export interface Choice {
  /** 16 bytes. */
  readonly member: Uint8Array;
  readonly emoji: string;
  readonly on: boolean;
  /** Grows with each word of this member: the number of the message that says it. */
  readonly stamp: number;
}

export class Reactions {
  /** By member and emoji. */
  readonly #choices = new Map<string, Choice>();

  /** False when it is too much, or older than what is known. */
  choose(choice: Choice): boolean {
    const key = `${toHex(choice.member)} ${choice.emoji}`;
    const known = this.#choices.get(key);
    if (known === undefined && this.#isFull(choice)) return false;
    if (known !== undefined && known.stamp >= choice.stamp) return false;
    this.#choices.set(key, choice);
    return true;
  }

  /** How many are kept, taken back or not. */
  get size(): number {
    return this.#choices.size;
  }

  list(self: string): Reaction[] {
    const byEmoji = new Map<string, Uint8Array[]>();
    for (const { member, emoji, on } of this.#choices.values()) {
      if (!on) continue;
      const members = byEmoji.get(emoji) ?? [];
      members.push(member);
      byEmoji.set(emoji, members);
    }
    const emojis = [...byEmoji.keys()].sort();
    return emojis.map((emoji) => {
      const by = (byEmoji.get(emoji) ?? []).sort(compare);
      return { emoji, by, own: by.some((member) => toHex(member) === self) };
    });
  }

  #isFull({ member, emoji }: Choice): boolean {
    if (this.#choices.size >= MAX_CHOICES_PER_LINE) return true;
    const all = [...this.#choices.values()];
    const ofMember = all.filter((choice) => toHex(choice.member) === toHex(member)).length;
    const others = new Set(all.map((choice) => choice.emoji)).add(emoji);
    return ofMember >= MAX_EMOJI_PER_MEMBER || others.size > MAX_EMOJI_PER_LINE;
  }
}
