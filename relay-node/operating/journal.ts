// The bridge's log for its operator: one JSON object a line. Infos go to standard output, warnings
// and errors to standard error.
//
//   {"time":"2025-11-28T08:00:00.000Z","level":"info","event":"ready","message":"…","port":8000}

import type { Writable } from 'node:stream';
import { EVENTS, type EventName } from './events.ts';

/** Numbers by code. */
export type Counts = Readonly<Record<string, number>>;

/** A text must be a short code, and is left out otherwise. */
export type Fields = Readonly<Record<string, number | boolean | string | Counts | undefined>>;

export interface JournalOptions {
  readonly out: Writable;
  readonly err: Writable;
  /** The time of day, in milliseconds since 1970. */
  readonly time: () => number;
}

/**
 * What codes of ours and of the system look like: "unreachable", "EADDRINUSE". No address begins with
 * a letter and has neither dot nor colon, and an infohash or a peer id in hexadecimal is longer.
 */
const CODE = /^[A-Za-z][A-Za-z0-9_-]{0,35}$/;

export class Journal {
  readonly #options: JournalOptions;

  constructor(options: JournalOptions) {
    this.#options = options;
    // Whoever read the log may be gone; that must not end the bridge.
    options.out.on('error', ignore);
    options.err.on('error', ignore);
  }

  write(event: EventName, fields: Fields = {}): void {
    const { out, err, time } = this.#options;
    const { level, message } = EVENTS[event];
    const kept = Object.entries(fields).filter(([, value]) => isCodeOrNumbers(value));
    const entry = { time: new Date(time()).toISOString(), level, event, message };
    const line = JSON.stringify({ ...entry, ...Object.fromEntries(kept) });
    (level === 'info' ? out : err).write(`${line}\n`);
  }
}

/** Of an error its code, or else its class; never its message, which may quote what somebody sent. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : error.constructor.name;
}

function isCodeOrNumbers(value: Fields[string]): boolean {
  return typeof value === 'string' ? CODE.test(value) : value !== undefined;
}

function ignore(): void {}
