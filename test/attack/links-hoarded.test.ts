// Attack: one member with the phrase makes offers under ever new identities, until every place for a
// link, or every construction that the budget allows, is its own. Our own offers must still find room.

import { expect, test } from 'vitest';
import { roomKeys } from '../../src/crypto/keys.ts';
import { LinkTable, MAX_LINKS } from '../../src/protocol/peer/link-table.ts';
import { BEGIN, IDENTITIES, seeded } from '../protocol/link/pair.ts';

const STRANGER = { kind: 'rendezvous', by: 'tracker' } as const;

function table(): LinkTable {
  const config = {
    keys: roomKeys(new Uint8Array(32).fill(1)),
    identity: IDENTITIES.offerer,
    random: seeded('table'),
    trackers: [],
    iceServers: [],
    relayOnly: false,
    nickname: '',
  };
  return new LinkTable(config, new Map());
}

function make(links: LinkTable, role: 'offerer' | 'answerer', now: number) {
  const attempt = new Uint8Array(16).fill(links.size);
  return links.create({ role, attempt, origin: STRANGER }, now);
}

test('others’ offers leave places to our own', () => {
  const links = table();
  for (let i = 0; i < 2 * MAX_LINKS; i++) make(links, 'answerer', BEGIN + i * 60_000);
  expect(make(links, 'offerer', BEGIN + 2 * MAX_LINKS * 60_000)).toBeDefined();
});

test('others’ offers leave constructions to our own', () => {
  const links = table();
  for (let second = 0; second < 600; second++) {
    const made = make(links, 'answerer', BEGIN + second * 1_000);
    if (made !== undefined) links.delete(made.id);
  }
  expect(make(links, 'offerer', BEGIN + 600_000)).toBeDefined();
});
