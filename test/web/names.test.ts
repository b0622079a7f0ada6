// Names that mislead: taken, alike, the app's own words, and those that come back with another key.

import { describe, expect, test } from 'vitest';
import { RESERVED_NAMES, RESERVED_WORDS } from '../../src/text/reserved-names.ts';
import { isMisleading, type Named, Names } from '../../src/web/state/names.ts';
import { mixesAlphabets, skeleton } from '../../src/web/state/skeleton.ts';

function person(key: string, chosen: string, more: Partial<Named> = {}): Named {
  return { key, madeUp: `Made ${key}`, chosen, verified: false, ...more };
}

const ME = person('me', 'Noor');

/** What is said of everybody but oneself, after these were here one after the other. */
function verdicts(...times: Named[][]) {
  const names = new Names('me', 'Made me');
  const last = times.map((here) => names.update([ME, ...here])).at(-1);
  return Object.fromEntries([...(last ?? [])].filter(([key]) => key !== 'me'));
}

/** What is said of `name` where Ana, Dmitri and others are. */
function said(name: string): string {
  const others = ['Ana', 'Dmitri', 'Claire', 'William', 'علي', 'Вера', 'Zoë 25', '李雷'];
  const known = others.map((other) => person(other, other));
  const verdict = verdicts(known, [...known, person('eve', name)]).eve;
  return verdict === undefined || !('other' in verdict)
    ? String(verdict?.kind)
    : `${verdict.kind} ${verdict.other}`;
}

describe('a name beside those of others', () => {
  test.each([
    // Case, width, composition, spaces.
    ['ana', 'same Ana'],
    ['ＡＮＡ', 'same Ana'],
    ['𝐀𝐧𝐚', 'same Ana'],
    ['Zoe\u0308 25', 'same Zoë 25'],
    ['Ána', 'like Ana'],
    ['A n a', 'like Ana'],
    ['Ana.', 'like Ana'],
    ['-Ana-', 'like Ana'],
    // Zero-width, bidi, tags: cleaned away before, and again seen through.
    ['A\u200bna', 'like Ana'],
    ['\u202eAna', 'like Ana'],
    ['Ana\u{e0041}', 'like Ana'],
    ['An\u00ada', 'like Ana'],
    // Zalgo.
    ['A\u0300\u0301\u0302na\u0336\u0337', 'like Ana'],
    // Other alphabets.
    ['Аnа', 'like Ana'],
    ['ΑΝΑ', 'like Ana'],
    ['Ꭺna', 'like Ana'],
    ['ᴀɴᴀ', 'like Ana'],
    ['🅐🅝🅐', 'like Ana'],
    ['🅰🅽🅰', 'like Ana'],
    ['Ⓐⓝⓐ', 'same Ana'],
    ['Dmіtrі', 'like Dmitri'],
    ['Bера', 'like Вера'],
    ['вера', 'same Вера'],
    // Digits and letters, and letters that run into one another.
    ['Dm1tr1', 'like Dmitri'],
    ['C1aire', 'like Claire'],
    ['CIaire', 'like Claire'],
    ['Drnitri', 'like Dmitri'],
    ['VVilliarn', 'like William'],
    ['Zoë ZS', 'like Zoë 25'],
    // Right to left.
    ['على', 'like علي'],
    ['عَلِيّ', 'like علي'],
    ['عـلـي', 'like علي'],
    ['ﻋﻠﻲ', 'same علي'],
    ['علی', 'like علي'],
    // The name made from somebody's key, or ours.
    ['Made Ana', 'same Ana'],
    ['Mаde Ana', 'like Ana'],
    ['NOOR', 'same me'],
    ['N00r', 'like me'],
    ['made me', 'same me'],
    // Others.
    ['Anna', 'fine'],
    ['Анна', 'fine'],
    ['Ali', 'fine'],
    ['李雪', 'fine'],
    ['Ben', 'fine'],
    ['🦉', 'fine'],
    ['...', 'fine'],
    ['Саша Smith', 'fine'],
    ['Sаrаh', 'mixed'],
  ])('%s: %s', (name, verdict) => {
    expect(said(name)).toBe(verdict);
  });

  test('text in both directions looks the same in another order', () => {
    expect(skeleton('Ana علي')).toBe(skeleton('علي Ana'));
    expect(skeleton('Ana Ben')).not.toBe(skeleton('Ben Ana'));
  });
});

describe('the words of the app', () => {
  test.each([
    ...RESERVED_WORDS,
    ...RESERVED_NAMES,
    'SOTTO',
    'Ѕоttо',
    'S0tt0 Support',
    'S o t t o',
    'Yоu',
    'YOU',
    '(you)',
    'Ana ✓',
    'Ana ✅',
    'Ana (verified)',
    'ᴠᴇʀɪꜰɪᴇᴅ',
    '🔒 Ana',
    'أنتَ',
    'سـوتـو',
    'موثّق',
  ])('%s', (name) => {
    expect(said(name)).toBe('app');
  });

  test.each(['Youssef', 'Otto', 'Ali', 'Alla', 'Meera', 'Robot'])('but not %s', (name) => {
    expect(said(name)).toBe('fine');
  });
});

describe('whose name it is', () => {
  test('theirs who had it first, whoever came first', () => {
    const [ana, eve] = [person('ana', 'Ana'), person('eve', '')];
    expect(verdicts([eve, ana], [{ ...eve, chosen: 'Ana' }, ana])).toEqual({
      eve: { kind: 'same', other: 'ana' },
      ana: { kind: 'fine' },
    });
  });

  test('theirs who have left it, too, and theirs who take it up again', () => {
    const [ana, eve] = [person('ana', 'Ana'), person('eve', 'Ana')];
    const renamed = { ...ana, chosen: 'Ana M.' };
    expect(verdicts([ana], [renamed], [renamed, eve]).eve).toEqual({
      kind: 'same',
      other: 'ana',
    });
    expect(verdicts([ana], [renamed, eve], [ana, eve]).ana).toEqual({ kind: 'fine' });
  });

  test('theirs whom we verified, even if they came later', () => {
    const [ana, eve] = [person('ana', 'Ana', { verified: true }), person('eve', 'Ana')];
    expect(verdicts([eve], [eve, ana])).toEqual({
      eve: { kind: 'same', other: 'ana' },
      ana: { kind: 'fine' },
    });
  });

  test('our own before all', () => {
    const early = person('early', 'Noor', { verified: true });
    const names = new Names('me', 'Made me');
    expect(names.update([early]).get('early')).toEqual({ kind: 'fine' });
    const after = names.update([ME, early]);
    expect([...after]).toEqual([
      ['me', { kind: 'fine' }],
      ['early', { kind: 'same', other: 'me' }],
    ]);
  });

  test('a name made from a key goes before one that was chosen', () => {
    const [eve, ana] = [person('eve', 'Made ana'), person('ana', '')];
    expect(verdicts([eve], [eve, ana])).toEqual({
      eve: { kind: 'same', other: 'ana' },
      ana: { kind: 'fine' },
    });
  });

  test('and of two keys that make one name, the first', () => {
    const [ana, eve] = ['ana', 'eve'].map((key) => person(key, '', { madeUp: 'Quiet Heron' }));
    if (ana === undefined || eve === undefined) throw new Error('two');
    expect(verdicts([ana], [ana, eve])).toEqual({
      ana: { kind: 'fine' },
      eve: { kind: 'same', other: 'ana' },
    });
  });
});

describe('a name that comes back with another key', () => {
  const before = person('before', 'Ana');
  const after = person('after', 'Ana');
  const another = { kind: 'another', other: 'before', verified: false, dismissed: false } as const;

  test('is told', () => {
    expect(verdicts([before], [], [after])).toEqual({ after: another });
    expect(verdicts([before], [person('after', 'Аnа')])).toEqual({ after: another });
  });

  test('louder when the one before was verified, and before anything else', () => {
    const verified = { ...before, verified: true };
    const loud = { ...another, verified: true };
    expect(verdicts([verified], [after])).toEqual({ after: loud });
    const third = person('third', 'ana');
    expect(verdicts([verified, third], [third, after]).after).toEqual(loud);
    const app = person('before', 'Ana Support', { verified: true });
    expect(verdicts([app], [person('after', 'Ana Support')]).after).toEqual(loud);
  });

  test('until it is dismissed, for this one only', () => {
    const names = new Names('me', 'Made me');
    names.update([ME, before]);
    names.update([ME, after]);
    names.dismiss('after', 'before');
    expect(names.update([after]).get('after')).toEqual({ ...another, dismissed: true });
    expect(names.update([person('third', 'Ana')]).get('third')).toEqual({
      ...another,
      other: 'before',
    });
  });

  test('or until the newcomer is verified', () => {
    const checked = { ...after, verified: true };
    expect(verdicts([before], [checked])).toEqual({ after: { kind: 'fine' } });
    expect(verdicts([{ ...before, verified: true }], [checked])).toEqual({
      after: { kind: 'fine' },
    });
  });

  test('and not when the first one is back', () => {
    expect(verdicts([before], [after], [after, before])).toEqual({
      after: { kind: 'same', other: 'before' },
      before: { kind: 'fine' },
    });
  });
});

describe('limits', () => {
  test('renaming a hundred times keeps the first name and the last two', () => {
    const names = new Names('me', 'Made me');
    for (let i = 0; i < 100; i++) names.update([person('eve', `Name${'abcdefghkm'[i % 10]}${i}`)]);
    const taken = (name: string) => names.update([person('eve', 'Namem99'), person('x', name)]);
    expect(taken('Namea0').get('x')?.kind).toBe('same');
    expect(names.update([person('y', 'Nameb51')]).get('y')?.kind).toBe('fine');
  });

  test('of thousands who are gone, those who were verified are remembered', () => {
    const names = new Names('me', 'Made me');
    names.update([person('ana', 'Ana', { verified: true }), person('first', 'First')]);
    for (let i = 0; i < 2_100; i++) names.update([person(`p${i}`, '')]);
    const later = names.update([person('eve', 'Ana'), person('eva', 'First')]);
    expect([later.get('eve')?.kind, later.get('eva')?.kind]).toEqual(['another', 'fine']);
  });
});

test('what leads with the made-up name', () => {
  expect(isMisleading({ kind: 'fine' })).toBe(false);
  expect(isMisleading({ kind: 'like', other: 'x' })).toBe(true);
});

test('alphabets mixed within a word', () => {
  const mixed = ['Ana', 'Аня', 'Ana Аня', 'Anа', 'Αna'].filter(mixesAlphabets);
  expect(mixed).toEqual(['Anа', 'Αna']);
});
