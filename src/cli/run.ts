// The program, from its arguments to its exit code.

import {
  type ErrorCode,
  type JoinControl,
  type JoinOptions,
  type Room,
  SottoError,
} from '../node.ts';
import { cli } from '../text/cli.ts';
import { english } from '../text/english.ts';
import type { Trouble } from '../text/types.ts';
import { linesOf } from './lines.ts';
import { type JoinCommand, parseCommand } from './options.ts';
import { findWay, type Way } from './phrase.ts';
import { type Paper, Screen } from './screen.ts';
import { talk } from './session.ts';
import type { Outlet, Surroundings } from './surroundings.ts';
import { Terminal } from './terminal.ts';

const LEFT = 0;
const FAILED = 1;
const WRONG = 2;

/** Why joining is given up. */
const LATE = 'late';

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
  const way = await findWay(command.phrase, desk);
  if (!way.ok) return refuse(around, way.trouble);
  if (way.value === undefined || around.stop.aborted) return LEFT;
  const room = await joinBy(way.value, command, desk);
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
function joinBy(way: Way, command: JoinCommand, desk: Desk): Promise<Room | number> {
  const { label, connect } = command;
  if ('invite' in way) {
    if (label !== undefined) return Promise.resolve(refuse(desk.around, cli.invite.labelled));
    return admitted({ ...connect, ...way }, command, desk);
  }
  desk.screen.note(`${english.deriving.title}. ${english.deriving.why}`);
  const what = { ...connect, ...way, ...(label === undefined ? {} : { label }) };
  return join(what, command, { ...desk, control: { signal: desk.around.stop } });
}

/** Nobody sits before a pipe: then whoever made the invite is waited for as for others, and no longer. */
async function admitted(
  what: JoinOptions,
  command: JoinCommand,
  desk: Desk,
): Promise<Room | number> {
  const { around, terminal, screen } = desk;
  const late = new AbortController();
  const patience =
    terminal === undefined ? setTimeout(() => late.abort(LATE), command.waitMs) : undefined;
  const signal = AbortSignal.any([around.stop, late.signal]);
  const waiting = (hall: Room) => {
    screen.note(`${english.invited.waiting} ${english.invited.waitingHelp}`);
    screen.note(cli.invite.givingUp);
    hall.on((event) => screen.hearOfMeeting(event));
  };
  const room = await join(what, command, { ...desk, control: { signal, waiting } });
  clearTimeout(patience);
  return room;
}

async function join(
  what: JoinOptions,
  { dht }: JoinCommand,
  { around, screen, control }: Desk & { readonly control: JoinControl },
): Promise<Room | number> {
  try {
    return await around.sotto({ dht }).join(what, control);
  } catch (error) {
    if (!(error instanceof SottoError)) throw error;
    const isLate = error.code === 'aborted' && control.signal?.reason === LATE;
    screen.trouble(isLate ? cli.invite.nobodyCame : english.errors[error.code]);
    if (error.code === 'aborted') return isLate ? FAILED : LEFT;
    return THEIR_OWN.has(error.code) ? WRONG : FAILED;
  }
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
