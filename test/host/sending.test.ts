// The promises of `send`: kept when somebody holds the text, broken when nobody ever will.

import { describe, expect, test } from 'vitest';
import { Sending } from '../../src/host/sending.ts';
import type { Entry, EntryState } from '../../src/protocol/room/contract.ts';
import { PLAIN_ENTRY } from '../support/entries.ts';

const entry = (id: string, state: EntryState): Entry => ({
  id,
  ...PLAIN_ENTRY,
  author: new Uint8Array(16),
  own: true,
  text: 'x',
  order: '0',
  writtenAt: 0,
  state,
});
const sent = (id: string, reached: number, of: number) =>
  entry(id, { kind: 'sent', reached, of, read: 0 });

/** Begins to send `count` texts, and notes what becomes of each. */
function begun(count: number) {
  const sending = new Sending();
  const ends: string[] = [];
  const ids = Array.from({ length: count }, (_, i) => {
    const { id, promise } = sending.begin();
    ends.push('pending');
    promise.then(
      (kept) => {
        ends[i] = `kept: ${JSON.stringify(kept.state)}`;
      },
      ({ code }: { readonly code: string }) => {
        ends[i] = `broken: ${code}`;
      },
    );
    return id;
  });
  const told = async () => {
    await new Promise<void>((resolve) => setImmediate(resolve));
    return ends;
  };
  return { sending, ids: ids as [string, ...string[]], told };
}

test('each text gets an id of its own', () => {
  const { ids } = begun(1_000);
  expect(new Set(ids).size).toBe(1_000);
});

describe('a promise', () => {
  test('is kept when somebody holds the text, and not before', async () => {
    const { sending, ids, told } = begun(1);
    const [id] = ids;
    sending.changed(entry(id, { kind: 'waiting' }));
    sending.changed(sent(id, 0, 0));
    sending.changed(sent(id, 0, 2));
    expect(await told()).toEqual(['pending']);
    sending.changed(sent(id, 1, 2));
    expect(await told()).toEqual(['kept: {"kind":"sent","reached":1,"of":2,"read":0}']);
  });

  test.each(['text-empty', 'text-too-long', 'outbox-full'] as const)(
    'is broken with the reason for which the text was refused: %s',
    async (reason) => {
      const { sending, ids, told } = begun(1);
      sending.refused(ids[0], reason);
      expect(await told()).toEqual([`broken: ${reason}`]);
    },
  );

  test('is broken when the text was taken back', async () => {
    const { sending, ids, told } = begun(1);
    sending.removed(ids[0]);
    expect(await told()).toEqual(['broken: withdrawn']);
  });

  test('is broken with the end of the room, unless it was kept', async () => {
    const { sending, ids, told } = begun(3);
    sending.changed(sent(ids[0], 1, 1));
    sending.end();
    sending.end();
    expect(await told()).toEqual([
      'kept: {"kind":"sent","reached":1,"of":1,"read":0}',
      'broken: left',
      'broken: left',
    ]);
  });

  test('is kept or broken once: what comes later changes nothing', async () => {
    const { sending, ids, told } = begun(2);
    const [kept, broken] = ids as unknown as [string, string];
    sending.changed(sent(kept, 1, 2));
    sending.removed(broken);
    for (const id of ids) {
      sending.changed(sent(id, 2, 2));
      sending.removed(id);
      sending.refused(id, 'outbox-full');
    }
    sending.end();
    expect(await told()).toEqual([
      'kept: {"kind":"sent","reached":1,"of":2,"read":0}',
      'broken: withdrawn',
    ]);
  });

  test('is not touched by what happens to other texts, known or not', async () => {
    const { sending, ids, told } = begun(2);
    sending.changed(sent('of another', 1, 1));
    sending.removed('unknown');
    sending.refused('unknown', 'text-empty');
    sending.changed(sent(ids[1] as string, 1, 1));
    expect(await told()).toEqual(['pending', 'kept: {"kind":"sent","reached":1,"of":1,"read":0}']);
  });
});
