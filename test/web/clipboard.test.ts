// The two ways out of the page: the clipboard, and the share sheet of an invite with the clipboard in its place.

import { describe, expect, test } from 'vitest';
import { copy, shareLink } from '../../src/web/state/clipboard.ts';
import { page } from './page.ts';

const PHRASE = 'velvet harbor copper';
const LINK = 'https://sotto.example/#i=code';

/** A clipboard that takes what it is given, or refuses. */
function clipboard(refuses = false): string[] {
  const copied: string[] = [];
  page.navigator.clipboard = {
    writeText: async (text: string) => {
      if (refuses) throw new DOMException('not allowed', 'NotAllowedError');
      copied.push(text);
    },
  };
  return copied;
}

/** A share sheet that ends in `outcome`. */
function shareSheet(outcome?: unknown): unknown[] {
  const shared: unknown[] = [];
  page.navigator.share = async (what: unknown) => {
    if (outcome !== undefined) throw outcome;
    shared.push(what);
  };
  return shared;
}

describe('copy', () => {
  test('puts the phrase on the clipboard, and nothing else', async () => {
    const copied = clipboard();
    expect([await copy(PHRASE), copied]).toEqual(['copied', [PHRASE]]);
  });

  test('fails where the browser refuses', async () => {
    const copied = clipboard(true);
    expect([await copy(PHRASE), copied]).toEqual(['failed', []]);
  });

  test('fails on a page that has no clipboard', async () => {
    expect(await copy(PHRASE)).toBe('failed');
  });
});

describe('shareLink', () => {
  test('hands the link to the share sheet, and leaves the clipboard alone', async () => {
    const copied = clipboard();
    const shared = shareSheet();
    expect([await shareLink(LINK), shared, copied]).toEqual([
      'shared',
      [{ title: 'An invite to Sotto', url: LINK }],
      [],
    ]);
  });

  test('hands over as a text what is no address', async () => {
    const shared = shareSheet();
    await shareLink('code');
    expect(shared).toEqual([{ title: 'An invite to Sotto', text: 'code' }]);
  });

  test('copies where there is no share sheet', async () => {
    const copied = clipboard();
    expect([await shareLink(LINK), copied]).toEqual(['copied', [LINK]]);
  });

  test('copies nothing when the person closes the sheet', async () => {
    const copied = clipboard();
    shareSheet(new DOMException('closed', 'AbortError'));
    expect([await shareLink(LINK), copied]).toEqual(['dismissed', []]);
  });

  test('copies when the sheet fails', async () => {
    const copied = clipboard();
    shareSheet(new DOMException('not allowed', 'NotAllowedError'));
    expect([await shareLink(LINK), copied]).toEqual(['copied', [LINK]]);
  });

  test('fails when both do', async () => {
    clipboard(true);
    shareSheet(new TypeError('broken'));
    expect(await shareLink(LINK)).toBe('failed');
  });
});
