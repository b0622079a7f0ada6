// The WebRTC port: its in-memory twin and Node's own, by one suite. Pages: browser-ports.test.ts.

import { describe, test } from 'vitest';
import { nodeRtc } from '../../src/platform/node/rtc.ts';
import { MemoryClock } from './memory-clock.ts';
import { MemoryRtcNet } from './memory-rtc.ts';
import { RTC_CASES, type RtcSubject } from './rtc-suite.ts';
import { seededRandom } from './seeded-random.ts';
import { realWorld, virtualWorld } from './world.ts';

function memory(): RtcSubject {
  const clock = new MemoryClock();
  const net = new MemoryRtcNet({ clock, random: seededRandom(1) });
  return { here: net.port('here'), there: net.port('there'), world: virtualWorld(clock) };
}

function node(): RtcSubject {
  return { here: nodeRtc, there: nodeRtc, world: realWorld() };
}

describe.each([
  { name: 'in memory', subject: memory },
  { name: 'in Node', subject: node },
])('the WebRTC port $name', ({ subject }) => {
  test.each(RTC_CASES)('$name', (rule) => rule.run(subject()));
});
