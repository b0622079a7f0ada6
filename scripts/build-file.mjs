// `npm run build:file`: sets up, builds, and says where the app lies as one file that works from disk.

import { join, relative } from 'node:path';
import { build } from './build.mjs';
import { main, ROOT } from './run.mjs';
import { sayBuild } from './seal.mjs';
import { ensurePackages } from './setup.mjs';

await main(async () => {
  await ensurePackages();
  const fresh = await build();
  const dist = join(ROOT, 'dist');
  if (!fresh) sayBuild(dist);
  process.stdout.write(
    `The app as one file: ${relative(process.cwd(), join(dist, 'sotto.html'))}\n`,
  );
});
