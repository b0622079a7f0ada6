// Brings along what a fresh clone lacks first: the packages of the lockfile.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlainError, ROOT, runNpm } from './run.mjs';

/** Installs the packages of the lockfile unless they are there already. */
export async function ensurePackages() {
  if (packagesAreCurrent()) return;
  process.stdout.write('Installing packages (once; this can take a minute) …\n');
  const { code, output } = await runNpm(['ci', '--no-audit', '--no-fund']);
  if (code === 0) return;
  // npm gives the reason first, and then the usage.
  const errors = output.split('\n').filter((line) => line.startsWith('npm error'));
  throw new PlainError(`${errors.slice(0, 12).join('\n')}\nThe packages could not be installed.`);
}

/** Whether every required package is there in the version of the lockfile. */
function packagesAreCurrent() {
  const wanted = readLock('package-lock.json');
  const present = readLock(join('node_modules', '.package-lock.json'));
  if (!present) return false;
  return Object.entries(wanted?.packages ?? {})
    .filter(([path]) => path !== '')
    .every(([path, { version, optional, peer }]) => {
      const found = present.packages?.[path];
      return found ? found.version === version : Boolean(optional || peer);
    });
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
  } catch {
    return undefined;
  }
}
