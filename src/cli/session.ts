// The time in a room: feeds it the input, shows what it tells, and leaves it properly at the end.
//
//   "/leave", Ctrl-C, SIGTERM, a closed output ──▶ leave at once
//   the end of the input ──▶ until all of it was received, or nobody received any for a while ──▶ leave

import type { Room } from '../node.ts';
import { cli } from '../text/cli.ts';
import { english } from '../text/english.ts';
import { formats } from '../text/format.ts';
import { Deliveries } from './deliveries.ts';
import type { Screen } from './screen.ts';

export interface SessionOptions {
  readonly room: Room;
  readonly screen: Screen;
  readonly input: AsyncIterable<string>;
  /** A person types: mistyped commands are told, and nothing is held back. */
  readonly typed: boolean;
  /** How long to wait for the next receipt when the input has ended or is held back. */
  readonly waitMs: number;
  readonly stop: AbortSignal;
}

export interface Ending {
  /** The input came to its end, and some of it reached nobody. */
  readonly failed: boolean;
}

/** Our choice: what a pipe may have given and nobody received; the rest waits in the pipe. */
const MAX_PENDING = 100;
/** Our choice: a goodbye takes moments; who waits longer was told to stop. */
const LEAVE_MS = 5_000;

const { duration } = formats({ locale: 'en' });

export async function talk(options: SessionOptions): Promise<Ending> {
  const { room, screen, stop } = options;
  const deliveries = new Deliveries(room, (code) => screen.trouble(english.errors[code]));
  const unsubscribe = room.on((event) => screen.hear(event));
  const ended = await Promise.race([feed(options, deliveries), aborted(stop)]);
  unsubscribe();
  const { pending, refusals } = deliveries;
  await within(LEAVE_MS, room.leave());
  if (pending > 0) screen.note(cli.room.unreceived(pending));
  screen.note(cli.room.left);
  return { failed: ended === 'end' && pending + refusals > 0 };
}

type Reason = 'end' | 'leave' | 'stop';

async function feed(options: SessionOptions, deliveries: Deliveries): Promise<Reason> {
  const { input, screen, typed, waitMs, stop } = options;
  const limit = typed ? Number.POSITIVE_INFINITY : MAX_PENDING;
  try {
    for await (const line of input) {
      if (line.trim() === '/leave') return 'leave';
      if (typed && /^\/[a-z]+$/i.test(line)) screen.trouble(cli.room.noSuchCommand);
      else if (line !== '') deliveries.send(typed ? line.replace(/^\/\//, '/') : line);
      if (!(await deliveries.below(limit, waitMs))) return 'end';
    }
  } catch {
    // An input that was closed because of the end is no trouble.
    if (stop.aborted) return 'stop';
    screen.trouble(cli.room.inputUnreadable);
  }
  if (deliveries.pending > 0) {
    screen.note(cli.room.waiting(duration(waitMs)));
    await deliveries.below(1, waitMs);
  }
  return 'end';
}

function aborted(signal: AbortSignal): Promise<Reason> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('stop');
    signal.addEventListener('abort', () => resolve('stop'));
  });
}

/** Waits for something, but not for long. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
