// Deriving and joining on a platform of twins: what is refused and with which code, what is
// contacted before, and what aborting does at each moment.

import '../support/ready.ts';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { type DerivedRoot, deriveRoot } from '../../src/host/derive.ts';
import type { ErrorCode } from '../../src/host/errors.ts';
import { join } from '../../src/host/join.ts';
import { NO_DHT } from '../../src/host/no-dht.ts';
import type { JoinOptions } from '../../src/host/options.ts';
import type { DhtPort } from '../../src/ports/dht.ts';
import { MemorySignal } from '../ports/memory-signal.ts';
import { type Guest, NOTHING, Party, refusal, TRACKER, turn } from './party.ts';

const PHRASE = 'correct horse battery staple';
const ROOT = new Uint8Array(32).fill(5);

const guest = (): Guest => new Party().guest('alice');

/** Phrases and labels that are refused, the same by both ways in. */
const REFUSED: readonly (readonly [
  what: string,
  code: ErrorCode,
  secret: { phrase: string; label?: string },
])[] = [
  ['an empty phrase', 'phrase-empty', { phrase: '' }],
  ['a phrase of separators', 'phrase-empty', { phrase: ' - _ . ' }],
  ['a phrase of more than 1,024 characters', 'phrase-too-long', { phrase: 'x'.repeat(1_025) }],
  ['half a character', 'phrase-unassigned', { phrase: 'horse \ud83d' }],
  [
    'a label of more than 1,024 characters',
    'label-invalid',
    { phrase: 'x', label: 'x'.repeat(1_025) },
  ],
  ['half a character as a label', 'label-invalid', { phrase: 'x', label: '\ud83d' }],
];

/** A slow hash that has no memory. */
const POOR = { derive: () => Promise.reject(new Error('no memory')) };

describe('deriveRoot', () => {
  const derive = (secret: { phrase: string; label?: string }): Promise<DerivedRoot> =>
    deriveRoot(guest().platform, secret);

  test('gives 32 bytes and three symbols, the same for a phrase however it is typed', async () => {
    const derived = await derive({ phrase: PHRASE });
    expect([derived.root.length, derived.emblem.length]).toEqual([32, 3]);
    expect(derived.emblem.every((symbol) => symbol >= 0 && symbol < 64)).toBe(true);
    for (const phrase of ['Correct-Horse.BATTERY_staple ', 'córrect horse battery stäple']) {
      expect(await derive({ phrase, label: '' })).toEqual(derived);
    }
  });

  test('gives other roots to other phrases, and to other labels of one phrase', async () => {
    const secrets = [{ phrase: PHRASE }, { phrase: 'x' }, { phrase: PHRASE, label: 'x' }];
    const roots = await Promise.all(secrets.map(derive));
    expect(new Set(roots.map(({ root }) => toHex(root))).size).toBe(3);
  });

  test.each(REFUSED)('refuses %s: %s', async (_, code, secret) => {
    const { platform, hash } = guest();
    expect(await refusal(deriveRoot(platform, secret))).toEqual([code]);
    expect(hash.started).toBe(0);
  });

  test('tells the reason when there is no memory for it: slow-hash-failed', async () => {
    const deriving = deriveRoot({ slowHash: POOR }, { phrase: PHRASE });
    expect(await refusal(deriving)).toEqual(['slow-hash-failed', new Error('no memory')]);
  });

  test('tells how far it is', async () => {
    const told: number[] = [];
    await deriveRoot(guest().platform, { phrase: PHRASE }, { progress: (done) => told.push(done) });
    expect(told).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
  });

  test('with a signal that was aborted before, starts nothing', async () => {
    const { platform, hash } = guest();
    const signal = new MemorySignal();
    signal.abort('already');
    const deriving = deriveRoot(platform, { phrase: PHRASE }, { signal });
    expect(await refusal(deriving)).toEqual(['aborted', 'already']);
    expect(hash.started).toBe(0);
  });

  test('aborted on its way, ends with the reason as its cause', async () => {
    const alice = guest();
    const signal = new MemorySignal();
    const progress = () => signal.abort('enough');
    const deriving = deriveRoot(alice.platform, { phrase: PHRASE }, { signal, progress });
    expect(await refusal(deriving)).toEqual(['aborted', 'enough']);
    expect([alice.held, alice.hash.started]).toEqual([NOTHING, 1]);
  });
});

describe('join refuses', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => `wss://${i}.example`);
  const BORDER: readonly (readonly [what: string, code: ErrorCode, options: JoinOptions])[] = [
    ['a root of 31 bytes', 'root-invalid', { root: ROOT.subarray(1) }],
    ['a root of 33 bytes', 'root-invalid', { root: new Uint8Array(33) }],
    ['a tracker of another scheme', 'tracker-invalid', { root: ROOT, trackers: ['https://a'] }],
    ['seven trackers', 'tracker-invalid', { root: ROOT, trackers: many(7) }],
    [
      'an ICE server of another scheme',
      'ice-server-invalid',
      { root: ROOT, iceServers: [{ urls: ['wss://a'] }] },
    ],
  ];

  test.each([...REFUSED, ...BORDER])('%s: %s, and contacts nobody', async (_, code, options) => {
    const alice = guest();
    expect(await refusal(alice.join(options))).toEqual([code]);
    expect([alice.held, alice.hash.started]).toEqual([NOTHING, 0]);
  });

  test('what is wrong with the options before it derives anything', async () => {
    const alice = guest();
    const joining = alice.join({ phrase: PHRASE, trackers: ['nonsense'] });
    expect(await refusal(joining)).toEqual(['tracker-invalid']);
    expect(alice.hash.started).toBe(0);
  });

  test('to go on without a key: slow-hash-failed', async () => {
    const alice = guest();
    Object.assign(alice.platform, { slowHash: POOR });
    const joining = alice.join({ phrase: PHRASE });
    expect(await refusal(joining)).toEqual(['slow-hash-failed', new Error('no memory')]);
    expect(alice.held).toEqual(NOTHING);
  });
});

describe('join', () => {
  test('contacts nobody before it has derived the key, and then its trackers at once', async () => {
    const alice = guest();
    const held: unknown[] = [];
    const room = await alice.join({ phrase: PHRASE }, { progress: () => held.push(alice.held) });
    expect(held).toEqual(Array.from({ length: 9 }, () => ({ ...NOTHING, derivations: 1 })));
    expect(room.trackers).toEqual([{ url: TRACKER, state: 'connecting', swarm: undefined }]);
    expect(alice.held).toMatchObject({ sockets: 1, listeners: 1, derivations: 0 });
  });

  test('of a phrase is the join of its root: the same emblem, and the two meet', async () => {
    const party = new Party();
    const [alice, bob] = [party.guest('alice'), party.guest('bob')];
    const { root, emblem } = await deriveRoot(alice.platform, { phrase: PHRASE, label: 'tea' });
    const byRoot = await alice.join({ root });
    const byPhrase = await bob.join({ phrase: PHRASE, label: 'Tea' });
    expect([byRoot.emblem, byPhrase.emblem]).toEqual([emblem, emblem]);
    await party.world.until(() => byRoot.members.length + byPhrase.members.length === 2);
    expect(byRoot.members.map(({ id }) => id)).toEqual([byPhrase.id]);
  });

  test('of a root needs no slow hash', async () => {
    const alice = guest();
    Object.assign(alice.platform, { slowHash: POOR });
    const room = await alice.join({ root: ROOT });
    expect([room.id.length, room.members, room.entries]).toEqual([16, [], []]);
  });

  test('gives a new id at every time', async () => {
    const alice = guest();
    const rooms = await Promise.all([1, 2, 3].map(() => alice.join({ root: ROOT })));
    expect(new Set(rooms.map(({ id }) => toHex(id))).size).toBe(3);
  });

  test('without trackers waits for nobody, and is left like any', async () => {
    const party = new Party();
    const alice = party.guest('alice');
    const room = await alice.join({ root: ROOT, trackers: [] });
    expect([room.trackers, alice.held.sockets]).toEqual([[], 0]);
    await party.settled(room.leave());
    expect(alice.held).toEqual(NOTHING);
  });
});

describe('aborting', () => {
  test.each([
    ['a phrase', { phrase: PHRASE }],
    ['a root', { root: ROOT }],
  ])('before joining by %s: nothing is derived, nobody contacted', async (_, secret) => {
    const alice = guest();
    const signal = new MemorySignal();
    signal.abort('already');
    expect(await refusal(alice.join(secret, { signal }))).toEqual(['aborted', 'already']);
    expect([alice.held, alice.hash.started, signal.listeners.size]).toEqual([NOTHING, 0, 0]);
  });

  test('during the derivation: it ends, and nobody is contacted', async () => {
    const alice = guest();
    const signal = new MemorySignal();
    const joining = alice.join({ phrase: PHRASE }, { signal, progress: () => signal.abort('no') });
    expect(await refusal(joining)).toEqual(['aborted', 'no']);
    await turn();
    expect([alice.held, alice.hash.started, signal.listeners.size]).toEqual([NOTHING, 1, 0]);
  });

  test('when the key has just been derived: nobody is contacted', async () => {
    const alice = guest();
    const signal = new MemorySignal();
    const { slowHash } = alice.platform;
    Object.assign(alice.platform, {
      slowHash: {
        derive: async (...args: Parameters<typeof slowHash.derive>) => {
          const root = await slowHash.derive(...args);
          signal.abort('at last');
          return root;
        },
      },
    });
    const joining = alice.join({ phrase: PHRASE }, { signal });
    expect(await refusal(joining)).toEqual(['aborted', 'at last']);
    expect([alice.held, signal.listeners.size]).toEqual([NOTHING, 0]);
  });

  test('after joining: the room is left, and the others are told', async () => {
    const party = new Party();
    const [alice, bob] = [party.guest('alice'), party.guest('bob')];
    const signal = new MemorySignal();
    const room = await alice.join({ root: ROOT }, { signal });
    const other = await bob.join({ root: ROOT });
    const heard: string[] = [];
    room.on(({ type }) => heard.push(type));
    await party.world.until(() => room.members.length + other.members.length === 2);
    signal.abort('enough');
    await party.world.until(() => other.members.length === 0);
    await party.settled(room.leave());
    expect([heard.at(-1), alice.held, signal.listeners.size]).toEqual(['left', NOTHING, 0]);
  });

  test('after leaving changes nothing more, and nobody listens for it', async () => {
    const party = new Party();
    const signal = new MemorySignal();
    const room = await party.guest('alice').join({ root: ROOT }, { signal });
    await party.settled(room.leave());
    expect(signal.listeners.size).toBe(0);
    signal.abort('too late');
    await party.settled(room.leave());
  });
});

describe('the DHT', () => {
  /** Whether the port is opened at all. */
  async function isOpened(showsAddress: boolean, options: Partial<JoinOptions>): Promise<boolean> {
    const { platform } = guest();
    let opened = false;
    const dht: DhtPort = {
      showsAddress,
      open: (listen) => {
        opened = true;
        return NO_DHT.open(listen);
      },
    };
    const where = { root: ROOT, trackers: [TRACKER], iceServers: [], ...options };
    const room = await join({ ...platform, dht }, where);
    await room.leave();
    return opened;
  }

  test.each<[string, boolean, Partial<JoinOptions>, boolean]>([
    ['a node of our own', true, {}, true],
    ['a node of our own, with the address hidden', true, { relayOnly: true }, false],
    ['a bridge, with the address hidden', false, { relayOnly: true }, true],
    ['one that is not wanted', false, { dht: false }, false],
  ])('through %s', async (_, showsAddress, options, opened) => {
    expect(await isOpened(showsAddress, options)).toBe(opened);
  });
});
