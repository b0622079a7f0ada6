// What the page does when it is hidden, left, or brought back.

import { flushSync } from 'svelte';
import { beforeEach, describe, expect, test } from 'vitest';
import { App } from '../../src/web/state/app.svelte.ts';
import { guardPage } from '../../src/web/state/page.ts';
import { FakeEngine, ROOT } from './fake-engine.ts';
import { page, settled } from './page.ts';
import { watch } from './watch.svelte.ts';

const COVER = 'Hidden while you are away';

let engine: FakeEngine;
let app: App;

beforeEach(() => {
  engine = new FakeEngine();
  app = new App({
    loadEngine: () => Promise.resolve(engine),
    findBridge: () => Promise.resolve(undefined),
    estimate: () => () => Promise.resolve({ bits: 100, misspelt: [] }),
  });
  guardPage(app);
});

async function inRoom(): Promise<void> {
  await app.startRoom();
  await settled();
  engine.runs[0]?.finish(ROOT);
  await settled();
}

describe('the cover', () => {
  test('is there from the instant that the page hides until it is seen again', () => {
    const seen = [page.dataset.covered];
    page.hide();
    seen.push(page.dataset.covered);
    page.show();
    seen.push(page.dataset.covered);
    expect([seen, page.dataset]).toEqual([[undefined, COVER, undefined], {}]);
  });

  test('lies over a page that was opened in the background', () => {
    page.document.hidden = true;
    page.fire('pageshow', { persisted: false });
    expect(page.dataset.covered).toBe(COVER);
  });

  test('clears nothing: who looks away comes back to the room', async () => {
    await inRoom();
    page.hide();
    page.show();
    expect([app.screen, engine.room.asked]).toEqual(['room', []]);
  });
});

describe('leaving the page', () => {
  test('covers and clears it, and says goodbye', async () => {
    await inRoom();
    page.fire('pagehide', { persisted: true });
    expect([page.dataset.covered, app.screen, engine.room.asked]).toEqual([
      COVER,
      'start',
      ['leave'],
    ]);
  });

  test('is drawn before the browser can keep the page', async () => {
    await inRoom();
    const drawn = watch(() => app.stay?.phrase?.text);
    page.fire('pagehide', { persisted: true });
    expect(drawn).toEqual(['velvet harbor copper sapling quartz lantern', undefined]);
  });
});

describe('a page that comes back', () => {
  test('from the browser’s cache holds nothing, whatever was kept', async () => {
    await inRoom();
    app.settings.nickname = 'Ana';
    page.dataset.covered = COVER;
    page.fire('pageshow', { persisted: true });
    expect([app.screen, app.left, app.settings.nickname, page.dataset]).toEqual([
      'start',
      undefined,
      '',
      {},
    ]);
  });

  test('joins nothing, though it was left just after the tap', async () => {
    const tap = app.startRoom();
    page.fire('pagehide', { persisted: true });
    page.fire('pageshow', { persisted: true });
    await tap;
    await settled();
    flushSync();
    expect([app.screen, engine.runs, engine.joined]).toEqual(['start', [], []]);
  });

  test('that was only loaded keeps what is there already', async () => {
    await inRoom();
    page.fire('pageshow', { persisted: false });
    expect(app.screen).toBe('room');
  });
});
