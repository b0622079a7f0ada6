// Attack: a client sends nothing but pongs, each of six bytes and none of them asked for. They are read
// by the bridge like any frame, and must be paid for; whoever answers pings pays nothing.

import { expect, test } from 'vitest';
import { bridgeForTest, clientOf } from '../relay-node/harness.ts';
import { start } from '../support/trackers/client.ts';

/** Twenty times what a socket may owe. */
const FLOOD = 20;

test('a flood of pongs is closed as one of messages is', async () => {
  const limits = { messagesPerSecondPerSocket: 1, messageBurstPerSocket: 1, longestPauseMs: 1 };
  const bridge = await bridgeForTest({ limits });
  const mallory = await clientOf(bridge);
  for (let i = 0; i < FLOOD; i++) mallory.socket.pong();
  expect(await mallory.closed).toBe(1006);
  expect(bridge.stats().counts).toMatchObject({ 'flooding-socket-closed': 1 });
});

test('answers to pings cost nothing', async () => {
  const limits = { pingIntervalMs: 5, messagesPerSecondPerSocket: 0.001, messageBurstPerSocket: 2 };
  const bridge = await bridgeForTest({ limits });
  const honest = await clientOf(bridge);
  let pings = 0;
  const answered = new Promise<void>((resolve) => {
    honest.socket.on('ping', () => {
      pings += 1;
      if (pings === FLOOD) resolve();
    });
  });
  await honest.ask(start('a'));
  await answered;
  expect(bridge.stats().counts).not.toHaveProperty('socket-slowed');
});
