// The six causes that the doctor tells apart (EXPERIENCE, "When it does not connect"), each produced
// for real in Chromium with the built app, and named rightly in its sheet.

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Bridge, startBridge } from '../../relay-node/bridge.ts';
import { CHROMIUM, launchChromium } from '../support/chromium.ts';
import type { End } from '../support/namespaces.ts';
import { networkFor, networksMissing } from '../support/networks.ts';
import { DoctorRoom, type RoomOptions } from './doctor-room.ts';
import { offerOtherVersion } from './older-version.ts';

const NOBODY = 'Nobody else is here yet.';
const NO_PATH = 'Somebody is here, but your two networks allow no direct way between you.';
const BLOCKED = 'No meeting point answers. They may be blocked on this network.';
const NO_WEBRTC = 'This browser has no WebRTC, or it is turned off, so it can’t connect directly.';
const OTHER_VERSION = 'Somebody with your phrase uses another version of Sotto.';

let browser: Browser;
/** With a tracker and nothing else: no relay makes up for anything. */
let bridge: Bridge;

beforeAll(async () => {
  [browser, bridge] = await Promise.all([
    launchChromium(),
    startBridge({ app: 'dist/app', relay: 'off' }),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await bridge?.close();
});

/** A room whose only meeting point is the bridge, unless told otherwise. */
async function open(options: Partial<RoomOptions> = {}): Promise<DoctorRoom> {
  const room = await DoctorRoom.open(browser, {
    url: bridge.url,
    trackers: [bridge.tracker],
    ...options,
  });
  onTestFinished(() => room.page.context().close());
  return room;
}

/** What is looked at, and the verdict of each; by default all is well, and nobody is here. */
function checks(verdicts: Readonly<Record<string, string>>, point = new URL(bridge.url).host) {
  return [
    ['This device’s network', 'Fine'],
    ['Direct connections (WebRTC)', 'Fine'],
    [point, 'Fine'],
    ['Somebody with your phrase', 'Being tried'],
    ['A way between you', 'Can’t be known'],
    ['The clock', 'Fine'],
    ['The version of Sotto', 'Can’t be known'],
  ].map(([title = '', verdict]) => `${title}: ${verdicts[title] ?? verdict}`);
}

/** Somebody was found, and something is in the way. */
const FOUND = { 'Somebody with your phrase': 'Fine', 'The version of Sotto': 'Fine' };

test('1: nobody is here yet', async () => {
  const room = await open();
  await room.start();
  expect(await room.diagnosis(NOBODY)).toEqual({
    says: NOBODY,
    next: 'Tell them the phrase, and keep this page open.',
    checks: checks({}),
  });
});

test('and when somebody comes, the open sheet says that it connects', async () => {
  const [room, other] = [await open(), await open()];
  const phrase = await room.start();
  await room.diagnosis(NOBODY);
  await other.join(phrase);
  expect(await room.untilSays('It does: you are connected to everybody here.')).toEqual({
    says: 'It does: you are connected to everybody here.',
    next: 'Nothing to do.',
    checks: checks({ ...FOUND, 'A way between you': 'Fine' }),
  });
});

if (networksMissing !== undefined) {
  console.info(
    `not run: two networks without a direct path, one that drops all (${networksMissing})`,
  );
}

describe.runIf(networksMissing === undefined)('on networks of their own', () => {
  let server: Bridge;
  let far: End;
  const browsers: Browser[] = [];

  beforeAll(async () => {
    const { address: host, ends } = networkFor('doctor');
    [far] = ends;
    server = await startBridge({ host, app: 'dist/app', relay: 'off' });
    for (const end of ends) {
      browsers.push(await launchChromium({ executablePath: await end.at(CHROMIUM) }));
    }
  });

  afterAll(async () => {
    await Promise.all(browsers.map((each) => each.close()));
    await server?.close();
  });

  async function openAt(end: number): Promise<DoctorRoom> {
    const room = await DoctorRoom.open(browsers[end] as Browser, {
      url: server.url,
      trackers: [server.tracker],
    });
    onTestFinished(() => room.page.context().close());
    return room;
  }

  test('2: somebody is here, but there is no direct path', async () => {
    const [a, b] = [await openAt(0), await openAt(1)];
    await b.join(await a.start());
    for (const room of [a, b]) {
      expect(await room.diagnosis(NO_PATH)).toEqual({
        says: NO_PATH,
        next: 'Try another network, such as a phone’s, or add a relay in the settings.',
        checks: checks({ ...FOUND, 'A way between you': 'Needs attention' }, host(server)),
      });
    }
  });

  test('3: the network drops all that goes to the meeting point', async () => {
    const room = await openAt(0);
    await room.page.waitForLoadState('networkidle');
    await far.cut();
    onTestFinished(() => far.heal());
    await room.start();
    expect(await room.diagnosis(BLOCKED)).toEqual({
      says: BLOCKED,
      next: 'Try another network, or add another meeting point in the settings.',
      checks: checks(
        {
          [host(server)]: 'Needs attention',
          'Somebody with your phrase': 'Can’t be known',
          'The clock': 'Can’t be known',
        },
        host(server),
      ),
    });
  });
});

function host({ url }: Bridge): string {
  return new URL(url).host;
}

describe('3: the meeting points are blocked', () => {
  /** A port of this machine: `open` takes connections and never says a word. */
  async function port({ open: isOpen }: { readonly open: boolean }): Promise<number> {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port: number } = server.address() as AddressInfo;
    if (isOpen) onTestFinished(() => void server.close());
    else server.close();
    return number;
  }

  test.each([
    ['where nothing listens', false],
    ['that takes connections and answers nothing', true],
  ])('a port %s', async (_, isOpen) => {
    const point = `127.0.0.1:${await port({ open: isOpen })}`;
    const room = await open({ trackers: [`ws://${point}`] });
    await room.start();
    expect(await room.diagnosis(BLOCKED)).toEqual({
      says: BLOCKED,
      next: 'Try another network, or add another meeting point in the settings.',
      checks: checks(
        { [point]: 'Needs attention', 'Somebody with your phrase': 'Can’t be known' },
        point,
      ),
    });
    await room.page.getByRole('button', { name: 'Open the settings' }).click();
    await room.page.getByRole('dialog', { name: 'Settings' }).waitFor();
  });
});

describe('4: this browser has no WebRTC', () => {
  const initScript = () => {
    for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) {
      Reflect.deleteProperty(window, name);
    }
  };

  test('and nothing makes up for it', async () => {
    const room = await open({ initScript });
    await room.start();
    expect(await room.diagnosis(NO_WEBRTC)).toEqual({
      says: NO_WEBRTC,
      next: 'Turn it on, or open this page in Firefox, Chrome, Edge or Safari.',
      checks: checks({
        'Direct connections (WebRTC)': 'Needs attention',
        'Somebody with your phrase': 'Can’t be known',
      }),
    });
  });

  test('and a bridge makes up for it', async () => {
    const relay = await startBridge();
    onTestFinished(() => relay.close());
    const room = await open({ initScript, trackers: [relay.tracker] });
    await room.start();
    const { checks: looked } = await room.diagnosis(NOBODY);
    expect(looked).toEqual(checks({}, host(relay)));
    await room.page.getByText('A bridge carries your sealed messages in their place.').waitFor();
  });
});

describe('5: a clock is wrong', () => {
  /** As a device whose clock was set wrong. */
  const twentyMinutesAhead = () => {
    const shiftMs = 20 * 60_000;
    const Right = Date;
    window.Date = class extends Right {
      constructor(...args: [] | [number]) {
        super(...((args.length === 0 ? [Right.now() + shiftMs] : args) as [number]));
      }

      static override now(): number {
        return Right.now() + shiftMs;
      }
    } as DateConstructor;
  };

  test('somebody’s: told by an envelope that is out of time, and whose by the page’s server', async () => {
    const [right, wrong] = [await open(), await open({ initScript: twentyMinutesAhead })];
    await wrong.join(await right.start());
    const theirs = await right.diagnosis(/^Somebody’s clock/);
    expect(theirs).toEqual({
      says: expect.stringMatching(
        /^Somebody’s clock is (19|20) min ahead of yours\. By this page’s server, it is theirs that is wrong\. You can’t meet before both are right\.$/,
      ),
      next: 'Tell them to set the date and time of their device to automatic.',
      checks: checks({ ...FOUND, 'The clock': 'Needs attention' }),
    });
    // Whether an envelope of the other reaches it, too, is up to who announced last.
    const own = await wrong.diagnosis(/^This device’s clock/);
    expect(own.says).toMatch(
      /^This device’s clock is (19|20) min ahead of that of this page’s server\. You can’t meet before both are right\.$/,
    );
    expect(own.next).toBe('Set the date and time of this device to automatic.');
    expect(own.checks).toContain('The clock: Needs attention');
  });

  test('this one: told by the Date header of the page, while nobody is here', async () => {
    const room = await open({ initScript: twentyMinutesAhead });
    await room.start();
    const { says, checks: looked } = await room.diagnosis(/^This device’s clock/);
    expect(says).toMatch(
      /^This device’s clock is (19|20) min ahead of that of this page’s server\./,
    );
    expect(looked).toEqual(checks({ 'The clock': 'Needs attention' }));
  });

  test('without an answer of the page’s server: which of the two is not claimed', async () => {
    const [right, wrong] = [await open(), await open({ initScript: twentyMinutesAhead })];
    await right.page.route('**/*', (route) =>
      route.request().method() === 'HEAD' ? route.abort() : route.continue(),
    );
    const phrase = await right.start();
    const alone = await right.diagnosis(NOBODY);
    expect(alone.checks).toEqual(checks({ 'The clock': 'Can’t be known' }));
    await right.page.getByText('This device’s clock can’t be checked from here.').waitFor();
    await wrong.join(phrase);
    expect(await right.untilSays(/^Somebody’s clock/)).toEqual({
      says: expect.stringMatching(
        /^Somebody’s clock is (19|20) min ahead of yours\. You can’t meet before both are right\.$/,
      ),
      next: 'Set the date and time of both devices to automatic.',
      checks: checks({ ...FOUND, 'The clock': 'Needs attention' }),
    });
  });
});

test('6: somebody speaks an older version', async () => {
  const room = await open();
  const phrase = await room.start();
  await room.diagnosis(NOBODY);
  const older = await offerOtherVersion(bridge.tracker, phrase);
  onTestFinished(() => older.close());
  expect(await room.untilSays(OTHER_VERSION)).toEqual({
    says: OTHER_VERSION,
    next: 'Both of you: reload the page.',
    checks: checks({
      'Somebody with your phrase': 'Fine',
      'The version of Sotto': 'Needs attention',
    }),
  });
});

test('the banner leads to the same sheet, and what is waved away there is told here', async () => {
  const room = await open();
  const older = await offerOtherVersion(bridge.tracker, await room.start());
  onTestFinished(() => older.close());
  const { page } = room;
  const banner = page.getByRole('main').locator('.trouble .words');
  await banner.getByRole('button', { name: 'Why does it not connect?' }).click();
  await room.untilSays(OTHER_VERSION);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await banner.waitFor({ state: 'hidden' });
  await room.diagnosis(OTHER_VERSION);
});
