// Where the focus goes when what had it goes away: to the heading of the next screen, to the next item of
// a list; never to nowhere, and never away from a field that takes it by itself.

import { describe, expect, test } from 'vitest';
import { encodeInvite } from '../../src/wire/invite.ts';
import { type AppPage, DESKTOP, PHONE } from './app.ts';
import { appTabs } from './app-tabs.ts';

const DEVICES = { phone: PHONE, desktop: DESKTOP };
/** The first screen's heading. */
const PURPOSE = /^Talk quietly/;

const tabs = appTabs();
const { open } = tabs;

const button = ({ page }: AppPage, name: string) =>
  page.getByRole('button', { name, exact: true }).filter({ visible: true });

const heading = ({ page }: AppPage, name: string | RegExp) => page.getByRole('heading', { name });
const field = ({ page }: AppPage, name: string) => page.getByRole('textbox', { name });

/** Waits until a key would reach this. */
async function untilFocused(control: ReturnType<typeof heading>): Promise<void> {
  await control.and(control.page().locator(':focus')).waitFor();
}

const focused = ({ page }: AppPage) => page.evaluate(() => document.activeElement?.tagName);

describe.each(Object.entries(DEVICES))('on a %s', (device, options) => {
  test('the first screen takes no focus; joining begins in its field, and Back at the heading', async () => {
    const app = await open(options);
    await button(app, 'Join a room').waitFor();
    expect(await focused(app)).toBe('BODY');
    await button(app, 'Join a room').press('Enter');
    await untilFocused(field(app, 'The phrase, or an invite'));
    await button(app, 'Back').press('Enter');
    await untilFocused(heading(app, PURPOSE));
  });

  test('an invite takes no focus either, and leads on to a heading when it is waved away', async () => {
    const code = encodeInvite({ token: new Uint8Array(16).fill(7), inviter: new Uint8Array(16) });
    const app = await open(options, `${tabs.url}/#${code}`);
    await heading(app, 'Somebody invites you to a room.').waitFor();
    expect(await focused(app)).toBe('BODY');
    await button(app, 'Not now').press('Enter');
    await untilFocused(heading(app, PURPOSE));
  });

  test('into a room, to one more, and out of both again', async () => {
    const app = await open(options);
    const inside = device === 'phone' ? heading(app, 'Only you') : field(app, 'Message');
    await button(app, 'Start a room').press('Enter');
    await untilFocused(inside);
    await app.untilInside();
    if (device === 'phone') await button(app, 'Open people and connection').press('Enter');
    await button(app, 'Another room').first().press('Enter');
    await untilFocused(heading(app, PURPOSE));
    await button(app, 'Start a room').press('Enter');
    await untilFocused(inside);
    for (const next of [inside, heading(app, PURPOSE)]) {
      await button(app, 'Leave').press('Enter');
      await app.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).press('Enter');
      await untilFocused(next);
    }
  });
});

test('a room that can’t be entered begins at its heading, when its message box is gone', async () => {
  const host = await open(DESKTOP);
  await host.start();
  await button(host, 'Invite somebody').first().click();
  await button(host, 'Make an invite').click();
  const link = await host.page.locator('.inviting p.code').innerText();
  const [guest, late] = [await open(DESKTOP, link), await open(DESKTOP, link)];
  await button(guest, 'Join').click();
  await guest.untilCompany();
  await button(late, 'Join').click();
  await untilFocused(heading(late, 'You are not in the room'));
});

describe('in the settings', () => {
  const removing = ({ page }: AppPage) =>
    page.getByRole('region', { name: 'Meeting points' }).getByRole('button', { name: /^Remove/ });

  test('a meeting point that is removed leaves the focus to the next, the last to the one before', async () => {
    const app = await open(DESKTOP);
    await button(app, 'Settings').click();
    const names = await Promise.all(
      (await removing(app).all()).map((one) => one.getAttribute('aria-label')),
    );
    await removing(app).first().press('Enter');
    await untilFocused(removing(app).first());
    await removing(app).last().press('Enter');
    await untilFocused(removing(app).last());
    expect(await removing(app).last().getAttribute('aria-label')).toBe(names.at(-2));
    await button(app, 'Put the usual ones back').press('Enter');
    await untilFocused(heading(app, 'Meeting points'));
  });

  test('the only relay leaves it to the heading', async () => {
    const app = await open(DESKTOP);
    await button(app, 'Settings').click();
    const relays = app.page.getByRole('region', { name: 'Relays (TURN)' });
    await relays.getByRole('textbox').first().fill('turn:relay.example');
    await relays.getByRole('textbox').nth(1).fill('me');
    await relays.getByRole('textbox').nth(2).fill('secret');
    await relays.getByRole('button', { name: 'Add' }).press('Enter');
    await relays.getByRole('button', { name: 'Remove' }).press('Enter');
    await untilFocused(relays.getByRole('heading'));
  });
});
