// Attack: every connection that an offer in the mailbox asks for is refused at the same instant: there is
// no relay though the address is hidden, WebRTC is switched off, or somebody with the phrase has used up
// what may be made. Asking again at once would never end.

import { expect, test } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../src/base/time.ts';
import { roomKeys } from '../../src/crypto/keys.ts';
import type { Random } from '../../src/ports/random.ts';
import type { PeerInput, PeerOutput } from '../../src/protocol/peer/contract.ts';
import { Peer } from '../../src/protocol/peer/peer.ts';
import { BEGIN, IDENTITIES, seeded } from '../protocol/link/pair.ts';

/** Draws that a few minutes alone can't use up. */
const MOST_DRAWS = 5_000;

function bounded(): Random {
  const random = seeded('refused');
  let draws = 0;
  return {
    bytes(length) {
      draws += 1;
      if (draws > MOST_DRAWS) throw new Error('it never ends');
      return random.bytes(length);
    },
  };
}

/** Alone with the DHT; each connection fails as soon as it is asked for. How many that were. */
function connectionsOf(relayOnly: boolean, forMs: number): number {
  const peer = new Peer({
    keys: roomKeys(new Uint8Array(32).fill(1)),
    identity: IDENTITIES.offerer,
    random: bounded(),
    trackers: [],
    iceServers: [],
    relayOnly,
    nickname: '',
  });
  let now = BEGIN;
  let opened = 0;
  const perform = (outputs: readonly PeerOutput[]) => {
    for (const output of outputs) {
      if (output.kind !== 'rtc' || output.command.kind !== 'open') continue;
      opened += 1;
      tell({ kind: 'rtc', link: output.link, event: { kind: 'closed', reason: 'failed' } });
    }
  };
  const tell = (input: PeerInput) => perform(peer.handle(input, now));
  tell({ kind: 'start' });
  tell({ kind: 'dht', event: { kind: 'health', health: 'working' } });
  while (now < BEGIN + forMs) {
    now = Math.max(now, peer.deadline ?? now + SECOND_MS);
    perform(peer.wake(now));
  }
  return opened;
}

test('without a relay, none is made and nothing hangs', () => {
  expect(connectionsOf(true, 2 * MINUTE_MS)).toBe(0);
});

test('where each one fails, it is tried again ever more slowly', () => {
  const opened = connectionsOf(false, 2 * MINUTE_MS);
  expect(opened).toBeGreaterThan(10);
  expect(opened).toBeLessThan(40);
});
