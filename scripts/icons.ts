// Draws the icons of the installed app from their SVG sources, for systems that take none: PNG, in the
// sizes that a web app manifest needs (W3C Web Application Manifest, §1.9; 192 and 512 px are what
// browsers ask for). The results are kept in the repository, so that building needs no browser.
//
//   npm run icons

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../test/support/chromium.ts';

const FOLDER = fileURLToPath(new URL('../src/web/public/', import.meta.url));

const ICONS = [
  { source: 'icon.svg', result: 'icon-192.png', px: 192 },
  { source: 'icon.svg', result: 'icon-512.png', px: 512 },
  { source: 'icon-maskable.svg', result: 'icon-maskable-512.png', px: 512 },
];

const browser = await launchChromium();
for (const { source, result, px } of ICONS) {
  const svg = await readFile(FOLDER + source, 'utf8');
  const page = await browser.newPage({ viewport: { width: px, height: px } });
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${px}px;height:${px}px}</style>${svg}`,
  );
  await writeFile(FOLDER + result, await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
