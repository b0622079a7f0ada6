// People in a room, in real Chromium over a real tracker: verifying each other, one-time invites, the
// lock, how long messages live, muting; and what each screen says.

import { expect, test } from 'vitest';
import { type AppPage, DESKTOP, PHONE } from './app.ts';
import { appTabs } from './app-tabs.ts';

const { open } = appTabs();

/** Two who have met: one at a desk, one on a phone. */
async function two(): Promise<{ desk: AppPage; phone: AppPage }> {
  const [desk, phone] = await Promise.all([open(DESKTOP), open(PHONE)]);
  await phone.join(await desk.start());
  await desk.say('hello');
  await phone.untilTexts(['hello']);
  return { desk, phone };
}

const button = ({ page }: AppPage, name: string) => page.getByRole('button', { name, exact: true });

async function menuOf({ page }: AppPage, item: string): Promise<void> {
  await page
    .getByRole('button', { name: /^What can be done about/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: item }).click();
}

const pictures = ({ page }: AppPage) =>
  page.getByRole('dialog').getByRole('listitem').allTextContents();

test('two verify each other: the same seven pictures, a mark on each screen by its own word', async () => {
  const { desk, phone } = await two();
  await menuOf(desk, 'Verify');
  await button(phone, 'Compare').click();
  await Promise.all([desk, phone].map((one) => button(one, 'They match').waitFor()));
  expect(await pictures(desk)).toHaveLength(7);
  expect(await pictures(desk)).toEqual(await pictures(phone));
  await button(desk, 'They match').click();
  await button(desk, 'Done').click();
  const mark = (one: AppPage) => one.page.getByRole('button', { name: 'Verified' });
  await mark(desk).first().waitFor();
  expect(await mark(phone).count()).toBe(0);
  await button(phone, 'They match').click();
  await button(phone, 'Done').click();
  await mark(phone).first().waitFor();
});

test('Tab stops at the mark of the message that it stops at, and at no other', async () => {
  const { desk, phone } = await two();
  for (const [one, words] of [
    [phone, 'green'],
    [desk, 'blue'],
    [phone, 'red'],
  ] as const) {
    await one.say(words);
    for (const other of [desk, phone]) await other.page.getByText(words).first().waitFor();
  }
  await menuOf(desk, 'Verify');
  await button(phone, 'Compare').click();
  await button(desk, 'They match').click();
  await button(desk, 'Done').click();
  const marks = desk.page.getByRole('log').getByRole('button', { name: 'Verified' });
  const stops = () => marks.evaluateAll((all) => all.map(({ tabIndex }) => tabIndex));
  await expect.poll(stops).toEqual([-1, 0]);
  await desk.page.getByRole('article').filter({ hasText: 'green' }).focus();
  await expect.poll(stops).toEqual([0, -1]);
});

test('what did not match stays to be seen, and leads out of the room', async () => {
  const { desk, phone } = await two();
  await phone.say('before');
  await desk.page
    .getByRole('button', { name: /^Verify / })
    .first()
    .click();
  await button(phone, 'Compare').click();
  await Promise.all([desk, phone].map((one) => button(one, 'They match').waitFor()));
  await button(phone, 'They match').click();
  await button(phone, 'Done').click();
  await button(desk, 'They don’t match').click();
  await button(phone, 'Close').click();
  await phone.page.getByRole('log').getByText('Somebody may be in between').waitFor();
  expect(await phone.page.getByRole('button', { name: 'Verified' }).count()).toBe(0);
  await button(phone, 'Open people and connection').click();
  await phone.page
    .getByText('What you compared did not match.')
    .filter({ visible: true })
    .waitFor();
  await button(desk, 'Leave the room').click();
  await desk.page.getByText('The others have theirs until they leave.').waitFor();
  await desk.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await desk.page.getByText('Whoever is still in the room has it').waitFor();
});

test('an invite lets in one person with one tap, and says that it was used', async () => {
  const host = await open(DESKTOP);
  await host.start();
  await button(host, 'Invite somebody').first().click();
  await button(host, 'Make an invite').click();
  const link = await host.page.locator('p.code').textContent();
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#i=[\w-]{43}$/);
  await host.page.getByText('Open, for').waitFor();
  await button(host, 'Take back').click();
  await host.page.getByText('Taken back').waitFor();
});

test('what one sets for the room, all see: the lock, and how long messages live', async () => {
  const { desk, phone } = await two();
  await desk.page.getByLabel('Lock the room').check();
  // See Composer.svelte: with a second one, each key costs a walk over the whole page.
  expect(await desk.page.locator('label').count()).toBe(1);
  await phone.page.getByText('locked the room.').waitFor();
  await desk.page
    .getByLabel('How long messages live')
    .selectOption({ label: '5 minutes after sending' });
  await phone.page.getByText('changed how long messages live.').waitFor();
  await phone.say('goes in time');
  await desk.page.getByText('Disappears in').waitFor();
  const stranger = await open(DESKTOP);
  await button(desk, 'Show the phrase').click();
  await stranger.join(await desk.phrase());
  await stranger.page.getByText('Only you', { exact: true }).waitFor();
  await desk.page.getByLabel('Lock the room').uncheck();
  await stranger.page.getByText('You and 2 others').waitFor();
});

test('muting hides what somebody says, also where it was answered, here alone', async () => {
  const { desk, phone } = await two();
  await phone.say('noise');
  await desk.untilTexts(['hello', 'noise']);
  await desk.page.getByRole('article').last().hover();
  await button(desk, 'Reply').click();
  await desk.say('quiet');
  const quoted = desk.page.getByRole('article').last().locator('.quote');
  await quoted.filter({ hasText: 'noise' }).waitFor();
  await menuOf(desk, 'Mute here');
  await desk.untilTexts(['hello', 'quiet']);
  expect(await quoted.textContent()).toBe('Muted');
  await menuOf(desk, 'Show their messages again');
  await desk.untilTexts(['hello', 'noise', 'quiet']);
  await quoted.filter({ hasText: 'noise' }).waitFor();
});
