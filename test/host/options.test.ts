// What a caller may ask for, and what is refused at the border.

import { describe, expect, test } from 'vitest';
import {
  checkIceServers,
  checkTrackers,
  DEFAULT_ICE_SERVERS,
  DEFAULT_TRACKERS,
} from '../../src/host/options.ts';
import type { IceServer } from '../../src/ports/rtc.ts';

/** The code with which something is refused, or what it gives. */
function outcome(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
}

describe('trackers', () => {
  test('the default ones pass, and none at all do', () => {
    expect(checkTrackers(DEFAULT_TRACKERS)).toEqual(DEFAULT_TRACKERS);
    expect(checkTrackers([])).toEqual([]);
  });

  test('are taken once each, in their order, into a list of its own', () => {
    const asked = ['wss://b', 'ws://a:8000/announce?x=1', 'wss://b'];
    const checked = checkTrackers(asked);
    asked.push('wss://c');
    expect(checked).toEqual(['wss://b', 'ws://a:8000/announce?x=1']);
  });

  test('may be six, not counting what is named twice, and not seven', () => {
    const six = Array.from({ length: 6 }, (_, i) => `wss://${i}`);
    expect(outcome(() => checkTrackers([...six, ...six]))).toEqual(six);
    expect(outcome(() => checkTrackers([...six, 'wss://6']))).toBe('tracker-invalid');
  });

  test.each([
    '',
    'wss://',
    'tracker.example',
    'https://tracker.example',
    'udp://tracker.example:80',
    'javascript:wss://a',
    ' wss://a',
    'wss://a b',
    'wss://a\n',
    'wss://a#fragment',
    `wss://${'a'.repeat(501)}`,
  ])('are not %j', (url) => {
    expect(outcome(() => checkTrackers(['wss://good', url]))).toBe('tracker-invalid');
  });

  test('may be as long as 500 characters, in upper case as well', () => {
    const urls = [`wss://${'a'.repeat(500)}`, 'WSS://TRACKER.EXAMPLE'];
    expect(outcome(() => checkTrackers(urls))).toEqual(urls);
  });
});

describe('ICE servers', () => {
  test('the default ones pass, and none at all do', () => {
    expect(checkIceServers(DEFAULT_ICE_SERVERS)).toEqual(DEFAULT_ICE_SERVERS);
    expect(checkIceServers([])).toEqual([]);
  });

  test('are those of STUN and TURN, with or without credentials', () => {
    const servers: IceServer[] = [
      { urls: ['stun:a', 'STUNS:a:5349'] },
      { urls: ['turn:a?transport=tcp', 'turns:[::1]:443'], username: 'u', credential: 'c' },
    ];
    expect(outcome(() => checkIceServers(servers))).toEqual(servers);
  });

  test('may be eight, and not nine', () => {
    const nine = Array.from({ length: 9 }, (_, i) => ({ urls: [`stun:${i}`] }));
    expect(outcome(() => checkIceServers(nine.slice(1)))).toEqual(nine.slice(1));
    expect(outcome(() => checkIceServers(nine))).toBe('ice-server-invalid');
  });

  test.each([
    '',
    'stun:',
    'stun.example',
    'wss://a',
    'http://stun:a',
    'stun:a b',
    'stun:a\n',
    `turn:${'a'.repeat(501)}`,
  ])('are not %j', (url) => {
    const servers = [{ urls: ['stun:good', url] }];
    expect(outcome(() => checkIceServers(servers))).toBe('ice-server-invalid');
  });
});
