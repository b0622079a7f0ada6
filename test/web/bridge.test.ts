// How a page learns of the tracker of the bridge that served it.

import { expect, test } from 'vitest';
import { findBridge } from '../../src/web/state/bridge.ts';

/** A server with one answer; notes what was asked of it. */
function serve(answer: () => Response) {
  const asked: unknown[] = [];
  const fetcher = (async (url, options) => {
    asked.push([String(url), options]);
    return answer();
  }) as typeof fetch;
  return { asked, fetcher };
}

async function told(description: unknown, page = 'https://bridge.example/app/index.html') {
  const body = typeof description === 'string' ? description : JSON.stringify(description);
  return findBridge(new URL(page), serve(() => new Response(body)).fetcher);
}

test('the file beside the page is asked for once, without cookies', async () => {
  const { asked, fetcher } = serve(() => Response.json({ version: 1, tracker: '/announce' }));
  await findBridge(new URL('https://bridge.example/app/index.html#frag'), fetcher);
  expect(asked).toEqual([['https://bridge.example/app/sotto.json', { credentials: 'omit' }]]);
});

test.each([
  ['/announce', 'https://bridge.example/app/', 'wss://bridge.example/announce'],
  ['announce', 'https://bridge.example/app/', 'wss://bridge.example/app/announce'],
  ['/announce', 'https://bridge.example:8443/', 'wss://bridge.example:8443/announce'],
  ['/announce', 'http://192.168.0.7:8080/', 'ws://192.168.0.7:8080/announce'],
  ['https://bridge.example/t?a=b', 'https://bridge.example/', 'wss://bridge.example/t?a=b'],
])('tracker %s on %s is %s', async (tracker, page, address) => {
  expect(await told({ version: 1, tracker }, page)).toBe(address);
});

test.each([
  ['another version', { version: 2, tracker: '/announce' }],
  ['no version', { tracker: '/announce' }],
  ['no tracker', { version: 1 }],
  ['a tracker that is no text', { version: 1, tracker: ['/announce'] }],
  ['a tracker of another origin', { version: 1, tracker: 'https://elsewhere.example/announce' }],
  ['another origin without a scheme', { version: 1, tracker: '//elsewhere.example/announce' }],
  ['another port', { version: 1, tracker: 'https://bridge.example:444/announce' }],
  ['plain text from a secure page', { version: 1, tracker: 'http://bridge.example/announce' }],
  ['a tracker that runs script', { version: 1, tracker: 'javascript:alert(1)' }],
  ['an address that is none', { version: 1, tracker: 'https://[' }],
  ['not an object', '"wss://bridge.example/announce"'],
  ['nothing', 'null'],
  ['a page in place of JSON', '<!doctype html><title>Not found</title>'],
  ['an empty file', ''],
])('no bridge: %s', async (_, description) => {
  expect(await told(description)).toBeUndefined();
});

test('no bridge: the file is not there', async () => {
  const description = { version: 1, tracker: '/announce' };
  const { fetcher } = serve(() => Response.json(description, { status: 404 }));
  expect(await findBridge(new URL('https://bridge.example/'), fetcher)).toBeUndefined();
});

test('no bridge: offline', async () => {
  const fetcher = () => Promise.reject(new TypeError('Failed to fetch'));
  expect(await findBridge(new URL('https://bridge.example/'), fetcher)).toBeUndefined();
});

test('a page from disk asks nobody', async () => {
  const { asked, fetcher } = serve(() => Response.json({ version: 1, tracker: '/announce' }));
  expect(await findBridge(new URL('file:///home/ana/sotto.html'), fetcher)).toBeUndefined();
  expect(asked).toEqual([]);
});
