// The settings as this device keeps them, when that was asked for: one short text in the browser's storage
// for this page. What stands there may have been written by anybody who shares the origin, or by an older
// build; so it is read as a stranger's, up to a bound, and field by field.

import { languageOf } from '../../text/languages.ts';
import { isStun, isTracker } from './addresses.ts';
import { type LanguageChoice, OF_BROWSER } from './language.svelte.ts';
import { isThemeChoice, type ThemeChoice } from './theme.svelte.ts';

/** Never a name, never a relay, since its password goes with it, and nothing of any conversation. */
export interface KeptSettings {
  readonly theme: ThemeChoice;
  /** A tag of LANGUAGES, or the browser's own. */
  readonly language: LanguageChoice;
  readonly relayOnly: boolean;
  /** Undefined: the usual ones, whichever these are in a later build. */
  readonly trackers: readonly string[] | undefined;
  readonly stun: readonly string[] | undefined;
}

const VERSION = 1;
/** `join` takes 8 servers and 6 trackers of at most 500 characters each; more was not written here. */
const MAX_LIST = 8;
const MAX_TEXT_UNITS = 16_384;

export function writeKept(settings: KeptSettings): string {
  return JSON.stringify({ version: VERSION, ...settings });
}

/** Undefined for nothing, and for what no build of ours wrote. */
export function readKept(text: string | null): KeptSettings | undefined {
  if (text === null || text.length > MAX_TEXT_UNITS) return undefined;
  const fields = parse(text);
  if (fields?.version !== VERSION) return undefined;
  const { theme, language, relayOnly, trackers, stun } = fields;
  return {
    theme: isThemeChoice(theme) ? theme : 'system',
    language: typeof language === 'string' && languageOf(language) ? language : OF_BROWSER,
    relayOnly: relayOnly === true,
    trackers: list(trackers, isTracker),
    stun: list(stun, isStun),
  };
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Whole or not at all: a list that lost an address could lead to nobody, or to others. */
function list(value: unknown, fits: (address: string) => boolean): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > MAX_LIST) return undefined;
  const addresses = value.filter((each): each is string => typeof each === 'string' && fits(each));
  return addresses.length === value.length ? [...new Set(addresses)] : undefined;
}
