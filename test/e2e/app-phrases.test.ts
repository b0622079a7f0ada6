// Phrases that people type, paste or try: each gets its defined answer, and the page stays quick.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { launchChromium } from '../support/chromium.ts';
import { AppPage, record, serveApp } from './app.ts';

let browser: Browser;
let bridge: Bridge;

beforeAll(async () => {
  [browser, bridge] = await Promise.all([launchChromium(), serveApp()]);
});

afterAll(async () => {
  await browser?.close();
  await bridge?.close();
});

async function open(): Promise<AppPage> {
  const page = await (await browser.newContext()).newPage();
  const { complaints } = record(page);
  page.on('close', () => expect(complaints).toEqual([]));
  await page.goto(bridge.url);
  return new AppPage(page);
}

async function write(app: AppPage, phrase: string): Promise<void> {
  await app.page.getByRole('button', { name: 'Join a room' }).click();
  await app.page.getByRole('textbox', { name: 'The phrase' }).fill(phrase);
}

const join = (app: AppPage) => app.page.getByRole('button', { name: 'Join', exact: true }).click();

describe('is told to be weak, and asked about once more', () => {
  test.each([
    ['one letter', 'a'],
    ['one emoji', '🦊'],
    ['a well-known password', 'password1'],
    ['four random words', 'velvet harbor copper quartet'],
    ['one word a hundred times', 'zoology '.repeat(100)],
    ['right-to-left text', 'قهوة الصباح'],
  ])('%s', async (_, phrase) => {
    const app = await open();
    await write(app, phrase);
    await join(app);
    await app.page.getByRole('heading', { name: 'Strangers could guess this phrase' }).waitFor();
    await app.page.getByRole('button', { name: 'Use it anyway' }).click();
    await app.untilInside();
    await app.page.context().close();
  });
});

describe('is refused with a sentence and a next step', () => {
  test.each([
    ['10,000 characters', 'x'.repeat(10_000), 'This phrase is longer than 1,024 characters.'],
    ['what is no text', '\u{378}\u{e0fff}', 'The phrase holds a character that not every device'],
    ['what nobody can see', '\u200b\u2060\ufeff', 'There is no phrase yet.'],
  ])('%s', async (_, phrase, sentence) => {
    const app = await open();
    await write(app, phrase);
    await join(app);
    const anyway = app.page.getByRole('button', { name: 'Use it anyway' });
    const told = app.page.getByText(sentence).first();
    await anyway.or(told).first().waitFor();
    if (await anyway.isVisible()) await anyway.click();
    await told.waitFor();
    await app.page.context().close();
  });
});

describe('a megabyte that is pasted', () => {
  const paste = async (app: AppPage, field: string) => {
    const elsewhere = await app.page.context().newPage();
    await elsewhere.setContent('<textarea autofocus></textarea>');
    await elsewhere.evaluate(() => {
      const source = document.querySelector('textarea') as HTMLTextAreaElement;
      source.value = 'wörter '.repeat(150_000);
      source.select();
    });
    await elsewhere.keyboard.press('ControlOrMeta+c');
    await app.page.getByRole('textbox', { name: field }).focus();
    await app.page.keyboard.press('ControlOrMeta+v');
  };

  test('as a phrase is refused, and what was written stays', async () => {
    const app = await open();
    await write(app, 'velvet harbor');
    await paste(app, 'The phrase');
    await app.page.getByText('This phrase is longer than 1,024 characters.').waitFor();
    const field = app.page.getByRole('textbox', { name: 'The phrase' });
    expect(await field.inputValue()).toBe('velvet harbor');
    await app.page.keyboard.type(' ');
    await app.page.getByText('This phrase is longer than').waitFor({ state: 'detached' });
    await app.page.context().close();
  });

  test('as a message is refused, and the draft stays', async () => {
    const app = await open();
    await app.start();
    await app.page.getByRole('textbox', { name: 'Message' }).fill('I wanted to say');
    await paste(app, 'Message');
    await app.page.getByText('This message is longer than 15,000 bytes').waitFor();
    expect(await app.page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe(
      'I wanted to say',
    );
    await app.page.context().close();
  });
});

test('one who typed a word wrong is asked once before, and goes in with the word that was meant', async () => {
  const [host, guest] = [await open(), await open()];
  const phrase = await host.start();
  const [meant = ''] = phrase.split(' ');
  await guest.page.getByRole('button', { name: 'Join a room' }).click();
  await guest.page.getByRole('textbox', { name: 'The phrase' }).fill(phrase.replace(meant, '$&x'));
  await guest.page.keyboard.press('Enter');
  await guest.page.getByRole('button', { name: 'Join as it is' }).waitFor();
  await guest.page.getByRole('status').getByText('Look at the words once more.').waitFor();
  await guest.page.getByRole('button', { name: meant, exact: true }).click();
  await guest.page.getByRole('button', { name: 'Join', exact: true }).click();
  await Promise.all([host.untilCompany(), guest.untilCompany()]);
});

test('one who typed a word wrong is told so where nobody is found, and corrects it with two taps', async () => {
  const [host, guest] = [await open(), await open()];
  const phrase = await host.start();
  await guest.page.clock.install();
  await guest.join(phrase.replace(/^\S+/, '$&x'));
  await guest.page.getByText('Nobody else is found yet.').waitFor();
  await guest.page.clock.fastForward(31_000);
  await guest.page.getByRole('button', { name: 'Look at the phrase again' }).click();
  await guest.page.getByText('is not in the list of words.').waitFor();
  const [meant = ''] = phrase.split(' ');
  await guest.page.getByRole('button', { name: meant, exact: true }).click();
  await guest.page.getByText('6 random words').waitFor();
  await guest.page.getByRole('button', { name: 'Join', exact: true }).click();
  await Promise.all([host.untilCompany(), guest.untilCompany()]);
});

test('two who type the same words differently meet', async () => {
  const [a, b] = [await open(), await open()];
  await a.join('Çafé-Olé  naïve_RÉSUMÉ. Σίσυφος 東京 ambush');
  await b.join('cafe ole naive resume σισυφοσ 東京 AMBUSH ');
  await Promise.all([a.untilCompany(), b.untilCompany()]);
  expect(await a.emblem()).toBe(await b.emblem());
});
