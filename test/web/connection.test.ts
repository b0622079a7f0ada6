// How the connection is doing: the one sentence of the header, and the one trouble to tell.

import { flushSync } from 'svelte';
import { describe, expect, test } from 'vitest';
import type { Member, Notice, TrackerHealth } from '../../src/browser.ts';
import { english } from '../../src/text/english.ts';
import { Connection } from '../../src/web/state/connection.svelte.ts';
import { People } from '../../src/web/state/people.svelte.ts';
import { Settings } from '../../src/web/state/settings.svelte.ts';
import { member, memberId, tracker } from './fake-room.ts';
import { page } from './page.ts';
import { watch } from './watch.svelte.ts';

type State = TrackerHealth['state'];

interface World {
  readonly trackers?: readonly State[];
  readonly people?: readonly Member['reach'][];
  readonly notices?: readonly Notice[];
  readonly online?: boolean;
  /** Hidden when the room was joined, without a relay. */
  readonly hidden?: boolean;
  /** Whether a meeting point is a bridge that relays. */
  readonly bridge?: boolean;
}

function bench({ trackers = [], people = [], notices = [], online = true, ...world }: World) {
  page.navigator.onLine = online;
  const settings = new Settings();
  settings.relayOnly = world.hidden ?? false;
  const here = new People(memberId(1));
  here.update(people.map((reach, index) => member(index + 2, { reach })));
  const connection = new Connection(here, settings);
  connection.trackers = trackers.map((state, index) => tracker(`${index}.example`, state));
  connection.relays = world.bridge ? ['wss://0.example/relay'] : [];
  for (const notice of notices) connection.notice(notice);
  return { connection, settings, people: here };
}

const { meetingPoints, network, links, doctor } = english;

const OFFLINE = { online: false };
const CLOCK: Notice = { code: 'clock-skew', differenceMs: 3 * 3_600_000 };
const VERSION: Notice = { code: 'other-version' };
const NO_PATH: Notice = { code: 'no-path' };
const NO_BRIDGE: Notice = { code: 'no-bridge' };
const UNSUPPORTED: Notice = { code: 'unsupported' };
const SILENT = ['silent', 'unreachable'] as const;

describe('the meeting points in one sentence', () => {
  test.each<[World, string]>([
    [{}, meetingPoints.noneSet],
    [{ trackers: ['connecting', 'connecting'] }, meetingPoints.connecting],
    [{ trackers: ['connecting', 'unreachable'] }, meetingPoints.connecting],
    [{ trackers: ['working'] }, 'The meeting point answers.'],
    [{ trackers: ['working', 'working'] }, 'Both meeting points answer.'],
    [{ trackers: ['working', 'connecting'] }, '1 of 2 meeting points answers; one is enough.'],
    [
      { trackers: ['working', 'silent', 'unreachable'] },
      '1 of 3 meeting points answers; one is enough.',
    ],
    [
      { trackers: ['working', 'working', 'unreachable'] },
      '2 of 3 meeting points answer; one is enough.',
    ],
    [{ trackers: SILENT }, meetingPoints.noneAlone],
    [{ trackers: ['unreachable'] }, meetingPoints.noneAlone],
    [{ trackers: SILENT, people: ['direct'] }, meetingPoints.noneInCompany],
  ])('%j: %s', (world, sentence) => {
    expect(bench(world).connection.meeting).toBe(sentence);
  });
});

describe('the header', () => {
  test.each<[World, string]>([
    [{ trackers: ['working'] }, meetingPoints.looking],
    [{ trackers: ['working', 'unreachable'] }, meetingPoints.looking],
    [{ trackers: ['working'], notices: [UNSUPPORTED] }, meetingPoints.all(1)],
    [{ trackers: ['connecting'] }, meetingPoints.connecting],
    [{ trackers: SILENT }, meetingPoints.noneAlone],
    [{}, meetingPoints.noneSet],
    [{ trackers: ['working'], people: ['direct'] }, 'Connected.'],
    [{ trackers: SILENT, people: ['direct', 'through'] }, 'Both are connected.'],
    [{ people: ['direct', 'reconnecting'] }, links.some(1, 2)],
    [{ people: ['reconnecting'] }, links.some(0, 1)],
    [{ trackers: ['working'], ...OFFLINE }, network.offlineShort],
    [{ trackers: ['working'], people: ['direct'], ...OFFLINE }, network.offlineShort],
  ])('%j: %s', (world, sentence) => {
    expect(bench(world).connection.summary).toBe(sentence);
  });
});

describe('a search is shown', () => {
  test.each<[World, boolean]>([
    [{ trackers: ['connecting'] }, true],
    [{ trackers: ['working', 'silent'] }, true],
    [{ trackers: ['connecting', 'unreachable'] }, true],
    [{ trackers: ['working'], notices: [CLOCK, VERSION, NO_PATH] }, true],
    [{}, false],
    [{ trackers: SILENT }, false],
    [{ trackers: ['working'], ...OFFLINE }, false],
    [{ trackers: ['working'], notices: [UNSUPPORTED] }, false],
  ])('%j: %s', (world, looking) => {
    expect(bench(world).connection.looking).toBe(looking);
  });
});

const clock = {
  says: 'Somebody’s clock is 3 hr ahead of yours. You can’t meet before both are right.',
  next: english.clockSkew.next,
};

const clockInCompany = {
  says: 'Somebody’s clock is 3 hr ahead of yours. If somebody is still missing, that may be why.',
  next: english.clockSkew.next,
};

describe('the one trouble to tell', () => {
  test.each<[string, World, { readonly says: string; readonly next: string } | undefined]>([
    ['none while all is well', { trackers: ['working'] }, undefined],
    ['none while connecting', { trackers: ['connecting', 'silent'] }, undefined],
    ['none while some answer', { trackers: ['working', 'unreachable'] }, undefined],
    ['none where no meeting point is wanted', {}, undefined],
    ['silent and alone', { trackers: SILENT }, doctor['meeting-points-silent']],
    ['silent in company', { trackers: SILENT, people: ['direct'] }, doctor['meeting-points-lost']],
    ['offline', OFFLINE, doctor.offline],
    ['offline before silent', { trackers: SILENT, ...OFFLINE }, doctor.offline],
    ['no WebRTC before offline', { notices: [UNSUPPORTED], ...OFFLINE }, doctor.unsupported],
    ['hidden without a relay', { trackers: ['working'], hidden: true }, doctor['no-relay']],
    ['offline before hidden', { hidden: true, ...OFFLINE }, doctor.offline],
    ['hidden before any clock', { hidden: true, notices: [CLOCK] }, doctor['no-relay']],
    ['a wrong clock', { trackers: ['working'], notices: [CLOCK] }, clock],
    [
      'a clock before all below it',
      { trackers: SILENT, notices: [NO_PATH, VERSION, CLOCK] },
      clock,
    ],
    ['a wrong clock, in company', { notices: [CLOCK], people: ['direct'] }, clockInCompany],
    ['another version', { notices: [NO_PATH, VERSION] }, doctor['other-version']],
    ['no path, alone', { trackers: SILENT, notices: [NO_PATH] }, doctor['no-path']],
    ['no common bridge, alone', { notices: [NO_PATH, NO_BRIDGE] }, doctor['no-bridge']],
    ['no WebRTC, but a bridge', { notices: [UNSUPPORTED], bridge: true }, undefined],
    ['hidden behind a bridge', { trackers: ['working'], hidden: true, bridge: true }, undefined],
    ['hidden, and no answer yet', { trackers: ['connecting'], hidden: true }, undefined],
    ['no path to one of many', { notices: [NO_PATH], people: ['direct'] }, undefined],
  ])('%s', (_, world, trouble) => {
    const { says, next } = bench(world).connection.trouble ?? {};
    expect({ says, next }).toEqual({ says: trouble?.says, next: trouble?.next });
  });

  test('a clock that is behind is said to be', () => {
    const { connection } = bench({ notices: [{ code: 'clock-skew', differenceMs: -90_000 }] });
    expect(connection.trouble?.says).toBe(
      'Somebody’s clock is 1 min behind yours. You can’t meet before both are right.',
    );
  });

  test('the newest notice of a kind counts', () => {
    const { connection } = bench({
      notices: [CLOCK, { code: 'clock-skew', differenceMs: 60_000 }],
    });
    expect(connection.trouble?.says).toMatch(/1 min ahead/);
  });

  test('what somebody told can be waved away; what is so, can’t', () => {
    const dismissals = [
      { notices: [CLOCK] },
      { notices: [VERSION] },
      { notices: [NO_PATH] },
      { notices: [UNSUPPORTED] },
      { hidden: true },
      { trackers: SILENT },
      OFFLINE,
    ].map((world) => bench(world).connection.trouble?.dismiss ?? 'stays');
    expect(dismissals).toEqual([
      'clock-skew',
      'other-version',
      'no-path',
      'stays',
      'stays',
      'stays',
      'stays',
    ]);
  });

  test('one after another is waved away, and comes back when it is told again', () => {
    const { connection } = bench({ trackers: SILENT, notices: [NO_PATH, VERSION, CLOCK] });
    const seen: (string | undefined)[] = [];
    for (const code of ['clock-skew', 'other-version', 'no-path'] as const) {
      seen.push(connection.trouble?.says);
      connection.dismiss(code);
    }
    seen.push(connection.trouble?.says);
    connection.notice(VERSION);
    seen.push(connection.trouble?.says);
    expect(seen).toEqual([
      clock.says,
      doctor['other-version'].says,
      doctor['no-path'].says,
      doctor['meeting-points-silent'].says,
      doctor['other-version'].says,
    ]);
  });

  test('what was waved away is still known to the doctor, until somebody comes in', () => {
    const { connection } = bench({ trackers: ['working'], notices: [NO_PATH, NO_BRIDGE, CLOCK] });
    const known = () => [...connection.situation.notices.keys()];
    connection.dismiss('clock-skew');
    connection.dismiss('no-path');
    const waved = known();
    connection.met();
    expect([waved, known(), connection.trouble]).toEqual([
      ['no-path', 'no-bridge', 'clock-skew'],
      ['clock-skew'],
      undefined,
    ]);
  });

  test('a wrong clock goes from the banner when somebody comes in, and comes back with the next who tries', () => {
    const { connection, people } = bench({ trackers: ['working'], notices: [CLOCK] });
    const seen = [connection.trouble?.says];
    people.update([member(2)]);
    connection.met();
    seen.push(connection.trouble?.says);
    connection.notice(CLOCK);
    seen.push(connection.trouble?.says);
    expect(seen).toEqual([clock.says, undefined, clockInCompany.says]);
  });

  test('the page’s server tells whose clock is wrong, here as in the doctor', () => {
    const { connection } = bench({ trackers: ['working'], notices: [CLOCK] });
    const told = (minutes: number) => {
      connection.clock.reading = { kind: 'read', differenceMs: minutes * 60_000 };
      return [connection.trouble?.next, connection.trouble?.dismiss];
    };
    const { ownNext, theirsNext } = english.diagnosis.clock;
    expect([told(0), told(180)]).toEqual([
      [theirsNext, 'clock-skew'],
      [ownNext, undefined],
    ]);
  });

  test('hidden is what one was at joining, whatever the settings say since', () => {
    const open = bench({});
    open.settings.relayOnly = true;
    const hidden = bench({ hidden: true });
    hidden.settings.relayOnly = false;
    expect([open, hidden].map(({ connection }) => connection.trouble?.says)).toEqual([
      undefined,
      doctor['no-relay'].says,
    ]);
  });
});

test('a view follows the network, the meeting points and the people', () => {
  const { connection, people } = bench({ trackers: ['connecting'] });
  const seen = watch(() => [connection.summary, connection.trouble?.says]);
  const changes = [
    () => page.goOffline(),
    () => page.goOnline(),
    () => {
      connection.trackers = [tracker('one.example', 'unreachable')];
    },
    () => people.update([member(2)]),
    () => people.update([member(2, { reach: 'reconnecting' })]),
  ];
  for (const change of changes) {
    change();
    flushSync();
  }
  expect(seen).toEqual([
    [meetingPoints.connecting, undefined],
    [network.offlineShort, doctor.offline.says],
    [meetingPoints.connecting, undefined],
    [meetingPoints.noneAlone, doctor['meeting-points-silent'].says],
    [links.all(1), doctor['meeting-points-lost'].says],
    [links.some(0, 1), doctor['meeting-points-lost'].says],
  ]);
});
