// The environment of the app's tests: Node, with modules compiled as for a browser, so that runes
// are the real ones. What the app touches of a page is faked by page.ts.

import type { Environment } from 'vitest/runtime';

export default {
  name: 'page',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => {} }),
} satisfies Environment;
