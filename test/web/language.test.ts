// Which language the screens speak, and that all of them change with it at once.

import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { arabic } from '../../src/text/arabic.ts';
import { english } from '../../src/text/english.ts';
import { LANGUAGES } from '../../src/text/languages.ts';
import { Connection } from '../../src/web/state/connection.svelte.ts';
import { OF_BROWSER, Speech, speech } from '../../src/web/state/language.svelte.ts';
import { People, personOf } from '../../src/web/state/people.svelte.ts';
import { Settings } from '../../src/web/state/settings.svelte.ts';
import { reader, symbolName, text, troubleOf } from '../../src/web/state/text.ts';
import { member, memberId } from './fake-room.ts';
import { page } from './page.ts';
import { watch } from './watch.svelte.ts';

const [, ARABIC = LANGUAGES[0]] = LANGUAGES;
const NOON = new Date(2025, 10, 24, 12, 5).getTime();

beforeEach(() => speech.begin());

afterEach(async () => {
  vi.restoreAllMocks();
  await speech.choose('en');
});

/** What <html> says of the page. */
function declared(): string[] {
  return [page.root.lang, page.root.dir];
}

describe('at the beginning', () => {
  test('the first of the browser’s languages that there is', async () => {
    page.navigator.languages = ['fr', 'ar-EG', 'en'];
    await speech.begin();
    expect([text.settings.title, declared()]).toEqual(['الإعدادات', ['ar', 'rtl']]);
  });

  test('English for those who read neither', async () => {
    page.navigator.languages = ['fr'];
    await speech.begin();
    expect([text.settings.title, declared()]).toEqual(['Settings', ['en', 'ltr']]);
  });

  test('the one that was chosen before, whatever the browser asks for', async () => {
    page.navigator.languages = ['en'];
    await speech.begin('ar');
    expect([speech.choice, text.settings.title, declared()]).toEqual([
      'ar',
      'الإعدادات',
      ['ar', 'rtl'],
    ]);
  });

  test('the page has its direction before the words are there', async () => {
    page.navigator.languages = ['ar'];
    const begun = speech.begin();
    expect(declared()).toEqual(['ar', 'rtl']);
    await begun;
  });

  test('a reader of English fetches nothing', async () => {
    const load = vi.spyOn(ARABIC, 'load');
    await speech.begin();
    expect(load).not.toHaveBeenCalled();
  });

  test('a language that can’t be fetched leaves the page readable, from left to right', async () => {
    vi.spyOn(ARABIC, 'load').mockRejectedValue(new Error('offline'));
    page.navigator.languages = ['ar'];
    const fresh = new Speech();
    await fresh.begin();
    expect([fresh.words.sentences, fresh.failed, declared()]).toEqual([
      english,
      true,
      ['en', 'ltr'],
    ]);
  });
});

describe('a choice', () => {
  test('is followed at once by everything that is said', async () => {
    const connection = new Connection(new People(memberId(1)), new Settings());
    const said = watch(() => [
      text.settings.title,
      connection.meeting,
      personOf(memberId(2), '').name,
      personOf(memberId(2), '').initials,
      symbolName(0),
      reader.timeOfDay(NOON),
      troubleOf(undefined).says,
    ]);
    await speech.choose('ar');
    flushSync();
    await speech.choose('en');
    flushSync();
    const inEnglish = [
      'Settings',
      'There is no meeting point in your list. Add one in the settings.',
      'Candid Fox',
      'CF',
      'elephant',
      '12:05',
      'This page has stopped because of a mistake in it.',
    ];
    expect(said[0]).toEqual(inEnglish);
    expect(said[1]?.toSpliced(5, 1)).toEqual([
      'الإعدادات',
      'لا توجد نقطة لقاء في قائمتك. يمكن إضافة واحدة في الإعدادات.',
      'قندس حكيم',
      'ق\u200cح',
      'فيل',
      'توقفت هذه الصفحة بسبب خطأ فيها.',
    ]);
    expect(said[2]).toEqual(inEnglish);
  });

  test('a person who was met in one language is called in the other', async () => {
    const people = new People(memberId(1));
    people.update([member(2, { nickname: 'Ana' })]);
    const met = people.person(memberId(2));
    await speech.choose('ar');
    expect(met.name).toBe(arabic.person.chosenName('Ana', met.madeUp));
  });

  test('is one that can be taken back to the browser’s', async () => {
    page.navigator.languages = ['en-GB'];
    await speech.choose('ar');
    expect([speech.choice, declared()]).toEqual(['ar', ['ar', 'rtl']]);
    await speech.choose(OF_BROWSER);
    expect([speech.choice, declared(), text.settings.title]).toEqual([
      OF_BROWSER,
      ['en', 'ltr'],
      'Settings',
    ]);
  });

  test('of two that follow each other closely, the later one counts', async () => {
    await Promise.all([speech.choose('ar'), speech.choose('en')]);
    expect([speech.choice, text.settings.title, declared()]).toEqual([
      'en',
      'Settings',
      ['en', 'ltr'],
    ]);
  });

  test('after one that was given up and one that failed, what is spoken is what is shown', async () => {
    await speech.choose('en');
    const load = vi.spyOn(ARABIC, 'load').mockRejectedValue(new Error('offline'));
    await Promise.all([speech.choose('ar'), speech.choose('ar')]);
    expect([load.mock.calls.length, speech.choice, declared()]).toEqual([2, 'en', ['en', 'ltr']]);
  });

  test('that can’t be fetched changes nothing, says so, and may be tried again', async () => {
    const load = vi.spyOn(ARABIC, 'load');
    load.mockRejectedValueOnce(new Error('offline'));
    await speech.choose('en');
    await speech.choose('ar');
    expect([speech.choice, speech.failed, text.settings.title]).toEqual(['en', true, 'Settings']);
    await speech.choose('ar');
    expect([speech.choice, speech.failed, text.settings.title]).toEqual(['ar', false, 'الإعدادات']);
  });
});

describe('times', () => {
  test('in the words of the language, by the clock of the reader', async () => {
    await speech.choose('ar');
    expect(reader.timeOfDay(NOON).replace(/[٠-٩]/g, '0')).not.toMatch(/[صم]/);
    expect(reader.day(NOON)).toContain('نوفمبر');
  });

  test('in the digits of the reader’s own Arabic', async () => {
    page.navigator.languages = ['ar-EG'];
    await speech.choose('ar');
    expect(reader.timeOfDay(NOON)).toBe('١٢:٠٥');
  });
});
