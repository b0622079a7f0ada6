// `npm run peer`: sets up, builds, and runs the terminal's program in this process with the arguments
// that it is given.

import { build } from './build.mjs';
import { main } from './run.mjs';
import { ensurePackages } from './setup.mjs';

await main(async () => {
  await ensurePackages();
  await build();
  await import('../dist/src/cli/main.js');
});
