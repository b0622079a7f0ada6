// Situations for tests: all is well and nobody is here, but for what a test says.

import type { Member, Notice, TrackerHealth } from '../../src/browser.ts';
import type { Joined, Situation } from '../../src/web/state/situation.ts';
import { member, tracker } from './fake-room.ts';

export interface World {
  readonly online?: boolean;
  readonly webrtc?: boolean;
  readonly joined?: Partial<Joined>;
  readonly trackers?: readonly TrackerHealth['state'][];
  readonly relays?: readonly string[];
  readonly dht?: Situation['dht'];
  readonly here?: readonly Partial<Member>[];
  readonly notices?: readonly Notice[];
  readonly clock?: Situation['clock'];
  /** What the first tracker counts. */
  readonly swarm?: number;
}

export function situationOf(world: World): Situation {
  const trackers = (world.trackers ?? ['working']).map((state, index) => ({
    ...tracker(`${index}.example`, state),
    swarm: index === 0 ? world.swarm : undefined,
  }));
  return {
    online: world.online ?? true,
    webrtc: world.webrtc ?? true,
    joined: { hidden: false, turn: [], stun: [], ...world.joined },
    trackers,
    relays: world.relays ?? [],
    dht: world.dht ?? 'absent',
    here: (world.here ?? []).map((more, index) => member(index + 2, more)),
    notices: new Map((world.notices ?? []).map((notice) => [notice.code, notice])),
    clock: world.clock ?? { kind: 'read', differenceMs: 0 },
  };
}

export const MINUTE_MS = 60_000;

export const NO_PATH: Notice = { code: 'no-path' };
export const NO_BRIDGE: Notice = { code: 'no-bridge' };
export const OTHER_VERSION: Notice = { code: 'other-version' };
export const skew = (minutes: number): Notice => ({
  code: 'clock-skew',
  differenceMs: minutes * MINUTE_MS,
});
export const read = (minutes: number): Situation['clock'] => ({
  kind: 'read',
  differenceMs: minutes * MINUTE_MS,
});
