// How long a key takes from the press to the picture, in a room with a thousand messages and two
// hundred people on screen: the app's real screens over a room that does as it is told (test/web/stage).
// Beside it the same in a page that holds nothing but a box. Both on a quarter of a core, as in
// bench:start; and on a processor slowed down four times, which spares no key: a quota lets each have
// the whole core until it is used up.
//
//   npm run bench:typing [-- --keys 100 --share 0.25 --slowdown 4]

import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { startBridge } from '../../relay-node/bridge.ts';
import { launchChromium } from '../../test/support/chromium.ts';
import { makeQuota } from './quota.ts';
import { summary } from './statistics.ts';

const { values: flags } = parseArgs({
  options: {
    keys: { type: 'string', default: '100' },
    share: { type: 'string', default: '0.25' },
    slowdown: { type: 'string', default: '4' },
  },
});
const KEYS = Number(flags.keys);
const OUT = 'dist/stage';
const MESSAGES = 1_000;
const PEOPLE = 200;
/** Between two keys: a hundred words a minute, and never two in one frame. */
const PAUSE_MS = 120;

const stage = "Reflect.get(window, 'stage')";

/** Into a room, as after a tap. */
async function enter(page: Page): Promise<void> {
  await page.evaluate(`${stage}.app.warmUp().then(() => ${stage}.app.startRoom())`);
  await page.waitForFunction(`${stage}.engine.runs.length > 0`);
  await page.evaluate(`${stage}.engine.runs[0].finish(${stage}.ROOT)`);
  await page.waitForFunction(`${stage}.app.stay.conversation !== undefined`);
}

/** Fills it: people first, then what they say, a quarter of which counts down. */
function fill({ messages, people }: { messages: number; people: number }): void {
  const { room, member } = Reflect.get(window, 'stage');
  for (let seed = 0; seed < people; seed++) {
    const id = Uint8Array.from({ length: 16 }, (_, index) => (index === 15 ? seed : seed + index));
    room.meet(member(2, { id }));
  }
  for (let number = 0; number < messages; number++) {
    const { id: author } = room.members[number % people];
    const counts = number % 4 === 0;
    room.say({
      author,
      text: `Message ${number}, of the length that most have in a quiet talk among friends.`,
      replyTo: number % 7 === 0 ? `entry-${number - 3}` : undefined,
      reactions: number % 5 === 0 ? [{ emoji: '👍', by: [author], own: false }] : [],
      lifetime: counts ? { kind: 'after-sending', ms: 3_600_000 } : { kind: 'off' },
      goneAt: counts ? Date.now() + 3_600_000 : undefined,
    });
  }
}

/** All of it on screen, and at rest. */
async function unfold(page: Page): Promise<void> {
  const transcript = `${stage}.app.stay.conversation.transcript`;
  await page.waitForFunction(`${transcript}.entries.length === ${MESSAGES}`);
  await page.evaluate(`while (${transcript}.earlier > 0) ${transcript}.showEarlier()`);
  await page.waitForFunction(`document.querySelectorAll('article').length === ${MESSAGES}`);
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
}

/**
 * Notes for each key when the frame that shows it has ended, ms since 1970. A task of this priority comes
 * straight after the frame, before what the browser does later with a box that has changed. No function
 * in it has a name: tsx would wrap it in what the page lacks.
 */
function listen(): void {
  const shown: number[] = [];
  Reflect.set(window, 'shown', shown);
  addEventListener(
    'keydown',
    () => {
      requestAnimationFrame(() => {
        void scheduler.postTask(() => shown.push(performance.timeOrigin + performance.now()), {
          priority: 'user-blocking',
        });
      });
    },
    { capture: true },
  );
}

/**
 * From each press, by the clock here, to what `listen` noted, ms: a browser that is held reads a key late.
 * Nothing is asked of the page meanwhile, since each question would run in the frames that are measured;
 * and no key waits for the one before.
 */
async function type(page: Page): Promise<number[]> {
  const pressed: number[] = [];
  const presses: Promise<void>[] = [];
  for (let key = 0; key < KEYS; key++) {
    await pause(PAUSE_MS);
    pressed.push(performance.timeOrigin + performance.now());
    presses.push(page.keyboard.press(key % 6 === 5 ? ' ' : 'e'));
  }
  await Promise.all(presses);
  await page.waitForFunction(`shown.length === ${KEYS}`);
  const shown: number[] = await page.evaluate(() => Reflect.get(window, 'shown').splice(0));
  return shown.map((at, key) => at - (pressed[key] ?? Number.NaN));
}

/** From now on somebody says something at every key. */
function chatter(): void {
  const { room } = Reflect.get(window, 'stage');
  addEventListener('keydown', () => {
    room.say({ author: room.members[0].id, text: 'and another one' });
  });
}

await build({
  configFile: 'test/web/stage/vite.config.ts',
  logLevel: 'error',
  build: { outDir: `${process.cwd()}/${OUT}` },
});
const bridge = await startBridge({ app: OUT });
const quota = makeQuota();
const browser = await launchChromium({ executablePath: quota.program });

async function open(): Promise<Page> {
  const viewport = { width: 1280, height: 800 };
  return (await browser.newContext({ bypassCSP: true, viewport })).newPage();
}

/** Until it is ended; the browser's own work goes at full speed only where just the page is slowed. */
type SlowDown = (page: Page) => Promise<() => unknown>;

const byQuota: SlowDown = () => {
  quota.hold(Number(flags.share));
  return Promise.resolve(quota.release);
};

const byThrottling: SlowDown = async (page) => {
  const session = await page.context().newCDPSession(page);
  const slow = (rate: number) => session.send('Emulation.setCPUThrottlingRate', { rate });
  await slow(Number(flags.slowdown));
  return () => slow(1);
};

async function show(name: string, page: Page, slowDown: SlowDown): Promise<void> {
  // Looking for the box is work for the page, too: it ends before the time that is measured.
  await page.getByRole('textbox').last().focus();
  await quota.rested();
  const end = await slowDown(page);
  const latencies = await type(page);
  await end();
  console.log(`  ${name.padEnd(24)} ${summary(latencies, 'ms')}`);
}

async function bare(slowDown: SlowDown): Promise<void> {
  const page = await open();
  await page.setContent('<title>A box</title><textarea rows="1"></textarea>');
  await page.evaluate(listen);
  await show('nothing but a box', page, slowDown);
  await page.close();
}

async function room(slowDown: SlowDown): Promise<void> {
  const page = await open();
  await page.goto(bridge.url);
  await enter(page);
  await page.evaluate(fill, { messages: MESSAGES, people: PEOPLE });
  await unfold(page);
  await page.evaluate(listen);
  await show('quiet room', page, slowDown);
  await page.evaluate(chatter);
  await show('a message at every key', page, slowDown);
  await page.close();
}

try {
  console.log(`${MESSAGES} messages, ${PEOPLE} people`);
  for (const [title, slowDown] of [
    [`${flags.share} of a core by ${quota.means}`, byQuota],
    [`the page’s processor ÷ ${flags.slowdown}`, byThrottling],
  ] as const) {
    console.log(title);
    await bare(slowDown);
    await room(slowDown);
  }
} finally {
  quota.release();
  await browser.close();
  await quota.end();
  await bridge.close();
}
