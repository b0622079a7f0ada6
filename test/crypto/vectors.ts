// Test vectors: our frozen copies, which every clone has, and the published files in full where
// they lie beside the checkout.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Reads test/vectors/<name>. The caller names its shape. */
export function frozen<T>(name: string): T {
  return JSON.parse(readFileSync(path(`../vectors/${name}`), 'utf8')) as T;
}

/** The published file where there is one, and the frozen copy in any case, with a name for each. */
export function published<T>(name: string, copy: string): readonly [string, T][] {
  const beside = path(`../../../shared/vectors/${name}`);
  const copies: [string, T][] = [['frozen copy', frozen<T>(copy)]];
  if (!existsSync(beside)) return copies;
  return [...copies, ['published', JSON.parse(readFileSync(beside, 'utf8')) as T]];
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
