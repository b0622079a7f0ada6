// Which language the screens speak: the first of the browser's own that there is, or the one that
// was chosen, for the life of the page. Like `document` there is one for the whole page. English
// comes with the page; any other is fetched when it is wanted, and by nobody else.

import { type Formats, formats } from '../../text/format.ts';
import { type Available, firstSpoken, inEnglish, languageOf } from '../../text/languages.ts';
import type { Language, Words } from '../../text/types.ts';

/** A tag of LANGUAGES, or the browser's own. */
export type LanguageChoice = string;

export const OF_BROWSER: LanguageChoice = 'system';

export class Speech {
  /** The language could not be fetched; the one spoken before is still spoken. */
  failed = $state(false);
  #words = $state.raw<Words>(inEnglish);
  #choice = $state<LanguageChoice>(OF_BROWSER);
  /** The choice that is spoken: what one that fails falls back to. */
  #settled: LanguageChoice = OF_BROWSER;
  /** Counts the choices: one that is still being fetched gives way to a later one. */
  #turn = 0;

  get words(): Words {
    return this.#words;
  }

  get choice(): LanguageChoice {
    return this.#choice;
  }

  /** Numbers and times as the reader has them: their own variety of the language, and their clock. */
  readonly reader: Formats = $derived(
    formats({
      locale: varietyOf(this.#words.sentences.language),
      get hourCycle() {
        return clockOfReader();
      },
    }),
  );

  /** Before the first paint: nothing is drawn in a language that is not wanted. */
  async begin(choice: LanguageChoice = OF_BROWSER): Promise<void> {
    declare(wantedBy(choice));
    await this.choose(choice);
    declare(this.#words.sentences.language);
  }

  /** Speaks it as soon as it is there; never rejects. */
  async choose(choice: LanguageChoice): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.#choice = choice;
    this.failed = false;
    const language = wantedBy(choice);
    const words = await language.load().catch(() => undefined);
    if (turn !== this.#turn) return;
    if (words === undefined) {
      this.#choice = this.#settled;
      this.failed = true;
      return;
    }
    this.#words = words;
    this.#settled = choice;
    declare(language);
  }
}

export const speech = new Speech();

function wantedBy(choice: LanguageChoice): Available {
  return languageOf(choice) ?? firstSpoken(navigator.languages);
}

/** For style sheets, screen readers and fonts. */
function declare({ tag, direction }: Language): void {
  const { documentElement } = document;
  documentElement.lang = tag;
  documentElement.dir = direction;
}

/** `ar-EG` for Arabic where the browser asks for that; else the language alone. */
function varietyOf({ tag }: Language): string {
  const isVariety = (wanted: string) => languageOf(wanted)?.tag === tag && isLocale(wanted);
  return navigator.languages.find(isVariety) ?? tag;
}

/** Not all that a browser calls itself: Chromium without a locale of its own says `en-US@posix`. */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

function clockOfReader(): Intl.DateTimeFormatOptions['hourCycle'] {
  const locale = isLocale(navigator.language) ? navigator.language : undefined;
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  return clock.resolvedOptions().hourCycle as Intl.DateTimeFormatOptions['hourCycle'];
}
