// Counts the RTCPeerConnections that a page makes: an init script, and how to read its count.

import type { Page } from 'playwright-core';

declare global {
  interface Window {
    /** RTCPeerConnections made so far. */
    constructions: number;
  }
}

/** For `addInitScript`: runs in the page, before anything of it. */
export function countConstructions(): void {
  window.constructions = 0;
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      window.constructions++;
    }
  };
}

export function constructionsOf(page: Page): Promise<number> {
  return page.evaluate(() => window.constructions);
}
