// `npm start`: sets up, builds, and runs the bridge on this machine, app and tracker in one. Needs
// no network once the packages are there.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { main, PlainError, ROOT } from './run.mjs';
import { ensurePackages } from './setup.mjs';

await main(async () => {
  const port = readPort();
  await ensurePackages();
  await build();
  const { startBridge } = await import('../dist/relay-node/bridge.js');
  const bridge = await startBridge({ port, app: join(ROOT, 'dist', 'app') }).catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new PlainError(`Port ${port} is in use: choose another, or none for a free one.`);
  });
  greet(`http://localhost:${bridge.port}`);
  stopOnSignal(bridge);
});

function readPort() {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
    if (/^\d{1,5}$/.test(values.port) && Number(values.port) < 65_536) return Number(values.port);
  } catch {
    // Said below, as for a bad number.
  }
  throw new PlainError('The only option is --port with a number from 0 to 65535.');
}

function greet(url) {
  process.stdout.write(`
Sotto is running at ${url}

  1. Open ${url} in two browser windows.
  2. Use the same phrase in both.
  3. Talk. The two meet through this machine; no other is needed.

Ctrl-C stops it.
`);
}

/** The first Ctrl-C says goodbye to the windows; a second one does not wait for them. */
function stopOnSignal(bridge) {
  const stop = () => {
    process.once('SIGINT', () => process.exit(130));
    void bridge.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
