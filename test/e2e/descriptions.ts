// Keeps every session description that a page makes or takes, in the page's memory only, so that a
// scan can look for what they hold: credentials, certificates, addresses.

import type { Page } from 'playwright-core';
import type { Secrets } from '../support/leaks.ts';

declare global {
  interface Window {
    /** SDP texts, as given to the browser's own methods. */
    descriptions: string[];
  }
}

/** For `addInitScript`: runs in the page, before anything of it. */
export function keepDescriptions(): void {
  window.descriptions = [];
  const { setLocalDescription, setRemoteDescription } = RTCPeerConnection.prototype;
  const keep = (description: RTCSessionDescriptionInit | null | undefined) => {
    if (description?.sdp !== undefined) window.descriptions.push(description.sdp);
  };
  RTCPeerConnection.prototype.setLocalDescription = async function (description) {
    await Reflect.apply(setLocalDescription, this, [description]);
    this.addEventListener('icegatheringstatechange', () => keep(this.localDescription));
    keep(this.localDescription);
  };
  RTCPeerConnection.prototype.setRemoteDescription = function (description) {
    keep(description);
    return Reflect.apply(setRemoteDescription, this, [description]);
  };
}

const FIELDS: Readonly<Record<string, RegExp>> = {
  'ice password': /^a=ice-pwd:(\S{22,})$/gm,
  fingerprint: /^a=fingerprint:sha-256 (\S+)$/gm,
  'ice address': /^a=candidate:\S+ 1 udp \d+ ([0-9a-f-]{36}\.local) /gm,
};

/** What the descriptions of a page hold, by name: texts, and certificates as bytes, too. */
export async function secretsOfDescriptions(page: Page): Promise<Secrets> {
  const descriptions = await page.evaluate(() => window.descriptions);
  const text = descriptions.join('\n').replaceAll('\r\n', '\n');
  const found = Object.entries(FIELDS).flatMap(([name, field]) =>
    [...new Set([...text.matchAll(field)].map(([, value = '']) => value))].flatMap((value) => {
      const raw = `0x${value.replaceAll(':', '').toLowerCase()}`;
      const secrets = [[`${name} ${value}`, value]];
      return name === 'fingerprint' ? [...secrets, [`${name} ${raw}`, raw]] : secrets;
    }),
  );
  return Object.fromEntries(found);
}
