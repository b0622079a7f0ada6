// A person at a terminal: what they see while they are asked, while they type and others talk.

import { describe, expect, test } from 'vitest';
import { member } from '../web/fake-room.ts';
import { glass } from './glass.ts';
import { PHRASE, Trial } from './stand-in.ts';

const COLUMNS = 60;
const ASKED = 'Phrase or invite (not shown while you type): ';
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const UP = '\u001b[A';
const BACKSPACE = '\u007f';

/** In a room, the prompt is there. */
async function atPrompt(...args: readonly string[]): Promise<Trial> {
  const trial = new Trial(['join', '--new', ...args], { columns: COLUMNS });
  await trial.errors.until('> ');
  return trial;
}

/** What is seen below the sentence about keys. */
function seen({ errors }: Trial): readonly string[] {
  const rows = glass(errors.written, COLUMNS);
  return rows.slice(rows.findIndex((row) => row.startsWith('* Enter sends')) + 1);
}

describe('the phrase', () => {
  test('is never shown, and can be corrected while it is typed', async () => {
    const trial = new Trial(['join'], { columns: COLUMNS });
    await trial.errors.until(ASKED);
    trial.input.write(`${PHRASE}xx${BACKSPACE}${BACKSPACE}\r`);
    await trial.errors.until('> ');
    trial.input.write(CTRL_D);
    expect(await trial.code).toBe(0);
    expect(trial.joined[0]?.[1]).toMatchObject({ phrase: PHRASE });
    expect(trial.errors.written).not.toContain('velv');
    expect(glass(trial.errors.written, COLUMNS).slice(0, 3)).toEqual([
      ASKED,
      '* Making the key. This is slow on purpose: it makes guessing',
      '  the phrase slow, too.',
    ]);
  });

  test('that strangers could guess is asked about once more', async () => {
    const answers = ['y', 'YES', 'n', ''].map(async (answer) => {
      const trial = new Trial(['join'], { columns: COLUMNS });
      await trial.errors.until(ASKED);
      trial.input.write('open sesame\r');
      await trial.errors.until('(y/N) ');
      trial.input.write(`${answer}\r`);
      if (/y/i.test(answer)) await trial.errors.until('> ');
      trial.input.write(CTRL_D);
      return [await trial.code, trial.joined.length];
    });
    expect(await Promise.all(answers)).toEqual([
      [0, 1],
      [0, 1],
      [0, 0],
      [0, 0],
    ]);
  });

  test.each([
    ['Ctrl-C', `velvet${CTRL_C}`],
    ['Ctrl-D', CTRL_D],
  ])('%s instead: nothing is joined', async (_, keys) => {
    const trial = new Trial(['join'], { columns: COLUMNS });
    await trial.errors.until(ASKED);
    trial.input.write(keys);
    expect(await trial.code).toBe(0);
    expect([trial.joined, glass(trial.errors.written, COLUMNS)]).toEqual([[], [ASKED, '']]);
  });

  test('none: its sentence', async () => {
    const trial = new Trial(['join'], { columns: COLUMNS });
    await trial.errors.until(ASKED);
    trial.input.write('  \r');
    expect(await trial.code).toBe(2);
    expect(glass(trial.errors.written, COLUMNS).join('')).toContain('There is no phrase yet.');
  });
});

describe('talking', () => {
  test('what is being typed stays below what others say, also on two rows', async () => {
    const trial = await atPrompt();
    const { room, errors, output } = trial;
    trial.input.write('a long line that takes more than one row, as this one surely');
    await errors.until('surely');
    room.meet(member(2));
    room.say({ author: member(2).id, text: 'hello' });
    trial.input.write('\r');
    await trial.untilAsked(1);
    room.receive();
    expect(output.written).toBe('14:05 Candid Fox: hello\n');
    expect(seen(trial)).toEqual([
      '* Candid Fox is here, met through a tracker.',
      '> a long line that takes more than one row, as this one sure',
      'ly',
      '* “a long line that takes more than one row…” · Reached',
      '  them',
      '> ',
    ]);
    trial.stop.abort();
    expect(await trial.code).toBe(0);
  });

  test('a mistyped command is not sent; two slashes send one', async () => {
    const trial = await atPrompt();
    trial.input.write('/leav\r/etc/hosts is wrong\r//me\r\r/leave\r');
    expect(await trial.code).toBe(0);
    expect(trial.room.asked).toEqual(['send /etc/hosts is wrong', 'send /me', 'leave']);
    expect(seen(trial).slice(-3)).toEqual([
      '* 2 messages reached nobody.',
      '* You have left. Nothing was saved.',
      '',
    ]);
    expect(seen(trial)).toContain('* The only command here is /leave. Begin with two slashes to');
  });

  test('nothing typed is kept: there is no history to go back to', async () => {
    const trial = await atPrompt();
    trial.input.write(`secret\r${UP}${UP}\r/leave\r`);
    expect(await trial.code).toBe(0);
    expect(trial.room.asked).toEqual(['send secret', 'leave']);
  });

  test('nothing is held back, however much is pasted', async () => {
    const trial = await atPrompt();
    trial.input.write(`${'x\r'.repeat(150)}/leave\r`);
    expect(await trial.code).toBe(0);
    expect(trial.room.asked).toHaveLength(151);
  });

  test('Ctrl-C leaves at once and begins a new row', async () => {
    const trial = await atPrompt();
    trial.input.write(`half a line${CTRL_C}`);
    expect(await trial.code).toBe(0);
    expect(trial.room.asked).toEqual(['leave']);
    expect(seen(trial)).toEqual(['> half a line', '* You have left. Nothing was saved.', '']);
  });

  test('Ctrl-D is the end of the input', async () => {
    const trial = await atPrompt('--wait', '0');
    trial.input.write(`hello\r`);
    trial.input.write(CTRL_D);
    expect(await trial.code).toBe(1);
    expect(seen(trial).at(-3)).toBe('* 1 message reached nobody.');
  });
});
