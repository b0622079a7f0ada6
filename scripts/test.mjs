// `npm test`: sets up, then runs every check and every test. Arguments go to Vitest. The last line
// is "N passed, N failed", where each check counts as one and each test counts as one.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium, ensureFirefox } from './browsers.mjs';
import { build } from './build.mjs';
import { main, runPackage } from './run.mjs';
import { ensurePackages } from './setup.mjs';

/** The native compiler, four times as fast; svelte-check and the test of style need the one of before. */
const TSC = 'typescript-native/bin/tsc';
const BIOME = '@biomejs/biome/bin/biome';
const SVELTE_CHECK = 'svelte-check/bin/svelte-check';

await main(async () => {
  await ensurePackages();
  const chromium = await attempt('chromium', ensureChromium);
  const firefox = await attempt('firefox', ensureFirefox);
  const browsers = { CHROMIUM: chromium.value, FIREFOX: firefox.value };
  const checks = [
    chromium,
    firefox,
    await check('style', BIOME, ['check']),
    ...(await Promise.all([
      check('types of the pure layers', TSC, ['-p', 'src/tsconfig.json', '--noEmit']),
      check('types', TSC, ['-p', 'tsconfig.json', '--noEmit']),
    ])),
    ...(await Promise.all([
      check('types of the app', SVELTE_CHECK, ['--workspace', 'src/web', '--threshold', 'error']),
      attempt('build', build),
    ])),
  ];
  const tests = await runTests(process.argv.slice(2), browsers);
  const passed = checks.filter((result) => result.ok).length + tests.passed;
  const failed = checks.filter((result) => !result.ok).length + tests.failed;
  if (failed > 0) process.exitCode = 1;
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
});

/** One check that a program makes: silent when it passes. */
function check(name, entry, args) {
  return attempt(name, async () => {
    const { code, output } = await runPackage(entry, args);
    if (code !== 0) throw new Error(output.trimEnd());
  });
}

/** Does a step, says how it went and how long it took. */
async function attempt(name, work) {
  const startMs = performance.now();
  const say = (mark) => {
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    process.stdout.write(`${mark} ${name} (${seconds} s)\n`);
  };
  try {
    const value = await work();
    say('✓');
    return { ok: true, value };
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : error}\n`);
    say('✗');
    return { ok: false, value: undefined };
  }
}

/** Counts of Vitest's tests; one more failure when it failed without a failed test. */
async function runTests(args, browsers) {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await runPackage(
    'vitest/vitest.mjs',
    ['run', '--config', 'test/vitest.config.ts', ...reporters, ...args],
    { show: true, env: browsers },
  );
  const counts = readReport(report);
  rmSync(folder, { recursive: true, force: true });
  const failedOtherwise = code !== 0 && counts.failed === 0 ? 1 : 0;
  return { passed: counts.passed, failed: counts.failed + failedOtherwise };
}

function readReport(path) {
  if (!existsSync(path)) return { passed: 0, failed: 0 };
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(path, 'utf8'));
  return { passed: numPassedTests, failed: numFailedTests };
}
