// What runs in a page to hold the browser's own ports to the suites that Node's and the twins keep.

import { normalise } from '../../src/crypto/phrase.ts';
import { browserRandom } from '../../src/platform/browser/random.ts';
import { browserSlowHash } from '../../src/platform/browser/slow-hash.ts';
import { browserSockets } from '../../src/platform/browser/socket.ts';
import { createClock } from '../../src/platform/clock.ts';
import { createRtcPort } from '../../src/platform/rtc.ts';
import { CLOCK_CASES } from '../ports/clock-suite.ts';
import { RANDOM_CASES } from '../ports/random-suite.ts';
import { RTC_CASES } from '../ports/rtc-suite.ts';
import { SLOW_HASH_CASES, type SlowHashSubject } from '../ports/slow-hash-suite.ts';
import { SOCKET_CASES } from '../ports/socket-suite.ts';
import { type Case, realWorld } from '../ports/world.ts';

/** Where the servers of a suite are. */
export interface Place {
  readonly url: string;
  readonly deadUrl: string;
}

type Run = (name: string, place: Place) => Promise<void>;

function suite<S>(cases: readonly Case<S>[], subject: (place: Place) => S): Run {
  return async (name, place) => {
    const found = cases.find((rule) => rule.name === name);
    if (found === undefined) throw new Error(`no case ${name}`);
    await found.run(subject(place));
  };
}

function slowHash(): SlowHashSubject {
  let started = 0;
  const hash = browserSlowHash(() => {
    started += 1;
    return new Worker('/slow-hash-worker.js');
  });
  return { hash, started: () => started };
}

const rtc = createRtcPort();

const ports = {
  clock: suite(CLOCK_CASES, () => ({ clock: createClock(), world: realWorld() })),
  random: suite(RANDOM_CASES, () => ({ random: browserRandom })),
  rtc: suite(RTC_CASES, () => ({ here: rtc, there: rtc, world: realWorld() })),
  sockets: suite(SOCKET_CASES, (place) => ({
    ...place,
    port: browserSockets,
    world: realWorld(),
  })),
  'slow-hash': suite(SLOW_HASH_CASES, slowHash),
};

export type PortName = keyof typeof ports;

const portPage = {
  run: (port: PortName, name: string, place: Place) => ports[port](name, place),
  normalise: (inputs: readonly string[]) => inputs.map(normalise),
};

export type PortPage = typeof portPage;

declare global {
  interface Window {
    portPage: PortPage;
  }
}

window.portPage = portPage;
