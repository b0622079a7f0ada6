// Which pages may use a bridge whose operator has a list of origins.

import { expect, test } from 'vitest';
import { bridgeForTest, clientOf } from '../harness.ts';

const ORIGIN = 'https://chat.example';
const from = (origin: string) => ({ headers: { Origin: origin } });

test('pages of the listed origins come in, and programs that name none', async () => {
  const bridge = await bridgeForTest({ origins: [ORIGIN, 'http://localhost:5173'] });
  await clientOf(bridge, from(ORIGIN));
  await clientOf(bridge, from('http://localhost:5173'));
  await clientOf(bridge);
  expect(bridge.stats()).toMatchObject({ sockets: 3, counts: { 'socket-opened': 3 } });
});

test.each([
  'https://chat.example.evil.example',
  'http://chat.example',
  'https://chat.example:444',
  'https://CHAT.example',
  'null',
  '',
])('a page of another origin is refused with 403 and counted: %j', async (origin) => {
  const bridge = await bridgeForTest({ origins: [ORIGIN] });
  await expect(clientOf(bridge, from(origin))).rejects.toThrow('403');
  expect(bridge.stats()).toMatchObject({
    sockets: 0,
    addresses: 0,
    counts: { 'origin-refused': 1 },
  });
});

test('without a list every page comes in', async () => {
  await clientOf(await bridgeForTest(), from('https://any.example'));
});
