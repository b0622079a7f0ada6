// What a room shares: set by anybody, carried by everybody, forged by nobody. We are b.

import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';
import { MINUTE_MS } from '../../../src/base/time.ts';
import type { OverlayOutput } from '../../../src/protocol/overlay/contract.ts';
import { RENEW_HELD_MS } from '../../../src/protocol/overlay/states.ts';
import { parseState } from '../../../src/wire/member-state.ts';
import { parseFrame } from '../../../src/wire/overlay.ts';
import { NEVER_SET, type SettingsRegister } from '../../../src/wire/settings.ts';
import { type Person, people, START } from './people.ts';
import { Rig, told } from './rig.ts';
import { type Tab, World } from './world.ts';

const PONG = { kind: 'pong', nonce: new Uint8Array(4), frontier: new Uint8Array(8) } as const;

function setting() {
  const [a, b, c, d] = people(4, 'settings') as [Person, Person, Person, Person];
  const rig = new Rig(b);
  rig.meet(1, c);
  rig.pass(100);
  const words = (outputs: readonly OverlayOutput[]) => told(outputs, { a, b, c, d });
  return { a, b, c, d, rig, words };
}

const lockedBy = (person: Person, hlc = START): SettingsRegister => ({
  ...NEVER_SET,
  hlc,
  by: person.identity.id,
  locked: true,
});

/** What our own STATEs among these say of the settings. */
function carried(outputs: readonly OverlayOutput[], own: Person) {
  return outputs.flatMap((output) => {
    const frame = output.kind === 'send' ? parseFrame(output.payload) : undefined;
    if (!frame?.ok || frame.value.kind !== 'state') return [];
    const parsed = parseState(frame.value.state);
    if (!parsed.ok || toHex(parsed.value.state.s) !== toHex(own.identity.s.publicKey)) return [];
    const { settings, isSetter } = parsed.value.state;
    return [{ settings, isSetter }];
  });
}

describe('our own change', () => {
  test('goes out at once, in our name, and what does not change nothing says nothing', () => {
    const { rig, b, words } = setting();
    const outputs = rig.tell({ kind: 'settings', locked: true });
    expect(words(outputs)).toEqual(['1: state', 'locked, off by b']);
    expect(carried(outputs, b)).toEqual([{ settings: lockedBy(b, rig.now), isSetter: true }]);
    expect(words(rig.tell({ kind: 'settings', locked: true }))).toEqual([]);
    expect(words(rig.tell({ kind: 'settings' }))).toEqual([]);
  });

  test('comes after what is there, even from a clock that is behind', () => {
    const { rig, b, c } = setting();
    const ahead = rig.now + 5 * MINUTE_MS;
    rig.state(1, c, { neighbours: [b.key], settings: lockedBy(c, ahead), isSetter: true });
    const lifetime = { kind: 'until-author-leaves' } as const;
    const settings = { ...lockedBy(b, ahead + 1), lifetime };
    expect(carried(rig.tell({ kind: 'settings', lifetime }), b)).toEqual([
      { settings, isSetter: true },
    ]);
  });
});

describe('a change of others', () => {
  test('is taken over, told with its author, and passed on in our own STATE, not in our name', () => {
    const { rig, b, c, words } = setting();
    const settings = lockedBy(c);
    const outputs = rig.state(1, c, { neighbours: [b.key], settings, isSetter: true });
    expect(words(outputs)).toEqual(['locked, off by c']);
    const next: OverlayOutput[] = [];
    for (let passed = 0; passed < RENEW_HELD_MS; passed += 1_000) {
      expect(carried(next, b)).toEqual([]);
      rig.receive(1, PONG);
      next.push(...rig.pass(1_000));
    }
    expect(carried(next, b)).toEqual([{ settings, isSetter: false }]);
  });

  test('of a lower time, or a tie that loses as bytes, changes nothing', () => {
    const { rig, a, b, c, words } = setting();
    rig.state(1, c, { neighbours: [b.key], settings: lockedBy(c), isSetter: true });
    for (const settings of [lockedBy(a), lockedBy(c, START - 1), NEVER_SET]) {
      expect(words(rig.state(1, c, { neighbours: [b.key], settings }))).toEqual([]);
    }
  });

  test('is nobody’s while only others tell of it, and becomes its author’s when that one does', () => {
    const { rig, b, c, d, words } = setting();
    const settings = lockedBy(d);
    expect(words(rig.state(1, c, { neighbours: [b.key], settings }))).toEqual(['locked, off']);
    rig.state(1, c, { neighbours: [b.key, d.key], settings });
    const own = { neighbours: [c.key], settings, isSetter: true };
    expect(words(rig.state(1, d, own))).toContain('locked, off by d');
    expect(words(rig.state(1, d, own))).toEqual([]);
  });

  test('by somebody who leaves with it counts', () => {
    const { rig, b, c, words } = setting();
    const state = { settings: lockedBy(c), isSetter: true, leaving: true, neighbours: [b.key] };
    expect(words(rig.state(1, c, state))).toEqual(['gone c left', 'close 1', 'locked, off by c']);
  });
});

test('changed without end, by an insider, is told again by others every five seconds and no more', () => {
  const { rig, b, c } = setting();
  const outputs: OverlayOutput[] = [];
  for (let i = 0; i < 200; i++) {
    const settings = lockedBy(c, START + i);
    outputs.push(...rig.state(1, c, { neighbours: [b.key], settings, isSetter: true }));
    outputs.push(...rig.pass(100));
  }
  expect(carried(outputs, b).length).toBe(20_000 / RENEW_HELD_MS);
});

describe('a forged register', () => {
  test.each<[string, (people: ReturnType<typeof setting>) => Person]>([
    ['of somebody else', ({ d }) => d],
    ['of ourselves', ({ b }) => b],
  ])('in the name %s is nobody’s, whatever its flag says', (_, victim) => {
    const all = setting();
    const { rig, b, c, words } = all;
    const settings = lockedBy(victim(all));
    const state = { neighbours: [b.key], settings, isSetter: true };
    expect(words(rig.state(1, c, state))).toEqual(['locked, off']);
    // Whoever is named passes it on like everybody, and that is no word of its own.
    rig.tell({ kind: 'nickname', nickname: 'b' });
    expect(carried(rig.pass(100), b).every(({ isSetter }) => !isSetter)).toBe(true);
  });

  test('with the name of who passes it on is that one’s only with the flag', () => {
    const { rig, b, c, words } = setting();
    const state = { neighbours: [b.key], settings: lockedBy(c) };
    expect(words(rig.state(1, c, state))).toEqual(['locked, off']);
    expect(words(rig.state(1, c, { ...state, isSetter: true }))).toEqual(['locked, off by c']);
  });

  test('from the future is not taken over, so that nobody can set a thing for ever', () => {
    const { rig, b, c, words } = setting();
    const state = { neighbours: [b.key], isSetter: true };
    const limit = rig.now + 10 * MINUTE_MS;
    const beyond = { ...state, settings: lockedBy(c, limit + 1) };
    expect(words(rig.state(1, c, beyond))).toEqual(['dropped settings-future']);
    expect(words(rig.state(1, c, { ...state, settings: lockedBy(c, limit) }))).toEqual([
      'locked, off by c',
    ]);
    expect(words(rig.tell({ kind: 'settings', locked: false })).at(-1)).toBe('open, off by b');
  });

  test('whose lifetime is out of range costs its STATE', () => {
    const { rig, b, c } = setting();
    const bytes = c.state({ neighbours: [b.key], settings: lockedBy(c), sentAt: rig.now });
    const lifetimeKind = 32 + 96 + 4 + 6 + 6 + 4 + 1 + 6 + 16 + 1;
    rig.receive(1, { kind: 'state', state: bytes.with(lifetimeKind, 1) });
    expect(rig.dropped).toEqual(new Map([['state-settings', 1]]));
  });
});

test('whoever comes later learns it from whoever greets, after who set it has gone', () => {
  const world = new World(3, 'later');
  const [a, b, c] = [world.tab(0), world.tab(1), world.tab(2)];
  world.link(a, b);
  world.run(1_000);
  world.tell(a, { kind: 'settings', locked: true });
  world.run(1_000);
  world.tell(a, { kind: 'leave' });
  world.unlinkAll(a);
  world.link(b, c);
  world.run(1_000);
  expect(c.settings).toEqual({
    locked: true,
    lifetime: { kind: 'off' },
    at: expect.any(Number),
    by: undefined,
  });
});

test('two halves that were set differently agree on the later', () => {
  const world = new World(4, 'halves');
  const [a, b, c, d] = world.tabs as [Tab, Tab, Tab, Tab];
  world.link(a, b);
  world.link(c, d);
  world.run(1_000);
  world.tell(a, { kind: 'settings', locked: true });
  world.run(1_000);
  world.tell(d, { kind: 'settings', lifetime: { kind: 'after-reading', ms: 30_000 } });
  world.run(1_000);
  world.link(b, c);
  world.run(1_000);
  const agreed = { locked: false, lifetime: { kind: 'after-reading', ms: 30_000 } };
  for (const tab of world.tabs) {
    expect(tab.settings).toMatchObject({ ...agreed, by: d.person.identity.id });
  }
});
