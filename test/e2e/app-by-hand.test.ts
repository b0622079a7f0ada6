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
  await b.page.getByRole('button', { name: 'I was given a code' }).click();
  await b.page.getByRole('button', { name: 'Scan with the camera' }).click();
  await b.page.getByRole('heading', { name: /give this code back/ }).waitFor();
  const running = await b.page.evaluate(() => document.querySelector('video')?.srcObject ?? null);
  expect(running).toBeNull();
  expect(await axeFaultsInLooks(b.page, CHOSEN)).toEqual([]);

  await a.page.getByRole('button', { name: 'They gave me a code back' }).click();
  await a.page.getByRole('textbox', { name: 'Paste the code here' }).fill(await codeOf(b));
  await a.page.getByRole('button', { name: 'Use this code' }).click();
  for (const { page } of [a, b]) {
    await page.getByText('You are connected.').waitFor();
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
  await a.page.getByRole('button', { name: 'I was given a code' }).click();
  await a.page.getByRole('button', { name: 'Scan with the camera' }).click();
  await a.page.getByText('The camera may not be used here.').waitFor();
  await a.page.getByRole('textbox', { name: 'Paste the code here' }).fill('not a code');
  await a.page.getByRole('button', { name: 'Use this code' }).click();
  await a.page.getByText('This is not a whole code').waitFor();
});
