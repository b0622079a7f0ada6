// The program from its arguments to its exit code, with a room that only the test moves: what it
// sends and when, what it says, and how it ends.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type ErrorCode, SottoError } from '../../src/node.ts';
import { cli } from '../../src/text/cli.ts';
import { english } from '../../src/text/english.ts';
import { member } from '../web/fake-room.ts';
import { PHRASE, Trial } from './stand-in.ts';

const folder = mkdtempSync(join(tmpdir(), 'sotto-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string | Uint8Array, mode = 0o600): string {
  const path = join(folder, `${Math.trunc(performance.now() * 1_000)}`);
  writeFileSync(path, text, { mode });
  return path;
}

const BEFORE = `* The phrase of this room: ${PHRASE}
* Tell it only to the people you want here. Whoever knows it can come in and read along.
* Making the key. This is slow on purpose: it makes guessing the phrase slow, too.
* Your three symbols: 🌻 🔨 🚂 (sunflower, hammer, train). Whoever has typed the same phrase sees the same three.
* You are Kind Crane.
* Only you are here. Say the phrase to whoever should come.
* Looking for people through 4 trackers and the BitTorrent DHT.
`;
const LEFT = '* You have left. Nothing was saved.\n';

/** In a room of a drawn phrase, with a pipe for an input. */
function enter(...args: readonly string[]): Trial {
  return new Trial(['join', '--new', ...args]);
}

/** What was said after joining. */
function said({ errors }: Trial): string {
  expect(errors.written.slice(0, BEFORE.length)).toBe(BEFORE);
  return errors.written.slice(BEFORE.length);
}

describe('without a room', () => {
  test('it helps', async () => {
    const trial = new Trial(['--help']);
    expect(await trial.code).toBe(0);
    expect([trial.output.written, trial.errors.written]).toEqual([cli.help, '']);
  });

  test('it draws a phrase and nothing else', async () => {
    const trial = new Trial(['--new']);
    expect(await trial.code).toBe(0);
    expect([trial.output.written, trial.errors.written]).toEqual([`${PHRASE}\n`, '']);
  });

  test('a wrong option is one line on standard error', async () => {
    const trial = new Trial(['join', '--colour']);
    expect(await trial.code).toBe(2);
    expect([trial.output.written, trial.errors.written, trial.joined]).toEqual([
      '',
      'There is no option --colour. Try --help for the list.\n',
      [],
    ]);
  });
});

test('the library is asked for what the options say', async () => {
  const trial = new Trial([
    ...['join', '--new', '--label', 'x', '--nickname', 'Bob', '--no-stun', '--test-net'],
    ...['--no-default-trackers', '--tracker', 'wss://one.example', '--dht-bootstrap', 'a:1'],
  ]);
  trial.input.end();
  expect(await trial.code).toBe(0);
  expect(trial.joined).toEqual([
    [
      { dht: { bootstrap: ['a:1'], host: undefined, port: undefined, testNet: true } },
      {
        phrase: PHRASE,
        label: 'x',
        trackers: ['wss://one.example'],
        iceServers: [],
        dht: true,
        nickname: 'Bob',
      },
    ],
  ]);
});

describe('the input is a pipe', () => {
  test('its lines are sent, and at its end it leaves when all were received', async () => {
    const trial = enter();
    trial.room.meet(member(2));
    trial.input.write('first\n\nsec');
    trial.input.end('ond\r\n/var/log is full\nlast');
    await trial.errors.until('Waiting up to');
    trial.room.say({ author: member(2).id, text: 'hello\nyou' });
    for (let n = 0; n < 4; n++) trial.room.receive();
    expect(await trial.code).toBe(0);
    expect(trial.room.asked).toEqual([
      'send first',
      'send second',
      'send /var/log is full',
      'send last',
      'leave',
    ]);
    expect(trial.output.written).toBe('14:05 Candid Fox: hello\n      you\n');
    expect(
      trial.errors.written,
    ).toContain(`* Waiting up to 30 sec for somebody to receive what was sent. Ctrl-C leaves at once.
* “first” · Reached them
* “second” · Reached them
* “/var/log is full” · Reached them
* “last” · Reached them
${LEFT}`);
  });

  test('nothing to say: it leaves at once', async () => {
    const trial = enter();
    trial.input.end('\n\n');
    expect(await trial.code).toBe(0);
    expect(said(trial)).toBe(LEFT);
  });

  test('nobody came in time: it says so, and exits with 1', async () => {
    const trial = enter('--wait', '0');
    trial.input.end('one\ntwo\n');
    expect(await trial.code).toBe(1);
    expect(said(trial)).toBe(`* “one” · Waiting for somebody to come
* “two” · Waiting for somebody to come
* Waiting up to 0 sec for somebody to receive what was sent. Ctrl-C leaves at once.
* 2 messages reached nobody.
${LEFT}`);
  });

  test('the wait begins anew with every message that is received', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const trial = enter('--wait', '10');
    trial.input.end('one\ntwo\nthree\n');
    await trial.errors.until('Waiting up to');
    for (let n = 0; n < 2; n++) {
      await vi.advanceTimersByTimeAsync(9_999);
      trial.room.receive();
    }
    await vi.advanceTimersByTimeAsync(9_999);
    expect(trial.room.asked).not.toContain('leave');
    await vi.advanceTimersByTimeAsync(1);
    expect(await trial.code).toBe(1);
    expect(trial.errors.written).toContain('* 1 message reached nobody.\n');
  });

  test('a long input is held back until some of it was received', async () => {
    const trial = enter();
    trial.input.end(Array.from({ length: 150 }, (_, n) => `${n}\n`).join(''));
    expect(await trial.untilAsked(100)).toHaveLength(100);
    trial.room.receive();
    expect((await trial.untilAsked(101)).at(-1)).toBe('send 100');
    expect(trial.room.asked).toHaveLength(101);
    trial.stop.abort();
    expect(await trial.code).toBe(0);
  });

  test('and is given up when nobody receives anything', async () => {
    const trial = enter('--wait', '0');
    trial.input.write('x\n'.repeat(150));
    expect(await trial.code).toBe(1);
    expect(trial.errors.written.endsWith(`* 100 messages reached nobody.\n${LEFT}`)).toBe(true);
  });

  test('a text that is refused is told, and makes the exit code 1', async () => {
    const trial = enter();
    trial.input.end('much\n');
    await trial.errors.until('Waiting up to');
    trial.room.refuse('text-too-long');
    expect(await trial.code).toBe(1);
    const { says, next } = english.errors['text-too-long'];
    expect(trial.errors.written).toContain(`* ${says} ${next}\n${LEFT}`);
  });

  test('a line without an end does not fill the memory', async () => {
    const trial = enter('--wait', '0');
    for (let n = 0; n < 10; n++) trial.input.write('x'.repeat(20_000));
    trial.input.end('\nnext\n');
    await trial.code;
    expect(trial.room.asked.map((asked) => asked.length)).toEqual([65_541, 9, 5]);
  });

  test('a character that comes in two parts is one', async () => {
    const trial = enter('--wait', '0');
    const bytes = Buffer.from('grün\n');
    trial.input.write(bytes.subarray(0, 3));
    trial.input.end(bytes.subarray(3));
    await trial.code;
    expect(trial.room.asked[0]).toBe('send grün');
  });

  test('an input that breaks is told, and what came before it counts', async () => {
    const trial = enter('--wait', '0');
    trial.input.write('one\n');
    await trial.untilAsked(1);
    trial.input.destroy(new Error('EISDIR'));
    expect(await trial.code).toBe(1);
    expect(said(trial)).toContain(
      '* The input can’t be read any further. Check what it comes from.',
    );
  });
});

describe('leaving at once', () => {
  test('“/leave”, whatever comes after it or still waits', async () => {
    const trial = enter();
    trial.input.write('hello\n/leave\nnever\n');
    expect(await trial.code).toBe(0);
    expect(trial.room.asked).toEqual(['send hello', 'leave']);
    expect(said(trial)).toBe(
      `* “hello” · Waiting for somebody to come\n* 1 message reached nobody.\n${LEFT}`,
    );
    expect(trial.input.destroyed).toBe(true);
  });

  test('a signal', async () => {
    const trial = enter();
    await trial.errors.until('Looking');
    trial.stop.abort();
    expect(await trial.code).toBe(0);
    expect([trial.room.asked, trial.room.listeners]).toEqual([['leave'], 0]);
    expect(said(trial)).toBe(LEFT);
  });

  test('a goodbye that hangs is not waited for', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const trial = enter();
    trial.room.leave = () => new Promise(() => {});
    trial.input.end('/leave\n');
    await trial.errors.until('Looking');
    const ended = vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
    await ended;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await trial.code).toBe(0);
  });
});

describe('the phrase', () => {
  const joinWith = (path: string) => {
    const trial = new Trial(['join', '--phrase-file', path]);
    trial.input.end();
    return trial;
  };

  test('comes from a file', async () => {
    const trial = joinWith(file(`\ufeff${PHRASE}\r\n`));
    expect(await trial.code).toBe(0);
    expect(trial.joined[0]?.[1]).toMatchObject({ phrase: `\ufeff${PHRASE}\r\n` });
    expect(trial.errors.written.startsWith('* Making the key.')).toBe(true);
  });

  test('comes from a pipe that is named like a file', async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const trial = joinWith(path);
    writeFileSync(path, PHRASE);
    expect(await trial.code).toBe(0);
    expect(trial.joined[0]?.[1]).toMatchObject({ phrase: PHRASE });
  });

  test('in a file that others may read is taken, with a warning', async () => {
    const path = file(PHRASE, 0o640);
    const trial = joinWith(path);
    expect(await trial.code).toBe(0);
    expect(trial.errors.written.split('\n')[0]).toBe(
      `* Other users of this machine may read “${path}”. Keep it to yourself with chmod 600.`,
    );
  });

  test('that strangers could guess is taken from a file, with a warning', async () => {
    const trial = joinWith(file('open sesame'));
    expect(await trial.code).toBe(0);
    expect(trial.errors.written.split('\n')[0]).toBe(
      '* Strangers could guess this phrase unless it is random: it has fewer than five words of the list. A phrase made by --new can’t be guessed.',
    );
    expect(trial.joined).toHaveLength(1);
  });

  const missing = join(folder, 'missing');
  test.each([
    ['a file that is missing', () => missing, cli.phrase.fileUnreadable(missing)],
    ['a folder', () => folder, cli.phrase.fileUnreadable(folder)],
    ['an empty file', () => file(' \n'), english.errors['phrase-empty']],
  ])('%s has its sentence', async (_, path, { says, next }) => {
    const trial = joinWith(path());
    expect(await trial.code).toBe(2);
    expect([trial.errors.written, trial.joined]).toEqual([`${says} ${next}\n`, []]);
  });

  test('a large file is not read', async () => {
    const path = file('x'.repeat(65_537));
    const trial = joinWith(path);
    expect(await trial.code).toBe(2);
    const { says, next } = cli.phrase.fileTooLarge(path);
    expect(trial.errors.written).toBe(`${says} ${next}\n`);
  });

  test('can’t be asked for without a terminal', async () => {
    const trial = new Trial(['join']);
    expect(await trial.code).toBe(2);
    expect([trial.errors.written, trial.joined]).toEqual([
      'The phrase can only be asked for on a terminal. Name a file that holds it with --phrase-file, or draw a new one with --new.\n',
      [],
    ]);
  });
});

describe('joining comes to nothing', () => {
  const failing = (error: unknown) =>
    new Trial(['join', '--new'], { sotto: () => ({ join: () => Promise.reject(error) }) });

  test.each<[ErrorCode, number]>([
    ['phrase-too-long', 2],
    ['phrase-unassigned', 2],
    ['label-invalid', 2],
    ['tracker-invalid', 2],
    ['ice-server-invalid', 2],
    ['slow-hash-failed', 1],
    ['aborted', 0],
  ])('%s: its sentence, and exit code %d', async (code, exit) => {
    const trial = failing(new SottoError(code, 'for developers'));
    expect(await trial.code).toBe(exit);
    const { says, next } = english.errors[code];
    expect(trial.errors.written.endsWith(`\n* ${says} ${next}\n`)).toBe(true);
  });

  test('a mistake of ours is not hidden', async () => {
    await expect(failing(new TypeError('x is undefined')).code).rejects.toThrow('x is undefined');
  });
});
