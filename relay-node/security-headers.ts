// The headers of every response: what the page may load, whom it may talk to, what it may use.

import { createHash } from 'node:crypto';

/** A style sheet in a page, which has no attributes. */
const STYLE = /<style>([\s\S]*?)<\/style>/g;

/**
 * The Content-Security-Policy of a page that holds its first style; of everything else without one.
 * DESIGN §4: no third-party request; whom to connect to is the user's choice, hence `wss: ws:`.
 */
export function contentSecurityPolicy(html = ''): string {
  const styles = Array.from(html.matchAll(STYLE), ([, style = '']) => ` ${hashOf(style)}`);
  return [
    `default-src 'none'`,
    `script-src 'self' 'wasm-unsafe-eval'`,
    `worker-src 'self' blob:`,
    `style-src 'self'${styles.join('')}`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'self' wss: ws:`,
    `manifest-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types sotto-worker svelte-trusted-html`,
  ].join('; ');
}

/** CSP 3, §2.3.1: over the UTF-8 of what stands between the tags. */
function hashOf(style: string): string {
  return `'sha256-${createHash('sha256').update(style, 'utf8').digest('base64')}'`;
}

/** What calls need; everything else that a page could ask for is off. */
const ALLOWED_FEATURES = ['camera', 'microphone', 'display-capture', 'fullscreen'];
const REFUSED_FEATURES = [
  'accelerometer',
  'bluetooth',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'midi',
  'payment',
  'publickey-credentials-get',
  'serial',
  'storage-access',
  'usb',
  'xr-spatial-tracking',
];

const PERMISSIONS_POLICY = [
  ...ALLOWED_FEATURES.map((feature) => `${feature}=(self)`),
  ...REFUSED_FEATURES.map((feature) => `${feature}=()`),
].join(', ');

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy(),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': PERMISSIONS_POLICY,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  // No name is looked up for a link that nobody has followed yet; the page says it, too.
  'X-DNS-Prefetch-Control': 'off',
  'X-Frame-Options': 'DENY',
};
