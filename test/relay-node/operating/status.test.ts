// What balancers and people are told: whether the bridge is there, ready and well, and about how much
// it has to do.

import { describe, expect, test } from 'vitest';
import type { BridgeStats } from '../../../relay-node/bridge.ts';
import {
  atLeast,
  type Condition,
  TOTALS_AGE_MS,
  type Totals,
  totalsOf,
} from '../../../relay-node/operating/condition.ts';
import { renderStatus } from '../../../relay-node/operating/status-page.ts';
import { start } from '../../support/trackers/client.ts';
import { gatewayForTest } from '../gateway-client.ts';
import { bridgeForTest, clientOf } from '../harness.ts';

const CONDITION: Condition = { ready: true, dht: 'working', relay: 'members' };
const TOTALS: Totals = {
  hoursUp: 0,
  socketsAtLeast: 0,
  roomsAtLeast: 20,
  circuitsAtLeast: 0,
  dhtNodes: 120,
  dhtReturned: 5 / 6,
};

async function get(url: string) {
  const response = await fetch(url);
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: await response.text(),
  };
}

/** What the page says beside a name. */
function told(
  condition: Partial<Condition>,
  totals: Partial<Totals> = {},
): (name: string) => string {
  const html = renderStatus({ ...CONDITION, ...condition }, { ...TOTALS, ...totals });
  return (name) => new RegExp(`<dt>${name}</dt><dd>([^<]*)</dd>`).exec(html)?.[1] ?? '';
}

describe('a number is told', () => {
  test.each([
    [0, 0],
    [1, 0],
    [9, 0],
    [10, 10],
    [19, 10],
    [20, 20],
    [99, 90],
    [100, 100],
    [250, 200],
    [19_999, 10_000],
  ])('%d as at least %d', (count, told) => {
    expect(atLeast(count)).toBe(told);
  });

  test('that was counted ten seconds ago at most, however many ask', () => {
    const clock = { ms: 0 };
    let counted = 0;
    const stats = () => {
      counted += 1;
      return { sockets: 10 * counted, swarms: 0 } as BridgeStats;
    };
    const totals = totalsOf(stats, () => clock.ms);
    const sockets = () => totals().socketsAtLeast;
    expect([sockets(), sockets()]).toEqual([10, 10]);
    clock.ms = TOTALS_AGE_MS - 1;
    expect(sockets()).toBe(10);
    clock.ms = TOTALS_AGE_MS;
    expect([sockets(), counted]).toEqual([20, 2]);
  });
});

describe('the bridge answers', () => {
  test('that it lives and is ready, without the DHT too', async () => {
    const { url } = await bridgeForTest();
    expect(await get(`${url}/health`)).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    expect(await get(`${url}/ready`)).toMatchObject({
      status: 200,
      body: '{"status":"ready","dht":"off"}',
    });
  });

  test('ready while the DHT is out of reach, and says that it is', async () => {
    const { bridge, thread } = await gatewayForTest();
    expect(await get(`${bridge.url}/ready`)).toMatchObject({
      body: '{"status":"ready","dht":"connecting"}',
    });
    thread.emit('error', new Error('a packet'));
    expect(await get(`${bridge.url}/ready`)).toMatchObject({
      status: 200,
      body: '{"status":"ready","dht":"unreachable"}',
    });
  });

  test('programs with rounded totals and nothing else', async () => {
    const bridge = await bridgeForTest({ relay: 'off' });
    const client = await clientOf(bridge);
    await client.ask(start('a'));
    const { status, type, body } = await get(`${bridge.url}/status.json`);
    expect([status, type]).toEqual([200, 'application/json; charset=utf-8']);
    expect(JSON.parse(body)).toEqual({
      ready: true,
      dht: 'off',
      relay: 'off',
      hoursUp: 0,
      socketsAtLeast: 0,
      roomsAtLeast: 0,
      circuitsAtLeast: 0,
      dhtNodes: 0,
    });
  });

  test('people with a page that needs no script and nothing from elsewhere', async () => {
    const { url } = await bridgeForTest();
    const page = await get(`${url}/status?<script>`);
    expect([page.status, page.type]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.body).toContain('<h1>This bridge is working.</h1>');
    expect(page.body).not.toMatch(/<script|style=|\son\w+=|https?:\/\//);
    const links = [...page.body.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, link]) => link);
    expect(links).toEqual(['/status.svg', '/status.css', '/status.json']);
    const types = await Promise.all(links.map(async (link) => (await get(url + link)).type));
    expect(types).toEqual([
      'image/svg+xml',
      'text/css; charset=utf-8',
      'application/json; charset=utf-8',
    ]);
  });

  test('every one of these with the security headers, and never from a cache', async () => {
    const { url } = await bridgeForTest();
    for (const path of ['/ready', '/status', '/status.json', '/status.css', '/status.svg']) {
      const { headers } = await fetch(url + path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('the page', () => {
  test.each([
    [{}, 'This bridge is working.'],
    [{ dht: 'off' }, 'This bridge is working.'],
    [{ dht: 'unreachable' }, 'This bridge works, but without the DHT.'],
    [{ ready: false }, 'This bridge is about to stop.'],
  ] as const)('%j: %s', (condition, headline) => {
    const html = renderStatus({ ...CONDITION, ...condition }, TOTALS);
    expect(html).toContain(`<h1>${headline}</h1>`);
    expect(html).toContain(`<title>${headline} · Sotto bridge</title>`);
  });

  test('tells how each part is, and marks what is not well', () => {
    const well = told({});
    expect(well('Meeting point')).toBe('Working');
    expect(well('BitTorrent DHT')).toBe('Working, 120 nodes known, 83 % of test items came back');
    expect(well('Relayed paths')).toBe('For people whose room meets here');
    expect(well('Connected now')).toBe('Fewer than 10');
    expect(well('Rooms now')).toBe('20 or more');
    expect(told({ dht: 'off', relay: 'off' })('BitTorrent DHT')).toBe('Turned off by the operator');
    expect(told({ relay: 'off' })('Relayed pairs now')).toBe('');
    expect(told({ dht: 'connecting' }, { dhtReturned: undefined })('BitTorrent DHT')).toBe(
      'Looking for it',
    );
    expect(renderStatus(CONDITION, TOTALS)).not.toContain('class="unwell"');
    const unwell = renderStatus({ ...CONDITION, ready: false, dht: 'unreachable' }, TOTALS);
    expect(unwell.match(/class="unwell"/g)).toHaveLength(2);
  });

  test('says nothing of what is turned off', () => {
    const whole = renderStatus(CONDITION, TOTALS);
    for (const part of ['sealed messages', 'in the DHT,', 'relayed path'])
      expect(whole).toContain(part);
    const html = renderStatus({ ...CONDITION, dht: 'off', relay: 'off' }, TOTALS);
    expect(html).not.toMatch(/sealed messages|in the DHT,|relayed path/);
  });

  test.each([
    [0, 'Less than an hour'],
    [1, '1 hour'],
    [47, '47 hours'],
    [48, '2 days'],
    [721, '30 days'],
  ])('tells %d hours as "%s"', (hoursUp, words) => {
    expect(told({}, { hoursUp })('Running for')).toBe(words);
  });

  test('escapes whatever is put into it', () => {
    const hostile = `<img src=x onerror="alert('&')">` as unknown as number;
    const html = renderStatus(CONDITION, { ...TOTALS, roomsAtLeast: hostile });
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(&#39;&amp;&#39;)&quot;&gt; or more');
    expect(html).not.toContain('<img');
  });
});
