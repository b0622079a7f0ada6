// Attack (by accident): a listener of the page throws, because of what somebody sent or by a bug of its
// own. The room must go on: other listeners hear, and nothing that the peer put out is lost.

import { expect, test } from 'vitest';
import { Events } from '../../src/host/events.ts';

test('an error of one listener keeps nothing from the others, nor from the driver', async () => {
  const events = new Events();
  const heard: string[] = [];
  events.on(() => {
    throw new Error('of the page');
  });
  events.on(({ type }) => heard.push(type));
  const reported = new Promise((resolve) => process.once('uncaughtException', resolve));
  const listeners = process.listeners('uncaughtException').slice(0, -1);
  for (const listener of listeners) process.off('uncaughtException', listener);
  expect(() => events.emit({ type: 'gone', id: new Uint8Array(16), reason: 'left' })).not.toThrow();
  expect(heard).toEqual(['gone']);
  expect(String(await reported)).toBe('Error: of the page');
  for (const listener of listeners) process.on('uncaughtException', listener);
});
