// What is written on the Join screen. A phrase: which words would complete it, how strong it is, and
// the question that a weak one raises once. Or an invite, whole or not.

import { BITS_PER_WORD, type Strength, strengthOf } from '../../text/guessing.ts';
import type { Derivation } from './derivation.svelte.ts';
import type { Engine, LoadEngine } from './engine.ts';
import { fold } from './fold.ts';
import { corrected, type Misspelling } from './misspelling.ts';

/** DESIGN §3: generate six, accept five. */
const COMPLETE_WORDS = 5;
/** As many as fit above a phone's keyboard. Our choice. */
const MAX_SUGGESTIONS = 5;
/** Below two letters everything matches. Our choice. */
const MIN_PREFIX_LETTERS = 2;

/** An insertion that was kept out of the field: no phrase is so long. */
export class InsertionTooLong extends Error {
  readonly code = 'phrase-too-long';
}

/** The beginning of an invite is there, and not its end. */
export class BrokenInvite extends Error {
  readonly code = 'invite-invalid';
}

export interface Judged {
  readonly bits: number;
  readonly strength: Strength;
  /** How many random words it is, when it is made of nothing else. */
  readonly words: number | undefined;
}

/** Of a phrase that is not made of list words alone. */
export interface Estimated {
  /** From a real estimator. */
  readonly bits: number;
  /** What is all but a list word. */
  readonly misspelt: readonly Misspelling[];
}

export type Estimate = (phrase: string) => Promise<Estimated>;

export class PhraseField {
  text = $state('');
  /** What is written is an invite, and no phrase. */
  invite = $state.raw<string>();
  judged = $state.raw<Judged>();
  suggestions = $state.raw<readonly string[]>([]);
  misspelt = $state.raw<readonly Misspelling[]>([]);
  /** The phrase is weak, or one of its words all but a list word, and the person was told; the next tap means it. */
  warned = $state(false);
  /** What was to be inserted last could not be. */
  error = $state.raw<InsertionTooLong | BrokenInvite>();

  /** All words before the one being written are of the list. */
  #listed = $state(false);
  readonly derivation: Derivation;
  readonly #load: LoadEngine;
  readonly #estimate: Estimate;
  #engine: Engine | undefined;

  constructor(
    derivation: Derivation,
    { engine, estimate }: { readonly engine: LoadEngine; readonly estimate: Estimate },
  ) {
    this.derivation = derivation;
    this.#load = engine;
    this.#estimate = estimate;
  }

  async write(text: string): Promise<void> {
    this.text = text;
    this.warned = false;
    this.error = undefined;
    this.invite = undefined;
    const engine = await this.#ready();
    if (this.text !== text) return;
    if (engine.looksLikeInvite(text)) return this.#takeInvite(engine, text);
    this.suggestions = suggest(engine, text);
    this.#listed = beginsListed(engine, text);
    this.derivation.follow(text, isComplete(engine, text));
    this.judged = countWords(engine, text) ?? this.judged;
    await this.judge();
  }

  /**
   * The list word that Tab takes though nobody chose one: the first, while a drawn phrase is written down.
   * In a phrase that somebody made up, it would put another word in the place of theirs.
   */
  get next(): string | undefined {
    return this.#listed ? this.suggestions[0] : undefined;
  }

  get weak(): boolean {
    return this.judged !== undefined && isWeak(this.judged);
  }

  refuseInsertion(): void {
    this.error = new InsertionTooLong('longer than any phrase');
  }

  /** Puts a list word in the place of the one being written. */
  take(word: string): Promise<void> {
    return this.write(`${this.text.replace(/\S*$/, '')}${word} `);
  }

  /**
   * What the phrase is worth. Only what is not made of list words needs the estimator. `ended`: its last
   * word is not being written any more.
   */
  async judge({ ended = false } = {}): Promise<Judged | undefined> {
    const { text } = this;
    const engine = await this.#ready();
    const counted = countWords(engine, text);
    const known = counted !== undefined || text.trim() === '';
    const guessed = known ? undefined : await this.#estimate(ended ? `${text} ` : text);
    const judged = counted ?? (guessed && ofBits(guessed.bits));
    if (this.text === text) {
      this.judged = judged;
      this.misspelt = guessed?.misspelt ?? [];
    }
    return judged;
  }

  /** Puts the list word that was meant in the place of what was written. */
  correct(misspelling: Misspelling): Promise<void> {
    return this.write(corrected(this.text, misspelling));
  }

  /**
   * Whether it may be used now: strong and of words as they are listed, or insisted on by a tap that came
   * after the warning. What is rewritten meanwhile was not meant.
   */
  async confirm(): Promise<boolean> {
    const { text, warned } = this;
    const engine = await this.#ready();
    if (this.text !== text) return false;
    if (engine.looksLikeInvite(text)) {
      this.#takeInvite(engine, text);
      return this.invite !== undefined;
    }
    await this.judge({ ended: true });
    if (this.text !== text) return false;
    const doubtful = this.weak || this.misspelt.length > 0;
    if (!doubtful || warned) return true;
    this.warned = true;
    return false;
  }

  forget(): void {
    this.text = '';
    this.invite = undefined;
    this.judged = undefined;
    this.suggestions = [];
    this.misspelt = [];
    this.warned = false;
    this.error = undefined;
    this.derivation.forget();
  }

  #takeInvite(engine: Engine, text: string): void {
    this.derivation.forget();
    this.judged = undefined;
    this.suggestions = [];
    this.misspelt = [];
    const isWhole = engine.parseInvite(text) !== undefined;
    this.invite = isWhole ? text.trim() : undefined;
    if (!isWhole) this.error = new BrokenInvite('not a whole invite');
  }

  async #ready(): Promise<Engine> {
    this.#engine ??= await this.#load();
    return this.#engine;
  }
}

function ofBits(bits: number): Judged {
  return { bits, strength: strengthOf(bits), words: undefined };
}

function isWeak({ strength }: Judged): boolean {
  return strength === 'weak' || strength === 'guessable';
}

function isListed(engine: Engine, word: string): boolean {
  return engine.completions(word, 1)[0] === word;
}

function suggest(engine: Engine, phrase: string): readonly string[] {
  const prefix = /\S*$/.exec(phrase)?.[0] ?? '';
  if (prefix.length < MIN_PREFIX_LETTERS) return [];
  const found = engine.completions(prefix, MAX_SUGGESTIONS);
  return found.length === 1 && found[0] === prefix.toLowerCase() ? [] : found;
}

function beginsListed(engine: Engine, phrase: string): boolean {
  for (const word of wordsOf(engine, phrase.replace(/\S*$/, ''))) {
    if (!isListed(engine, word)) return false;
  }
  return true;
}

function isComplete(engine: Engine, phrase: string): boolean {
  return (countWords(engine, phrase)?.words ?? 0) >= COMPLETE_WORDS;
}

/** A phrase of list words alone is counted. A word that comes again adds nothing. */
function countWords(engine: Engine, phrase: string): Judged | undefined {
  if (engine.listWords(phrase) === 0) return undefined;
  const words = new Set<string>();
  for (const word of wordsOf(engine, phrase)) {
    if (!words.has(word) && !isListed(engine, word)) return undefined;
    words.add(word);
  }
  const bits = words.size * BITS_PER_WORD;
  return { bits, strength: strengthOf(bits), words: words.size };
}

/** Its words, whatever stands between them; some of the list's own hold a hyphen. */
function* wordsOf(engine: Engine, phrase: string): Generator<string> {
  for (const token of fold(phrase).split(/[\s._]+/)) {
    const words = isListed(engine, token) ? [token] : token.split(/\p{Pd}+/u);
    yield* words.filter((word) => word !== '');
  }
}
