// Verifying somebody and names that mislead, as a person meets them: by keyboard alone, by what is
// read out, and with axe, on a phone and a desktop, in every look.

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import type { NameVerdict } from '../../src/web/state/names.ts';
import { launchChromium } from '../support/chromium.ts';
import { DESKTOP, PHONE } from './app.ts';
import { axeFaultsInLooks, CHOSEN, SYSTEM } from './axe.ts';
import { outOfReach, outOfReachAtTwice } from './out-of-reach.ts';
import { close, done, STEPS, servePeople, show } from './people-parts.ts';

let browser: Browser;
let bridge: Bridge;

beforeAll(async () => {
  [browser, bridge] = await Promise.all([launchChromium(), servePeople()]);
});

afterAll(async () => {
  await browser?.close();
  await bridge?.close();
});

async function open(device: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(device);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(bridge.url);
  await page.getByRole('button', { name: 'Open' }).waitFor();
  return page;
}

const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).press('Enter');

/** What a key would reach now. */
function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.textContent?.trim());
}

describe('the dialog', () => {
  test('that the other one says so, too, is told where the focus is not', async () => {
    const page = await open(DESKTOP);
    await show(page, { step: STEPS.verified });
    await page.getByText('has not said yet that they match').waitFor();
    await page.getByRole('button', { name: 'Done' }).focus();
    await show(page, { step: STEPS.confirmed });
    await page.getByText('says that they match, too').waitFor();
    expect(await focused(page)).toBe('Done');
  });

  test('each step is read out, and no answer has the focus before it is looked for', async () => {
    const page = await open(DESKTOP);
    const read = [];
    for (const step of Object.values(STEPS)) {
      await show(page, { step });
      read.push(await focused(page));
    }
    const isolated = '\u2068Ana\u2069';
    expect(read).toEqual([
      `Waiting for ${isolated} to agree.`,
      `${isolated} wants to compare seven pictures with you.`,
      'Drawing the pictures.',
      'Do you both see these seven, in this order?',
      'Do you both see these seven, in this order?',
      `You have verified ${isolated}.`,
      `${isolated} is verified.`,
      '! Somebody may be in between.',
      'It took too long, so it was ended.',
    ]);
  });

  test('the pictures are a list of names in their order', async () => {
    const page = await open(DESKTOP);
    await show(page, { step: STEPS.comparing });
    const list = page.getByRole('dialog').getByRole('list').first();
    expect(await list.ariaSnapshot()).toBe(
      ['elephant', 'butterfly', 'carrot', 'snowman', 'balloon', 'crab', 'diamond']
        .map((name) => `  - listitem: ${name}`)
        .toSpliced(0, 0, '- list:')
        .join('\n'),
    );
    await show(page, { step: STEPS.comparingThere });
    const told = page.getByRole('dialog').getByRole('status').first();
    expect(await told.textContent()).toContain('says that they match. Look for yourself');
  });

  test('the answers of each step, by keyboard', async () => {
    const page = await open(DESKTOP);
    const pressed: Record<string, string[]> = {
      waiting: ['Cancel'],
      asked: ['Compare now', 'Not now'],
      exchanging: ['Cancel'],
      comparing: ['They match', 'They don’t match', 'Not now'],
      verified: ['Done'],
      mismatch: ['Leave the room', 'Close'],
      timeout: ['Try again', 'Close'],
    };
    const heard: string[] = [];
    for (const [name, answers] of Object.entries(pressed)) {
      for (const answer of answers) {
        await show(page, { step: STEPS[name] });
        await press(page, answer);
      }
      heard.push(`${name}: ${(await done(page)).join(' ')}`);
      await close(page);
    }
    expect(heard).toEqual([
      'waiting: later',
      'asked: agree later',
      'exchanging: later',
      'comparing: same different later',
      'verified: close',
      'mismatch: leave close',
      'timeout: again close',
    ]);
  });

  test('Escape puts off what runs, closes what is over, and gives the focus back', async () => {
    const page = await open(DESKTOP);
    for (const name of ['comparing', 'verified', 'mismatch']) {
      await page.getByRole('button', { name: 'Open' }).focus();
      await show(page, { step: STEPS[name] });
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      expect(await focused(page)).toBe('Open');
    }
    expect(await done(page)).toEqual(['later', 'close', 'close']);
  });

  test('Enter at the heading answers nothing', async () => {
    const page = await open(DESKTOP);
    await show(page, { step: STEPS.comparing });
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    expect(await done(page)).toEqual([]);
  });

  test('the sixty digits: in groups, copied, and answered', async () => {
    const page = await open({ ...DESKTOP, permissions: ['clipboard-read', 'clipboard-write'] });
    await show(page, { step: STEPS.waiting });
    await page.getByText('Compare a number instead').press('Enter');
    const groups = await page
      .getByRole('list', { name: 'Sixty digits' })
      .getByRole('listitem')
      .allTextContents();
    expect(groups.join(' ')).toMatch(/^(\d{5} ){11}\d{5}$/);
    await press(page, 'Copy the digits');
    await page.getByText('Copied. It is no secret').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(groups.join(' '));
    await press(page, 'The digits match');
    await press(page, 'The digits don’t match');
    expect(await done(page)).toEqual(['number-same', 'number-different']);
  });
});

describe('names', () => {
  const another = { kind: 'another', other: 'x', dismissed: false } as const;

  test.each<[string, NameVerdict, string]>([
    ['fine', { kind: 'fine' }, ''],
    ['same', { kind: 'same', other: 'x' }, 'is the name of'],
    ['like', { kind: 'like', other: 'x' }, 'looks like the name of'],
    ['app', { kind: 'app' }, 'is a word or a sign of this app'],
    ['mixed', { kind: 'mixed' }, 'mixes letters of different alphabets'],
    ['dismissed', { ...another, verified: true, dismissed: true }, ''],
    ['another', { ...another, verified: false }, 'has come with another key'],
    ['another verified', { ...another, verified: true }, 'This is not the same person as before.'],
  ])('%s', async (name, verdict, says) => {
    const page = await open(PHONE);
    await show(page, { verdict, other: 'Ana (Quiet Heron)' });
    const loud = name.startsWith('another');
    expect(await page.getByRole('alert').count()).toBe(loud ? 1 : 0);
    const shown = page.locator('section').getByText(says);
    if (says === '') expect(await page.locator('section p').count()).toBe(0);
    else await shown.first().waitFor();
    if (!loud) return;
    await press(page, 'Verify');
    await press(page, 'I understand');
    expect(await done(page)).toEqual(['open', 'dismiss']);
  });

  test('the mark explains itself on focus, inside the window, until Escape', async () => {
    const page = await open(PHONE);
    await show(page, { name: 'A rather long name' });
    const mark = page.getByRole('button', { name: 'Verified' });
    const tip = page.getByRole('tooltip');
    expect(await tip.isVisible()).toBe(false);
    await mark.focus();
    const box = await tip.boundingBox();
    expect(box !== null && box.x >= 0 && box.x + box.width <= 390).toBe(true);
    await page.keyboard.press('Escape');
    expect(await tip.isVisible()).toBe(false);
  });

  test('nothing that a name holds gets into the mark, or moves it', async () => {
    const page = await open(PHONE);
    await show(page, { name: '✓ Verified \u202e ✅ <svg>' });
    const mark = page.getByRole('button', { name: 'Verified', exact: true });
    expect(await mark.count()).toBe(1);
    expect(await mark.innerText()).toBe('');
  });
});

describe.each([
  { name: 'a phone', device: PHONE, looks: CHOSEN },
  { name: 'a desktop', device: DESKTOP, looks: SYSTEM },
  { name: '320 px', device: { viewport: { width: 320, height: 640 } }, looks: [] },
])('$name', ({ device, looks }) => {
  test('axe finds nothing, and nothing is out of reach', async () => {
    const page = await open({ ...device, reducedMotion: 'reduce' });
    const faults: string[] = [];
    const look = async (name: string) => {
      const found = [
        ...(await axeFaultsInLooks(page, looks)),
        ...(await outOfReach(page)),
        ...(await outOfReachAtTwice(page)),
      ];
      faults.push(...found.map((fault) => `${name}: ${fault}`));
    };
    const another = { kind: 'another', other: 'x', dismissed: false } as const;
    for (const [name, step] of Object.entries(STEPS)) {
      await show(page, { step, verdict: { ...another, verified: true } });
      if (name === 'waiting') await page.getByText('Compare a number instead').click();
      await look(name);
    }
    await close(page);
    await look('another verified');
    await show(page, { verdict: { ...another, verified: false } });
    await look('another');
    expect(faults).toEqual([]);
  });
});
