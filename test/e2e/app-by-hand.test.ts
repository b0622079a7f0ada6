// Joining by hand as two people do it in the app: one code scanned with a camera that films the other
// screen, the other pasted.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import encodeQR from 'qr';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { launchChromium } from '../support/chromium.ts';
import { AppPage, DESKTOP, PHONE, record, serveApp } from './app.ts';
import { axeFaultsInLooks, CHOSEN, SYSTEM } from './axe.ts';

let site: Bridge;

beforeAll(async () => {
  site = await serveApp();
});

afterAll(() => site?.close());

/** A film of one QR code (YUV4MPEG2, 4:2:0), as a camera sees a screen: grey around it. */
function film(text: string): Uint8Array {
  const [width, height, scale] = [640, 480, 6];
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const luma = new Uint8Array(width * height).fill(128);
  const top = Math.floor((height - modules.length * scale) / 2);
  const left = Math.floor((width - modules.length * scale) / 2);
  for (let y = 0; y < modules.length * scale; y++) {
    for (let x = 0; x < modules.length * scale; x++) {
      const dark = modules[Math.floor(y / scale)]?.[Math.floor(x / scale)];
      luma[(top + y) * width + left + x] = dark ? 30 : 225;
    }
  }
  const chroma = new Uint8Array((width * height) / 2).fill(128);
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
  return Buffer.concat([head, Buffer.from('FRAME\n'), luma, chroma]);
}

async function open(args: readonly string[], device = DESKTOP): Promise<AppPage> {
  const browser = await launchChromium({ args: [...args] });
  onTestFinished(() => browser.close());
  // No meeting point answers: their own bridge is not even told to the pages.
  const context = await browser.newContext({ ...device, permissions: ['camera'] });
  await context.route('**/sotto.json', (route) => route.fulfill({ status: 404 }));
  await context.routeWebSocket(/.*/, (socket) => socket.close());
  const page = await context.newPage();
  await page.goto(site.url);
  return new AppPage(page);
}

async function openByHand({ page }: AppPage): Promise<void> {
  const panel = page.getByRole('button', { name: 'Open people and connection' });
  if (await panel.isVisible()) await panel.click();
  await page.getByRole('button', { name: 'Join by hand, without any server' }).last().click();
}

async function codeOf({ page }: AppPage): Promise<string> {
  await page.getByText('Show it as text').click();
  return (await page.getByText(/^SOTTO-1/).textContent()) ?? '';
}

async function scan({ page }: AppPage): Promise<void> {
  await page.getByRole('button', { name: 'I was given a code' }).click();
  await page.getByRole('button', { name: 'Scan with the camera' }).click();
}

test('one code is scanned, the other pasted, and they talk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-film-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'screen.y4m');

  const a = await open([]);
  const phrase = await a.start();
  await openByHand(a);
  await a.page.getByRole('button', { name: 'Make a code' }).click();
  await a.page.getByRole('img', { name: /^QR code/ }).waitFor();
  await writeFile(file, film(await codeOf(a)));

  const camera = [
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${file}`,
  ];
  const b = await open(camera, PHONE);
  const heard = record(b.page);
  await b.join(phrase);
  await openByHand(b);
  await scan(b);
  await b.page.getByRole('heading', { name: /give this code back/ }).waitFor();
  const running = await b.page.evaluate(() => document.querySelector('video')?.srcObject ?? null);
  expect(running).toBeNull();
  expect(await axeFaultsInLooks(b.page, CHOSEN)).toEqual([]);

  await a.page.getByRole('button', { name: 'They gave me a code back' }).click();
  await a.page.getByRole('textbox', { name: 'Paste the code here' }).fill(await codeOf(b));
  await a.page.getByRole('button', { name: 'Use this code' }).click();
  for (const { page } of [a, b]) {
    // Where the focus was is gone: it goes to what is news, which so is read out.
    await page.locator('h3:focus', { hasText: 'You are connected.' }).waitFor();
    if (page === a.page) expect(await axeFaultsInLooks(page, SYSTEM)).toEqual([]);
    await page.getByRole('button', { name: 'Done', exact: true }).click();
  }
  await Promise.all([a.untilCompany(), b.untilCompany()]);
  await a.say('by hand');
  await b.untilTexts(['by hand']);
  expect(heard.complaints.filter((text) => !/WebSocket|404/.test(text))).toEqual([]);
});

test('where the camera is refused, the sheet says so and pasting is left', async () => {
  const a = await open(['--use-fake-device-for-media-stream']);
  await a.page.context().clearPermissions();
  await a.page.addInitScript(() => {
    const refuse = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    Object.defineProperty(navigator.mediaDevices, 'getUserMedia', { value: refuse });
  });
  await a.page.reload();
  await a.start();
  await openByHand(a);
  await scan(a);
  await a.page.getByText('The camera may not be used here.').waitFor();
  await a.page.getByRole('textbox', { name: 'Paste the code here' }).fill('not a code');
  await a.page.getByRole('button', { name: 'Use this code' }).click();
  await a.page.getByText('This is not a whole code').waitFor();
  await a.page.getByRole('button', { name: 'Start over' }).press('Enter');
  await a.page.locator('p:focus', { hasText: 'with no server at all' }).waitFor();
});

const CAMERA = ['--use-fake-device-for-media-stream'];

test('what draws and what reads a code is there before one is wanted, whatever comes of the network', async () => {
  const a = await open(CAMERA);
  const { page } = a;
  await a.start();
  const asked = [/assets\/qr-/, /assets\/decode-/].map((name) => page.waitForRequest(name));
  await openByHand(a);
  const urls = (await Promise.all(asked)).map((request) => request.url());
  // As text: what the test runner makes of an import is nothing that a page knows.
  for (const url of urls) await page.evaluate(`import('${url}').then(() => {})`);
  await page.route(/assets/, (route) => route.abort());
  await page.getByRole('button', { name: 'Make a code' }).click();
  await page.getByRole('img', { name: /^QR code/ }).waitFor();
  await page.getByRole('button', { name: 'Start over' }).click();
  await scan(a);
  await page.getByText('Hold the other screen’s code').last().waitFor();
});

test('where they can’t be fetched that is said, and not that no camera was found', async () => {
  const a = await open(CAMERA);
  const { page } = a;
  await a.start();
  await page.route(/assets/, (route) => route.abort());
  await openByHand(a);
  await page.getByRole('button', { name: 'Make a code' }).click();
  await page.getByText('What draws the QR code could not be fetched.').waitFor();
  await page.unroute(/assets/);
  await page.getByRole('button', { name: 'Try again now' }).click();
  await page.getByRole('img', { name: /^QR code/ }).waitFor();

  await page.route(/assets/, (route) => route.abort());
  await page.getByRole('button', { name: 'Start over' }).click();
  await scan(a);
  await page.getByText('What reads QR codes could not be fetched.').waitFor();
  await page.unroute(/assets/);
  await page.getByRole('button', { name: 'Scan with the camera' }).click();
  await page.getByText('Hold the other screen’s code').last().waitFor();
});
