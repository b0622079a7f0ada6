// The connection doctor: the whole of what it tells, for each thing that may be the matter.

import { describe, expect, test } from 'vitest';
import { english } from '../../src/text/english.ts';
import { type Diagnosis, diagnose } from '../../src/web/state/diagnosis.ts';
import {
  MINUTE_MS,
  NO_BRIDGE,
  NO_PATH,
  OTHER_VERSION,
  read,
  situationOf,
  skew,
  type World,
} from './situations.ts';

const { diagnosis: words, doctor, meetingPoints, network, links } = english;

type Told = readonly [verdict: string, says: string];

/** All is well, nobody is here, and the only meeting point answers. */
const USUAL: Readonly<Record<string, Told>> = {
  [words.network]: ['fine', network.online],
  [words.webrtc.title]: ['fine', words.webrtc.fine],
  '0.example': ['fine', meetingPoints.state.working],
  [words.somebody.title]: ['trying', words.somebody.looking],
  [words.path.title]: ['unknown', words.path.untried],
  [words.clock.title]: ['fine', words.clock.agrees],
  [words.version.title]: ['unknown', words.version.untried],
};

const NETWORK = words.network;
const WEBRTC = words.webrtc.title;
const POINT = '0.example';
const SOMEBODY = words.somebody.title;
const WAY = words.path.title;
const CLOCK = words.clock.title;
const VERSION = words.version.title;

/** The usual checks, some of them told otherwise. */
function checks(otherwise: Readonly<Record<string, Told>>): Diagnosis['checks'] {
  return Object.entries({ ...USUAL, ...otherwise }).map(([title, [verdict, says]]) => ({
    title,
    verdict: verdict as Diagnosis['checks'][number]['verdict'],
    says,
  }));
}

const NOTICED = { [SOMEBODY]: ['fine', words.somebody.noticed] } as const;
const SAME = { [VERSION]: ['fine', words.version.same] } as const;

interface Case {
  readonly world: World;
  readonly code: Diagnosis['finding']['code'];
  readonly told: { readonly says: string; readonly next: string };
  readonly inSettings?: boolean;
  readonly otherwise?: Readonly<Record<string, Told>>;
}

const noPoint = { [SOMEBODY]: ['unknown', words.somebody.unanswered] } as const;
const noSearch = { [SOMEBODY]: ['unknown', words.somebody.notLooking] } as const;

const CASES: Readonly<Record<string, Case>> = {
  'nobody is here': {
    world: {},
    code: 'nobody-here',
    told: doctor['nobody-here'],
  },
  'nobody answers, though somebody is counted': {
    world: { swarm: 3 },
    code: 'unanswered',
    told: words.found.unanswered,
    otherwise: { [SOMEBODY]: ['trying', words.somebody.counted(2)] },
  },
  'a count of ourselves alone is nobody': {
    world: { swarm: 1 },
    code: 'nobody-here',
    told: doctor['nobody-here'],
  },
  'no direct path': {
    world: { notices: [NO_PATH] },
    code: 'no-path',
    told: doctor['no-path'],
    inSettings: true,
    otherwise: { ...NOTICED, ...SAME, [WAY]: ['matter', words.path.none] },
  },
  'no bridge in common': {
    world: { notices: [NO_PATH, NO_BRIDGE] },
    code: 'no-bridge',
    told: doctor['no-bridge'],
    inSettings: true,
    otherwise: { ...NOTICED, ...SAME, [WAY]: ['matter', words.path.noBridge] },
  },
  'meeting points that are blocked': {
    world: { trackers: ['unreachable'] },
    code: 'meeting-points-silent',
    told: doctor['meeting-points-silent'],
    inSettings: true,
    otherwise: { [POINT]: ['matter', meetingPoints.state.unreachable], ...noSearch },
  },
  'a meeting point that connects and says nothing': {
    world: { trackers: ['silent'] },
    code: 'meeting-points-silent',
    told: doctor['meeting-points-silent'],
    inSettings: true,
    otherwise: { [POINT]: ['matter', meetingPoints.state.silent], ...noSearch },
  },
  'meeting points that are still being tried': {
    world: { trackers: ['connecting'] },
    code: 'connecting',
    told: words.found.connecting,
    otherwise: { [POINT]: ['trying', meetingPoints.state.connecting], ...noPoint },
  },
  'no WebRTC': {
    world: { webrtc: false },
    code: 'unsupported',
    told: doctor.unsupported,
    otherwise: { [WEBRTC]: ['matter', words.webrtc.missing], ...noSearch },
  },
  'no WebRTC, and a bridge that makes up for it': {
    world: { webrtc: false, relays: ['wss://0.example/relay'] },
    code: 'nobody-here',
    told: doctor['nobody-here'],
    otherwise: { [WEBRTC]: ['fine', words.webrtc.bridged] },
  },
  'no WebRTC, and a bridge may yet answer': {
    world: { webrtc: false, trackers: ['connecting'] },
    code: 'connecting',
    told: words.found.connecting,
    otherwise: {
      [WEBRTC]: ['matter', words.webrtc.missing],
      [POINT]: ['trying', meetingPoints.state.connecting],
      ...noPoint,
    },
  },
  offline: {
    world: { online: false, trackers: ['unreachable'], clock: { kind: 'unreadable' } },
    code: 'offline',
    told: doctor.offline,
    otherwise: {
      [NETWORK]: ['matter', network.offlineShort],
      [POINT]: ['matter', meetingPoints.state.unreachable],
      [CLOCK]: ['unknown', english.clockSkew.unchecked],
      ...noSearch,
    },
  },
  'hidden, and no relay': {
    world: { joined: { hidden: true } },
    code: 'no-relay',
    told: doctor['no-relay'],
    inSettings: true,
    otherwise: { [WEBRTC]: ['fine', words.webrtc.unused] },
  },
  'hidden behind a relay of one’s own, without the WebRTC that it takes': {
    world: { webrtc: false, joined: { hidden: true, turn: ['turn:turn.example'] } },
    code: 'unsupported',
    told: doctor.unsupported,
    otherwise: { [WEBRTC]: ['matter', words.webrtc.missing], ...noSearch },
  },
  'another version': {
    world: { notices: [OTHER_VERSION] },
    code: 'other-version',
    told: doctor['other-version'],
    otherwise: { ...NOTICED, [VERSION]: ['matter', doctor['other-version'].says] },
  },
  'all are connected': {
    world: { here: [{}, {}] },
    code: 'connected',
    told: words.found.connected,
    otherwise: {
      [SOMEBODY]: ['fine', links.all(2)],
      [WAY]: ['fine', words.path.direct],
      ...SAME,
    },
  },
  'somebody is lost': {
    world: { here: [{ reach: 'reconnecting' }] },
    code: 'reconnecting',
    told: words.found.reconnecting,
    otherwise: {
      [SOMEBODY]: ['trying', links.some(0, 1)],
      [WAY]: ['trying', words.path.reconnecting],
      ...SAME,
    },
  },
  'one of two is lost, the other is relayed, and the meeting points are gone': {
    world: { trackers: ['silent'], here: [{ reach: 'reconnecting' }, { path: 'relay' }] },
    code: 'meeting-points-lost',
    told: doctor['meeting-points-lost'],
    otherwise: {
      [POINT]: ['matter', meetingPoints.state.silent],
      [SOMEBODY]: ['fine', links.some(1, 2)],
      [WAY]: ['fine', words.path.relay],
      ...SAME,
    },
  },
  'somebody is reached through another': {
    world: { here: [{}, { reach: 'through', path: undefined, met: 'member' }] },
    code: 'connected',
    told: words.found.connected,
    otherwise: {
      [SOMEBODY]: ['fine', links.all(2)],
      [WAY]: ['fine', words.path.through],
      ...SAME,
    },
  },
};

test.each(Object.entries(CASES))('%s', (_, { world, code, told, otherwise, inSettings }) => {
  const { says, next } = told;
  expect(diagnose(situationOf(world))).toEqual({
    finding: { code, says, next, inSettings: inSettings ?? false },
    checks: checks(otherwise ?? {}),
  });
});

test('each meeting point by its host, and the DHT where there is a way to it', () => {
  const points = (world: World) =>
    diagnose(situationOf(world))
      .checks.slice(2, -4)
      .map(({ title, verdict }) => [title, verdict]);
  expect([
    points({ trackers: ['working', 'connecting', 'silent', 'unreachable', 'stopped'] }),
    points({ trackers: ['silent', 'unreachable', 'connecting'] }),
    points({ dht: 'connecting' }),
    points({ dht: 'working' }),
    points({ dht: 'unreachable' }),
    points({ trackers: [] }),
  ]).toEqual([
    [
      ['0.example', 'fine'],
      ['1.example', 'trying'],
      ['2.example', 'trying'],
      ['3.example', 'trying'],
      ['4.example', 'unknown'],
    ],
    [
      ['0.example', 'matter'],
      ['1.example', 'matter'],
      ['2.example', 'trying'],
    ],
    [
      ['0.example', 'fine'],
      [meetingPoints.dht, 'trying'],
    ],
    [
      ['0.example', 'fine'],
      [meetingPoints.dht, 'fine'],
    ],
    [
      ['0.example', 'fine'],
      [meetingPoints.dht, 'trying'],
    ],
    [[meetingPoints.title, 'matter']],
  ]);
});

test('a list without meeting points is the matter only while nobody is here', () => {
  const codes = [{ trackers: [] }, { trackers: [], here: [{}] }].map(
    (world) => diagnose(situationOf(world)).finding,
  );
  expect(codes).toEqual([
    { code: 'no-meeting-points', ...words.found['no-meeting-points'], inSettings: true },
    { code: 'connected', ...words.found.connected, inSettings: false },
  ]);
});

describe('the clock', () => {
  const { blocks, next: both } = english.clockSkew;
  const { own, ownNext, oursRight, theirsNext } = words.clock;
  const theirs = (minutes: number) => english.clockSkew.says(minutes * MINUTE_MS);

  test.each<[string, World, Told, string | undefined]>([
    [
      'not asked about',
      { clock: { kind: 'unread' } },
      ['unknown', english.clockSkew.unchecked],
      undefined,
    ],
    [
      'being asked about',
      { clock: { kind: 'reading' } },
      ['trying', words.clock.reading],
      undefined,
    ],
    [
      'can’t be checked',
      { clock: { kind: 'unreadable' } },
      ['unknown', english.clockSkew.unchecked],
      undefined,
    ],
    ['right', { clock: read(-0.9) }, ['fine', words.clock.agrees], undefined],
    ['near enough', { clock: read(-10) }, ['fine', words.clock.near(-10 * MINUTE_MS)], undefined],
    ['ours is ahead', { clock: read(-10.1) }, ['matter', own(-10.1 * MINUTE_MS)], ownNext],
    ['ours is behind', { clock: read(90) }, ['matter', own(90 * MINUTE_MS)], ownNext],
    [
      'one of two, unchecked',
      { clock: { kind: 'unreadable' }, notices: [skew(20)] },
      ['matter', theirs(20)],
      both,
    ],
    [
      'one of two, being asked',
      { clock: { kind: 'reading' }, notices: [skew(20)] },
      ['matter', theirs(20)],
      both,
    ],
    [
      'theirs, ours is right',
      { clock: read(0), notices: [skew(20)] },
      ['matter', `${theirs(20)} ${oursRight}`],
      theirsNext,
    ],
    [
      'theirs, further off than ours',
      { clock: read(-5), notices: [skew(-20)] },
      ['matter', `${theirs(-20)} ${oursRight}`],
      theirsNext,
    ],
    [
      'ours, further off than theirs',
      { clock: read(7), notices: [skew(12)] },
      ['matter', own(7 * MINUTE_MS)],
      ownNext,
    ],
    [
      'ours alone',
      { clock: read(20), notices: [skew(20)] },
      ['matter', own(20 * MINUTE_MS)],
      ownNext,
    ],
  ])('%s', (_, world, [verdict, says], next) => {
    const { finding, checks: looked } = diagnose(situationOf(world));
    const whole = verdict === 'matter' ? `${says} ${blocks}` : says;
    expect(looked.at(-2)).toEqual({ title: CLOCK, verdict, says: whole });
    expect([finding.says, finding.next]).toEqual(
      next === undefined ? [doctor['nobody-here'].says, doctor['nobody-here'].next] : [whole, next],
    );
  });

  test('a difference is no hindrance to those who are here', () => {
    const { finding, checks: looked } = diagnose(situationOf({ here: [{}], notices: [skew(20)] }));
    const says = `${theirs(20)} ${oursRight} ${english.clockSkew.inCompany}`;
    expect([finding.says, looked.at(-2)?.says]).toEqual([says, says]);
  });

  test.each([
    ['tracker', 'fine'],
    ['mailbox', 'fine'],
    ['member', 'unknown'],
  ] as const)('unchecked, in company that was met through a %s: %s', (met, verdict) => {
    const looked = diagnose(situationOf({ clock: { kind: 'unreadable' }, here: [{ met }] })).checks;
    expect(looked.at(-2)?.verdict).toBe(verdict);
  });
});
