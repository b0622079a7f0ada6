// What a peer knows of relays: which it may use, as whom, and for which of its links one may stand in.

import '../../support/ready.ts';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';
import { makeIdentity } from '../../../src/crypto/identity.ts';
import { roomKeys } from '../../../src/crypto/keys.ts';
import type { IceServer } from '../../../src/ports/rtc.ts';
import type { LinkOutput } from '../../../src/protocol/link/contract.ts';
import { type LinkEntry, LinkTable, type Origin } from '../../../src/protocol/peer/link-table.ts';
import { bridgeTag } from '../../../src/wire/circuit.ts';
import { BEGIN, seeded } from '../link/pair.ts';

const KEYS = roomKeys(new Uint8Array(32).fill(5));
const TURN = { urls: ['turn:turn.test'], username: 'a', credential: 'b' };
const relay = (name: string) => ({
  url: `wss://${name}/relay`,
  pass: {
    infohash: new Uint8Array(20).fill(name.charCodeAt(0)),
    peerId: new Uint8Array(20).fill(name.charCodeAt(0) + 1),
  },
});

interface Options {
  readonly relayOnly?: boolean;
  readonly iceServers?: readonly IceServer[];
  readonly roster?: ReadonlyMap<string, unknown>;
}

function table({ relayOnly = false, iceServers = [], roster = new Map() }: Options = {}) {
  const random = seeded('table');
  const identity = makeIdentity(random, KEYS.roomId);
  const config = {
    keys: KEYS,
    identity,
    random,
    trackers: [],
    iceServers,
    relayOnly,
    nickname: '',
  };
  return new LinkTable(config, roster);
}

const STRANGERS: Origin = { kind: 'rendezvous', by: 'tracker' };
const MEMBER: Origin = { kind: 'overlay', member: new Uint8Array(16) };

function offerer(links: LinkTable, origin: Origin = STRANGERS): LinkEntry {
  const attempt = new Uint8Array(16).fill(links.size);
  const entry = links.create({ role: 'offerer', attempt, origin }, BEGIN);
  if (entry === undefined) throw new Error('no link');
  return entry;
}

const start = ({ link }: LinkEntry) => link.handle({ kind: 'start' }, BEGIN);
const kinds = (outputs: readonly LinkOutput[]) =>
  outputs.map((output) => (output.kind === 'rtc' ? output.command.kind : output.kind));

describe('with the address hidden', () => {
  test.each<[string, Options, boolean]>([
    ['not hidden', {}, true],
    ['hidden, and no server', { relayOnly: true }, false],
    ['hidden, with STUN', { relayOnly: true, iceServers: [{ urls: ['stun:stun.test'] }] }, false],
    ['hidden, with TURN', { relayOnly: true, iceServers: [TURN] }, true],
    ['hidden, with TURNS', { relayOnly: true, iceServers: [{ urls: ['TURNS:t.test'] }] }, true],
    [
      'hidden, with a stranger word',
      { relayOnly: true, iceServers: [{ urls: ['x:turn:'] }] },
      false,
    ],
  ])('%s: %j', (_, options, direct) => {
    const links = table(options);
    expect([links.direct, links.reachable]).toEqual([direct, direct]);
    links.useRelays([relay('a')]);
    expect([links.direct, links.reachable]).toEqual([direct, true]);
    expect(kinds(start(offerer(links)))).toEqual([direct ? 'open' : 'local']);
    links.useRelays([]);
    expect(links.reachable).toBe(direct);
    expect(kinds(start(offerer(links)))).toEqual([direct ? 'open' : 'down']);
  });
});

describe('relays', () => {
  test('let us in under the name that each knows, and only while it knows us', () => {
    const links = table();
    expect(links.passFor(relay('a').url)).toBeUndefined();
    links.useRelays([relay('a'), relay('b'), relay('c')]);
    const passes = ['a', 'b', 'c', 'd'].map((name) => links.passFor(relay(name).url));
    expect(passes).toEqual([relay('a').pass, relay('b').pass, relay('c').pass, undefined]);
    links.useRelays([{ ...relay('a'), pass: relay('z').pass }]);
    expect(links.passFor(relay('a').url)).toEqual(relay('z').pass);
    expect(links.passFor(relay('b').url)).toBeUndefined();
  });

  test('are offered by their tags, the first two of the list, as it is when the offer is made', () => {
    const links = table({ relayOnly: true });
    links.useRelays([relay('a')]);
    const entry = offerer(links);
    links.useRelays([relay('c'), relay('b'), relay('a')]);
    const [told] = start(entry);
    if (told?.kind !== 'local') throw new Error('no offer');
    const tags = ['c', 'b'].map((name) => toHex(bridgeTag(KEYS.circuit, relay(name).url)));
    expect(told.local.description.bridges.map(toHex)).toEqual(tags);
  });
});

describe('a relay stands in', () => {
  const unsupported = { kind: 'rtc', event: { kind: 'closed', reason: 'unsupported' } } as const;
  const fallsBack = (entry: LinkEntry) => {
    start(entry);
    return entry.link.handle(unsupported, BEGIN).some(({ kind }) => kind === 'local');
  };

  test('where strangers met, and not for members who were introduced: they are reached already', () => {
    const links = table();
    links.useRelays([relay('a')]);
    expect(fallsBack(offerer(links))).toBe(true);
    expect(fallsBack(offerer(links, { kind: 'rendezvous', by: 'mailbox' }))).toBe(true);
    expect(fallsBack(offerer(links, MEMBER))).toBe(false);
  });

  test('not for whoever is in the room by the time at which it would', () => {
    const sender = new Uint8Array(16).fill(8);
    const bridges = [bridgeTag(KEYS.circuit, relay('a').url)];
    const roster = new Map<string, unknown>();
    const links = table({ roster });
    links.useRelays([relay('a')]);
    /** Somebody's offer of a direct path has come, and we gather our answer. */
    const gathering = () => {
      const attempt = new Uint8Array(16).fill(links.size);
      const entry = links.create({ role: 'answerer', attempt, origin: STRANGERS }, BEGIN);
      if (entry === undefined) throw new Error('no link');
      const description = {
        sentAt: BEGIN,
        sender,
        attempt,
        answers: undefined,
        transport: PATH,
        bridges,
      };
      const offer = { record: new Uint8Array(80), description };
      expect(kinds(entry.link.handle({ kind: 'offer', offer }, BEGIN))).toEqual(['open', 'accept']);
      return entry.link;
    };
    const [met, unmet] = [gathering(), gathering()];
    roster.set(toHex(sender), {});
    expect(kinds(met.handle(unsupported, BEGIN))).toEqual(['close', 'down']);
    roster.clear();
    expect(kinds(unmet.handle(unsupported, BEGIN))).toEqual(['local', 'close', 'relay']);
  });
});

const PATH = {
  ufrag: 'abcd',
  pwd: 'abcdefghijklmnopqrstuv',
  fingerprint: new Uint8Array(32),
  setup: 'actpass',
  candidates: [],
} as const;
