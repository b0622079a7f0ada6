// Running other programs: shared by the scripts, which are plain JavaScript because they run before
// anything is installed.

import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the checkout. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** A failure that a person is told about in its one sentence, without a stack. */
export class PlainError extends Error {}

/**
 * Runs a program in the checkout and resolves to its exit code and its output. With `show`, the
 * output goes to the terminal as it comes instead.
 */
export function run(command, args, { show = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    child.once('error', (error) => resolve({ code: 127, output: error.message }));
    child.once('close', (code) => {
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

/** Runs a program that a package brings along, by the path of its entry in that package. */
export function runPackage(entry, args, options) {
  return run(process.execPath, [join(ROOT, 'node_modules', entry), ...args], options);
}

/** npm as it was found: the one that runs this script, or the one on the PATH. */
export function runNpm(args, options) {
  const own = process.env.npm_execpath;
  return own?.endsWith('.js')
    ? run(process.execPath, [own, ...args], options)
    : run('npm', args, options);
}

/** The last lines of an output, for an error. */
export function tail(output, lines = 20) {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}

/** Runs a script's main function; a {@link PlainError} becomes one sentence and exit code 2. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${error instanceof PlainError ? error.message : error?.stack}\n`);
    process.exitCode = 2;
  }
}
