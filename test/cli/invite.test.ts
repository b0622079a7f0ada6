// An invite in the place of the phrase, with a library that only the test moves.

import { expect, test } from 'vitest';
import type { Surroundings } from '../../src/cli/surroundings.ts';
import { type Room, SottoError } from '../../src/node.ts';
import { cli } from '../../src/text/cli.ts';
import { english } from '../../src/text/english.ts';
import { FakeRoom, member, tracker } from '../web/fake-room.ts';
import { privateFile } from './program.ts';
import { Trial } from './stand-in.ts';

const LINK = 'https://sotto.example/#i=ABAgMEBQYHCAkKCwwNDg8P____________________8';
const WAITING = `* ${english.invited.waiting} ${english.invited.waitingHelp}\n* Ctrl-C gives up.\n`;

function follow(written: string, args: readonly string[] = [], more: object = {}): Trial {
  const trial = new Trial(['join', '--phrase-file', privateFile(written), ...args], more);
  trial.input.end();
  return trial;
}

/** A library in which nobody comes, and a meeting point does not answer. */
const nobody: Surroundings['sotto'] = () => ({
  join(_what, { signal, waiting } = {}) {
    const hall = new FakeRoom();
    waiting?.(hall);
    hall.tell({ type: 'tracker', health: tracker('one.example', 'silent') });
    hall.meet(member(2));
    return new Promise<Room>((_, reject) => {
      signal?.addEventListener('abort', () => reject(new SottoError('aborted', 'by the caller')));
    });
  },
});

test('it needs no key made', async () => {
  const trial = follow(`${LINK}\n`);
  expect(await trial.code).toBe(0);
  expect(trial.joined[0]?.[1]).toMatchObject({ invite: LINK });
  expect(trial.errors.written.startsWith(`${WAITING}* Your three symbols: `)).toBe(true);
});

test('one that was cut: nothing is joined', async () => {
  const trial = follow(LINK.slice(0, -3));
  expect(await trial.code).toBe(2);
  const { says, next } = english.errors['invite-invalid'];
  expect([trial.errors.written, trial.joined]).toEqual([`${says} ${next}\n`, []]);
});

test('it takes no label', async () => {
  const trial = follow(LINK, ['--label', 'x']);
  expect(await trial.code).toBe(2);
  const { says, next } = cli.invite.labelled;
  expect([trial.errors.written, trial.joined]).toEqual([`${says} ${next}\n`, []]);
});

test('before a pipe it is given up after --wait, with what the meeting points said', async () => {
  const trial = follow(LINK, ['--wait', '0'], { sotto: nobody });
  expect(await trial.code).toBe(1);
  const { says, next } = cli.invite.nobodyCame;
  const told = trial.errors.written.slice(WAITING.length);
  expect(told).toMatch(/^\* Tracker .*\n\* Whoever made this invite did not come\. .*\n$/);
  expect(told.endsWith(`* ${says} ${next}\n`)).toBe(true);
});

test('Ctrl-C gives up', async () => {
  const trial = follow(LINK, [], { sotto: nobody });
  await trial.errors.until('gives up');
  trial.stop.abort();
  expect(await trial.code).toBe(0);
  const { says, next } = english.errors.aborted;
  expect(trial.errors.written.endsWith(`* ${says} ${next}\n`)).toBe(true);
});
