// `npm run bridge`: sets up, builds, and runs the bridge as its operators do, serving the app that was
// built. Arguments go to the bridge: `npm run bridge -- --port 8000 --host ::`.

import { join } from 'node:path';
import { build } from './build.mjs';
import { main, ROOT } from './run.mjs';
import { ensurePackages } from './setup.mjs';

await main(async () => {
  await ensurePackages();
  await build();
  const { runCommand } = await import('../dist/relay-node/operating/command.js');
  await runCommand(process.argv.slice(2), { app: join(ROOT, 'dist', 'app') });
});
