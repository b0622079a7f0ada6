// Where to meet and how to connect, as the person has it.

import { describe, expect, test } from 'vitest';
import { type Relay, Settings } from '../../src/web/state/settings.svelte.ts';

const USUAL = {
  trackers: ['wss://one.example', 'wss://two.example', 'wss://three.example'],
  maxTrackers: 5,
  iceServers: [
    { urls: ['stun:one.example'] },
    { urls: ['stun:two.example', 'stun:three.example'] },
  ],
};

const RELAY: Relay = { url: 'turn:relay.example', username: 'ana', credential: 'secret' };

function usual(): Settings {
  const settings = new Settings();
  settings.useUsual(USUAL);
  return settings;
}

/** The settings that a person would call theirs. */
function own(): Settings {
  const settings = usual();
  settings.nickname = 'Ana';
  settings.relayOnly = true;
  settings.addRelay(RELAY);
  settings.addTracker('wss://own.example');
  settings.addStun('stun:own.example');
  return settings;
}

describe('meeting points', () => {
  test('none before the library is there; then the usual ones', () => {
    const settings = new Settings();
    const before = settings.trackers;
    settings.useUsual(USUAL);
    expect([before, settings.trackers, settings.ownTrackers]).toEqual([[], USUAL.trackers, false]);
  });

  test('the bridge that served the page comes first, once, whenever it is found', () => {
    const settings = usual();
    settings.bridge = 'wss://bridge.example/announce';
    expect(settings.trackers).toEqual(['wss://bridge.example/announce', ...USUAL.trackers]);
    settings.bridge = 'wss://two.example';
    expect(settings.trackers).toEqual([
      'wss://two.example',
      'wss://one.example',
      'wss://three.example',
    ]);
  });

  test('one’s own comes first, before the bridge, and once', () => {
    const settings = usual();
    settings.bridge = 'wss://bridge.example';
    expect(settings.addTracker('  wss://own.example/announce ')).toBe(true);
    const added = settings.trackers;
    settings.removeTracker('wss://one.example');
    expect(settings.addTracker('wss://three.example')).toBe(true);
    expect([added, settings.trackers, settings.ownTrackers]).toEqual([
      ['wss://own.example/announce', 'wss://bridge.example', ...USUAL.trackers],
      [
        'wss://three.example',
        'wss://own.example/announce',
        'wss://bridge.example',
        'wss://two.example',
      ],
      true,
    ]);
  });

  test.each([
    '',
    ' ',
    'own.example',
    'https://own.example',
    'wss:own.example',
    'wss://',
    'wss://own.example/#part',
    'wss://own example',
    'wss://[',
    'wss://own.example:99999',
  ])('no address of a meeting point: %j', (address) => {
    const settings = usual();
    expect(settings.addTracker(address)).toBe(false);
    expect([settings.trackers, settings.ownTrackers]).toEqual([USUAL.trackers, false]);
  });

  test('an address is as long as the library takes, and no longer', () => {
    const taken = [482, 483].map((length) => {
      const address = `wss://own.example/${'x'.repeat(length)}`;
      return [address.length, usual().addTracker(address)];
    });
    expect(taken).toEqual([
      [500, true],
      [501, false],
    ]);
  });

  test('no more than the library takes', () => {
    const settings = usual();
    const taken = ['a', 'b', 'c'].map((name) => settings.addTracker(`wss://${name}.example`));
    expect([taken, settings.full, settings.trackers.length]).toEqual([
      [true, true, false],
      true,
      5,
    ]);
    settings.removeTracker('wss://one.example');
    expect([settings.full, settings.addTracker('wss://c.example')]).toEqual([false, true]);
  });

  test('an emptied list stays empty, until the usual ones are put back', () => {
    const settings = usual();
    for (const url of USUAL.trackers) settings.removeTracker(url);
    const emptied = [settings.trackers, settings.ownTrackers];
    settings.restoreTrackers();
    expect([emptied, settings.trackers, settings.ownTrackers]).toEqual([
      [[], true],
      USUAL.trackers,
      false,
    ]);
  });
});

describe('address helpers', () => {
  test('the usual ones, one by one', () => {
    expect([usual().stun, usual().ownStun]).toEqual([
      ['stun:one.example', 'stun:two.example', 'stun:three.example'],
      false,
    ]);
  });

  test('one’s own comes first, with its scheme even if that was left out', () => {
    const settings = usual();
    settings.removeStun('stun:two.example');
    settings.addStun(' own.example:3478 ');
    settings.addStun('stuns:own.example');
    settings.addStun('stun:three.example');
    settings.addStun('STUN:[2001:db8::1]:3478');
    expect([settings.stun, settings.ownStun]).toEqual([
      [
        'STUN:[2001:db8::1]:3478',
        'stun:three.example',
        'stuns:own.example',
        'stun:own.example:3478',
        'stun:one.example',
      ],
      true,
    ]);
    settings.restoreStun();
    expect([settings.stun, settings.ownStun]).toEqual([usual().stun, false]);
  });

  // Chromium refuses each of these, and with it every connection.
  test.each([
    '',
    'stun:',
    'stun://own.example',
    'stun:own.example/',
    'stun:own.example:',
    'stun:own.example:0',
    'stun:own.example:65536',
    'stun:own.example?transport=udp',
    'stun:ana@own.example',
    'stun:own example',
    'turn:own.example',
    'https://own.example',
  ])('no address of a helper: %j', (address) => {
    const settings = usual();
    expect(settings.addStun(address)).toBe(false);
    expect([settings.stun, settings.ownStun]).toEqual([usual().stun, false]);
  });

  test('an address is as long as the library takes, and no longer', () => {
    const taken = [495, 496].map((length) => usual().addStun(`stun:${'x'.repeat(length)}`));
    expect(taken).toEqual([true, false]);
  });

  test('with the relays no more than the library takes', () => {
    const settings = usual();
    settings.addRelay(RELAY);
    const taken = [1, 2, 3, 4, 5].map((number) => settings.addStun(`${number}.own.example`));
    expect([taken, settings.fullServers]).toEqual([[true, true, true, true, false], true]);
    expect(settings.addRelay({ ...RELAY, url: 'turn:other.example' })).toBe(false);
    settings.removeRelay(RELAY.url);
    expect([settings.fullServers, settings.addStun('5.own.example')]).toEqual([false, true]);
  });
});

describe('relays', () => {
  test('the newest first; one that comes again replaces what it was', () => {
    const settings = usual();
    const other = { url: 'turns:other.example:443?transport=tcp', username: 'b', credential: 'c' };
    settings.addRelay(RELAY);
    settings.addRelay(other);
    settings.addRelay({ ...RELAY, url: ' relay.example', credential: 'new' });
    expect(settings.relays).toEqual([{ ...RELAY, credential: 'new' }, other]);
    settings.removeRelay(RELAY.url);
    expect(settings.relays).toEqual([other]);
  });

  test.each([
    ['no address', { url: '' }],
    ['a helper', { url: 'stun:relay.example' }],
    ['an address of the web', { url: 'turn://relay.example' }],
    ['a transport that does not exist', { url: 'turn:relay.example?transport=sctp' }],
    ['a user in the address', { url: 'turn:ana@relay.example' }],
    ['no user', { username: '' }],
    ['no password', { credential: '' }],
  ])('no relay: %s', (_, wrong) => {
    const settings = usual();
    expect([settings.addRelay({ ...RELAY, ...wrong }), settings.relays]).toEqual([false, []]);
  });

  test('hidden without a relay: only while hidden, and only while there is none', () => {
    const settings = usual();
    const seen = [settings.hiddenWithoutRelay];
    settings.relayOnly = true;
    seen.push(settings.hiddenWithoutRelay);
    settings.addRelay(RELAY);
    seen.push(settings.hiddenWithoutRelay);
    settings.removeRelay(RELAY.url);
    settings.relayOnly = false;
    seen.push(settings.hiddenWithoutRelay);
    expect(seen).toEqual([false, true, false, false]);
  });
});

describe('as a whole', () => {
  test('what the library is told when nothing was changed', () => {
    expect(usual().options()).toEqual({
      trackers: USUAL.trackers,
      iceServers: [
        { urls: ['stun:one.example'] },
        { urls: ['stun:two.example'] },
        { urls: ['stun:three.example'] },
      ],
      relayOnly: false,
      nickname: '',
    });
  });

  test('what the library is told of one’s own', () => {
    expect(own().options()).toEqual({
      trackers: ['wss://own.example', ...USUAL.trackers],
      iceServers: [
        { urls: ['turn:relay.example'], username: 'ana', credential: 'secret' },
        { urls: ['stun:own.example'] },
        { urls: ['stun:one.example'] },
        { urls: ['stun:two.example'] },
        { urls: ['stun:three.example'] },
      ],
      relayOnly: true,
      nickname: 'Ana',
    });
  });

  test('never more servers than it takes, and never without one’s relays', () => {
    const settings = usual();
    for (const url of settings.stun) settings.removeStun(url);
    const relays = [1, 2, 3, 4, 5, 6, 7].map((number) => `turn:${number}.relay.example`);
    for (const url of relays) settings.addRelay({ ...RELAY, url });
    settings.restoreStun();
    const urls = settings.options().iceServers?.flatMap((server) => server.urls);
    expect(urls).toEqual([...relays.reverse(), 'stun:one.example']);
  });

  test('everything that was entered is forgotten; the bridge belongs to the page', () => {
    const settings = own();
    settings.bridge = 'wss://bridge.example';
    settings.forget();
    const fresh = usual();
    fresh.bridge = 'wss://bridge.example';
    expect([settings.options(), settings.relays, settings.ownTrackers, settings.ownStun]).toEqual([
      fresh.options(),
      [],
      false,
      false,
    ]);
  });
});
