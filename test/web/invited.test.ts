// Joining by an invite: followed as a link, or written where phrases are.

import { beforeEach, describe, expect, test, vi } from 'vitest';
import { SottoError } from '../../src/host/errors.ts';
import { ready } from './app-bench.ts';
import { FakeRoom } from './fake-room.ts';
import { settled } from './page.ts';

// No key is made by mere waiting.
beforeEach(() => {
  vi.useFakeTimers();
});

describe('an invite', () => {
  const CODE = `i=${'A'.repeat(43)}`;

  test('of a link waits for a tap, then waits for whoever made it, and shows how that goes', async () => {
    const bench = await ready();
    const hall = new FakeRoom();
    bench.app.openInvite(CODE);
    const before = [bench.app.screen, bench.engine.joined.length];
    vi.spyOn(bench.engine, 'join').mockImplementation((what, control) => {
      bench.engine.joined.push(what);
      control?.waiting?.(hall);
      return new Promise(() => {});
    });
    await bench.app.acceptInvite();
    await settled();
    const { stay, screen, settings } = bench.app;
    expect([before, screen, stay?.title, stay?.summary, stay?.making, stay?.phrase]).toEqual([
      ['invited', 0],
      'room',
      'Waiting for whoever invited you.',
      'There is no meeting point in your list. Add one in the settings.',
      false,
      undefined,
    ]);
    expect(bench.engine.joined).toEqual([{ invite: CODE, ...settings.options() }]);
    bench.app.leave();
    const { invited, left } = bench.app;
    expect([hall.listeners, invited, bench.app.screen, left]).toEqual([
      0,
      undefined,
      'start',
      'outside',
    ]);
  });

  test('goes in with the settings of the tap, and what is changed while it waits is told of neither', async () => {
    const bench = await ready();
    bench.app.openInvite(CODE);
    let admit = (_room: FakeRoom) => {};
    vi.spyOn(bench.engine, 'join').mockImplementation((_what, control) => {
      control?.waiting?.(new FakeRoom());
      return new Promise((resolve) => {
        admit = resolve;
      });
    });
    await bench.app.acceptInvite();
    await settled();
    bench.app.settings.relayOnly = true;
    admit(new FakeRoom());
    await settled();
    expect(bench.app.stay?.conversation?.connection.situation.joined.hidden).toBe(false);
  });

  test('that does not lead in says that one is not in, and waits for nothing more', async () => {
    const bench = await ready();
    bench.app.openInvite(CODE);
    vi.spyOn(bench.engine, 'join').mockRejectedValue(new SottoError('invite-used', 'used'));
    await bench.app.acceptInvite();
    await settled();
    const { stay } = bench.app;
    expect([stay?.failed, stay?.title, stay?.summary]).toEqual([
      true,
      'You are not in the room',
      '',
    ]);
  });

  test('that is not whole is told at the tap, and joins nothing', async () => {
    const bench = await ready();
    bench.app.openInvite('i=AAAA');
    await bench.app.acceptInvite();
    expect([bench.app.screen, bench.app.error, bench.engine.joined]).toEqual([
      'invited',
      expect.objectContaining({ code: 'invite-invalid' }),
      [],
    ]);
  });

  test('goes with the page', async () => {
    const bench = await ready();
    bench.app.openInvite(CODE);
    bench.app.vanish();
    expect([bench.app.invited, bench.app.screen]).toEqual([undefined, 'start']);
  });

  test('in the box is joined by; no key is made of it, and nobody is asked about its strength', async () => {
    const bench = await ready();
    const field = await bench.openField(` https://sotto.example/#${CODE} `);
    await bench.derive();
    await bench.app.join();
    await settled();
    expect([field.judged, field.suggestions, bench.runs, bench.engine.joined]).toEqual([
      undefined,
      [],
      [],
      [{ invite: `https://sotto.example/#${CODE}`, ...bench.app.settings.options() }],
    ]);
  });

  test('whose end is missing is told, and is never taken for a phrase', async () => {
    const bench = await ready();
    const field = await bench.openField(`https://sotto.example/#${CODE.slice(0, -1)}`);
    await bench.app.join();
    await bench.derive();
    expect([field.error, field.invite, bench.runs, bench.engine.joined]).toEqual([
      expect.objectContaining({ code: 'invite-invalid' }),
      undefined,
      [],
      [],
    ]);
  });
});
