// "What can others see?": the whole sheet, for the ways in which one can be in a room.

import { expect, test } from 'vitest';
import { english } from '../../src/text/english.ts';
import { hostOf } from '../../src/web/state/host.ts';
import { othersSee, type View } from '../../src/web/state/others-see.ts';
import { situationOf, type World } from './situations.ts';

const { points, bridge, helpers, turn, people, network, page } = english.othersSee;
const RELAYS = ['wss://0.example/relay'];
const STUN = ['stun:stun.example:3478'];
const TURN = ['turn:turn.example'];

const POINTS: View = {
  who: points.title,
  hosts: ['0.example'],
  sees: [points.seeAddress, points.seeRoom],
  never: points.never,
};
const HIDDEN_POINTS: View = { ...POINTS, sees: [points.seeHidden, points.seeRoom] };
const HELPERS: View = {
  who: helpers.title,
  hosts: ['stun.example:3478'],
  sees: [helpers.sees],
  never: helpers.never,
};
const OWN_RELAYS: View = {
  who: turn.title,
  hosts: ['turn.example'],
  sees: [turn.sees],
  never: turn.never,
};
const PAGE: View = {
  who: page.title,
  hosts: ['page.example'],
  sees: [page.sees, page.changed],
  never: undefined,
};

const bridged = (...sees: string[]): View => ({
  who: bridge.title,
  hosts: ['0.example'],
  sees,
  never: bridge.never,
});
const seenByPeople = (...sees: string[]): View => ({
  who: people.title,
  hosts: [],
  sees,
  never: undefined,
});
const seenByNetwork = (...sees: string[]): View => ({
  who: network.title,
  hosts: [],
  sees: [network.sees, ...sees],
  never: network.never,
});

const CASES: Readonly<Record<string, readonly [World, string | undefined, readonly View[]]>> = {
  'alone, at a meeting point': [
    { joined: { stun: STUN } },
    'page.example',
    [POINTS, HELPERS, seenByPeople(people.alone, people.canFind), seenByNetwork(), PAGE],
  ],
  'two directly, one through them, without any helper': [
    { here: [{}, {}, { reach: 'through', path: undefined }] },
    'page.example',
    [
      POINTS,
      seenByPeople(people.read, people.direct(2), people.canFind, people.insider),
      seenByNetwork(network.direct),
      PAGE,
    ],
  ],
  'a page from disk is served by nobody': [
    {},
    undefined,
    [POINTS, seenByPeople(people.alone, people.canFind), seenByNetwork()],
  ],
  'a bridge that carries nothing, with the DHT behind it': [
    { relays: RELAYS, dht: 'working', here: [{}] },
    undefined,
    [
      POINTS,
      bridged(bridge.idle, bridge.dht),
      seenByPeople(people.read, people.direct(1), people.canFind, people.insider),
      seenByNetwork(network.direct),
    ],
  ],
  'one through the bridge': [
    { relays: RELAYS, here: [{ path: 'relay' }] },
    undefined,
    [
      POINTS,
      bridged(bridge.carries(1)),
      seenByPeople(people.read, people.canFind, people.insider),
      seenByNetwork(),
    ],
  ],
  'hidden behind the bridge': [
    { relays: RELAYS, joined: { hidden: true, stun: STUN }, here: [{ path: 'relay' }] },
    undefined,
    [
      HIDDEN_POINTS,
      bridged(bridge.carries(1)),
      seenByPeople(people.read, people.hidden, people.insider),
      seenByNetwork(),
    ],
  ],
  'hidden behind a relay of one’s own, and a bridge beside it': [
    {
      relays: RELAYS,
      joined: { hidden: true, stun: STUN, turn: TURN },
      here: [{ path: 'relay' }, { path: 'relay' }],
    },
    undefined,
    [
      HIDDEN_POINTS,
      bridged(bridge.mayCarry(2)),
      OWN_RELAYS,
      seenByPeople(people.read, people.hidden, people.insider),
      seenByNetwork(),
    ],
  ],
  'two servers on one host are one host': [
    {
      joined: {
        stun: ['stun:one.example', 'stun:one.example?transport=udp'],
        turn: ['turn:one.example?transport=udp', 'turn:one.example?transport=tcp'],
      },
    },
    undefined,
    [
      POINTS,
      { ...HELPERS, hosts: ['one.example'] },
      { ...OWN_RELAYS, hosts: ['one.example'] },
      seenByPeople(people.alone, people.canFind),
      seenByNetwork(),
    ],
  ],
  'without WebRTC no helper is asked, and no address is told': [
    { webrtc: false, relays: RELAYS, joined: { stun: STUN, turn: TURN } },
    undefined,
    [POINTS, bridged(bridge.idle), seenByPeople(people.alone, people.hidden), seenByNetwork()],
  ],
  'no meeting point is connected': [
    { trackers: ['unreachable', 'connecting'] },
    undefined,
    [
      { who: points.title, hosts: [], sees: [points.none], never: undefined },
      seenByPeople(people.alone, people.canFind),
      seenByNetwork(),
    ],
  ],
  'one that is silent is connected': [
    { trackers: ['silent', 'unreachable'] },
    undefined,
    [POINTS, seenByPeople(people.alone, people.canFind), seenByNetwork()],
  ],
  offline: [
    { online: false, here: [{ reach: 'reconnecting' }] },
    undefined,
    [
      { who: points.title, hosts: [], sees: [points.none], never: undefined },
      seenByPeople(people.read, people.canFind, people.insider),
      { who: network.title, hosts: [], sees: [network.offline], never: undefined },
    ],
  ],
};

test.each(Object.entries(CASES))('%s', (_, [world, host, views]) => {
  expect(othersSee(situationOf(world), host)).toEqual(views);
});

test('a meeting point in the open is said to be', () => {
  const situation = situationOf({});
  const trackers = [{ url: 'ws://0.example', state: 'working', swarm: 1 }] as const;
  expect(othersSee({ ...situation, trackers }, undefined)).toEqual([
    POINTS,
    seenByPeople(people.alone, people.canFind),
    seenByNetwork(network.plain),
  ]);
});

test.each([
  ['wss://tracker.example/announce?x=1', 'tracker.example'],
  ['ws://[::1]:8000', '[::1]:8000'],
  ['stun:stun.example:3478', 'stun.example:3478'],
  ['turns:turn.example?transport=tcp', 'turn.example'],
  ['nonsense', 'nonsense'],
])('%s is at %s', (url, host) => {
  expect(hostOf(url)).toBe(host);
});
