// The program, from its arguments to its exit code.

import {
  type ErrorCode,
  type JoinOptions,
  looksLikeInvite,
  type Room,
  SottoError,
} from '../node.ts';
import { cli } from '../text/cli.ts';
import { english } from '../text/english.ts';
import type { Trouble } from '../text/types.ts';
import { linesOf } from './lines.ts';
import { type JoinCommand, parseCommand } from './options.ts';
import { findPhrase } from './phrase.ts';
import { type Paper, Screen } from './screen.ts';
import { talk } from './session.ts';
import type { Outlet, Surroundings } from './surroundings.ts';
import { Terminal } from './terminal.ts';

const LEFT = 0;
const FAILED = 1;
const WRONG = 2;

/** Codes for which what the person gave is to blame. */
const THEIR_OWN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'phrase-empty',
  'phrase-too-long',
  'phrase-unassigned',
  'label-invalid',
  'tracker-invalid',
  'ice-server-invalid',
]);

/** Resolves with the exit code once everything is said and the room is left. */
export async function run(args: readonly string[], around: Surroundings): Promise<number> {
  const command = parseCommand(args);
  if (!command.ok) return refuse(around, command.trouble);
  if (command.value.kind === 'join') return joinAndTalk(command.value, around);
  around.output.write(command.value.kind === 'help' ? cli.help : `${around.newPhrase()}\n`);
  return LEFT;
}

function refuse({ errors }: Surroundings, { says, next }: Trouble): number {
  errors.write(`${says} ${next}\n`);
  return WRONG;
}

async function joinAndTalk(command: JoinCommand, around: Surroundings): Promise<number> {
  const { input, errors, timeOfDay } = around;
  const interactive = input.isTTY === true && errors.isTTY === true;
  const terminal = interactive ? new Terminal(input, errors, around.interrupt) : undefined;
  around.stop.addEventListener('abort', () => terminal?.close());
  const screen = new Screen({ paper: paperOf(around, terminal), timeOfDay });
  try {
    return await enter(command, { around, terminal, screen });
  } finally {
    terminal?.close();
    // An input that goes on would keep the process.
    input.destroy();
  }
}

interface Desk {
  readonly around: Surroundings;
  readonly terminal: Terminal | undefined;
  readonly screen: Screen;
}

async function enter(command: JoinCommand, desk: Desk): Promise<number> {
  const { around, terminal, screen } = desk;
  const phrase = await findPhrase(command.phrase, desk);
  if (!phrase.ok) return refuse(around, phrase.trouble);
  if (phrase.value === undefined || around.stop.aborted) return LEFT;
  const room = await join(command, phrase.value, desk);
  if (typeof room === 'number') return room;
  const { trackers = [], dht = true } = command.connect;
  screen.open(room, cli.meeting.looking(trackers.length, dht));
  if (terminal !== undefined) screen.note(cli.room.keys);
  const { failed } = await talk({
    room,
    screen,
    input: terminal?.lines() ?? linesOf(around.input),
    typed: terminal !== undefined,
    waitMs: command.waitMs,
    stop: around.stop,
  });
  return failed ? FAILED : LEFT;
}

/** The room, or the exit code when there is none. */
async function join(
  command: JoinCommand,
  written: string,
  { around, screen }: Desk,
): Promise<Room | number> {
  const what = whatToJoin(command, written);
  if ('phrase' in what) screen.note(`${english.deriving.title}. ${english.deriving.why}`);
  const waiting = () => screen.note(`${english.invited.waiting} ${english.invited.waitingHelp}`);
  try {
    return await around.sotto({ dht: command.dht }).join(what, { signal: around.stop, waiting });
  } catch (error) {
    if (!(error instanceof SottoError)) throw error;
    screen.trouble(english.errors[error.code]);
    if (error.code === 'aborted') return LEFT;
    return THEIR_OWN.has(error.code) ? WRONG : FAILED;
  }
}

/** An invite leads to one room, whatever label the others gave it. */
function whatToJoin({ label, connect }: JoinCommand, written: string): JoinOptions {
  if (looksLikeInvite(written)) return { ...connect, invite: written };
  return { ...connect, phrase: written, ...(label === undefined ? {} : { label }) };
}

function paperOf({ output, errors }: Surroundings, terminal: Terminal | undefined): Paper {
  const writeTo = (outlet: Outlet) => (lines: string) => {
    if (terminal === undefined) outlet.write(lines);
    else terminal.print(outlet, lines);
  };
  const columnsOf = ({ isTTY, columns }: Outlet) => (isTTY ? columns : undefined);
  return {
    out: writeTo(output),
    note: writeTo(errors),
    columns: {
      get out() {
        return columnsOf(output);
      },
      get note() {
        return columnsOf(errors);
      },
    },
  };
}
