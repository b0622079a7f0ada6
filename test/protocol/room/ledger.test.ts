// Receipts while people come, go and come back: by example, and against a model that keeps a set of
// names for every message.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Ledger,
  MAX_ABSENT_MEMBERS,
  MAX_TRACKED_MESSAGES,
  type Receipt,
} from '../../../src/protocol/room/ledger.ts';

function told(receipts: readonly Receipt[] | undefined): string[] {
  return (receipts ?? []).map(({ entry, reached, of }) => `${entry} ${reached}/${of}`);
}

function ledger(...present: readonly string[]): Ledger {
  const made = new Ledger();
  made.setPresent(new Set(present));
  return made;
}

describe('of whom', () => {
  test('those who were here when it was sent', () => {
    const book = ledger('a', 'b');
    expect(told([book.publish(1, 'm1')])).toEqual(['m1 0/2']);
    book.setPresent(new Set(['a', 'b', 'c']));
    expect(told([book.publish(2, 'm2')])).toEqual(['m2 0/3']);
    expect(told(book.acknowledge('a', 0, 2))).toEqual(['m1 1/2', 'm2 1/3']);
  });

  test('a lost member is still owed it; one who left is not', () => {
    const book = ledger('a', 'b');
    book.publish(1, 'm1');
    expect(book.setPresent(new Set(['a']))).toEqual([]);
    expect(told(book.acknowledge('a', 0, 1))).toEqual(['m1 1/2']);
    expect(told(book.leave('b'))).toEqual(['m1 1/1']);
  });

  test('who left with it still counts: it did reach somebody', () => {
    const book = ledger('a');
    book.publish(1, 'm1');
    expect(told(book.acknowledge('a', 0, 1))).toEqual(['m1 1/1']);
    expect(book.leave('a')).toEqual([]);
  });

  test('when all leave without it, nobody got it, until a newcomer does', () => {
    const book = ledger('a', 'b');
    book.publish(1, 'm1');
    expect(told(book.leave('a'))).toEqual(['m1 0/1']);
    expect(told(book.leave('b'))).toEqual(['m1 0/0']);
    expect(book.isAlone).toBe(true);
    book.setPresent(new Set(['c']));
    expect(told(book.acknowledge('c', 0, 1))).toEqual(['m1 1/1']);
  });

  test('a newcomer is not counted for what others held before it came', () => {
    const book = ledger('a');
    book.publish(1, 'm1');
    book.acknowledge('a', 0, 1);
    book.publish(2, 'm2');
    book.setPresent(new Set(['a', 'b']));
    book.publish(3, 'm3');
    expect(told(book.acknowledge('b', 0, 3))).toEqual(['m2 1/2', 'm3 1/2']);
  });

  test('an acknowledgement may come before the news of its sender', () => {
    const book = ledger('a');
    book.publish(1, 'm1');
    expect(told(book.acknowledge('z', 0, 1))).toEqual(['m1 1/2']);
    expect(book.acknowledge('z', 0, 1)).toEqual([]);
    expect(book.acknowledge('z', 0, 2)).toBeUndefined();
  });
});

describe('limits', () => {
  test('older messages keep the receipt that they had', () => {
    const book = ledger('a');
    for (let seq = 1; seq <= MAX_TRACKED_MESSAGES + 2; seq++) book.publish(seq, `m${seq}`);
    const receipts = told(book.acknowledge('a', 0, MAX_TRACKED_MESSAGES + 2));
    expect(receipts).toHaveLength(MAX_TRACKED_MESSAGES);
    expect(receipts[0]).toBe('m3 1/1');
  });

  test('the member lost longest counts as having left', () => {
    const names = Array.from({ length: MAX_ABSENT_MEMBERS + 1 }, (_, i) => `n${i}`);
    const book = ledger(...names);
    book.publish(1, 'm1');
    expect(book.setPresent(new Set(names.slice(0, 1)))).toEqual([]);
    expect(told(book.setPresent(new Set()))).toEqual([`m1 0/${MAX_ABSENT_MEMBERS}`]);
    expect(told(book.acknowledge('n0', 0, 1))).toEqual([`m1 1/${MAX_ABSENT_MEMBERS}`]);
  });
});

/** The same rules, said slowly: who was addressed, who holds it, who left without it. */
class Model {
  readonly #messages: { addressed: Set<string>; holders: Set<string>; owedNot: Set<string> }[] = [];
  readonly #floor = new Map<string, number>();
  #present = new Set<string>();
  #highest = 0;

  setPresent(members: ReadonlySet<string>): void {
    this.#present = new Set(members);
    for (const member of members) this.#meet(member);
  }

  publish(): void {
    const addressed = new Set(this.#present);
    this.#messages.push({ addressed, holders: new Set(), owedNot: new Set() });
  }

  acknowledge(member: string, upTo: number): void {
    if (upTo > this.#messages.length) return;
    this.#meet(member);
    for (let seq = (this.#floor.get(member) ?? 0) + 1; seq <= upTo; seq++) {
      this.#messages[seq - 1]?.holders.add(member);
    }
    this.#floor.set(member, Math.max(upTo, this.#floor.get(member) ?? 0));
    this.#highest = Math.max(this.#highest, upTo);
  }

  leave(member: string): void {
    if (!this.#floor.delete(member)) return;
    this.#present.delete(member);
    for (const { addressed, holders, owedNot } of this.#messages) {
      if (addressed.has(member) && !holders.has(member)) owedNot.add(member);
    }
  }

  #meet(member: string): void {
    if (!this.#floor.has(member)) this.#floor.set(member, this.#highest);
  }

  receipts(): string[] {
    return this.#messages.map(({ addressed, holders, owedNot }, index) => {
      const owed = [...addressed].filter((m) => !holders.has(m) && !owedNot.has(m));
      return `m${index + 1} ${holders.size}/${holders.size + owed.length}`;
    });
  }
}

const name = fc.constantFrom('a', 'b', 'c', 'd');
const step = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'publish' } as const) },
  fc.record({ kind: fc.constant('present' as const), who: fc.uniqueArray(name) }),
  fc.record({ kind: fc.constant('acknowledge' as const), who: name, seq: fc.nat(12) }),
  fc.record({ kind: fc.constant('leave' as const), who: name }),
);

test('agrees with the model after any history', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const book = new Ledger();
      const model = new Model();
      const latest = new Map<string, string>();
      let seq = 0;
      const note = (receipts: readonly Receipt[] | undefined) => {
        for (const line of told(receipts)) latest.set(line.split(' ')[0] ?? '', line);
      };
      for (const action of steps) {
        if (action.kind === 'publish') {
          seq += 1;
          model.publish();
          note([book.publish(seq, `m${seq}`)]);
        } else if (action.kind === 'present') {
          model.setPresent(new Set(action.who));
          note(book.setPresent(new Set(action.who)));
        } else if (action.kind === 'acknowledge') {
          model.acknowledge(action.who, action.seq);
          note(book.acknowledge(action.who, 0, action.seq));
        } else {
          model.leave(action.who);
          note(book.leave(action.who));
        }
        expect([...latest.values()]).toEqual(model.receipts());
      }
    }),
    { numRuns: 500 },
  );
});
