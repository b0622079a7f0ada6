// `npm run simulate`, `bench:…`, `screenshots`: sets up what a fresh clone lacks, then runs one of
// the TypeScript tools with the arguments it is given.
//
//   node scripts/tool.mjs scripts/simulate.ts --seed 7

import { ensureChromium } from './browsers.mjs';
import { build } from './build.mjs';
import { main, runPackage } from './run.mjs';
import { ensurePackages } from './setup.mjs';

await main(async () => {
  const [tool = '', ...args] = process.argv.slice(2);
  await ensurePackages();
  const env = tool.includes('simulate') ? {} : { CHROMIUM: await ensureChromium() };
  if (tool.includes('screenshots') || tool.includes('bench/start')) await build();
  const { code } = await runPackage('tsx/dist/cli.mjs', [tool, ...args], { show: true, env });
  process.exitCode = code;
});
