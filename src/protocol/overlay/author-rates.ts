// How fast each author may speak (DESIGN §6, "Rates"): twice what an honest one allows itself.

import type { Instant } from '../../base/time.ts';
import { type Rate, TokenBucket } from '../../base/token-bucket.ts';

/** DESIGN §6: "up to 8 members 100 a second, burst 2,000; to 50 members 20, burst 100; above 5, burst 20". */
const LIMITS: readonly { readonly members: number; readonly rate: Rate }[] = [
  { members: 8, rate: { perSecond: 100, burst: 2_000 } },
  { members: 50, rate: { perSecond: 20, burst: 100 } },
  { members: Number.POSITIVE_INFINITY, rate: { perSecond: 5, burst: 20 } },
];

/** DESIGN §6: "receivers allow twice that". */
const TOLERANCE = 2;

/** Our choice, in bytes: twice what the store keeps of everybody, then far more than hands can write. */
export const BYTE_RATE = { perSecond: 512 * 1024, burst: 16 * 1024 * 1024 } as const;

interface Budget {
  readonly messages: TokenBucket;
  readonly bytes: TokenBucket;
}

export class AuthorRates {
  /** One for each limit, kept: a room that wavers between two of them earns nobody a fresh burst. */
  readonly #budgets = new Map<string, readonly Budget[]>();

  /** Whether one more message of this size is within twice the limit of a room of so many. */
  take(author: string, message: { bytes: number; members: number }, now: Instant): boolean {
    const budgets = this.#budgets.get(author) ?? LIMITS.map(newBudget);
    this.#budgets.set(author, budgets);
    const { messages, bytes } = budgets[limitOf(message.members)] as Budget;
    return messages.take(now) && bytes.take(now, message.bytes);
  }

  /** Whether `take` is sure to refuse: asked before a signature is checked, which costs far more. */
  isSpent(author: string, members: number, now: Instant): boolean {
    const budget = this.#budgets.get(author)?.[limitOf(members)];
    return budget !== undefined && budget.messages.nextAt(now) > now;
  }

  forget(author: string): void {
    this.#budgets.delete(author);
  }
}

function limitOf(members: number): number {
  return LIMITS.findIndex((each) => members <= each.members);
}

function newBudget({ rate: { perSecond, burst } }: (typeof LIMITS)[number]): Budget {
  const twice = { perSecond: TOLERANCE * perSecond, burst: TOLERANCE * burst };
  return { messages: new TokenBucket(twice), bytes: new TokenBucket(BYTE_RATE) };
}
