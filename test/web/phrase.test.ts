// The phrase on the Join screen: suggestions, what it is worth, and the question that a weak one
// raises once.

import { beforeEach, describe, expect, test, vi } from 'vitest';
import { WORD_LIST } from '../../src/crypto/wordlist.ts';
import { completions, listWords } from '../../src/crypto/words.ts';
import { BITS_PER_WORD } from '../../src/text/guessing.ts';
import { Derivation } from '../../src/web/state/derivation.svelte.ts';
import type { Misspelling } from '../../src/web/state/misspelling.ts';
import { type Estimated, type Judged, PhraseField } from '../../src/web/state/phrase.svelte.ts';
import { makeSpelling } from '../../src/web/state/spelling.ts';
import { FakeEngine } from './fake-engine.ts';
import { settled } from './page.ts';

// No key is made by mere waiting.
beforeEach(() => {
  vi.useFakeTimers();
});

/** The library's own list, and an estimator that answers when it is told to. */
class Bench {
  readonly engine = Object.assign(new FakeEngine(), { completions, listWords });
  readonly asked: {
    readonly phrase: string;
    readonly answer: (bits: number) => void;
    readonly estimated: (estimated: Estimated) => void;
  }[] = [];
  readonly field: PhraseField;

  constructor() {
    const engine = () => Promise.resolve(this.engine);
    const estimate = (phrase: string) =>
      new Promise<Estimated>((estimated) => {
        const answer = (bits: number) => estimated({ bits, misspelt: [] });
        this.asked.push({ phrase, answer, estimated });
      });
    this.field = new PhraseField(new Derivation(engine), { engine, estimate });
  }

  /** Writes it; the estimator, if asked, says `bits`. */
  async write(text: string, bits = 0): Promise<void> {
    const written = this.field.write(text);
    await settled();
    this.asked.at(-1)?.answer(bits);
    await written;
  }

  /** A tap on Join; the estimator, if asked, says `bits`. */
  async confirm(bits: number): Promise<boolean> {
    const confirmed = this.field.confirm();
    await settled();
    this.asked.at(-1)?.answer(bits);
    return confirmed;
  }

  get runs(): string[] {
    return this.engine.runs.map(({ phrase }) => phrase);
  }
}

async function judged(text: string): Promise<Judged | undefined> {
  const bench = new Bench();
  await bench.write(text, 7);
  return bench.field.judged;
}

/** What a phrase of so many list words is worth. */
function counted(words: number, strength: Judged['strength']): Judged {
  return { bits: words * BITS_PER_WORD, strength, words };
}

const GUESSED: Judged = { bits: 7, strength: 'guessable', words: undefined };

describe('suggestions', () => {
  test.each([
    ['', []],
    ['a', []],
    ['ab', ['abacus', 'abdomen', 'abdominal', 'abide', 'abiding']],
    ['ABA', ['abacus']],
    ['velvet aba', ['abacus']],
    ['velvet ', []],
    ['abacus', []],
    ['zzz', []],
  ])('%j: %j', async (text, words) => {
    const bench = new Bench();
    await bench.write(text);
    expect(bench.field.suggestions).toEqual(words);
  });

  test.each([
    ['aba', 'abacus'],
    ['velvet  Hárbor aba', 'abacus'],
    ['t-shirt velvet-harbor aba', 'abacus'],
    ['la maison de mon ab', undefined],
    ['velvet harbour aba', undefined],
    ['velvet harbor ', undefined],
  ])('unasked, after %j: %j', async (text, word) => {
    const bench = new Bench();
    await bench.write(text);
    expect(bench.field.next).toBe(word);
  });

  test('a word that is taken stands in the place of the one being written', async () => {
    const { field } = new Bench();
    const texts: string[] = [];
    for (const [text, word] of [
      ['ab', 'abacus'],
      ['velvet  AB', 'abacus'],
      ['velvet ', 'abacus'],
    ] as const) {
      void field.write(text);
      void field.take(word);
      texts.push(field.text);
    }
    expect(texts).toEqual(['abacus ', 'velvet  abacus ', 'velvet abacus ']);
  });

  test('those of an older text are dropped', async () => {
    const { field } = new Bench();
    const written = [field.write('ab'), field.write('velvet ')];
    await settled();
    await Promise.all(written);
    expect(field.suggestions).toEqual([]);
  });
});

describe('list words', () => {
  test.each([
    ['abacus', counted(1, 'guessable')],
    ['abacus bonus cobalt copilot', counted(4, 'weak')],
    ['abacus bonus cobalt copilot copper', counted(5, 'good')],
    ['abacus bonus cobalt copilot copper cork', counted(6, 'strong')],
    ['  Abacus   BONUS\tcobalt copilot\ncopper ', counted(5, 'good')],
    ['abacus-bonus-cobalt_copilot.copper', counted(5, 'good')],
    ['ábacus bonus çobalt copilot cöpper', counted(5, 'good')],
    ['t-shirt yo-yo felt-tip drop-down abacus', counted(5, 'good')],
    ['t-shirt-abacus', GUESSED],
  ])('%j', async (text, worth) => {
    expect(await judged(text)).toEqual(worth);
  });

  test.each([
    ['abacus abacus abacus abacus abacus abacus', counted(1, 'guessable')],
    ['abacus bonus abacus bonus abacus bonus', counted(2, 'guessable')],
    ['abacus Abacus ábacus abacus. _abacus', counted(1, 'guessable')],
    ['abacus-abacus-abacus-abacus-abacus', counted(1, 'guessable')],
    ['abacus aba\u200bcus a\u00adbacus', counted(1, 'guessable')],
  ])('one that comes again adds nothing: %j', async (text, worth) => {
    expect(await judged(text)).toEqual(worth);
  });

  test.each([
    'abacus bonus xyzzy copilot copper',
    'abacus-a abacus-b abacus-c abacus-d abacus-e',
    'abacus-abacus-abacus-abacus-abacus a b c d',
    'abacus bonus, cobalt copilot copper',
  ])('beside other words they are guessed: %j', async (text) => {
    expect(await judged(text)).toEqual(GUESSED);
  });

  test('never ask the estimator', async () => {
    const bench = new Bench();
    await bench.write('abacus bonus');
    expect([await bench.field.confirm(), bench.asked]).toEqual([false, []]);
  });

  test('five of them start the key at once; four wait', async () => {
    const bench = new Bench();
    await bench.write('abacus bonus cobalt copilot');
    const four = bench.runs;
    await bench.write('abacus bonus cobalt copilot copper');
    expect([four, bench.runs]).toEqual([[], ['abacus bonus cobalt copilot copper']]);
  });
});

describe('the estimate', () => {
  test('is asked once for each text, and comes when it comes', async () => {
    const { field, asked } = new Bench();
    const written = field.write('my own words');
    await settled();
    const before = field.judged;
    asked[0]?.answer(40);
    await written;
    expect([before, field.judged, asked.map(({ phrase }) => phrase)]).toEqual([
      undefined,
      { bits: 40, strength: 'weak', words: undefined },
      ['my own words'],
    ]);
  });

  test('of an older text is dropped', async () => {
    const { field, asked } = new Bench();
    const written = [field.write('my own word'), field.write('my own words')];
    await settled();
    expect(asked.map(({ phrase }) => phrase)).toEqual(['my own words']);
    asked[0]?.answer(40);
    await Promise.all(written);
    const late = field.write('my own words,');
    await settled();
    const latest = field.write('my own words, and more');
    await settled();
    asked[2]?.answer(70);
    await latest;
    asked[1]?.answer(12);
    await late;
    expect(field.judged).toEqual({ bits: 70, strength: 'good', words: undefined });
  });

  test('stays until the next is there, and goes with the text', async () => {
    const bench = new Bench();
    await bench.write('my own words', 40);
    const next = bench.field.write('my own words,');
    await settled();
    const kept = bench.field.judged?.bits;
    bench.asked[1]?.answer(41);
    await next;
    await bench.write('  ');
    expect([kept, bench.field.judged, bench.asked.length]).toEqual([40, undefined, 2]);
  });
});

describe('a weak phrase', () => {
  test('asks at the first tap, and is used at the second', async () => {
    const bench = new Bench();
    await bench.write('hello', 10);
    const first = [await bench.confirm(10), bench.field.warned];
    expect([first, await bench.confirm(10)]).toEqual([[false, true], true]);
  });

  test('asks once for each text', async () => {
    const bench = new Bench();
    const answers: boolean[] = [];
    for (const text of ['hello', 'hello!', 'hello']) {
      await bench.write(text, 10);
      answers.push(bench.field.warned, await bench.confirm(10), await bench.confirm(10));
    }
    expect(answers).toEqual([false, false, true, false, false, true, false, false, true]);
  });

  test('asks though two taps come before the answer', async () => {
    const bench = new Bench();
    await bench.write('hello', 10);
    const taps = [bench.field.confirm(), bench.field.confirm()];
    await settled();
    for (const { answer } of bench.asked) answer(10);
    expect([await Promise.all(taps), bench.field.warned]).toEqual([[false, false], true]);
  });

  test('asks nothing of a strong one, nor of one that only was weak', async () => {
    const bench = new Bench();
    await bench.write('hello', 10);
    await bench.confirm(10);
    await bench.write('abacus bonus cobalt copilot copper cork');
    expect([await bench.field.confirm(), bench.field.warned]).toEqual([true, false]);
  });

  test('asks nothing when it was rewritten meanwhile: neither text was meant', async () => {
    const bench = new Bench();
    await bench.write('my own words', 70);
    const tap = bench.field.confirm();
    await settled();
    const rewritten = bench.field.write('my own');
    for (const { answer } of bench.asked) answer(70);
    await settled();
    for (const { answer } of bench.asked) answer(20);
    await rewritten;
    expect([await tap, bench.field.warned]).toEqual([false, false]);
  });
});

test('what is all but a list word is told with that word, and a tap corrects it', async () => {
  const { field, asked } = new Bench();
  const misspelt = [{ written: 'abacsu', meant: 'abacus' }];
  const written = field.write('Abacsu bonus ');
  await settled();
  asked[0]?.estimated({ bits: 30, misspelt });
  await written;
  const told = field.misspelt;
  await field.correct(misspelt[0] as Misspelling);
  expect([told, field.text, field.misspelt, field.judged]).toEqual([
    misspelt,
    'abacus bonus ',
    [],
    counted(2, 'guessable'),
  ]);
});

test('the last word is asked about as well, though it may be the beginning of one', async () => {
  const misspeltIn = makeSpelling(WORD_LIST.split(' '));
  const { engine: library } = new Bench();
  const engine = () => Promise.resolve(library);
  const estimate = (phrase: string) => Promise.resolve({ bits: 70, misspelt: misspeltIn(phrase) });
  const field = new PhraseField(new Derivation(engine), { engine, estimate });
  await field.write('abacus bonus cobalt copilot copper harbo');
  const before = field.misspelt;
  expect([before, await field.confirm(), field.misspelt, await field.confirm()]).toEqual([
    [],
    false,
    [{ written: 'harbo', meant: 'harbor' }],
    true,
  ]);
});

test('a word that is all but a list word is asked about once, and then it is meant', async () => {
  const { field, asked } = new Bench();
  const estimated = { bits: 70, misspelt: [{ written: 'abacsu', meant: 'abacus' }] };
  const tap = async () => {
    const tapped = field.confirm();
    await settled();
    asked.at(-1)?.estimated(estimated);
    return [await tapped, field.warned, field.weak];
  };
  void field.write('Abacsu bonus and what not');
  expect([await tap(), await tap()]).toEqual([
    [false, true, false],
    [true, true, false],
  ]);
});

test('forgets the text, what was said of it, and its key', async () => {
  const bench = new Bench();
  await bench.write('abacus bonus cobalt copilot copper ab');
  await bench.confirm(10);
  bench.field.forget();
  const { text, judged: worth, suggestions, warned, derivation } = bench.field;
  expect({ text, worth, suggestions, warned, phase: derivation.phase }).toEqual({
    text: '',
    worth: undefined,
    suggestions: [],
    warned: false,
    phase: 'idle',
  });
});

test('nothing comes back after it was forgotten', async () => {
  const { field, asked } = new Bench();
  const written = field.write('my own words');
  const tap = field.confirm();
  await settled();
  field.forget();
  for (const { answer } of asked) answer(10);
  await written;
  expect([await tap, field.judged, field.warned, field.suggestions]).toEqual([
    false,
    undefined,
    false,
    [],
  ]);
});
