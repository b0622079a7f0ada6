// What could not be done is read out where it happens, and once: a screen reader hears of it without
// looking for it.

import { expect, test } from 'vitest';
import { type AppPage, DESKTOP } from './app.ts';
import { appTabs } from './app-tabs.ts';
import { listen } from './hearing.ts';

const tabs = appTabs();
const open = () => tabs.open(DESKTOP);

const button = ({ page }: AppPage, name: string) => page.getByRole('button', { name, exact: true });

/** Those of them that say this. */
function saying(heard: readonly string[], words: string): string[] {
  return heard.filter((told) => told.includes(words));
}

test('joining: a broken invite, and a phrase that is too long', async () => {
  const app = await open();
  await button(app, 'Join a room').click();
  const box = app.page.getByRole('textbox', { name: 'The phrase, or an invite' });
  await box.waitFor();
  const heard = await listen(app.page);
  await box.fill('https://sotto.example/#i=AAAA');
  await app.page.getByText('This is not a whole invite.').waitFor();
  expect(saying(await heard(), 'This is not a whole invite.')).toHaveLength(1);
  await box.fill('x'.repeat(10_000));
  await button(app, 'Join').click();
  await app.page.getByText('longer than 1,024 characters').first().waitFor();
  expect(saying(await heard(), 'longer than 1,024 characters')).not.toEqual([]);
});

test('more invites than there may be, in their sheet and beside the button that makes one', async () => {
  const refusal = 'Four invites are open at once';
  const app = await open();
  await app.start();
  await button(app, 'Invite somebody').first().click();
  const sheet = app.page.getByRole('dialog', { name: 'Invite somebody' });
  await button(app, 'Make an invite').click();
  for (let more = 0; more < 3; more++) await button(app, 'Make another').click();
  const heard = await listen(app.page);
  await button(app, 'Make another').click();
  await sheet.getByText(refusal).waitFor();
  expect(saying(await heard(), refusal)).toHaveLength(1);
  await button(app, 'Close').click();
  await button(app, 'Share an invite link').first().click();
  await app.page.getByText(refusal).waitFor();
  expect(saying(await heard(), refusal)).toHaveLength(1);
});

test('writing: too long once and not at every key, and again whenever it can’t be sent', async () => {
  const app = await open();
  await app.start();
  const box = app.page.getByRole('textbox', { name: 'Message' });
  const heard = await listen(app.page);
  const tooLong = async () => saying(await heard(), 'longer than 15,000 bytes').length;
  await box.fill('x'.repeat(15_000));
  const seen = [await tooLong()];
  await box.press('End');
  for (const key of ['x', 'y', 'Enter', 'Enter']) {
    await box.press(key);
    seen.push(await tooLong());
  }
  await box.evaluate((field: HTMLTextAreaElement) => {
    field.dispatchEvent(
      new InputEvent('beforeinput', { data: 'x'.repeat(60_000), cancelable: true }),
    );
  });
  seen.push(await tooLong());
  expect(seen).toEqual([0, 1, 0, 1, 1, 1]);
  await box.fill('short');
  expect(saying(await heard(), 'bytes')).toEqual([]);
});

test('a name that comes back with another key', async () => {
  const desk = await open();
  const phrase = await desk.start();
  const join = async () => {
    const other = await open();
    await other.join(phrase);
    await other.page.getByText('Choose a name').click();
    await other.page.getByRole('textbox', { name: 'Your name' }).fill('Ana');
    await button(other, 'Use this name').click();
    await desk.untilCompany();
    return other;
  };
  const first = await join();
  await desk.page.locator('aside').getByText('Ana').first().waitFor();
  await first.leave();
  await desk.page.getByRole('heading', { name: 'Only you' }).waitFor();
  const heard = await listen(desk.page);
  await join();
  await desk.page.getByRole('alert').waitFor();
  expect(saying(await heard(), 'has come with another key')).toHaveLength(1);
});
